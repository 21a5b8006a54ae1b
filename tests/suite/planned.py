"""The demo factory told once, with a worker's hands: jobs of planning carried out as the worker would."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from jingwei.process.commands import Act, Change, Create, Outcome
from jingwei.query.request import record_request
from jingwei.store.queue.jobs import Job, look
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction, read
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.sources import Names
from jingwei.wiring.worker import handlers


async def submit(told: Told, login: str, *commands: Create | Change | Act) -> Outcome:
    return await told.doors[told.workspace].submit(await install.actor_of(told, login), commands)


async def job_done(told: Told, number: int) -> Mapping[str, object]:
    """Carries out a waiting job; its result."""

    async def work(transaction: Transaction) -> Job:
        row = await transaction.fetchrow(
            f"SELECT kind, args::text AS args FROM {told.workspace.schema}.job WHERE id = $1", number
        )
        assert row is not None
        await look(transaction, told.workspace, number)
        return Job(number, row["kind"], told.workspace, json.loads(row["args"]), None, 1, told.doors.pool)

    job = await read(told.doors.pool, work)
    result = await handlers(told.doors, Path(tempfile.gettempdir())).jobs[job.kind](job)
    async with told.doors.pool.connection() as connection:
        await connection.execute(
            f"UPDATE {told.workspace.schema}.job SET state = 'done' WHERE id = $1", number
        )
    assert isinstance(result, dict)
    return result


async def newest_job(told: Told) -> int:
    async with told.doors.pool.connection() as connection:
        number: int = await connection.fetchval(f"SELECT max(id) FROM {told.workspace.schema}.job")
    return number


async def run_mrp(told: Told, **values: object) -> Mapping[str, object]:
    """One MRP run by the planner, worked off."""
    made = await submit(told, "sunli", Create("planning.run", values))
    await submit(told, "sunli", Act("planning.run", made.asked[0].id, "start"))
    return await job_done(told, await newest_job(told))


async def record(told: Told, form: str, identity: int) -> Mapping[str, object]:
    """A record as the platform sees it."""
    found = await told.doors.ask(told.workspace, install.PLATFORM, record_request(form, str(identity)))
    body = json.loads(found.body)
    assert isinstance(body["values"], dict)
    return {"ver": body["ver"], **body["values"]}


async def rows(told: Told, sql: str, *args: object) -> list[tuple[object, ...]]:
    async with told.doors.pool.connection() as connection:
        return [tuple(row) for row in await connection.fetch(sql, *args)]


async def sources(told: Told) -> Names:
    return Names(await told.doors.catalogue(told.workspace), told.workspace.schema)


async def item(told: Told, code: str) -> int:
    form = (await told.doors.catalogue(told.workspace)).forms["engineering.item"]
    found = await rows(
        told,
        f"SELECT id FROM {told.workspace.schema}.{names.table(form)} WHERE {names.column(form['code'])} = $1",
        code,
    )
    number = found[0][0]
    assert isinstance(number, int)
    return number
