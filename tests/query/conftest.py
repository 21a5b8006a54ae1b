"""The shop in tables of its own, made once for each module."""

import pytest_asyncio
from tests.query.shop import Shop, raw

from jingwei.spec.catalogue import build
from jingwei.store.pool import Pool
from jingwei.store.tables.change import statements
from jingwei.store.workspace import Workspace


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def made(pool: Pool, factory: Workspace) -> Shop:
    catalogue = build((raw(),))
    from_nothing = build(())
    async with pool.connection() as connection:
        for statement in statements(factory.schema, from_nothing, catalogue):
            await connection.execute(statement)
        await connection.execute(
            f"INSERT INTO {factory.schema}.head (version) VALUES ($1)",
            catalogue.version,
        )
    return Shop(pool, factory, catalogue)


@pytest_asyncio.fixture(loop_scope="session")
async def shop(made: Shop) -> Shop:
    """The shop without any record."""
    await made.clear()
    return made
