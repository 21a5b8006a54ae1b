"""The calendar a workspace keeps itself: the shifts of its week and the days on which it differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace

ROLE = "calendar"
"""The form of this role has the sub-tables `week` and `days`."""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A shift as it was typed: weekdays such as `12345`, begin and end such as `08:00`."""

    weekdays: str
    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class DaysRow:
    """Days from `first` to `last`, free or worked; `shifts` as they were typed, empty for the usual ones."""

    first: date
    last: date
    works: bool
    shifts: str


@dataclass(frozen=True, slots=True)
class Workdays:
    """The rows of the living calendar of a workspace, with its id and name; 0: there is none."""

    week: tuple[WeekRow, ...] = ()
    days: tuple[DaysRow, ...] = ()
    record: int = 0
    name: str = ""

    @property
    def says_nothing(self) -> bool:
        return not self.week and not self.days


async def read_workdays(workspace: Workspace, catalogue: Catalogue, through: Transaction) -> Workdays:
    return await workdays_in(workspace.schema, catalogue, through)


async def workdays_in(schema: str, catalogue: Catalogue, through: Transaction) -> Workdays:
    """Nothing where the apps of a workspace have no such form, or it holds no record."""
    form = catalogue.by_role.get(ROLE)
    week, days = (None if form is None or name not in form.by_slug else form[name].table for name in ("week", "days"))  # fmt: skip
    if form is None or week is None or days is None:
        return Workdays()
    here = f"{schema}.{names.table(form)} c"

    def rows(table: Form, *slugs: str) -> str:
        columns = ", ".join(f"r.{names.column(table[slug])}" for slug in slugs)
        return (
            f"SELECT {columns} FROM {schema}.{names.table(table)} r JOIN {here} ON c.id = r.parent "
            "WHERE c.deleted_at IS NULL ORDER BY r.parent, r.pos, r.id"
        )

    head = await through.fetchrow(
        f"SELECT c.id, c.{names.column(form[form.title_field])} FROM {here} WHERE c.deleted_at IS NULL ORDER BY c.id LIMIT 1"
    )
    if head is None:
        return Workdays()
    weekly = await through.fetch(rows(week, "weekdays", "begins", "ends"))
    found = await through.fetch(rows(days, "first", "last", "kind", "shifts"))
    return Workdays(
        tuple(WeekRow(row[0] or "", row[1] or "", row[2] or "") for row in weekly),
        tuple(
            DaysRow(first, first if last is None else last, kind == "work", shifts or "")
            for first, last, kind, shifts in found
            if first is not None
        ),
        head[0],
        str(head[1] or ""),
    )
