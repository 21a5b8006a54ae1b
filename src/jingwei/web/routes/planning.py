"""Planning over HTTP: runs and schedules are jobs of the worker, everything else is read here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.decimals import QUANTITY
from jingwei.base.errors import Fault, Invalid
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.collab.desk import Desk, at_desk
from jingwei.process.commands import Act, Change, Create
from jingwei.store.pool import Row
from jingwei.store.queue import jobs
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction, run
from jingwei.store.transaction import read as reading
from jingwei.suite.planning.start import LONGEST_SEARCH, SCHEDULE
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer, read
from jingwei.web.pages import PLACED
from jingwei.web.planning.board import board
from jingwei.web.planning.desk import must_write
from jingwei.web.planning.kit import kit
from jingwei.web.planning.proposals import latest, pegging
from jingwei.web.planning.stock import Asked, moves, stock
from jingwei.web.planning.structure import explosion, uses

Json = dict[str, object]
OPERATION, RUN = "production.operation", "planning.run"
PATIENCE = 15.0
"""Seconds a request waits for the worker before it answers with the job instead."""


class Horizon(msgspec.Struct, forbid_unknown_fields=True):
    horizon_days: int | None = None


class Bar(msgspec.Struct, forbid_unknown_fields=True, rename={"begin": "from"}):
    bar: str
    machine: str
    begin: datetime
    to: datetime
    locked: bool | None = None


class Scheduling(msgspec.Struct, forbid_unknown_fields=True, rename={"begin": "from"}):
    do: Literal["run", "move", "save"]
    bar: str | None = None
    machine: str | None = None
    begin: datetime | None = None
    seconds: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_SEARCH)] | None = None
    bars: list[Bar] = []


async def start(request: Request, caller: Caller) -> Response:
    """Makes the run and presses its button; the job carries the progress."""
    sent = await read(request, Horizon)
    doors = deps_of(request).doors
    actor, door = await doors.actor(caller), doors[caller.workspace]
    key = request.headers.get("idempotency-key")
    values: Json = {} if sent.horizon_days is None else {"horizon_days": sent.horizon_days}
    made = await door.submit(actor, (Create(RUN, values),), key=key and f"{key}:run")
    number = made.asked[0].id
    await door.submit(actor, (Act(RUN, number, "start"),), key=key and f"{key}:start")
    job = await reading(doors.pool, lambda t: job_of(t, caller, number))
    return answer({"job": str(job)}, 202)


async def job_of(transaction: Transaction, caller: Caller, number: int) -> int:
    found: int = await transaction.fetchval(
        f"SELECT id FROM {caller.workspace.schema}.job WHERE kind = 'planning.mrp' AND args->>'run' = $1 ORDER BY id DESC LIMIT 1",
        str(number),
    )
    return found


def reader(
    work: Callable[[Desk, Request], Awaitable[Json]],
) -> Callable[[Request, Caller], Awaitable[Response]]:
    """A route that only reads."""

    async def shown(request: Request, caller: Caller) -> Response:
        doors = deps_of(request).doors
        actor = await doors.actor(caller)
        return answer(await at_desk(doors, caller.workspace, actor, lambda desk: work(desk, request)))

    return shown


def number(request: Request) -> int:
    return parse_id(request.path_params["id"], ("id",))


async def exploded(desk: Desk, request: Request) -> Json:
    quantity = QUANTITY.parse(request.query_params.get("quantity") or "1", ("quantity",))
    if quantity <= 0:
        raise Invalid.at(
            ("quantity",), "not_positive", Words("数量应大于 0", "The quantity is more than zero")
        )
    return await explosion(desk, number(request), quantity)


async def lying(desk: Desk, request: Request) -> Json:
    return await stock(desk, Asked.of(request.query_params))


async def moved(desk: Desk, request: Request) -> Json:
    return await moves(desk, Asked.of(request.query_params, number(request)))


async def schedule(request: Request, caller: Caller) -> Response:
    """Dispatch anew, ask what a drag leads to, or keep what it proposed."""
    sent = await read(request, Scheduling)
    doors = deps_of(request).doors
    actor, catalogue = await doors.actor(caller), await doors.catalogue(caller.workspace)
    must_write(catalogue, actor, OPERATION, PLACED)
    if sent.do == "save":
        await save(request, caller, sent.bars)
    else:
        row = await waited(request, caller, asked(sent))
        if row["state"] != "done":
            return answer({"job": str(row["id"])}, 202)
        if sent.do == "move":
            return answer(json.loads(row["result"]))
    return answer(await at_desk(doors, caller.workspace, actor, board))


def asked(sent: Scheduling) -> Json:
    if sent.do == "run":
        return {"do": "run"} if sent.seconds is None else {"do": "run", "seconds": sent.seconds}
    for name, value in (("bar", sent.bar), ("machine", sent.machine), ("from", sent.begin)):
        if value is None:
            raise Invalid.at((name,), "required", Words("请给出“{n}”", '"{n}" is required').fill(n=name))
    assert sent.begin is not None
    places = {"bar": parse_id(sent.bar, ("bar",)), "machine": parse_id(sent.machine, ("machine",))}
    return {
        "do": "move",
        **{name: str(value) for name, value in places.items()},
        "from": zoned(sent.begin, "from"),
    }


def zoned(at: datetime, name: str) -> str:
    if at.tzinfo is None:
        raise Invalid.at((name,), "no_zone", Words("时间应带时区", "The instant must carry its zone"))
    return at.isoformat()


async def save(request: Request, caller: Caller, bars: list[Bar]) -> None:
    """As the caller's own change; the dragged bar stays where it was put, and one that is let go moves again."""
    doors = deps_of(request).doors
    commands = []
    for one in bars:
        values: Json = {
            "machine": one.machine, "planned_start": zoned(one.begin, "from"), "planned_end": zoned(one.to, "to"),
        }  # fmt: skip
        if one.locked is not None:
            values["locked"] = one.locked
        commands.append(Change(OPERATION, parse_id(one.bar, ("bar",)), values))
    if not commands:
        raise Invalid.at(("bars",), "required", Words("没有要保存的内容", "There is nothing to save"))
    key = request.headers.get("idempotency-key")
    await doors[caller.workspace].submit(await doors.actor(caller), commands, key=key, why="调整排程")


