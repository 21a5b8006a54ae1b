"""What a structure says beside its quantities: the parts that may replace others, and the cost rolled up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from jingwei.base.decimals import plain, round_to
from jingwei.collab.desk import Desk
from jingwei.suite.costing.roll_up import read
from jingwei.suite.planning.sources import Source
from jingwei.web.planning.desk import BOM, ITEM, Json, fetch, names_of, shown

COSTS = ("standard_cost", "cost_material", "cost_labour", "cost_overhead")


async def substitutes(desk: Desk, lines: Sequence[int]) -> Mapping[int, Sequence[Json]]:
    """By main line, the other lines of its group that hold today, in the order in which they are to be tried; those used by
    share have rows of their own."""
    names, frame = names_of(desk), desk.frame(3)
    b, i = names.form(BOM, "b"), names.form(ITEM, "i")
    m, ln = names.form(f"{BOM}.lines", "m"), names.form(f"{BOM}.lines", "l")
    rows = await fetch(
        desk, frame,
        f"SELECT m.id, i.id, {i['code']}, {i['name']}, {ln['quantity']} / {b['base_quantity']}, {ln['quantity.unit']}, {ln['priority']} "
        f"FROM {m} JOIN {ln} ON l.parent = m.parent AND l.id <> m.id AND {ln['substitute_group']} = {m['substitute_group']} "
        f"JOIN {b} ON b.id = m.parent JOIN {i} ON i.id = {ln['component']} WHERE m.id = ANY($1::bigint[]) AND {m['substitute_group']} <> '' AND {m['ratio']} IS NULL AND {valid(ln)} "
        f"AND {shown(frame, i, 'code', 'name')} ORDER BY m.id, {ln['priority']}, l.pos, l.id",
        lines, today(desk),
    )  # fmt: skip
    found: dict[int, list[Json]] = defaultdict(list)
    for main, item, code, name, quantity, unit, priority in rows:
        found[main].append(
            {
                "item": {"id": str(item), "title": name}, "code": code, "per": plain(round_to(quantity, 8)), "unit": unit,
                "priority": None if priority is None else int(priority),
            }
        )  # fmt: skip
    return found


async def rolled(desk: Desk, ids: Collection[int]) -> Mapping[int, Decimal]:
    """The cost of one base unit as a roll-up of today would find it, of the items whose cost the reader may see."""
    names, frame = names_of(desk), desk.frame(2)
    i = names.form(ITEM, "i")
    rows = await fetch(
        desk, frame,
        f"SELECT i.id FROM {i} WHERE i.id = ANY($1::bigint[]) AND {shown(frame, i, *COSTS)}",
        sorted(ids),
    )  # fmt: skip
    if not rows:
        return {}
    books = await read(desk.transaction, names, today(desk))
    costs = {**books.stands, **books.rolled({})}
    return {row[0]: costs[row[0]].total for row in rows}


def today(desk: Desk) -> date:
    return desk.now.astimezone(desk.plant.zone).date()


def valid(source: Source) -> str:
    """Valid on the day given as the second argument."""
    begins, ends = source["valid_from"], source["valid_to"]
    return f"coalesce({begins}, $2::date) <= $2::date AND coalesce({ends}, 'infinity') > $2::date"
