"""Kit check (齐套检查): whether everything a work order needs lies free in the warehouses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jingwei.base.decimals import EXACT
from jingwei.base.units import BUILT_IN, to_step
from jingwei.process.room import Room
from jingwei.process.writeset import Row

NONE = Decimal(0)
Needs = list[tuple[Row, Decimal]]
Free = dict[tuple[int, int], Decimal]
"""By item and warehouse."""


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
    """Writes on the order whether its kit is complete, and on each line what of it could be taken now."""
    needs = await open_needs(room, row)
    items = {item_of(line) for line, _ in needs}
    free = await free_stock(room, items)
    room.put(row, {"kit": "short" if any(line.short for line in kit_of(needs, free)) else "ready"})
    units = {
        item.id: BUILT_IN.unit(str(item.cells["unit"])) for item in await room.open("engineering.item", items)
    }
    for line, need in needs:
        unit = units[item_of(line)]
        room.put(
            line, {"available": to_step(per_unit(taken(free, line, need), unit.factor), unit.step, "down")}
        )


def kit_of(needs: Needs, free: Free) -> list[KitLine]:
    """Needs still open against free stock, item by item in the order's own sequence."""
    whole: dict[int, Decimal] = defaultdict(Decimal)
    for line, need in needs:
        whole[item_of(line)] += need
    lying: dict[int, Decimal] = defaultdict(Decimal)
    for (item, _), amount in free.items():
        lying[item] += amount
    return [KitLine(item, need, lying[item]) for item, need in whole.items()]


async def open_needs(room: Room, row: Row) -> Needs:
    """What each line still asks for in base units: its need less what was picked or reserved for it."""
    lines = [one for one in row.lines["components"] if not one.removed and one.cells.get("issue") != "none"]
    stored = tuple(one.id for one in lines if not one.new)
    posted = await room.balances("production.component_issue", {"component": stored}) if stored else []
    gone = {
        int(str(one.key["component"])): one.amounts["issued"] + one.amounts["backflushed"] for one in posted
    }
    found = [(one, one.cells.get("quantity.base"), gone.get(one.id, NONE)) for one in lines]
    return [(one, max(NONE, need - less)) for one, need, less in found if isinstance(need, Decimal)]


async def free_stock(room: Room, items: Iterable[int]) -> Free:
    """Available minus reserved by item and warehouse, over all lots."""
    found: Free = defaultdict(Decimal)
    for one in await room.balances("inventory.stock", {"item": tuple(items), "status": "available"}):
        place = int(str(one.key["item"])), int(str(one.key["warehouse"]))
        found[place] += one.amounts["on_hand"] - one.amounts["reserved"]
    return found


def taken(free: Free, line: Row, need: Decimal) -> Decimal:
    """As much as lies in the line's warehouse and no line before it takes; without one it may lie anywhere."""
    own, got = line.cells.get("warehouse"), NONE
    for place in [place for place in free if place[0] == item_of(line) and own in (None, place[1])]:
        part = max(NONE, min(need - got, free[place]))
        free[place] -= part
        got += part
    return got


def per_unit(amount: Decimal, factor: Fraction) -> Decimal:
    """Base units in the item's own."""
    whole = Fraction(amount) / factor
    return EXACT.divide(Decimal(whole.numerator), Decimal(whole.denominator))


def item_of(line: Row) -> int:
    return int(str(line.cells["item"]))


async def pick(room: Room, row: Row) -> None:
    """A picking for what is there now; what is short stays open on the order."""
    await kit_check(room, row)
    push = row.form.push("picking")
    if push is None:
        raise KeyError("picking")
    await room.push.run(row, push)


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
