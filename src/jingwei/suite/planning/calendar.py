"""The plant's calendar before it is saved: one for the plant, shifts that can be read, no day entered twice."""

from __future__ import annotations

from datetime import date, timedelta

from jingwei.base.calendar import shifts_of
from jingwei.base.errors import Faults, Path
from jingwei.base.words import Words
from jingwei.process.derive import path_of
from jingwei.process.plant import week_of
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.store.workdays import WeekRow
from jingwei.suite.people.shifts import check_row, shift_row

LONGEST = timedelta(days=366)
ANOTHER = Words(
    "已有工厂日历“{n}”，请在其中修改", 'There is the plant calendar "{n}" already: change that one'
)
OVERLAP = Words("同一天的班次互相重叠", "Shifts of the same day overlap")
BACKWARDS = Words("“到”早于“从”", "The end lies before the start")
TOO_LONG = Words("一行最多 366 天", "A row spans at most 366 days")
NO_SHIFTS = Words(
    "班次写成 08:00-12:00, 13:00-17:30，先后不重叠",
    "Shifts are written 08:00-12:00, 13:00-17:30, one after the other",
)
NO_WORK = Words("休息日没有班次", "A day of rest has no shifts")
TWICE = Words("{d} 已在第 {n} 行", "{d} stands in row {n} already")


async def check_calendar(room: Room, row: Row) -> None:
    """Every fault at its field; two people who make the first calendar at the same time take turns."""
    await room.transaction.begin()
    await room.transaction.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{room.schema}.{row.form.slug}"
    )
    faults = Faults()
    others = [one for one in await room.find(row.form.slug, {}) if one.id != row.id]
    if row.new and others:
        faults.add((*row.at, "name"), "another", ANOTHER.fill(n=others[0].cells["name"]))
    check_week(row, faults)
    check_days(row, faults)
    faults.refuse()


def check_week(row: Row, faults: Faults) -> None:
    read: list[WeekRow] = []
    for line in row.lines["week"]:
        if line.removed:
            continue
        one = shift_row(line)
        if not check_row(line, faults):
            continue
        try:
            week_of((*read, one))
        except ValueError:
            faults.add((*path_of(line), "begins"), "overlap", OVERLAP)
        else:
            read.append(one)


def check_days(row: Row, faults: Faults) -> None:
    entered: dict[date, int] = {}
    living = (line for line in row.lines["days"] if not line.removed)
    for number, line in enumerate(living, 1):
        at, first, last = path_of(line), line.cells.get("first"), line.cells.get("last")
        check_shifts(line, at, faults)
        if not isinstance(first, date):
            continue
        last = last if isinstance(last, date) else first
        if last < first:
            faults.add((*at, "last"), "backwards", BACKWARDS)
        elif last - first >= LONGEST:
            faults.add((*at, "last"), "too_long", TOO_LONG)
        else:
            enter(entered, (first, last), number, at, faults)


def check_shifts(line: Row, at: Path, faults: Faults) -> None:
    text = str(line.cells.get("shifts") or "")
    if text and line.cells.get("kind") != "work":
        faults.add((*at, "shifts"), "rest", NO_WORK)
        return
    try:
        read = shifts_of(text)
    except ValueError:
        faults.add((*at, "shifts"), "shifts", NO_SHIFTS)
        return
    if text.strip() and not read:
        faults.add((*at, "shifts"), "shifts", NO_SHIFTS)


def enter(entered: dict[date, int], span: tuple[date, date], number: int, at: Path, faults: Faults) -> None:
    """The days of a row, which stand in no row before it."""
    first, last = span
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    twice = next((day for day in days if day in entered), None)
    if twice is not None:
        faults.add((*at, "first"), "twice", TWICE.fill(d=twice.isoformat(), n=entered[twice]))
        return
    entered.update(dict.fromkeys(days, number))
