"""One item planned over the horizon: receipts brought forward, replacements taken, the rest ordered."""

import numpy as np

from jingwei.engines.arrays import I64, QUANTITY_LIMIT
from jingwei.engines.compiled import inlined, kernel
from jingwei.engines.exact import OVERFLOW, ZERO, divided, plus, ratio_up, typed
from jingwei.engines.mrp.items import LotRule
from jingwei.engines.mrp.lots import cheapest_days, economic, in_lots
from jingwei.engines.mrp.messages import MessageKind
from jingwei.engines.mrp.requirements import SUBSTITUTE, SUCCESSOR, times
from jingwei.engines.mrp.rows import Replacing
from jingwei.engines.mrp.supply import free_into, ratio_down
from jingwei.engines.mrp.tables import (
    AMOUNT,
    CALENDAR,
    DIVISOR,
    FACTOR,
    FENCE,
    FIRM,
    FROM_DAY,
    HOLDING,
    KIND,
    LEAD,
    LOT,
    LOT_MAGIC,
    LOT_SHIFT,
    LOT_STARTED,
    MINIMUM,
    MULTIPLE,
    MULTIPLE_MAGIC,
    MULTIPLE_SHIFT,
    NEW,
    NEW_DEN,
    NEW_KIND,
    NEW_NUM,
    ON_HAND,
    ORDER_COST,
    PERIOD,
    POINT,
    QUANTITY,
    REF,
    RELATION,
    REPLACED,
    RULE,
    SCRAP_MAGIC,
    SCRAP_MOST,
    SCRAP_SHIFT,
    SEVERAL,
    SHARE,
    SHARE_OF,
    TAKEN,
    TAKEN_BY,
    TAKEN_DAY,
    TAKEN_RELATION,
    TAKEN_STEPS,
    TOTAL,
    TRAITS,
    UP_TO,
    WHEN,
    State,
    Tables,
)  # fmt: skip

EXPEDITE = typed(MessageKind.EXPEDITE)
START_IN_PAST = typed(MessageKind.START_IN_PAST)
SHORTAGE = typed(MessageKind.SHORTAGE)
BELOW_SAFETY = typed(MessageKind.BELOW_SAFETY)
FENCED = typed(MessageKind.FENCED)
SUBSTITUTED = typed(MessageKind.SUBSTITUTED)
SUCCEEDED = typed(MessageKind.SUCCEEDED)
SHARING = typed(Replacing.SHARE)
NEVER = typed(-QUANTITY_LIMIT)
FIXED = typed(LotRule.FIXED)
PERIODIC = typed(LotRule.PERIOD)
ECONOMIC = typed(LotRule.ECONOMIC)
WAGNER_WHITIN = typed(LotRule.WAGNER_WHITIN)
MIN_MAX = typed(LotRule.MIN_MAX)


@inlined
def noted(notes: I64, told: int, kind: int, day: int, amount: int, ref: int) -> int:
    """One more message row; the caller made room."""
    notes[told, KIND], notes[told, WHEN], notes[told, AMOUNT], notes[told, REF] = kind, day, amount, ref
    return told + 1


@inlined
def look_ahead(day: int, need: int, end: int, gross: I64, arrives: I64, level: I64) -> int:
    """What a shortage on `day` grows to before day `end`."""
    most, running = need, need
    for later in range(day + 1, min(len(gross), end)):
        running += gross[later] - arrives[later] + level[later] - level[later - 1]
        most = max(most, running)
    return most


@kernel
def order_days(
    begin: int, on_hand: int, gross: I64, arrives: I64, level: I64, cost: int, holding: int, following: I64
) -> bool:
    """The order days of least cost for the shortages from day `begin` on; False on overflow."""
    short = np.zeros(len(gross), np.int64)
    most = ZERO
    for day in range(begin, len(gross)):
        if day > begin:
            on_hand += arrives[day] - gross[day]
        missing = level[day] - on_hand
        if missing > most:
            short[day] = missing - most
            most = missing
    return cheapest_days(short, cost, holding, following) != OVERFLOW


@inlined
def started_for(
    total: int, lots: int, size: int, lot: int, factor: int, divisor: int, most: int, magic: int, shift: int
) -> int:
    """What has to be started for all lots to come out good, or OVERFLOW; `lot` as started."""
    if factor == divisor:
        return total
    rest = total - (lots - 1) * size
    if rest <= most:
        begun = divided(rest * factor + divisor - 1, magic, shift)
    else:
        begun = ratio_up(rest, factor, divisor)
    if lots > 1 and begun != OVERFLOW:
        many = OVERFLOW if lot == OVERFLOW else times(lot, lots - 1)
        begun = OVERFLOW if many == OVERFLOW else plus(many, begun)
    return begun


