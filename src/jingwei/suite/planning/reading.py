"""The shop floor as it stands, read in one transaction: machines, work orders and maintenance orders, people and tools, the plant's calendar."""

from __future__ import annotations

from jingwei.store.transaction import Transaction
from jingwei.store.workdays import workdays_in
from jingwei.suite.planning.crew import crew
from jingwei.suite.planning.shop import Shop, machines, orders
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.upkeep import maintenance


async def shop(transaction: Transaction, names: Names) -> Shop:
    there = await machines(transaction, names)
    work = await orders(transaction, names)
    upkeep = await maintenance(transaction, names, there)
    calendar = await workdays_in(names.schema, names.catalogue, transaction)
    return Shop(there, (*work, *upkeep), await crew(transaction, names), calendar=calendar)
