"""The home page of a person: what is my turn, what do we owe, which orders are in danger, do the books agree."""

from __future__ import annotations

from jingwei.collab import books
from jingwei.collab.books import Bookkeeper
from jingwei.collab.desk import Desk, Json
from jingwei.collab.inbox import inbox
from jingwei.collab.numbers import numbers, personal
from jingwei.collab.promises import promises
from jingwei.collab.risk import at_risk
from jingwei.collab.sight import departments, see
from jingwei.collab.usual import coming, starts

MOST = 20


async def home(desk: Desk, keeper: Bookkeeper) -> Json:
    """Every part under the person's own rights."""
    own = desk.viewer.department
    sight = await see(desk, departments(desk, [own]))
    kept = await keeper.books(desk)
    return {
        "department": sight.department(own),
        "tasks": (await inbox(desk, "mine"))[:MOST],
        "promises": {side: (await promises(desk, side))[:MOST] for side in ("owe", "owed")},
        "orders_at_risk": await at_risk(desk),
        "numbers": await numbers(desk, kept),
        "mine": await personal(desk),
        "coming": await coming(desk),
        "starts": starts(desk),
        "books": books.shown(desk, kept),
    }
