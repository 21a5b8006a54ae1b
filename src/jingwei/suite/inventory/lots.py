"""Lots: a line counted in several parts is one line to whoever waits for it, and what is received has a record of its lot."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from jingwei.base.decimals import ZERO, add, subtract
from jingwei.base.errors import Faults
from jingwei.base.words import Words, same
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.production.explode import number, the_item

ORIGINS = ("order_line", "component")
TAKEN = Words(
    "批次 {l} 已是物料 {i} 的批次，请另编批次号", "Lot {l} is a lot of {i} already: give another lot number"
)


async def share(room: Room, document: Row) -> None:
    """What was expected of a divided line is met by its parts in turn; only what is missing of them all stays open."""
    groups: dict[object, list[Row]] = defaultdict(list)
    for line in document.lines["lines"]:
        if not line.removed:
            groups[next(line.cells[one] for one in ORIGINS if one in line.form.by_slug)].append(line)
    for parts in (group for group in groups.values() if len(group) > 1):
        left = ZERO
        for part in parts:
            left = add(left, number(part.cells["expected"]))
        for part in parts[:-1]:
            met = min(left, number(part.cells["quantity"]))
            room.put(part, {"expected": met})
            left = subtract(left, met)
        room.put(parts[-1], {"expected": left})
    await known_lots(room, document)


async def record_lots(room: Room, document: Row) -> None:
    """Every lot received has a record: the first receipt makes it, later ones add to it."""
    made = await known_lots(room, document)
    for line in document.lines.get("lines") or [document]:
        item = await the_item(room, line.cells["item"])
        code = line.cells.get("lot")
        if not item.cells["lot_controlled"] or not code:
            continue
        quantity: Decimal = number(line.cells["quantity"])
        known = made.get(str(code))
        if known is not None:
            room.put(known, {"quantity": add(number(known.cells["quantity"]), quantity)})
            continue
        supplier = document.cells.get("supplier")
        values = {
            "code": code, "item": item.id, "quantity": quantity, "place": "stock",
            "warehouse": line.cells["warehouse"], "supplier": supplier,
        }  # fmt: skip
        made[str(code)] = await room.create("inventory.lot", values)


async def known_lots(room: Room, document: Row) -> dict[str, Row]:
    """The records of the document's lots by code; a lot that belongs to another item is refused."""
    faults, found = Faults(), dict[str, Row]()
    for index, line in enumerate(document.lines.get("lines") or [document]):
        code = line.cells.get("lot")
        for lot in await room.find("inventory.lot", {"code": code}) if code else []:
            found[str(code)] = lot
            if lot.cells["item"] != line.cells["item"]:
                other = await the_item(room, lot.cells["item"])
                path = ("lines", index, "lot") if line is not document else ("lot",)
                words = TAKEN.fill(l=same(str(code)), i=same(str(other.cells["name"])))
                faults.add(path, "lot_taken", words)
    faults.refuse()
    return found
