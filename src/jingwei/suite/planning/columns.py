"""Rows of the database as columns of whole numbers: binary COPY read straight into arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from jingwei.store.transaction import Transaction

I64 = npt.NDArray[np.int64]
Columns = Mapping[str, I64]
NONE = -(1 << 62)
"""What an empty cell is read as."""
HEADER, TRAILER = 19, 2
EIGHT = 100_000_000
"""Quantities are read in hundred-millionths: the digits the database keeps."""
MOST = 90_000_000_000
"""Amounts beyond it are read as this; whoever uses them refuses it."""


async def columns(
    transaction: Transaction, cells: Mapping[str, str], rest: str, *args: object
) -> dict[str, I64]:
    """The cells, expressions of whole numbers, of the rows of `rest` (FROM …), by name."""
    listed = ", ".join(f"coalesce(({sql})::bigint, {NONE})" for sql in cells.values())
    return decoded(await transaction.copied(f"SELECT {listed} {rest}", *args), list(cells))


def decoded(body: bytes, names: Sequence[str]) -> dict[str, I64]:
    """Every cell is eight bytes after its length, so all rows have one size."""
    fields = [part for at, name in enumerate(names) for part in ((f"length{at}", ">i4"), (name, ">i8"))]
    row = np.dtype([("cells", ">i2"), *fields])
    count = (len(body) - HEADER - TRAILER) // row.itemsize
    rows = np.frombuffer(body, row, count=count, offset=HEADER)
    return {name: rows[name].astype(np.int64) for name in names}


def amount(sql: str) -> str:
    """A quantity in hundred-millionths."""
    return f"least(greatest({sql}, -{MOST}), {MOST}) * {EIGHT}"


def days(sql: str) -> str:
    """A date as days from the one given as the first argument."""
    return f"{sql} - $1::date"


def flag(sql: str) -> str:
    return f"CASE WHEN {sql} THEN 1 ELSE 0 END"


def empty(*names: str) -> dict[str, I64]:
    return {name: np.empty(0, np.int64) for name in names}


def joined(tables: Sequence[Columns]) -> dict[str, I64]:
    """The rows of several tables with the same columns, one after the other."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def chosen(table: Columns, which: npt.NDArray[np.bool_] | I64) -> dict[str, I64]:
    return {name: values[which] for name, values in table.items()}


def known(values: I64, otherwise: int) -> I64:
    """Empty cells as something else."""
    return np.where(values == NONE, otherwise, values)
