"""Units of items as arrays: amounts in hundred-millionths become whole steps and back, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from jingwei.base.decimals import EXACT, multiply
from jingwei.base.errors import Invalid
from jingwei.base.units import BUILT_IN
from jingwei.base.words import Words
from jingwei.suite.planning.columns import EIGHT, I64, MOST

UNITS = tuple(BUILT_IN)
CODES = [unit.code for unit in UNITS]
"""The unit of an item or line is read as its place here, counted from 1 as PostgreSQL does."""
STEPS = tuple(Fraction(unit.step) * unit.factor for unit in UNITS)
"""What a step of each unit is worth in its base unit."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of steps in hundred-millionths, per unit, as reduced ratios."""

    num: I64
    den: I64


def sizes(values: Sequence[Fraction]) -> Sizes:
    scaled = [value * EIGHT for value in values]
    return Sizes(
        np.array([one.numerator for one in scaled], np.int64),
        np.array([one.denominator for one in scaled], np.int64),
    )


BASE = sizes(STEPS)
"""For amounts in the base unit."""
OWN = sizes([Fraction(unit.step) for unit in UNITS])
"""For amounts in the unit itself."""


def up(amount: I64, unit: I64, per: Sizes = BASE) -> I64:
    """Whole steps that cover the amounts; `unit` counts from 1."""
    return -down(-amount, unit, per)


def down(amount: I64, unit: I64, per: Sizes = BASE) -> I64:
    """Whole steps within the amounts."""
    refuse_beyond(amount)
    num, den = per.num[unit - 1], per.den[unit - 1]
    if bool((den == 1).all()):
        return np.asarray(amount // num)
    exact = [a * d // n for a, n, d in zip(amount.tolist(), num.tolist(), den.tolist(), strict=True)]
    return np.array(exact, np.int64)


def refuse_beyond(amount: I64) -> None:
    if bool((np.abs(amount) >= MOST * EIGHT).any()):
        words = Words(
            "有数量大于 900 亿基本单位，无法精确计算，请先核对库存与单据",
            "A quantity is above 90,000,000,000 base units and cannot be computed exactly; check stock and documents",
        )
        raise Invalid.at((), "too_large", words)


def shown(steps: int, unit: int) -> Decimal:
    """Steps in the unit itself."""
    return multiply(UNITS[unit - 1].step, Decimal(steps))


def in_base(steps: int, unit: int) -> Decimal:
    """Steps in the base unit; they are finite decimals there."""
    worth = STEPS[unit - 1] * steps
    return EXACT.divide(Decimal(worth.numerator), Decimal(worth.denominator))


def code(unit: int) -> str:
    return CODES[unit - 1]
