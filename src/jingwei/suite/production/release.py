"""Releasing a work order makes its operations ready for dispatch."""

from __future__ import annotations

from jingwei.process.room import Room
from jingwei.process.writeset import Row


async def release_operations(room: Room, row: Row) -> None:
    """Operations that wait become ready; the leader's dispatch begins with each."""
    for operation in await room.find("production.operation", {"order": row.id, "state": "waiting"}):
        room.put(operation, {"state": "ready"})
