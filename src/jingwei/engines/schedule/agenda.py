"""Which operations wait to be timed anew, in order of the minute they formerly ended: a calendar queue under three levels of bits.

Who waits next costs three bit scans and no comparison, whatever waits beside (priority search after van Emde Boas, with
buckets of Brown's calendar queue, 1988). It is one array, since for every array handed on its references are counted.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import inlined

IDLE = -2
"""Stands for the next in a bucket of who does not wait; -1 where nobody is next."""
SHIFT, TOP, MID, LOW, FIRST = 0, 1, 2, 66, 66 + 1024
BUCKETS = 64 * 1024


def agenda_of(horizon: int) -> I64:
    """Nobody waits yet. SHIFT: 2 to the power of it minutes share a bucket; bits TOP, MID, LOW; the FIRST of each bucket."""
    shift = max(0, horizon.bit_length() - BUCKETS.bit_length() + 1)
    agenda = np.zeros(FIRST + (horizon >> shift) + 1, np.int64)
    agenda[SHIFT] = shift
    agenda[FIRST:] = -1
    return agenda


def _lowest_of(context: Any, word: Any) -> Any:
    """The position of the lowest bit of a word that is not 0."""

    def written(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), written


lowest: Any = intrinsic(_lowest_of)


@inlined
def enter(agenda: I64, minute: int, operation: int) -> int:
    """Let an operation wait that ended at a minute; who waits behind it in its bucket."""
    bucket = np.int64(minute) >> agenda[SHIFT]
    behind = agenda[FIRST + bucket]
    agenda[FIRST + bucket] = operation
    if behind < 0:
        low = bucket >> 6
        bits = agenda[LOW + low]
        agenda[LOW + low] = bits | (np.int64(1) << (bucket & 63))
        if bits == 0:
            mid = low >> 6
            bits = agenda[MID + mid]
            agenda[MID + mid] = bits | (np.int64(1) << (low & 63))
            if bits == 0:
                agenda[TOP] |= np.int64(1) << mid
    return int(behind)


@inlined
def earliest(agenda: I64) -> int:
    """The bucket of who waits next; somebody has to."""
    mid = lowest(agenda[TOP])
    low = (mid << 6) + lowest(agenda[MID + mid])
    return int((low << 6) + lowest(agenda[LOW + low]))


@inlined
def leave(agenda: I64, bucket: int, behind: int) -> None:
    """The first of the earliest bucket waits no longer, who is `behind` it is the first now."""
    agenda[FIRST + bucket] = behind
    if behind < 0:
        low = bucket >> 6
        agenda[LOW + low] &= agenda[LOW + low] - 1
        if agenda[LOW + low] == 0:
            mid = low >> 6
            agenda[MID + mid] &= agenda[MID + mid] - 1
            if agenda[MID + mid] == 0:
                agenda[TOP] &= agenda[TOP] - 1
