"""Exact integer arithmetic for the kernels; an overflow answers -1, never a wrong number."""

from typing import cast

import numpy as np

from jingwei.engines.arrays import I64, QUANTITY_LIMIT
from jingwei.engines.compiled import kernel

OVERFLOW = -1
PER_MILLION = 1_000_000


def typed(value: int) -> int:
    """A number numba takes as a plain int64; for every literal it would compile the called function anew."""
    return cast(int, np.int64(value))


ZERO = typed(0)


@kernel
def plus(a: int, b: int) -> int:
    """a + b for quantities within the limit, or OVERFLOW."""
    total = a + b
    return total if total <= QUANTITY_LIMIT else OVERFLOW


@kernel
def _wide_ratio_up(quantity: int, numerator: int, denominator: int) -> int:
    """The same for quantity < denominator where the product needs 128 bits: long division, bit by bit."""
    parts = rest = ZERO
    for bit in range(61, -1, -1):
        parts, rest = 2 * parts, 2 * rest
        if rest >= denominator:
            parts, rest = parts + 1, rest - denominator
        if (numerator >> bit) & 1:
            rest += quantity
            if rest >= denominator:
                parts, rest = parts + 1, rest - denominator
    return parts + (rest > 0)


@kernel
def ratio_up(quantity: int, numerator: int, denominator: int) -> int:
    """quantity × numerator ÷ denominator rounded up, all non-negative, or OVERFLOW."""
    if quantity == 0 or numerator == 0:
        return 0
    if quantity <= QUANTITY_LIMIT // numerator:
        product = quantity * numerator
        return product // denominator + (product % denominator > 0)
    whole = quantity // denominator
    if whole > QUANTITY_LIMIT // numerator:
        return OVERFLOW
    return plus(whole * numerator, _wide_ratio_up(quantity - whole * denominator, numerator, denominator))


@kernel
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
