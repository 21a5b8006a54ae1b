"""Physical names: made of immutable numbers only, so nothing a person typed becomes an identifier."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from jingwei.base.words import Words
from jingwei.spec.field_type import Column
from jingwei.spec.fields import type_of
from jingwei.spec.form import Field, Form

SCHEMA = re.compile(r"w[1-9][0-9]{0,18}")
HEAD_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "id": "bigint",
        "ver": "integer",
        "created_at": "timestamptz",
        "created_by": "bigint",
        "updated_at": "timestamptz",
        "updated_by": "bigint",
        "owner": "bigint",
        "dept": "bigint",
        "deleted_at": "timestamptz",
        "search": "text",
    }
)
"""The columns every record has, with their SQL types."""

READ_COLUMNS = ("id", "ver", "owner", "dept", "created_at", "updated_at")
"""Those of them a statement that reads records may need."""

ROW_COLUMNS: Mapping[str, str] = MappingProxyType({"id": "bigint", "parent": "bigint", "pos": "integer"})
"""Those of a row of a sub-table: it belongs to its parent and has a position."""

SYSTEM_FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        field.slug: field
        for field in (
            Field(0, "id", "link", Words("编号", "Id")),
            Field(0, "owner", "person", Words("负责人", "Owner")),
            Field(0, "dept", "department", Words("部门", "Department")),
            Field(0, "created_at", "datetime", Words("创建时间", "Created")),
            Field(0, "updated_at", "datetime", Words("更新时间", "Updated")),
        )
    }
)
"""What every record has and every reader of a record may filter and sort by; the number 0 marks them."""


def table(schema: str, form: Form) -> str:
    """The qualified table of a form or sub-table."""
    if not SCHEMA.fullmatch(schema):
        raise ValueError(f"{schema!r} is not the schema of a workspace.")
    return f"{schema}.{bare(form)}"


def bare(form: Form) -> str:
    """The table's own name."""
    return f"t{form.id:d}"


def cell(item: Field, suffix: str = "") -> str:
    """The column of a field's stored cell."""
    return f"f{item.id:d}_{suffix}" if suffix else f"f{item.id:d}"


def column(item: Field, alias: str) -> Column:
    """Suffix → the field's stored cell at an alias."""
    if item.id == 0:
        return lambda suffix: f"{alias}.{SYSTEM_FIELDS[item.slug].slug}"
    return lambda suffix: f"{alias}.{cell(item, suffix)}"


def stored(form: Form, alias: str) -> Iterator[str]:
    """Every column of a form at an alias that its fields, rules and answers are made of."""
    yield from (f"{alias}.{name}" for name in (READ_COLUMNS if form.parent is None else ROW_COLUMNS))
    for item in form.fields:
        for cell in type_of(item.type).cells(item):
            yield column(item, alias)(cell.suffix)


def literal(text: str) -> str:
    """A text of our own, such as a key of JSON, as an SQL literal; what people type is bound instead."""
    if any(mark in text for mark in "\x00\\$"):
        raise ValueError(f"{text!r} does not belong into a statement.")
    return "'" + text.replace("'", "''") + "'"
