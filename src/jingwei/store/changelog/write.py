"""The journal of one submission: its event, what it concerns, and every changed cell before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jingwei.store.statement import Statement, to_json


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: kind such as `create`, `change`, `approve`; `why` is the reason a person gave."""

    id: int
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


def journal(
    statement: Statement, schema: str, event: Event, changes: Sequence[Changed], objects: Sequence[Object]
) -> None:
    """Adds the parts that append the event, its objects and the changes."""
    b = statement.bind
    statement.add(
        f"INSERT INTO {schema}.event (id, kind, actor, on_behalf, via, root, depth, why) VALUES "
        f"({b(event.id, 'bigint')}, {b(event.kind, 'text')}, {b(event.actor, 'bigint')}, {b(event.on_behalf, 'bigint')}, "
        f"{b(event.via, 'text')}, {b(event.root, 'bigint')}, {b(event.depth, 'smallint')}, {b(event.why, 'text')})"
    )
    if objects:
        unique = sorted({(o.form, o.record, o.role) for o in objects})
        rows = statement.rows(
            [{"form": f, "record": r, "role": role} for f, r, role in unique],
            "form bigint, record bigint, role text",
        )
        statement.add(
            f"INSERT INTO {schema}.event_object (event, form, record, role) "
            f"SELECT {b(event.id, 'bigint')}, form, record, role FROM {rows}"
        )
    if changes:
        rows = statement.rows(
            [
                {"id": c.id, "form": c.form, "record": c.record, "kind": c.kind, "body": to_json(c.body)}
                for c in changes
            ],
            "id bigint, form bigint, record bigint, kind text, body text",
        )
        statement.add(
            f"INSERT INTO {schema}.change (id, event, form, record, kind, actor, via, body) "
            f"SELECT id, {b(event.id, 'bigint')}, form, record, kind, {b(event.actor, 'bigint')}, {b(event.via, 'text')}, body::jsonb "
            f"FROM {rows}"
        )