async def waited(request: Request, caller: Caller, args: Mapping[str, object]) -> Row:
    """A job of the worker, which has the engines; refusals of the job are refusals of the request."""
    deps = deps_of(request)

    async def begin(transaction: Transaction) -> int:
        return await jobs.enqueue(
            transaction, caller.workspace, deps.ids[caller.workspace], SCHEDULE, args, caller.person
        )

    identity = await run(deps.pool, begin)
    deps.notifier.poke(caller.workspace)
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
        await asyncio.sleep(0.03)


BASE = "/api/v1/planning"
ROUTES = (
    route(f"{BASE}/mrp", start, "POST"),
    route(f"{BASE}/mrp/latest", reader(lambda desk, request: latest(desk)), "GET"),
    route(
        f"{BASE}/orders/{{id}}/pegging", reader(lambda desk, request: pegging(desk, number(request))), "GET"
    ),
    route(f"{BASE}/bom/{{id}}", reader(exploded), "GET"),
    route(f"{BASE}/where-used/{{id}}", reader(lambda desk, request: uses(desk, number(request))), "GET"),
    route(f"{BASE}/schedule", reader(lambda desk, request: board(desk)), "GET"),
    route(f"{BASE}/schedule", schedule, "POST"),
    route(f"{BASE}/stock", reader(lying), "GET"),
    route(f"{BASE}/stock/{{id}}", reader(moved), "GET"),
    route(f"{BASE}/kit/{{id}}", reader(lambda desk, request: kit(desk, number(request))), "GET"),
)
