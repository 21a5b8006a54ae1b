"""Dates and instants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from jingwei.base.errors import Fault
from jingwei.base.words import Words
from jingwei.spec.field_type import ORDERED, Cell, Cells, Column, refuse
from jingwei.spec.form import Field
from jingwei.spec.formula import DATE, DATETIME, Type

FIRST, LAST = 1900, 2200


class Date:
    """A calendar day of the plant."""

    name = "date"
    title = Words("日期", "Date")
    options: frozenset[str] = frozenset()
    operators = ORDERED

    def check(self, field: Field) -> Iterable[Fault]:
        return ()

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return (Cell("", "date"),)

    def parse(self, field: Field, raw: object) -> Cells:
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return {"": raw}
        try:
            # Its other forms, 20261122 and 2026-W47-7, are more often a slip than a date.
            day = date.fromisoformat(raw) if isinstance(raw, str) and raw[7:8] == "-" else None
        except ValueError:
            day = None
        if day is None or not FIRST <= day.year <= LAST:
            raise refuse("not_date", "应为日期，如 2026-11-22", "This must be a date such as 2026-11-22")
        return {"": day}

    def type(self, field: Field) -> Type | None:
        return DATE

    def json(self, field: Field, column: Column) -> str:
        return column("")

    def order(self, field: Field, column: Column) -> str | None:
        return column("")


class DateTime:
    """An instant, kept in UTC."""

    name = "datetime"
    title = Words("日期时间", "Date and time")
    options: frozenset[str] = frozenset()
    operators = ORDERED

    def check(self, field: Field) -> Iterable[Fault]:
        return ()

    def cells(self, field: Field) -> tuple[Cell, ...]:
        return (Cell("", "timestamptz"),)

    def parse(self, field: Field, raw: object) -> Cells:
        try:
            instant = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None or not FIRST <= instant.year <= LAST:
            raise refuse(
                "not_datetime", "应为带时区的时间，如 2026-11-22T08:00:00Z",
                "This must be an instant with its zone such as 2026-11-22T08:00:00Z",
            )  # fmt: skip
        return {"": instant.astimezone(UTC)}

    def type(self, field: Field) -> Type | None:
        return DATETIME

    def json(self, field: Field, column: Column) -> str:
        return f"""to_char({column("")} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""

    def order(self, field: Field, column: Column) -> str | None:
        return column("")
