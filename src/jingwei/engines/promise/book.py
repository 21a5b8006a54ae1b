"""The open book of a plan: what is free of material and capacity, every order planned, and how to strike it out again."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import I64
from jingwei.engines.bom.lines import scrap_ratio
from jingwei.engines.compiled import inlined, kernel
from jingwei.engines.exact import PER_MILLION, grouped
from jingwei.engines.mrp import LotRule
from jingwei.engines.mrp.screen import bad_lots
from jingwei.engines.promise.problem import Problem

# counters of Book.used: rows written of each table, the number of the walk, 1 + the table that was too short
SUPPLIES, TAKES, ORDERS, LOADS, LINKS, WALK, FULL = range(7)
MARKED = 5
"""The first counters are what a mark remembers."""
ORDER_COLUMNS = ("demand", "item", "quantity", "started", "start", "finish")
LOAD_COLUMNS = ("order", "resource", "day", "minutes")
LINK_COLUMNS = ("demand", "item", "cause", "what", "day")

# columns of Given.items; MOST: the largest lot, 0 when any is allowed
(
    PLACE, LEAD, CALENDAR, LEAST, MULTIPLE, MOST, FACTOR, DIVISOR, MADE, LINES, LINES_END, STEPS, STEPS_END,
) = range(13)  # fmt: skip
# of Given.lines and Given.steps, the rows of an item together
COMPONENT, NUM, DEN, FIXED, BEGINS, ENDS = range(6)
RESOURCE, SETUP, STEP_NUM, STEP_DEN = range(4)
# of Book.items: the ends of its chain of supplies, and what the walk under way knows of it
FIRST, LAST, SEEN, GROSS, NEED, READY, LOT, CAUSE, WHAT, UNTIL = range(10)
# of Book.supplies
AFTER, BEFORE, DAY, LEFT, OF = range(5)
# of Book.takes; SO_FAR: how many supplies there were by then
NUMBER, QUANTITY, SO_FAR = range(3)


class Given(NamedTuple):
    """What does not change; what is read together lies in one row."""

    items: I64
    order: I64
    lines: I64
    steps: I64
    rank: I64
    nth: I64
    longest: I64


class Book(NamedTuple):
    """What planning changes; what is left of an item's supplies is a chain from the earliest to the latest."""

    used: I64
    free: I64
    items: I64
    supplies: I64
    takes: I64
    orders: I64
    loads: I64
    links: I64
    heap: I64
    list: I64


