"""A BOM or routing before it is released: no item contains itself, shares come to the whole, no operation number stands twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from jingwei.base.errors import Faults
from jingwei.base.words import Words
from jingwei.process.derive import path_of
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.store.tables import names
from jingwei.suite.engineering.ratios import check_ratios

NO_SUPPLIER = Words(
    "本工作中心没有委外供应商：先在“设备”里建一台属于它、填了委外提前期的设备",
    "The work centre has no supplier: first make a machine of it that has an outside lead time",
)

BACKWARDS = Words("失效日期应晚于生效日期", "Valid to must be after valid from")


async def check_bom(room: Room, row: Row) -> None:
    """Follows the released structures below this one; every line that leads back to its own product is named with its path.

    A late call: it looks at what the whole submission has written, and two that release at the same time take turns.
    """
    await room.transaction.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{room.schema}.{row.form.slug}"
    )
    top = int(str(row.cells["item"]))
    lines = [(i, int(str(line.cells["component"]))) for i, line in enumerate(row.lines["lines"])]
    back = await ways_back(room, top, {component for _, component in lines})
    faults = Faults()
    for index, component in lines:
        if component == top or component in back:
            words = Words("BOM 循环：{p}", "The BOM contains itself: {p}").fill(
                p=await named(room, trail(top, component, back))
            )
            faults.add((*row.at, "lines", index, "component"), "cycle", words)
    await check_ratios(room, row, faults)
    faults.refuse()


async def check_lines(room: Room, row: Row) -> None:
    """A line that is written ends after it begins."""
    faults = Faults()
    for line in row.lines["lines"]:
        begins, ends = line.cells.get("valid_from"), line.cells.get("valid_to")
        if (
            line.dirty
            and not line.removed
            and isinstance(begins, date)
            and isinstance(ends, date)
            and ends <= begins
        ):
            faults.add((*path_of(line), "valid_to"), "backwards", BACKWARDS)
    faults.refuse()


async def ways_back(room: Room, top: int, start: set[int]) -> dict[int, int]:
    """Of the items below that contain the top again, the next one on the shortest way there."""
    above: dict[int, list[int]] = defaultdict(list)
    seen, wanted = {top} | start, start - {top}
    while wanted:
        edges = await below(room, sorted(wanted))
        for parent, child in edges:
            above[child].append(parent)
        wanted = {child for _, child in edges} - seen
        seen |= wanted
    found: dict[int, int] = {}
    reached = [top]
    for item in reached:
        for parent in above[item]:
            if parent not in found:
                found[parent] = item
                reached.append(parent)
    return found


def trail(top: int, component: int, back: Mapping[int, int]) -> tuple[int, ...]:
    path = [top, component]
    while path[-1] != top:
        path.append(back[path[-1]])
    return tuple(path)


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
    """Operation numbers are unique; what takes a supplier his own days is worked where there is one."""
    faults = Faults()
    seen: set[object] = set()
    for index, line in enumerate(row.lines["operations"]):
        number = line.cells.get("op_no")
        if number in seen and not line.removed:
            words = Words("工序号 {n} 重复", "Operation number {n} stands twice").fill(n=number)
            faults.add(("operations", index, "op_no"), "duplicate", words)
        seen.add(number)
    await check_suppliers(room, row, faults)
    faults.refuse()


async def check_suppliers(room: Room, row: Row, faults: Faults) -> None:
    for index, line in enumerate(row.lines["operations"]):
        field = next(
            (slug for slug in ("outside_days", "supplier") if line.cells.get(slug) is not None), None
        )
        if line.removed or field is None:
            continue
        machines = await room.find("production.machine", {"work_centre": line.cells["work_centre"]})
        if not any(machine.cells.get("outside_days") is not None for machine in machines):
            faults.add(("operations", index, field), "no_supplier", NO_SUPPLIER)
