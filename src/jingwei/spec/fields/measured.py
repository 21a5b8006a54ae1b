"""Amounts that mean nothing without their unit: quantities and money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from jingwei.base.decimals import parse_decimal
from jingwei.base.errors import Fault
from jingwei.base.units import BUILT_IN, UNITS
from jingwei.base.words import Words
from jingwei.spec.field_type import ORDERED, Cell, Cells, Column, refuse
from jingwei.spec.fields.number import BOUNDS, bounded, check_bounds
from jingwei.spec.form import Field
from jingwei.spec.formula import NUMBER, Type

CURRENCIES = ("CNY", "USD", "EUR", "HKD", "JPY", "GBP")


def split(raw: object) -> tuple[object, object]:
    """`{value, unit}` or a bare amount, as (value, unit or None)."""
    if isinstance(raw, Mapping):
        unknown = set(raw) - {"value", "unit"}
        if unknown or "value" not in raw:
            raise refuse("not_measured", "应为 {value, unit}", "This must be {value, unit}")
        return raw["value"], raw.get("unit")
    return raw, None


class Quantity:
    """numeric(24,8) with its unit and the same amount in the dimension's base unit."""

    name = "quantity"
    title = Words("数量", "Quantity")
    options = BOUNDS | {"unit", "unit_from", "digits"}
    operators = ORDERED

    def check(self, field: Field) -> Iterable[Fault]:
        fixed = field.option("unit")
        if fixed is None and field.option("unit_from") is None:
            yield Fault(("unit",), "missing", Words("数量需要单位", "A quantity needs unit or unit_from"))
        if fixed is not None and all(unit.code != fixed for unit in UNITS):
            words = Words("没有单位“{unit}”", 'There is no unit "{unit}"')
            yield Fault(("unit",), "unknown_unit", words.fill(unit=fixed))
        yield from check_bounds(field)

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return (Cell("", "numeric(24,8)"), Cell("unit", "text"), Cell("base", "numeric(24,8)"))

    def parse(self, field: Field, raw: object) -> Cells:
        amount, given = split(raw)
        digits = field.options.get("digits", 8)
        scale = digits if isinstance(digits, int) else 8
        value = bounded(field, parse_decimal(amount, max_whole=16, max_scale=scale))
        if given is not None and not isinstance(given, str):
            raise refuse("unknown_unit", "单位应为文本", "The unit must be text")
        return {"": value, "unit": given or field.option("unit"), "base": None}

    def type(self, field: Field) -> Type | None:
        return NUMBER

    def json(self, field: Field, column: Column) -> str:
        value, symbol = column(""), column("unit")
        shown = f"json_build_object('value', trim_scale({value})::text, 'unit', {symbol})"
        return f"CASE WHEN {value} IS NOT NULL THEN {shown} END"

    def order(self, field: Field, column: Column) -> str | None:
        return column("base")


def in_base(value: Decimal, symbol: str) -> Decimal:
    """The amount in the base unit of its dimension, to eight places; Invalid names an unknown unit."""
    source = BUILT_IN.unit(symbol)
    if source.factor == 1:
        return value
    base = next(unit for unit in UNITS if unit.dimension == source.dimension and unit.factor == 1)
    return BUILT_IN.convert_to_step(value, symbol, base.code, "half_even")


class Money:
    """numeric(20,4) with its currency; `zero: blank` shows nothing where there is no amount, as a voucher on paper does."""

    name = "money"
    title = Words("金额", "Money")
    options = BOUNDS | {"currency", "digits", "zero"}
    operators = ORDERED

    def check(self, field: Field) -> Iterable[Fault]:
        currency = field.option("currency") or "CNY"
        if currency not in CURRENCIES:
            words = Words("没有币种“{unit}”", 'There is no currency "{unit}"')
            yield Fault(("currency",), "unknown_currency", words.fill(unit=currency))
        if field.option("zero") not in (None, "", "blank"):
            yield Fault(("zero",), "unknown_zero", Words("zero 只能是 blank", "zero can only be blank"))
        yield from check_bounds(field)

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return (Cell("", "numeric(20,4)"), Cell("unit", "text"))

    def parse(self, field: Field, raw: object) -> Cells:
        amount, given = split(raw)
        digits = field.options.get("digits", 4)
        scale = digits if isinstance(digits, int) else 4
        value = bounded(field, parse_decimal(amount, max_whole=16, max_scale=scale))
        currency = given or field.option("currency") or "CNY"
        if currency not in CURRENCIES:
            raise refuse(
                "unknown_currency", "没有币种“{unit}”", 'There is no currency "{unit}"', unit=currency
            )
        return {"": value, "unit": currency}

    def type(self, field: Field) -> Type | None:
        return NUMBER

    def json(self, field: Field, column: Column) -> str:
        value, symbol = column(""), column("unit")
        shown = f"json_build_object('value', {places(field, value)}::text, 'unit', {symbol})"
        return f"CASE WHEN {value} IS NOT NULL THEN {shown} END"

    def order(self, field: Field, column: Column) -> str | None:
        return column("")


def places(field: Field, value: str) -> str:
    """An amount with as many places as the field asks for, and with all it has where a formula gave it more."""
    digits = field.options.get("digits")
    if not isinstance(digits, int):
        return value
    return f"(CASE WHEN {value} = round({value}, {digits}) THEN round({value}, {digits}) ELSE {value} END)"
