"""References to another record: a link, a person, a department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeGuard

from jingwei.base.characters import BAD, bad_character
from jingwei.base.errors import Fault, Invalid
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.spec.field_type import EQUALITY, Cell, Cells, Column
from jingwei.spec.form import Field
from jingwei.spec.formula import NUMBER, Type


class Link:
    """The id of a record of form `to`; `{key: …}` is resolved by the write door through the target's key field.

    `where: {work_centre: work_centre}` limits it to records whose field is the same as that of this record, once that is known;
    `where: {state: [released]}` to records whose choice is one of these while they are being chosen.
    """

    name = "link"
    title = Words("关联记录", "Link")
    options = frozenset({"where"})
    operators = EQUALITY

    def check(self, field: Field) -> Iterable[Fault]:
        if field.to is None:
            yield Fault(("to",), "missing", Words("关联需要目标表单", "A link needs the form it points to"))
        where = field.options.get("where", {})
        if not isinstance(where, Mapping) or not all(
            isinstance(one, str) or listed(one) for one in where.values()
        ):
            words = Words(
                "where 应为 目标字段: 本单字段，或 目标字段: [选项, …]",
                "where maps fields of the target to fields of this record, or to a list of choices",
            )
            yield Fault(("where",), "bad_option", words)

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return (Cell("", "bigint"),)

    def parse(self, field: Field, raw: object) -> Cells:
        if isinstance(raw, Mapping):
            key = raw.get("key")
            if isinstance(key, str) and key:
                if bad_character(key):
                    raise Invalid.at((), "bad_character", BAD)
                return {"": ByKey(key)}
            raw = raw.get("id")
        return {"": parse_id(raw)}

    def type(self, field: Field) -> Type | None:
        return NUMBER

    def json(self, field: Field, column: Column) -> str:
        return f"CASE WHEN {column('')} IS NOT NULL THEN json_build_object('id', {column('')}::text, 'title', {column('title')}) END"

    def order(self, field: Field, column: Column) -> str | None:
        return column("")


def alike(field: Field) -> Mapping[str, str]:
    """The fields of the target that must agree, each with its own of this record."""
    where = field.options.get("where")
    pairs = where.items() if isinstance(where, Mapping) else ()
    return {str(there): own for there, own in pairs if isinstance(own, str)}


def among(field: Field) -> Mapping[str, tuple[str, ...]]:
    """The choices of the target that a chosen record has one of, by field."""
    where = field.options.get("where")
    pairs = where.items() if isinstance(where, Mapping) else ()
    return {str(there): tuple(map(str, values)) for there, values in pairs if listed(values)}


def listed(values: object) -> TypeGuard[Sequence[str]]:
    return isinstance(values, list | tuple) and bool(values) and all(isinstance(one, str) for one in values)


class ByKey(str):
    """A link named by the target's key, not yet resolved to an id."""

    __slots__ = ()


class Person(Link):
    """A link to the person form, wherever the bundle keeps it."""

    name = "person"
    title = Words("人员", "Person")

    def check(self, field: Field) -> Iterable[Fault]:
        return ()


class Department(Person):
    """A link to the department form."""

    name = "department"
    title = Words("部门", "Department")
