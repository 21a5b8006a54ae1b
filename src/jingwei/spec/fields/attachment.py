"""Files attached to a record, permission-checked through it."""

from __future__ import annotations

from collections.abc import Iterable

from jingwei.base.errors import Fault
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.spec.field_type import Cell, Cells, Column, refuse
from jingwei.spec.form import Field
from jingwei.spec.formula import Type

MOST = 50


class Attachment:
    """Ids of uploaded files, fifty at most."""

    name = "attachment"
    title = Words("附件", "Attachment")
    options: frozenset[str] = frozenset()
    operators = frozenset({"empty", "notempty"})

    def check(self, field: Field) -> Iterable[Fault]:
        return ()

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return (Cell("", "bigint[]"),)

    def parse(self, field: Field, raw: object) -> Cells:
        if not isinstance(raw, list) or len(raw) > MOST:
            raise refuse("not_files", "应为最多 50 个文件编号", "This must be a list of at most 50 file ids")
        return {"": [parse_id(one) for one in raw] or None}

    def type(self, field: Field) -> Type | None:
        return None

    def json(self, field: Field, column: Column) -> str:
        return f"to_json({column('')}::text[])"

    def order(self, field: Field, column: Column) -> str | None:
        return None
