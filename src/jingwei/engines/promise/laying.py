"""One order compiled: its lot, its lead time, and its operations laid into what is free of the resources."""

from enum import IntEnum

from jingwei.engines.compiled import kernel
from jingwei.engines.exact import PER_MILLION, ZERO, ratio_up, typed
from jingwei.engines.promise.book import Book, Given, load


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


@kernel
def push(given: Given, book: Book, size: int, item: int) -> int:
    at = size
    book.heap[at] = item
    while at > 0:
        up = (at - 1) // 2
        if given.place[book.heap[up]] <= given.place[book.heap[at]]:
            break
        book.heap[up], book.heap[at] = book.heap[at], book.heap[up]
        at = up
    return size + 1


@kernel
def pop(given: Given, book: Book, size: int) -> int:
    top = book.heap[0]
    size -= 1
    book.heap[0] = book.heap[size]
    at = ZERO
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and given.place[book.heap[child + 1]] < given.place[book.heap[child]]:
            child += 1
        if given.place[book.heap[at]] <= given.place[book.heap[child]]:
            break
        book.heap[at], book.heap[child] = book.heap[child], book.heap[at]
        at = child
    return int(top)


@kernel
def lot_of(given: Given, item: int, net: int) -> int:
    """What an order brings for a shortage, by the lot's minimum and multiple."""
    wanted = max(net, given.least[item])
    multiple = given.multiple[item]
    return int(wanted if multiple == 0 else -(-wanted // multiple) * multiple)


@kernel
def started_of(given: Given, item: int, quantity: int) -> int:
    return ratio_up(quantity, PER_MILLION, PER_MILLION - given.scrap[item])


@kernel
def after_lead(given: Given, item: int, day: int) -> int:
    """The first day on which what begins on `day` has had its lead time; the horizon when there is none."""
    lead, days = given.lead[item], given.rank.shape[1]
    if lead == 0 or day >= days:
        return day
    calendar = given.calendar[item]
    rank = given.rank[calendar, day]
    if rank < 0 or given.nth[calendar, rank] != day:
        rank += 1
    return int(days if rank + lead >= days else given.nth[calendar, rank + lead])


@kernel
def begun_by(given: Given, item: int, day: int) -> int:
    """The last day to begin what must have had its lead time on `day`; -1 when that is past."""
    lead = given.lead[item]
    if lead == 0:
        return day
    calendar = given.calendar[item]
    rank = given.rank[calendar, min(day, given.rank.shape[1] - 1)] - lead
    return int(-1 if rank < 0 else given.nth[calendar, rank])


@kernel
def minutes_of(given: Given, operation: int, started: int) -> int:
    return int(
        given.op_setup[operation] + ratio_up(started, given.op_num[operation], given.op_den[operation])
    )


@kernel
def forwards(given: Given, book: Book, item: int, started: int, start: int) -> int:
    """Load an order's operations from `start` on; the day it is done, the horizon when it never is."""
    days = given.rank.shape[1]
    day = alone = start
    book.cause[item] = MAKING
    for operation in range(given.op_first[item], given.op_first[item + 1]):
        resource = given.op_resource[operation]
        open_ = lonely = minutes_of(given, operation, started)
        while lonely > 0 and alone < days:
            lonely -= min(lonely, given.longest[resource, alone])
            alone += lonely > 0
        while open_ > 0:
            if day >= days:
                book.cause[item], book.what[item], book.until[item] = CAPACITY, resource, days
                return int(days)
            part = min(open_, min(book.free[resource, day], given.longest[resource, day]))
            if part > 0:
                load(book, resource, day, part)
                open_ -= part
            day += open_ > 0
        if day > alone:
            book.cause[item], book.what[item], book.until[item] = CAPACITY, resource, day
            alone = day
    worked = given.op_first[item + 1] > given.op_first[item]
    released = after_lead(given, item, start)
    if released > day + worked:
        book.cause[item] = MAKING
    return int(max(released, day + worked))


@kernel
def backwards(given: Given, book: Book, item: int, started: int, due: int) -> int:
    """Load an order's operations so that it is done on `due`; the day it begins, -1 when it had to be yesterday."""
    first = due
    if given.op_first[item + 1] > given.op_first[item]:
        first = day = due - 1
        for operation in range(given.op_first[item + 1] - 1, given.op_first[item] - 1, -1):
            resource = given.op_resource[operation]
            open_ = minutes_of(given, operation, started)
            while open_ > 0:
                if day < 0:
                    return NEVER
                part = min(open_, min(book.free[resource, day], given.longest[resource, day]))
                if part > 0:
                    load(book, resource, day, part)
                    open_ -= part
                day -= open_ > 0
            first = day
    return min(first, begun_by(given, item, due))
