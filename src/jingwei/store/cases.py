"""Running cases as rows: instances by compare-and-swap, open tasks in a small table, closed ones moved out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from jingwei.base.words import Words
from jingwei.store.statement import Statement
from jingwei.store.transaction import Transaction

LOST = "case moved"


@dataclass(frozen=True, slots=True)
class Task:
    """What a person sees: one open task of a case, known within it by its token."""

    id: int
    instance: int
    token: int
    node: str
    kind: str
    form: int
    record: int
    department: int | None
    title: Words
    persons: tuple[int, ...]
    opened_at: datetime
    due_at: datetime | None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredCase:
    """An instance as loaded; `parent` is (instance, token, row) of the case that waits for this one."""

    id: int
    flow: str
    version: int
    form: int
    record: int
    seq: int
    state: bytes
    parent: tuple[int, int, int] | None
    tasks: tuple[Task, ...] = ()
    """Its open tasks, read at the same moment: a case read before its tasks may have moved on in between."""


@dataclass(frozen=True, slots=True)
class Closed:
    """How a task ended, by whom and why."""

    task: Task
    outcome: str
    by: int | None
    note: str | None


OPEN = """
(SELECT json_agg(json_build_object('id', t.id, 'token', t.token::int, 'node', t.node, 'kind', t.kind,
    'department', t.department, 'title', t.title, 'opened_at', t.opened_at, 'due_at', t.due_at, 'data', t.data,
    'persons', array(SELECT p.person FROM {s}.task_person p WHERE p.task = t.id ORDER BY p.person)) ORDER BY t.id)::text
  FROM {s}.task t WHERE t.instance = i.id) AS open
