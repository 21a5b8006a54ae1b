"""Sums and extremes of a field over many rows, as JSON; amounts are added only where they have one unit."""

from __future__ import annotations

from jingwei.base.units import BUILT_IN
from jingwei.query.names import literal
from jingwei.spec.field_type import Column
from jingwei.spec.fields import type_of
from jingwei.spec.fields.computed import MEASURED, result
from jingwei.spec.form import Field

SUMMED = frozenset({"number", "percent", "quantity", "money"})
NULL = "NULL::text"


def kind_of(item: Field) -> str:
    """The type a field's amounts have."""
    return result(item) if item.type == "formula" else item.type


def folded(item: Field, column: Column, by: str, unit: str | None = None) -> str:
    """`sum`, `min` or `max` of a field; `unit` is the one a quantity shall be shown in."""
    value, kind = column(""), kind_of(item)
    if kind not in MEASURED:
        shown = f"{by}({value})"
        if kind in ("number", "percent"):
            return f"trim_scale({shown})::text"
        return type_of(item.type).json(item, lambda suffix: f"{by}({column(suffix)})")
    if unit is not None and item.type == "quantity":
        return measured(in_unit(f"{by}({column('base')})", unit), literal(unit), kind)
    units = f"({column('unit')}) FILTER (WHERE {value} IS NOT NULL)"
    return f"CASE WHEN min{units} = max{units} THEN {measured(f'{by}({value})', f'min{units}', kind)} END"


def measured(value: str, unit: str, kind: str) -> str:
    """A value with its unit; null when there is none."""
    digits = f"trim_scale({value})" if kind == "quantity" else f"({value})"
    return (
        f"CASE WHEN {value} IS NOT NULL THEN json_build_object('value', {digits}::text, 'unit', {unit}) END"
    )


def in_unit(amount: str, unit: str) -> str:
    """An amount in the base unit of its dimension, shown in `unit` to eight places."""
    ratio = BUILT_IN.unit(unit).factor
    return amount if ratio == 1 else f"round({amount} * {ratio.denominator:d} / {ratio.numerator:d}, 8)"
