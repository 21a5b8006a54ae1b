"""The chain over the change log holds for what was written and breaks for every kind of tampering."""

import asyncio
import itertools

import pytest

from jingwei.store.changelog import seal as changelog
from jingwei.store.changelog.seal import seal, verify
from jingwei.store.pool import Pool
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace

_numbers = itertools.count(1)


async def change(pool: Pool, factory: Workspace, count: int = 1, pause: float = 0.0) -> None:
    async def work(transaction: Transaction) -> None:
        for _ in range(count):
            await transaction.execute(
                f"insert into {factory.schema}.change (id, form, record, kind, via, body) "
                "values ($1, 1, 2, 'update', 'page', $2)",
                next(_numbers),
                '{"price": ["1", "2"], "名称": "轴"}',
            )
            await asyncio.sleep(pause)

    await run(pool, work)


async def sql(pool: Pool, statement: str) -> None:
    async with pool.connection() as connection:
        await connection.execute(statement)


@pytest.fixture
async def sealed(pool: Pool, factory: Workspace) -> Workspace:
    await sql(pool, f"truncate {factory.schema}.change, {factory.schema}.seal")
    for count in (1, 5, 2):
        await change(pool, factory, count)
        assert await seal(pool, factory) == count
    return factory


async def test_an_untouched_log_is_sound(pool: Pool, sealed: Workspace) -> None:
    verdict = await verify(pool, sealed)
    assert verdict.sound
    assert (verdict.seals, verdict.rows, verdict.unsealed) == (3, 8, 0)
    assert await seal(pool, sealed) == 0, "Nothing new makes no seal."


async def test_open_transactions_are_sealed_after_they_commit(pool: Pool, sealed: Workspace) -> None:
    slow = asyncio.create_task(change(pool, sealed, 2, 0.1))
    await asyncio.sleep(0.05)
    await change(pool, sealed)
    await seal(pool, sealed)
    assert (await verify(pool, sealed)).unsealed == 1
    await slow
    await seal(pool, sealed)
    verdict = await verify(pool, sealed)
    assert verdict.sound
    assert (verdict.rows, verdict.unsealed) == (11, 0)


async def test_many_sealers_at_once_make_one_chain(pool: Pool, sealed: Workspace) -> None:
    writers = [change(pool, sealed, 3, 0.005) for _ in range(4)]
    await asyncio.gather(*writers, *(seal(pool, sealed) for _ in range(6)))
    await seal(pool, sealed)
    verdict = await verify(pool, sealed)
    assert verdict.sound
    assert (verdict.rows, verdict.unsealed) == (20, 0)


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("update {s}.change set body = '{{}}' where id = (select min(id) + 2 from {s}.change)", 2),
        ("update {s}.change set actor = 5 where id = (select max(id) from {s}.change)", 3),
        ("delete from {s}.change where id = (select min(id) from {s}.change)", 1),
        (
            "insert into {s}.change select id + 1000000, xid, at, event, form, record, kind, actor, via, "
            "body from {s}.change order by id limit 1",
            1,
        ),
        ("update {s}.seal set root = sha256('x') where n = 2", 2),
        ("update {s}.seal set rows = rows + 1 where n = 3", 3),
        ("delete from {s}.seal where n = 1", 2),
        (
            "with gone as (delete from {s}.seal where n = 2) delete from {s}.change where xid >= "
            "(select from_xid from {s}.seal where n = 2) and xid < (select to_xid from {s}.seal where n = 2)",
            3,
        ),
    ],
)
async def test_tampering_is_found(pool: Pool, sealed: Workspace, tampering: str, broken: int) -> None:
    await sql(pool, tampering.format(s=sealed.schema))
    assert (await verify(pool, sealed)).broken == broken


async def test_a_batch_rewritten_together_with_its_own_seal_is_found(pool: Pool, sealed: Workspace) -> None:
    """Who knows the algorithm can make one seal fit its forged rows, but not the next one, which names it."""
    s = sealed.schema
    chained = changelog._CHAINED.format(
        prev="b.prev", n="b.n", low="b.from_xid", high="b.to_xid", rows="b.rows", digest=changelog._DIGEST
    )
    await sql(pool, f"update {s}.change set actor = 5 where id = (select min(id) + 1 from {s}.change)")
    await sql(
        pool,
        f"update {s}.seal a set root = (select {chained} from {s}.seal b join {s}.change c "
        "on c.xid >= b.from_xid and c.xid < b.to_xid where b.n = 2 "
        "group by b.n, b.prev, b.from_xid, b.to_xid, b.rows) where a.n = 2",
    )
    assert (await verify(pool, sealed)).broken == 3
