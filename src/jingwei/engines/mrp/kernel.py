"""The compiled run: items from top to bottom, each netted day by day; overflow names the item."""

import numpy as np

from jingwei.engines.arrays import I64, QUANTITY_LIMIT
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import OVERFLOW, ZERO, grouped, plus, ratio_up, typed
from jingwei.engines.mrp.messages import MessageKind
from jingwei.engines.mrp.problem import LotRule
from jingwei.engines.mrp.tables import (
    DUE,
    ITEM,
    LATE,
    LOT,
    LOT_STARTED,
    LOTS,
    MESSAGE_WIDTH,
    NEEDED,
    NET,
    ORDER_WIDTH,
    QUANTITY,
    START,
    STARTED,
    Book,
    Net,
    Stock,
    Tables,
)  # fmt: skip

EXPEDITE = typed(MessageKind.EXPEDITE)
DEFER = typed(MessageKind.DEFER)
CANCEL = typed(MessageKind.CANCEL)
START_IN_PAST = typed(MessageKind.START_IN_PAST)
SHORTAGE = typed(MessageKind.SHORTAGE)
BELOW_SAFETY = typed(MessageKind.BELOW_SAFETY)
NO_BOM = typed(MessageKind.NO_BOM)
FIXED_LOT = typed(LotRule.FIXED)
PERIOD_LOT = typed(LotRule.PERIOD)


@kernel
def times(quantity: int, factor: int) -> int:
    """quantity × factor, both positive, or OVERFLOW."""
    return OVERFLOW if quantity > QUANTITY_LIMIT // factor else quantity * factor


@kernel
def lots_need(quantity: int, lots: int, lot: int, num: int, den: int) -> int:
    """Component steps for `quantity` started in lots, each rounded up by itself, or OVERFLOW."""
    need = ratio_up(quantity - (lots - 1) * lot, num, den)
    if need == OVERFLOW or lots == 1:
        return need
    full = ratio_up(lot, num, den)
    if full > 0:
        full = times(full, lots - 1)
    return OVERFLOW if full == OVERFLOW else plus(need, full)


@kernel
def line_need(net: Net, row: int, quantity: int, lots: int, lot: int, day: int) -> int:
    """Component steps an order starting on `day` takes through a line, or OVERFLOW."""
    if quantity == 0 or day < net.valid_from[row] or day >= net.valid_to[row]:
        return 0
    need = lots_need(quantity, lots, lot, net.num[row], net.den[row])
    if need != OVERFLOW and net.fixed[row] > 0:
        fixed = times(net.fixed[row], lots)
        need = OVERFLOW if fixed == OVERFLOW else plus(need, fixed)
    return need


@kernel
def plain_into(gross: I64, takers: I64, num: int, den: int, total: int) -> int:
    """Requirements of orders through a line that always holds and takes nothing fixed: the inner loop."""
    if num == 0:
        return total
    most = QUANTITY_LIMIT // num
    for one in range(len(takers)):
        started = takers[one, STARTED]
        if den == 1 and started <= most:
            need = started * num
        elif takers[one, LOTS] == 1 and started <= most:
            need = (started * num + den - 1) // den
        else:
            need = lots_need(started, takers[one, LOTS], takers[one, LOT_STARTED], num, den)
        total = OVERFLOW if need == OVERFLOW else plus(total, need)
        if total == OVERFLOW:
            return OVERFLOW
        gross[takers[one, START]] += need
    return total


@kernel
def gross_into(gross: I64, item: int, stock: Stock, net: Net, book: Book, orders: I64, span: I64) -> bool:
    """Requirements of an item per day, independent and from its parents' orders; False on overflow."""
    gross[:] = 0
    total = 0
    for at in range(book.demand[item], book.demand[item + 1]):
        row = book.demand_rows[at]
        day = book.demand_day[row]
        if day < len(gross):
            total = plus(total, book.demand_quantity[row])
            if total == OVERFLOW:
                return False
            gross[day] += book.demand_quantity[row]
    for at in range(net.above[item], net.above[item + 1]):
        row = net.above_rows[at]
        parent = net.parent[row]
        phantom = stock.phantom[parent]
        first = book.demand[parent] if phantom else span[parent, 0]
        last = book.demand[parent + 1] if phantom else span[parent, 1]
        if not phantom and net.plain[row]:
            total = plain_into(gross, orders[first:last], net.num[row], net.den[row], total)
            if total == OVERFLOW:
                return False
            continue
        for one in range(first, last):
            if phantom:
                wanted = book.demand_rows[one]
                day, quantity = book.demand_day[wanted], book.demand_quantity[wanted]
                lots, lot = ZERO + 1, quantity
            else:
                day, quantity = orders[one, START], orders[one, STARTED]
                lots, lot = orders[one, LOTS], orders[one, LOT_STARTED]
            if day < len(gross):
                need = line_need(net, row, quantity, lots, lot, day)
                total = OVERFLOW if need == OVERFLOW else plus(total, need)
                if total == OVERFLOW:
                    return False
                gross[day] += need
    return True


