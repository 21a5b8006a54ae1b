"""One demand at a time, compiled: as late as its day allows, else as early as material and capacity let it."""

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import kernel, unowned
from jingwei.engines.exact import ZERO, plus, ratio_up, typed
from jingwei.engines.promise.book import FULL, LINKS, WALK, Book, Given, struck, supply, take, write_order
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
    lot_of,
    pop,
    push,
    started_of,
)  # fmt: skip

TOO_MUCH = typed(-2)
"""What the walks answer where no day fits, and where a quantity leaves the exact range."""
UNBOUND = typed(1 << 40)
LONGEST_CHAIN = 16
TRIES = 24


@kernel
def just_in_time(
    given: Given, book: Book, demand: int, item: int, quantity: int, due: int, today: int
) -> int:
    """Everything as late as `due` allows, parents before components; `due`, or NEVER with the book half written."""
    book.used[WALK] += 1
    walk = book.used[WALK]
    book.seen[item], book.gross[item], book.need[item] = walk, quantity, due
    size = push(given, book, 0, item)
    while size > 0:
        at = pop(given, book, size)
        size -= 1
        net, day = book.gross[at], book.need[at]
        number = book.last[at]
        while number >= 0 and net > 0:
            if book.left[number] > 0 and book.day[number] <= day:
                part = min(net, book.left[number])
                take(book, number, part)
                net -= part
            number = book.before[number]
        if net == 0:
            continue
        lot = lot_of(given, at, net)
        started = started_of(given, at, lot)
        if lot < 0 or started < 0:
            return TOO_MUCH
        start = backwards(given, book, at, started, day) if given.made[at] else begun_by(given, at, day)
        if start < 0:
            return NEVER
        write_order(book, demand, at, lot, started, start, day)
        if lot > net:
            supply(book, at, day, lot - net)
        if book.used[FULL]:
            return NEVER
        for row in given.rows[given.below[at] : given.below[at + 1]]:
            if not given.begins[row] <= today < given.ends[row]:
                continue
            part = given.component[row]
            wanted = ratio_up(started, given.num[row], given.den[row])
            if wanted >= 0:
                wanted = plus(wanted, given.fixed[row])
            if book.seen[part] != walk:
                book.seen[part], book.gross[part], book.need[part] = walk, 0, start
                size = push(given, book, size, part)
            if wanted >= 0:
                book.gross[part] = wanted = plus(book.gross[part], wanted)
            if wanted < 0:
                return TOO_MUCH
            book.need[part] = min(book.need[part], start)
    return due


