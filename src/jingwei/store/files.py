"""Files by content: bytes under their SHA-256 in the data directory, their names in the workspace."""

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from jingwei.base.errors import NotFound, TooLarge
from jingwei.base.words import Words
from jingwei.store.ids import Ids
from jingwei.store.pool import Row
from jingwei.store.quota import Quota, room
from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace

LARGEST = 50 * 2**20
STANDARD = Quota()
LOOSE_FOR = timedelta(hours=24)
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")
_COLUMNS = "id, sha256, name, size, type, by, linked, form, record"


@dataclass(frozen=True, slots=True)
class File:
    """A file as kept; until it is linked to a record only its uploader may read it."""

    id: int
    sha256: bytes
    name: str
    size: int
    type: str
    by: int | None
    linked: bool = False
    form: int | None = None
    record: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that lie safely on the disk, not yet known to any workspace."""

    sha256: bytes
    size: int


class Files:
    """The store of contents; equal contents are kept once."""

    def __init__(self, data: Path, largest: int = LARGEST, quota: Quota = STANDARD) -> None:
        self.root = data / "files"
        self.largest, self.quota = largest, quota

    def path(self, sha256: bytes) -> Path:
        name = sha256.hex()
        return self.root / name[:2] / name

    async def keep(self, chunks: AsyncIterator[bytes]) -> Content:
        """Writes the bytes beside their place and renames them there: a cut leaves no half file."""
        digest, size = hashlib.sha256(), 0
        coming = await asyncio.to_thread(self._begin)
        try:
            async for chunk in chunks:
                size += len(chunk)
                if size > self.largest:
                    raise _too_large(self.largest)
                digest.update(chunk)
                await asyncio.to_thread(coming.write, chunk)
            await asyncio.to_thread(self._settle, coming, digest.digest())
        finally:
            await asyncio.to_thread(_discard, coming)
        return Content(digest.digest(), size)

    def _begin(self) -> IO[bytes]:
        self.root.mkdir(parents=True, exist_ok=True)
        return tempfile.NamedTemporaryFile(prefix="coming-", dir=self.root, delete=False)

    def _settle(self, coming: IO[bytes], sha256: bytes) -> None:
        coming.flush()
        os.fsync(coming.fileno())
        place = self.path(sha256)
        place.parent.mkdir(exist_ok=True)
        Path(coming.name).replace(place)


async def register(
    transaction: Transaction,
    workspace: Workspace,
    ids: Ids,
    content: Content,
    name: str,
    type_: str,
    by: int | None,
    quota: Quota = STANDARD,
) -> File:
    """Makes the content known to a workspace under a name, loose until a record links it; refused without room."""
    await room(transaction, workspace, by, content.size, quota)
    file = File(
        await ids.one(transaction), content.sha256, clean_name(name), content.size, clean_type(type_), by
    )
    await transaction.execute(
        f"insert into {workspace.schema}.file (id, sha256, name, size, type, by) "
        "values ($1, $2, $3, $4, $5, $6)",
        file.id,
        file.sha256,
        file.name,
        file.size,
        file.type,
        file.by,
    )
    return file


async def find(transaction: Transaction, workspace: Workspace, number: int) -> File:
    row: Row | None = await transaction.fetchrow(
        f"select {_COLUMNS} from {workspace.schema}.file where id = $1", number
    )
    if row is None:
        raise NotFound("file", Words("没有这个文件", "No such file"))
    return File(*row)


async def named(transaction: Transaction, workspace: Workspace, numbers: list[int]) -> dict[int, File]:
    """Those of the numbers that are files."""
    rows = await transaction.fetch(
        f"select {_COLUMNS} from {workspace.schema}.file where id = any($1::bigint[])", numbers
    )
    return {row["id"]: File(*row) for row in rows}


async def link(
    transaction: Transaction, workspace: Workspace, numbers: list[int], form: int, record: int
) -> int:
    """Hangs loose files on a record; answers how many were loose (or already hung there)."""
    tag = await transaction.execute(
        f"update {workspace.schema}.file set linked = true, form = $2, record = $3 "
        "where id = any($1) and (not linked or (form = $2 and record = $3))",
        numbers,
        form,
        record,
    )
    return int(tag.split()[-1])


async def drop_loose(transaction: Transaction, workspace: Workspace) -> int:
    """Forgets files that were uploaded but never linked."""
    tag = await transaction.execute(
        f"delete from {workspace.schema}.file where not linked and at < now() - $1::interval", LOOSE_FOR
    )
    return int(tag.split()[-1])


def clean_name(name: str) -> str:
    """The last part of a path, without what could lead elsewhere or break a header."""
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(c for c in last if c.isprintable() and c not in '"<>|:*?').strip(". ")
    return shown[:200] or "file"


def clean_type(type_: str) -> str:
    """A media type without parameters, or the one that says nothing."""
    plain = type_.split(";")[0].strip().lower()
    return plain if _TYPE.fullmatch(plain) else "application/octet-stream"


def _discard(coming: IO[bytes]) -> None:
    coming.close()
    Path(coming.name).unlink(missing_ok=True)  # gone already when it was settled


def _too_large(largest: int) -> TooLarge:
    return TooLarge(
        "file_too_large",
        Words("文件不能超过 {n} MB", "A file may have at most {n} MB").fill(n=largest // 2**20),
    )
