"""One demand at a time, compiled: as late as its day allows, else as early as material and capacity let it."""

from jingwei.engines.arrays import I64, QUANTITY_LIMIT
from jingwei.engines.compiled import inlined, kernel, unowned
from jingwei.engines.exact import OVERFLOW, ZERO, plus, typed
from jingwei.engines.promise.book import (
    AFTER,
    BEFORE,
    BEGINS,
    CAUSE,
    COMPONENT,
    DAY,
    ENDS,
    FIRST,
    FULL,
    GROSS,
    LAST,
    LEAD,
    LEFT,
    LINES,
    LINES_END,
    LINKS,
    LOT,
    MADE,
    MOST,
    NEED,
    PLACE,
    READY,
    SEEN,
    STEPS,
    STEPS_END,
    UNTIL,
    WALK,
    WHAT,
    Book,
    Given,
    struck,
    supply,
    take,
    write_order,
)  # fmt: skip
from jingwei.engines.promise.laying import (
    CAPACITY,
    MAKING,
    NEVER,
    PURCHASE,
    RECEIPT,
    STOCK,
    after_lead,
    backwards,
    begun_by,
    forwards,
    lots_of,
    needed,
    pop,
    push,
    started_of,
)  # fmt: skip

TOO_MUCH, TOO_MANY = typed(-2), typed(-3)
"""What the walks answer, besides NEVER where no day fits: a quantity leaves the exact range, or is too many lots."""
UNBOUND = typed(1 << 40)
LONGEST_CHAIN = 16
TRIES = 24
LOTS_LIMIT = 10_000


@inlined
def unfit(known: I64, total: int, lots: int) -> int:
    """TOO_MUCH or TOO_MANY where the lots of a shortage cannot be planned, else 0."""
    answer = ZERO
    if lots > LOTS_LIMIT:
        answer = TOO_MANY
    elif total > QUANTITY_LIMIT or started_of(known, total) == OVERFLOW:
        answer = TOO_MUCH
    return answer


@inlined
def required(
    given: Given, book: Book, line: I64, lots: int, full: int, last: int, size: int, need: int
) -> int:
    """Add what a line takes to its component, which waits from its first line on; how many wait, or OVERFLOW."""
    wanted, part = needed(line, lots, full, last), book.items[line[COMPONENT]]
    if part[SEEN] != book.used[WALK]:
        part[SEEN], part[GROSS], part[NEED] = book.used[WALK], 0, need
        size = push(book.heap, size, given.items[line[COMPONENT], PLACE])
    part[GROSS] = OVERFLOW if wanted == OVERFLOW else plus(part[GROSS], wanted)
    return OVERFLOW if part[GROSS] == OVERFLOW else size


@kernel
def just_in_time(
    given: Given, book: Book, demand: int, item: int, quantity: int, due: int, today: int
) -> int:
    """Everything as late as `due` allows, parents before components; `due`, or NEVER with the book half written."""
    book.used[WALK] += 1
    walk, items, supplies, heap = book.used[WALK], book.items, book.supplies, book.heap
    items[item, SEEN], items[item, GROSS], items[item, NEED] = walk, quantity, due
    size = push(heap, ZERO, given.items[item, PLACE])
    while size > 0:
        at = given.order[pop(heap, size)]
        size -= 1
        known, mine = given.items[at], items[at]
        net, day = mine[GROSS], mine[NEED]
        number = mine[LAST]
        while number >= 0 and net > 0:
            if supplies[number, DAY] <= day:
                part = min(net, supplies[number, LEFT])
                take(book, at, number, part)
                net -= part
            number = supplies[number, BEFORE]
        if net == 0:
            continue
        total, lots = lots_of(known, net)
        refused = unfit(known, total, lots)
        if refused < 0:
            return refused
        full, last, start = ZERO, total, day
        if lots > 1:
            full, last = started_of(known, known[MOST]), total - (lots - 1) * known[MOST]
        rest = started_of(known, last)
        for lot in range(lots):
            whole = lot < lots - 1
            started = full if whole else rest
            begun = (
                backwards(given, book, known, started, day) if known[MADE] else begun_by(given, known, day)
            )
            if begun < 0:
                return NEVER
            write_order(book, demand, at, known[MOST] if whole else last, started, begun, day)
            start = min(start, begun)
        if total > net:
            supply(book, at, day, total - net)
        if book.used[FULL]:
            return NEVER
        for line in given.lines[known[LINES] : known[LINES_END]]:
            if line[BEGINS] <= today < line[ENDS]:
                size = required(given, book, line, lots, full, rest, size, start)
                if size == OVERFLOW:
                    return TOO_MUCH
                part = items[line[COMPONENT]]
                part[NEED] = min(part[NEED], start)
    return due


