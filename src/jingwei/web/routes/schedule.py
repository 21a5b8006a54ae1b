"""The schedule over HTTP: runs, drags and acceptances are jobs of the worker; boards and plans are read here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import Fault, Invalid
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.collab.desk import at_desk
from jingwei.process.commands import Change
from jingwei.store.pool import Row
from jingwei.store.queue import jobs
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction, run
from jingwei.store.transaction import read as reading
from jingwei.suite.planning.choices import Choices
from jingwei.suite.planning.preferences import Goal, Starts
from jingwei.suite.planning.scenario import Scenario
from jingwei.suite.planning.shop import MAINTENANCE, OPERATION
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.start import LONGEST_SEARCH, PROMISE, SCHEDULE
from jingwei.suite.planning.upkeep import maintained
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer, read
from jingwei.web.pages import PLACED
from jingwei.web.planning.board import board
from jingwei.web.planning.desk import must_write
from jingwei.web.planning.plans import plan_of, plans, progress_of, settle
from jingwei.web.routes.planning import BASE, reader

Json = dict[str, object]
PATIENCE = 15.0
"""Seconds a request waits for the worker before it answers with the job instead."""
LOOK = 0.015
"""Seconds between two looks whether the worker has ended."""
LONGEST_REPAIR = 2.0
MOVED = Words("调整排程", "Moved in the schedule")


class Bar(msgspec.Struct, forbid_unknown_fields=True, rename={"begin": "from"}):
    bar: str
    machine: str
    begin: datetime
    to: datetime
    locked: bool | None = None


class Scheduling(msgspec.Struct, forbid_unknown_fields=True, rename={"begin": "from"}):
    """`from` is where a search starts (`standing` or `anew`), or the minute a bar is dragged to."""

    do: Literal["run", "move", "save"]
    bar: str | None = None
    machine: str | None = None
    begin: str | None = None
    seconds: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_SEARCH)] | None = None
    repair: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_REPAIR)] | None = None
    title: Annotated[str, msgspec.Meta(max_length=80)] | None = None
    starts: Starts | None = None
    goal: Goal = "lateness"
    scenario: Scenario | None = None
    choices: Choices | None = None
    accept: bool = False
    bars: list[Bar] = []


class Settling(msgspec.Struct, forbid_unknown_fields=True):
    do: Literal["accept", "stop", "drop"]
    orders: list[str] | None = None


async def schedule(request: Request, caller: Caller) -> Response:
    """Make a plan, ask what a drag leads to, or keep what it proposed."""
    sent = await read(request, Scheduling)
    await may_plan(request, caller)
    if sent.do == "save":
        await save(request, caller, sent.bars)
        return await board_now(request, caller)
    args = asked_run(sent) if sent.do == "run" else asked_move(sent)
    if sent.do == "run" and not sent.accept:
        return answer({"job": str(await begun(request, caller, args))}, 202)
    row = await waited(request, caller, args)
    if row["state"] != "done":
        return answer({"job": str(row["id"])}, 202)
    if sent.do == "move":
        return answer(json.loads(row["result"]))
    return await board_now(request, caller)


async def plan(request: Request, caller: Caller) -> Response:
    """Accept a plan or some of its orders, stop its search, or throw it away."""
    sent = await read(request, Settling)
    number = parse_id(request.path_params["id"], ("id",))
    await may_plan(request, caller)
    if sent.do != "accept":
        deps = deps_of(request)
        await run(deps.pool, lambda t: settle(t, caller.workspace, number, sent.do))
        return answer({})
    args: Json = {"do": "accept", "plan": str(number)}
    if sent.orders is not None:
        orders = [str(parse_id(one, ("orders", row))) for row, one in enumerate(sent.orders)]
        if not orders:
            raise Invalid.at(("orders",), "required", Words("请选择工单", "Choose some orders"))
        args["orders"] = orders
    row = await waited(request, caller, args)
    if row["state"] != "done":
        return answer({"job": str(row["id"])}, 202)
    return await board_now(request, caller)


async def may_plan(request: Request, caller: Caller) -> None:
    doors = deps_of(request).doors
    must_write(await doors.catalogue(caller.workspace), await doors.actor(caller), OPERATION, PLACED)


async def board_now(request: Request, caller: Caller) -> Response:
    doors = deps_of(request).doors
    return answer(await at_desk(doors, caller.workspace, await doors.actor(caller), board))


def asked_run(sent: Scheduling) -> Json:
    if sent.begin not in (None, "standing", "anew"):
        words = Words("请选择从现有排程还是重新开始", "Start from `standing` or `anew`")
        raise Invalid.at(("from",), "unknown", words)
    args: Json = {"do": "run", "from": sent.begin or "standing"}
    if sent.seconds is not None:
        args["seconds"] = sent.seconds
    if sent.starts is not None:
        args["starts"] = sent.starts
    if sent.goal != "lateness":
        args["goal"] = sent.goal
    if sent.title:
        args["title"] = sent.title
    if sent.scenario:
        args["scenario"] = msgspec.to_builtins(sent.scenario)
    if sent.choices:
        if sent.accept:
            words = Words("有选择的方案先看再采纳", "A plan with choices is looked at before it is accepted")
            raise Invalid.at(("accept",), "choices", words)
        args["choices"] = msgspec.to_builtins(sent.choices)
    if sent.accept:
        args["accept"] = True
    return args


def asked_move(sent: Scheduling) -> Json:
    for name, value in (("bar", sent.bar), ("machine", sent.machine), ("from", sent.begin)):
        if value is None:
            raise Invalid.at((name,), "required", Words("请给出“{n}”", '"{n}" is required').fill(n=name))
    places = {"bar": parse_id(sent.bar, ("bar",)), "machine": parse_id(sent.machine, ("machine",))}
    try:
        begin = datetime.fromisoformat(str(sent.begin))
    except ValueError:
        raise Invalid.at(("from",), "no_instant", Words("不是时间", "This is no instant")) from None
    args: Json = {"do": "move", **{name: str(value) for name, value in places.items()}}
    if sent.repair is not None:
        args["repair"] = sent.repair
    return {**args, "from": zoned(begin, "from")}


def zoned(at: datetime, name: str) -> str:
    if at.tzinfo is None:
        raise Invalid.at((name,), "no_zone", Words("时间应带时区", "The instant must carry its zone"))
    return at.isoformat()


async def save(request: Request, caller: Caller, bars: list[Bar]) -> None:
    """As the caller's own change; the dragged bar stays where it was put, and one that is let go moves again."""
    doors = deps_of(request).doors
    names = Names(await doors.catalogue(caller.workspace), caller.workspace.schema)
    ids = [parse_id(one.bar, ("bar",)) for one in bars]
    upkeep = await reading(doors.pool, lambda t: maintained(t, names, ids))
    commands = []
    for identity, one in zip(ids, bars, strict=True):
        values: Json = {
            "machine": one.machine, "planned_start": zoned(one.begin, "from"), "planned_end": zoned(one.to, "to"),
        }  # fmt: skip
        if one.locked is not None:
            values["locked"] = one.locked
        commands.append(Change(MAINTENANCE if identity in upkeep else OPERATION, identity, values))
    if not commands:
        raise Invalid.at(("bars",), "required", Words("没有要保存的内容", "There is nothing to save"))
    key = request.headers.get("idempotency-key")
    await doors[caller.workspace].submit(
        await doors.actor(caller), commands, key=key, why=MOVED.say(caller.language)
    )


