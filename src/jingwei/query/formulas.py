"""Formulas inside statements: what their names mean in SQL at an alias of a form."""

from __future__ import annotations

from jingwei.query import names
from jingwei.query.frame import ACTOR, NOW, TODAY, ZONE, Frame, Source
from jingwei.spec.form import Field, Form
from jingwei.spec.formula import SqlExpr, Tree, Type, Value, list_of, lower
from jingwei.spec.functions.sql import PG_TYPES
from jingwei.spec.scope import SYSTEM, Scope

SPECIALS = {"$today": TODAY, "$now": NOW, "$actor": ACTOR, "$zone": ZONE}
MOST_HOPS = 8


def formula(frame: Frame, form: Form, tree: Tree, alias: str) -> str:
    """The SQL of a formula over the row at `alias`; it sees the row as the designer does, whoever asks."""

    def resolve(name: str) -> SqlExpr:
        if name in SPECIALS:
            source = SPECIALS[name]
            kind = {"date": "date", "timestamptz": "datetime", "numeric": "number"}.get(source.sql, "text")
            return SqlExpr(frame.bind(source), Type(kind))  # type: ignore[arg-type]
        return resolved(frame, form, name, alias, 0)

    def bind(value: Value, kind: Type) -> str:
        return frame.bind(Source(f"constant {kind.kind} {value!r}", PG_TYPES[kind.kind], lambda given: value))

    return f"({lower(tree, resolve, bind)})"


def resolved(frame: Frame, form: Form, name: str, alias: str, hops: int) -> SqlExpr:
    """One name as `Scope` understands it; KeyError when it means nothing here."""
    head, _, rest = name.partition(".")
    if hops > MOST_HOPS:
        raise KeyError(name)
    if head == "parent" and form.parent is not None:
        return through(frame, frame.catalogue.form(form.parent), rest, f"{alias}.parent", hops)
    item = form.by_slug.get(head)
    if item is None:
        if rest or head not in SYSTEM or head == "pushed":
            raise KeyError(name)
        return SqlExpr(f"{alias}.{head}", SYSTEM[head])
    if item.type == "lookup":
        path = f"{item.option('through')}.{item.option('field')}"
        return resolved(frame, form, f"{path}.{rest}" if rest else path, alias, hops + 1)
    if item.table is not None:
        return listed(frame, item.table, rest, alias, hops)
    if rest and item.to is not None:
        return through(frame, frame.catalogue.target(item), rest, names.column(item, alias)(""), hops)
    return SqlExpr(names.column(item, alias)(rest), own_type(frame, form, item, rest))


def own_type(frame: Frame, form: Form, item: Field, suffix: str) -> Type:
    return Scope(frame.catalogue.forms, form)[f"{item.slug}.{suffix}" if suffix else item.slug]


def through(frame: Frame, target: Form, rest: str, link: str, hops: int) -> SqlExpr:
    """A name of the record a link points to."""
    there = frame.alias("x")
    found = resolved(frame, target, rest, there, hops + 1)
    if found.rows is not None:
        raise KeyError(rest)
    return SqlExpr(
        f"(SELECT {found.sql} FROM {frame.table(target)} {there} WHERE {there}.id = {link})", found.type
    )


def listed(frame: Frame, table: Form, rest: str, alias: str, hops: int) -> SqlExpr:
    """A column of a sub-table: one value for each of its rows, which all columns of the table share."""
    there = f"c{table.id}"
    found = resolved(frame, table, rest, there, hops + 1)
    if found.rows is not None:
        raise KeyError(rest)
    rows = f"{frame.table(table)} {there} WHERE {there}.parent = {alias}.id"
    return SqlExpr(found.sql, list_of(found.type), rows=rows)
