"""The home page of a person: what is my turn, what do we owe, which orders are in danger, do the books agree."""

from __future__ import annotations

from collections.abc import Sequence

from jingwei.collab import books
from jingwei.collab.books import Bookkeeper
from jingwei.collab.desk import Desk, Json
from jingwei.collab.inbox import inbox
from jingwei.collab.numbers import numbers, personal
from jingwei.collab.promises import promises
from jingwei.collab.risk import at_risk
from jingwei.collab.sight import departments, see
from jingwei.collab.usual import coming, starts
from jingwei.collab.weave import weave

MOST, MOST_WOVEN = 20, 8


async def home(desk: Desk, keeper: Bookkeeper) -> Json:
    """Every part under the person's own rights."""
    own = desk.viewer.department
    sight = await see(desk, departments(desk, [own]))
    kept = await keeper.books(desk)
    risks = await at_risk(desk)
    return {
        "department": sight.department(own),
        "tasks": (await inbox(desk, "mine"))[:MOST],
        "promises": {side: known(desk, await promises(desk, side))[:MOST] for side in ("owe", "owed")},
        "orders_at_risk": risks,
        "weave": await woven(desk, risks) if heads_departments(desk) else None,
        "numbers": await numbers(desk, kept),
        "mine": await personal(desk),
        "coming": await coming(desk),
        "starts": starts(desk),
        "books": books.shown(desk, kept),
    }


def known(desk: Desk, listed: Sequence[Json]) -> list[Json]:
    """Of documents one may not read a promise says nothing but a date; only who heads a department answers for those too."""
    heads = any(one.head == desk.viewer.person for one in desk.directory.departments.values())
    return [one for one in listed if named(one["record"]) or (heads and one["mine"])]


def named(record: object) -> bool:
    return isinstance(record, dict) and record["title"] is not None


def heads_departments(desk: Desk) -> bool:
    """Whoever heads a department with others under it answers for what passes between them."""
    return any(
        one.head == desk.viewer.person and len(desk.directory.below.get(one.id, ())) > 1
        for one in desk.directory.departments.values()
    )


async def woven(desk: Desk, risks: Sequence[Json]) -> Json:
    """The weave of the orders at risk, the worst first; without any, of those due next."""
    cloth = await weave(desk)
    rows = cloth["orders"]
    assert isinstance(rows, list)
    found = {place_of(row): row for row in rows}
    worst = [found[place] for risk in risks if (place := place_of(risk)) in found]
    return {**cloth, "orders": (worst or rows)[:MOST_WOVEN]}


def place_of(row: Json) -> tuple[object, str]:
    record = row["record"]
    assert isinstance(record, dict)
    return row["form"], str(record["id"])
