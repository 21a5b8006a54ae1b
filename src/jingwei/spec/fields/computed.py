"""Fields nobody writes: formula and serial number are stored, lookup and roll-up are read through others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jingwei.base.errors import Fault
from jingwei.base.words import Words
from jingwei.spec.field_type import ORDERED, TEXTUAL, Cell, Cells, Column, refuse
from jingwei.spec.fields.measured import places
from jingwei.spec.form import Field
from jingwei.spec.formula import BOOL, DATE, DATETIME, NUMBER, TEXT, Type

RESULTS: dict[str, tuple[Type, str]] = {
    "text": (TEXT, "text"),
    "number": (NUMBER, "numeric"),
    "percent": (NUMBER, "numeric"),
    "quantity": (NUMBER, "numeric(24,8)"),
    "money": (NUMBER, "numeric(20,4)"),
    "date": (DATE, "date"),
    "datetime": (DATETIME, "timestamptz"),
    "switch": (BOOL, "boolean"),
}
MEASURED = frozenset({"quantity", "money"})
PLACES = re.compile(r"\{(yyyy|yy|mm|dd|n:\d{1,2})\}")


class Formula:
    """Own row and sub-tables; stored, computed by the write door. `result` names the type it shows as."""

    name = "formula"
    title = Words("公式", "Formula")
    options = frozenset({"result", "unit", "unit_from", "currency", "digits"})
    operators = ORDERED | TEXTUAL

    def check(self, field: Field) -> Iterable[Fault]:
        if field.formula is None:
            yield Fault(("formula",), "missing", Words("缺少公式", "The formula is missing"))
        if field.option("result") not in RESULTS:
            words = Words("result 只能是 {known}", "result must be one of {known}")
            yield Fault(("result",), "bad_option", words.fill(known=", ".join(RESULTS)))

    def cells(self, field: Field) -> tuple[Cell, ...]:
        own = Cell("", RESULTS[result(field)][1])
        return (own, Cell("unit", "text")) if result(field) in MEASURED else (own,)

    def parse(self, field: Field, raw: object) -> Cells:
        raise refuse("computed", "此字段由系统计算", "This field is computed")

    def type(self, field: Field) -> Type | None:
        return RESULTS[result(field)][0]

    def json(self, field: Field, column: Column) -> str:
        kind, value = result(field), column("")
        if kind in MEASURED:
            amount = f"trim_scale({value})" if kind == "quantity" else places(field, value)
            shown = f"json_build_object('value', {amount}::text, 'unit', {column('unit')})"
            return f"CASE WHEN {value} IS NOT NULL THEN {shown} END"
        if kind in ("number", "percent"):
            return f"trim_scale({value})::text"
        if kind == "datetime":
            return f"""to_char({value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
        return value

    def order(self, field: Field, column: Column) -> str | None:
        return f'{column("")} COLLATE "C"' if result(field) == "text" else column("")


def result(field: Field) -> str:
    """The type a formula shows as."""
    return field.option("result") or "number"


class Serial:
    """A document number such as SO2611-0042; `gapless: true` is taken last, at the flush (vouchers)."""

    name = "serial"
    title = Words("流水号", "Serial number")
    options = frozenset({"pattern", "gapless"})
    operators = TEXTUAL

    def check(self, field: Field) -> Iterable[Fault]:
        pattern = field.option("pattern") or ""
        rest = PLACES.sub("", pattern)
        if "{n:" not in pattern or "{" in rest or "}" in rest:
            words = Words(
                "编号规则需要 {n:位数}，另可用 {yyyy} {yy} {mm} {dd}",
                "The pattern needs {n:digits} and may use {yyyy} {yy} {mm} {dd}",
            )
            yield Fault(("pattern",), "bad_pattern", words)

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return (Cell("", "text"),)

    def parse(self, field: Field, raw: object) -> Cells:
        raise refuse("computed", "编号由系统产生", "The number is given by the system")

    def type(self, field: Field) -> Type | None:
        return TEXT

    def json(self, field: Field, column: Column) -> str:
        return column("")

    def order(self, field: Field, column: Column) -> str | None:
        return f'{column("")} COLLATE "C"'


class Lookup:
    """A field of the record a link points to, read under the target's own permissions."""

    name = "lookup"
    title = Words("他表字段", "Lookup")
    options = frozenset({"through", "field"})
    operators: frozenset[str] = frozenset()

    def check(self, field: Field) -> Iterable[Fault]:
        for option in ("through", "field"):
            if not field.option(option):
                yield Fault((option,), "missing", Words("缺少 {o}", "{o} is missing").fill(o=option))

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return ()

    def parse(self, field: Field, raw: object) -> Cells:
        raise refuse("computed", "此字段取自关联记录", "This field is read from the linked record")

    def type(self, field: Field) -> Type | None:
        return None

    def json(self, field: Field, column: Column) -> str:
        return "NULL"

    def order(self, field: Field, column: Column) -> str | None:
        return None


class Rollup(Lookup):
    """An exact sum or count over the records that link here, computed when read; never capped."""

    name = "rollup"
    title = Words("汇总", "Roll-up")
    options = frozenset({"from", "link", "field", "by", "where", "result", "unit", "currency"})

    def check(self, field: Field) -> Iterable[Fault]:
        for option in ("from", "link"):
            if not field.option(option):
                yield Fault((option,), "missing", Words("缺少 {o}", "{o} is missing").fill(o=option))
        if field.option("by") not in ("sum", "count", "min", "max"):
            yield Fault(
                ("by",), "bad_option", Words("by 应为 sum count min max", "by must be sum, count, min or max")
            )