@kernel
def _netted(given: Given, book: Book, item: int, quantity: int, last: int, today: int) -> tuple[int, int]:
    """What is to be made and bought when only supply that can serve a date up to `last` is waited for.

    NEED is the least number of days from the item to the top. Answers how many items there are (list)
    and the next date at which one more supply could serve.
    """
    days = given.rank.shape[1]
    book.used[WALK] += 1
    walk, found, coming = book.used[WALK], ZERO, days
    items, supplies, heap = book.items, book.supplies, book.heap
    items[item, SEEN], items[item, GROSS], items[item, NEED] = walk, quantity, 0
    size = push(heap, ZERO, given.items[item, PLACE])
    while size > 0:
        at = given.order[pop(heap, size)]
        size -= 1
        book.list[found] = at
        found += 1
        known, mine = given.items[at], items[at]
        net, number = mine[GROSS], mine[FIRST]
        mine[READY], mine[CAUSE] = 0, STOCK
        while number >= 0 and net > 0:
            day = supplies[number, DAY]
            if day + mine[NEED] > last:
                coming = min(coming, day + mine[NEED])
                break
            part = min(net, supplies[number, LEFT])
            take(book, at, number, part)
            net -= part
            mine[READY] = day
            if day > 0:
                mine[CAUSE], mine[WHAT] = RECEIPT, number
            number = supplies[number, AFTER]
        mine[GROSS], mine[LOT] = net, 0
        if net == 0:
            continue
        total, lots = lots_of(known, net)
        refused = unfit(known, total, lots)
        if refused < 0:
            return refused, coming
        mine[LOT] = total
        full = rest = ZERO
        if lots > 1:
            full = started_of(known, known[MOST])
        rest = started_of(known, total - (lots - 1) * known[MOST])
        path = mine[NEED] + max(known[LEAD], known[STEPS_END] > known[STEPS])
        for line in given.lines[known[LINES] : known[LINES_END]]:
            if line[BEGINS] <= today < line[ENDS]:
                size = required(given, book, line, lots, full, rest, size, path)
                if size == OVERFLOW:
                    return TOO_MUCH, coming
                part = items[line[COMPONENT]]
                part[NEED] = max(part[NEED], path)
    return found, coming


@kernel
def as_early(
    given: Given, book: Book, demand: int, item: int, quantity: int, last: int, today: int, bound: int
) -> tuple[int, int]:
    """Everything from today on, components before parents: the day it is ready (the horizon: never), and what `_netted` says.

    Given up with the horizon as soon as the day cannot be before `bound`.
    """
    days = given.rank.shape[1]
    found, coming = _netted(given, book, item, quantity, last, today)
    if found < 0:
        return found, coming
    for at in book.list[:found][::-1]:
        known, mine = given.items[at], book.items[at]
        if mine[LOT] == 0:
            continue
        start = ZERO
        for line in given.lines[known[LINES] : known[LINES_END]]:
            if line[BEGINS] <= today < line[ENDS]:
                start = max(start, book.items[line[COMPONENT], READY])
        total, lots = lots_of(known, mine[GROSS])
        done = ZERO
        for lot in range(lots):
            amount = known[MOST] if lot < lots - 1 else total - (lots - 1) * known[MOST]
            started = started_of(known, amount)
            cause, what, until = PURCHASE, NEVER, NEVER
            if not known[MADE]:
                finish = after_lead(given, known, start)
            elif start < days:
                finish, cause, what, until = forwards(given, book, known, started, start)
            else:
                finish, cause = days, MAKING
            if finish >= mine[READY]:
                mine[CAUSE], mine[WHAT], mine[UNTIL] = cause, what, until
            write_order(book, demand, at, amount, started, start, finish)
            done = max(done, finish)
            mine[READY] = max(mine[READY], finish)
        if mine[READY] + mine[NEED] >= bound:
            return int(days), coming
        if total > mine[GROSS] and done < days:
            supply(book, at, done, total - mine[GROSS])
    return min(days, book.items[item, READY]), coming


