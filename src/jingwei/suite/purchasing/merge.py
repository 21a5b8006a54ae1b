"""Approved requisitions become purchase orders, merged by supplier into the orders still in draft."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from jingwei.base.decimals import multiply, round_to, subtract
from jingwei.base.errors import Faults
from jingwei.base.words import Words
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.production.explode import number, the_item

TAX = Decimal("0.13")
MERGE = "purchasing.requisition.merge"


async def merge(room: Room, requisition: Row) -> None:
    """One draft order per supplier takes the lines; every line remembers where it came from."""
    faults = Faults()
    groups: dict[int, list[Row]] = defaultdict(list)
    for index, line in enumerate(requisition.lines["lines"]):
        if still_open(line) <= 0:
            continue
        supplier = line.cells.get("supplier")
        if not isinstance(supplier, int):
            words = Words("请先选择供应商", "Choose a supplier first")
            faults.add(("lines", index, "supplier"), "required", words)
            continue
        groups[supplier].append(line)
    faults.refuse()
    for supplier, lines in sorted(groups.items()):
        order = await draft_of(room, supplier)
        for line in lines:
            await take(room, requisition, line, order)
    room.put(requisition, {"state": "ordered"})


def still_open(line: Row) -> Decimal:
    """What of a requisition line no purchase order carries."""
    return subtract(number(line.cells["quantity"]), number(line.cells.get("ordered") or Decimal(0)))


async def draft_of(room: Room, supplier: int) -> Row:
    """The order to this supplier that is still in draft, or a new one."""
    known = await room.find("purchasing.order", {"supplier": supplier, "state": "draft"})
    fresh = [row for row in room.writes.heads() if row.new and row.form.slug == "purchasing.order"]
    mine = [row for row in fresh if row.cells.get("supplier") == supplier]
    found = next(iter((*known, *mine)), None)
    if found is None:
        found = await room.create("purchasing.order", {"supplier": supplier, "buyer": room.person})
        await room.start("purchasing.prepare", found)
    return found


async def take(room: Room, requisition: Row, line: Row, order: Row) -> None:
    item = await the_item(room, line.cells["item"])
    rate = number(item.cells.get("tax_rate") or TAX)
    net = number(line.cells.get("price") or item.cells.get("purchase_price") or Decimal(0))
    quantity = still_open(line)
    made = await room.line(
        order, "lines",
        {
            "item": item.id, "quantity": quantity, "price": round_to(multiply(net, 1 + rate), 4), "tax_rate": rate,
            "needed_on": line.cells["needed_on"],
        },
    )  # fmt: skip
    room.put(line, {"ordered": number(line.cells["quantity"])})
    room.trace(requisition, order, MERGE, quantity, line.id, made.id)
