"""Timers: set in the transaction that wants them, fired once each, late by milliseconds and never early."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jingwei.store.pool import Pool, Row
from jingwei.store.queue.rounds import Rounds
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace

BATCH = 100
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timer:
    """`data` is the JSON text that was given when it was set."""

    id: int
    due: datetime
    kind: str
    instance: int | None = None
    token: str | None = None
    data: str = "{}"
    tries: int = 0


Handler = Callable[[Transaction, Workspace, Sequence[Timer]], Awaitable[None]]
"""What a kind of timer does, for some that are due at once, inside the transaction that removes them."""


async def set_timers(transaction: Transaction, workspace: Workspace, timers: Sequence[Timer]) -> None:
    """Part of the caller's transaction; after its commit, poke so that an early one is noticed at once."""
    await transaction.executemany(
        f"insert into {workspace.schema}.timer (id, due, kind, instance, token, data) "
        "values ($1, $2, $3, $4, $5, $6)",
        [(t.id, t.due, t.kind, t.instance, t.token, t.data) for t in timers],
    )


async def drop_timers(
    transaction: Transaction, workspace: Workspace, instance: int, token: str | None = None
) -> None:
    """Removes the timers of an instance, or of one of its tokens."""
    await transaction.execute(
        f"delete from {workspace.schema}.timer where instance = $1 and ($2::text is null or token = $2)",
        instance,
        token,
    )


class Timers:
    """Fires what is due in every watched workspace."""

    def __init__(self, pool: Pool, handlers: Mapping[str, Handler]) -> None:
        self._pool, self._handlers = pool, handlers
        self.rounds = Rounds("timers", self.fire_due, pace=0.005, idle=1.0)

    async def fire_due(self, workspace: Workspace) -> float:
        """Fires one batch; answers in how many seconds the next one is due, at most a second."""
        try:
            fired = await run(self._pool, lambda t: self._claim_and_fire(t, workspace, BATCH))
        except Exception:
            # One of them fails: alone, each shows whether it is the one, and holds up nobody else.
            _log.exception("A batch of timers failed; they are fired one by one.")
            fired = await self._one_by_one(workspace)
        return 0.0 if fired else await self._until_next(workspace)

    async def _claim_and_fire(self, transaction: Transaction, workspace: Workspace, limit: int) -> int:
        rows = await transaction.fetch(_CLAIM.format(s=workspace.schema), limit)
        by_kind: dict[str, list[Timer]] = {}
        for row in rows:
            by_kind.setdefault(row["kind"], []).append(Timer(*row))
        for kind, timers in by_kind.items():
            handler = self._handlers.get(kind)
            if handler is None:
                raise LookupError(f"No handler fires timers of kind {kind!r}.")
            await handler(transaction, workspace, timers)
        return len(rows)

    async def _one_by_one(self, workspace: Workspace) -> int:
        fired = 0
        for _ in range(BATCH):
            tried: list[int] = []

            async def work(transaction: Transaction, tried: list[int] = tried) -> int:
                tried[:] = await self._peek(transaction, workspace)
                return await self._claim_and_fire(transaction, workspace, 1)

            try:
                done = await run(self._pool, work)
            except Exception as error:
                _log.exception("Timer %s of workspace %s failed.", tried, workspace.slug)
                await self._postpone(workspace, tried, error)
                done = 1
            if not done:
                break
            fired += done
        return fired

    async def _peek(self, transaction: Transaction, workspace: Workspace) -> list[int]:
        rows: list[Row] = await transaction.fetch(
            f"select id from {workspace.schema}.timer where due <= clock_timestamp() "
            "order by due, id limit 1 for update skip locked"
        )
        return [row[0] for row in rows]

    async def _postpone(self, workspace: Workspace, ids: list[int], error: Exception) -> None:
        """Tries again in 2, 4, 8 … seconds, at most an hour, and keeps the reason to be seen."""
        async with self._pool.connection() as connection:
            await connection.execute(
                f"update {workspace.schema}.timer set tries = least(tries + 1, 30), error = $2, "
                "due = clock_timestamp() + least(3600, 2 ^ (tries + 1)) * interval '1 second' "
                "where id = any($1)",
                ids,
                f"{type(error).__name__}: {error}"[:500],
            )

    async def _until_next(self, workspace: Workspace) -> float:
        async with self._pool.connection() as connection:
            seconds = await connection.fetchval(
                "select extract(epoch from min(due) - clock_timestamp())::float8 "
                f"from {workspace.schema}.timer"
            )
        return 1.0 if seconds is None else min(1.0, max(0.0, seconds))


_CLAIM = """
delete from {s}.timer where id in (
  select id from {s}.timer where due <= clock_timestamp() order by due, id limit $1 for update skip locked)
returning id, due, kind, instance, token, data::text, tries
"""
