"""Plain decimals: numbers and percentages."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from jingwei.base.decimals import parse_decimal
from jingwei.base.errors import Fault
from jingwei.base.words import Words
from jingwei.spec.field_type import ORDERED, Cell, Cells, Column, refuse
from jingwei.spec.form import Field
from jingwei.spec.formula import NUMBER, Type

BOUNDS = frozenset({"min", "max", "above"})


def bounded(field: Field, value: Decimal) -> Decimal:
    """The value when it lies within the field's `min`, `max` and `above` (exclusive minimum)."""
    low, high, above = (field.options.get(name) for name in ("min", "max", "above"))
    if low is not None and value < Decimal(str(low)):
        raise refuse("too_small", "不能小于 {n}", "It cannot be less than {n}", n=low)
    if above is not None and value <= Decimal(str(above)):
        raise refuse("too_small", "必须大于 {n}", "It must be more than {n}", n=above)
    if high is not None and value > Decimal(str(high)):
        raise refuse("too_large", "不能大于 {n}", "It cannot be more than {n}", n=high)
    return value


def check_bounds(field: Field) -> Iterable[Fault]:
    """Bounds that are not numbers."""
    for name in sorted(BOUNDS & set(field.options)):
        try:
            Decimal(str(field.options[name]))
        except ArithmeticError:
            yield Fault((name,), "bad_option", Words("应为数字", "This must be a number"))


class Number:
    """A decimal of up to 20 digits before and 10 after the point; `digits` rounds half-up."""

    name = "number"
    title = Words("数字", "Number")
    options = BOUNDS | {"digits"}
    operators = ORDERED
    default_digits = 10

    def check(self, field: Field) -> Iterable[Fault]:
        return check_bounds(field)

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return (Cell("", "numeric"),)

    def parse(self, field: Field, raw: object) -> Cells:
        digits = field.options.get("digits", self.default_digits)
        scale = digits if isinstance(digits, int) else self.default_digits
        value = parse_decimal(raw, max_whole=20, max_scale=scale)
        return {"": bounded(field, value)}

    def type(self, field: Field) -> Type | None:
        return NUMBER

    def json(self, field: Field, column: Column) -> str:
        return f"{column('')}::text"

    def order(self, field: Field, column: Column) -> str | None:
        return column("")


class Percent(Number):
    """A fraction shown as a percentage: 0.13 is 13 %."""

    name = "percent"
    title = Words("百分比", "Percent")
    default_digits = 8
