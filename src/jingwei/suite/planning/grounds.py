"""What a schedule is made from, read in one transaction: the shop, the planner's wishes, and the material that is waited for."""

from __future__ import annotations

from datetime import datetime

from jingwei.process.plant import Plant
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.floor_plan import Ground
from jingwei.suite.planning.material import with_material
from jingwei.suite.planning.preferences import STARTS, Starts, preferences
from jingwei.suite.planning.reading import shop
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.start import SCHEDULE


async def standing_starts(transaction: Transaction, schema: str) -> Starts | None:
    """How starts were liked when what stands was accepted; unknown where nobody has accepted anything."""
    told = await transaction.fetchval(
        f"SELECT result->>'starts' FROM {schema}.job WHERE kind = $1 AND state = 'done' AND result ? 'stands' "
        "ORDER BY id DESC LIMIT 1",
        SCHEDULE,
    )
    return STARTS.get(str(told))


async def standing_ground(transaction: Transaction, names: Names, plant: Plant, now: datetime) -> Ground:
    wishes = await preferences(transaction, names)
    seen = await shop(transaction, names)
    if wishes.material:
        seen = await with_material(transaction, names, seen, plant, now)
    return Ground(seen, plant, now, wishes)