@kernel
def replaced(
    item: int, day: int, missing: int, tables: Tables, state: State, free: I64, taken: int, told: int
) -> tuple[int, int, int]:
    """Cover a shortage from substitutes in order of priority, or all of it from the successor.

    Answers what was covered (OVERFLOW when the successor's steps do), rows taken and messages told.
    """
    covered = ZERO
    first, last = tables.replacing_first[item], tables.replacing_first[item + 1]
    for at in range(first, last):
        row = tables.replacing[at]
        if day < row[FROM_DAY] or covered == missing or row[NEW_KIND] == SHARING:
            continue
        amount = missing - covered
        if row[NEW_KIND] == SUCCESSOR:
            steps = ratio_up(amount, row[NEW_NUM], row[NEW_DEN])
            if steps == OVERFLOW:
                return OVERFLOW, taken, told
        else:
            most = ratio_down(free[at - first, day], row[NEW_DEN], row[NEW_NUM])
            amount = amount if most == OVERFLOW else min(amount, most)
            steps = ratio_up(amount, row[NEW_NUM], row[NEW_DEN])
            free[at - first, day:] -= steps
        if amount == 0:
            continue
        covered += amount
        rows = state.taken
        rows[taken, TAKEN_DAY], rows[taken, TAKEN], rows[taken, TAKEN_BY] = day, amount, row[NEW]
        rows[taken, TAKEN_STEPS], rows[taken, TAKEN_RELATION] = steps, row[RELATION]
        kind = SUCCEEDED if row[NEW_KIND] == SUCCESSOR else SUBSTITUTED
        told = noted(state.notes, told, kind, day, amount, row[RELATION])
        taken += 1
    return covered, taken, told


@kernel
def divided_into(parts: I64, owed: I64, shares: I64, whole: int, quantity: int) -> None:
    """Divide a quantity by `shares` of `whole` in whole steps; `owed` remembers, in parts of a step, who had too little."""
    times, left = quantity // whole, quantity % whole
    rest = left
    for at in range(len(parts)):
        parts[at] = times * shares[at]
        owed[at] += rest * shares[at]
        # Nobody is owed less than a step of his own, so these are never more than what is left.
        many = owed[at] // whole - len(parts)
        if shares[at] > 0 and many > 0:
            parts[at], owed[at], left = parts[at] + many, owed[at] - many * whole, left - many
    while left > 0:
        first = ZERO - 1
        for at in range(len(parts)):
            if shares[at] > 0 and (first < 0 or owed[at] > owed[first]):
                first = at
        parts[first], owed[first], left = parts[first] + 1, owed[first] - whole, left - 1


@kernel
def shared(item: int, tables: Tables, state: State, gross: I64, arrives: I64, taken: int) -> int:
    """Let others cover their share of each day's requirement, as if it arrived: rows taken, or OVERFLOW."""
    first, last = tables.replacing_first[item], tables.replacing_first[item + 1]
    while first < last and tables.replacing[first, NEW_KIND] != SHARING:
        first += 1
    if first == last:
        return taken
    whole = tables.replacing[first, SHARE_OF]
    # The item itself comes first; shares stand behind all other replacements.
    parts, owed, shares = (
        np.zeros(last - first + 1, np.int64), np.zeros(last - first + 1, np.int64), np.zeros(last - first + 1, np.int64)
    )  # fmt: skip
    for day in range(len(gross)):
        if gross[day] == 0:
            continue
        shares[0] = whole
        for at in range(first, last):
            shares[at - first + 1] = (
                tables.replacing[at, SHARE] if day >= tables.replacing[at, FROM_DAY] else 0
            )
            shares[0] -= shares[at - first + 1]
        divided_into(parts, owed, shares, whole, gross[day])
        for at in range(first, last):
            part, row, rows = parts[at - first + 1], tables.replacing[at], state.taken
            if part == 0:
                continue
            steps = ratio_up(part, row[NEW_NUM], row[NEW_DEN])
            if steps == OVERFLOW:
                return OVERFLOW
            arrives[day] += part
            rows[taken, TAKEN_DAY], rows[taken, TAKEN], rows[taken, TAKEN_BY] = day, part, row[NEW]
            rows[taken, TAKEN_STEPS], rows[taken, TAKEN_RELATION] = steps, row[RELATION]
            taken += 1
    return taken


@kernel
def substitutes(item: int, tables: Tables, state: State, days: int) -> I64:
    """Per replacement of an item, the free stock of a substitute per day."""
    first, last = tables.replacing_first[item], tables.replacing_first[item + 1]
    free = np.zeros((last - first, days), np.int64)
    for at in range(first, last):
        if tables.replacing[at, NEW_KIND] == SUBSTITUTE:
            free_into(free[at - first], tables.replacing[at, NEW], tables.place[item], tables, state)
    return free


