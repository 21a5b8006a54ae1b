"""Takes contents off the disk that no workspace names any more: dropped uploads, imported files."""

import asyncio
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from jingwei.store import workspace
from jingwei.store.files import Files
from jingwei.store.pool import Pool

OLD_ENOUGH = 48 * 3600.0
"""Seconds; a content lies here before its workspace knows it, but never as long."""


async def tidy(pool: Pool, files: Files, old_enough: float = OLD_ENOUGH) -> int:
    """Removes what is old and named by no file and no unfinished job of any workspace; answers how many."""
    before, gone = time.time() - old_enough, 0
    places = iter(await asyncio.to_thread(lambda: list(_old(files.root, before))))
    while some := list(islice(places, 500)):
        named = await _named(pool, [bytes.fromhex(one.name) for one in some])
        for one in some:
            if bytes.fromhex(one.name) not in named:
                gone += await asyncio.to_thread(_remove, one, before)
    return gone


def _old(root: Path, before: float) -> Iterator[Path]:
    for one in root.glob("[0-9a-f][0-9a-f]/*"):
        if len(one.name) == 64 and one.stat().st_mtime < before:
            yield one


async def _named(pool: Pool, contents: list[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for each in await workspace.every(pool):
        async with pool.connection() as connection:
            rows = await connection.fetch(
                f"select sha256 from {each.schema}.file where sha256 = any($1) union all "
                f"select decode(args->>'sha256', 'hex') from {each.schema}.job "
                "where state in ('waiting', 'running') and args->>'sha256' = any($2)",
                contents,
                [one.hex() for one in contents],
            )
        found.update(row[0] for row in rows)
    return found


def _remove(place: Path, before: float) -> bool:
    """Set aside first: the same content may come anew at this moment, and then it is put back."""
    aside = place.with_name(f"{place.name}.gone")
    place.rename(aside)
    if aside.stat().st_mtime >= before:
        aside.rename(place)
        return False
    aside.unlink()
    return True
