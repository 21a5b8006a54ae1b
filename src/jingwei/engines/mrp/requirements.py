"""What an item has to supply day by day: demand, its parents' planned orders, what it replaces."""

import numpy as np

from jingwei.engines.arrays import I64, QUANTITY_LIMIT
from jingwei.engines.compiled import fetched, inlined, kernel
from jingwei.engines.exact import OVERFLOW, ZERO, divided, plus, ratio_up, typed
from jingwei.engines.mrp.rows import Replacing
from jingwei.engines.mrp.tables import (
    DAY,
    DEN,
    I16,
    LINE,
    LOT,
    LOT_MAGIC,
    LOT_SHIFT,
    LOT_STARTED,
    MAGIC,
    NEW_KIND,
    NUM,
    OLD,
    ONCE,
    PARENT,
    PHANTOM,
    PLAIN,
    QUANTITY,
    RELATION,
    REPLACING,
    SEVERAL,
    SHIFT,
    SINCE,
    TAKEN_DAY,
    TAKEN_RELATION,
    TAKEN_STEPS,
    TOTAL,
    TRAITS,
    UNTIL,
    State,
    Tables,
)  # fmt: skip

SUBSTITUTE, SUCCESSOR = typed(Replacing.SUBSTITUTE), typed(Replacing.SUCCESSOR)


@kernel
def times(quantity: int, factor: int) -> int:
    """quantity × factor, both not negative, or OVERFLOW."""
    return OVERFLOW if factor > 0 and quantity > QUANTITY_LIMIT // factor else quantity * factor


@kernel
def lots_in(quantity: int, size: int, magic: int, shift: int) -> int:
    """How many lots a planned order of `quantity` steps is written in."""
    return ZERO + 1 if size == 0 or quantity <= size else divided(quantity + size - 1, magic, shift)


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
def line_need(link: I64, terms: I64, started: int, lots: int, lot: int, day: int) -> int:
    """Component steps an order starting on `day` takes through a line, or OVERFLOW; `lot` as started."""
    line = link[LINE]
    if started == 0 or day < terms[line, SINCE] or day >= terms[line, UNTIL]:
        return ZERO
    need = lots_need(started, lots, lot, link[NUM], link[DEN])
    if need != OVERFLOW and terms[line, ONCE] > 0:
        fixed = times(terms[line, ONCE], lots)
        need = OVERFLOW if fixed == OVERFLOW else plus(need, fixed)
    return need


@kernel
def careful_into(gross: I64, link: I64, tables: Tables, state: State, total: int) -> int:
    """Requirements through any line, one order after the other, every sum checked."""
    parent = link[PARENT]
    sheet = tables.sheet[parent]
    if sheet[PHANTOM]:
        for at in range(tables.demand_first[parent], tables.demand_first[parent + 1]):
            day, quantity = tables.demands[at, DAY], tables.demands[at, QUANTITY]
            if day < len(gross):
                need = line_need(link, tables.terms, quantity, ZERO + 1, quantity, day)
                total = OVERFLOW if need == OVERFLOW else plus(total, need)
                if total == OVERFLOW:
                    return OVERFLOW
                gross[day] += need
        return total
    for one in range(state.span[parent, 0], state.span[parent, 1]):
        lots = lots_in(state.quantity[one], sheet[LOT], sheet[LOT_MAGIC], sheet[LOT_SHIFT])
        need = line_need(
            link, tables.terms, state.started[one], lots, sheet[LOT_STARTED], int(state.start[one])
        )
        total = OVERFLOW if need == OVERFLOW else plus(total, need)
        if total == OVERFLOW:
            return OVERFLOW
        gross[state.start[one]] += need
    return total


@inlined
def whole_into(gross: I64, start: I16, started: I64, first: int, last: int, num: int) -> None:
    """Whole numbers of the component per step; unsigned numbers spare the check for negative ones."""
    for one in range(np.uint64(first), np.uint64(last)):
        gross[np.uint64(start[one])] += started[one] * num


@inlined
def rational_into(
    gross: I64, start: I16, started: I64, first: int, last: int, num: int, more: int, magic: int, shift: int
) -> int:
    """A ratio of the component per step, each order rounded up; `more` is the denominator less one."""
    needed = ZERO
    for one in range(np.uint64(first), np.uint64(last)):
        need = divided(started[one] * num + more, magic, shift)
        gross[np.uint64(start[one])] += need
        needed += need
    return needed