def given(problem: Problem) -> Given:
    bom, calendars = problem.materials.bom, problem.materials.calendars
    op_first, op_rows = grouped(problem.steps.item, bom.n_items)
    rows = bom.below_rows
    steps = problem.steps
    items = np.zeros((bom.n_items, 13), np.int64)
    items[bom.order, PLACE] = np.arange(bom.n_items)
    items[:, LINES], items[:, LINES_END] = bom.below[:-1], bom.below[1:]
    items[:, STEPS], items[:, STEPS_END] = op_first[:-1], op_first[1:]
    items[:, MADE] = problem.materials.items.made | bom.phantom | (np.diff(op_first) > 0)
    _planning_data(problem, items)
    return Given(
        items, bom.order,
        _rows(bom.lines.component, bom.gross_num, bom.gross_den, bom.lines.fixed, bom.lines.valid_from, bom.lines.valid_to)[rows],
        _rows(steps.resource, steps.setup, steps.numerator, steps.denominator)[op_rows],
        calendars.rank, calendars.nth, -(-problem.capacity.minutes // problem.capacity.units[:, np.newaxis]),
    )  # fmt: skip


def _rows(*columns: npt.NDArray[np.int64]) -> I64:
    return np.ascontiguousarray(np.column_stack(columns))


def _planning_data(problem: Problem, items: I64) -> None:
    """Lead times, lots and scrap; what makes no sense is planned without, as MRP does."""
    materials = problem.materials
    known, phantom = materials.items, materials.bom.phantom
    bad = bad_lots(materials) | phantom
    fixed = np.where(known.lot_rule == LotRule.FIXED, known.lot_fixed, 0)
    multiple = np.maximum(np.where(fixed > 0, fixed, known.lot_multiple), 1)
    sense = (known.calendar >= 0) & (known.calendar < len(materials.calendars.working))
    lossy = (known.scrap_ppm >= 0) & (known.scrap_ppm < PER_MILLION) & ~phantom
    scrap = np.where(lossy, known.scrap_ppm, 0)
    items[:, LEAD] = np.where(phantom, 0, np.maximum(known.lead_time, 0))
    items[:, CALENDAR] = np.where(sense, known.calendar, 0)
    items[:, LEAST] = np.where(bad, 0, np.where(fixed > 0, fixed, known.lot_min))
    items[:, MULTIPLE] = np.where(bad, 1, multiple)
    items[:, MOST] = np.where(bad, 0, np.where(fixed > 0, fixed, known.lot_max // multiple * multiple))
    items[:, FACTOR], items[:, DIVISOR] = scrap_ratio(materials.bom.scrap_rule, scrap)


def coming(problem: Problem) -> list[tuple[int, int, int, int]]:
    """The supplies the book opens with: item, day, quantity and the row of the receipt, -1 for what lies there."""
    known, receipts = problem.materials.items, problem.materials.receipts
    days = problem.materials.calendars.days
    rows = zip(receipts.item.tolist(), receipts.day.tolist(), receipts.quantity.tolist(), strict=True)
    ordered = [
        (item, max(day, 0), amount, row)
        for row, (item, day, amount) in enumerate(rows)
        if amount > 0 and day < days
    ]
    on_hand = [(item, 0, amount, -1) for item, amount in enumerate(known.on_hand.tolist()) if amount > 0]
    return on_hand + sorted(ordered, key=lambda one: one[1])


def opened(problem: Problem) -> Book:
    """The book before anybody was promised anything."""
    count = len(problem.materials.items)
    supplies = np.array(coming(problem), np.int64).reshape(-1, 4)
    room = len(supplies) + 4 * len(problem.materials.demands) + 1024
    items = np.zeros((count, 10), np.int64)
    items[:, FIRST] = items[:, LAST] = -1
    book = Book(
        np.zeros(7, np.int64), problem.capacity.minutes.copy(), items,
        np.empty((2 * room, 5), np.int64), np.empty((2 * room, 3), np.int64), np.empty((4 * room, 6), np.int64),
        np.empty((4 * room, 4), np.int64), np.empty((room, 5), np.int64),
        np.zeros(count, np.int64), np.zeros(count, np.int64),
    )  # fmt: skip
    _lay(book, supplies)
    return book


def widened(book: Book) -> Book:
    """Twice the rows of the table that was too short."""
    name = ("supplies", "takes", "orders", "loads", "links")[int(book.used[FULL]) - 1]
    table = getattr(book, name)
    book.used[FULL] = 0
    return book._replace(**{name: np.concatenate((table, np.empty_like(table)))})


@kernel
def _lay(book: Book, supplies: I64) -> None:
    for row in range(len(supplies)):
        supply(book, supplies[row, 0], supplies[row, 1], supplies[row, 2])


@kernel
def supply(book: Book, item: int, day: int, quantity: int) -> None:
    """One more supply of an item, in its place by day."""
    new, rows, ends = book.used[SUPPLIES], book.supplies, book.items[item]
    if new >= len(rows):
        book.used[FULL] = 1 + SUPPLIES
        return
    book.used[SUPPLIES] += 1
    earlier = ends[LAST]
    while earlier >= 0 and rows[earlier, DAY] > day:
        earlier = rows[earlier, BEFORE]
    later = ends[FIRST] if earlier < 0 else rows[earlier, AFTER]
    rows[new, BEFORE], rows[new, AFTER] = earlier, later
    rows[new, DAY], rows[new, LEFT], rows[new, OF] = day, quantity, item
    _joined(rows, ends, earlier, new, later)


@inlined
def _joined(rows: I64, ends: I64, earlier: int, new: int, later: int) -> None:
    """`new` between two neighbours, -1 at an end."""
    if earlier < 0:
        ends[FIRST] = new
    else:
        rows[earlier, AFTER] = new
    if later < 0:
        ends[LAST] = new
    else:
        rows[later, BEFORE] = new


@inlined
def _parted(rows: I64, ends: I64, number: int) -> None:
    """The neighbours of a supply beside each other; its own row still knows them."""
    earlier, later = rows[number, BEFORE], rows[number, AFTER]
    if earlier < 0:
        ends[FIRST] = later
    else:
        rows[earlier, AFTER] = later
    if later < 0:
        ends[LAST] = earlier
    else:
        rows[later, BEFORE] = earlier


@inlined
def take(book: Book, item: int, number: int, quantity: int) -> None:
    """What is used up leaves the chain, so that nobody looks at it again."""
    row = book.used[TAKES]
    if row >= len(book.takes):
        book.used[FULL] = 1 + TAKES
    else:
        book.used[TAKES] += 1
        book.takes[row, NUMBER], book.takes[row, QUANTITY] = number, quantity
        book.takes[row, SO_FAR] = book.used[SUPPLIES]
        book.supplies[number, LEFT] -= quantity
        if book.supplies[number, LEFT] == 0:
            _parted(book.supplies, book.items[item], number)


@inlined
def load(book: Book, resource: int, day: int, minutes: int) -> None:
    """Minutes of the order about to be written."""
    row = book.used[LOADS]
    if row >= len(book.loads):
        book.used[FULL] = 1 + LOADS
    else:
        book.used[LOADS] += 1
        book.loads[row, 0], book.loads[row, 1] = book.used[ORDERS], resource
        book.loads[row, 2], book.loads[row, 3] = day, minutes
        book.free[resource, day] -= minutes


@inlined
def write_order(
    book: Book, demand: int, item: int, quantity: int, started: int, start: int, finish: int
) -> None:
    row = book.used[ORDERS]
    if row >= len(book.orders):
        book.used[FULL] = 1 + ORDERS
    else:
        book.used[ORDERS] += 1
        book.orders[row, 0], book.orders[row, 1], book.orders[row, 2] = demand, item, quantity
        book.orders[row, 3], book.orders[row, 4], book.orders[row, 5] = started, start, finish


@kernel
def struck(book: Book, mark: I64) -> None:
    """The book as it was when `mark` was copied from its counters; what came last goes first.

    Supplies and takes share their chains and are struck in one order.
    """
    rows = book.supplies
    number = book.used[SUPPLIES]
    for row in range(book.used[TAKES] - 1, mark[TAKES] - 1, -1):
        while number > book.takes[row, SO_FAR]:
            number -= 1
            _parted(rows, book.items[rows[number, OF]], number)
        taken = book.takes[row, NUMBER]
        if rows[taken, LEFT] == 0:
            _joined(rows, book.items[rows[taken, OF]], rows[taken, BEFORE], taken, rows[taken, AFTER])
        rows[taken, LEFT] += book.takes[row, QUANTITY]
    while number > mark[SUPPLIES]:
        number -= 1
        _parted(rows, book.items[rows[number, OF]], number)
    for row in range(book.used[LOADS] - 1, mark[LOADS] - 1, -1):
        book.free[book.loads[row, 1], book.loads[row, 2]] += book.loads[row, 3]
    for counter in range(MARKED):
        book.used[counter] = mark[counter]
