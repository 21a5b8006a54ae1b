"""Deliveries to the world outside: written in the transaction, tried afterwards until they succeed or die."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from jingwei.store.pool import Pool
from jingwei.store.queue.rounds import Rounds
from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace

TRIES = 12
BATCH = 20
_LEASE = 60  # seconds a delivery may take before another worker tries it
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """`payload` is JSON text; `id` is the idempotency key to hand to the receiver."""

    id: int
    topic: str
    payload: str
    tries: int = 0


Handler = Callable[[Workspace, Delivery], Awaitable[None]]
"""Delivers, or raises: then it is tried again later. It may happen twice, so it passes the id along."""


async def put(transaction: Transaction, workspace: Workspace, delivery: Delivery) -> None:
    await transaction.execute(
        f"insert into {workspace.schema}.outbox (id, topic, payload) values ($1, $2, $3)",
        delivery.id,
        delivery.topic,
        delivery.payload,
    )


async def replay(transaction: Transaction, workspace: Workspace, number: int) -> bool:
    """Brings a dead delivery back to be tried from the beginning."""
    tag = await transaction.execute(
        f"update {workspace.schema}.outbox set dead = false, tries = 0, next_at = now() "
        "where id = $1 and dead and done_at is null",
        number,
    )
    return tag == "UPDATE 1"


class Outbox:
    """Delivers what is due in every watched workspace."""

    def __init__(self, pool: Pool, handlers: Mapping[str, Handler]) -> None:
        self._pool, self._handlers = pool, handlers
        self.rounds = Rounds("outbox", self.deliver_due, pace=0.05, idle=2.0)

    async def deliver_due(self, workspace: Workspace) -> float:
        async with self._pool.connection() as connection:
            rows = await connection.fetch(_CLAIM.format(s=workspace.schema), BATCH, _LEASE)
        for row in rows:
            await self._try(workspace, Delivery(*row))
        return 0.0 if len(rows) == BATCH else 2.0

    async def _try(self, workspace: Workspace, delivery: Delivery) -> None:
        error: str | None = None
        try:
            handler = self._handlers.get(delivery.topic)
            if handler is None:
                raise LookupError(f"No handler delivers {delivery.topic!r}.")
            await handler(workspace, delivery)
        except Exception as failed:
            _log.warning("Delivery %s (%s) failed: %s", delivery.id, delivery.topic, failed)
            error = f"{type(failed).__name__}: {failed}"[:500]
        async with self._pool.connection() as connection:
            await connection.execute(_OUTCOME.format(s=workspace.schema), delivery.id, error, TRIES)


_CLAIM = """
update {s}.outbox set tries = tries + 1, next_at = clock_timestamp() + $2 * interval '1 second'
where id in (
  select id from {s}.outbox where done_at is null and not dead and next_at <= clock_timestamp()
  order by next_at limit $1 for update skip locked)
returning id, topic, payload::text, tries
"""
_OUTCOME = """
update {s}.outbox set error = $2,
  done_at = case when $2::text is null then clock_timestamp() end,
  dead = $2::text is not null and tries >= $3,
  next_at = clock_timestamp() + least(3600, 2 ^ tries) * interval '1 second'
where id = $1
"""
