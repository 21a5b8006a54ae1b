"""What the change log keeps of a record: every cell before and after, rows of sub-tables under their table."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from jingwei.process.writeset import Row

SILENT = frozenset(
    {"id", "ver", "parent", "pos", "search", "pushed", "created_at", "created_by", "updated_at", "updated_by"}
)


def body(row: Row, ver: int) -> dict[str, object]:
    """`{ver, cells: {key: [before, after]}, rows: {table: {id: {…}}}}`."""
    rows: dict[str, object] = {}
    for table, lines in row.lines.items():
        changed = {
            str(one.id): line_body(one) for one in lines if one.dirty and not (one.new and one.removed)
        }
        if changed:
            rows[table] = changed
    return {"ver": ver, "cells": cells(row), **({"rows": rows} if rows else {})}


def line_body(row: Row) -> dict[str, object]:
    if row.removed:
        return {
            "removed": True,
            "cells": {k: [v, None] for k, v in (row.before or {}).items() if shown(k, v)},
        }
    return {"new": row.new, "cells": cells(row)}


def cells(row: Row) -> dict[str, list[object]]:
    was = row.before
    if was is None:
        return {k: [None, v] for k, v in row.cells.items() if v is not None and told(k)}
    return {
        k: [was.get(k), v]
        for k, v in row.changes().items()
        if shown(k, v) or (was.get(k) is not None and k not in SILENT)
    }


def shown(key: str, value: object) -> bool:
    return value is not None and told(key)


@lru_cache(maxsize=1 << 16)
def told(key: str) -> bool:
    """Whether a cell is written down: amounts are in their own unit, from which those in the base unit follow."""
    return key not in SILENT and not key.endswith(".base")


def kind(row: Row) -> str:
    """create, delete or change."""
    if row.new:
        return "create"
    return "delete" if isinstance(row.cells.get("deleted_at"), datetime) else "change"
