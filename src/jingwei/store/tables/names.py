"""Physical names: made of immutable numbers only, so nothing a person typed ever becomes an identifier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jingwei.spec.fields import type_of
from jingwei.spec.form import Field, Form
from jingwei.spec.ledger import Dimension, Ledger, Measure

HEAD_COLUMNS = (
    ("id", "bigint"), ("ver", "integer"), ("created_at", "timestamptz"), ("created_by", "bigint"),
    ("updated_at", "timestamptz"), ("updated_by", "bigint"), ("owner", "bigint"), ("dept", "bigint"),
    ("deleted_at", "timestamptz"), ("search", "text"),
)  # fmt: skip
ROW_COLUMNS = (("id", "bigint"), ("parent", "bigint"), ("pos", "integer"))


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored cell: its key in a row, its column and its SQL type."""

    key: str
    column: str
    sql: str
    field: Field | None


def table(form: Form) -> str:
    return f"t{form.id}"


def column(item: Field, suffix: str = "") -> str:
    return f"f{item.id}_{suffix}" if suffix else f"f{item.id}"


def balance(ledger: Ledger) -> str:
    return f"b{ledger.id}"


def movement(ledger: Ledger) -> str:
    return f"m{ledger.id}"


def dimension(item: Dimension) -> str:
    return f"d{item.id}"


def measure(item: Measure) -> str:
    return f"v{item.id}"


def system_cells(form: Form) -> tuple[Stored, ...]:
    """The columns every table has; a sub-table's row belongs to its parent and has a position."""
    columns = HEAD_COLUMNS if form.parent is None else ROW_COLUMNS
    return tuple(Stored(name, name, sql, None) for name, sql in columns)


def field_cells(form: Form) -> Iterator[Stored]:
    for item in form.fields:
        for cell in type_of(item.type).cells(item):
            yield Stored(cell.key(item.slug), column(item, cell.suffix), cell.sql, item)


def cells(form: Form) -> tuple[Stored, ...]:
    """Every stored cell of a form, system columns first."""
    return (*system_cells(form), *field_cells(form))
