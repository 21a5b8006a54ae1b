"""Search across forms: one statement over every form the reader may see, ranked by how well a record's own words fit.

Words are looked for among the newest records of each form, so that a table of millions costs no more than its newest
part; a number or code typed in full is found anywhere, through its index.
"""

from __future__ import annotations

from jingwei.collab.desk import Desk, Json
from jingwei.collab.sight import state_sql, title_sql
from jingwei.query import names
from jingwei.query.frame import Frame, Source
from jingwei.query.operands import like
from jingwei.query.permission import FALSE, every, seen, visible
from jingwei.query.plan import ROW, begin
from jingwei.query.request import ListRequest, read_search
from jingwei.query.rewrites.search import allowed
from jingwei.query.show import Joins, gated, linked_title, plain_text
from jingwei.spec.fields import type_of
from jingwei.spec.form import Field, Form

NEWEST = 50_000
PER_FORM = 6
MOST = 30
BESIDE = 3
"""So many texts of its list stand beside a record's title."""

WORDS, WHOLE, BEGUN, KEYS = "($1)::text[]", "($2)::text", "($3)::text", "($4)::text[]"
"""The statement's own arguments; in brackets, so that the frame does not take them for its own."""


async def search(desk: Desk, raw: str) -> Json:
    """`{results}`: the best of each form first by fit, then the newest."""
    text = " ".join(read_search(raw))
    if not text:
        return {"results": []}
    frame = desk.frame(5)
    branches = [one for form in desk.catalogue.heads() if (one := branch(frame, form)) is not None]
    if not branches:
        return {"results": []}
    sql, frame.sources = settled(frame, branches)
    rows = await desk.transaction.fetch(
        sql,
        [like(word, "contains") for word in text.split()],
        text,
        f"% {like(text, 'starts')}",
        sorted({raw.strip(), raw.strip().upper(), text}),
        *desk.arguments(frame),
    )
    return {"results": [told(desk, row[0], row[1], row[2], row[3], row[4]) for row in rows]}


def settled(frame: Frame, branches: list[str]) -> tuple[str, list[Source]]:
    """One statement without the arguments of conditions that fell away; our own are named whether a branch uses them or not."""
    sql, sources = frame.settle(
        f"WITH typed AS (SELECT {WORDS}, {WHOLE}, {BEGUN}, {KEYS})\n"
        "SELECT form, id, title, state, more FROM (\n"
        + "\nUNION ALL ".join(branches)
        + f"\n) f ORDER BY fit, at DESC, id DESC LIMIT {MOST}"
    )
    return sql, list(sources)


def told(desk: Desk, form: int, record: int, title: str | None, state: str | None, more: str | None) -> Json:
    one = desk.catalogue.by_id[form]
    return {
        "form": one.slug, "form_title": desk.say(one.title), "id": str(record), "title": title, "more": more or "",
        "state": state,
    }  # fmt: skip


def branch(frame: Frame, form: Form) -> str | None:
    """The records of one form that fit; None where the reader may read or search nothing of it."""
    reached = visible(frame, form, ROW)
    ways = [way for way in (by_words(frame, form, reached), by_key(frame, form, reached)) if way is not None]
    if reached == FALSE or not ways:
        return None
    found = (
        f"(SELECT id, min(fit) AS fit FROM ({' UNION ALL '.join(ways)}) w "
        f"GROUP BY id ORDER BY fit, id DESC LIMIT {PER_FORM})"
    )
    joins = Joins()
    title, more = title_sql(frame, form, ROW, joins), beside(frame, form, joins)
    return (
        f"(SELECT {form.id}::bigint AS form, {ROW}.id, ({title})::text AS title, ({state_sql(frame, form, ROW)})::text AS state, "
        f"({more})::text AS more, w.fit, {ROW}.updated_at AS at\n"
        f"FROM {found} w JOIN {frame.table(form)} {ROW} ON {ROW}.id = w.id {' '.join(joins.lines)})"
    )


def by_words(frame: Frame, form: Form, reached: str) -> str | None:
    """All words in the search text of one of the newest readable records; only where the reader sees all that is in it."""
    plan = begin(frame, ListRequest(form.slug)) if reached != FALSE else None
    if plan is None or (open_to := every(*(allowed(plan, slug) for slug in form.searched))) == FALSE:
        return None
    texts = [names.column(form[slug], ROW)("") for slug in form.searched if textual(form[slug])]
    exact = " OR ".join(f"lower({text}) = {WHOLE}" for text in texts) or FALSE
    starts = " OR ".join(f"starts_with(lower({text}), {WHOLE})" for text in texts) or FALSE
    columns = ", ".join(dict.fromkeys((f"{ROW}.id", f"{ROW}.search", *texts)))
    newest = (
        f"SELECT {columns} FROM {frame.table(form)} {ROW} WHERE {every(reached, open_to)} "
        f"ORDER BY {ROW}.id DESC LIMIT {NEWEST}"
    )
    return (
        f"SELECT {ROW}.id, CASE WHEN {exact} THEN 0 WHEN {starts} THEN 1 "
        f"WHEN ' ' || {ROW}.search LIKE {BEGUN} THEN 2 ELSE 3 END AS fit\n"
        f"FROM ({newest}) {ROW} WHERE {ROW}.search LIKE ALL ({WORDS})"
    )


def by_key(frame: Frame, form: Form, reached: str) -> str | None:
    """A key or number typed in full."""
    keys = [
        (f, open_to) for f in form.fields
        if (f.slug == form.key or f.type == "serial") and textual(f)
        and (open_to := seen(frame, form, ROW, f.slug)) != FALSE
    ]  # fmt: skip
    if reached == FALSE or not keys:
        return None
    return " UNION ALL ".join(
        f"SELECT {ROW}.id, 0 AS fit FROM {frame.table(form)} {ROW} "
        f"WHERE {every(reached, open_to)} AND {names.column(item, ROW)('')} = ANY ({KEYS})"
        for item, open_to in keys
    )


def textual(item: Field) -> bool:
    cells = type_of(item.type).cells(item)
    return bool(cells) and cells[0].sql == "text"


def beside(frame: Frame, form: Form, joins: Joins) -> str:
    """What tells records of like titles apart: the first texts, links and dates of the form's list."""
    items = [form[slug] for slug in form.list if slug not in (form.title_field, form.state)]
    shown = [one for item in items if (one := said(frame, form, item, joins)) is not None]
    return f"concat_ws(' · ', {', '.join(shown[:BESIDE])})" if shown else "NULL"


def said(frame: Frame, form: Form, item: Field, joins: Joins) -> str | None:
    open_to = seen(frame, form, ROW, item.slug)
    if open_to == FALSE:
        return None
    if item.to is not None:
        return gated(open_to, linked_title(frame, form, item, ROW, joins, 0))
    return gated(open_to, plain_text(item, ROW)) if item.type in ("text", "serial", "date") else None
