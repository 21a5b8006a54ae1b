"""A few connections to PostgreSQL, lent one at a time and given back as they are: no RESET."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import asyncpg

from jingwei.base.errors import Unavailable
from jingwei.base.words import Words

Connection: TypeAlias = Any  # asyncpg publishes no types
Row: TypeAlias = Any

DAMAGED: tuple[type[BaseException], ...] = (
    asyncpg.InternalServerError,  # a damaged page or index
    asyncpg.PostgresSystemError,  # a file it cannot read
)
"""What a server says that cannot read what it keeps."""

_REFUSED: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    *DAMAGED,  # its own tables are met while signing in
)
_TIMEOUTS = {"lock_timeout": "4s", "idle_in_transaction_session_timeout": "60s"}


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How to connect; `pooler` is for a transaction pooler such as PgBouncer in between."""

    url: str
    size: int = 8
    pooler: bool = False
    direct_url: str = ""
    patience: float = 10.0

    def __post_init__(self) -> None:
        if not 1 <= self.size <= 64:
            raise ValueError("A pool has 1 to 64 connections.")
        if self.pooler and not self.direct_url:
            raise ValueError("Behind a transaction pooler LISTEN needs a direct address of the server.")


class Pool:
    """Lends connections; opened by `await pool.open()` and closed by `await pool.close()`."""

    def __init__(self, settings: PoolSettings) -> None:
        self.settings = settings
        self._free: list[Connection] = []
        self._places = asyncio.Semaphore(settings.size)
        self._closed = False

    async def open(self) -> None:
        """Makes the first connection, so that an unreachable server is told at once."""
        async with self.connection():
            pass

    async def close(self) -> None:
        self._closed = True
        while self._free:
            await _close(self._free.pop())

    async def take(self) -> Connection:
        """A connection of one's own until `give`; waits its turn, but not for ever."""
        if self._places.locked():
            try:
                await asyncio.wait_for(self._places.acquire(), self.settings.patience)
            except TimeoutError:
                raise Unavailable(
                    "busy", Words("系统繁忙，请稍后再试", "Too busy just now, please try again")
                ) from None
        else:
            await self._places.acquire()
        try:
            while self._free:
                connection = self._free.pop()
                if not connection.is_closed():
                    return connection
            return await self._connect()
        except BaseException:
            self._places.release()
            raise

    def give(self, connection: Connection) -> None:
        """Takes it back; one that is broken or still inside a transaction is thrown away."""
        if connection.is_closed():
            pass
        elif self._closed or connection.is_in_transaction():
            connection.terminate()
        else:
            self._free.append(connection)
        self._places.release()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Autocommit; for reads and for single statements."""
        connection = await self.take()
        try:
            yield connection
        except asyncio.CancelledError:
            connection.terminate()  # it may still be busy with the last statement
            raise
        finally:
            self.give(connection)

    async def direct(self) -> Connection:
        """A connection past any pooler, for LISTEN and NOTIFY; the caller closes it."""
        return await connect(self.settings.direct_url or self.settings.url)

    async def _connect(self) -> Connection:
        if self.settings.pooler:
            return await connect(self.settings.url, cache=0, limits={})
        return await connect(self.settings.url)


async def connect(url: str, *, cache: int = 1024, limits: Mapping[str, str] = _TIMEOUTS) -> Connection:
    """One connection in UTC; a server that cannot be reached is one sentence."""
    try:
        return await asyncpg.connect(
            url,
            timeout=10,
            statement_cache_size=cache,
            max_cached_statement_lifetime=0,
            server_settings={"timezone": "UTC", "application_name": "jingwei", **limits},
        )
    except _REFUSED as error:
        raise unreachable() from error


def unreachable() -> Unavailable:
    """The sentence for a server that does not answer; raise it `from` the cause, which is for the log."""
    return Unavailable(
        "database_unreachable",
        Words("数据库暂时无法连接，请稍后再试", "The database cannot be reached just now, please try again"),
    )


async def _close(connection: Connection) -> None:
    try:
        await connection.close(timeout=2)
    except _REFUSED:
        connection.terminate()
