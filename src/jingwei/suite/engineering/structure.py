"""Which structure holds: the released BOM and routing of an item on a day."""

from __future__ import annotations

from datetime import date

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.process.room import Room
from jingwei.process.writeset import Row


async def bom_of(room: Room, item: int, day: date) -> Row | None:
    """The released BOM valid on that day; of several the one that begins last."""
    found = await room.find("engineering.bom", {"item": item, "state": "released"})
    valid = [row for row in found if within(row, day)]
    return max(valid, key=lambda row: (row.cells.get("valid_from") or date.min, row.id), default=None)


async def routing_of(room: Room, item: int) -> Row | None:
    """The main released routing, the newest of them."""
    found = await room.find("engineering.routing", {"item": item, "state": "released"})
    return min(found, key=lambda row: (priority(row), -row.id), default=None)


def priority(routing: Row) -> int:
    """1 is the main routing; one made before there were alternatives is that."""
    return int(str(routing.cells.get("priority") or 1))


def within(row: Row, day: date) -> bool:
    """Whether a row with valid_from and valid_to holds on a day; the end day no longer counts."""
    begins, ends = row.cells.get("valid_from"), row.cells.get("valid_to")
    return (not isinstance(begins, date) or begins <= day) and (not isinstance(ends, date) or day < ends)


def missing(what: Words, item: Words) -> Invalid:
    words = Words("物料“{i}”没有已发布的{w}", 'Item "{i}" has no released {w}').fill(i=item, w=what)
    return Invalid.at((), "no_structure", words)