async def begun(request: Request, caller: Caller, args: Mapping[str, object], kind: str = SCHEDULE) -> int:
    """A job of the worker, which has the engines; what it writes is written under the caller's rights."""
    deps = deps_of(request)
    rights = {
        "roles": caller.roles, "admin": caller.admin, "via": caller.via, "language": caller.language,
    }  # fmt: skip
    key = request.headers.get("idempotency-key") or ""

    async def begin(transaction: Transaction) -> int:
        before = await jobs.begun(transaction, caller.workspace, caller.person, key)
        if before is not None:
            return before
        return await jobs.enqueue(
            transaction, caller.workspace, deps.ids[caller.workspace], kind,
            {**args, "as": rights, **({"key": key} if key else {})}, caller.person,
        )  # fmt: skip

    identity = await run(deps.pool, begin)
    deps.notifier.poke(caller.workspace)
    return identity


async def waited(request: Request, caller: Caller, args: Mapping[str, object], kind: str = SCHEDULE) -> Row:
    """The job when it has ended, or as it is when patience does; refusals of the job are refusals of the request."""
    deps, identity = deps_of(request), await begun(request, caller, args, kind)
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        row = await reading(deps.pool, lambda t: jobs.look(t, caller.workspace, identity))
        if row["state"] == "failed":
            raise Invalid(
                Fault(tuple(one["path"]), one["code"], Words(one["message"]["zh"], one["message"]["en"]))
                for one in json.loads(row["faults"])
            )
        if row["state"] in ("done", "cancelled") or asyncio.get_running_loop().time() > deadline:
            return row
        if kind == PROMISE and row["state"] == "waiting" and await request.is_disconnected():
            # The next keystroke asks anew: what nobody waits for any more is not begun.
            return await run(deps.pool, lambda t: jobs.cancel(t, caller.workspace, identity))
        await asyncio.sleep(LOOK)


ROUTES = (
    route(f"{BASE}/schedule", reader(lambda desk, request: board(desk)), "GET"),
    route(f"{BASE}/schedule", schedule, "POST"),
    route(f"{BASE}/plans", reader(lambda desk, request: plans(desk)), "GET"),
    route(f"{BASE}/plans/{{id}}", reader(plan_of), "GET"),
    route(f"{BASE}/plans/{{id}}/progress", reader(progress_of), "GET"),
    route(f"{BASE}/plans/{{id}}", plan, "POST"),
)
