"""Closing a work order: what is left in work in process becomes a variance, once nothing can be added any more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal

from jingwei.base.errors import Faults
from jingwei.base.words import Words
from jingwei.process.room import Room
from jingwei.process.writeset import Row

PENDING = {
    "inventory.picking": "draft", "inventory.material_return": "draft", "inventory.finished_receipt": "draft",
    "production.report": "reported", "quality.fqc": "draft", "quality.nonconformity": "open",
}  # fmt: skip
"""Documents of the order in these states would still move its cost."""


async def settle(room: Room, row: Row) -> None:
    """Refuses while documents are under way; then writes the variance, which the order posts."""
    faults = Faults()
    async for document in pending(room, row):
        number = str(document.cells.get("number"))
        words = Words("{f} {n} 尚未完成，请先完成或作废", "{f} {n} is not finished: finish or void it first")
        faults.add((), "pending", words.fill(f=document.form.title, n=number))
    faults.refuse()
    found = await room.balances("production.wip", {"order": row.id})
    room.put(row, {"variance": found[0].amounts["value"] if found else Decimal(0)})


async def pending(room: Room, row: Row) -> AsyncIterator[Row]:
    for form, state in PENDING.items():
        for document in await room.find(form, {"order": row.id, "state": state}):
            yield document
