"""What to say about an item once it is planned: receipts nobody needs yet or at all, nothing to make it of."""

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import ZERO, grouped, typed
from jingwei.engines.mrp.messages import MessageKind
from jingwei.engines.mrp.netting import noted
from jingwei.engines.mrp.supply import due_day
from jingwei.engines.mrp.tables import (
    DATED,
    MADE,
    ON_HAND,
    QUANTITY,
    SINCE,
    TAKEN,
    TAKEN_DAY,
    UNTIL,
    State,
    Tables,
)  # fmt: skip

DEFER = typed(MessageKind.DEFER)
CANCEL = typed(MessageKind.CANCEL)
NO_BOM = typed(MessageKind.NO_BOM)


@kernel
def advised_receipts(
    item: int, tables: Tables, state: State, defer_after: int,
    gross: I64, arrives: I64, level: I64, first: int, last: int, taken: int, took: int, told: int,
) -> int:  # fmt: skip
    """Postpone or cancel: the day on which all supply before a receipt is used up is the day it is wanted.

    `arrives` holds receipts and by-products per day; it is used up here.
    """
    days = len(gross)
    begin, end = tables.receipt_first[item], tables.receipt_first[item + 1]
    arriving = np.empty(end - begin, np.int64)
    for at in range(begin, end):
        arriving[at - begin] = min(state.arrival[at], days)
        if arriving[at - begin] < days:
            arrives[arriving[at - begin]] -= tables.receipts[at, QUANTITY]
    for one in range(first, last):
        arrives[due_day(tables, item, int(state.needed[one]))] += state.quantity[one]
    for one in range(taken, took):
        arrives[state.taken[one, TAKEN_DAY]] += state.taken[one, TAKEN]
    supply = max(tables.sheet[item, ON_HAND], ZERO)
    wanted = max(-tables.sheet[item, ON_HAND], ZERO)
    day, added = ZERO - 1, ZERO
    for at in grouped(arriving, days + 1)[1]:
        if arriving[at] >= days:
            break
        while added < arriving[at]:
            supply += arrives[added]
            added += 1
        while wanted + level[max(day, ZERO)] <= supply and day + 1 < days:
            day += 1
            wanted += gross[day]
        amount = tables.receipts[begin + at, QUANTITY]
        if wanted + level[max(day, ZERO)] <= supply:
            told = noted(state.notes, told, CANCEL, arriving[at], amount, at)
        elif day > arriving[at] + defer_after:
            told = noted(state.notes, told, DEFER, day, amount, at)
        supply += amount
    return told


@kernel
def unknown_make(item: int, tables: Tables, state: State, first: int, last: int, told: int) -> int:
    """Say once that a made item has nothing to be made of, at all or on the day an order starts."""
    if not tables.sheet[item, MADE] or first == last:
        return told
    begin, end = tables.below[item], tables.below[item + 1]
    if begin < end and not tables.sheet[item, DATED]:
        return told
    for one in range(first, last):
        day = state.start[one]
        live = False
        for at in range(begin, end):
            line = tables.below_rows[at]
            live = live or tables.terms[line, SINCE] <= day < tables.terms[line, UNTIL]
        if not live:
            return noted(state.notes, told, NO_BOM, int(day), state.quantity[one], one - first)
    return told
