"""The arrays the kernels read, in groups, and the columns of the rows they write."""

from typing import NamedTuple

import numpy as np

from jingwei.engines.arrays import I64, Flags, frozen
from jingwei.engines.bom import Bom
from jingwei.engines.exact import grouped
from jingwei.engines.mrp.problem import Problem

# columns of a planned order
ITEM, QUANTITY, LOTS, LOT, STARTED, LOT_STARTED, START, DUE, NEEDED, NET, LATE = range(11)
ORDER_WIDTH = 11
MESSAGE_WIDTH = 5


class Stock(NamedTuple):
    """Per item, screened."""

    on_hand: I64
    safety: I64
    rule: I64
    fixed: I64
    minimum: I64
    maximum: I64
    multiple: I64
    period: I64
    lead: I64
    calendar: I64
    factor: I64  # started = good × factor ÷ divisor, rounded up
    divisor: I64
    made: Flags
    phantom: Flags


class Net(NamedTuple):
    """Bill of materials without phantoms as components, read upwards."""

    order: I64
    above: I64
    above_rows: I64
    below: I64
    below_rows: I64
    parent: I64
    num: I64
    den: I64
    fixed: I64
    valid_from: I64
    valid_to: I64
    plain: Flags  # per line: always valid, nothing fixed
    dated: Flags  # per item: a line below holds on some days only


class Book(NamedTuple):
    """Demands and receipts by item; the receipts of an item by day."""

    demand: I64
    demand_rows: I64
    demand_day: I64
    demand_quantity: I64
    receipt: I64
    receipt_rows: I64
    receipt_day: I64
    receipt_quantity: I64
    receipt_firm: Flags


class Days(NamedTuple):
    """Working day ↔ calendar day, per calendar."""

    rank: I64
    nth: I64


class Tables(NamedTuple):
    """Everything a kernel reads."""

    stock: Stock
    net: Net
    book: Book
    days: Days


def tables(problem: Problem, bom: Bom, stock: Stock) -> Tables:
    """Group and index the arrays of a problem; `bom` is its bill of materials with phantoms dissolved."""
    parts = bom.lines
    horizon = problem.calendars.days
    partial = (parts.valid_from > 0) | (parts.valid_to < horizon)
    dated = np.zeros(bom.n_items, np.bool_)
    dated[parts.parent[partial]] = True
    plain = (parts.fixed == 0) & ~partial
    net = Net(
        bom.order, bom.above, bom.above_rows, bom.below, bom.below_rows, parts.parent, bom.gross_num,
        bom.gross_den, parts.fixed, parts.valid_from, parts.valid_to, frozen(plain), frozen(dated),
    )  # fmt: skip
    demands, receipts = problem.demands, problem.receipts
    demand, demand_rows = grouped(demands.item, bom.n_items)
    by_day = np.argsort(receipts.day, kind="stable")
    receipt, receipt_rows = grouped(frozen(receipts.item[by_day]), bom.n_items)
    book = Book(
        frozen(demand), frozen(demand_rows), frozen(np.maximum(demands.day, 0)), demands.quantity,
        frozen(receipt), frozen(by_day[receipt_rows]), frozen(np.maximum(receipts.day, 0)),
        receipts.quantity, receipts.firm,
    )  # fmt: skip
    return Tables(stock, net, book, Days(problem.calendars.rank, problem.calendars.nth))
