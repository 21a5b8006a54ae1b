"""Timers fire once and never early, jobs outlive their worker, deliveries are tried until they succeed."""

import asyncio
import itertools
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from tests.waiting import eventually

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.store.ids import Ids
from jingwei.store.pool import Pool, Row
from jingwei.store.queue import jobs, outbox, timers
from jingwei.store.queue.jobs import Job, Jobs
from jingwei.store.queue.notifier import Notifier
from jingwei.store.queue.outbox import Delivery, Outbox
from jingwei.store.queue.timers import Timer, Timers
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace

_numbers = itertools.count(1)


async def later(pool: Pool, factory: Workspace, kind: str, seconds: float, count: int = 1) -> list[int]:
    due = datetime.now(UTC) + timedelta(seconds=seconds)
    made = [Timer(next(_numbers), due, kind) for _ in range(count)]
    await run(pool, lambda t: timers.set_timers(t, factory, made))
    return [timer.id for timer in made]


async def test_each_timer_fires_once_and_never_early(pool: Pool, factory: Workspace) -> None:
    async with pool.connection() as connection:
        await connection.execute(
            f"create table {factory.schema}.fired (id bigint, due timestamptz, at timestamptz)"
        )

    async def fire(transaction: Transaction, workspace: Workspace, due: Sequence[Timer]) -> None:
        await transaction.executemany(
            f"insert into {workspace.schema}.fired values ($1, $2, clock_timestamp())",
            [(timer.id, timer.due) for timer in due],
        )

    workers = [Timers(pool, {"note": fire}) for _ in range(2)]
    for worker in workers:
        worker.rounds.watch(factory)
    expected = await later(pool, factory, "note", -1, 350) + await later(pool, factory, "note", 0.4, 50)
    tasks = [asyncio.create_task(worker.rounds.run()) for worker in workers]

    async def rows() -> list[Row]:
        async with pool.connection() as connection:
            return list(await connection.fetch(f"select * from {factory.schema}.fired"))

    async def all_fired() -> bool:
        return len(await rows()) >= len(expected)

    await eventually(all_fired)
    for task in tasks:
        task.cancel()
    fired = await rows()
    assert sorted(row["id"] for row in fired) == sorted(expected)
    assert all(row["at"] >= row["due"] for row in fired)


async def test_a_failing_timer_waits_and_holds_up_nobody(pool: Pool, factory: Workspace) -> None:
    done: list[int] = []

    async def fire(transaction: Transaction, workspace: Workspace, due: Sequence[Timer]) -> None:
        if any(timer.id == bad for timer in due):
            raise ZeroDivisionError("one part of nothing")
        transaction.after_commit.append(lambda: done.extend(timer.id for timer in due))

    good = await later(pool, factory, "part", -2, 3)
    [bad] = await later(pool, factory, "part", -1)
    good += await later(pool, factory, "part", -0.5, 3)
    await Timers(pool, {"part": fire}).fire_due(factory)
    assert done == good
    async with pool.connection() as connection:
        row = await connection.fetchrow(
            f"select tries, error, due > now() as waits from {factory.schema}.timer where id = $1", bad
        )
        await connection.execute(f"delete from {factory.schema}.timer")
    assert (row["tries"], row["error"], row["waits"]) == (1, "ZeroDivisionError: one part of nothing", True)


async def test_dropped_timers_do_not_fire(pool: Pool, factory: Workspace) -> None:
    due = datetime.now(UTC) - timedelta(seconds=1)
    made = [Timer(next(_numbers), due, "x", instance=5, token=token) for token in ("a", "b")]
    await run(pool, lambda t: timers.set_timers(t, factory, made))
    await run(pool, lambda t: timers.drop_timers(t, factory, 5, "a"))
    fired: list[str | None] = []

    async def fire(transaction: Transaction, workspace: Workspace, due: Sequence[Timer]) -> None:
        fired.extend(timer.token for timer in due)

    await Timers(pool, {"x": fire}).fire_due(factory)
    assert fired == ["b"]


async def begin(pool: Pool, factory: Workspace, kind: str, **args: object) -> int:
    ids = Ids(factory.schema)
    return await run(pool, lambda t: jobs.enqueue(t, factory, ids, kind, args, by=9))


async def seen(pool: Pool, factory: Workspace, number: int) -> Row:
    return await run(pool, lambda t: jobs.look(t, factory, number))


async def until(pool: Pool, factory: Workspace, number: int, state: str) -> Row:
    async def reached() -> bool:
        return bool((await seen(pool, factory, number))["state"] == state)

    await eventually(reached)
    return await seen(pool, factory, number)