@kernel
def _netted(given: Given, book: Book, item: int, quantity: int, last: int, today: int) -> tuple[int, int]:
    """What is to be made and bought when only supply that can serve a date up to `last` is waited for.

    need[item] is the least number of days from the item to the top. Answers how many items there are (list)
    and the next date at which one more supply could serve.
    """
    days = given.rank.shape[1]
    book.used[WALK] += 1
    walk, found, coming = book.used[WALK], ZERO, days
    book.seen[item], book.gross[item], book.need[item] = walk, quantity, 0
    size = push(given, book, 0, item)
    while size > 0:
        at = pop(given, book, size)
        size -= 1
        book.list[found] = at
        found += 1
        net = book.gross[at]
        book.ready[at], book.cause[at] = 0, STOCK
        number = book.first[at]
        while number >= 0 and net > 0:
            if book.left[number] > 0:
                serves = book.day[number] + book.need[at]
                if serves > last:
                    coming = min(coming, serves)
                    break
                part = min(net, book.left[number])
                take(book, number, part)
                net -= part
                book.ready[at] = book.day[number]
                if book.day[number] > 0:
                    book.cause[at], book.what[at] = RECEIPT, number
            number = book.after[number]
        lot = ZERO if net == 0 else lot_of(given, at, net)
        book.gross[at], book.made[at] = net, lot
        if lot == 0:
            continue
        started = started_of(given, at, lot)
        if started < 0:
            return TOO_MUCH, coming
        worked = given.op_first[at + 1] > given.op_first[at]
        path = book.need[at] + max(given.lead[at], int(worked))
        for row in given.rows[given.below[at] : given.below[at + 1]]:
            if not given.begins[row] <= today < given.ends[row]:
                continue
            part = given.component[row]
            wanted = ratio_up(started, given.num[row], given.den[row])
            if wanted >= 0:
                wanted = plus(wanted, given.fixed[row])
            if book.seen[part] != walk:
                book.seen[part], book.gross[part], book.need[part] = walk, 0, 0
                size = push(given, book, size, part)
            if wanted >= 0:
                book.gross[part] = wanted = plus(book.gross[part], wanted)
            if wanted < 0:
                return TOO_MUCH, coming
            book.need[part] = max(book.need[part], path)
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
        return TOO_MUCH, coming
    for at in book.list[:found][::-1]:
        if book.made[at] == 0:
            continue
        started = started_of(given, at, book.made[at])
        start = ZERO
        for row in given.rows[given.below[at] : given.below[at + 1]]:
            if given.begins[row] <= today < given.ends[row]:
                start = max(start, book.ready[given.component[row]])
        cause, what = book.cause[at], book.what[at]
        if given.made[at]:
            book.cause[at], finish = MAKING, days
            if start < days:
                finish = forwards(given, book, at, started, start)
        else:
            book.cause[at] = PURCHASE
            finish = after_lead(given, at, start)
        if finish < book.ready[at]:
            book.cause[at], book.what[at] = cause, what
        write_order(book, demand, at, book.made[at], started, start, finish)
        book.ready[at] = max(book.ready[at], finish)
        if book.ready[at] + book.need[at] >= bound:
            return int(days), coming
        if book.made[at] > book.gross[at] and finish < days:
            supply(book, at, finish, book.made[at] - book.gross[at])
    return min(days, book.ready[item]), coming


@kernel
def _link(book: Book, demand: int, item: int, cause: int, what: int, day: int) -> None:
    row = book.used[LINKS]
    if row >= len(book.links):
        book.used[FULL] = 1
        return
    book.used[LINKS] += 1
    book.links[row, 0], book.links[row, 1], book.links[row, 2] = demand, item, cause
    book.links[row, 3], book.links[row, 4] = what, day


@kernel
def explained(given: Given, book: Book, demand: int, item: int, today: int) -> None:
    """The chain that binds the day of the last walk `as_early`, from the top down to what begins today."""
    at = item
    for _ in range(LONGEST_CHAIN):
        cause = book.cause[at]
        if cause == CAPACITY:
            _link(book, demand, at, CAPACITY, book.what[at], book.until[at])
        else:
            _link(book, demand, at, cause, book.what[at] if cause == RECEIPT else NEVER, book.ready[at])
        if cause != MAKING and cause != CAPACITY:
            return
        binding, latest = NEVER, ZERO
        for row in given.rows[given.below[at] : given.below[at + 1]]:
            if given.begins[row] <= today < given.ends[row]:
                part = given.component[row]
                if book.ready[part] > latest:
                    binding, latest = part, book.ready[part]
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
        if book.used[FULL] or day == TOO_MUCH:
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
    if due < days and soonest != TOO_MUCH and not book.used[FULL]:
        day = just_in_time(given, book, demand, item, quantity, due, today)
        if day == due and not book.used[FULL] and not asked:
            return due, due
        struck(book, mark)
        if day == TOO_MUCH:
            return TOO_MUCH, TOO_MUCH
        if day == due:
            soonest = min(soonest, due)
    if not asked and not book.used[FULL]:
        soonest, waited = earliest(given, book, demand, item, quantity, today)
    if book.used[FULL] or soonest == TOO_MUCH:
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
        if day == TOO_MUCH:
            struck(book, mark)
    return len(rows)


@kernel
def promise_one(given: Given, book: Book, row: I64) -> tuple[int, int]:
    """The same for one demand that is asked about."""
    given, book = unowned(given), unowned(book)
    mark = book.used.copy()
    day, soonest = promised(given, book, row[0], row[1], row[2], row[3], True)
    if book.used[FULL] or day == TOO_MUCH:
        struck(book, mark)
    return day, soonest