@inlined
def lots_into(
    gross: I64, start: I16, started: I64, quantity: I64, first: int, last: int,
    num: int, more: int, magic: int, shift: int, size: int, size_magic: int, size_shift: int, lot: int,
) -> int:  # fmt: skip
    """The same for orders of several lots of `size`, `lot` as started, each lot rounded up by itself."""
    needed = ZERO
    full = divided(lot * num + more, magic, shift)
    for one in range(np.uint64(first), np.uint64(last)):
        others = divided(quantity[one] - 1, size_magic, size_shift)
        need = divided((started[one] - others * lot) * num + more, magic, shift) + others * full
        gross[np.uint64(start[one])] += need
        needed += need
    return needed


# Entries of a cache line.
STARTS, STEPS = 32, 8


@inlined
def orders_ahead(start: I16, started: I64, first: int, last: int) -> None:
    """The orders of the next parent are brought near while those of this one are added up: a sixth of the time."""
    for one in range(first, last, STARTS):
        fetched(start, one)
    for one in range(first, last, STEPS):
        fetched(started, one)


@kernel
def lines_into(
    gross: I64, begin: int, end: int, links: I64, span: I64, brief: I64,
    start: I16, started: I64, quantity: I64, sheet: I64, total: int,
) -> tuple[int, int]:  # fmt: skip
    """Requirements through lines begin … end-1 from planned orders: the loops that take the time of a run.

    A line is taken as a whole where its largest product and its sum fit, so nothing is checked in the loops.
    Stops at a line that needs more care and answers its number; the second number is the total.
    """
    for at in range(begin, end):
        if at + 1 < len(links):  # of the next item, where this is the last line
            orders_ahead(start, started, span[links[at + 1, PARENT], 0], span[links[at + 1, PARENT], 1])
        parent, num, den = links[at, PARENT], links[at, NUM], links[at, DEN]
        first, last = span[parent, 0], span[parent, 1]
        if not links[at, PLAIN] or brief[parent, TOTAL] > QUANTITY_LIMIT // max(num, 1):
            return at, total
        if first == last or num == 0:
            continue
        if den == 1:
            whole_into(gross, start, started, first, last, num)
            needed = brief[parent, TOTAL] * num
        elif brief[parent, SEVERAL]:
            if sheet[parent, LOT_STARTED] > QUANTITY_LIMIT // num:
                return at, total
            needed = lots_into(
                gross, start, started, quantity, first, last, num, den - 1, links[at, MAGIC], links[at, SHIFT],
                sheet[parent, LOT], sheet[parent, LOT_MAGIC], sheet[parent, LOT_SHIFT], sheet[parent, LOT_STARTED],
            )  # fmt: skip
        else:
            needed = rational_into(
                gross, start, started, first, last, num, den - 1, links[at, MAGIC], links[at, SHIFT]
            )
        total = OVERFLOW if needed > QUANTITY_LIMIT else plus(total, needed)
        if total == OVERFLOW:
            break
    return end, total


@kernel
def gross_into(gross: I64, item: int, tables: Tables, state: State) -> bool:
    """Requirements of an item per day, without what substitutes for another; False on overflow."""
    gross[:] = 0
    total = ZERO
    for at in range(tables.demand_first[item], tables.demand_first[item + 1]):
        day = tables.demands[at, DAY]
        if day < len(gross):
            total = plus(total, tables.demands[at, QUANTITY])
            if total == OVERFLOW:
                return False
            gross[day] += tables.demands[at, QUANTITY]
    at, end = tables.above[item], tables.above[item + 1]
    while at < end and total != OVERFLOW:
        at, total = lines_into(
            gross, at, end, tables.links, state.span, state.brief, state.start, state.started, state.quantity,
            tables.sheet, total,
        )  # fmt: skip
        if at < end:
            total = careful_into(gross, tables.links[at], tables, state, total)
            at += 1
    if total != OVERFLOW and tables.sheet[item, TRAITS] & REPLACING:
        total = taken_into(gross, item, tables, state, True, len(tables.place), total)
    return total != OVERFLOW


@kernel
def taken_into(
    gross: I64, item: int, tables: Tables, state: State, succeeding: bool, before: int, total: int
) -> int:
    """What `item` gives for items it replaces that stand before place `before`, as successor or sharer, or as substitute."""
    for at in range(tables.replaced_first[item], tables.replaced_first[item + 1]):
        relation = tables.replaced[at]
        old = relation[OLD]
        if (relation[NEW_KIND] != SUBSTITUTE) != succeeding or tables.place[old] >= before:
            continue
        for one in range(state.taken_span[old, 0], state.taken_span[old, 1]):
            if state.taken[one, TAKEN_RELATION] == relation[RELATION]:
                total = plus(total, state.taken[one, TAKEN_STEPS])
                if total == OVERFLOW:
                    return OVERFLOW
                gross[state.taken[one, TAKEN_DAY]] += state.taken[one, TAKEN_STEPS]
    return total