async def test_a_job_runs_shows_progress_and_keeps_its_result(pool: Pool, factory: Workspace) -> None:
    async def count(job: Job) -> object:
        await job.progress(3, 10, Words("正在计算", "Counting"))
        return {"sum": job.args["a"], "by": job.created_by}

    number = await begin(pool, factory, "count", a="4")
    await Jobs(pool, {"count": count}).claim(factory)
    row = await until(pool, factory, number, "done")
    assert (row["done"], row["total"], json.loads(row["note"])["zh"]) == (10, 10, "正在计算")
    assert json.loads(row["result"]) == {"sum": "4", "by": 9}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Invalid.at(("lines", 2), "unit", Words("单位未知", "Unknown unit")), "unit"),
        (Invalid.at(("a\x00",), "unit", Words("没有“\x00”", "No \x00")), "unit"),  # PostgreSQL keeps no NUL
        (ZeroDivisionError("secret /path"), "internal"),
    ],
)
async def test_a_failed_job_says_why_but_not_how(
    pool: Pool, factory: Workspace, error: Exception, code: str
) -> None:
    async def fail(job: Job) -> object:
        raise error

    number = await begin(pool, factory, "fail")
    await Jobs(pool, {"fail": fail}).claim(factory)
    row = await until(pool, factory, number, "failed")
    assert [fault["code"] for fault in json.loads(row["faults"])] == [code]
    assert "secret" not in row["faults"]


async def test_a_job_whose_worker_died_is_taken_over(pool: Pool, factory: Workspace) -> None:
    async def hang(job: Job) -> object:
        await asyncio.sleep(60)
        return None

    async def finish(job: Job) -> object:
        return {"tries": job.tries}

    number = await begin(pool, factory, "slow")
    dead = Jobs(pool, {"slow": hang})
    await dead.claim(factory)
    heir = Jobs(pool, {"slow": finish})

    async def taken_over() -> bool:
        async with pool.connection() as connection:  # as after kill -9: nobody beats any more
            await connection.execute(
                f"update {factory.schema}.job set heartbeat = now() - interval '1 minute' where id = $1",
                number,
            )
        await heir.claim(factory)
        return bool((await seen(pool, factory, number))["state"] == "done")

    await eventually(taken_over)  # the last beat of the dead worker may still have been under way
    assert json.loads((await until(pool, factory, number, "done"))["result"]) == {"tries": 2}
    await dead.close()
    assert (await seen(pool, factory, number))["state"] == "done"


async def test_a_job_that_kills_its_workers_is_given_up(pool: Pool, factory: Workspace) -> None:
    number = await begin(pool, factory, "deadly")
    async with pool.connection() as connection:
        await connection.execute(
            f"update {factory.schema}.job set state = 'running', tries = 3, heartbeat = '2000-01-01' "
            "where id = $1",
            number,
        )
    await Jobs(pool, {}).claim(factory)
    row = await until(pool, factory, number, "failed")
    assert json.loads(row["faults"])[0]["code"] == "job_died"


async def test_cancelling(pool: Pool, factory: Workspace) -> None:
    async def hang(job: Job) -> object:
        await asyncio.sleep(60)
        return None

    waiting = await begin(pool, factory, "hang")
    assert (await run(pool, lambda t: jobs.cancel(t, factory, waiting)))["state"] == "cancelled"
    running = await begin(pool, factory, "hang")
    await Jobs(pool, {"hang": hang}, stale=0.5).claim(factory)
    await until(pool, factory, running, "running")
    await run(pool, lambda t: jobs.cancel(t, factory, running))
    await until(pool, factory, running, "cancelled")


async def test_whoever_watches_hears_that_a_job_was_cancelled_before_it_began(
    pool: Pool, factory: Workspace
) -> None:
    notifier = Notifier(pool)
    task = asyncio.create_task(notifier.run())
    number = await begin(pool, factory, "hang")
    async with notifier.subscribe(factory) as subscription:
        await asyncio.sleep(0.2)
        await run(pool, lambda t: jobs.cancel(t, factory, number))
        assert (await asyncio.wait_for(subscription.next(), 2)).job == number
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_stopping_worker_puts_its_job_back(pool: Pool, factory: Workspace) -> None:
    begun = asyncio.Event()

    async def hang(job: Job) -> object:
        begun.set()
        await asyncio.sleep(60)
        return None

    number = await begin(pool, factory, "hang")
    worker = Jobs(pool, {"hang": hang})
    await worker.claim(factory)
    await begun.wait()
    await worker.close()
    assert (await seen(pool, factory, number))["state"] == "waiting"
    await run(pool, lambda t: jobs.cancel(t, factory, number))


async def test_a_delivery_is_tried_again_dies_and_is_replayed(pool: Pool, factory: Workspace) -> None:
    tried: list[int] = []

    async def refuse(workspace: Workspace, delivery: Delivery) -> None:
        tried.append(delivery.tries)
        raise ConnectionError("no route")

    async def hurry() -> None:
        async with pool.connection() as connection:
            await connection.execute(f"update {factory.schema}.outbox set next_at = now()")

    number = next(_numbers)
    await run(pool, lambda t: outbox.put(t, factory, Delivery(number, "mail", "{}")))
    box = Outbox(pool, {"mail": refuse})
    for _ in range(outbox.TRIES + 2):
        await box.deliver_due(factory)
        await box.deliver_due(factory)  # not due yet: must not be tried
        await hurry()
    assert tried == list(range(1, outbox.TRIES + 1))

    sent: list[int] = []

    async def send(workspace: Workspace, delivery: Delivery) -> None:
        sent.append(delivery.id)

    assert await run(pool, lambda t: outbox.replay(t, factory, number))
    for _ in range(2):
        await Outbox(pool, {"mail": send}).deliver_due(factory)
        await hurry()
    assert sent == [number]
