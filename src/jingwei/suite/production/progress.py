"""How far an operation and its order have come, read from the ledgers after every report and receipt."""

from __future__ import annotations

from decimal import Decimal

from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.production.explode import number


async def operation_progress(room: Room, report: Row) -> None:
    """The first report starts operation and order; the one that uses up what came in finishes the operation."""
    operations = await room.open("production.operation", [int(str(report.cells["operation"]))])
    if not operations:
        return
    operation = operations[0]
    now = room.formulas.ambient.now
    if operation.cells["state"] in ("ready", "dispatched", "waiting"):
        room.put(operation, {"state": "started", "started_at": now})
    if operation.cells["state"] == "started" and await used_up(room, operation):
        room.put(operation, {"state": "finished", "finished_at": now})
    await recount(room, report)
    orders = await room.open("production.order", [int(str(operation.cells["order"]))])
    if orders and orders[0].cells["state"] == "released":
        room.put(orders[0], {"state": "started"})


async def recount(room: Room, report: Row) -> None:
    """The operation of a report and the one after it."""
    for slug in ("operation", "next"):
        identity = report.cells.get(slug)
        for operation in await room.open(
            "production.operation", [identity] if isinstance(identity, int) else []
        ):
            await counted(room, operation)


async def counted(room: Room, operation: Row) -> None:
    """Writes on an operation how its quantities stand: who works at it may not see the reports of the others."""
    for balance in await room.balances("production.operation_flow", {"operation": operation.id}):
        amounts = balance.amounts
        came = amounts["available"] / (1 + number(operation.cells.get("tolerance") or Decimal(0)))
        values = {"used": amounts["used"], "waiting": amounts["rework"] - amounts["reworked"]}
        room.put(operation, values if operation.cells.get("previous") is None else {"came": came, **values})


async def used_up(room: Room, operation: Row) -> bool:
    """Whether everything that will ever come in has been reported; tolerance does not count as coming in."""
    found = await room.balances("production.operation_flow", {"operation": operation.id})
    used = found[0].amounts["used"] if found else Decimal(0)
    previous = operation.cells.get("previous")
    if previous is None:
        return used >= number(operation.cells["quantity.base"])
    before = (await room.open("production.operation", [int(str(previous))]))[0]
    tolerance = number(operation.cells.get("tolerance") or Decimal(0))
    came = found[0].amounts["available"] / (1 + tolerance) if found else Decimal(0)
    return before.cells["state"] == "finished" and used >= came


async def order_progress(room: Room, document: Row) -> None:
    """An order is finished when its last operation is, or that of every lot, and all it gave lies in stock or was scrapped by the inspection."""
    identity = document.cells.get("order")
    orders = await room.open("production.order", [identity]) if isinstance(identity, int) else []
    if not orders or orders[0].cells["state"] not in ("released", "started"):
        return
    order = orders[0]
    last = await room.find("production.operation", {"order": order.id, "last": True})
    if last and all(one.cells["state"] == "finished" for one in last):
        made = await room.balances("production.output", {"order": order.id})
        left = made[0].amounts if made else dict[str, Decimal]()
        if not left or left["received"] + left["scrapped"] >= left["good"]:
            room.put(order, {"state": "finished"})
