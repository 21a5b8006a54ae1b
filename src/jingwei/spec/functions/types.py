"""The types of formulas and the values that have them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from jingwei.base.words import Words

Kind = Literal["text", "number", "bool", "date", "datetime", "null"]
Value: TypeAlias = str | Decimal | bool | date | datetime | None
Listed: TypeAlias = Sequence[Value]

TITLES: dict[Kind, Words] = {
    "text": Words("文本", "text"),
    "number": Words("数字", "number"),
    "bool": Words("是否", "yes/no"),
    "date": Words("日期", "date"),
    "datetime": Words("日期时间", "date and time"),
    "null": Words("空值", "nothing"),
}


@dataclass(frozen=True, slots=True)
class Type:
    """One value of a kind or, with `table`, one for every row of that sub-table."""

    kind: Kind
    table: str | None = None

    @property
    def is_list(self) -> bool:
        return self.table is not None

    @property
    def title(self) -> Words:
        return (
            Words("{kind}列", "list of {kind}").fill(kind=TITLES[self.kind])
            if self.is_list
            else TITLES[self.kind]
        )


TEXT = Type("text")
NUMBER = Type("number")
BOOL = Type("bool")
DATE = Type("date")
DATETIME = Type("datetime")
NULL = Type("null")


def list_of(element: Type, table: str = "") -> Type:
    """The type of a sub-table's column; without `table` the first part of the name stands for it."""
    return Type(element.kind, table)


# Exact classes only; a datetime is not here because its zone must be looked at.
KIND_OF_CLASS: dict[type, Kind] = {
    type(None): "null",
    bool: "bool",
    str: "text",
    Decimal: "number",
    date: "date",
}


def kind_of(value: Value) -> Kind:
    """The kind a value has; a datetime needs its zone, a number is a Decimal."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "text"
    if isinstance(value, Decimal):
        return "number"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("Formulas know instants with a zone only.")
        return "datetime"
    if isinstance(value, date):
        return "date"
    raise TypeError(f"Formulas have no values of type {type(value).__name__}.")
