"""One PostgreSQL per test session, with fsync off; every module that asks gets a database of its own."""

import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from jingwei.base.words import Words
from jingwei.store import embedded, system, workspace
from jingwei.store.pool import Pool, PoolSettings
from jingwei.store.workspace import Workspace

_numbers = itertools.count(1)
FreshDatabase = Callable[..., Awaitable[str]]


@pytest.fixture(scope="session")
def server() -> Iterator[embedded.Server]:
    """The session's server, in a directory that vanishes with it."""
    data = Path(tempfile.mkdtemp(prefix="jingwei-tests-"))
    data.chmod(0o755)
    running = embedded.start(data, durable=False)
    yield running
    embedded.stop(running)
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def fresh_database(server: embedded.Server) -> FreshDatabase:
    """`await fresh_database(template=None)` gives the URL of a new database, a clone if one is named."""

    async def make(template: str | None = None, name: str | None = None) -> str:
        name = name or f"t{os.getpid()}_{next(_numbers)}"
        connection = await asyncpg.connect(server.admin_url)
        try:
            source = template or "template1"
            # A clone copies files instead of logging every page, which is what makes it quick.
            await connection.execute(
                f'create database "{name}" owner jingwei template "{source}" strategy file_copy'
            )
        finally:
            await connection.close()
        return server.database(name)

    return make


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def empty_template(server: embedded.Server, fresh_database: FreshDatabase) -> str:
    """The name of a template database that holds the system schema and one workspace `factory`."""
    name = "template_empty"
    pool = Pool(PoolSettings(await fresh_database(name=name)))
    await system.migrate(pool)
    await workspace.create(pool, "factory", Words("示范工厂", "Demo factory"))
    await pool.close()
    return name


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def database(fresh_database: FreshDatabase, empty_template: str) -> str:
    """The URL of a database with the system schema and the workspace `factory`, new for each module."""
    return await fresh_database(template=empty_template)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pool(database: str) -> AsyncIterator[Pool]:
    opened = Pool(PoolSettings(database, size=8))
    await opened.open()
    yield opened
    await opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def factory(pool: Pool) -> Workspace:
    """The workspace of the module's database."""
    return await workspace.by_slug(pool, "factory")
