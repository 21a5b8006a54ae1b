"""A cost by what it is made of, in exact decimals."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from fractions import Fraction

from jingwei.engines.refusal import InvalidInputError

EXACT = Context(prec=200, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])
"""Wide enough for every sum and product of money here to be exact."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Elements:
    """材料、人工、机器、制造费用、外协: per unit of an item, or of a whole order."""

    material: Decimal = ZERO
    labour: Decimal = ZERO
    machine: Decimal = ZERO
    overhead: Decimal = ZERO
    outside: Decimal = ZERO

    def __post_init__(self) -> None:
        for name, value in zip(NAMES, self.each(), strict=True):
            if not value.is_finite():
                raise InvalidInputError(f"{name} 不是有限数。", f"{name} is not finite.", (name,))

    def each(self) -> tuple[Decimal, ...]:
        return self.material, self.labour, self.machine, self.overhead, self.outside

    @property
    def total(self) -> Decimal:
        total = ZERO
        for value in self.each():
            total = EXACT.add(total, value)
        return total

    def plus(self, other: Elements) -> Elements:
        return Elements(*(EXACT.add(a, b) for a, b in zip(self.each(), other.each(), strict=True)))


NAMES = tuple(field.name for field in fields(Elements))


def rounded(value: Fraction, digits: int) -> Decimal:
    """Half up (away from 0 at a tie, as the decimals of the books) to so many digits."""
    scaled = abs(value) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-digits, EXACT)
