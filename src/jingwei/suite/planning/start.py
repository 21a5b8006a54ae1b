"""The jobs of planning, and the button "run MRP": the worker has the engines."""

from __future__ import annotations

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.planning.needed import RUN, known

JOB = "planning.mrp"
SCHEDULE = "planning.schedule"
EXPLAIN = "planning.explain"
PROMISE = "planning.promise"
LONGEST_SEARCH = 600.0
"""Seconds a planner may have the machines planned."""


async def start_mrp(room: Room, row: Row) -> None:
    """Enqueues the run; two at once would both write the same proposals."""
    busy = await room.transaction.fetchval(
        f"SELECT id FROM {room.schema}.job WHERE kind = $1 AND state IN ('waiting', 'running') LIMIT 1", JOB
    )
    if busy is not None:
        words = Words("MRP 正在运算，请等它结束", "MRP is running already; wait until it ends")
        raise Invalid.at((), "running", words)
    # Of a failure before nothing is left to be read, in either language.
    room.put(row, known(room.catalogue, RUN, {"state": "running", "note": None, "note_en": None}))
    await room.enqueue(JOB, {"run": str(row.id)})
