"""The published catalogue of a workspace: read once per version, published by compare-and-swap."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import asyncpg
import msgspec

from jingwei.base.errors import Conflict, Fault, Invalid
from jingwei.base.words import Words
from jingwei.spec.bundle.keep import narrowed
from jingwei.spec.catalogue import EMPTY, Catalogue, Raw, build
from jingwei.store.pool import Pool
from jingwei.store.tables import names
from jingwei.store.tables.change import statements
from jingwei.store.transaction import Retry, Transaction, run
from jingwei.store.workspace import Workspace


class Catalogues:
    """The current catalogue of each workspace as this process knows it; a stale one is noticed by the write gate."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._known: dict[int, Catalogue] = {}
        self._older: dict[tuple[int, int], Catalogue] = {}

    async def current(self, workspace: Workspace, through: Transaction | None = None) -> Catalogue:
        """The catalogue this process holds, read from the database the first time."""
        found = self._known.get(workspace.id)
        return found if found is not None else await self.reload(workspace, through)

    async def reload(self, workspace: Workspace, through: Transaction | None = None) -> Catalogue:
        """The newest version; called when a statement finds that the head has moved.

        Who holds a connection asks `through` it: taking a second one lets a busy pool wait for itself.
        """
        if through is not None:
            return await self._read(workspace, through)
        async with self._pool.connection() as connection:
            return await self._read(workspace, Transaction(connection))

    async def _read(self, workspace: Workspace, through: Transaction) -> Catalogue:
        version = await through.fetchval(f"SELECT version FROM {workspace.schema}.head")
        known = self._known.get(workspace.id)
        if known is not None and known.version == version:
            return known
        if version is None:
            return self._known.setdefault(workspace.id, EMPTY)
        body = await through.fetchval(
            f"SELECT body::text FROM {workspace.schema}.catalogue WHERE version = $1", version
        )
        self._known[workspace.id] = revive(version, body)
        return self._known[workspace.id]

    async def at(self, transaction: Transaction, workspace: Workspace, version: int) -> Catalogue:
        """An older version, for the cases that still run on it."""
        current = await self.current(workspace)
        if version == current.version:
            return current
        found = self._older.get((workspace.id, version))
        if found is None:
            body = await transaction.fetchval(
                f"SELECT body::text FROM {workspace.schema}.catalogue WHERE version = $1", version
            )
            found = self._older[(workspace.id, version)] = revive(version, body)
        return found

    async def publish(
        self, workspace: Workspace, bundles: tuple[Raw, ...], base_version: int, by: int | None = None
    ) -> Catalogue:
        """Publishes these bundles as the version after `base_version`; Conflict when somebody else was first."""

        async def work(transaction: Transaction) -> Catalogue:
            await transaction.execute("SET LOCAL lock_timeout = '2s'")
            await transaction.execute("SELECT pg_advisory_xact_lock($1)", workspace.id)
            old = await head(transaction, workspace)
            if old.version != base_version:
                raise Conflict(
                    "catalogue_moved",
                    Words(
                        "应用已被他人发布，请刷新后再试",
                        "Somebody else has published meanwhile; reload and try again",
                    ),
                )
            new = build(bundles, old)
            if new.hash == old.hash:
                return old
            if faults := [one async for one in misread(transaction, workspace.schema, old, new)]:
                raise Invalid(faults)
            try:
                for statement in statements(workspace.schema, old, new):
                    await transaction.execute(statement)
            except asyncpg.LockNotAvailableError as error:
                raise Retry from error
            except asyncpg.UniqueViolationError as error:
                raise repeated(new, str(error.constraint_name)) from error
            await write(transaction, workspace, new, by)
            return new

        made = await run(self._pool, work)
        self._known[workspace.id] = made
        return made


async def misread(
    transaction: Transaction, schema: str, old: Catalogue, new: Catalogue
) -> AsyncIterator[Fault]:
    """Texts that become choices although something stands in them that is none of the options."""
    for form, item in narrowed(old.forms, new.forms):
        rows = await transaction.fetch(
            f"SELECT DISTINCT {names.column(item)} FROM {schema}.{names.table(form)} "
            f"WHERE NOT {names.column(item)} = ANY($1::text[]) ORDER BY 1 LIMIT 5",
            [one.value for one in item.choices],
        )
        if rows:
            words = Words(
                "“{f}”已存有不在选项中的值：{v}；请补上这些选项，或先改正数据",
                '"{f}" holds values that are no options: {v}; add these options, or correct the data first',
            )
            path = (*form.slug.split("."), "fields", item.slug, "options")
            yield Fault(
                path, "not_an_option_yet", words.fill(f=item.title, v="、".join(row[0] for row in rows))
            )


def repeated(made: Catalogue, index: str) -> Invalid:
    """`t12_u34` or `t12_g34_35`: what should be unique from now on stands in the records more than once."""
    table, _, rest = index.partition("_")
    form = made.by_id[int(table[1:])]
    fields = [one for one in form.fields if str(one.id) in rest[1:].split("_")]
    titles = Words("、".join(one.title.zh for one in fields), ", ".join(one.title.en for one in fields))
    words = Words(
        "“{f}”已有重复的值，不能设为唯一；请先改正数据",
        '"{f}" has the same value more than once and cannot be unique; correct the data first',
    )
    path = (*form.slug.split("."), "fields", fields[0].slug)
    return Invalid.at(path, "not_unique_yet", words.fill(f=titles))


async def head(transaction: Transaction, workspace: Workspace) -> Catalogue:
    row = await transaction.fetchrow(
        f"SELECT c.version, c.body::text AS body FROM {workspace.schema}.head h "
        f"JOIN {workspace.schema}.catalogue c USING (version)"
    )
    return EMPTY if row is None else revive(row["version"], row["body"])


async def write(transaction: Transaction, workspace: Workspace, made: Catalogue, by: int | None) -> None:
    body = msgspec.json.encode(
        {"bundles": made.bundles, "ids": dict(made.ids), "next_id": made.next_id}
    ).decode()
    await transaction.execute(
        f"INSERT INTO {workspace.schema}.catalogue (version, hash, body, by) VALUES ($1, $2, $3::text::json, $4)",
        made.version, bytes.fromhex(made.hash), body, by,
    )  # fmt: skip
    await transaction.execute(
        f"INSERT INTO {workspace.schema}.head (version) VALUES ($1) "
        "ON CONFLICT (one) DO UPDATE SET version = excluded.version",
        made.version,
    )


def revive(version: int, body: str) -> Catalogue:
    """The catalogue as it was published: same numbers, same version."""
    stored: Mapping[str, object] = msgspec.json.decode(body)
    ids, bundles, next_id = stored["ids"], stored["bundles"], stored["next_id"]
    if not isinstance(ids, dict) or not isinstance(bundles, list) or not isinstance(next_id, int):
        raise TypeError(f"catalogue {version} is not readable")
    base = replace(EMPTY, version=version - 1, ids=ids, next_id=next_id)
    return build(tuple(bundles), base, judged=False)
