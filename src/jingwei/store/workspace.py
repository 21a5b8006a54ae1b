"""A workspace: one schema with the same system tables in it, beside the tables of its forms."""

import json
import re
from dataclasses import dataclass

from jingwei.base.errors import Conflict, Invalid, NotFound
from jingwei.base.words import Words
from jingwei.store.pool import Pool, Row
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace_schema import MIGRATIONS

_SLUG = re.compile(r"[a-z][a-z0-9-]{0,39}")
_COLUMNS = "id, slug, title::text as title, schema"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace as its requests see it; `schema` is `w<id>` and qualifies every name in SQL."""

    id: int
    slug: str
    title: Words

    @property
    def schema(self) -> str:
        return f"w{self.id}"


def check_slug(slug: str) -> None:
    """Refuses what cannot be the slug of a workspace."""
    if not _SLUG.fullmatch(slug):
        raise Invalid.at(
            ("slug",),
            "slug",
            Words(
                "代号须以小写字母开头，只含小写字母、数字和连字符",
                "A slug starts with a lower-case letter and holds lower-case letters, digits and hyphens",
            ),
        )


async def create(pool: Pool, slug: str, title: Words) -> Workspace:
    """Makes the workspace and its schema, or refuses a slug that is taken or malformed."""
    check_slug(slug)

    async def work(transaction: Transaction) -> Workspace:
        number = await transaction.fetchval("select nextval('jingwei.workspace_id')")
        made = Workspace(number, slug, title)
        taken = await transaction.fetchval(
            "insert into jingwei.workspace (id, slug, title, schema) values ($1, $2, $3, $4) "
            "on conflict (slug) do nothing returning id",
            number,
            slug,
            json.dumps({"zh": title.zh, "en": title.en}, ensure_ascii=False),
            made.schema,
        )
        if taken is None:
            raise Conflict("workspace_exists", Words("该代号已被使用", "That slug is taken"), ("slug",))
        await transaction.execute(f"create schema {made.schema}")
        await _bring_up(transaction, made, 0)
        return made

    return await run(pool, work)


async def rename(pool: Pool, workspace: Workspace, slug: str) -> Workspace:
    """The same workspace under another slug."""

    async def work(transaction: Transaction) -> Workspace:
        await transaction.execute("update jingwei.workspace set slug = $2 where id = $1", workspace.id, slug)
        return Workspace(workspace.id, slug, workspace.title)

    return await run(pool, work)


async def remove(pool: Pool, workspace: Workspace) -> None:
    """Drops the workspace with everything in it."""

    async def work(transaction: Transaction) -> None:
        for table in ("session", "token", "member"):
            await transaction.execute(f"delete from jingwei.{table} where workspace = $1", workspace.id)
        await transaction.execute("delete from jingwei.workspace where id = $1", workspace.id)
        await transaction.execute(f"drop schema {workspace.schema} cascade")

    await run(pool, work)


async def migrate_all(pool: Pool) -> int:
    """Brings every workspace to the newest step, each in a transaction of its own; returns how many moved."""
    moved = 0
    for workspace in await every(pool):

        async def work(transaction: Transaction, workspace: Workspace = workspace) -> bool:
            step = await transaction.fetchval(
                "select step from jingwei.workspace where id = $1 for update", workspace.id
            )
            await _bring_up(transaction, workspace, step)
            return bool(step < len(MIGRATIONS))

        moved += await run(pool, work)
    return moved


async def _bring_up(transaction: Transaction, workspace: Workspace, step: int) -> None:
    for script in MIGRATIONS[step:]:
        await transaction.execute(script.replace("{s}", workspace.schema))
    await transaction.execute(
        "update jingwei.workspace set step = $2 where id = $1", workspace.id, len(MIGRATIONS)
    )


async def every(pool: Pool) -> list[Workspace]:
    async with pool.connection() as connection:
        rows = await connection.fetch(f"select {_COLUMNS} from jingwei.workspace order by id")
    return [_from(row) for row in rows]


async def by_slug(pool: Pool, slug: str) -> Workspace:
    async with pool.connection() as connection:
        row = await connection.fetchrow(f"select {_COLUMNS} from jingwei.workspace where slug = $1", slug)
    if row is None:
        raise NotFound(
            "workspace",
            Words(
                "没有工作区 {slug}；jingwei workspace list 列出已有的，jingwei workspace create {slug} 新建",
                "There is no workspace {slug}; `jingwei workspace list` shows those there are, "
                "`jingwei workspace create {slug}` makes it",
            ).fill(slug=slug),
        )
    return _from(row)


def workspace_from(number: int, slug: str, title: str) -> Workspace:
    """From a row of the system schema; `title` is its JSON text."""
    return Workspace(number, slug, Words.parse(json.loads(title)))


def _from(row: Row) -> Workspace:
    return workspace_from(row["id"], row["slug"], row["title"])
