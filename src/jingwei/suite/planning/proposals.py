"""What a plan proposes, in the words of the factory: planned orders with their pegging, roots and arithmetic."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jingwei.base.decimals import EXACT
from jingwei.engines import mrp
from jingwei.suite.planning.arithmetic import explained
from jingwei.suite.planning.snapshot import Item, Snapshot, Want

Origin = tuple[str, int]
"""A document by form and id."""


@dataclass(frozen=True, slots=True)
class Peg:
    """What part of a planned order is for; `parent` is a planned order of this plan, the rest are records."""

    quantity: Decimal
    due: date
    kind: str
    order_line: int | None = None
    planned_order: int | None = None
    component: int | None = None
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A planned order as it should stand; parents come before what they need, by `level` too."""

    index: int
    level: int
    item: Item
    quantity: Decimal
    release: date
    due: date
    sales_order: int | None
    pegs: tuple[Peg, ...]
    origins: frozenset[Origin]
    parents: frozenset[int]
    explanation: str


def proposals(snapshot: Snapshot, plan: mrp.Plan) -> tuple[Proposal, ...]:
    """Every planned order of the plan."""
    pegs = pegs_by_order(snapshot, plan)
    roots: list[frozenset[int]] = []
    found: list[Proposal] = []
    for index in range(len(plan.orders)):
        at = int(plan.orders.item[index])
        item = snapshot.items[at]
        rows = pegs.get(index, [])
        wants = [want for _, want in rows if want is not None]
        parents = frozenset(peg.parent for peg, _ in rows if peg.parent is not None)
        sales = {want.sales_order for want in wants if want.sales_order is not None}
        roots.append(frozenset(sales).union(*(roots[parent] for parent in parents)))
        found.append(
            Proposal(
                index=index,
                level=int(plan.bom.level[at]),
                item=item,
                quantity=item.shown(int(plan.orders.started[index])),
                release=snapshot.today + timedelta(days=int(plan.orders.start[index])),
                due=snapshot.today + timedelta(days=int(plan.orders.due[index])),
                sales_order=next(iter(roots[index])) if len(roots[index]) == 1 else None,
                pegs=tuple(peg for peg, _ in rows),
                origins=frozenset((want.form, want.record) for want in wants),
                parents=parents,
                explanation=explained(plan, index, item, snapshot.today),
            )
        )
    return tuple(found)


def pegs_by_order(snapshot: Snapshot, plan: mrp.Plan) -> dict[int, list[tuple[Peg, Want | None]]]:
    """Pegging rows of each planned order, what its own process loses as the last of them."""
    rows = mrp.peg(plan)
    found: dict[int, list[tuple[Peg, Want | None]]] = defaultdict(list)
    columns = (rows.item, rows.supply_kind, rows.supply, rows.demand_kind, rows.demand, rows.quantity)
    for at, supply_kind, supply, kind, demand, steps in zip(*(c.tolist() for c in columns), strict=True):
        if supply_kind == mrp.Supply.PLANNED:
            found[supply].append(peg_of(snapshot, plan, snapshot.items[at], supply, kind, demand, steps))
    for index, (started, good) in enumerate(
        zip(plan.orders.started.tolist(), plan.orders.quantity.tolist(), strict=True)
    ):
        if started > good:
            item = snapshot.items[int(plan.orders.item[index])]
            found[index].append(
                (Peg(in_base(item, started - good), due_of(snapshot, plan, index), "scrap"), None)
            )
    return found


def peg_of(
    snapshot: Snapshot, plan: mrp.Plan, item: Item, supply: int, kind: int, demand: int, steps: int
) -> tuple[Peg, Want | None]:
    quantity = in_base(item, steps)
    if kind == mrp.Demand.INDEPENDENT:
        want = snapshot.wants[demand]
        return peg_for(want, quantity), want
    if kind == mrp.Demand.DEPENDENT:
        day = snapshot.today + timedelta(days=int(plan.orders.start[demand]))
        return Peg(quantity, day, "planned", parent=demand), None
    name = "lot" if kind == mrp.Demand.LEFT_OVER else "safety"
    return Peg(quantity, due_of(snapshot, plan, supply), name), None


def peg_for(want: Want, quantity: Decimal) -> Peg:
    match want.kind:
        case "sales":
            return Peg(quantity, want.day, "sales", order_line=want.line)
        case "planned":
            return Peg(quantity, want.day, "planned", planned_order=want.record)
        case _:
            return Peg(quantity, want.day, "work", component=want.line)


def due_of(snapshot: Snapshot, plan: mrp.Plan, order: int) -> date:
    return snapshot.today + timedelta(days=int(plan.orders.due[order]))


def in_base(item: Item, steps: int) -> Decimal:
    """Steps in the item's base unit; steps of all units are finite decimals there."""
    amount = item.step * steps
    return EXACT.divide(Decimal(amount.numerator), Decimal(amount.denominator))
