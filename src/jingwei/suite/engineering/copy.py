"""A new version begins as a copy of the old one, in draft."""

from __future__ import annotations

import re

from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.spec.fields import type_of
from jingwei.spec.form import Form

OWN = frozenset({"code", "source_key", "valid_from", "valid_to"})
"""What each version has for itself: its number, where it came from and when it holds."""
NUMBER = re.compile(r"^(.*?)(\d+)$")


async def copy_bom(room: Room, row: Row) -> None:
    await copy_version(room, row, "lines")


async def copy_routing(room: Room, row: Row) -> None:
    await copy_version(room, row, "operations")


async def copy_version(room: Room, row: Row, table: str) -> Row:
    """The next free version of the same item, with every line, traced to the one it was copied from."""
    others = await room.find(row.form.slug, {"item": row.cells["item"]})
    version = following(str(row.cells["version"]), {str(one.cells["version"]) for one in others})
    made = await room.create(row.form.slug, {})
    made.cells.update(kept(row.form, row))
    room.put(made, {"version": version, "state": "draft"})
    for line in row.lines[table]:
        copied = await room.line(made, table, {})
        copied.cells.update(kept(line.form, line))
    room.trace(row, made, "version")
    return made


def kept(form: Form, row: Row) -> dict[str, object]:
    """Every stored cell of a row but those the system gives and those each version has for itself."""
    own = [f for f in form.fields if not f.computed and (form.parent is not None or f.slug not in OWN)]
    keys = [cell.key(f.slug) for f in own for cell in type_of(f.type).cells(f)]
    return {key: row.cells.get(key) for key in keys}


def following(version: str, taken: set[str]) -> str:
    """V1 → V2, or the first free one after it."""
    match = NUMBER.match(version)
    prefix, number = (match[1], int(match[2])) if match else (f"{version}.", 1)
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"
