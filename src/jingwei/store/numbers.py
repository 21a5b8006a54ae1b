"""Document numbers that may leave gaps: taken outside the caller's transaction, so nobody waits for anybody's commit."""

from __future__ import annotations

from jingwei.store.pool import Pool, PoolSettings


class Numbers:
    """Counters with a connection of their own: work inside a transaction may ask it without waiting for the pool."""

    def __init__(self, settings: PoolSettings) -> None:
        self._pool = Pool(PoolSettings(settings.url, 1, settings.pooler, settings.direct_url))

    async def close(self) -> None:
        await self._pool.close()

    async def take(self, schema: str, counter: str, count: int = 1) -> int:
        """The first of `count` consecutive numbers.

        The commit need not wait for the disk: the record that uses the number is flushed later in the same log.
        """
        async with self._pool.connection() as connection:
            last: int = await connection.fetchval(
                "WITH s AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)) "
                f"INSERT INTO {schema}.counter AS c (key, n) SELECT $1, $2 FROM s "
                "ON CONFLICT (key) DO UPDATE SET n = c.n + excluded.n RETURNING n",
                counter, count,
            )  # fmt: skip
        return last - count + 1