@kernel
def arrivals_into(arrives: I64, item: int, stock: Stock, book: Book, arrival: I64) -> bool:
    """Receipts of an item per day as planned; False when they and the stock overflow."""
    arrives[:] = 0
    total = max(stock.on_hand[item], 0)
    for at in range(book.receipt[item], book.receipt[item + 1]):
        row = book.receipt_rows[at]
        if arrival[row] < len(arrives):
            total = plus(total, book.receipt_quantity[row])
            if total == OVERFLOW:
                return False
            arrives[arrival[row]] += book.receipt_quantity[row]
    return True


@kernel
def roomy(rows: I64, used: int, wanted: int) -> I64:
    """The same rows with room for `wanted` more."""
    if used + wanted <= len(rows):
        return rows
    wider = np.empty((2 * (used + wanted), rows.shape[1]), np.int64)
    for row in range(used):
        for column in range(rows.shape[1]):
            wider[row, column] = rows[row, column]
    return wider


@kernel
def noted(notes: I64, count: int, kind: int, item: int, day: int, quantity: int, ref: int) -> tuple[I64, int]:
    """One more message row."""
    notes = roomy(notes, count, 1)
    notes[count, 0], notes[count, 1], notes[count, 2] = kind, item, day
    notes[count, 3], notes[count, 4] = quantity, ref
    return notes, count + 1


@kernel
def lot_sizes(need: int, fixed: int, minimum: int, maximum: int, multiple: int) -> tuple[int, int, int]:
    """How many lots answer a shortage, the size of all but the last, and the size of the last.

    Scalars, not the item tables: passing those costs more than the arithmetic, once per order.
    """
    if fixed > 0:
        return (need + fixed - 1) // fixed, fixed, fixed
    last = max(need, minimum)
    if multiple > 1:
        last = (last + multiple - 1) // multiple * multiple
    if not 0 < maximum < last:
        return 1, last, last
    size = maximum // multiple * multiple
    lots = (last + size - 1) // size
    last = max(last - (lots - 1) * size, minimum)
    return lots, size, (last + multiple - 1) // multiple * multiple


@kernel
def dates(day: int, lead: int, rank: I64, nth: I64) -> tuple[int, int, int, int]:
    """Start and due day of an order needed on `day`, working days it is late, earliest day it can arrive."""
    last = rank[day]
    due = nth[last] if last >= 0 else day
    begin = last - lead
    if begin >= 0:
        return int(nth[begin]), due, 0, due
    earliest = int(nth[lead]) if lead < len(nth) else len(nth)
    return 0, due, -begin, earliest


@kernel
def look_ahead(day: int, need: int, period: int, gross: I64, arrives: I64) -> int:
    """What a shortage on `day` grows to within a period of supply."""
    most, running = need, need
    for later in range(day + 1, min(len(gross), day + period)):
        running += gross[later] - arrives[later]
        most = max(most, running)
    return most


@kernel
def started_for(lots: int, lot: int, last: int, factor: int, divisor: int) -> tuple[int, int]:
    """What has to be started for all lots to come out good, and for one full lot; OVERFLOW in the first."""
    if factor == divisor:
        return (lots - 1) * lot + last, lot
    full, rest = ratio_up(lot, factor, divisor), ratio_up(last, factor, divisor)
    if full == OVERFLOW or rest == OVERFLOW:
        return OVERFLOW, full
    if lots == 1:
        return rest, full
    many = times(full, lots - 1)
    return (many if many == OVERFLOW else plus(many, rest)), full


@kernel
def net_item(
    item: int, tables: Tables, pull_within: int, gross: I64, arrives: I64, arrival: I64,
    orders: I64, count: int, notes: I64, told: int,
) -> tuple[I64, int, I64, int, bool]:  # fmt: skip
    """Plan one item over the horizon: bring receipts forward where allowed, order the rest."""
    stock, book = tables.stock, tables.book
    on_hand, safety, lead = stock.on_hand[item], stock.safety[item], stock.lead[item]
    factor, divisor = stock.factor[item], stock.divisor[item]
    fixed = stock.fixed[item] if stock.rule[item] == FIXED_LOT else 0
    period = stock.period[item] if stock.rule[item] == PERIOD_LOT else 1
    minimum, maximum, multiple = stock.minimum[item], stock.maximum[item], stock.multiple[item]
    rank, nth = tables.days.rank[stock.calendar[item]], tables.days.nth[stock.calendar[item]]
    pull, pulls = book.receipt[item], book.receipt[item + 1]
    supplied = max(on_hand, 0)
    for day in range(len(gross)):
        on_hand += arrives[day] - gross[day]
        while on_hand < safety and pull < pulls:
            row = book.receipt_rows[pull]
            from_day = arrival[row]
            if from_day > min(day + pull_within, len(gross) - 1):
                break
            pull += 1
            if from_day > day and not book.receipt_firm[row] and book.receipt_quantity[row] > 0:
                arrives[from_day] -= book.receipt_quantity[row]
                on_hand += book.receipt_quantity[row]
                arrival[row] = day
                notes, told = noted(notes, told, EXPEDITE, item, day, book.receipt_quantity[row], row)
        if on_hand >= safety:
            continue
        missing = safety - on_hand
        need = look_ahead(day, missing, period, gross, arrives) if period > 1 else missing
        lots, lot, last = lot_sizes(need, fixed, minimum, maximum, multiple)
        # A lot is bounded by the stock limits and `need` by the item's requirement, so this cannot wrap.
        total = (lots - 1) * lot + last
        started, lot_started = started_for(lots, lot, last, factor, divisor)
        if max(missing, total) > QUANTITY_LIMIT or started == OVERFLOW or plus(supplied, total) == OVERFLOW:
            return orders, count, notes, told, False
        start, due, late, earliest = dates(day, lead, rank, nth)
        if count == len(orders):
            orders = roomy(orders, count, 1)
        placed = orders[count]
        placed[ITEM], placed[QUANTITY], placed[LOTS], placed[LOT] = item, total, lots, lot
        placed[STARTED], placed[LOT_STARTED], placed[START], placed[DUE] = started, lot_started, start, due
        placed[NEEDED], placed[NET], placed[LATE] = day, need, late
        if late > 0:
            notes, told = noted(notes, told, START_IN_PAST, item, earliest, total, count)
            if earliest > day:
                kind = SHORTAGE if on_hand < 0 else BELOW_SAFETY
                amount = -on_hand if on_hand < 0 else missing
                notes, told = noted(notes, told, kind, item, day, amount, count)
        supplied += total
        on_hand += total
        count += 1
    return orders, count, notes, told, True


