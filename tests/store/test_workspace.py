"""Schemas are made once, brought up to date, and keep to what sharding by schema allows."""

import asyncio

import pytest

from jingwei.base.errors import Conflict, Invalid
from jingwei.base.words import Words
from jingwei.store import system, workspace
from jingwei.store.pool import Pool
from jingwei.store.workspace import Workspace

TITLE = Words("二厂", "Second plant")


async def test_migrating_again_and_at_once_changes_nothing(pool: Pool) -> None:
    await asyncio.gather(*(system.migrate(pool) for _ in range(4)))
    async with pool.connection() as connection:
        assert await connection.fetchval("select count(*) from jingwei.step") == len(system.MIGRATIONS)
    assert await workspace.migrate_all(pool) == 0


async def test_a_taken_or_malformed_slug_is_refused(pool: Pool) -> None:
    with pytest.raises(Conflict, match="taken"):
        await workspace.create(pool, "factory", TITLE)
    for slug in ("", "2b", 'a"; drop schema jingwei', "A", "a" * 41):
        with pytest.raises(Invalid):
            await workspace.create(pool, slug, TITLE)


async def test_each_workspace_has_its_own_schema(pool: Pool) -> None:
    made = await workspace.create(pool, "second-plant", TITLE)
    assert await workspace.by_slug(pool, "second-plant") == made
    async with pool.connection() as connection:
        tables = await connection.fetch("select tablename from pg_tables where schemaname = $1", made.schema)
    assert {"event", "change", "seal", "task", "timer", "job"} <= {row[0] for row in tables}


async def test_the_schema_can_move_to_another_node(pool: Pool, factory: Workspace) -> None:
    async with pool.connection() as connection:
        offending = await connection.fetch(
            """
            select 'trigger ' || tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
              where c.relnamespace = $1::text::regnamespace
            union all select 'foreign key ' || conname from pg_constraint
              where connamespace = $1::text::regnamespace and contype = 'f'
            union all select 'identity ' || attname from pg_attribute a join pg_class c on c.oid = a.attrelid
              where c.relnamespace = $1::text::regnamespace and attidentity <> ''
            """,
            factory.schema,
        )
    assert [row[0] for row in offending] == []
