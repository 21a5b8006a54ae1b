"""The open book of a plan: what is free of material and capacity, every order planned, and how to strike it out again."""

from typing import NamedTuple

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import grouped
from jingwei.engines.mrp import LotRule
from jingwei.engines.promise.problem import Problem

# counters of Book.used: rows written of each table, the number of the walk, whether a table was too short
SUPPLIES, TAKES, ORDERS, LOADS, LINKS, WALK, FULL = range(7)
MARKED = 5
"""The first counters are what a mark remembers."""
ORDER_COLUMNS = ("demand", "item", "quantity", "started", "start", "finish")
LOAD_COLUMNS = ("order", "resource", "day", "minutes")
LINK_COLUMNS = ("demand", "item", "cause", "what", "day")


class Given(NamedTuple):
    """What does not change."""

    order: I64
    place: I64
    below: I64
    rows: I64
    component: I64
    num: I64
    den: I64
    fixed: I64
    begins: I64
    ends: I64
    lead: I64
    calendar: I64
    rank: I64
    nth: I64
    least: I64
    multiple: I64
    scrap: I64
    made: I64
    op_first: I64
    op_resource: I64
    op_setup: I64
    op_num: I64
    op_den: I64
    longest: I64


class Book(NamedTuple):
    """What planning changes; the supplies of an item are a chain from the earliest to the latest."""

    used: I64
    free: I64
    first: I64
    last: I64
    after: I64
    before: I64
    day: I64
    left: I64
    of: I64
    takes: I64
    orders: I64
    loads: I64
    links: I64
    # of the walk under way, by item
    seen: I64
    gross: I64
    need: I64
    ready: I64
    made: I64
    cause: I64
    what: I64
    until: I64
    heap: I64
    list: I64