@kernel
def advised_receipts(
    item: int, tables: Tables, defer_after: int, gross: I64, arrival: I64,
    orders: I64, first: int, last: int, notes: I64, told: int,
) -> tuple[I64, int]:  # fmt: skip
    """Postpone or cancel: the day on which all supply before a receipt is used up is the day it is wanted."""
    stock, book = tables.stock, tables.book
    rows = book.receipt_rows[book.receipt[item] : book.receipt[item + 1]]
    arriving = np.empty(len(rows), np.int64)
    for at in range(len(rows)):
        arriving[at] = min(arrival[rows[at]], len(gross))
    supply = max(stock.on_hand[item], 0)
    demand = stock.safety[item] + max(-stock.on_hand[item], 0)
    day = -1
    for at in grouped(arriving, len(gross) + 1)[1]:
        row = rows[at]
        if arriving[at] >= len(gross):
            break
        while first < last and orders[first, DUE] < arriving[at]:
            supply += orders[first, QUANTITY]
            first += 1
        while demand <= supply and day + 1 < len(gross):
            day += 1
            demand += gross[day]
        if demand <= supply:
            notes, told = noted(notes, told, CANCEL, item, arriving[at], book.receipt_quantity[row], row)
        elif day > arriving[at] + defer_after:
            notes, told = noted(notes, told, DEFER, item, day, book.receipt_quantity[row], row)
        supply += book.receipt_quantity[row]
    return notes, told


@kernel
def unknown_make(
    item: int, tables: Tables, orders: I64, first: int, last: int, notes: I64, told: int
) -> tuple[I64, int]:  # fmt: skip
    """Say once that a made item has nothing to be made of, at all or on the day an order starts."""
    net = tables.net
    if not tables.stock.made[item] or first == last:
        return notes, told
    begin, end = net.below[item], net.below[item + 1]
    if begin < end and not net.dated[item]:
        return notes, told
    for one in range(first, last):
        day = orders[one, START]
        live = False
        for at in range(begin, end):
            row = net.below_rows[at]
            live = live or net.valid_from[row] <= day < net.valid_to[row]
        if not live:
            return noted(notes, told, NO_BOM, item, day, orders[one, QUANTITY], one)
    return notes, told


@kernel
def planned(tables: Tables, arrival: I64, pull_within: int, defer_after: int) -> tuple[I64, I64, I64, int]:
    """Planned orders, messages, span[item] = its first and past-last order, the overflowing item or -1."""
    stock, net, book = tables.stock, tables.net, tables.book
    horizon = tables.days.nth.shape[1]
    span = np.zeros((len(stock.on_hand), 2), np.int64)
    orders = np.empty((1024, ORDER_WIDTH), np.int64)
    notes = np.empty((256, MESSAGE_WIDTH), np.int64)
    count = told = ZERO
    gross = np.empty(horizon, np.int64)
    arrives = np.empty(horizon, np.int64)
    for item in net.order:
        span[item, 0] = span[item, 1] = count
        if stock.phantom[item]:
            continue
        good = gross_into(gross, item, stock, net, book, orders, span)
        if good:
            good = arrivals_into(arrives, item, stock, book, arrival)
        if good:
            orders, count, notes, told, good = net_item(
                item, tables, pull_within, gross, arrives, arrival, orders, count, notes, told
            )
        if not good:
            return orders[:count], notes[:told], span, item
        first = span[item, 0]
        span[item, 1] = count
        notes, told = unknown_make(item, tables, orders, first, count, notes, told)
        if book.receipt[item] < book.receipt[item + 1]:
            notes, told = advised_receipts(
                item, tables, defer_after, gross, arrival, orders, first, count, notes, told
            )
    return orders[:count].copy(), notes[:told].copy(), span, -1
