"""`run` commits once, keeps nothing of failed work and never shows a clash of two writers to the caller."""

import asyncio

import asyncpg
import pytest
import pytest_asyncio

from jingwei.base.errors import Unavailable
from jingwei.store.ids import Ids
from jingwei.store.pool import Pool, PoolSettings
from jingwei.store.transaction import Retry, Transaction, run, run_single
from jingwei.store.workspace import Workspace


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def accounts(pool: Pool) -> None:
    async with pool.connection() as connection:
        await connection.execute("create table jingwei.box (id int primary key, n int not null)")
        await connection.execute("insert into jingwei.box values (1, 0), (2, 0)")


async def boxes(pool: Pool) -> list[int]:
    async with pool.connection() as connection:
        return [row[0] for row in await connection.fetch("select n from jingwei.box order by id")]


async def test_what_fails_leaves_nothing(pool: Pool) -> None:
    before = await boxes(pool)

    async def work(transaction: Transaction) -> None:
        await transaction.execute("update jingwei.box set n = n + 1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await run(pool, work)
    assert await boxes(pool) == before


async def test_after_commit_is_told_once_and_only_after_commit(pool: Pool) -> None:
    told: list[str] = []

    async def work(transaction: Transaction) -> None:
        transaction.after_commit.append(lambda: told.append("committed"))
        await transaction.execute("update jingwei.box set n = n where id = 1")
        if transaction.attempt < 3:
            raise Retry
        assert told == []

    await run(pool, work)
    assert told == ["committed"]


async def test_deadlocks_are_run_again_and_nothing_is_lost(pool: Pool) -> None:
    async with pool.connection() as connection:
        await connection.execute("update jingwei.box set n = 0")
    attempts: list[int] = []

    def crossing(first: int, second: int) -> object:
        async def work(transaction: Transaction) -> None:
            attempts.append(transaction.attempt)
            await transaction.execute("update jingwei.box set n = n + 1 where id = $1", first)
            await asyncio.sleep(0.05)
            await transaction.execute("update jingwei.box set n = n + 1 where id = $1", second)

        return run(pool, work)

    await asyncio.gather(crossing(1, 2), crossing(2, 1))  # type: ignore[call-overload]
    assert max(attempts) > 1, "The two did not meet, so the test shows nothing."
    assert await boxes(pool) == [2, 2]


async def test_a_clash_that_does_not_end_is_a_sentence(pool: Pool) -> None:
    async def work(transaction: Transaction) -> None:
        raise Retry

    with pytest.raises(Unavailable, match="contended"):
        await run(pool, work, tries=2)


async def test_a_connection_killed_before_commit_is_run_again(pool: Pool) -> None:
    async with pool.connection() as connection:
        await connection.execute("update jingwei.box set n = 0")

    async def work(transaction: Transaction) -> None:
        await transaction.execute("update jingwei.box set n = n + 1 where id = 1")
        if transaction.attempt == 1:
            me = await transaction.fetchval("select pg_backend_pid()")
            async with pool.connection() as other:
                await other.execute("select pg_terminate_backend($1)", me)
            await asyncio.sleep(0.05)
            await transaction.execute("select 1")

    await run(pool, work)
    assert (await boxes(pool))[0] == 1


async def test_a_single_statement_cut_off_is_not_run_again(pool: Pool) -> None:
    attempts: list[int] = []

    async def work(transaction: Transaction) -> None:
        attempts.append(transaction.attempt)
        await transaction.execute("select pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unavailable, match="commit_unknown"):
        await run_single(pool, work)
    assert attempts == [1]


async def test_a_swallowed_database_error_is_not_taken_for_success(pool: Pool) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.execute("update jingwei.box set n = 99")
        try:
            await transaction.execute("insert into jingwei.box values (1, 1)")
        except asyncpg.UniqueViolationError:
            return

    with pytest.raises(RuntimeError, match="swallowed"):
        await run(pool, work)
    assert 99 not in await boxes(pool)


async def test_cancelled_work_keeps_nothing_and_gives_its_place_back(pool: Pool, database: str) -> None:
    small = Pool(PoolSettings(database, size=1))

    async def work(transaction: Transaction) -> None:
        await transaction.execute("update jingwei.box set n = 77")
        await transaction.execute("select pg_sleep(5)")

    task = asyncio.create_task(run(small, work))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async def next_one(transaction: Transaction) -> int:
        return int(await transaction.fetchval("select max(n) from jingwei.box"))

    assert await asyncio.wait_for(run(small, next_one), 3) != 77
    await small.close()


async def test_an_unreachable_server_is_one_sentence() -> None:
    nowhere = Pool(PoolSettings("postgresql://nobody@127.0.0.1:1/none"))
    with pytest.raises(Unavailable, match="database_unreachable"):
        await nowhere.open()


async def test_a_pooler_needs_a_direct_address() -> None:
    with pytest.raises(ValueError, match="direct address"):
        PoolSettings("postgresql://x", pooler=True)


async def test_a_busy_pool_refuses_after_its_patience(database: str) -> None:
    small = Pool(PoolSettings(database, size=1, patience=0.05))
    async with small.connection():
        with pytest.raises(Unavailable, match="busy"):
            await small.take()
    await small.close()


async def test_ids_are_never_given_twice(pool: Pool, factory: Workspace) -> None:
    processes = [Ids(factory.schema) for _ in range(3)]
    given: list[int] = []

    async def work(transaction: Transaction) -> None:
        for ids in processes:
            given.extend(await ids.take(transaction, 7))
            given.append(await ids.one(transaction))
            given.extend(await ids.take(transaction, 250))

    await asyncio.gather(*(run(pool, work) for _ in range(8)))
    assert len(given) == len(set(given)) == 8 * 3 * 258
