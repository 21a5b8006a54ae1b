"""What is stored where: the cells of forms beside the tables of ledgers; names of tables and columns as queries know them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jingwei.query.names import HEAD_COLUMNS, ROW_COLUMNS
from jingwei.query.names import bare as table
from jingwei.query.names import cell as column
from jingwei.spec.fields import type_of
from jingwei.spec.form import Field, Form
from jingwei.spec.ledger import Dimension, Ledger, Measure

__all__ = [
    "Stored", "balance", "cells", "column", "dimension", "field_cells", "measure", "movement", "system_cells", "table",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored cell: its key in a row, its column and its SQL type."""

    key: str
    column: str
    sql: str
    field: Field | None


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
    return tuple(Stored(name, name, sql, None) for name, sql in columns.items())


def field_cells(form: Form) -> Iterator[Stored]:
    for item in form.fields:
        for cell in type_of(item.type).cells(item):
            yield Stored(cell.key(item.slug), column(item, cell.suffix), cell.sql, item)


@lru_cache(maxsize=4096)
def cells(form: Form) -> tuple[Stored, ...]:
    """Every stored cell of a form, system columns first."""
    return (*system_cells(form), *field_cells(form))
