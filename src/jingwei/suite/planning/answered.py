"""A planned order that is released or cancelled answers the messages that asked for it."""

from __future__ import annotations

from jingwei.process.room import Room
from jingwei.process.writeset import Row


async def answered(room: Room, row: Row) -> None:
    for message in await room.find("planning.message", {"planned_order": row.id, "state": "open"}):
        room.put(message, {"state": "done"})
