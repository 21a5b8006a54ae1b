"""Records written in one ordered pass: inserts, compare-and-swap updates, removed rows and number fields taken last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from jingwei.spec.form import Field, Form
from jingwei.store.statement import Statement, to_json
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction

LOST = "record moved"


@dataclass(frozen=True, slots=True)
class Insert:
    """A new row with all its cells."""

    form: Form
    id: int
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Update:
    """Changed cells of a row; a head carries the version it was read at, a sub-table's row is covered by its head's."""

    form: Form
    id: int
    cells: Mapping[str, object]
    ver: int | None


@dataclass(frozen=True, slots=True)
class Remove:
    """A sub-table's row that goes away."""

    form: Form
    id: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """A gap-free number for a record just inserted: `prefix` + the next of `counter`."""

    form: Form
    field: Field
    id: int
    counter: str
    prefix: str
    digits: int


Write = Insert | Update | Remove


async def lock(transaction: Transaction, schema: str, writes: Iterable[Write]) -> None:
    """Takes the heads in the global order (form, id), so that two writers of the same records queue and never cross."""
    heads = sorted(
        {(w.form.id, w.id, w.form) for w in writes if isinstance(w, Update) and w.ver is not None},
        key=lambda h: h[:2],
    )
    if len(heads) < 2:
        return
    for form, group in groupby(heads, key=lambda h: h[2]):
        ids = [one[1] for one in group]
        table = f"{schema}.{names.table(form)}"
        await transaction.execute(
            f"SELECT 1 FROM {table} WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE", ids
        )


def records(statement: Statement, schema: str, writes: Iterable[Write]) -> None:
    """Adds the parts that write these records; a head whose version moved aborts the statement as LOST."""
    ordered = sorted(writes, key=_shape)
    for _, group in groupby(ordered, key=_shape):
        batch = list(group)
        match batch[0]:
            case Insert():
                _insert(statement, schema, [w for w in batch if isinstance(w, Insert)])
            case Update():
                _update(statement, schema, [w for w in batch if isinstance(w, Update)])
            case Remove(form):
                ids = statement.bind([w.id for w in batch], "bigint[]")
                statement.add(f"DELETE FROM {schema}.{names.table(form)} WHERE id = ANY({ids})")


def _shape(write: Write) -> tuple[int, int, tuple[str, ...]]:
    columns = tuple(sorted(write.cells)) if isinstance(write, Update) else ()
    return write.form.id, (Insert, Update, Remove).index(type(write)), columns


def _insert(statement: Statement, schema: str, batch: list[Insert]) -> None:
    stored = names.cells(batch[0].form)
    rows = [{c.column: one.cells.get(c.key) for c in stored} for one in sorted(batch, key=lambda w: w.id)]
    columns = ", ".join(c.column for c in stored)
    typed = ", ".join(f"{c.column} {c.sql}" for c in stored)
    source = statement.rows(rows, typed)
    statement.add(
        f"INSERT INTO {schema}.{names.table(batch[0].form)} ({columns}) SELECT {columns} FROM {source}"
    )


def _update(statement: Statement, schema: str, batch: list[Update]) -> None:
    form, head = batch[0].form, batch[0].ver is not None
    changed = [c for c in names.cells(form) if c.key in batch[0].cells]
    rows = [
        {"id": w.id, "ver": w.ver, **{c.column: w.cells[c.key] for c in changed}}
        for w in sorted(batch, key=lambda w: w.id)
    ]
    source = statement.rows(
        rows,
        ", ".join(["id bigint", "ver integer", *(f"{c.column} {c.sql}" for c in changed if c.key != "ver")]),
    )
    sets = [f"{c.column} = r.{c.column}" for c in changed if c.key != "ver"]
    cas = " AND t.ver = r.ver" if head else ""
    if head:
        sets.append("ver = t.ver + 1")
    part = statement.add(
        f"UPDATE {schema}.{names.table(form)} t SET {', '.join(sets)} FROM {source} WHERE t.id = r.id{cas} RETURNING t.id"
    )
    statement.demand(schema, part, len(batch), LOST)


async def number(transaction: Transaction, schema: str, numbered: Iterable[Numbered]) -> dict[int, str]:
    """Takes gap-free numbers, last of all locks and in the order of their counters; returns id → number."""
    given: dict[int, str] = {}
    ordered = sorted(numbered, key=lambda n: (n.counter, n.id))
    for counter, group in groupby(ordered, key=lambda n: n.counter):
        batch = list(group)
        last = await transaction.fetchval(
            f"INSERT INTO {schema}.counter AS c (key, n) VALUES ($1, $2) "
            "ON CONFLICT (key) DO UPDATE SET n = c.n + excluded.n RETURNING n",
            counter, len(batch),
        )  # fmt: skip
        texts = {
            one.id: f"{one.prefix}{last - len(batch) + i:0{one.digits}d}" for i, one in enumerate(batch, 1)
        }
        form, field = batch[0].form, batch[0].field
        rows = to_json([{"id": i, "n": text} for i, text in texts.items()])
        await transaction.execute(
            f"UPDATE {schema}.{names.table(form)} t SET {names.column(field)} = r.n "
            "FROM json_to_recordset($1::text::json) AS r(id bigint, n text) WHERE t.id = r.id",
            rows,
        )
        given.update(texts)
    return given
