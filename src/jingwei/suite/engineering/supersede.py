"""A version that is released takes the place of the earlier one; what was made from that keeps it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.engineering.structure import priority

REPLACED = "superseded"
EXPIRED = Words(
    "失效日期已过，这个版本不能替代现行版本", "Its last day is past, it cannot replace the present version"
)


async def supersede_bom(room: Room, row: Row) -> None:
    """The earlier versions end where this one begins: at once, or on the day it says.

    A version planned to begin later than this one stays, and so does the one to which a version with an end goes back.
    """
    today = room.formulas.ambient.today
    others = [other async for other in standing(room, row)]
    if not others:
        return
    start, end = day(row, "valid_from") or today, day(row, "valid_to")
    if end is not None and end <= max(start, today):
        raise Invalid.at((*row.at, "valid_to"), "expired", EXPIRED)
    room.put(row, {"valid_from": start})
    for other in others:
        since = day(other, "valid_from") or date.min
        if since > max(start, today) or (end is not None and since < start):
            continue
        if today < start and since < start:
            room.put(other, {"valid_to": min(start, day(other, "valid_to") or start)})
        else:
            room.put(other, {"state": REPLACED})


def day(row: Row, field: str) -> date | None:
    value = row.cells.get(field)
    return value if isinstance(value, date) else None


async def supersede_routing(room: Room, row: Row) -> None:
    """A routing has no days: the newly released one holds from now on, beside the alternatives 替代工艺路线 of other priority."""
    async for other in standing(room, row):
        if priority(other) == priority(row):
            room.put(other, {"state": REPLACED})


async def standing(room: Room, row: Row) -> AsyncIterator[Row]:
    """The other released versions of the item: those stored, and those this submission has released before this one."""
    stored = await room.find(row.form.slug, {"item": row.cells["item"], "state": "released"})
    heads = [one for one in room.writes.heads() if one.form is row.form]
    before = heads[: heads.index(row)]
    for other in dict.fromkeys([*stored, *before]):
        same = other is not row and other.cells["item"] == row.cells["item"]
        if same and other.cells["state"] == "released" and other.cells.get("deleted_at") is None:
            yield other
