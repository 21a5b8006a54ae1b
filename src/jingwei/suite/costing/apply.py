"""New standard costs take effect: items, stock and documents under way change together, so that the books stay equal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jingwei.base.decimals import multiply, round_to, subtract
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.store.records import load
from jingwei.suite.costing.roll_up import number

VALUED = ("available", "shipped")
"""Stock under inspection and rejected stock carry no value yet."""
UNDER_WAY = (
    "inventory.receipt", "inventory.picking", "inventory.material_return", "inventory.finished_receipt",
    "sales.delivery", "sales.receipt_note",
)  # fmt: skip
"""Documents that remember the standard cost from the day they were made until they are posted."""


async def apply(room: Room, row: Row) -> None:
    """Writes the costs on the items and the difference of every balance on the document, which posts it."""
    costs: dict[int, Decimal] = {}
    for line in row.lines["lines"]:
        if not line.removed:
            parts = {slug: number(line.cells.get(slug)) for slug in ("material", "labour", "overhead")}
            item = int(str(line.cells["item"]))
            costs[item] = number(line.cells["after"])
            for found in await room.open("engineering.item", [item]):
                room.put(line, {"before": found.cells.get("standard_cost")})
                room.put(
                    found, {"standard_cost": costs[item], **{f"cost_{slug}": parts[slug] for slug in parts}}
                )
    for kept in row.lines["revaluations"]:
        kept.removed = True
    await revalue(room, row, costs)
    for form in UNDER_WAY:
        await renew(room, form, costs)


async def revalue(room: Room, row: Row, costs: Mapping[int, Decimal]) -> None:
    """One line per balance whose value is not its quantity at the new cost."""
    where = {"item": tuple(costs), "status": VALUED}
    for one in await room.balances("inventory.stock", where):
        on_hand, value = one.amounts["on_hand"], one.amounts["value"]
        amount = subtract(round_to(multiply(on_hand, costs[int(str(one.key["item"]))]), 2), value)
        if amount:
            keys = {slug: one.key[slug] for slug in ("item", "warehouse", "lot", "status")}
            await room.line(row, "revaluations", {**keys, "on_hand": on_hand, "amount": amount})


async def renew(room: Room, slug: str, costs: Mapping[int, Decimal]) -> None:
    """Documents still in draft go on with the new cost."""
    form = room.catalogue.forms[slug]
    for document in await room.open(
        slug, await load.where(room.transaction, room.schema, form, {"state": "draft"})
    ):
        for one in document.every():
            item = one.cells.get("item")
            if "unit_cost" in one.form.by_slug and isinstance(item, int) and item in costs:
                room.put(one, {"unit_cost": costs[item]})
