"""Schedule plans side by side: what stands and what was proposed, with their figures and differences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

import msgspec
from starlette.requests import Request

from jingwei.base.decimals import plain
from jingwei.base.errors import Invalid, NotFound
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.collab.desk import Desk
from jingwei.store.pool import Row
from jingwei.store.queue import jobs
from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace
from jingwei.suite.planning.plans import NAMED, Plan, Unplaced, placed_as
from jingwei.suite.planning.reader import Need, order_named
from jingwei.suite.planning.reading import shop
from jingwei.suite.planning.scenario import Scenario, supposed
from jingwei.suite.planning.shop import MACHINE, OPERATION, ORDER, Shop, Task, WorkOrder, lots
from jingwei.suite.planning.stale import Now, orders_changed, things_changed, told
from jingwei.suite.planning.start import SCHEDULE
from jingwei.web.planning.board import allowed, board, drawn, finish, frozen_until, minutes_late, sight
from jingwei.web.planning.desk import Json, must_read, names_of, reader_of

STANDING = "standing"
LISTED = 20
"""So many of the newest plans are shown."""
NO_PLAN = Words("没有这个排程方案", "No such schedule plan")
NO_PLACE = Words("排不下，原因涉及您无权查看的内容", "It has no place, for a reason you may not see")
ROUTING = "engineering.routing"
_OPEN = "kind = $1 AND args->>'do' = 'run' AND NOT args ? 'dropped'"


async def plans(desk: Desk) -> list[Json]:
    """What stands, then the newest plans."""
    must_read(desk, OPERATION, MACHINE, ORDER)
    seen = await shop(desk.transaction, names_of(desk))
    rows = await desk.transaction.fetch(
        "SELECT id, state, created_by, created_at, args->>'title' AS title, args ? 'scenario' AS scenario, "
        "(result->'figures')::text AS figures, (result->'whole')::text AS whole, (result->'basis')::text AS basis, "
        "(result->'stopped')::text AS stopped, note::text AS note, (result->>'operations')::int AS operations "
        f"FROM {desk.schema}.job WHERE {_OPEN} ORDER BY id DESC LIMIT {LISTED}",
        SCHEDULE,
    )
    names = await people(desk, [row["created_by"] for row in rows])
    now = Now.of(seen)
    found: list[Json] = [{
        "id": STANDING, "title": None, "by": None, "at": desk.now, "state": STANDING, "stale": False, "scenario": False,
        "figures": figures(desk, seen), "progress": None,
    }]  # fmt: skip
    for row in rows:
        if row["state"] == "cancelled" and row["figures"] is None:
            continue
        basis = None if row["basis"] is None else json.loads(row["basis"])
        found.append({
            **head(row), "by": names.get(row["created_by"]),
            "stale": basis is not None and bool(orders_changed(basis, now) or things_changed(basis, now)),
            "figures": None if row["figures"] is None else json.loads(row["figures"]),
        })  # fmt: skip
    return found


async def people(desk: Desk, those: Iterable[int | None]) -> dict[int | None, str]:
    known = desk.directory.persons
    return {one: known[one].name for one in those if one is not None and one in known}


def head(row: Row) -> Json:
    return {
        "id": str(row["id"]), "title": row["title"], "at": row["created_at"], "scenario": row["scenario"],
        "state": state(row), "progress": progress(row),
    }  # fmt: skip


def state(row: Row) -> str:
    if row["state"] in ("waiting", "running"):
        return "running"
    if row["state"] != "done":
        return "failed"
    if row["whole"] == "true":
        return "accepted"
    return "stopped" if row["stopped"] == "true" else "done"


def progress(row: Row) -> Json | None:
    """How far a search is; nothing when it has ended."""
    if row["state"] != "running" or row["note"] is None:
        return None
    told: Json | None = json.loads(row["note"]).get("figures")
    return told


def figures(desk: Desk, seen: Shop) -> Json:
    """What stands, by the same measure as plans."""
    late = [minutes_late(desk, order) * order.priority for order in seen.orders]
    ends = [end for order in seen.orders if (end := finish(order)) is not None]
    last = max(ends, default=desk.now)
    return {
        "lateness": sum(late), "late": sum(one > 0 for one in late), "setup_minutes": 0,
        "makespan": max(0, (last - desk.now) // timedelta(minutes=1)), "bound": None, "gap": None, **lying(desk, seen),
    }  # fmt: skip


def lying(desk: Desk, seen: Shop) -> Json:
    """How long orders are in progress and lie finished before they are due; unknown while one of them has no times."""
    in_progress = early = timedelta()
    for order in [lot for whole in seen.orders for lot in lots(whole)]:
        end, begin = finish(order), order.tasks[0].start
        if end is None or begin is None:
            return {"in_progress": None, "early": None}
        # As in a plan: what runs or is overdue counts from now.
        in_progress += max(end, desk.now) - max(begin, desk.now)
        early += max(timedelta(), (desk.plant.instant(order.due) or end) - max(end, desk.now))
    minute = timedelta(minutes=1)
    return {"in_progress": in_progress // minute, "early": early // minute}


async def plan_of(desk: Desk, request: Request) -> Json:
    """A plan as a board, each order with where it ends in it and in what it is compared with."""
    must_read(desk, OPERATION, MACHINE, ORDER)
    wanted, other = request.path_params["id"], request.query_params.get("against", STANDING)
    seen = await shop(desk.transaction, names_of(desk))
    against = seen if other == STANDING else (await kept(desk, other, seen))[1]
    if wanted == STANDING:
        shown = await board(desk)
        return {**shown, "id": STANDING, "figures": figures(desk, seen), **compared(shown, seen, against, {})}
    number = parse_id(wanted, ("id",))
    row = await looked(desk, number)
    if row["result"] is None:
        return {
            **head(row), "history": (progress(row) or {}).get("history", []), "faults": faults(desk, row), "figures": None,
        }  # fmt: skip
    plan, there = await kept(desk, wanted, seen)
    now = Now.of(seen)
    stale, things = orders_changed(plan.basis, now), things_changed(plan.basis, now)
    changed = await told(reader_of(desk), [*things, *stale.values()])
    visible = await sight(desk, there)
    shown = drawn(desk, there, visible, await allowed(desk, plan.why))
    return {
        **shown, **head(row), "frozen_until": await frozen_until(desk), "stale": bool(stale or things), "changed": [desk.say(one) for one in changed],
        "figures": msgspec.to_builtins(plan.figures), "later": msgspec.to_builtins(plan.later), "shorter": msgspec.to_builtins(plan.shorter), "chosen": chosen(desk, plan, shown), "choices": json.loads(row["choices"] or "null"), "goal": row["goal"] or "lateness", "history": plan.history,
        "supposes": json.loads(row["supposes"] or "null"), "seconds": row["seconds"],
        "left_out": await left_out(desk, plan),
        **compared(shown, there, against, {**dict.fromkeys(plan.accepted, True)}, frozenset(stale)),
    }  # fmt: skip


async def left_out(desk: Desk, plan: Plan) -> list[Json]:
    """Orders without a place that the reader may see, and why where they may see what the sentence names."""
    orders: dict[str, Need] = {one.id: order_named(one.form, int(one.id)) for one in plan.left_out}
    names = {need for one in plan.left_out for need in one.names or ()}
    reader = reader_of(desk)
    seen, everything = await reader.sees({*orders.values(), *names}), reader.all_of(NAMED)

    def said(one: Unplaced) -> str:
        may = everything if one.names is None else seen.issuperset(one.names)
        return desk.say(one.words if may else NO_PLACE)

    return [
        {"order": {"id": one.id, "title": one.title}, "form": one.form, "text": said(one)}
        for one in plan.left_out
        if orders[one.id] in seen
    ]


def chosen(desk: Desk, plan: Plan, shown: Json) -> Json | None:
    """What the plan chose, as far as the reader may see orders, machines and routings."""
    if plan.chosen is None:
        return None
    machines, orders = shown["machines"], shown["orders"]
    assert isinstance(machines, list)
    assert isinstance(orders, list)
    titles = {one["id"]: one["title"] for one in machines}
    readable = desk.catalogue.access(desk.viewer, ROUTING).may("read")
    routes = plan.chosen.routes if readable else {}
    return {
        "without": msgspec.to_builtins(plan.chosen.without), "orders": plan.chosen.orders, "shifts": plan.chosen.shifts,
        "routes": [
            {"order": one["order"], "from": routes[one["order"]["id"]].before, "to": routes[one["order"]["id"]].after}
            for one in orders if one["order"]["id"] in routes
        ],
        "splittable": plan.chosen.splittable,
        "splits": [
            {"order": one["order"], "lots": [plain(lot) for lot in plan.chosen.splits[one["order"]["id"]].lots]}
            for one in orders if one["order"]["id"] in plan.chosen.splits
        ],
        "overtime": [
            {"machine": {"id": one.machine, "title": titles[one.machine]}, "from": one.begin, "to": one.end, "cost": one.cost}
            for one in plan.chosen.overtime if one.machine in titles
        ],
    }  # fmt: skip


async def progress_of(desk: Desk, request: Request) -> Json:
    """How far the search for a plan is: what pages ask for each time they hear that it got on."""
    must_read(desk, OPERATION, MACHINE, ORDER)
    row = await desk.transaction.fetchrow(
        "SELECT state, (result->'whole')::text AS whole, (result->'stopped')::text AS stopped, note::text AS note "
        f"FROM {desk.schema}.job WHERE {_OPEN} AND id = $2",
        SCHEDULE,
        parse_id(request.path_params["id"], ("id",)),
    )
    if row is None:
        raise NotFound("plan", NO_PLAN)
    return {"state": state(row), "progress": progress(row)}


def faults(desk: Desk, row: Row) -> list[str]:
    return [desk.say(Words(**one["message"])) for one in json.loads(row["faults"] or "[]")]


async def looked(desk: Desk, number: int) -> Row:
    row = await desk.transaction.fetchrow(
        "SELECT id, state, created_by, created_at, args->>'title' AS title, args ? 'scenario' AS scenario, "
        "(args->'scenario')::text AS supposes, (args->>'seconds')::float AS seconds, args->>'goal' AS goal, (args->'choices')::text AS choices, (result->'whole')::text AS whole, (result->'stopped')::text AS stopped, "
        f"note::text AS note, faults::text AS faults, result::text AS result FROM {desk.schema}.job WHERE {_OPEN} AND id = $2",
        SCHEDULE,
        number,
    )
    if row is None:
        raise NotFound("plan", NO_PLAN)
    return row


async def kept(desk: Desk, wanted: str, seen: Shop) -> tuple[Plan, Shop]:
    """A finished plan and the shop as it has it, under its own suppositions."""
    row = await looked(desk, parse_id(wanted, ("against",)))
    if row["result"] is None:
        words = Words("方案还没有算完", "The plan is not ready yet")
        raise Invalid.at(("against",), "not_ready", words)
    plan = msgspec.json.decode(row["result"], type=Plan)
    scenario = msgspec.json.decode(row["supposes"] or "{}", type=Scenario)
    present = {order.id for order in seen.orders}
    machines = {machine.id for machine in seen.machines}
    there = Scenario(
        [one for one in scenario.machines if int(one.machine) in machines],
        [one for one in scenario.orders if int(one.order) in present],
    )
    return plan, placed_as(supposed(seen, there), plan)


def compared(
    shown: Json, here: Shop, there: Shop, accepted: dict[str, bool], stale: frozenset[str] = frozenset()
) -> Json:
    """The orders with before and after, and the bars that stand elsewhere in the other plan, or nowhere."""
    before = {order.id: order for order in there.orders}
    orders, bars = shown["orders"], shown["bars"]
    assert isinstance(orders, list)
    assert isinstance(bars, list)
    stood = {
        str(task.id): task
        for order in there.orders
        for task in order.tasks
        if task.start is not None and task.end is not None
    }
    mine = {str(order.id): order for order in here.orders}
    return {
        "orders": [
            {**one, **difference(mine[one["order"]["id"]], before), "accepted": accepted.get(one["order"]["id"], False),
             "stale": one["order"]["id"] in stale}
            for one in orders
        ],
        "bars": [{**one, "new": one["id"] not in stood} for one in bars],
        "ghost": ghosts(bars, stood),
    }  # fmt: skip


def difference(order: WorkOrder, before: dict[int, WorkOrder]) -> Json:
    other = before.get(order.id)
    stood = {} if other is None else {task.id: task for task in other.tasks}
    moved = sum(elsewhere(task, stood.get(task.id)) for task in order.tasks)
    return {"before": None if other is None else finish(other), "after": finish(order), "moved": moved}


def elsewhere(task: Task, other: Task | None) -> bool:
    return other is None or (task.machine, task.start, task.end) != (other.machine, other.start, other.end)


def ghosts(bars: Sequence[Json], stood: Mapping[str, Task]) -> list[Json]:
    """Where the other plan has the bars that stand elsewhere here."""
    found: list[Json] = []
    for one in bars:
        task = stood.get(str(one["id"]))
        if task is None:
            continue
        if (str(task.machine), task.start, task.end) != (one["machine"], one["from"], one["to"]):
            ghost = {"bar": one["id"], "machine": str(task.machine), "from": task.start, "to": task.end}
            found.append(ghost)
    return found


async def settle(transaction: Transaction, workspace: Workspace, number: int, do: str) -> None:
    """Stop keeps the best so far; drop ends the search and hides the plan."""
    mark = "stop" if do == "stop" else "dropped"
    row = await transaction.fetchrow(
        f"UPDATE {workspace.schema}.job SET args = args || jsonb_build_object($3::text, true), "
        "result = CASE WHEN $3 = 'dropped' THEN result - 'bars' ELSE result END "
        f"WHERE {_OPEN} AND id = $2 RETURNING state",
        SCHEDULE,
        number,
        mark,
    )
    if row is None:
        raise NotFound("plan", NO_PLAN)
    if do == "drop":
        await jobs.cancel(transaction, workspace, number)
