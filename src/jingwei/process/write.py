"""From the write set to the flush: which rows are inserted, changed, removed, and with which system columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jingwei.process.commands import Actor
from jingwei.process.derive import search_text
from jingwei.process.writeset import Row
from jingwei.store.records.flush import Insert, Remove, Update, Write


def writes(rows: Sequence[Row], actor: Actor, now: datetime) -> list[Write]:
    """The writes of these dirty records and their lines."""
    found: list[Write] = []
    for row in rows:
        stamp(row, actor, now)
        if row.new:
            found.append(Insert(row.form, row.id, row.cells))
        else:
            cells = {k: v for k, v in row.changes().items() if k != "ver"}
            found.append(Update(row.form, row.id, cells, int(str((row.before or {})["ver"]))))
        for lines in row.lines.values():
            found.extend(write for line in lines if (write := line_write(line)) is not None)
    return found


def line_write(line: Row) -> Write | None:
    if line.removed:
        return None if line.new else Remove(line.form, line.id)
    if line.new:
        return Insert(line.form, line.id, {**line.cells, "id": line.id})
    cells = line.changes()
    return Update(line.form, line.id, cells, None) if cells else None


def stamp(row: Row, actor: Actor, now: datetime) -> None:
    """System columns of a record that is written."""
    if row.new:
        viewer = actor.viewer
        defaults = {"owner": viewer.person or None, "dept": viewer.department or None}
        row.cells.update({k: v for k, v in defaults.items() if row.cells.get(k) is None})
        row.cells.update(
            {"id": row.id, "ver": 1, "created_at": now, "created_by": actor.person, "deleted_at": None}
        )
    row.cells.update({"updated_at": now, "updated_by": actor.person, "search": search_text(row)})
