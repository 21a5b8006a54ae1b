"""Records written in one ordered pass: inserts, compare-and-swap updates, removed rows and number fields taken last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
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


Images = dict[Form, list[str]]
"""Form → the parts whose rows are its records as written, with all their columns."""


def crossing(writes: Iterable[Write]) -> bool:
    """Whether several known heads are written, so that they must be locked in order first."""
    return len({(w.form.id, w.id) for w in writes if isinstance(w, Update) and w.ver is not None}) > 1


def records(
    statement: Statement, schema: str, writes: Iterable[Write], judged: Collection[Form] = ()
) -> Images:
    """Adds the parts that write these records; a head whose version moved aborts the statement as LOST.

    Of the `judged` forms the parts give back every record they write.
    """
    ordered = sorted(writes, key=_shape)
    images: Images = defaultdict(list)
    for _, group in groupby(ordered, key=_shape):
        batch = list(group)
        form = batch[0].form
        wanted = form in judged
        match batch[0]:
            case Insert():
                part = _insert(statement, schema, [w for w in batch if isinstance(w, Insert)], wanted)
                images[form].append(part)
            case Update():
                part = _update(statement, schema, [w for w in batch if isinstance(w, Update)], wanted)
                images[form].append(part)
            case Remove(form):
                ids = statement.bind([w.id for w in batch], "bigint[]")
                statement.add(f"DELETE FROM {schema}.{names.table(form)} WHERE id = ANY({ids})")
    return images


def _shape(write: Write) -> tuple[int, int, tuple[str, ...]]:
    columns = tuple(sorted(write.cells)) if isinstance(write, Update) else ()
    return write.form.id, (Insert, Update, Remove).index(type(write)), columns


@lru_cache(maxsize=4096)
def _columns(form: Form) -> tuple[str, str]:
    """The columns of a form's table, without and with their types."""
    stored = names.cells(form)
    return ", ".join(c.column for c in stored), ", ".join(f"{c.column} {c.sql}" for c in stored)


def _insert(statement: Statement, schema: str, batch: list[Insert], wanted: bool) -> str:
    form = batch[0].form
    stored, (columns, typed) = names.cells(form), _columns(form)
    rows: list[dict[str, object]] = []
    for one in sorted(batch, key=lambda w: w.id):
        cells = one.cells
        rows.append({c.column: value for c in stored if (value := cells.get(c.key)) is not None})
    source = statement.rows(rows, typed)
    back = " RETURNING *" if wanted else ""
    return statement.add(
        f"INSERT INTO {schema}.{names.table(form)} ({columns}) SELECT {columns} FROM {source}{back}"
    )


def _update(statement: Statement, schema: str, batch: list[Update], wanted: bool) -> str:
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
    back = "t.*" if wanted else "t.id"
    part = statement.add(
        f"UPDATE {schema}.{names.table(form)} t SET {', '.join(sets)} FROM {source} WHERE t.id = r.id{cas} RETURNING {back}"
    )
    statement.demand(schema, part, len(batch), LOST)
    return part


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
