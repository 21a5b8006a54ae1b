"""What a field type answers: its stored cells, how it reads what people send, and how it is shown, sorted and asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from jingwei.base.errors import Fault, Invalid
from jingwei.base.words import Words
from jingwei.spec.form import Field
from jingwei.spec.formula import Type

Cells = Mapping[str, object]
"""Suffix → value; the field's own value stands under the empty suffix."""

Column = Callable[[str], str]
"""Suffix → the SQL expression of that cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One stored column of a field: in a row it is keyed `slug` or `slug.suffix`."""

    suffix: str
    sql: str

    def key(self, slug: str) -> str:
        return f"{slug}.{self.suffix}" if self.suffix else slug


class FieldType(Protocol):
    """Everything the platform asks of one type of field."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> Words: ...

    @property
    def options(self) -> frozenset[str]:
        """The keys a bundle may set beyond the common ones."""

    @property
    def operators(self) -> frozenset[str]:
        """The comparisons a filter may make."""

    def check(self, field: Field) -> Iterable[Fault]:
        """What is wrong with the field as drawn, paths relative to it."""

    def cells(self, field: Field) -> tuple[Cell, ...]:
        """The stored columns; none for what is read through others."""

    def parse(self, field: Field, raw: object) -> Cells:
        """What a person or program sent, as cells; raises Invalid with a path relative to the field."""

    def type(self, field: Field) -> Type | None:
        """Its type in formulas, None when formulas cannot name it."""

    def json(self, field: Field, column: Column) -> str:
        """The SQL expression of its JSON value."""

    def order(self, field: Field, column: Column) -> str | None:
        """The SQL expression it is sorted and compared by, None when it cannot be."""


EQUALITY = frozenset({"eq", "ne", "in", "empty", "notempty"})
ORDERED = EQUALITY | {"gt", "ge", "lt", "le"}
TEXTUAL = EQUALITY | {"contains", "starts"}


def refuse(code: str, zh: str, en: str, **values: object) -> Invalid:
    """An Invalid at the field itself."""
    return Invalid.at((), code, Words(zh, en).fill(**values))
