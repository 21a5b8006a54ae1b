"""Other released routings 替代工艺路线 that orders not begun may be made by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from jingwei.base.decimals import multiply
from jingwei.store.pool import Row
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.floor_plan import HORIZONS, Ground
from jingwei.suite.planning.left_out import homeless, works
from jingwei.suite.planning.routings import ROUTING
from jingwei.suite.planning.shop import SUPPLIER, ZERO, Asks, Shop, Task, WorkOrder, lots, sent_out
from jingwei.suite.planning.sources import Names

READY = "ready"
"""An operation nobody has been told to do."""


@dataclass(frozen=True, slots=True)
class Route:
    """A routing an order may take; its operations are numbered below zero, for they are not there yet."""

    id: int
    code: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The other routings of orders, best first, and what the routings of orders are called."""

    others: Mapping[int, tuple[Route, ...]]
    codes: Mapping[int, str]


NOTHING = Known({}, {})


async def alternatives(transaction: Transaction, names: Names, seen: Shop, fresh: Iterator[int]) -> Known:
    """Of every order with operations in `seen` the other released routings of its product."""
    r, o, p = (
        names.form(ROUTING, "r"),
        names.form("production.order", "o"),
        names.form(f"{ROUTING}.operations", "p"),
    )
    u = names.form(SUPPLIER, "u")
    orders = {order.id: order for order in seen.orders}
    fields = (
        "op_no", "name", "work_centre", "setup_minutes", "minutes_per_unit", "family", "skill", "attended", "tool_kind",
        "transfer", "wait_minutes", "within_minutes", "unbroken",
    )  # fmt: skip
    rows = await transaction.fetch(
        f"SELECT o.id AS order, r.id AS routing, {r['code']} AS code, {', '.join(f'{p[one]} AS {one}' for one in fields)}, "
        f"{sent_out(p)} AS outside, coalesce({p['outside_days']}, {u['outside_days']}, 0) AS away, coalesce({p['supplier']}, 0) AS supplier "
        f"FROM {o} JOIN {r} ON {r['item']} = {o['item']} JOIN {p} ON p.parent = r.id LEFT JOIN {u} ON u.id = {p['supplier']} "
        f"WHERE o.id = ANY($1::bigint[]) AND {o['state']} = 'released' AND r.id IS DISTINCT FROM {o['routing']} "
        f"AND r.deleted_at IS NULL AND {r['state']} = 'released' "
        f"ORDER BY o.id, coalesce({r['priority']}, 1), r.id DESC, {p['op_no']}, p.pos",
        list(orders),
    )
    tasks: dict[tuple[int, int, str], list[Task]] = defaultdict(list)
    for row in rows:
        order = orders[row["order"]]
        way = tasks[order.id, row["routing"], row["code"]]
        way.append(task_of(next(fresh), order, row, first=not way))
    others: dict[int, list[Route]] = defaultdict(list)
    for (one, routing, code), steps in tasks.items():
        others[one].append(Route(routing, code, tuple(steps)))
    codes = await transaction.fetch(
        f"SELECT r.id, {r['code']} AS code FROM {r} WHERE r.id = ANY($1::bigint[])",
        [order.routing for order in seen.orders if order.routing is not None],
    )
    return Known(
        {one: tuple(routes) for one, routes in others.items()}, {row["id"]: row["code"] for row in codes}
    )


def task_of(identity: int, order: WorkOrder, row: Row, *, first: bool) -> Task:
    per, op_no = row["minutes_per_unit"] or ZERO, int(row["op_no"])
    within = row["within_minutes"]
    asks = Asks(
        row["family"] or "", row["skill"] or "", row["attended"] or "all", row["tool_kind"] or "", row["transfer"],
        int(row["wait_minutes"] or 0), None if within is None else int(within), row["unbroken"] is True,
        row["outside"], int(row["away"]), row["supplier"],
    )  # fmt: skip
    return Task(
        identity, f"{order.number}-{op_no:03d}", row["name"] or "", order.id, row["work_centre"], None, READY, False, None,
        None, None, row["setup_minutes"] or ZERO, multiply(per, order.quantity), order.quantity, asks=asks, op_no=op_no,
        first=first, per=per,
    )  # fmt: skip


def choosable(ground: Ground, known: Known) -> dict[int, tuple[Route, ...]]:
    """What the planner leaves open: orders of which nothing is begun, dispatched, locked or frozen, and nobody waits for.

    An order that others wait for keeps its routing: which operation they wait for would depend on the choice.
    """
    shop, until = ground.shop, ground.now + ground.wishes.frozen
    awaited = {wait.order for waits in shop.material.values() for wait in waits}
    working = {
        machine.id
        for machine in shop.machines
        if works(machine, ground.plant, ground.now, HORIZONS[0], HORIZONS[-1])
    }
    found = {}
    for order in shop.orders:
        if (
            len(lots(order)) > 1
            or order.id in awaited
            or not all(untouched(task, until, ground) for task in order.tasks)
            or not order.tasks[0].first
        ):
            continue
        routes = tuple(
            route for route in known.others.get(order.id, ())
            if all(homeless(shop, task, working, HORIZONS[-1]) is None for task in route.tasks)
        )  # fmt: skip
        if routes:
            found[order.id] = routes
    return found


def untouched(task: Task, until: datetime, ground: Ground) -> bool:
    frozen = task.start is not None and ground.now <= task.start < until
    return task.state == READY and not task.locked and task.done == ZERO and not frozen


def with_waits(shop: Shop, routes: Mapping[int, Iterable[Route]]) -> Shop:
    """The shop with the material the other operations wait for: that of the operation with their number, else at the first."""
    material = dict(shop.material)
    for order in shop.orders:
        waits = {task.op_no: shop.material[task.id] for task in order.tasks if task.id in shop.material}
        for route in routes.get(order.id, ()):
            for op_no, those in waits.items():
                task = next((one for one in route.tasks if one.op_no == op_no), route.tasks[0])
                material[task.id] = (*material.get(task.id, ()), *those)
    return replace(shop, material=material)