def given(problem: Problem) -> Given:
    known, bom, calendars = problem.materials.items, problem.materials.bom, problem.materials.calendars
    place = np.empty(bom.n_items, np.int64)
    place[bom.order] = np.arange(bom.n_items)
    op_first, op_rows = grouped(problem.steps.item, bom.n_items)
    fixed_lot = (known.lot_rule == LotRule.FIXED) & (known.lot_fixed > 0)
    units = problem.capacity.units[:, np.newaxis]
    phantom = bom.phantom
    return Given(
        bom.order, place, bom.below, bom.below_rows, bom.lines.component, bom.gross_num, bom.gross_den, bom.lines.fixed,
        bom.lines.valid_from, bom.lines.valid_to,
        np.where(phantom, 0, np.maximum(known.lead_time, 0)), known.calendar, calendars.rank, calendars.nth,
        np.where(phantom, 0, np.where(fixed_lot, known.lot_fixed, np.maximum(known.lot_min, 0))),
        np.where(phantom, 0, np.where(fixed_lot, known.lot_fixed, np.maximum(known.lot_multiple, 0))),
        np.clip(known.scrap_ppm, 0, 999_999), (known.made | phantom | (np.diff(op_first) > 0)).astype(np.int64),
        op_first, problem.steps.resource[op_rows], problem.steps.setup[op_rows],
        problem.steps.numerator[op_rows], problem.steps.denominator[op_rows],
        -(-problem.capacity.minutes // units),
    )  # fmt: skip


def opened(problem: Problem) -> Book:
    """The book before anybody was promised anything."""
    known, receipts = problem.materials.items, problem.materials.receipts
    days, count = problem.materials.calendars.days, len(known)
    on_hand = [(item, 0, amount) for item, amount in enumerate(known.on_hand.tolist()) if amount > 0]
    coming = [
        (item, max(day, 0), amount)
        for item, day, amount in zip(
            receipts.item.tolist(), receipts.day.tolist(), receipts.quantity.tolist(), strict=True
        )
        if amount > 0 and day < days
    ]
    supplies = np.array(on_hand + sorted(coming, key=lambda one: one[1]), np.int64).reshape(-1, 3)
    room = len(supplies) + 4 * len(problem.materials.demands) + 1024

    def column(length: int, value: int = 0) -> I64:
        return np.full(length, value, np.int64)

    book = Book(
        column(7), problem.capacity.minutes.copy(), column(count, -1), column(count, -1),
        column(room), column(room), column(room), column(room), column(room),
        np.empty((4 * room, 2), np.int64), np.empty((4 * room, 6), np.int64), np.empty((8 * room, 4), np.int64),
        np.empty((room, 5), np.int64), column(count), *(column(count + 1) for _ in range(9)),
    )  # fmt: skip
    _lay(book, supplies)
    return book


def widened(book: Book) -> Book:
    """Twice the rows of every table."""

    def wider(table: I64) -> I64:
        found = np.zeros((2 * len(table), *table.shape[1:]), np.int64)
        found[: len(table)] = table
        return found

    names = ("after", "before", "day", "left", "of", "takes", "orders", "loads", "links")
    return book._replace(**{name: wider(getattr(book, name)) for name in names})


@kernel
def _lay(book: Book, supplies: I64) -> None:
    for row in range(len(supplies)):
        supply(book, supplies[row, 0], supplies[row, 1], supplies[row, 2])


@kernel
def supply(book: Book, item: int, day: int, quantity: int) -> None:
    """One more supply of an item, in its place by day."""
    new = book.used[SUPPLIES]
    if new >= len(book.day):
        book.used[FULL] = 1
        return
    book.used[SUPPLIES] += 1
    book.day[new], book.left[new], book.of[new] = day, quantity, item
    earlier = book.last[item]
    while earlier >= 0 and book.day[earlier] > day:
        earlier = book.before[earlier]
    later = book.first[item] if earlier < 0 else book.after[earlier]
    book.before[new], book.after[new] = earlier, later
    if earlier < 0:
        book.first[item] = new
    else:
        book.after[earlier] = new
    if later < 0:
        book.last[item] = new
    else:
        book.before[later] = new


@kernel
def take(book: Book, number: int, quantity: int) -> None:
    row = book.used[TAKES]
    if row >= len(book.takes):
        book.used[FULL] = 1
        return
    book.used[TAKES] += 1
    book.takes[row, 0], book.takes[row, 1] = number, quantity
    book.left[number] -= quantity


@kernel
def load(book: Book, resource: int, day: int, minutes: int) -> None:
    """Minutes of the order about to be written."""
    row = book.used[LOADS]
    if row >= len(book.loads):
        book.used[FULL] = 1
        return
    book.used[LOADS] += 1
    book.loads[row, 0], book.loads[row, 1] = book.used[ORDERS], resource
    book.loads[row, 2], book.loads[row, 3] = day, minutes
    book.free[resource, day] -= minutes


@kernel
def write_order(
    book: Book, demand: int, item: int, quantity: int, started: int, start: int, finish: int
) -> None:
    row = book.used[ORDERS]
    if row >= len(book.orders):
        book.used[FULL] = 1
        return
    book.used[ORDERS] += 1
    book.orders[row, 0], book.orders[row, 1], book.orders[row, 2] = demand, item, quantity
    book.orders[row, 3], book.orders[row, 4], book.orders[row, 5] = started, start, finish


@kernel
def struck(book: Book, mark: I64) -> None:
    """The book as it was when `mark` was copied from its counters; what came last goes first."""
    for row in range(book.used[TAKES] - 1, mark[TAKES] - 1, -1):
        book.left[book.takes[row, 0]] += book.takes[row, 1]
    for row in range(book.used[LOADS] - 1, mark[LOADS] - 1, -1):
        book.free[book.loads[row, 1], book.loads[row, 2]] += book.loads[row, 3]
    for number in range(book.used[SUPPLIES] - 1, mark[SUPPLIES] - 1, -1):
        earlier, later, item = book.before[number], book.after[number], book.of[number]
        if earlier < 0:
            book.first[item] = later
        else:
            book.after[earlier] = later
        if later < 0:
            book.last[item] = earlier
        else:
            book.before[later] = earlier
    for counter in range(MARKED):
        book.used[counter] = mark[counter]
