"""What every request of a workspace needs to know and that seldom changes, kept as one snapshot per workspace."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from jingwei.spec.catalogue import Catalogue
from jingwei.store.pool import Pool
from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace

STALE_AFTER = 5.0
T = TypeVar("T")
Read = Callable[[Workspace, Catalogue, Transaction], Awaitable[T]]


class Snapshots(Generic[T]):
    """Read again after a change here and every few seconds for changes elsewhere."""

    def __init__(self, pool: Pool, read: Read[T]) -> None:
        self._pool, self._read = pool, read
        self._known: dict[int, tuple[float, int, T]] = {}
        self._changes: dict[int, int] = {}
        """How often something changed here: what was read meanwhile is not kept."""

    def forget(self, workspace: Workspace) -> None:
        self._changes[workspace.id] = self._changes.get(workspace.id, 0) + 1
        self._known.pop(workspace.id, None)

    async def current(
        self, workspace: Workspace, catalogue: Catalogue, through: Transaction | None = None
    ) -> T:
        """Who holds a connection asks `through` it: taking a second one lets a busy pool wait for itself."""
        held = self._known.get(workspace.id)
        fits = held is not None and held[1] == catalogue.version
        if held is not None and fits and time.monotonic() - held[0] < STALE_AFTER:
            return held[2]
        if through is not None and through.begun:
            # It may see what is never committed, so what it reads is not remembered.
            return await self._read(workspace, catalogue, through)
        if held is not None and fits:
            # One reads it again; those who ask meanwhile are answered from what is there.
            self._known[workspace.id] = (time.monotonic(), held[1], held[2])
        changes = self._changes.get(workspace.id, 0)
        if through is not None:
            found = await self._read(workspace, catalogue, through)
        else:
            async with self._pool.connection() as connection:
                found = await self._read(workspace, catalogue, Transaction(connection))
        if changes == self._changes.get(workspace.id, 0):
            self._known[workspace.id] = (time.monotonic(), catalogue.version, found)
        return found
