"""The plant, built once for each module."""

from collections.abc import AsyncIterator

import pytest_asyncio
from tests.process.lab import Lab, build

from jingwei.store.pool import Pool
from jingwei.store.workspace import Workspace


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def lab(pool: Pool, factory: Workspace) -> AsyncIterator[Lab]:
    made = await build(pool, factory)
    yield made
    await made.doors.close()
