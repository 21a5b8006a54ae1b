"""Cancelling a work order: its operations end with it and what was set aside is free again; what was used must come back first."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from jingwei.base.decimals import add, plain, subtract
from jingwei.base.errors import Faults
from jingwei.base.words import Words, same
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.production.explode import number, the_item

REPORTED = Words(
    "报工单 {n} 未冲销，工单不能取消", "Report {n} stands: reverse it before the order is cancelled"
)
TAKEN = Words(
    "{i} 已领 {q} {u} 未退回，请先退料再取消",
    "{q} {u} of {i} were taken and not returned: return them before the order is cancelled",
)


async def cancel(room: Room, row: Row) -> None:
    """Refuses while reports or material stand; voids what is only being picked, and cancels every operation."""
    faults = Faults()
    for report in await room.find("production.report", {"order": row.id}):
        if report.cells["state"] != "void":
            faults.add((), "reported", REPORTED.fill(n=str(report.cells["number"])))
    drafts = await room.find("inventory.picking", {"order": row.id, "state": "draft"})
    for component, amount in (await taken(room, row, drafts)).items():
        line = next(one for one in row.lines["components"] if one.id == component)
        item = await the_item(room, line.cells["item"])
        words = TAKEN.fill(i=same(str(item.cells["name"])), q=plain(amount), u=str(item.cells["unit"]))
        faults.add((), "material_out", words)
    faults.refuse()
    for document in (
        *drafts,
        *await room.find("inventory.material_return", {"order": row.id, "state": "draft"}),
    ):
        room.put(document, {"state": "void"})
    for operation in await room.find("production.operation", {"order": row.id}):
        room.put(operation, {"state": "cancelled"})


async def taken(room: Room, row: Row, drafts: list[Row]) -> dict[int, Decimal]:
    """By component, in base units, what has left the warehouse for the order and not come back."""
    out: dict[int, Decimal] = defaultdict(Decimal)
    components = tuple(line.id for line in row.lines["components"])
    for one in (
        await room.balances("production.component_issue", {"component": components}) if components else ()
    ):
        out[int(str(one.key["component"]))] = add(one.amounts["issued"], one.amounts["backflushed"])
    for picking in drafts:
        for line in picking.lines["lines"]:
            component = int(str(line.cells["component"]))
            out[component] = subtract(out[component], number(line.cells["quantity.base"]))
    return {component: amount for component, amount in out.items() if amount > 0}
