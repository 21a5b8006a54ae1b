"""The plant's own time: its zone, its calendar, its business day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jingwei.base.calendar import PlantCalendar
from jingwei.spec.formula import Ambient, Value

WEEK = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(7))
"""Seven days in a row, to see what the busiest of them is like."""


@dataclass(frozen=True, slots=True)
class Plant:
    """What deadlines and dates are counted in."""

    zone: ZoneInfo
    calendar: PlantCalendar

    def ambient(self, now: datetime, actor: int | None) -> Ambient:
        """What formulas may know of the moment."""
        return Ambient(now, now.astimezone(self.zone).date(), actor, self.zone)

    @property
    def minutes_a_day(self) -> int:
        """What a working day is worth when a deadline is given in days."""
        shifts = max((self.calendar.shifts_on(day) for day in WEEK), key=len)
        return sum(shift.end - shift.start for shift in shifts) or 480

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
