"""Working minutes between many instants: the plant's shifts are laid out once and then only looked up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta

from jingwei.process.plant import Plant

LONGEST = timedelta(days=1100)
"""What lies further from now counts as lying there: nobody reads such a figure to the minute."""


class WorkTime:
    """Covers a span of time around `now`; instants outside count as its ends."""

    def __init__(self, plant: Plant, now: datetime, instants: Iterable[datetime | None] = ()) -> None:
        known = [now, *(one for one in instants if one is not None)]
        self._first = max(min(known), now - LONGEST)
        self._last = min(max(known), now + LONGEST)
        self._plant, self._now = plant, now
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        self._before: list[timedelta] = []
        total = timedelta()
        for start, end in plant.calendar.windows(self._first, self._last):
            self._starts.append(start)
            self._ends.append(end)
            self._before.append(total)
            total += end - start

    def minutes(self, start: datetime, end: datetime) -> int:
        """Working minutes from one instant to another, negative when `end` comes first."""
        return int((self._until(end) - self._until(start)) / timedelta(minutes=1))

    def left(self, due: datetime) -> int:
        """Working minutes until `due`, negative when it has passed."""
        return self.minutes(self._now, due)

    def days_late(self, due: datetime) -> int:
        """Working days that have begun since the day of `due`."""
        zone = self._plant.zone
        day, today = max(due, self._first).astimezone(zone).date(), self._now.astimezone(zone).date()
        count = (today - day).days
        return sum(1 for i in range(count) if self._plant.calendar.shifts_on(day + timedelta(days=i + 1)))

    def _until(self, at: datetime) -> timedelta:
        at = min(max(at, self._first), self._last)
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return timedelta()
        return self._before[index] + min(at, self._ends[index]) - self._starts[index]


def hours(minutes: int) -> float:
    """Hours to a tenth, as they are shown."""
    return round(minutes / 60, 1)