@kernel
def _link(book: Book, demand: int, item: int, cause: int, what: int, day: int) -> None:
    row = book.used[LINKS]
    if row >= len(book.links):
        book.used[FULL] = 1 + LINKS
        return
    book.used[LINKS] += 1
    book.links[row, 0], book.links[row, 1], book.links[row, 2] = demand, item, cause
    book.links[row, 3], book.links[row, 4] = what, day


@kernel
def explained(given: Given, book: Book, demand: int, item: int, today: int) -> None:
    """The chain that binds the day of the last walk `as_early`, from the top down to what begins today."""
    at = item
    for _ in range(LONGEST_CHAIN):
        known, mine = given.items[at], book.items[at]
        cause = mine[CAUSE]
        if cause == CAPACITY:
            _link(book, demand, at, CAPACITY, mine[WHAT], mine[UNTIL])
        else:
            _link(book, demand, at, cause, mine[WHAT] if cause == RECEIPT else NEVER, mine[READY])
        if cause != MAKING and cause != CAPACITY:
            return
        binding, latest = NEVER, ZERO
        for line in given.lines[known[LINES] : known[LINES_END]]:
            if line[BEGINS] <= today < line[ENDS]:
                ready = book.items[line[COMPONENT], READY]
                if ready > latest:
                    binding, latest = line[COMPONENT], ready
        if binding < 0:
            return
        at = binding


@kernel
def earliest(given: Given, book: Book, demand: int, item: int, quantity: int, today: int) -> tuple[int, int]:
    """The earliest day found, and the date up to which supply is waited for to reach it; the book stays as it is."""
    days = given.rank.shape[1]
    mark = book.used.copy()
    best, waited, last = days, ZERO, ZERO
    for _ in range(TRIES):
        day, coming = as_early(given, book, demand, item, quantity, last, today, best)
        struck(book, mark)
        if book.used[FULL] or day < NEVER:
            return day, waited
        if day < best:
            best, waited = day, last
        if coming >= best:
            break
        last = coming
    return best, waited


@kernel
def promised(
    given: Given, book: Book, demand: int, item: int, quantity: int, due: int, asked: bool
) -> tuple[int, int]:
    """Plan one demand; the day it is promised and, when asked for, the earliest one. What cannot be done leaves no trace."""
    days = given.rank.shape[1]
    due = max(due, 0)
    today = min(due, days - 1)
    mark = book.used.copy()
    soonest = waited = NEVER
    if asked:
        soonest, waited = earliest(given, book, demand, item, quantity, today)
    if due < days and soonest >= NEVER and not book.used[FULL]:
        day = just_in_time(given, book, demand, item, quantity, due, today)
        if day == due and not book.used[FULL] and not asked:
            return due, due
        struck(book, mark)
        if day < NEVER:
            return day, day
        if day == due:
            soonest = min(soonest, due)
    if not asked and not book.used[FULL]:
        soonest, waited = earliest(given, book, demand, item, quantity, today)
    if book.used[FULL] or soonest < NEVER:
        return soonest, soonest
    as_early(given, book, demand, item, quantity, waited, today, UNBOUND)
    explained(given, book, demand, item, today)
    told = book.used[LINKS]
    struck(book, mark)
    book.used[LINKS] = told
    if soonest >= days or book.used[FULL]:
        return NEVER, NEVER
    after_links = book.used.copy()
    goal = max(soonest, due)
    if goal < days and just_in_time(given, book, demand, item, quantity, goal, today) == goal:
        return goal, soonest
    struck(book, after_links)
    as_early(given, book, demand, item, quantity, waited, today, UNBOUND)
    return goal, soonest


@kernel
def promise_all(given: Given, book: Book, rows: I64, begin: int, promises: I64) -> int:
    """Plan rows (demand, item, quantity, due) from `begin` on; where it stopped: the end, or a row that needs a wider book."""
    given, book = unowned(given), unowned(book)  # the plan holds them
    for at in range(begin, len(rows)):
        mark = book.used.copy()
        day, _ = promised(given, book, rows[at, 0], rows[at, 1], rows[at, 2], rows[at, 3], False)
        if book.used[FULL]:
            struck(book, mark)
            return at
        promises[at] = day
        if day < NEVER:
            struck(book, mark)
    return len(rows)


@kernel
def promise_one(given: Given, book: Book, row: I64) -> tuple[int, int]:
    """The same for one demand that is asked about."""
    given, book = unowned(given), unowned(book)
    mark = book.used.copy()
    day, soonest = promised(given, book, row[0], row[1], row[2], row[3], True)
    if book.used[FULL] or day < NEVER:
        struck(book, mark)
    return day, soonest
