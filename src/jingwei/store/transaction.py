"""The one owner of transactions: `run` begins, commits and, when two writers met, runs the work again."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import asyncpg

from jingwei.base.errors import Unavailable
from jingwei.base.words import Words
from jingwei.store.pool import Connection, Pool, Row, unreachable

T = TypeVar("T")
_log = logging.getLogger(__name__)

_MET: tuple[type[BaseException], ...] = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)
_LOST: tuple[type[BaseException], ...] = (
    ConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)


class _Lost(Exception):  # noqa: N818 - an order, not an error
    """The connection broke before anything could have been committed."""


class Retry(Exception):  # noqa: N818 - an order, not an error
    """Raised by work that lost a compare-and-swap: nothing is kept and the work runs again from its load."""


_AGAIN: tuple[type[BaseException], ...] = (*_MET, Retry, _Lost)


_BEGIN = "BEGIN"
_BEGIN_POOLED = "BEGIN; SET LOCAL lock_timeout = '4s'"
# Behind a transaction pooler settings of the session are not ours, so the limit comes with BEGIN.


class Transaction:
    """A thin handle on one connection inside one transaction; SQL names are qualified by the caller."""

    __slots__ = ("_connection", "_pooler", "after_commit", "attempt", "begun", "sent_alone")

    def __init__(
        self, connection: Connection, attempt: int = 1, *, begun: bool = True, pooler: bool = False
    ) -> None:
        self._connection, self._pooler = connection, pooler
        self.attempt = attempt
        self.begun = begun
        """False while what was sent so far only read: under READ COMMITTED such reads need no BEGIN."""
        self.sent_alone = False
        self.after_commit: list[Callable[[], None]] = []
        """Called once the commit is known, in order; they must be quick and must not fail."""

    async def begin(self, first: str = "") -> None:
        """Sends BEGIN if that has not been done; `first` is a statement without arguments that goes with it."""
        if self.begun:
            if first:
                await self._connection.execute(first)
            return
        self.begun = True
        opening = _BEGIN_POOLED if self._pooler else _BEGIN
        await self._connection.execute(f"{opening}; {first}" if first else opening)

    async def alone(self, sql: str, *args: object) -> None:
        """The only statement that writes, and the last: a transaction by itself where none was begun."""
        if self._pooler:
            await self.begin()
        self.sent_alone = not self.begun
        await self._connection.execute(sql, *args)

    async def execute(self, sql: str, *args: object) -> str:
        """Runs it and gives the command tag, such as `UPDATE 1`."""
        if not self.begun:
            await self.begin()
        tag: str = await self._connection.execute(sql, *args)
        return tag

    async def executemany(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        if not self.begun:
            await self.begin()
        await self._connection.executemany(sql, rows)

    async def fetch(self, sql: str, *args: object) -> list[Row]:
        rows: list[Row] = await self._connection.fetch(sql, *args)
        return rows

    async def fetchrow(self, sql: str, *args: object) -> Row | None:
        return await self._connection.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: object) -> Row:
        """The first column of the first row, None without rows."""
        return await self._connection.fetchval(sql, *args)

    async def copied(self, sql: str, *args: object) -> bytes:
        """What a query answers as PostgreSQL's binary COPY: no object for a row, none for a cell."""
        parts: list[bytes] = []

        async def keep(part: bytes) -> None:
            parts.append(bytes(part))

        await self._connection.copy_from_query(sql, *args, output=keep, format="binary")
        return b"".join(parts)

    async def copy_rows(self, schema: str, table: str, columns: Sequence[str], rows: object) -> None:
        """Bulk insert by COPY."""
        if not self.begun:
            await self.begin()
        await self._connection.copy_records_to_table(table, schema_name=schema, columns=columns, records=rows)


Work = Callable[[Transaction], Awaitable[T]]


async def run(pool: Pool, work: Work[T], tries: int = 5) -> T:
    """Runs `work` in one READ COMMITTED transaction; work must be able to run again from its beginning.

    Work must not take a second connection of the pool while it runs: enough of those wait for each other.
    """
    return await _repeat(_in_transaction, pool, work, tries)


async def run_late(pool: Pool, work: Work[T], tries: int = 5) -> T:
    """As `run`, but BEGIN goes out with the first statement that writes, and `Transaction.alone` does without it.

    The caller's promise: what it fetches before that neither writes nor locks.
    """
    return await _repeat(_late, pool, work, tries)


async def run_single(pool: Pool, work: Work[T], tries: int = 5) -> T:
    """As `run` without BEGIN and COMMIT: for work whose one writing statement is a transaction by itself.

    The caller's promise: at most one statement writes, and it comes last.
    """
    return await _repeat(_in_one_statement, pool, work, tries)


