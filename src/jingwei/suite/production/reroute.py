"""A work order not begun takes another released routing: its operations are taken back and made anew."""

from __future__ import annotations

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.production.explode import routed

UNTOUCHED = ("waiting", "ready")
"""States of an operation nobody has been told to do."""
NOT_HERS = Words("工艺路线不是该产品已发布的路线", "The routing is no released routing of the product")
BEGUN = Words(
    "工序 {o} 已派工或已开工，不能再改走别的工艺路线",
    "Operation {o} was dispatched or begun: the order cannot take another routing",
)


async def reroute(room: Room, row: Row) -> None:
    """Refuses where anybody has been told to begin, and a routing of another product."""
    named = row.cells.get("routing")
    found = await room.open("engineering.routing", [named] if isinstance(named, int) else [])
    routing = found[0] if found else None
    fits = routing is not None and routing.cells["item"] == row.cells["item"]
    if routing is None or not fits or routing.cells["state"] != "released":
        raise Invalid.at((*row.at, "routing"), "no_routing", NOT_HERS)
    all_of_them = await room.find("production.operation", {"order": row.id})
    before = [one for one in all_of_them if one.cells["state"] != "cancelled"]
    for operation in before:
        if operation.cells["state"] not in UNTOUCHED:
            words = BEGUN.fill(o=str(operation.cells["code"]))
            raise Invalid.at((*row.at, "routing"), "begun", words)
    for operation in before:
        room.put(operation, {"state": "cancelled", "last": False})
    state = "waiting" if row.cells["state"] == "confirmed" else "ready"
    await routed(room, row, routing, state, {one.cells["code"] for one in all_of_them})