@kernel
def net_item(
    item: int, tables: Tables, state: State, pull_within: int,
    gross: I64, arrives: I64, level: I64, following: I64, free: I64, count: int, told: int, taken: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Plan one item; answers how many orders, messages and replacements there are now, -1 orders on overflow."""
    sheet = tables.sheet[item]
    rule, calendar, lead, fence = sheet[RULE], sheet[CALENDAR], sheet[LEAD], sheet[FENCE]
    minimum, multiple, size, lot = sheet[MINIMUM], sheet[MULTIPLE], sheet[LOT], sheet[LOT_STARTED]
    size_magic, size_shift = sheet[LOT_MAGIC], sheet[LOT_SHIFT]
    multiple_magic, multiple_shift = sheet[MULTIPLE_MAGIC], sheet[MULTIPLE_SHIFT]
    factor, divisor, scrap_most = sheet[FACTOR], sheet[DIVISOR], sheet[SCRAP_MOST]
    scrap_magic, scrap_shift = sheet[SCRAP_MAGIC], sheet[SCRAP_SHIFT]
    is_replaced, period, up_to = sheet[TRAITS] & REPLACED, sheet[PERIOD], sheet[UP_TO]
    starts, needed, quantities, started = state.start, state.needed, state.quantity, state.started
    point = sheet[POINT] if rule == MIN_MAX else NEVER
    rank, nth, notes, receipts = tables.rank[calendar], tables.nth[calendar], state.notes, tables.receipts
    first, on_hand, days = count, sheet[ON_HAND], len(gross)
    pull, pulls = tables.receipt_first[item], tables.receipt_first[item + 1]
    supplied, all_started, several = max(on_hand, ZERO), ZERO, ZERO
    if rule == ECONOMIC:
        required = ZERO
        for day in range(days):
            required += gross[day]
        quantity = economic(required, days, sheet[ORDER_COST], sheet[HOLDING])
        if quantity == OVERFLOW:
            return OVERFLOW, told, taken
        # What is cheapest is never more than the largest lot: the last lot of an order holds the minimum.
        minimum = max(minimum, quantity if size == 0 else min(quantity, size))
    fenced, fenced_day, sought = ZERO, ZERO, False
    for day in range(days):
        on_hand += arrives[day] - gross[day]
        if on_hand >= max(level[day], point):
            continue
        while on_hand < level[day] and pull < pulls:
            from_day = state.arrival[pull]
            if from_day > min(day + pull_within, days - 1):
                break
            amount = receipts[pull, QUANTITY]
            if from_day > day and not receipts[pull, FIRM] and amount > 0:
                arrives[from_day] -= amount
                arrives[day] += amount
                on_hand += amount
                state.arrival[pull] = day
                told = noted(notes, told, EXPEDITE, day, amount, pull - tables.receipt_first[item])
            pull += 1
        if on_hand < level[day] and is_replaced:
            covered, taken, told = replaced(item, day, level[day] - on_hand, tables, state, free, taken, told)
            if covered == OVERFLOW:
                return OVERFLOW, told, taken
            supplied = plus(supplied, covered)
            if supplied == OVERFLOW:
                return OVERFLOW, told, taken
            on_hand += covered
        if on_hand >= max(level[day], point):
            continue
        missing = level[day] - on_hand
        if day < fence:
            if missing > fenced:
                fenced_day = day if fenced == 0 else fenced_day
                fenced = missing
            continue
        if rule == MIN_MAX:
            need = max(up_to, level[day]) - on_hand
        elif rule == PERIODIC:
            need = look_ahead(day, missing, day + period, gross, arrives, level)
        elif rule == WAGNER_WHITIN:
            if not sought:
                sought = True
                if not order_days(
                    day, on_hand, gross, arrives, level, sheet[ORDER_COST], sheet[HOLDING], following
                ):
                    return OVERFLOW, told, taken
            need = look_ahead(day, missing, following[day], gross, arrives, level)
        else:
            need = missing
        # A lot is bounded by the stock limits and `need` by the item's requirement, so this cannot wrap.
        lots, total = in_lots(
            need, size, size_magic, size_shift, rule == FIXED, minimum, multiple, multiple_magic, multiple_shift
        )  # fmt: skip
        begun = started_for(total, lots, size, lot, factor, divisor, scrap_most, scrap_magic, scrap_shift)
        if max(missing, total) > QUANTITY_LIMIT or begun == OVERFLOW or plus(supplied, total) == OVERFLOW:
            return OVERFLOW, told, taken
        all_started = plus(all_started, begun)
        if all_started == OVERFLOW:
            return OVERFLOW, told, taken
        last = rank[day]
        start = nth[last - lead] if last >= lead else 0
        starts[count], needed[count] = start, day
        quantities[count], started[count] = total, begun
        if lots > 1:
            several = ZERO + 1
        if last < lead:
            earliest = nth[lead] if lead < len(nth) else len(nth)
            told = noted(notes, told, START_IN_PAST, earliest, total, count - first)
            if earliest > day and missing > 0:
                kind = SHORTAGE if on_hand < 0 else BELOW_SAFETY
                told = noted(notes, told, kind, day, -on_hand if on_hand < 0 else missing, count - first)
        supplied += total
        on_hand += total
        count += 1
    if fenced > 0:
        told = noted(notes, told, FENCED, fenced_day, fenced, -1)
    brief = state.brief[item]
    brief[TOTAL], brief[SEVERAL] = all_started, several
    return count, told, taken
