"""Kit check (齐套检查): whether everything a work order needs lies free in the warehouses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from jingwei.process.room import Room
from jingwei.process.writeset import Row


@dataclass(frozen=True, slots=True)
class KitLine:
    """One item of a kit, in base units."""

    item: int
    need: Decimal
    available: Decimal

    @property
    def short(self) -> Decimal:
        return max(Decimal(0), self.need - self.available)


async def kit_check(room: Room, row: Row) -> None:
    """Writes on the order whether its kit is complete."""
    lines = await kit_of(room, row)
    room.put(row, {"kit": "short" if any(line.short for line in lines) else "ready"})


async def kit_of(room: Room, row: Row) -> list[KitLine]:
    """Needs still open against free stock, item by item in the order's own sequence."""
    needs: dict[int, Decimal] = defaultdict(Decimal)
    for line in row.lines["components"]:
        open_need = line.cells.get("quantity.base")
        if not line.removed and line.cells.get("issue") != "none" and isinstance(open_need, Decimal):
            needs[int(str(line.cells["item"]))] += open_need
    free = await free_stock(room, needs)
    return [KitLine(item, need, free.get(item, Decimal(0))) for item, need in needs.items()]


async def free_stock(room: Room, items: Iterable[int]) -> dict[int, Decimal]:
    """Available minus reserved, over all warehouses and lots."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for one in await room.balances("inventory.stock", {"item": tuple(items), "status": "available"}):
        found[int(str(one.key["item"]))] += one.amounts["on_hand"] - one.amounts["reserved"]
    return found


async def lots(room: Room, item: int, warehouse: int, need: Decimal) -> list[tuple[str, Decimal]]:
    """Which lots to take, the first in order of their names first; what no lot covers is left on the last one."""
    where = {"item": item, "warehouse": warehouse, "status": "available"}
    taken: list[tuple[str, Decimal]] = []
    for one in await room.balances("inventory.stock", where):
        free = min(need, one.amounts["on_hand"] - one.amounts["reserved"])
        if free > 0:
            taken.append((str(one.key["lot"]), free))
            need -= free
        if need <= 0:
            break
    if need > 0:
        lot, amount = taken.pop() if taken else ("", Decimal(0))
        taken.append((lot, amount + need))
    return taken