async def read(pool: Pool, work: Work[T], tries: int = 3) -> T:
    """Runs work that writes nothing; each statement sees its own snapshot."""
    return await _repeat(_reading, pool, work, tries)


async def read_at_once(pool: Pool, work: Work[T], tries: int = 3) -> T:
    """As `read`, but every statement sees the same moment: for plans, which must not count a thing twice or not at all."""
    return await _repeat(_at_once, pool, work, tries)


async def _repeat(
    once: Callable[[Connection, Transaction, Work[T], bool], Awaitable[T]],
    pool: Pool,
    work: Work[T],
    tries: int,
) -> T:
    if tries < 1:
        raise ValueError("Work is tried at least once.")
    attempt = 1
    while True:
        connection = await pool.take()
        pooler = pool.settings.pooler
        transaction = Transaction(connection, attempt, begun=once is not _late, pooler=pooler)
        try:
            result = await once(connection, transaction, work, pooler)
            _tell(transaction)
            return result
        except _AGAIN as error:
            if attempt >= tries:
                raise _given_up(error) from error
        except asyncio.CancelledError:
            # The server may still be busy with the last statement; the connection is of no use to others.
            connection.terminate()
            raise
        finally:
            pool.give(connection)
        await asyncio.sleep(random.uniform(0.2, 1.0) * min(0.4, 0.004 * 2**attempt))
        attempt += 1


async def _in_transaction(connection: Connection, transaction: Transaction, work: Work[T], pooler: bool) -> T:
    try:
        await connection.execute(_BEGIN_POOLED if pooler else _BEGIN)
        result = await work(transaction)
    except BaseException as error:
        await _roll_back(connection, error)
        if _is_lost(connection, error):
            raise _Lost from error
        raise
    await _commit(connection)
    return result


async def _late(connection: Connection, transaction: Transaction, work: Work[T], pooler: bool) -> T:
    try:
        result = await work(transaction)
    except BaseException as error:
        if transaction.begun:
            await _roll_back(connection, error)
        if _is_lost(connection, error):
            if transaction.sent_alone:
                raise _unknown() from error
            raise _Lost from error
        raise
    if transaction.begun:
        await _commit(connection)
    return result


async def _commit(connection: Connection) -> None:
    try:
        tag = await connection.execute("COMMIT")
    except _LOST as error:
        raise _unknown() from error
    if tag == "ROLLBACK":
        raise RuntimeError("The work swallowed an error of the database inside its transaction.")


async def _in_one_statement(
    connection: Connection, transaction: Transaction, work: Work[T], pooler: bool
) -> T:
    try:
        return await work(transaction)
    except _LOST as error:
        if _is_lost(connection, error):
            raise _unknown() from error
        raise


async def _reading(connection: Connection, transaction: Transaction, work: Work[T], pooler: bool) -> T:
    try:
        return await work(transaction)
    except _LOST as error:
        if _is_lost(connection, error):
            raise _Lost from error
        raise


async def _at_once(connection: Connection, transaction: Transaction, work: Work[T], pooler: bool) -> T:
    try:
        await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        result = await work(transaction)
        await connection.execute("COMMIT")
        return result
    except BaseException as error:
        await _roll_back(connection, error)
        if _is_lost(connection, error):
            raise _Lost from error
        raise


def _is_lost(connection: Connection, error: BaseException) -> bool:
    # asyncpg raises its own errors for mistakes in the arguments too, hence the look at the connection.
    return isinstance(error, _LOST) and (
        connection.is_closed() or isinstance(error, asyncpg.AdminShutdownError | asyncpg.CrashShutdownError)
    )


async def _roll_back(connection: Connection, error: BaseException) -> None:
    if connection.is_closed() or isinstance(error, asyncio.CancelledError):
        return
    try:
        await asyncio.wait_for(connection.execute("ROLLBACK"), 2)
    except (asyncpg.PostgresError, *_LOST, TimeoutError):
        connection.terminate()


def _tell(transaction: Transaction) -> None:
    for callback in transaction.after_commit:
        try:
            callback()
        except Exception:
            # The commit stands; a failing listener must not make the caller believe it does not.
            _log.exception("A callback after commit failed.")


def _unknown() -> Unavailable:
    # The commit may have happened: running the work again could do it twice, so the caller decides
    # (a request with an idempotency key may simply be sent again).
    return Unavailable(
        "commit_unknown",
        Words(
            "保存时与数据库的连接中断，结果未知，请刷新后确认",
            "The connection broke while saving; please reload to see whether it was saved",
        ),
    )


def _given_up(error: BaseException) -> Unavailable:
    if isinstance(error, _Lost):
        return unreachable()
    return Unavailable(
        "contended",
        Words("多人正在同时修改同一内容，请稍后再试", "Others are changing the same thing, please try again"),
    )
