"""Contents leave the disk when nobody names them any more, and not a moment before."""

import json
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jingwei.store import files
from jingwei.store.files import Content, Files
from jingwei.store.ids import Ids
from jingwei.store.pool import Pool
from jingwei.store.queue import jobs
from jingwei.store.tidy import tidy
from jingwei.store.transaction import run
from jingwei.store.workspace import Workspace


async def chunks(text: bytes) -> AsyncIterator[bytes]:
    yield text


async def aged(kept: Files, text: bytes) -> Content:
    """A content that came three days ago."""
    content = await kept.keep(chunks(text))
    long_ago = time.time() - 3 * 86400
    os.utime(kept.path(content.sha256), (long_ago, long_ago))
    return content


async def test_only_what_nobody_names_goes(pool: Pool, factory: Workspace, tmp_path: Path) -> None:
    kept, ids = Files(tmp_path), Ids(factory.schema)
    named, waiting, ended, nobody = [
        await aged(kept, text) for text in (b"named", b"job", b"done", b"nobody")
    ]
    fresh = await kept.keep(chunks(b"fresh"))
    await run(pool, lambda t: files.register(t, factory, ids, named, "a", "", 1))
    for content in (waiting, ended):
        args = {"sha256": content.sha256.hex()}
        await run(pool, lambda t, args=args: jobs.enqueue(t, factory, ids, "import.csv", args))  # type: ignore[misc]
    async with pool.connection() as connection:
        await connection.execute(
            f"update {factory.schema}.job set state = 'done' where args = $1",
            json.dumps({"sha256": ended.sha256.hex()}),
        )
    assert await tidy(pool, kept) == 2
    there = [kept.path(one.sha256).is_file() for one in (named, waiting, ended, nobody, fresh)]
    assert there == [True, True, False, False, True]
    assert await tidy(pool, kept) == 0


async def test_what_comes_anew_while_it_goes_is_put_back(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Files(tmp_path)
    content = await aged(kept, b"again")
    place, rename = kept.path(content.sha256), Path.rename

    def renamed(self: Path, target: Path) -> Path:
        if self == place:
            place.touch()  # somebody uploads the same at this very moment
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", renamed)
    assert await tidy(pool, kept) == 0
    assert place.read_bytes() == b"again"
