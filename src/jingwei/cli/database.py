"""The database a command works on: the operator's own server, or ours in the data directory."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import parse_qs, urlsplit

import uvloop

from jingwei import wiring
from jingwei.base.errors import Unavailable
from jingwei.base.settings import Settings
from jingwei.base.words import Words
from jingwei.store import embedded, system, workspace
from jingwei.store.pool import DAMAGED, Pool, PoolSettings
from jingwei.suite.demo.install import DemoAccount

OLDEST = 180000
URL, DIRECT_URL, POOLER = "JINGWEI_DATABASE_URL", "JINGWEI_DATABASE_DIRECT_URL", "JINGWEI_DATABASE_POOLER"


@contextmanager
def address(settings: Settings, *, keep: bool = True) -> Iterator[str]:
    """The URL; a server of ours is started if need be, and stopped again unless it was running before.

    With `keep` False it is stopped in any case.
    """
    if settings.database_url is not None:
        yield settings.database_url
        return
    server = embedded.start(settings.data)
    try:
        yield server.url
    finally:
        if not (keep and server.adopted):
            embedded.stop(server)


def pool_settings(url: str, size: int) -> PoolSettings:
    """With what the environment says about a transaction pooler in between."""
    pooler = os.environ.get(POOLER, "") not in ("", "0", "no", "off")
    try:
        return PoolSettings(url, size, pooler, os.environ.get(DIRECT_URL, ""))
    except ValueError as error:
        raise Unavailable(
            "pooler",
            Words(
                f"经连接池（{POOLER}）访问数据库时，还须用 {DIRECT_URL} 指明数据库的直连地址。",
                f"Behind a transaction pooler ({POOLER}), {DIRECT_URL} must name the server itself.",
            ),
        ) from error


@asynccontextmanager
async def opened(url: str, size: int = 4) -> AsyncIterator[Pool]:
    """A pool on a server that answers and is new enough, or one sentence."""
    pool = Pool(pool_settings(url, size))
    try:
        async with pool.connection() as connection:
            version = connection.get_server_version()
    except Unavailable as error:
        raise unreachable(url, error) from error
    if version.major * 10000 < OLDEST:
        raise Unavailable(
            "database_old",
            Words(
                "数据库是 PostgreSQL {n}，经纬需要 18 或更新的版本。",
                "The database is PostgreSQL {n}, but Jingwei needs 18 or newer.",
            ).fill(n=version.major),
        )
    try:
        yield pool
    finally:
        await pool.close()


@asynccontextmanager
async def up_to_date(url: str) -> AsyncIterator[Pool]:
    """The same with every schema brought up to date."""
    async with opened(url) as pool:
        try:
            await system.migrate(pool)
            await workspace.migrate_all(pool)
        except DAMAGED as error:
            raise unreachable(url, error) from error
        yield pool


def prepare(url: str, settings: Settings) -> tuple[DemoAccount, ...]:
    """Brings the schemas up to date and fills an empty installation."""

    async def work() -> tuple[DemoAccount, ...]:
        async with up_to_date(url) as pool:
            return await wiring.first_start(pool, settings.data)

    return uvloop.run(work())


def unreachable(url: str, error: BaseException) -> Unavailable:
    """Names the server but not its password, and why it does not answer."""
    parts = urlsplit(url)
    host = parts.hostname or parse_qs(parts.query).get("host", ["localhost"])[0]
    where = f"{host}:{parts.port or 5432}{parts.path}"
    cause = error.__cause__ or error
    reason = (str(cause).strip().splitlines() or [""])[0] or type(cause).__name__
    if os.environ.get(URL) != url:  # the server of our own, in the data directory
        words = Words(
            "数据目录中的数据库 {where} 不能使用：{reason}。请恢复备份，或用 JINGWEI_DATA 指定另一个目录。",
            "The database {where} in the data directory cannot be used: {reason}. Restore a backup, or name another directory with JINGWEI_DATA.",
        )
        return Unavailable("data_broken", words.fill(where=where, reason=reason))
    return Unavailable(
        "database_unreachable",
        Words(
            "无法连接 JINGWEI_DATABASE_URL 所指的数据库 {where}：{reason}",
            "The database {where} named in JINGWEI_DATABASE_URL cannot be reached: {reason}",
        ).fill(where=where, reason=reason),
    )
