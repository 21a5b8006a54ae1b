"""Late orders split into lots 拆批, where the plan is better for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import msgspec

from jingwei.base.decimals import multiply
from jingwei.engines import schedule as engine
from jingwei.engines.refusal import EngineError
from jingwei.store.queue.jobs import Job
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.alternatives import untouched
from jingwei.suite.planning.choices import SplitIf
from jingwei.suite.planning.floor_plan import FloorPlan, Ground, floor_plan, lateness
from jingwei.suite.planning.plans import Chosen, Divided
from jingwei.suite.planning.searching import Parts, Search, watched
from jingwei.suite.planning.shop import ORDER, Shop, Task, WorkOrder, lots
from jingwei.suite.planning.sources import Names
from jingwei.suite.production.lots import even


async def units(transaction: Transaction, names: Names, seen: Shop) -> dict[int, str]:
    """The unit each order is made in."""
    o = names.form(ORDER, "o")
    rows = await transaction.fetch(
        f"SELECT o.id, {o['quantity.unit']} AS unit FROM {o} WHERE o.id = ANY($1::bigint[])",
        [order.id for order in seen.orders],
    )
    return {row["id"]: row["unit"] for row in rows}


def divisible(
    ground: Ground, plan: FloorPlan, schedule: engine.Schedule, rule: SplitIf, measured: Mapping[int, str], fresh: Iterator[int],
) -> dict[int, Divided]:  # fmt: skip
    """Orders late in the plan of which nothing is begun, dispatched, locked or frozen, with the lots they would be."""
    until = ground.now + ground.wishes.frozen
    found = {}
    last = plan.problem.job_first[1:] - 1
    late = {
        job.id
        for job, end, due in zip(plan.jobs, schedule.end[last], plan.problem.due, strict=True)
        if end > due
    }
    for order in plan.orders:
        meant = str(order.id) in rule.orders if rule.orders else order.quantity > rule.above
        whole = len(lots(order)) == 1 and order.tasks[0].first
        if not meant or not whole or order.id not in late or order.id not in measured:
            continue
        if all(untouched(task, until, ground) for task in order.tasks):
            parts = even(order.quantity, measured[order.id], min(rule.lots, beside(ground.shop, order)))
            if len(parts) > 1:
                found[order.id] = Divided(
                    parts,
                    [
                        lot_of(task, at, part, next(fresh))
                        for at, part in enumerate(parts, 1)
                        for task in order.tasks
                    ],
                )
    return found


def beside(shop: Shop, order: WorkOrder) -> int:
    """On how many machines one of its operations can be made at the same time."""
    return max(len(shop.centres.get(task.centre, {})) for task in order.tasks)


def lot_of(task: Task, lot: int, quantity: Decimal, identity: int) -> Task:
    """The operation for one lot, set up once more."""
    return replace(
        task, id=identity, code=f"{task.code}.{lot}", lot=lot, quantity=quantity, run=multiply(task.per, quantity), machine=None,
        start=None, end=None, operator=None, tool=None,
    )  # fmt: skip


def in_lots(ground: Ground, plan: FloorPlan, splits: Mapping[int, Divided]) -> Ground:
    """The shop with the orders split, every lot waiting for the material of its operation."""
    material = dict(ground.shop.material)
    for order in plan.orders:
        waits = {task.op_no: material[task.id] for task in order.tasks if task.id in material}
        those = splits[order.id].tasks if order.id in splits else []
        material |= {task.id: waits[task.op_no] for task in those if task.op_no in waits}
    orders = tuple(
        replace(order, tasks=tuple(splits[order.id].tasks)) if order.id in splits else order
        for order in plan.orders
    )
    return replace(ground, shop=replace(ground.shop, orders=orders, material=material))


async def divided(
    job: Job, search: Search, ground: Ground, plan: FloorPlan, usual: engine.Schedule, parts: Parts, splits: Mapping[int, Divided],
    chosen: Chosen,
) -> tuple[Ground, FloorPlan, engine.Schedule, Chosen]:  # fmt: skip
    """The plan with the orders in lots, or the usual one where that saves less than the displaced operations are worth."""
    search.turn("lots", parts.ends["lots"])
    chosen = msgspec.structs.replace(chosen, splittable=len(splits))
    seconds, wishes = parts.left(search), ground.wishes
    if not splits or search.stopped or seconds <= 0:
        return ground, plan, usual, chosen
    split, days, budget = (
        in_lots(ground, plan, splits),
        plan.problem.calendars.horizon // 1440,
        engine.Budget(seconds),
    )

    def work() -> tuple[FloorPlan, engine.Schedule]:
        made = floor_plan(split, days, plan.left_out)
        first = engine.dispatch(made.problem)
        found = engine.improve(
            made.problem, first, budget, setup_cost=wishes.setup, tell=search.tell, stop=search.stop
        )
        return made, found

    try:
        made, found = await watched(job, search, work)
    except EngineError:
        # In lots it does not fit: the usual one stands.
        return ground, plan, usual, chosen
    price = wishes.displacement * wishes.lateness * (len(made.tasks) - len(plan.tasks))
    before, after = (
        lateness(*one)[0] * wishes.lateness + wishes.setup * one[1].setup_minutes
        for one in ((plan, usual), (made, found))
    )
    if after + price >= before or len(found.conflicts) > len(usual.conflicts):
        return ground, plan, usual, chosen
    return (
        split,
        made,
        found,
        msgspec.structs.replace(chosen, splits={str(one): those for one, those in splits.items()}),
    )