"""


class _Open(msgspec.Struct):
    """A task as the database tells it beside its case."""

    id: int
    token: int
    node: str
    kind: str
    department: int | None
    title: object
    opened_at: datetime
    due_at: datetime | None
    data: dict[str, object]
    persons: tuple[int, ...]


_OPEN = msgspec.json.Decoder(list[_Open])


async def cases(transaction: Transaction, schema: str, where: str, *args: object) -> list[StoredCase]:
    """Instances with their open tasks by a condition of ours, such as `id = ANY($1)`."""
    found = await transaction.fetch(
        f"SELECT id, flow, version, form, record, seq, marking::text AS marking, {OPEN.replace('{s}', schema)} "
        f"FROM {schema}.instance i WHERE {where} ORDER BY id",
        *args,
    )
    return [revive(row) for row in found]


async def some_running(transaction: Transaction, schema: str, form: int) -> bool:
    """Whether any case runs on any record of a form."""
    sql = f"SELECT EXISTS (SELECT FROM {schema}.instance WHERE form = $1 AND ended_at IS NULL)"
    return bool(await transaction.fetchval(sql, form))


def revive(row: Mapping[str, object]) -> StoredCase:
    kept = msgspec.json.decode(str(row["marking"]))
    parent = kept.get("parent")
    return StoredCase(
        int(str(row["id"])), str(row["flow"]), int(str(row["version"])), int(str(row["form"])),
        int(str(row["record"])), int(str(row["seq"])), msgspec.json.encode(kept["state"]),
        tuple(parent) if parent else None, _open(row),
    )  # fmt: skip


def _open(case: Mapping[str, object]) -> tuple[Task, ...]:
    if case["open"] is None:
        return ()
    instance, form, record = (int(str(case[key])) for key in ("id", "form", "record"))
    return tuple(
        Task(
            one.id, instance, one.token, one.node, one.kind, form, record, one.department, Words.parse(one.title),
            one.persons, one.opened_at, one.due_at, one.data,
        )
        for one in _OPEN.decode(str(case["open"]))
    )  # fmt: skip


async def tasks(transaction: Transaction, schema: str, where: str, *args: object) -> list[Task]:
    """Open tasks by a condition of ours."""
    found = await transaction.fetch(
        f"SELECT t.*, t.title::text AS said, t.data::text AS kept, "
        f"array(SELECT p.person FROM {schema}.task_person p WHERE p.task = t.id ORDER BY p.person) AS persons "
        f"FROM {schema}.task t WHERE {where} ORDER BY t.id",
        *args,
    )
    return [
        Task(
            row["id"], row["instance"], int(row["token"]), row["node"], row["kind"], row["form"], row["record"],
            row["department"], Words.parse(msgspec.json.decode(row["said"])), tuple(row["persons"]),
            row["opened_at"], row["due_at"], msgspec.json.decode(row["kept"]),
        )
        for row in found
    ]  # fmt: skip


def write_cases(statement: Statement, schema: str, changed: Sequence[Mapping[str, object]]) -> None:
    """Adds the parts that insert new instances (seq 0) and move known ones on by compare-and-swap."""
    typed = (
        "id bigint, flow text, version bigint, form bigint, record bigint, seq integer, status text, marking text, "
        "started_by bigint, at timestamptz, ended_at timestamptz"
    )
    fresh = [one for one in changed if one["seq"] == 0]
    if fresh:
        statement.add(
            f"INSERT INTO {schema}.instance (id, flow, version, form, record, seq, status, marking, started_by, "
            f"started_at, ended_at) SELECT id, flow, version, form, record, 1, status, marking::jsonb, started_by, at, "
            f"ended_at FROM {statement.rows([dict(one) for one in fresh], typed)}"
        )
    known = [dict(one) for one in changed if one["seq"] != 0]
    if known:
        part = statement.add(
            f"UPDATE {schema}.instance i SET seq = i.seq + 1, status = r.status, marking = r.marking::jsonb, "
            f"ended_at = r.ended_at FROM {statement.rows(known, typed)} WHERE i.id = r.id AND i.seq = r.seq RETURNING i.id"
        )
        statement.demand(schema, part, len(known), LOST)


def open_tasks(statement: Statement, schema: str, opened: Sequence[Task]) -> None:
    """Adds the parts that put tasks before people."""
    if not opened:
        return
    rows = statement.rows(
        [task_row(task) for task in opened],
        "id bigint, instance bigint, token text, node text, kind text, form bigint, record bigint, department bigint, "
        "title text, opened_at timestamptz, due_at timestamptz, data text",
    )
    columns = "id, instance, token, node, kind, form, record, department"
    statement.add(
        f"INSERT INTO {schema}.task ({columns}, title, opened_at, due_at, data) "
        f"SELECT {columns}, title::jsonb, opened_at, due_at, data::jsonb FROM {rows}"
    )
    assign(statement, schema, opened)


def task_row(task: Task) -> dict[str, object]:
    return {
        "id": task.id, "instance": task.instance, "token": str(task.token), "node": task.node, "kind": task.kind,
        "form": task.form, "record": task.record, "department": task.department, "title": said(task.title),
        "opened_at": task.opened_at, "due_at": task.due_at, "data": msgspec.json.encode(task.data).decode(),
    }  # fmt: skip


def said(words: Words) -> str:
    return msgspec.json.encode({"zh": words.zh, "en": words.en}).decode()


def assign(statement: Statement, schema: str, tasks: Iterable[Task]) -> None:
    pairs: list[dict[str, object]] = [
        {"person": person, "task": task.id} for task in tasks for person in sorted(set(task.persons))
    ]
    if pairs:
        rows = statement.rows(pairs, "person bigint, task bigint")
        statement.add(f"INSERT INTO {schema}.task_person (person, task) SELECT person, task FROM {rows}")


def reassign(statement: Statement, schema: str, tasks: Sequence[Task]) -> None:
    """Adds the parts that give open tasks to other people."""
    if tasks:
        ids = statement.bind([task.id for task in tasks], "bigint[]")
        rows = statement.rows(
            [{"person": person, "task": task.id} for task in tasks for person in task.persons],
            "person bigint, task bigint",
        )
        statement.add(
            f"DELETE FROM {schema}.task_person p WHERE p.task = ANY({ids}) "
            f"AND NOT EXISTS (SELECT FROM {rows} WHERE r.person = p.person AND r.task = p.task)"
        )
        again = statement.rows(
            [{"person": person, "task": task.id} for task in tasks for person in task.persons],
            "person bigint, task bigint",
        )
        statement.add(
            f"INSERT INTO {schema}.task_person (person, task) SELECT person, task FROM {again} ON CONFLICT DO NOTHING"
        )


def retime(statement: Statement, schema: str, tasks: Sequence[Task]) -> None:
    """Adds the part that gives open tasks another deadline."""
    if tasks:
        rows = statement.rows(
            [{"id": one.id, "due": one.due_at} for one in tasks], "id bigint, due timestamptz"
        )
        statement.add(f"UPDATE {schema}.task t SET due_at = r.due FROM {rows} WHERE t.id = r.id")


def close_tasks(statement: Statement, schema: str, closed: Sequence[Closed], now: datetime) -> None:
    """Adds the parts that move tasks out; one that was open in the database must still be there."""
    if not closed:
        return
    rows = statement.rows(
        [
            {
                **task_row(one.task),
                "persons": list(one.task.persons),
                "outcome": one.outcome,
                "by": one.by,
                "note": one.note,
            }
            for one in closed
        ],
        "id bigint, instance bigint, token text, node text, kind text, form bigint, record bigint, department bigint, "
        "title text, opened_at timestamptz, due_at timestamptz, data text, persons bigint[], outcome text, by bigint, "
        "note text",
    )
    columns = "id, instance, token, node, kind, form, record, department"
    statement.add(
        f"INSERT INTO {schema}.task_done ({columns}, title, opened_at, due_at, data, persons, outcome, done_by, done_at, "
        f"note) SELECT {columns}, title::jsonb, opened_at, due_at, data::jsonb, persons, outcome, by, "
        f"{statement.bind(now, 'timestamptz')}, note FROM {rows}"
    )


def drop_tasks(statement: Statement, schema: str, ids: Sequence[int]) -> None:
    """Adds the parts that take open tasks away; each must still be open."""
    if ids:
        listed = statement.bind(list(ids), "bigint[]")
        part = statement.add(f"DELETE FROM {schema}.task WHERE id = ANY({listed}) RETURNING id")
        statement.demand(schema, part, len(ids), LOST)
        statement.add(f"DELETE FROM {schema}.task_person WHERE task = ANY({listed})")


def waits(
    statement: Statement, schema: str, added: Sequence[Mapping[str, object]], gone: Sequence[tuple[int, int]]
) -> None:
    """Adds the parts for conditions waited for: `added` rows, `gone` (instance, token)."""
    if gone:
        rows = statement.rows([{"i": i, "t": str(t)} for i, t in gone], "i bigint, t text")
        statement.add(f"DELETE FROM {schema}.wait w USING {rows} WHERE w.instance = r.i AND w.token = r.t")
    if added:
        rows = statement.rows(
            [dict(one) for one in added], "instance bigint, token text, form bigint, record bigint"
        )
        statement.add(
            f"INSERT INTO {schema}.wait (instance, token, form, record, condition) "
            f"SELECT instance, token, form, record, 'null'::jsonb FROM {rows}"
        )


def timers(
    statement: Statement, schema: str, added: Sequence[Mapping[str, object]], gone: Sequence[tuple[int, int]]
) -> None:
    """Adds the parts that set timers and void those of (instance, token)."""
    if gone:
        rows = statement.rows([{"i": i, "t": str(t)} for i, t in gone], "i bigint, t text")
        statement.add(f"DELETE FROM {schema}.timer m USING {rows} WHERE m.instance = r.i AND m.token = r.t")
    if added:
        rows = statement.rows(
            [dict(one) for one in added], "id bigint, due timestamptz, instance bigint, token text, data text"
        )
        statement.add(
            f"INSERT INTO {schema}.timer (id, due, kind, instance, token, data) "
            f"SELECT id, due, 'flow', instance, token, data::jsonb FROM {rows}"
        )
