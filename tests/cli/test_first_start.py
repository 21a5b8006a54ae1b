"""The demo factory is there whole or not at all."""

from pathlib import Path

import pytest
from tests.conftest import FreshDatabase

from jingwei import wiring
from jingwei.store import system, workspace
from jingwei.store.pool import Pool, PoolSettings
from jingwei.suite.demo import install


async def test_a_first_start_that_breaks_off_begins_anew(
    fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pool = Pool(PoolSettings(await fresh_database()))
    await system.migrate(pool)
    whole = install.HERE
    (tmp_path / "story-10-people.yaml").write_text(
        (whole / "story-10-people.yaml").read_text("utf-8"), "utf-8"
    )
    (tmp_path / "story-20-broken.yaml").write_text(
        "steps:\n- {create: people.person, rows: [{name: x}]}\n", "utf-8"
    )
    monkeypatch.setattr(install, "HERE", tmp_path)
    with pytest.raises(Exception, match="required"):
        await wiring.first_start(pool, tmp_path)
    assert [each.slug for each in await workspace.every(pool)] == [wiring.MAKING]

    (tmp_path / "story-20-broken.yaml").unlink()
    accounts = await wiring.first_start(pool, tmp_path)
    assert [each.slug for each in await workspace.every(pool)] == ["factory"]
    assert len(accounts) >= 10
    assert await wiring.first_start(pool, tmp_path) == accounts
    schema = (await workspace.by_slug(pool, "factory")).schema
    async with pool.connection() as connection:
        jobs = await connection.fetch(f"SELECT kind, state FROM {schema}.job ORDER BY id")
    assert [tuple(job) for job in jobs] == [("planning.mrp", "waiting"), ("planning.schedule", "waiting")]
    await pool.close()
