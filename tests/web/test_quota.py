"""Uploads fill no disk: what a person has not used yet, and what a workspace keeps, have their limits."""

import asyncio
import os
from collections.abc import AsyncIterator

import httpx
import pytest
from tests.waiting import eventually
from tests.web.client import Application

from jingwei.store import files
from jingwei.store.quota import Quota
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace


async def put(browser: httpx.AsyncClient, size: int) -> httpx.Response:
    return await browser.post("/api/v1/files", params={"name": "a.bin"}, content=os.urandom(size))


async def kept(application: Application, factory: Workspace, sql: str) -> None:
    async with application.deps.pool.connection() as connection:
        await connection.execute(sql.replace("{s}", factory.schema))


@pytest.fixture(autouse=True)
async def emptied(application: Application, factory: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    await kept(application, factory, "delete from {s}.file")
    monkeypatch.setattr(application.deps.files, "quota", Quota(loose=10_000, workspace=30_000))


async def test_what_is_not_used_yet_has_a_limit_and_using_it_makes_room(
    application: Application, factory: Workspace, li: httpx.AsyncClient
) -> None:
    assert [(await put(li, 4_000)).status_code for _ in range(3)] == [201, 201, 413]
    refused = await put(li, 4_000)
    assert refused.json()["faults"][0]["code"] == "quota"
    await kept(application, factory, "update {s}.file set linked = true")
    assert (await put(li, 4_000)).status_code == 201


async def test_one_person_does_not_use_up_the_room_of_another(
    application: Application, li: httpx.AsyncClient
) -> None:
    assert [(await put(li, 5_000)).status_code for _ in range(3)] == [201, 201, 413]
    async with application.browser() as wang:
        await application.sign_in(wang, "wang")
        assert (await put(wang, 5_000)).status_code == 201


async def test_two_at_once_pass_the_limit_no_more_than_one_after_the_other(
    application: Application, factory: Workspace, li: httpx.AsyncClient
) -> None:
    """The second waits until the first has its place, and counts it."""
    deps = application.deps
    content = await deps.files.keep(chunks(os.urandom(6_000)))

    async def waits() -> bool:
        async with deps.pool.connection() as connection:
            sql = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            return bool(await connection.fetchval(sql))

    async def work(transaction: Transaction) -> asyncio.Task[httpx.Response]:
        await files.register(transaction, factory, deps.ids[factory], content, "a", "", 11, deps.files.quota)
        second = asyncio.create_task(put(li, 6_000))
        await eventually(waits)
        return second

    assert (await (await run(deps.pool, work))).status_code == 413


async def chunks(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def test_a_workspace_has_a_limit_of_its_own(
    application: Application, factory: Workspace, li: httpx.AsyncClient
) -> None:
    for _ in range(5):
        assert (await put(li, 6_000)).status_code == 201
        await kept(application, factory, "update {s}.file set linked = true")
    assert (await put(li, 6_000)).status_code == 413


async def test_what_is_announced_beyond_the_limit_is_not_even_read(
    application: Application, li: httpx.AsyncClient
) -> None:
    before = sum(1 for _ in application.deps.files.root.rglob("*"))
    assert (await put(li, 11_000)).status_code == 413
    assert sum(1 for _ in application.deps.files.root.rglob("*")) == before
