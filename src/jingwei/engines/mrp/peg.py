"""Pegging: which supply serves which demand, first come first served, exactly and in both directions."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import ZERO, grouped, typed
from jingwei.engines.mrp.plan import Plan
from jingwei.engines.mrp.requirements import gross_into, line_need, lots_in
from jingwei.engines.mrp.supply import due_day, floor_into, yielded
from jingwei.engines.mrp.tables import (
    COVER,
    DAY,
    LINE,
    LOT,
    LOT_MAGIC,
    LOT_SHIFT,
    LOT_STARTED,
    OLD,
    OUT_PARENT,
    PARENT,
    PHANTOM,
    PHASED,
    QUANTITY,
    RELATION,
    REPLACED,
    ROW,
    SOURCE,
    TAKEN,
    TAKEN_DAY,
    TAKEN_RELATION,
    TAKEN_STEPS,
    TRAITS,
    State,
    Tables,
)  # fmt: skip
from jingwei.engines.mrp.tables import ON_HAND as STOCK


class Supply(IntEnum):
    """What a pegging row draws on; `supply` is -1, a row of the receipts, a planned order …"""

    ON_HAND = 0
    RECEIPT = 1
    PLANNED = 2
    YIELDED = 3  # … the planned order of another item it is a by-product of
    REPLACEMENT = 4  # … a replacement taken
    RELEASED = 5  # safety stock that no longer has to be kept; -1


class Demand(IntEnum):
    """What a pegging row serves; `demand` is -1, a row of the demands, a planned order of a parent, a replacement."""

    SAFETY_STOCK = 0
    STOCK_DEBT = 1
    INDEPENDENT = 2
    DEPENDENT = 3
    LEFT_OVER = 4
    REPLACING = 5  # the replacement taken that this item stands in for


ON_HAND = typed(Supply.ON_HAND)
RECEIPT = typed(Supply.RECEIPT)
PLANNED = typed(Supply.PLANNED)
YIELDED = typed(Supply.YIELDED)
REPLACEMENT = typed(Supply.REPLACEMENT)
RELEASED = typed(Supply.RELEASED)
SAFETY = typed(Demand.SAFETY_STOCK)
DEBT = typed(Demand.STOCK_DEBT)
INDEPENDENT = typed(Demand.INDEPENDENT)
DEPENDENT = typed(Demand.DEPENDENT)
LEFT_OVER = typed(Demand.LEFT_OVER)
REPLACING = typed(Demand.REPLACING)


@dataclass(frozen=True, slots=True)
class Pegging:
    """Rows in order of item, then supply; the rows of one supply sum to its quantity.

    item, supply_kind (Supply), supply, demand_kind (Demand), demand, line (of plan.bom; -1 for demand on the
    item itself; an independent demand with a line came through a phantom), quantity (steps of the item).
    """

    item: I64
    supply_kind: I64
    supply: I64
    demand_kind: I64
    demand: I64
    line: I64
    quantity: I64

    def __len__(self) -> int:
        return len(self.item)


def peg(plan: Plan, item: int | None = None) -> Pegging:
    """The pegging of one item, or of all of them in the order of item numbers."""
    chosen = np.arange(plan.bom.n_items) if item is None else np.array([item], np.int64)
    return _pegging(_rows(plan, chosen))


def _rows(plan: Plan, chosen: I64) -> I64:
    rows = pegged(frozen(chosen), plan.tables, plan.state, plan.span, plan.taken_span)
    return np.asarray(rows)


def _pegging(rows: I64) -> Pegging:
    return Pegging(*(frozen(rows[:, column].copy()) for column in range(7)))


def demands_behind(plan: Plan, order: int) -> tuple[int, ...]:
    """Rows of the demands that planned order `order` exists for, through all its parents: why it is here."""
    found: set[int] = set()
    waiting = [(int(Supply.PLANNED), order)]
    seen = set(waiting)
    cached: dict[int, Pegging] = {}
    while waiting:
        kind, here = waiting.pop()
        item = int((plan.orders if kind == Supply.PLANNED else plan.taken).item[here])
        if item not in cached:
            cached[item] = peg(plan, item)
        pegs = cached[item]
        served = (pegs.supply_kind == kind) & (pegs.supply == here)
        found.update(pegs.demand[served & (pegs.demand_kind == Demand.INDEPENDENT)].tolist())
        for demand, above in ((Demand.DEPENDENT, Supply.PLANNED), (Demand.REPLACING, Supply.REPLACEMENT)):
            upper = {(int(above), one) for one in pegs.demand[served & (pegs.demand_kind == demand)].tolist()}
            waiting.extend(sorted(upper - seen))
            seen |= upper
    return tuple(sorted(found))


def roots(plan: Plan, label: I64, pegs: Pegging | None = None) -> I64:
    """Per planned order the one label (> 0) of all demands behind it; 0 where none has one, -1 for several.

    `pegs` is the pegging of all items where the caller has it.
    """
    pegs = peg(plan) if pegs is None else pegs
    first = np.searchsorted(pegs.item, np.arange(plan.bom.n_items + 1))
    orders, taken = np.zeros(len(plan.orders), np.int64), np.zeros(len(plan.taken), np.int64)
    # What a substitute covers is planned after the substitute, so its root is known only at the second turn.
    for _ in range(2 if len(taken) else 1):
        rooted(
            plan.tables.order, first, pegs.supply_kind, pegs.supply, pegs.demand_kind, pegs.demand,
            label, orders, taken,
        )  # fmt: skip
    return orders


@kernel
def rooted(
    order: I64, first: I64, supply_kind: I64, supply: I64, demand_kind: I64, demand: I64,
    label: I64, orders: I64, taken: I64,
) -> None:  # fmt: skip
    """Carry labels from demands to the orders and replacements that serve them; parents come first."""
    for item in order:
        for at in range(first[item], first[item + 1]):
            kind, number, above = supply_kind[at], supply[at], demand[at]
            if kind != PLANNED and kind != REPLACEMENT:
                continue
            if demand_kind[at] == INDEPENDENT:
                root = label[above]
            elif demand_kind[at] == DEPENDENT:
                root = orders[above]
            elif demand_kind[at] == REPLACING:
                root = taken[above]
            else:
                continue
            kept = orders if kind == PLANNED else taken
            if root != 0 and kept[number] != root:
                kept[number] = root if kept[number] == 0 else -1


def feeding(plan: Plan, order: int) -> Pegging:
    """The supplies that planned order `order` takes its components from."""
    item = int(plan.orders.item[order])
    lines = plan.bom.below_rows[plan.bom.below[item] : plan.bom.below[item + 1]]
    components = np.unique(plan.bom.lines.component[lines])
    rows = _rows(plan, components)
    return _pegging(rows[(rows[:, 3] == Demand.DEPENDENT) & (rows[:, 4] == order)])


@kernel
def roomy(rows: I64, used: int) -> I64:
    """The same rows with room for one more."""
    if used < len(rows):
        return rows
    wider = np.empty((2 * used + 1, rows.shape[1]), np.int64)
    wider[:used] = rows[:used]
    return wider


@kernel
def added(rows: I64, at: int, day: int, kind: int, index: int, line: int, amount: int) -> tuple[I64, int]:
    """One more row day, kind, index, line, quantity, unless there is nothing of it."""
    if amount == 0:
        return rows, at
    rows = roomy(rows, at)
    rows[at, 0], rows[at, 1], rows[at, 2], rows[at, 3], rows[at, 4] = day, kind, index, line, amount
    return rows, at + 1


@kernel
def by_day(rows: I64, horizon: int) -> I64:
    """The rows in order of day, rows of one day as they were; days begin at -2."""
    if len(rows) < 2:
        return rows
    return rows[grouped(rows[:, 0] + 2, horizon + 2)[1]]


@kernel
def steady(item: int, tables: Tables) -> bool:
    """What has to remain in stock is the same on all days, as it is for most items."""
    sheet = tables.sheet[item]
    return sheet[COVER] == 0 and not sheet[TRAITS] & (PHASED | REPLACED)


@kernel
def supplies(item: int, tables: Tables, state: State, level: I64, numbers: I64, taken_numbers: I64) -> I64:
    """Rows day, kind, index, -1, quantity: stock first, then by day, receipts before planned orders."""
    horizon = tables.nth.shape[1]
    rows = np.empty((64, 5), np.int64)
    none = ZERO - 1
    rows, count = added(rows, ZERO, none, ON_HAND, none, none, max(tables.sheet[item, STOCK], ZERO))
    for at in range(tables.receipt_first[item], tables.receipt_first[item + 1]):
        if state.arrival[at] < horizon:
            receipt = tables.receipts[at]
            rows, count = added(
                rows, count, state.arrival[at], RECEIPT, receipt[ROW], none, receipt[QUANTITY]
            )
    for at in range(tables.output_first[item], tables.output_first[item + 1]):
        out = tables.outputs[at]
        parent = out[OUT_PARENT]
        for one in range(state.span[parent, 0], state.span[parent, 1]):
            day, amount = (
                due_day(tables, parent, int(state.needed[one])),
                yielded(tables, state, out, one),
            )
            number = numbers[parent, 0] + one - state.span[parent, 0]
            rows, count = added(rows, count, day, YIELDED, number, none, amount)
    for one in range(state.taken_span[item, 0], state.taken_span[item, 1]):
        number = taken_numbers[item, 0] + one - state.taken_span[item, 0]
        took = state.taken[one]
        rows, count = added(rows, count, took[TAKEN_DAY], REPLACEMENT, number, none, took[TAKEN])
    for day in range(1, 1 if steady(item, tables) else horizon):
        freed = max(level[day - 1] - level[day], ZERO)
        rows, count = added(rows, count, int(day), RELEASED, none, none, freed)
    for one in range(state.span[item, 0], state.span[item, 1]):
        day, number = (
            due_day(tables, item, int(state.needed[one])),
            numbers[item, 0] + one - state.span[item, 0],
        )
        rows, count = added(rows, count, day, PLANNED, number, none, state.quantity[one])
    return by_day(rows[:count], horizon)


@kernel
def wanted(item: int, tables: Tables, state: State, level: I64, numbers: I64, taken_numbers: I64) -> I64:
    """Rows day, kind, index, line, quantity: safety stock first, then by day."""
    horizon = tables.nth.shape[1]
    rows = np.empty((64, 5), np.int64)
    none = ZERO - 1
    rows, count = added(rows, ZERO, none - 1, SAFETY, none, none, level[0])
    rows, count = added(rows, count, none, DEBT, none, none, max(-tables.sheet[item, STOCK], ZERO))
    for day in range(1, 1 if steady(item, tables) else horizon):
        rows, count = added(rows, count, int(day), SAFETY, none, none, max(level[day] - level[day - 1], ZERO))
    for at in range(tables.demand_first[item], tables.demand_first[item + 1]):
        day = tables.demands[at, DAY]
        if day < horizon:
            rows, count = added(
                rows, count, day, INDEPENDENT, tables.demands[at, SOURCE], none, tables.demands[at, QUANTITY]
            )
    for at in range(tables.replaced_first[item], tables.replaced_first[item + 1]):
        old = tables.replaced[at, OLD]
        for one in range(state.taken_span[old, 0], state.taken_span[old, 1]):
            if state.taken[one, TAKEN_RELATION] == tables.replaced[at, RELATION]:
                number = taken_numbers[old, 0] + one - state.taken_span[old, 0]
                took = state.taken[one]
                rows, count = added(rows, count, took[TAKEN_DAY], REPLACING, number, none, took[TAKEN_STEPS])
    for at in range(tables.above[item], tables.above[item + 1]):
        link = tables.links[at]
        parent, line = link[PARENT], link[LINE]
        sheet = tables.sheet[parent]
        if sheet[PHANTOM]:
            for one in range(tables.demand_first[parent], tables.demand_first[parent + 1]):
                day, quantity = tables.demands[one, DAY], tables.demands[one, QUANTITY]
                if day < horizon:
                    need = line_need(link, tables.terms, quantity, ZERO + 1, quantity, day)
                    source = tables.demands[one, SOURCE]
                    rows, count = added(rows, count, day, INDEPENDENT, source, line, need)
        for one in range(state.span[parent, 0], state.span[parent, 1]):
            day = int(state.start[one])
            lots = lots_in(state.quantity[one], sheet[LOT], sheet[LOT_MAGIC], sheet[LOT_SHIFT])
            need = line_need(link, tables.terms, state.started[one], lots, sheet[LOT_STARTED], day)
            number = numbers[parent, 0] + one - state.span[parent, 0]
            rows, count = added(rows, count, day, DEPENDENT, number, line, need)
    return by_day(rows[:count], horizon)


@kernel
def pegged(chosen: I64, tables: Tables, state: State, numbers: I64, taken_numbers: I64) -> I64:
    """Supply poured into demand in order of day; what remains of a supply is left over."""
    pegs = np.empty((256, 7), np.int64)
    count = ZERO
    gross, level = np.empty(tables.nth.shape[1], np.int64), np.empty(tables.nth.shape[1], np.int64)
    for item in chosen:
        if tables.sheet[item, PHANTOM]:
            continue
        if tables.sheet[item, COVER] > 0:  # only cover depends on the requirements
            gross_into(gross, item, tables, state)
        floor_into(level, item, tables, gross)
        supply = supplies(item, tables, state, level, numbers, taken_numbers)
        demand = wanted(item, tables, state, level, numbers, taken_numbers)
        at, open_ = 0, demand[0, 4] if len(demand) else 0
        for row in supply:
            left = row[4]
            while left > 0:
                pegs = roomy(pegs, count)
                peg = pegs[count]
                peg[0], peg[1], peg[2], peg[3] = item, row[1], row[2], LEFT_OVER
                peg[4], peg[5], peg[6] = -1, -1, left
                if at < len(demand):
                    peg[3], peg[4], peg[5] = demand[at, 1], demand[at, 2], demand[at, 3]
                    peg[6] = min(left, open_)
                    open_ -= peg[6]
                    if open_ == 0:
                        at += 1
                        open_ = demand[at, 4] if at < len(demand) else 0
                left -= peg[6]
                count += 1
    return pegs[:count].copy()
