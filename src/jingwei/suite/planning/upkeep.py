"""Maintenance orders 保养工单: each is scheduled on its machine, within its window, like an order of one operation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from jingwei.store.transaction import Transaction
from jingwei.suite.planning.shop import MAINTENANCE, ONE, ZERO, Asks, Machine, Task, WorkOrder
from jingwei.suite.planning.sources import Names

WEIGHT = 30
"""How often a minute after the latest day counts: dear, not forbidden."""
TOLD = "dispatched"
"""It is done on that machine and no other, as an operation somebody has been told to do there."""


async def maintenance(
    transaction: Transaction, names: Names, machines: Collection[Machine]
) -> tuple[WorkOrder, ...]:
    """Those still to be done, on machines that are planned."""
    m = names.form(MAINTENANCE, "m")
    rows = await transaction.fetch(
        f"SELECT m.id, {m['number']}, {m['work']}, {m['machine']}, {m['minutes']}, {m['earliest']}, {m['latest']}, "
        f"coalesce({m['unbroken']}, false), {m['planned_start']}, {m['planned_end']}, coalesce({m['locked']}, false) "
        f"FROM {m} WHERE m.deleted_at IS NULL AND {m['state']} = 'open' ORDER BY m.id"
    )
    own = {machine.id: machine for machine in machines if not machine.outside}
    return tuple(order(own, tuple(row)) for row in rows if row[3] in own)


async def maintained(transaction: Transaction, names: Names, ids: Collection[int]) -> set[int]:
    """Those of some bars that are maintenance orders."""
    m = names.form(MAINTENANCE, "m")
    return {
        row[0] for row in await transaction.fetch(f"SELECT m.id FROM {m} WHERE m.id = ANY($1::bigint[])", ids)
    }


def order(machines: Mapping[int, Machine], row: tuple) -> WorkOrder:  # type: ignore[type-arg]
    identity, number, work, machine, length, earliest, latest, unbroken, start, end, locked = row
    # A furnace is empty while it is maintained: nothing else goes in beside it.
    room = Decimal(machines[machine].oven or 1)
    task = Task(
        identity, number, work, identity, machines[machine].centre, machine, TOLD, locked, start, end, None, ZERO,
        length, room, asks=Asks(unbroken=unbroken), form=MAINTENANCE, per=length,
    )  # fmt: skip
    return WorkOrder(identity, number, latest, (task,), WEIGHT, earliest, ONE, form=MAINTENANCE)
