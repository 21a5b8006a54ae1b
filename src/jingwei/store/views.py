"""Saved views of lists: a person's own, and those a person shares with everybody who may read the form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from jingwei.base.errors import Conflict, Invalid
from jingwei.base.words import Words
from jingwei.store.pool import Row
from jingwei.store.transaction import Transaction

MOST = 60
"""Views one person may keep of one form."""


@dataclass(frozen=True, slots=True)
class View:
    """How somebody looks at a list: `look` is filter, order, groups and columns, as the pages wrote them."""

    id: int
    form: int
    owner: int
    shared: bool
    title: str
    look: Mapping[str, object]


def _from(row: Row) -> View:
    return View(row["id"], row["form"], row["owner"], row["shared"], row["title"], json.loads(row["look"]))


_COLUMNS = "id, form, owner, shared, title, look::text as look"


async def of_form(transaction: Transaction, schema: str, form: int, person: int) -> list[View]:
    """The person's own views and the shared ones of everybody, in the order of their names."""
    rows = await transaction.fetch(
        f"select {_COLUMNS} from {schema}.view where form = $1 and (owner = $2 or shared) order by shared, title, id",
        form,
        person,
    )
    return [_from(row) for row in rows]


async def find(transaction: Transaction, schema: str, number: int) -> View | None:
    """The view, held until the transaction ends so that nobody changes it meanwhile."""
    rows = await transaction.fetch(f"select {_COLUMNS} from {schema}.view where id = $1 for update", number)
    return _from(rows[0]) if rows else None


async def keep(transaction: Transaction, schema: str, view: View) -> None:
    """Writes a new view or the new state of a known one."""
    try:
        await transaction.execute(
            f"insert into {schema}.view (id, form, owner, shared, title, look) values ($1, $2, $3, $4, $5, $6) "
            "on conflict (id) do update set shared = excluded.shared, title = excluded.title, look = excluded.look, at = now()",
            view.id, view.form, view.owner, view.shared, view.title, json.dumps(dict(view.look), ensure_ascii=False),
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        words = Words("已有名为“{t}”的视图", 'There is a view named "{t}" already').fill(t=view.title)
        raise Conflict("view_title", words, ("title",)) from error


async def room(transaction: Transaction, schema: str, form: int, person: int) -> None:
    """Refuses one view too many."""
    kept = await transaction.fetchval(
        f"select count(*) from {schema}.view where form = $1 and owner = $2", form, person
    )
    if kept >= MOST:
        words = Words(
            "每张表单最多保存 {n} 个视图，请先删除不用的",
            "A form keeps at most {n} views of yours; remove one first",
        )
        raise Invalid.at(("title",), "too_many_views", words.fill(n=MOST))


async def drop(transaction: Transaction, schema: str, number: int) -> None:
    await transaction.execute(f"delete from {schema}.view where id = $1", number)
