"""A purchase order is received when every line of it is."""

from __future__ import annotations

from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.sales.progress import lines_done, owners


async def order_progress(room: Room, receipt: Row) -> None:
    """Looks at the orders whose lines this receipt has served."""
    wanted = {line.cells.get("order_line") for line in receipt.lines["lines"]}
    for order in await owners(room, "purchasing.order", "lines", wanted):
        ids = [line.id for line in order.lines["lines"]]
        if order.cells["state"] == "confirmed" and await lines_done(
            room, "purchasing.order_lines", ids, "received"
        ):
            room.put(order, {"state": "received"})
