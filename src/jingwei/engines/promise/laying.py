"""One order compiled: its lots, its lead time, and its operations laid into what is free of the resources."""

from enum import IntEnum

from jingwei.engines.arrays import I64, QUANTITY_LIMIT
from jingwei.engines.compiled import inlined, kernel
from jingwei.engines.exact import OVERFLOW, ZERO, plus, ratio_up, typed
from jingwei.engines.promise.book import (
    CALENDAR,
    DEN,
    DIVISOR,
    FACTOR,
    FIXED,
    LEAD,
    LEAST,
    MOST,
    MULTIPLE,
    NUM,
    RESOURCE,
    SETUP,
    STEP_DEN,
    STEP_NUM,
    STEPS,
    STEPS_END,
    Book,
    Given,
    load,
)  # fmt: skip


class Cause(IntEnum):
    """What a date waits for."""

    STOCK = 0  # nothing: it lies there
    RECEIPT = 1  # `what` is the number of the supply
    PURCHASE = 2  # its lead time from today
    MAKING = 3  # its own lead time and minutes
    CAPACITY = 4  # `what` is the resource, full until the day


STOCK, RECEIPT, PURCHASE = typed(Cause.STOCK), typed(Cause.RECEIPT), typed(Cause.PURCHASE)
MAKING, CAPACITY = typed(Cause.MAKING), typed(Cause.CAPACITY)
NEVER = typed(-1)
ENDLESS = typed(QUANTITY_LIMIT)
"""Minutes no horizon holds."""


@inlined
def push(heap: I64, size: int, place: int) -> int:
    at = size
    while at > 0:
        up = (at - 1) // 2
        if heap[up] <= place:
            break
        heap[at] = heap[up]
        at = up
    heap[at] = place
    return size + 1


@inlined
def pop(heap: I64, size: int) -> int:
    """The smallest of `size`; the caller counts one less."""
    top, last = heap[0], heap[size - 1]
    at = ZERO
    while 2 * at + 1 < size - 1:
        child = 2 * at + 1
        if child + 1 < size - 1 and heap[child + 1] < heap[child]:
            child += 1
        if last <= heap[child]:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = last
    return int(top)


@inlined
def lots_of(known: I64, net: int) -> tuple[int, int]:
    """What the lots of a shortage bring together and how many there are; all but the last are the largest allowed."""
    multiple, most, least = known[MULTIPLE], known[MOST], known[LEAST]
    total, lots = max(net, least), ZERO + 1
    if multiple > 1:
        total = -(-total // multiple) * multiple
    if 0 < most < total:
        lots = -(-total // most)
        last = max(total - (lots - 1) * most, least)
        total = (lots - 1) * most + -(-last // multiple) * multiple
    return total, lots


@inlined
def started_of(known: I64, quantity: int) -> int:
    factor, divisor = known[FACTOR], known[DIVISOR]
    return quantity if factor == divisor else ratio_up(quantity, factor, divisor)


@inlined
def needed(line: I64, lots: int, full: int, last: int) -> int:
    """What `lots` orders take of a component, each rounded up by itself, or OVERFLOW."""
    wanted = ratio_up(last, line[NUM], line[DEN])
    if wanted != OVERFLOW:
        wanted = plus(wanted, line[FIXED])
    if lots > 1 and wanted != OVERFLOW:
        each = ratio_up(full, line[NUM], line[DEN])
        if each != OVERFLOW:
            each = plus(each, line[FIXED])
        many = OVERFLOW if each == OVERFLOW else ratio_up(each, lots - 1, ZERO + 1)
        wanted = OVERFLOW if many == OVERFLOW else plus(wanted, many)
    return wanted


@inlined
def after_lead(given: Given, known: I64, day: int) -> int:
    """The first day on which what begins on `day` has had its lead time; the horizon when there is none."""
    lead, days, found = known[LEAD], given.rank.shape[1], day
    if lead > 0 and day < days:
        calendar = known[CALENDAR]
        rank = given.rank[calendar, day]
        if rank < 0 or given.nth[calendar, rank] != day:
            rank += 1
        found = days if rank + lead >= days else given.nth[calendar, rank + lead]
    return found


@inlined
def begun_by(given: Given, known: I64, day: int) -> int:
    """The last day to begin what must have had its lead time on `day`; -1 when that is past."""
    lead, found = known[LEAD], day
    if lead > 0:
        calendar = known[CALENDAR]
        rank = given.rank[calendar, min(day, given.rank.shape[1] - 1)] - lead
        found = NEVER if rank < 0 else given.nth[calendar, rank]
    return found


@inlined
def minutes_of(step: I64, started: int) -> int:
    running = ratio_up(started, step[STEP_NUM], step[STEP_DEN])
    return int(step[SETUP] + (ENDLESS if running == OVERFLOW else running))


@kernel
def forwards(given: Given, book: Book, known: I64, started: int, start: int) -> tuple[int, int, int, int]:
    """Load an order's operations from `start` on: the day it is done (the horizon: never), and its cause, what and until."""
    days = given.rank.shape[1]
    day = alone = start
    cause, what, until = MAKING, NEVER, NEVER
    for step in given.steps[known[STEPS] : known[STEPS_END]]:
        resource = step[RESOURCE]
        open_ = lonely = minutes_of(step, started)
        while lonely > 0 and alone < days:
            lonely -= min(lonely, given.longest[resource, alone])
            alone += lonely > 0
        while open_ > 0:
            if day >= days:
                return int(days), CAPACITY, int(resource), int(days)
            part = min(open_, min(book.free[resource, day], given.longest[resource, day]))
            if part > 0:
                load(book, resource, day, part)
                open_ -= part
            day += open_ > 0
        if day > alone:
            cause, what, until = CAPACITY, resource, day
            alone = day
    worked = known[STEPS_END] > known[STEPS]
    released = after_lead(given, known, start)
    if released > day + worked:
        cause = MAKING
    return int(max(released, day + worked)), cause, what, until


@kernel
def backwards(given: Given, book: Book, known: I64, started: int, due: int) -> int:
    """Load an order's operations so that it is done on `due`; the day it begins, -1 when it had to be yesterday."""
    first = day = due - (known[STEPS_END] > known[STEPS])
    for at in range(known[STEPS_END] - 1, known[STEPS] - 1, -1):
        step = given.steps[at]
        resource = step[RESOURCE]
        open_ = minutes_of(step, started)
        while open_ > 0:
            if day < 0:
                return NEVER
            part = min(open_, min(book.free[resource, day], given.longest[resource, day]))
            if part > 0:
                load(book, resource, day, part)
                open_ -= part
            day -= open_ > 0
        first = day
    return int(min(first, begun_by(given, known, due)))
