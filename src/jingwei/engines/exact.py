"""Exact integer arithmetic for the kernels; an overflow answers -1, never a wrong number."""

from typing import cast

import numpy as np
from numba import njit

from jingwei.engines.arrays import I64, QUANTITY_LIMIT

OVERFLOW = -1
PER_MILLION = 1_000_000


def typed(value: int) -> int:
    """A number numba takes as a plain int64; for every literal it would compile the called function anew."""
    return cast(int, np.int64(value))


ZERO = typed(0)


@njit(cache=True, nogil=True)
def plus(a: int, b: int) -> int:
    """a + b for quantities within the limit, or OVERFLOW."""
    total = a + b
    return total if total <= QUANTITY_LIMIT else OVERFLOW


@njit(cache=True, nogil=True)
def ratio_up(quantity: int, numerator: int, denominator: int) -> int:
    """quantity × numerator ÷ denominator rounded up, all non-negative, or OVERFLOW."""
    if quantity == 0 or numerator == 0:
        return 0
    whole, rest = quantity, 0
    if denominator != 1:
        whole = quantity // denominator
        rest = quantity - whole * denominator
    if whole > QUANTITY_LIMIT // numerator or rest > QUANTITY_LIMIT // numerator:
        return OVERFLOW
    tail = rest * numerator
    parts = tail // denominator
    if parts * denominator != tail:
        parts += 1
    return plus(whole * numerator, parts)


@njit(cache=True, nogil=True)
def grouped(keys: I64, groups: int) -> tuple[I64, I64]:
    """Rows by key: the rows of key k are rows[first[k]:first[k + 1]], in their original order."""
    first = np.zeros(groups + 1, np.int64)
    for key in keys:
        first[key + 1] += 1
    for key in range(groups):
        first[key + 1] += first[key]
    fill = first[:-1].copy()
    rows = np.empty(len(keys), np.int64)
    for row in range(len(keys)):
        key = keys[row]
        rows[fill[key]] = row
        fill[key] += 1
    return first, rows
