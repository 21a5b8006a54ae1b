"""No event is lost, whatever the order of commits; a reader that goes by id does lose some."""

import asyncio
import random
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from jingwei.base.words import Words
from jingwei.store.ids import Ids
from jingwei.store.pool import Pool, PoolSettings
from jingwei.store.queue.jobs import Job, Jobs, enqueue
from jingwei.store.queue.notifier import CLOSED, MISSED, Notifier, Subscription
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace


@pytest_asyncio.fixture(loop_scope="session")
async def notifier(pool: Pool) -> AsyncIterator[Notifier]:
    made = Notifier(pool)
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def write(pool: Pool, factory: Workspace, ids: Ids, notifier: Notifier, pause: float = 0.0) -> int:
    async def work(transaction: Transaction) -> int:
        number = await ids.one(transaction)
        await asyncio.sleep(pause)
        await transaction.execute(
            f"insert into {factory.schema}.event (id, kind, actor, via) values ($1, 'test', 7, 'page')",
            number,
        )
        await transaction.execute(
            f"insert into {factory.schema}.event_object (event, form, record, role) "
            "values ($1, 3, $1, 'made')",
            number,
        )
        await asyncio.sleep(pause)
        transaction.after_commit.append(lambda: notifier.poke(factory))
        return number

    return await run(pool, work)


async def receive(subscription: Subscription, count: int, seconds: float = 10) -> list[int]:
    got: list[int] = []
    async with asyncio.timeout(seconds):
        while len(got) < count:
            got.append((await subscription.next()).id)
    return got


async def test_many_writers_lose_nothing_by_horizon_but_would_by_id(
    pool: Pool, factory: Workspace, notifier: Notifier
) -> None:
    chance = random.Random(5)
    highest, seen_by_id, stop = 0, set[int](), False

    async def by_id() -> None:
        nonlocal highest
        while not stop:
            async with pool.connection() as connection:
                rows = await connection.fetch(
                    f"select id from {factory.schema}.event where id > $1 order by id", highest
                )
            seen_by_id.update(row[0] for row in rows)
            highest = max([highest, *(row[0] for row in rows)])
            await asyncio.sleep(0.002)

    async def writer(ids: Ids) -> list[int]:
        return [await write(pool, factory, ids, notifier, chance.random() * 0.01) for _ in range(40)]

    async with notifier.subscribe(factory) as subscription:
        naive = asyncio.create_task(by_id())
        processes = [Ids(factory.schema) for _ in range(3)]
        each = await asyncio.gather(*(writer(processes[n % 3]) for n in range(6)))
        written = [number for numbers in each for number in numbers]
        got = await receive(subscription, len(written))
        await asyncio.sleep(0.05)
        stop = True
        await naive
    assert sorted(got) == sorted(written)
    assert set(written) - seen_by_id, "Reading by id lost nothing here, so the test shows nothing."


async def test_an_early_id_that_commits_late_is_delivered(
    pool: Pool, factory: Workspace, notifier: Notifier
) -> None:
    ids = Ids(factory.schema)
    async with notifier.subscribe(factory) as subscription:
        slow = asyncio.create_task(write(pool, factory, ids, notifier, 0.15))
        await asyncio.sleep(0.02)
        quick = await write(pool, factory, ids, notifier)
        assert set(await receive(subscription, 2)) == {quick, await slow}


async def test_at_the_end_every_listener_is_told_and_nobody_waits(pool: Pool, factory: Workspace) -> None:
    notifier = Notifier(pool)
    async with notifier.subscribe(factory) as early:
        notifier.close()
        async with notifier.subscribe(factory) as late:
            assert await asyncio.wait_for(early.next(), 1) is CLOSED
            assert await asyncio.wait_for(late.next(), 1) is CLOSED


async def test_other_processes_hear_at_once(database: str, factory: Workspace, pool: Pool) -> None:
    """Two notifiers with pools of their own, as two processes have; polling alone would take five seconds."""
    other = Pool(PoolSettings(database, size=2))
    here, there = Notifier(pool), Notifier(other)
    tasks = [asyncio.create_task(each.run()) for each in (here, there)]
    woken: list[int] = []
    there.on_poke.append(woken.append)
    async with there.subscribe(factory) as subscription:
        await asyncio.sleep(0.2)
        number = await write(pool, factory, Ids(factory.schema), here)
        event = await asyncio.wait_for(subscription.next(), 1)
    assert event.id == number
    assert woken == [factory.id]
    assert [(o.form, o.record, o.role) for o in event.objects] == [(3, number, "made")]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await other.close()


async def test_the_line_comes_back_when_it_is_cut(pool: Pool, factory: Workspace, notifier: Notifier) -> None:
    async with notifier.subscribe(factory) as subscription:
        await asyncio.sleep(0.1)
        async with pool.connection() as connection:
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where query ilike 'listen%' and datname = current_database()"
            )
        number = await write(pool, factory, Ids(factory.schema), notifier)
        assert await receive(subscription, 1) == [number]


async def test_no_error_of_the_line_ends_the_notifier(
    pool: Pool, factory: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut at a bad moment, asyncpg raises even `InternalClientError`; events must go on all the same."""
    tried = 0

    async def cut() -> None:
        nonlocal tried
        tried += 1
        raise asyncpg.InternalClientError("cannot switch to state 11")

    monkeypatch.setattr(pool, "direct", cut)
    made = Notifier(pool)
    task = asyncio.create_task(made.run())
    async with made.subscribe(factory) as subscription:
        await asyncio.sleep(0.05)
        number = await write(pool, factory, Ids(factory.schema), made)
        assert await receive(subscription, 1) == [number]
    assert tried == 1
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_slow_listener_is_told_that_it_missed_something(
    pool: Pool, factory: Workspace, notifier: Notifier
) -> None:
    ids = Ids(factory.schema)
    async with notifier.subscribe(factory, size=3) as slow, notifier.subscribe(factory) as quick:
        for _ in range(4):
            await write(pool, factory, ids, notifier)
        await receive(quick, 4)
        assert await slow.next() == MISSED


async def test_nobody_listening_means_nobody_reading(
    pool: Pool, factory: Workspace, notifier: Notifier
) -> None:
    async with notifier.subscribe(factory):
        pass
    assert notifier.watched == ()


async def test_whoever_watches_a_job_hears_each_step_and_its_end(
    pool: Pool, factory: Workspace, notifier: Notifier
) -> None:
    ids = Ids(factory.schema)

    async def count(job: Job) -> object:
        await job.progress(1, 2, Words("一半", "Half"))
        await job.progress(2, 2)
        return None

    async with notifier.subscribe(factory) as subscription:
        await write(pool, factory, ids, notifier)
        await receive(subscription, 1)  # the line stands
        number = await run(pool, lambda t: enqueue(t, factory, ids, "count", {}))
        await Jobs(pool, {"count": count}).claim(factory)
        async with asyncio.timeout(10):
            heard = [await subscription.next() for _ in range(3)]
    assert [(event.kind, event.job, event.objects) for event in heard] == [("job", number, ())] * 3
