"""Fingerprints of planned orders and messages: 48 bits that tell whether what stands is what is planned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from jingwei.suite.planning.columns import I64

U64 = npt.NDArray[np.uint64]
BITS = np.uint64((1 << 48) - 1)
GOLDEN, FIRST, SECOND = (
    np.uint64(one) for one in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


def mixed(columns: Sequence[I64]) -> U64:
    """One number per row that depends on every column and its place (SplitMix64)."""
    found = np.zeros(len(columns[0]), np.uint64)
    with np.errstate(over="ignore"):
        for column in columns:
            x = (found ^ np.ascontiguousarray(column, np.int64).view(np.uint64)) + GOLDEN
            x = (x ^ (x >> np.uint64(30))) * FIRST
            x = (x ^ (x >> np.uint64(27))) * SECOND
            found = x ^ (x >> np.uint64(31))
    return found


def shortened(values: U64) -> I64:
    return np.asarray(values & BITS, np.int64)
