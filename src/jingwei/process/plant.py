"""The plant's own time: its zone, its calendar, its business day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from jingwei.base.calendar import PlantCalendar, Shift, refuse_overlap, shifts_of
from jingwei.spec.formula import Ambient, Value
from jingwei.store.workdays import DaysRow, WeekRow, Workdays

DAY = timedelta(days=1)
A_NOTICE = 10
"""Days a year's notice rules on at the least; who has entered fewer has entered something else, such as a stocktaking."""
T = TypeVar("T")
Week = tuple[tuple[Shift, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Plant:
    """What deadlines and dates are counted in."""

    zone: ZoneInfo
    calendar: PlantCalendar

    def ambient(self, now: datetime, actor: int | None) -> Ambient:
        """What formulas may know of the moment."""
        return Ambient(now, now.astimezone(self.zone).date(), actor, self.zone)

    def keeping(self, own: Workdays) -> Plant:
        """The plant by the calendar a workspace keeps itself."""
        return self if own.says_nothing else kept(self, own)

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """Years of the span whose notice is not built in and of which the workspace has not entered as much itself."""
        told = Counter(day.year for day in self.calendar.ruled)
        return tuple(year for year in range(first.year, last.year + 1) if told[year] < A_NOTICE)

    @property
    def minutes_a_day(self) -> int:
        """What a working day is worth when a deadline is given in days."""
        return sum(shift.end - shift.start for shift in self.calendar.usual) or 480

    def instant(self, value: Value) -> datetime | None:
        """The moment a formula gives: a date counts to the end of the plant's day."""
        if isinstance(value, datetime):
            return value
        if isinstance(value, date):
            return datetime.combine(value + timedelta(days=1), time(), self.zone).astimezone(UTC)
        return None

    def deadline(self, start: datetime, minutes: int) -> datetime:
        """`minutes` of working time after `start`."""
        return self.calendar.add_working(start, minutes)

    def worked(self, start: datetime, end: datetime) -> int:
        """Working minutes between two instants, negative when `end` comes first."""
        early, late = sorted((start, end))
        minutes = int(self.calendar.worked_between(early, late) / timedelta(minutes=1))
        return minutes if end >= start else -minutes


@lru_cache(maxsize=256)
def kept(plant: Plant, own: Workdays) -> Plant:
    """Own days win over the notices, a week of its own over Monday to Friday.

    The form refuses what cannot be read; where another app has let it in, it is passed over: no request may fail of it.
    """
    ruled, exceptions = dict(plant.calendar.ruled), dict(plant.calendar.exceptions)
    for row in own.days:
        shifts = legible(partial(shifts_of, row.shifts)) if row.works else None
        for day in days_of(row):
            exceptions.pop(day, None)
            ruled[day] = row.works
            if shifts:
                exceptions[day] = shifts
    week = legible(partial(week_of, own.week)) or plant.calendar.week
    return replace(plant, calendar=replace(plant.calendar, week=week, exceptions=exceptions, ruled=ruled))


def legible(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except ValueError:
        return None


def days_of(row: DaysRow) -> list[date]:
    return [row.first + n * DAY for n in range((row.last - row.first).days + 1)]


def week_of(rows: tuple[WeekRow, ...]) -> Week:
    """The shifts of each weekday, Monday first; nothing where no shift is given."""
    found: list[list[Shift]] = [[] for _ in range(7)]
    for row in rows:
        for weekday in weekdays_of(row.weekdays):
            found[weekday - 1].append(Shift.parse(f"{row.begins}-{row.ends}"))
    week = tuple(tuple(sorted(day)) for day in found)
    for shifts in week:
        refuse_overlap(shifts)
    return week if rows else ()


def weekdays_of(text: str) -> list[int]:
    """From `12345`: Monday is 1."""
    if not text or not set(text) <= set("1234567"):
        raise ValueError(f"Weekdays are written 12345, not {text!r}.")
    return sorted({int(one) for one in text})
