"""The journal of one submission: its event, what it concerns, and every changed cell before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jingwei.store.statement import Statement


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, and when by the clock of the door; kind such as `create`, `change`, `approve`; `why` is the reason a person gave."""

    id: int
    at: datetime
    kind: str
    actor: int | None
    via: str
    why: str | None = None
    on_behalf: int | None = None
    root: int | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """One record's changes: `{field: [before, after]}`, rows of sub-tables under their own form."""

    id: int
    form: int
    record: int
    kind: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Object:
    """A record an event concerns, in a role such as `subject` or `source`."""

    form: int
    record: int
    role: str = ""


EVENT = "id bigint, at timestamptz, kind text, actor bigint, on_behalf bigint, via text, root bigint, depth smallint, why text"
EVENT_COLUMNS = "id, at, kind, actor, on_behalf, via, root, depth, why"


def _row(event: Event) -> dict[str, object]:
    return {
        "id": event.id, "at": event.at, "kind": event.kind, "actor": event.actor, "on_behalf": event.on_behalf, "via": event.via,
        "root": event.root, "depth": event.depth, "why": event.why,
    }  # fmt: skip


def journal(
    statement: Statement, schema: str, event: Event, changes: Sequence[Changed], objects: Sequence[Object],
    told: Sequence[tuple[Event, Object]] = (),
) -> None:  # fmt: skip
    """Adds the parts that append the event, its objects, its changes, and what else is `told`, each of one object."""
    b = statement.bind
    happened = statement.rows([_row(one) for one in (event, *(each for each, _ in told))], EVENT)
    statement.add(f"INSERT INTO {schema}.event ({EVENT_COLUMNS}) SELECT {EVENT_COLUMNS} FROM {happened}")
    unique = sorted({(event.id, o.form, o.record, o.role) for o in objects})
    unique.extend((one.id, o.form, o.record, o.role) for one, o in told)
    if unique:
        rows = statement.rows(
            [{"event": e, "form": f, "record": r, "role": role} for e, f, r, role in unique],
            "event bigint, form bigint, record bigint, role text",
        )
        statement.add(
            f"INSERT INTO {schema}.event_object (event, form, record, role) "
            f"SELECT event, form, record, role FROM {rows}"
        )
    if changes:
        rows = statement.rows(
            [
                {"id": c.id, "form": c.form, "record": c.record, "kind": c.kind, "body": c.body}
                for c in changes
            ],
            "id bigint, form bigint, record bigint, kind text, body jsonb",
        )
        statement.add(
            f"INSERT INTO {schema}.change (id, at, event, form, record, kind, actor, via, body) "
            f"SELECT id, {b(event.at, 'timestamptz')}, {b(event.id, 'bigint')}, form, record, kind, {b(event.actor, 'bigint')}, {b(event.via, 'text')}, body "
            f"FROM {rows}"
        )
