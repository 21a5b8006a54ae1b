"""Ids are nobody else's, and a transaction that makes thousands of records asks for them a few times."""

from jingwei.store.ids import BLOCK, Fresh, Ids
from jingwei.store.pool import Pool
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace


async def test_no_id_is_given_twice(pool: Pool, factory: Workspace) -> None:
    shared, other = Ids(factory.schema), Ids(factory.schema)

    async def work(transaction: Transaction) -> list[int]:
        one, two = Fresh(shared, transaction), Fresh(shared, transaction)
        elsewhere = Fresh(other, transaction)
        found: list[int] = []
        for n in range(3 * BLOCK):
            found += [await one.one(), await elsewhere.one()]
            if n % 7 == 0:
                found += [await two.one(), *await one.take(3)]
        return found

    found = await run(pool, work)
    assert len(set(found)) == len(found)


async def test_who_makes_many_records_asks_ever_more_seldom(pool: Pool, factory: Workspace) -> None:
    asked = 0

    class Counted(Ids):
        async def take(self, transaction: Transaction, count: int = 1) -> list[int]:
            nonlocal asked
            asked += 1
            return await super().take(transaction, count)

    async def work(transaction: Transaction) -> None:
        fresh = Fresh(Counted(factory.schema), transaction)
        for _ in range(64 * BLOCK):
            await fresh.one()

    await run(pool, work)
    assert asked <= 10
