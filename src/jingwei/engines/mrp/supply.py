"""What of an item arrives day by day, and what has to stay in stock: receipts, by-products, safety stock."""

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import OVERFLOW, ZERO, plus, ratio_up
from jingwei.engines.mrp.requirements import SUCCESSOR, gross_into, lots_in, taken_into, times
from jingwei.engines.mrp.tables import (
    CALENDAR,
    COVER,
    DAY,
    FROM_DAY,
    LOT,
    LOT_MAGIC,
    LOT_SHIFT,
    NEW_KIND,
    ON_HAND,
    OUT_DEN,
    OUT_NUM,
    OUT_PARENT,
    PHANTOM,
    PHASED,
    QUANTITY,
    REPLACED,
    SAFETY,
    TAKEN,
    TAKEN_DAY,
    TRAITS,
    YIELDED,
    State,
    Tables,
)  # fmt: skip


@kernel
def due_day(tables: Tables, item: int, needed: int) -> int:
    """The working day on which an order for a shortage on day `needed` is due."""
    calendar = tables.sheet[item, CALENDAR]
    last = tables.rank[calendar, needed]
    return tables.nth[calendar, last] if last >= 0 else needed


@kernel
def ratio_down(quantity: int, num: int, den: int) -> int:
    """quantity × num ÷ den rounded down, or OVERFLOW."""
    most = ratio_up(quantity, num, den)
    return most - 1 if most > 0 and ratio_up(most, den, num) > quantity else most


@kernel
def yielded(tables: Tables, state: State, out: I64, one: int) -> int:
    """By-product steps of planned order `one` of out's parent, each lot rounded down, or OVERFLOW."""
    sheet = tables.sheet[out[OUT_PARENT]]
    quantity = state.quantity[one]
    lots = lots_in(quantity, sheet[LOT], sheet[LOT_MAGIC], sheet[LOT_SHIFT])
    rest = ratio_down(quantity - (lots - 1) * sheet[LOT], out[OUT_NUM], out[OUT_DEN])
    if lots == 1 or rest == OVERFLOW:
        return rest
    full = ratio_down(sheet[LOT], out[OUT_NUM], out[OUT_DEN])
    full = times(full, lots - 1) if full > 0 else full
    return OVERFLOW if full == OVERFLOW else plus(full, rest)


@kernel
def arrivals_into(arrives: I64, item: int, tables: Tables, state: State) -> bool:
    """Receipts as planned and by-products of an item per day; False when they and the stock overflow."""
    arrives[:] = 0
    total = max(tables.sheet[item, ON_HAND], ZERO)
    for at in range(tables.receipt_first[item], tables.receipt_first[item + 1]):
        if state.arrival[at] < len(arrives):
            total = plus(total, tables.receipts[at, QUANTITY])
            if total == OVERFLOW:
                return False
            arrives[state.arrival[at]] += tables.receipts[at, QUANTITY]
    if not tables.sheet[item, TRAITS] & YIELDED:
        return True
    for at in range(tables.output_first[item], tables.output_first[item + 1]):
        out = tables.outputs[at]
        parent = out[OUT_PARENT]
        for one in range(state.span[parent, 0], state.span[parent, 1]):
            quantity = yielded(tables, state, out, one)
            total = OVERFLOW if quantity == OVERFLOW else plus(total, quantity)
            if total == OVERFLOW:
                return False
            arrives[due_day(tables, parent, int(state.needed[one]))] += quantity
    return True


@kernel
def floor_into(level: I64, item: int, tables: Tables, gross: I64) -> None:
    """The stock that has to remain on each day: safety stock by quantity and day, cover; nothing once replaced."""
    sheet = tables.sheet[item]
    level[:] = sheet[SAFETY]
    days = len(level)
    if sheet[TRAITS] & PHASED:
        for at in range(tables.level_first[item], tables.level_first[item + 1]):
            level[max(tables.levels[at, DAY], ZERO) :] = tables.levels[at, QUANTITY]
    if sheet[COVER] > 0:
        coming = ZERO
        cover = min(sheet[COVER], days)
        for day in range(1, min(days, cover)):
            coming += gross[day]
        for day in range(days):
            if day + cover < days:
                coming += gross[day + cover]
            level[day] = max(level[day], coming)
            if day + 1 < days:
                coming -= gross[day + 1]
    if sheet[TRAITS] & REPLACED:
        for at in range(tables.replacing_first[item], tables.replacing_first[item + 1]):
            if tables.replacing[at, NEW_KIND] == SUCCESSOR:
                level[max(tables.replacing[at, FROM_DAY], ZERO) :] = 0


@kernel
def planned_into(arrives: I64, item: int, tables: Tables, state: State) -> None:
    """Adds the item's planned orders on their due days and what replaces it."""
    for one in range(state.span[item, 0], state.span[item, 1]):
        arrives[due_day(tables, item, int(state.needed[one]))] += state.quantity[one]
    if tables.sheet[item, TRAITS] & REPLACED:
        for one in range(state.taken_span[item, 0], state.taken_span[item, 1]):
            arrives[state.taken[one, TAKEN_DAY]] += state.taken[one, TAKEN]


@kernel
def free_into(free: I64, item: int, before: int, tables: Tables, state: State) -> None:
    """Per day, what substitutes of `item` may be taken then without a shortage later; never less than nothing.

    What was taken for items that stand before place `before` is gone already.
    """
    days = len(free)
    gross, level = np.empty(days, np.int64), np.empty(days, np.int64)
    free[:] = 0
    if tables.sheet[item, PHANTOM]:
        return
    gross_into(gross, item, tables, state)
    arrivals_into(free, item, tables, state)
    planned_into(free, item, tables, state)
    floor_into(level, item, tables, gross)
    taken_into(gross, item, tables, state, False, before, ZERO)
    stock = tables.sheet[item, ON_HAND]
    for day in range(days):
        stock += free[day] - gross[day]
        free[day] = stock - level[day]
    for day in range(days - 2, -1, -1):
        free[day] = min(free[day], free[day + 1])
    for day in range(days):
        free[day] = max(free[day], ZERO)
