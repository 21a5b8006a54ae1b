"""Variances (差异): why an order or a period cost other than the standard, in parts that add up exactly.

Positive is unfavourable: more was spent than the standard allows for what was really made. Conventions of
Horngren, *Cost Accounting*, ch. 7 and 8; nothing is rounded to cents here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from jingwei.engines.costing.elements import EXACT, ZERO
from jingwei.engines.refusal import InvalidInputError


@dataclass(frozen=True, slots=True)
class Use:
    """One material, or the hours of one operation: what the standard allows for the output, and what was used."""

    allowed: Decimal
    standard: Decimal
    used: Decimal
    actual: Decimal

    @property
    def price(self) -> Decimal:
        """价格差异 of material, 工资率差异 of hours: (actual − standard) × used."""
        return EXACT.multiply(EXACT.subtract(self.actual, self.standard), self.used)

    @property
    def quantity(self) -> Decimal:
        """用量差异 of material, 效率差异 of hours: (used − allowed) × standard."""
        return EXACT.multiply(EXACT.subtract(self.used, self.allowed), self.standard)

    @property
    def total(self) -> Decimal:
        """used × actual − allowed × standard = price + quantity."""
        return EXACT.add(self.price, self.quantity)


@dataclass(frozen=True, slots=True)
class Mixed:
    """The usage variance of materials that may stand in for each other: mix 配比差异 + yield 产出差异."""

    mix: Decimal
    yielded: Decimal


@dataclass(frozen=True, slots=True)
class Overhead:
    """制造费用: of a period or a cost centre.

    spent      actual overhead, variable and fixed
    budget     fixed overhead planned for the period
    variable   standard rate of variable overhead per hour
    fixed      standard rate of fixed overhead per hour (budget ÷ planned hours)
    worked     hours really worked;  allowed   standard hours of the real output
    """

    spent: Decimal
    budget: Decimal
    variable: Decimal
    fixed: Decimal
    worked: Decimal
    allowed: Decimal

    @property
    def spending(self) -> Decimal:
        """耗费差异: spent − (budget + variable rate × hours worked)."""
        return EXACT.subtract(self.spent, EXACT.add(self.budget, EXACT.multiply(self.variable, self.worked)))

    @property
    def efficiency(self) -> Decimal:
        """效率差异: (worked − allowed) × variable rate."""
        return EXACT.multiply(EXACT.subtract(self.worked, self.allowed), self.variable)

    @property
    def volume(self) -> Decimal:
        """产量差异: budget − fixed rate × allowed hours; what too little output left unabsorbed."""
        return EXACT.subtract(self.budget, EXACT.multiply(self.fixed, self.allowed))

    @property
    def total(self) -> Decimal:
        """spent − absorbed = spending + efficiency + volume."""
        return EXACT.add(EXACT.add(self.spending, self.efficiency), self.volume)


def lot_size(setup: Decimal, lots: Decimal, standard_lot: Decimal, made: Decimal) -> Decimal:
    """批量差异: set-ups that were needed, less what the units made absorbed of them.

    setup: standard cost of setting up once; `lots` lots gave `made` units, planned as lots of `standard_lot`.
    Rounded at the 200th digit where the standard lot does not divide what was made.
    """
    if standard_lot <= 0:
        raise InvalidInputError(
            f"标准批量 {standard_lot} 应大于 0。",
            f"The standard lot {standard_lot} must be above 0.",
            ("standard_lot",),
        )
    absorbed = EXACT.divide(EXACT.multiply(setup, made), standard_lot)
    return EXACT.subtract(EXACT.multiply(setup, lots), absorbed)


def mix_and_yield(uses: Sequence[Use]) -> Mixed:
    """Mix: the real total in another composition; yield: another total in the standard composition.

    Both together are exactly the sum of the quantity variances.
    """
    allowed = used = at_standard = usage = ZERO
    for use in uses:
        allowed = EXACT.add(allowed, use.allowed)
        used = EXACT.add(used, use.used)
        at_standard = EXACT.add(at_standard, EXACT.multiply(use.allowed, use.standard))
        usage = EXACT.add(usage, use.quantity)
    if allowed <= 0:
        raise InvalidInputError(
            "标准用量合计应大于 0，否则没有标准配比。",
            "The standard allows nothing, so there is no standard mix.",
            ("uses",),
        )
    yielded = EXACT.divide(EXACT.multiply(EXACT.subtract(used, allowed), at_standard), allowed)
    return Mixed(EXACT.subtract(usage, yielded), yielded)
