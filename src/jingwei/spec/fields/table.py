"""A sub-table (子表): rows of their own that live and die with the record."""

from __future__ import annotations

from collections.abc import Iterable

from jingwei.base.errors import Fault
from jingwei.base.words import Words
from jingwei.spec.field_type import Cell, Cells, Column, refuse
from jingwei.spec.form import Field
from jingwei.spec.formula import Type

GIVEN = "given"


class Table:
    """Its rows are a form of their own; the write door parses them one by one.

    `rows: given` means that another document brings them: people fill them in, but neither add nor remove any.
    `split: expected` lets them divide one all the same, say into two lots: the part takes over what the system has
    filled in and the links (the warehouse), except the quantity named, which stays with the row it came from.
    """

    name = "table"
    title = Words("子表", "Sub-table")
    options = frozenset({"fields", "min_rows", "rows", "split"})
    operators: frozenset[str] = frozenset()

    def check(self, field: Field) -> Iterable[Fault]:
        if field.table is None or not field.table.fields:
            yield Fault(("fields",), "missing", Words("子表至少需要一个字段", "A sub-table needs a field"))
        if field.option("rows") not in (None, GIVEN):
            yield Fault(("rows",), "bad_option", Words("rows 只能是 given", "rows can only be given"))
        split = field.option("split")
        whole = field.table.by_slug.get(str(split)) if field.table is not None else None
        if split is not None and (
            field.option("rows") != GIVEN
            or whole is None
            or whole.type != "quantity"
            or whole.set_by != "flow"
        ):
            words = Words(
                "split 应为 rows: given 的子表中由系统填写的数量字段",
                "split names a quantity the system fills in, in a sub-table with rows: given",
            )
            yield Fault(("split",), "bad_option", words)

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return ()

    def parse(self, field: Field, raw: object) -> Cells:
        raise refuse("not_here", "子表按行写入", "A sub-table is written row by row")

    def type(self, field: Field) -> Type | None:
        return None

    def json(self, field: Field, column: Column) -> str:
        return "NULL"

    def order(self, field: Field, column: Column) -> str | None:
        return None
