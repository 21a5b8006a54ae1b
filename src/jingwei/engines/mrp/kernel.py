"""The compiled run: items from top to bottom; those whose own data or parents did not change are passed over."""

import numpy as np

from jingwei.engines.arrays import I64, Flags
from jingwei.engines.compiled import inlined, kernel, unowned
from jingwei.engines.exact import OVERFLOW, ZERO
from jingwei.engines.mrp.advice import advised_receipts, unknown_make
from jingwei.engines.mrp.netting import net_item, shared, substitutes
from jingwei.engines.mrp.requirements import gross_into
from jingwei.engines.mrp.supply import arrivals_into, floor_into
from jingwei.engines.mrp.tables import (
    DAY,
    NEW,
    OLD,
    OUT_ITEM,
    OUT_PARENT,
    PHANTOM,
    REPLACED,
    REPLACING,
    TRAITS,
    YIELDING,
    State,
    Tables,
)  # fmt: skip

DONE, ROOM, TOO_LARGE = 0, 1, 2


@kernel
def room(item: int, tables: Tables, state: State, count: int, told: int, taken: int, days: int) -> bool:
    """There is room for all that one item can write."""
    receipts = tables.receipt_first[item + 1] - tables.receipt_first[item]
    replacing = tables.replacing_first[item + 1] - tables.replacing_first[item]
    return (
        count + days <= len(state.start)
        and told + (2 + replacing) * days + 2 * receipts + 4 <= len(state.notes)
        and taken + replacing * days <= len(state.taken)
    )


@inlined
def same_rows(one: I64, other: I64, first: int, last: int, before: int, until: int) -> bool:
    """Rows first … last-1 of `one` equal rows before … until-1 of `other`."""
    same = last - first == until - before
    for at in range(last - first if same else 0):
        for column in range(one.shape[1]):
            same = same and one[first + at, column] == other[before + at, column]
    return same


@kernel
def same_orders(state: State, first: int, last: int, before: int, until: int) -> bool:
    """Orders first … last-1 equal orders before … until-1."""
    if last - first != until - before:
        return False
    for at in range(last - first):
        one, other = first + at, before + at
        if (
            state.start[one] != state.start[other]
            or state.needed[one] != state.needed[other]
            or state.quantity[one] != state.quantity[other]
            or state.started[one] != state.started[other]
        ):
            return False
    return True


@kernel
def passed_on(item: int, tables: Tables, component: I64, touched: Flags, changed: bool) -> None:
    """Mark what depends on an item that was planned anew."""
    traits = tables.sheet[item, TRAITS]
    if traits & REPLACING:
        for at in range(tables.replaced_first[item], tables.replaced_first[item + 1]):
            touched[tables.replaced[at, OLD]] = True
    if not changed:
        return
    for at in range(tables.below[item], tables.below[item + 1]):
        touched[component[tables.below_rows[at]]] = True
    if traits & YIELDING:
        for out in tables.outputs:
            touched[out[OUT_ITEM]] = touched[out[OUT_ITEM]] or out[OUT_PARENT] == item
    if traits & REPLACED:
        for at in range(tables.replacing_first[item], tables.replacing_first[item + 1]):
            new = tables.replacing[at, NEW]
            touched[new] = True
            for other in range(tables.replaced_first[new], tables.replaced_first[new + 1]):
                touched[tables.replaced[other, OLD]] = True


@kernel
def plan_item(
    item: int, tables: Tables, state: State, pull_within: int, defer_after: int, scratch: I64,
    count: int, told: int, taken: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Plan one item after all it depends on; answers the rows used, -1 orders on overflow."""
    gross, arrives, level, following = scratch[0], scratch[1], scratch[2], scratch[3]
    first, took = count, taken
    for one in range(tables.receipt_first[item], tables.receipt_first[item + 1]):
        state.arrival[one] = max(tables.receipts[one, DAY], ZERO)
    if not gross_into(gross, item, tables, state) or not arrivals_into(arrives, item, tables, state):
        return OVERFLOW, told, taken
    floor_into(level, item, tables, gross)
    free = scratch[4:]
    if tables.sheet[item, TRAITS] & REPLACED:
        free = substitutes(item, tables, state, len(gross))
        taken = shared(item, tables, state, gross, arrives, taken)
        if taken == OVERFLOW:
            return OVERFLOW, told, taken
        took = taken  # what is shared arrives already
    count, told, taken = net_item(
        item, tables, state, pull_within, gross, arrives, level, following, free, count, told, taken
    )
    if count == OVERFLOW:
        return OVERFLOW, told, taken
    told = unknown_make(item, tables, state, first, count, told)
    if tables.receipt_first[item] < tables.receipt_first[item + 1]:
        told = advised_receipts(
            item, tables, state, defer_after, gross, arrives, level, first, count, took, taken, told
        )
    return count, told, taken


@kernel
def planned(
    owned_tables: Tables, owned_state: State, component: I64, touched: Flags, whole: bool,
    pull_within: int, defer_after: int, begin: int, end: int, count: int, told: int, taken: int,
) -> tuple[int, int, int, int, int]:  # fmt: skip
    """Plan the touched items at places begin … end-1: the place reached, why it stopped, and the rows used.

    It stops before `end` where an item's rows might not fit, and at an item whose quantity overflows. Unless
    the run is a `whole` one, items below are touched where the orders of an item come out differently.
    """
    days = owned_tables.nth.shape[1]
    owned_scratch = np.empty((4, days), np.int64)
    tables, state, scratch = unowned(owned_tables), unowned(owned_state), unowned(owned_scratch)
    for at in range(begin, end):
        item = tables.order[at]
        if not touched[item]:
            continue
        if not room(item, tables, state, count, told, taken, days):
            return at, ROOM, count, told, taken
        first, note, took = count, told, taken
        if not tables.sheet[item, PHANTOM]:
            count, told, taken = plan_item(
                item, tables, state, pull_within, defer_after, scratch, count, told, taken
            )
            if count == OVERFLOW:
                return at, TOO_LARGE, first, note, took
        if not whole:
            before, until = state.span[item]
            same = same_orders(state, first, count, before, until)
            drawn, drawn_until = state.taken_span[item]
            same = same and same_rows(state.taken, state.taken, took, taken, drawn, drawn_until)
            # A phantom's demand goes straight to its components.
            passed_on(item, tables, component, touched, not same or tables.sheet[item, PHANTOM] > 0)
            if same:  # the rows that stand are kept, the new ones given up
                count, taken = first, took
            said, said_until = state.note_span[item]
            if same_rows(state.notes, state.notes, note, told, said, said_until):
                told = note
            else:
                state.note_span[item, 0], state.note_span[item, 1] = note, told
            if same:
                continue
        else:
            state.note_span[item, 0], state.note_span[item, 1] = note, told
        state.span[item, 0], state.span[item, 1] = first, count
        state.taken_span[item, 0], state.taken_span[item, 1] = took, taken
    owned_scratch[0, 0] = 0  # its last use: until here it has to stay
    return end, DONE, count, told, taken
