"""Pegging: which supply serves which demand, first come first served, exactly and in both directions."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import ZERO, grouped, typed
from jingwei.engines.mrp.kernel import line_need, roomy
from jingwei.engines.mrp.plan import Plan
from jingwei.engines.mrp.tables import DUE, LOT_STARTED, LOTS, QUANTITY, START, STARTED, Tables


class Supply(IntEnum):
    """What a pegging row draws on; `supply` is -1, a row of the receipts, or a planned order."""

    ON_HAND = 0
    RECEIPT = 1
    PLANNED = 2


class Demand(IntEnum):
    """What a pegging row serves; `demand` is -1, a row of the demands, a planned order of a parent, or -1."""

    SAFETY_STOCK = 0
    STOCK_DEBT = 1
    INDEPENDENT = 2
    DEPENDENT = 3
    LEFT_OVER = 4


ON_HAND = typed(Supply.ON_HAND)
RECEIPT = typed(Supply.RECEIPT)
PLANNED = typed(Supply.PLANNED)
SAFETY = typed(Demand.SAFETY_STOCK)
DEBT = typed(Demand.STOCK_DEBT)
INDEPENDENT = typed(Demand.INDEPENDENT)
DEPENDENT = typed(Demand.DEPENDENT)
LEFT_OVER = typed(Demand.LEFT_OVER)


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
    """The pegging of one item, or of all of them."""
    chosen = np.arange(plan.bom.n_items) if item is None else np.array([item], np.int64)
    rows = pegged(frozen(chosen), plan.tables, plan.rows, plan.span, plan.arrival)
    return Pegging(*(frozen(rows[:, column].copy()) for column in range(7)))


def demands_behind(plan: Plan, order: int) -> tuple[int, ...]:
    """Rows of the demands that planned order `order` exists for, through all its parents: why it is here."""
    found: set[int] = set()
    seen = {order}
    waiting = [order]
    cached: dict[int, Pegging] = {}
    while waiting:
        here = waiting.pop()
        item = int(plan.orders.item[here])
        if item not in cached:
            cached[item] = peg(plan, item)
        pegs = cached[item]
        served = (pegs.supply_kind == Supply.PLANNED) & (pegs.supply == here)
        found.update(pegs.demand[served & (pegs.demand_kind == Demand.INDEPENDENT)].tolist())
        for parent in pegs.demand[served & (pegs.demand_kind == Demand.DEPENDENT)].tolist():
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return tuple(sorted(found))


def feeding(plan: Plan, order: int) -> Pegging:
    """The supplies that planned order `order` takes its components from."""
    item = int(plan.orders.item[order])
    lines = plan.bom.below_rows[plan.bom.below[item] : plan.bom.below[item + 1]]
    components = np.unique(plan.bom.lines.component[lines])
    rows = pegged(frozen(components), plan.tables, plan.rows, plan.span, plan.arrival)
    rows = rows[(rows[:, 3] == Demand.DEPENDENT) & (rows[:, 4] == order)]
    return Pegging(*(frozen(rows[:, column].copy()) for column in range(7)))


@kernel
def added(rows: I64, at: int, day: int, kind: int, index: int, line: int, amount: int) -> tuple[I64, int]:
    """One more row day, kind, index, line, quantity, unless there is nothing of it."""
    if amount == 0:
        return rows, at
    rows = roomy(rows, at, 1)
    rows[at, 0], rows[at, 1], rows[at, 2], rows[at, 3], rows[at, 4] = day, kind, index, line, amount
    return rows, at + 1


@kernel
def by_day(rows: I64, horizon: int) -> I64:
    """The rows in order of day, rows of one day as they were; days begin at -2."""
    return rows[grouped(rows[:, 0] + 2, horizon + 2)[1]]


@kernel
def supplies(item: int, tables: Tables, orders: I64, span: I64, arrival: I64) -> I64:
    """Rows day, kind, index, -1, quantity: stock first, then by day, receipts before planned orders."""
    stock, book = tables.stock, tables.book
    horizon = tables.days.nth.shape[1]
    rows = np.empty((64, 5), np.int64)
    none = ZERO - 1
    rows, count = added(rows, ZERO, none, ON_HAND, none, none, max(stock.on_hand[item], 0))
    for at in range(book.receipt[item], book.receipt[item + 1]):
        row = book.receipt_rows[at]
        if arrival[row] < horizon:
            rows, count = added(rows, count, arrival[row], RECEIPT, row, none, book.receipt_quantity[row])
    for one in range(span[item, 0], span[item, 1]):
        rows, count = added(rows, count, orders[one, DUE], PLANNED, one, none, orders[one, QUANTITY])
    return by_day(rows[:count], horizon)


@kernel
def wanted(item: int, tables: Tables, orders: I64, span: I64) -> I64:
    """Rows day, kind, index, line, quantity: safety stock first, then by day."""
    stock, net, book = tables.stock, tables.net, tables.book
    horizon = tables.days.nth.shape[1]
    rows = np.empty((64, 5), np.int64)
    none = ZERO - 1
    rows, count = added(rows, ZERO, none - 1, SAFETY, none, none, stock.safety[item])
    rows, count = added(rows, count, none, DEBT, none, none, max(-stock.on_hand[item], 0))
    for at in range(book.demand[item], book.demand[item + 1]):
        row = book.demand_rows[at]
        day = book.demand_day[row]
        if day < horizon:
            rows, count = added(rows, count, day, INDEPENDENT, row, none, book.demand_quantity[row])
    for at in range(net.above[item], net.above[item + 1]):
        line = net.above_rows[at]
        parent = net.parent[line]
        phantom = stock.phantom[parent]
        first = book.demand[parent] if phantom else span[parent, 0]
        last = book.demand[parent + 1] if phantom else span[parent, 1]
        for one in range(first, last):
            if phantom:
                source = book.demand_rows[one]
                kind, day, quantity = INDEPENDENT, book.demand_day[source], book.demand_quantity[source]
                lots, lot = ZERO + 1, quantity
            else:
                source = one
                kind, day, quantity = DEPENDENT, orders[one, START], orders[one, STARTED]
                lots, lot = orders[one, LOTS], orders[one, LOT_STARTED]
            if day < horizon:
                need = line_need(net, line, quantity, lots, lot, day)
                rows, count = added(rows, count, day, kind, source, line, need)
    return by_day(rows[:count], horizon)


@kernel
def pegged(chosen: I64, tables: Tables, orders: I64, span: I64, arrival: I64) -> I64:
    """Supply poured into demand in order of day; what remains of a supply is left over."""
    pegs = np.empty((256, 7), np.int64)
    count = ZERO
    for item in chosen:
        if tables.stock.phantom[item]:
            continue
        supply = supplies(item, tables, orders, span, arrival)
        demand = wanted(item, tables, orders, span)
        at, open_ = 0, demand[0, 4] if len(demand) else 0
        for row in supply:
            left = row[4]
            while left > 0:
                pegs = roomy(pegs, count, 1)
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
