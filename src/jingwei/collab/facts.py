"""What a document is about, in a few values: with whom, which thing, how much; so that a number need not be opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from jingwei.collab.desk import Desk, Place
from jingwei.query.frame import Frame
from jingwei.query.permission import FALSE, every, seen, visible
from jingwei.query.show import Joins, gated, json_array, shown
from jingwei.spec.fields.computed import result
from jingwei.spec.form import Field, Form

Row = tuple[Place, int]
"""A record and the row of a sub-table that is meant, 0 for the record itself."""
AMOUNTS = ("quantity", "money")


async def facts(desk: Desk, wanted: Iterable[Row]) -> Mapping[Row, Sequence[object]]:
    """Values as the API shows them, under the reader's rights; one statement for records of any number of forms."""
    asked = sorted(set(wanted))
    frame = desk.frame(4)
    branches = [
        branch
        for number in sorted({place[0] for place, _ in asked} & desk.catalogue.by_id.keys())
        if (branch := branch_of(frame, desk.catalogue.by_id[number])) is not None
    ]
    if not branches:
        return {}
    rows = await desk.transaction.fetch(
        "WITH want AS MATERIALIZED (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS w(form, record, line))\n"
        + "\nUNION ALL ".join(branches),
        [place[0] for place, _ in asked], [place[1] for place, _ in asked], [line for _, line in asked],
        *desk.arguments(frame),
    )  # fmt: skip
    return {
        ((row[0], row[1]), row[2]): [one for one in msgspec.json.decode(row[3]) if one is not None]
        for row in rows
    }


def branch_of(frame: Frame, form: Form) -> str | None:
    """The records of one form; None when the reader may read none of it."""
    condition = visible(frame, form, "r")
    if condition == FALSE or form.parent is not None:
        return None
    joins = Joins()
    whom, amounts = concerned(frame, form), [item for item in columns(form) if kind(item) in AMOUNTS][:1]
    values, sums = (
        [gated(seen(frame, form, "r", one.slug), shown(frame, form, one, "r", joins)) for one in part]
        for part in (whom, amounts)
    )
    # Where the document itself says how much of what, its parts list would only be longer.
    counted = any(kind(one) == "quantity" for one in amounts)
    lines = [value for item in form.fields if (value := line_of(frame, form, item, counted)) is not None]
    return (
        f"SELECT {form.id}::bigint, r.id, w.line, ({json_array([*values, *lines, *sums])})::text FROM want w "
        f"JOIN {frame.table(form)} r ON r.id = w.record {' '.join(joins.lines)} WHERE w.form = {form.id} AND {condition}"
    )


def concerned(frame: Frame, form: Form) -> list[Field]:
    """Of the columns of its list: whom or what the document concerns, else its words, else the document it belongs to."""
    links = [item for item in columns(form) if item.type == "link"]
    masters = [item for item in links if item.to is not None and frame.catalogue.form(item.to).lane is None]
    words = [item for item in columns(form) if item.type == "text"]
    return masters[:2] or words[:1] or links[:1]


def columns(form: Form) -> list[Field]:
    return [form[slug] for slug in form.list if slug not in (form.key, form.title_field, form.state)]


def kind(item: Field) -> str:
    return result(item) if item.type == "formula" else item.type


def line_of(frame: Frame, form: Form, item: Field, counted: bool) -> str | None:
    """Of a sub-table that counts things: the row that is meant, else the first one and how many there are."""
    table = item.table
    if table is None or seen(frame, form, "r", item.slug) == FALSE:
        return None
    thing = next((one for one in table.fields if one.type == "link"), None)
    amount = next((one for one in table.fields if one.type == "quantity"), None)
    words = next((one for one in table.fields if one.type == "text"), None)
    there, joins = frame.alias("d"), Joins()
    told = [one for one in ((thing, amount) if thing and amount else (words,)) if one is not None]
    values = [
        gated(seen(frame, table, there, one.slug), shown(frame, table, one, there, joins, 1)) for one in told
    ]
    first = thing is not None and amount is not None and not counted
    meant = f"(w.line = {there}.id OR w.line = 0)" if first else f"w.line = {there}.id"
    source = " ".join((f"{frame.table(table)} {there}", *joins.lines))
    of_head = f"{there}.parent = r.id"
    more = (
        f"CASE WHEN w.line = 0 THEN (SELECT count(*) FROM {frame.table(table)} n WHERE n.parent = r.id) END"
    )
    return gated(
        seen(frame, form, "r", item.slug),
        f"(SELECT json_build_object('line', {json_array(values)}, 'of', {more}) FROM {source} "
        f"WHERE {every(of_head, meant)} ORDER BY {there}.pos, {there}.id LIMIT 1)",
    )
