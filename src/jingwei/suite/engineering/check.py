"""A BOM or routing before it is released: no item contains itself, no operation number stands twice."""

from __future__ import annotations

from jingwei.base.errors import Faults
from jingwei.base.words import Words
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.store.tables import names


async def check_bom(room: Room, row: Row) -> None:
    """Follows the released structures below this one; the path of a cycle is named."""
    top = row.cells["item"]
    lines = [line for line in row.lines["lines"] if not line.removed]
    trails: dict[int, tuple[int, ...]] = {
        int(str(line.cells["component"])): (int(str(top)), int(str(line.cells["component"])))
        for line in lines
    }
    faults = Faults()
    seen: set[int] = set()
    while trails:
        for identity, trail in trails.items():
            if identity == top:
                words = Words("BOM 循环：{p}", "The BOM contains itself: {p}").fill(
                    p=await named(room, trail)
                )
                faults.add(("lines",), "cycle", words)
        faults.refuse()
        seen |= set(trails)
        edges = await below(room, list(trails))
        trails = {child: (*trails[parent], child) for parent, child in edges if child not in seen}


async def below(room: Room, items: list[int]) -> list[tuple[int, int]]:
    """(parent, component) of every released BOM of these items."""
    bom = room.catalogue.forms["engineering.bom"]
    table = bom["lines"].table
    if table is None:
        raise TypeError("engineering.bom.lines is no sub-table")
    found = await room.transaction.fetch(
        f"SELECT DISTINCT b.{names.column(bom['item'])}, l.{names.column(table['component'])} "
        f"FROM {room.schema}.{names.table(bom)} b JOIN {room.schema}.{names.table(table)} l ON l.parent = b.id "
        f"WHERE b.{names.column(bom['item'])} = ANY($1::bigint[]) AND b.{names.column(bom['state'])} = 'released' "
        "AND b.deleted_at IS NULL",
        items,
    )
    return [(row[0], row[1]) for row in found]


async def named(room: Room, trail: tuple[int, ...]) -> str:
    """The path of a cycle by item codes."""
    rows = {row.id: str(row.cells["code"]) for row in await room.open("engineering.item", trail)}
    return " → ".join(rows.get(one, str(one)) for one in trail)


async def check_routing(room: Room, row: Row) -> None:
    """Operation numbers are unique."""
    faults = Faults()
    seen: set[object] = set()
    for index, line in enumerate(row.lines["operations"]):
        number = line.cells.get("op_no")
        if number in seen and not line.removed:
            words = Words("工序号 {n} 重复", "Operation number {n} stands twice").fill(n=number)
            faults.add(("operations", index, "op_no"), "duplicate", words)
        seen.add(number)
    faults.refuse()
