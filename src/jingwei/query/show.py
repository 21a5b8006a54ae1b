"""The JSON of a field at an alias; what comes from another form comes under that form's permissions."""

from __future__ import annotations

from dataclasses import dataclass, field

from jingwei.query import names
from jingwei.query.amounts import NULL, SUMMED, folded, kind_of
from jingwei.query.formulas import formula
from jingwei.query.frame import Frame
from jingwei.query.names import literal
from jingwei.query.permission import FALSE, TRUE, every, seen, visible
from jingwei.spec.fields import type_of
from jingwei.spec.form import Field, Form
from jingwei.spec.formula import parse

MOST_HOPS = 4
PAIRS = 45
"""A function of PostgreSQL takes a hundred arguments at most."""


@dataclass(slots=True)
class Joins:
    """Joins to the targets of links, one per link; a target that may not be read joins as nothing."""

    lines: list[str] = field(default_factory=list)
    known: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def to(self, frame: Frame, form: Form, item: Field, alias: str) -> str | None:
        """The alias of the record `item` points to, None when no row of it may be read."""
        place = (alias, item.slug)
        if place not in self.known:
            target = target_of(frame, item)
            there = frame.alias("l")
            condition = visible(frame, target, there) if target is not None else FALSE
            self.known[place] = None if condition == FALSE else there
            if target is not None and condition != FALSE:
                link = names.column(item, alias)("")
                self.lines.append(
                    f"LEFT JOIN {frame.table(target)} {there} ON {there}.id = {link} AND {condition}"
                )
        return self.known[place]


def target_of(frame: Frame, item: Field) -> Form | None:
    """The form a link points to; the owner and department of a record point to those forms too."""
    if item.id == 0:
        return frame.catalogue.by_role.get(item.type)
    return None if item.to is None else frame.catalogue.form(item.to)


def shown(frame: Frame, form: Form, item: Field, alias: str, joins: Joins, hops: int = 0) -> str:
    """The JSON value of a field at an alias, its own visibility left to the caller."""
    if item.type == "lookup":
        return looked_up(frame, form, item, alias, joins, hops)
    if item.type == "rollup":
        return rolled_up(frame, form, item, alias)
    if item.table is not None:
        return rows(frame, item.table, alias) if hops == 0 else NULL
    column = names.column(item, alias)
    if item.slug == "id" and item.id == 0:
        return f"{column('')}::text"
    if item.to is not None or item.type in ("person", "department", "link"):
        title = linked_title(frame, form, item, alias, joins, hops)
        return type_of(item.type).json(item, lambda suffix: title if suffix == "title" else column(suffix))
    return type_of(item.type).json(item, column)


def linked_title(frame: Frame, form: Form, item: Field, alias: str, joins: Joins, hops: int) -> str:
    """The title of a link's target, null where the viewer may not see it."""
    there = joins.to(frame, form, item, alias) if hops < MOST_HOPS else None
    target = target_of(frame, item)
    if there is None or target is None:
        return NULL
    named = target[target.title_field]
    if named.to is not None:
        title = linked_title(frame, target, named, there, joins, hops + 1)
    elif not type_of(named.type).cells(named):
        return NULL
    else:
        title = plain_text(named, there)
    return gated(seen(frame, target, there, named.slug), title)


def plain_text(item: Field, alias: str) -> str:
    """A stored value as text for people."""
    value = names.column(item, alias)("")
    if kind_of(item) in SUMMED:
        return f"trim_scale({value})::text"
    return value if type_of(item.type).cells(item)[0].sql == "text" else f"{value}::text"


def gated(condition: str, value: str) -> str:
    """The value where the condition holds, else null."""
    if condition == TRUE:
        return value
    return NULL if condition == FALSE else f"CASE WHEN {condition} THEN {value} END"


def looked_up(frame: Frame, form: Form, item: Field, alias: str, joins: Joins, hops: int) -> str:
    """A field of a link's target, where the target's row and that field may both be read."""
    link = form.by_slug.get(item.option("through") or "")
    if link is None or link.to is None or hops >= MOST_HOPS:
        return NULL
    there = joins.to(frame, form, link, alias)
    target = frame.catalogue.target(link)
    wanted = target.by_slug.get(item.option("field") or "")
    if there is None or wanted is None or wanted.table is not None:
        return NULL
    value = shown(frame, target, wanted, there, joins, hops + 1)
    condition = seen(frame, target, there, wanted.slug)
    if wanted.type == "rollup":
        condition = every(f"{there}.id IS NOT NULL", condition)
    return gated(condition, value)


def rolled_up(frame: Frame, form: Form, item: Field, alias: str) -> str:
    """A count, sum, least or greatest over the records that point here and that the viewer may read."""
    source = frame.catalogue.form(item.option("from") or "")
    link, wanted = source[item.option("link") or ""], source.by_slug.get(item.option("field") or "")
    by, there = item.option("by") or "count", frame.alias("s")
    slugs = (link.slug,) if wanted is None else (link.slug, wanted.slug)
    condition = visible(frame, source, there, *slugs)
    if condition == FALSE:
        return NULL
    where = item.option("where")
    rule = formula(frame, source, parse(where), there) if where else TRUE
    condition = every(f"{names.column(link, there)('')} = {alias}.id", condition, rule)
    if by == "count" or wanted is None:
        counted = "*" if wanted is None else names.column(wanted, there)("")
        value = f"count({counted})::text"
    elif by == "sum" and kind_of(wanted) not in SUMMED:
        return NULL
    else:
        value = folded(wanted, names.column(wanted, there), by, item.option("unit"))
    return f"(SELECT {value} FROM {frame.table(source)} {there} WHERE {condition})"


def rows(frame: Frame, table: Form, alias: str) -> str:
    """A sub-table as an array of objects, in the order of its rows."""
    there, joins = frame.alias("d"), Joins()
    conditions = {item.slug: seen(frame, table, there, item.slug) for item in table.fields}
    values = [
        (item.slug, gated(conditions[item.slug], shown(frame, table, item, there, joins, 1)))
        for item in table.fields
        if conditions[item.slug] != FALSE
    ]
    one = json_object([("id", f"{there}.id::text"), *values])
    source = " ".join((f"{frame.table(table)} {there}", *joins.lines))
    return (
        f"(SELECT coalesce(json_agg({one} ORDER BY {there}.pos, {there}.id), '[]'::json) "
        f"FROM {source} WHERE {there}.parent = {alias}.id)"
    )


def json_object(pairs: list[tuple[str, str]]) -> str:
    """An object of any number of members; keys are slugs of the catalogue."""
    chunks = [pairs[start : start + PAIRS] for start in range(0, len(pairs), PAIRS)] or [[]]
    if len(chunks) == 1:
        return f"json_build_object({members(chunks[0])})"
    return "(" + " || ".join(f"jsonb_build_object({members(one)})" for one in chunks) + ")::json"


def members(pairs: list[tuple[str, str]]) -> str:
    return ", ".join(f"{literal(key)}, {value}" for key, value in pairs)


def json_array(values: list[str]) -> str:
    """An array of any number of elements."""
    if len(values) <= 2 * PAIRS:
        return f"json_build_array({', '.join(values)})"
    return f"json_build_array(VARIADIC ARRAY[{', '.join(f'to_json({value})' for value in values)}])"
