"""Exact decimal numbers: how they are read, rounded, divided and kept within bounds.

A number has at most 40 digits before and 40 after the point, so 80 in all; PostgreSQL computes the
same with the SQL written by `spec.formula`. Never use `+ - * /` on Decimals
elsewhere: they round to the thread's 28 digits.
"""

import re
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Literal

from jingwei.base.errors import Invalid, Path
from jingwei.base.words import Words

WHOLE_DIGITS = 40
SCALE = 40
DIVISION_SCALE = 12

# Wide enough that a product is exact and that a quotient rounded here cannot be pushed over a tie at SCALE.
EXACT = Context(
    prec=6 * SCALE,
    rounding=ROUND_HALF_UP,
    traps=[InvalidOperation, DivisionByZero, Overflow],
    Emax=9999,
    Emin=-9999,
)
ZERO = Decimal(0)

Rounding = Literal["half_up", "half_even", "up", "down", "truncate"]
_MODES: dict[Rounding, str] = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "up": ROUND_CEILING,
    "down": ROUND_FLOOR,
    "truncate": ROUND_DOWN,
}
_STEPS = {places: Decimal(1).scaleb(-places) for places in range(-SCALE, SCALE + 1)}
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")

_TOO_BIG = Words(
    "数值超出范围（整数部分最多 40 位）", "The number is out of range (at most 40 digits before the point)"
)
_NOT_A_NUMBER = Words("“{raw}” 不是有效的数字", "“{raw}” is not a number")
_FLOAT = Words(
    "数字请以文本或整数传送，浮点数会失真", "Send numbers as text or whole numbers; a float loses digits"
)
_TOO_MANY_DIGITS = Words(
    "数字最多 {whole} 位整数、{scale} 位小数", "At most {whole} digits before the point and {scale} after"
)


def settle(value: Decimal) -> Decimal:
    """The value brought into the domain: 40 decimals half-up, no negative zero, refused when too big."""
    if not value:
        return ZERO
    # Written out in 40 characters without exponent, a number has no 40 decimals: no look at its digits is needed.
    if -7 < value.adjusted() < WHOLE_DIGITS and len(str(value)) <= SCALE and value.is_finite():
        return value
    if not value.is_finite() or value.adjusted() >= WHOLE_DIGITS:
        raise Invalid.at((), "number_too_big", _TOO_BIG)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -SCALE:
        return settle(round_to(value, SCALE))
    return value


def add(a: Decimal, b: Decimal) -> Decimal:
    return settle(EXACT.add(a, b))


def subtract(a: Decimal, b: Decimal) -> Decimal:
    return settle(EXACT.subtract(a, b))


def multiply(a: Decimal, b: Decimal) -> Decimal:
    return settle(EXACT.multiply(a, b))


def divide(a: Decimal, b: Decimal) -> Decimal:
    """`round(round(a, 40) / b, 12)` half-up, as PostgreSQL does it: the quotient first gets 40 decimals."""
    quotient = EXACT.divide(round_to(a, SCALE), b)
    return settle(round_to(round_to(quotient, SCALE), DIVISION_SCALE))


def remainder(a: Decimal, b: Decimal) -> Decimal:
    """What truncated division leaves; it has the sign of `a`."""
    return settle(EXACT.remainder(a, b))


def round_to(value: Decimal, places: int, rounding: Rounding = "half_up") -> Decimal:
    """Half-up means away from zero at a tie; `up` and `down` mean towards plus and minus infinity."""
    return value.quantize(_STEPS[places], _MODES[rounding], EXACT)


def plain(value: Decimal) -> str:
    """The shortest text of a number, without exponent and without idle zeros."""
    return f"{EXACT.normalize(value):f}" if value else "0"


def parse_decimal(
    raw: object, *, max_whole: int = WHOLE_DIGITS, max_scale: int = SCALE, path: Path = ()
) -> Decimal:
    """A number from outside: text, whole number or Decimal; no float, NaN, infinity or exponent."""
    if isinstance(raw, float):
        raise Invalid.at(path, "float", _FLOAT)
    if isinstance(raw, bool) or not isinstance(raw, (str, int, Decimal)):
        raise Invalid.at(path, "not_a_number", _NOT_A_NUMBER.fill(raw=_shown(raw)))
    if isinstance(raw, str):
        if not (len(raw) <= 200 and _PLAIN.fullmatch(raw.strip())):
            raise Invalid.at(path, "not_a_number", _NOT_A_NUMBER.fill(raw=_shown(raw)))
        whole, _, fraction = raw.partition(".")
        if len(whole) <= max_whole and len(fraction) <= max_scale:
            return Decimal(raw.strip()) or ZERO
    if isinstance(raw, int) and raw.bit_length() > 200:
        raise _too_many_digits(max_whole, max_scale, path)
    value = Decimal(raw.strip() if isinstance(raw, str) else raw)
    if not value.is_finite():
        raise Invalid.at(path, "not_a_number", _NOT_A_NUMBER.fill(raw=_shown(raw)))
    if not value:
        return ZERO
    if value.adjusted() >= max_whole or value.adjusted() < -200 or len(value.as_tuple().digits) > 200:
        raise _too_many_digits(max_whole, max_scale, path)
    exponent = EXACT.normalize(value).as_tuple().exponent
    if isinstance(exponent, int) and -exponent > max_scale:
        raise _too_many_digits(max_whole, max_scale, path)
    return value


@dataclass(frozen=True, slots=True)
class Shape:
    """The room a kind of number has in the database: numeric(digits, scale)."""

    digits: int
    scale: int

    def __post_init__(self) -> None:
        if not 0 <= self.scale <= SCALE or not self.scale < self.digits <= self.scale + WHOLE_DIGITS:
            raise ValueError(f"numeric({self.digits},{self.scale}) leaves no room before the point.")

    def fit(self, value: Decimal, rounding: Rounding = "half_up", path: Path = ()) -> Decimal:
        """Rounded to the scale; refused when there is no room before the point."""
        rounded = round_to(settle(value), self.scale, rounding)
        if rounded and rounded.adjusted() >= self.digits - self.scale:
            raise _too_many_digits(self.digits - self.scale, self.scale, path)
        return rounded if rounded else rounded.copy_abs()

    def parse(self, raw: object, path: Path = ()) -> Decimal:
        """Read from outside without rounding: more decimals than there is room for are refused."""
        whole = self.digits - self.scale
        return self.fit(parse_decimal(raw, max_whole=whole, max_scale=self.scale, path=path), path=path)


QUANTITY = Shape(24, 8)
MONEY = Shape(20, 4)
PERCENT = Shape(16, 8)
NUMBER = Shape(38, 12)


def _too_many_digits(whole: int, scale: int, path: Path) -> Invalid:
    return Invalid.at(path, "too_many_digits", _TOO_MANY_DIGITS.fill(whole=whole, scale=scale))


def _shown(raw: object) -> str:
    return str(raw)[:40] if isinstance(raw, (str, Decimal, bool)) else type(raw).__name__
