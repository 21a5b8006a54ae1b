"""Exact integer arithmetic for the kernels; an overflow answers -1, never a wrong number."""

from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from jingwei.engines.arrays import I64, QUANTITY_LIMIT
from jingwei.engines.compiled import inlined, kernel

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


def _product_of(context: Any, a: Any, b: Any) -> Any:
    """The upper 64 bits of the 128-bit product of two numbers read as unsigned."""

    def written(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        wide = ir.IntType(128)
        one, two = (builder.zext(argument, wide) for argument in arguments)
        upper = builder.lshr(builder.mul(one, two), ir.Constant(wide, 64))
        return builder.trunc(upper, ir.IntType(64))

    return types.int64(types.int64, types.int64), written


upper_half: Any = intrinsic(_product_of)


@kernel
def reciprocal(divisor: int) -> tuple[int, int]:
    """What `divided` needs to divide by `divisor` ≥ 1 with one multiplication: ⌊2^(63+l) ÷ divisor⌋ + 1 and l − 1.

    l is the least number with divisor ≤ 2^l. The error of the reciprocal is at most the divisor, so
    quantity × error < 2^63 × 2^l and every quotient of a quantity below 2^63 comes out exactly.
    """
    if divisor == 1:
        return 0, -1
    length = ZERO
    while (ZERO + 1) << length < divisor:
        length += 1
    rest = (ZERO + 1) << (length - 1)
    quotient = ZERO
    if divisor < 1 << 31:
        first = (rest << 32) // divisor
        rest = (rest << 32) - first * divisor
        quotient = (first << 32) + (rest << 32) // divisor
    else:
        for _ in range(64):
            quotient, rest = 2 * quotient, 2 * rest
            if rest >= divisor:
                quotient, rest = quotient + 1, rest - divisor
    return quotient + 1, length - 1


@inlined
def divided(quantity: int, magic: int, shift: int) -> int:
    """quantity ÷ divisor rounded down, for 0 ≤ quantity < 2^63 and the divisor's `reciprocal`."""
    return quantity if shift < 0 else upper_half(quantity, magic) >> shift


@kernel
def quotient(quantity: int, magic: int, shift: int) -> int:
    """`divided` for callers that are not compiled."""
    return divided(quantity, magic, shift)
