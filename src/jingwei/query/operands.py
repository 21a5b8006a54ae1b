"""A condition as SQL: the cell it compares and how the value sent is read as an argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.query import names
from jingwei.query.conditions import Condition, refuse
from jingwei.query.frame import Frame, Given, Source
from jingwei.query.permission import TRUE, every
from jingwei.spec.field_type import Column
from jingwei.spec.fields import type_of
from jingwei.spec.fields.computed import MEASURED, result
from jingwei.spec.fields.measured import in_base
from jingwei.spec.form import NOTHING, Field

COMPARISONS: Mapping[str, str] = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
Read = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Operand:
    """What a field is compared by: its cell, the type of the argument and the reader of values."""

    item: Field
    column: Column
    suffix: str
    sql: str
    read: Read

    @property
    def cell(self) -> str:
        return self.column(self.suffix)

    @property
    def ordered(self) -> str:
        """For ranges; texts are compared in the order they are sorted."""
        return f'{self.cell} COLLATE "C"' if self.sql == "text" else self.cell


def twin(item: Field) -> Field:
    """A plain field whose type reads what the field is compared with: no bounds, retired options too."""
    kind = result(item) if item.type == "formula" else "text" if item.type == "serial" else item.type
    choices = tuple(replace(choice, retired=False) for choice in item.choices)
    return Field(0, item.slug, kind, item.title, options=NOTHING, choices=choices)


def operators(item: Field) -> frozenset[str]:
    """The comparisons a filter may make on the field."""
    own = type_of(item.type).operators
    return own & type_of(twin(item).type).operators if item.type == "formula" else own


def operand(item: Field, alias: str, condition: Condition) -> Operand:
    """How `condition` compares a stored field at an alias."""
    plain, column = twin(item), names.column(item, alias)
    if item.type == "quantity" and in_one_unit(item, condition.value):
        return Operand(item, column, "base", "numeric", lambda raw: base_amount(plain, item, raw))
    return Operand(item, column, "", cell_type(plain), lambda raw: own_value(plain, raw))


def in_one_unit(item: Field, value: object) -> bool:
    """Whether quantities compare in the base unit; a bare amount of no fixed unit compares as it stands."""
    return item.option("unit") is not None or isinstance(value, dict | tuple)


def cell_type(plain: Field) -> str:
    return type_of(plain.type).cells(plain)[0].sql.partition("(")[0]


def own_value(plain: Field, raw: object) -> object:
    """The value as stored under the field's own suffix."""
    value = type_of(plain.type).parse(plain, raw)[""]
    if value is None or (type(value) not in (str, int) and isinstance(value, str | list)):
        raise Invalid.at((), "no_value", Words("不能用此值筛选", "This value cannot be compared with"))
    return value


def base_amount(plain: Field, item: Field, raw: object) -> Decimal:
    """The amount in the base unit; without a unit of its own it is in the field's."""
    cells = type_of("quantity").parse(plain, raw)
    unit, value = cells["unit"] or item.option("unit"), cells[""]
    if not isinstance(unit, str) or not isinstance(value, Decimal):
        raise Invalid.at((), "unknown_unit", Words("需要单位", "A unit is needed"))
    return in_base(value, unit)


def compared(frame: Frame, item: Field, alias: str, condition: Condition, index: int) -> str:
    """The condition at an alias; `index` is its place among the request's conditions."""
    if condition.op not in operators(item):
        words = "“{field}”不能用 {op} 筛选", '"{field}" cannot be filtered by {op}'
        refuse(condition.path, "bad_operator", *words, field=condition.field, op=condition.op)
    column = names.column(item, alias)
    if condition.op in ("empty", "notempty"):
        return f"{column('')} IS {'NULL' if condition.op == 'empty' else 'NOT NULL'}"
    used = operand(item, alias, condition)
    if condition.op == "in":
        return f"{used.cell} IN (SELECT unnest({argument(frame, used, index, many=True)}))"
    if condition.op in ("contains", "starts"):
        pattern = argument(frame, used, index, pattern=condition.op)
        return f"{used.cell} ILIKE {pattern}"
    bound = argument(frame, used, index)
    unit = same_unit(frame, column, index) if with_unit(item, condition.value) else TRUE
    if condition.op in ("eq", "ne"):
        found = every(f"{used.cell} = {bound}", unit)
        return found if condition.op == "eq" else f"({found}) IS NOT TRUE"
    return every(f"{used.ordered} {COMPARISONS[condition.op]} {bound}", unit)


def with_unit(item: Field, value: object) -> bool:
    """Whether the unit or currency sent must be the same: money and computed amounts do not convert."""
    kind = result(item) if item.type == "formula" else item.type
    return isinstance(value, dict) and kind in MEASURED and item.type != "quantity"


def same_unit(frame: Frame, column: Column, index: int) -> str:
    def unit(given: Given) -> object:
        value = given.request.conditions[index].value
        return str(value.get("unit"))[:20] if isinstance(value, Mapping) else None

    return f"{column('unit')} = {frame.bind(Source(f'unit {index}', 'text', unit))}"


def argument(frame: Frame, used: Operand, index: int, *, many: bool = False, pattern: str = "") -> str:
    """The placeholder of the value of condition `index`."""

    def value(given: Given) -> object:
        condition = given.request.conditions[index]
        place = (*condition.path, 2)
        if many and isinstance(condition.value, tuple):
            if any(with_unit(used.item, one) for one in condition.value):
                refuse(place, "no_value", "in 只接受不带单位的值", "Values of `in` have no unit here")
            return [at(place, used.read, one, i) for i, one in enumerate(condition.value)]
        found = at(place, used.read, condition.value)
        return like(str(found), pattern) if pattern else found

    return frame.bind(Source(f"condition {index}", f"{used.sql}[]" if many else used.sql, value))


def at(place: tuple[str | int, ...], read: Read, raw: object, *index: int) -> object:
    """The value read, or refused at its place in the filter."""
    try:
        return read(raw)
    except Invalid as error:
        raise error.under(*place, *index) from None


def like(text: str, kind: str) -> str:
    """A LIKE pattern that finds the text itself."""
    plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{plain}%" if kind == "starts" else f"%{plain}%"
