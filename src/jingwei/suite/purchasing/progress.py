"""How far a purchase order has come: arrived and received."""

from __future__ import annotations

from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.sales.progress import lines_done, owners

LINES = "purchasing.order_lines"


async def order_progress(room: Room, receipt: Row) -> None:
    """Closes the orders whose lines this receipt has served in full."""
    for order in await served(room, receipt):
        ids = [line.id for line in order.lines["lines"]]
        if order.cells["state"] == "confirmed" and await lines_done(room, LINES, ids, "received"):
            room.put(order, {"state": "received"})


async def arrival_progress(room: Room, arrival: Row) -> None:
    """Remembers on the orders the day on which everything has come: that is what the supplier had promised."""
    for order in await served(room, arrival):
        ids = [line.id for line in order.lines["lines"]]
        if order.cells["arrived_on"] is None and await lines_done(room, LINES, ids, "arrived"):
            room.put(order, {"arrived_on": arrival.cells["day"]})


async def arrival_voided(room: Room, arrival: Row) -> None:
    """An arrival registered by mistake can be registered again."""
    identity = arrival.cells.get("order")
    for order in await room.open("purchasing.order", [identity]) if isinstance(identity, int) else []:
        if not arrival.cells["rest"]:
            room.put(order, {"announced": False})


async def served(room: Room, document: Row) -> list[Row]:
    """The orders whose lines the lines of a document serve."""
    wanted = {line.cells.get("order_line") for line in document.lines["lines"]}
    return await owners(room, "purchasing.order", "lines", wanted)
