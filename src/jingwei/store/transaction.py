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


class Transaction:
    """A thin handle on one connection inside one transaction; SQL names are qualified by the caller."""

    __slots__ = ("_connection", "after_commit", "attempt")

    def __init__(self, connection: Connection, attempt: int = 1) -> None:
        self._connection = connection
        self.attempt = attempt
        self.after_commit: list[Callable[[], None]] = []
        """Called once the commit is known, in order; they must be quick and must not fail."""

    async def execute(self, sql: str, *args: object) -> str:
        """Runs it and gives the command tag, such as `UPDATE 1`."""
        tag: str = await self._connection.execute(sql, *args)
        return tag

    async def executemany(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        await self._connection.executemany(sql, rows)

    async def fetch(self, sql: str, *args: object) -> list[Row]:
        rows: list[Row] = await self._connection.fetch(sql, *args)
        return rows

    async def fetchrow(self, sql: str, *args: object) -> Row | None:
        return await self._connection.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: object) -> Row:
        """The first column of the first row, None without rows."""
        return await self._connection.fetchval(sql, *args)

    async def copy_rows(self, schema: str, table: str, columns: Sequence[str], rows: object) -> None:
        """Bulk insert by COPY."""
        await self._connection.copy_records_to_table(table, schema_name=schema, columns=columns, records=rows)


Work = Callable[[Transaction], Awaitable[T]]


async def run(pool: Pool, work: Work[T], tries: int = 5) -> T:
    """Runs `work` in one READ COMMITTED transaction; work must be able to run again from its beginning.

    Work must not take a second connection of the pool while it runs: enough of those wait for each other.
    """
    return await _repeat(_in_transaction, pool, work, tries)


async def run_single(pool: Pool, work: Work[T], tries: int = 5) -> T:
    """As `run` without BEGIN and COMMIT: for work whose one writing statement is a transaction by itself.

    The caller's promise: at most one statement writes, and it comes last.
    """
    return await _repeat(_in_one_statement, pool, work, tries)


async def read(pool: Pool, work: Work[T], tries: int = 3) -> T:
    """Runs work that writes nothing; each statement sees its own snapshot."""
    return await _repeat(_reading, pool, work, tries)


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
        transaction = Transaction(connection, attempt)
        try:
            result = await once(connection, transaction, work, pool.settings.pooler)
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
        # Behind a transaction pooler settings of the session are not ours, so the limit comes with BEGIN.
        await connection.execute("BEGIN; SET LOCAL lock_timeout = '4s'" if pooler else "BEGIN")
        result = await work(transaction)
    except BaseException as error:
        await _roll_back(connection, error)
        if _is_lost(connection, error):
            raise _Lost from error
        raise
    try:
        tag = await connection.execute("COMMIT")
    except _LOST as error:
        raise _unknown() from error
    if tag == "ROLLBACK":
        raise RuntimeError("The work swallowed an error of the database inside its transaction.")
    return result


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
