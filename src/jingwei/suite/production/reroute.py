"""A work order not begun is made otherwise, by another released routing or in lots: its operations are taken back and made anew."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.production.explode import number, routed
from jingwei.suite.production.lots import even

UNTOUCHED = ("waiting", "ready")
"""States of an operation nobody has been told to do."""
NOT_HERS = Words("工艺路线不是该产品已发布的路线", "The routing is no released routing of the product")
BEGUN = Words(
    "工序 {o} 已派工或已开工，工序不能再重新生成",
    "Operation {o} was dispatched or begun: the operations cannot be made anew",
)
NO_LOTS = Words("数量不够拆成 {n} 批", "The quantity is not enough for {n} lots")


async def reroute(room: Room, row: Row) -> None:
    """Another routing, undivided; refused where it is one of another product or not released."""
    routing = await of_order(room, row)
    if routing is None or routing.cells["item"] != row.cells["item"] or routing.cells["state"] != "released":
        raise Invalid.at((*row.at, "routing"), "no_routing", NOT_HERS)
    room.put(row, {"lots": None})
    await anew(room, row, routing, ())


async def split(room: Room, row: Row) -> None:
    """The same routing, in even lots; 1 puts them together again."""
    routing, asked = await of_order(room, row), row.cells.get("lots")
    count = 1 if asked is None else int(number(asked))
    parts = even(number(row.cells["quantity"]), str(row.cells["quantity.unit"]), count)
    if routing is None:
        raise Invalid.at((*row.at, "routing"), "no_routing", NOT_HERS)
    if len(parts) < count:
        raise Invalid.at((*row.at, "lots"), "too_many", NO_LOTS.fill(n=count))
    await anew(room, row, routing, parts)


async def of_order(room: Room, row: Row) -> Row | None:
    named = row.cells.get("routing")
    found = await room.open("engineering.routing", [named] if isinstance(named, int) else [])
    return found[0] if found else None


async def anew(room: Room, row: Row, routing: Row, lots: Sequence[Decimal]) -> None:
    """Refuses where anybody has been told to begin."""
    all_of_them = await room.find("production.operation", {"order": row.id})
    before = [one for one in all_of_them if one.cells["state"] != "cancelled"]
    for operation in before:
        if operation.cells["state"] not in UNTOUCHED:
            raise Invalid.at(row.at, "begun", BEGUN.fill(o=str(operation.cells["code"])))
    for operation in before:
        room.put(operation, {"state": "cancelled", "last": False})
    state = "waiting" if row.cells["state"] == "confirmed" else "ready"
    await routed(room, row, routing, state, {one.cells["code"] for one in all_of_them}, lots)
