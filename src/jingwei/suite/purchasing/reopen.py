"""What a purchase order no longer brings goes back to the requisitions it came from, which are then to be ordered again."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from jingwei.base.decimals import QUANTITY, ZERO, divide, multiply, subtract
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.production.explode import number
from jingwei.suite.purchasing.merge import MERGE

CARRIED = """
SELECT from_record, from_line, to_line, sum(quantity) AS quantity FROM {s}.trace
WHERE to_form = $1 AND to_record = $2 AND kind = $3 GROUP BY 1, 2, 3 HAVING sum(quantity) > 0 ORDER BY 1, 2, 3
"""
"""A negative trace takes back what an earlier one had carried over."""
Keeps = Callable[[Row | None, Row, Decimal], Decimal]
"""(order line, requisition line, carried quantity) → how much of it the order still brings."""


async def left_out(room: Room, order: Row) -> None:
    """A line the buyer has taken out of the draft is not ordered with it."""
    await give_back(room, order, lambda line, _, carried: ZERO if line is None else carried)


async def cancelled(room: Room, order: Row) -> None:
    """Nothing of it comes, so nobody counts it either."""
    for arrival in await room.find("purchasing.arrival", {"order": order.id, "state": "draft"}):
        room.put(arrival, {"state": "void"})
    await give_back(room, order, lambda _, __, ___: ZERO)


async def closed(room: Room, order: Row) -> None:
    """What the supplier still owed will not come: nobody waits for it any longer, and whoever asked for it asks again."""
    for arrival in await room.find("purchasing.arrival", {"order": order.id, "state": "draft"}):
        if arrival.cells["rest"]:
            room.put(arrival, {"state": "void"})
    ids = tuple(line.id for line in order.lines["lines"])
    came = {
        int(str(one.key["order_line"])): subtract(one.amounts["arrived"], one.amounts["returned"])
        for one in await room.balances("purchasing.order_lines", {"order_line": ids})
    }

    def kept(line: Row | None, asked: Row, carried: Decimal) -> Decimal:
        base = came.get(line.id, ZERO) if line is not None else ZERO
        whole, whole_base = number(asked.cells["quantity"]), number(asked.cells["quantity.base"])
        return min(carried, QUANTITY.fit(divide(multiply(base, whole), whole_base)))

    await give_back(room, order, kept)


async def give_back(room: Room, order: Row, kept: Keeps) -> None:
    """Reopens the requisitions of an order by what it no longer brings of each of their lines."""
    rows = await room.transaction.fetch(CARRIED.replace("{s}", room.schema), order.form.id, order.id, MERGE)
    lines = {line.id: line for line in order.lines["lines"] if not line.removed}
    asked = {
        one.id: one for one in await room.open("purchasing.requisition", {r["from_record"] for r in rows})
    }
    for row in rows:
        requisition = asked.get(row["from_record"])
        source = (
            next((x for x in requisition.lines["lines"] if x.id == row["from_line"]), None)
            if requisition
            else None
        )
        if requisition is None or source is None or requisition.cells["state"] not in ("approved", "ordered"):
            continue
        back = subtract(row["quantity"], kept(lines.get(row["to_line"]), source, row["quantity"]))
        if back > 0:
            ordered = number(source.cells.get("ordered") or source.cells["quantity"])
            room.put(source, {"ordered": max(ZERO, subtract(ordered, back))})
            room.put(requisition, {"state": "approved", "reopened": True})
            room.trace(requisition, order, MERGE, -back, source.id, row["to_line"])
