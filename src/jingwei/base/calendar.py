"""The plant's calendar: when work is done, and arithmetic in working time."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias
from zoneinfo import ZoneInfo

from jingwei.base.china_days import ruled_days
from jingwei.base.errors import Invalid
from jingwei.base.words import Words

Window: TypeAlias = tuple[datetime, datetime]

DAY = timedelta(days=1)
_NOTHING = timedelta(0)
# A calendar that has no work for so long has none at all, as far as a deadline is concerned.
_LONGEST_REST = timedelta(days=3660)
_NO_WORK = Words("工作日历在十年内没有工作时间", "The calendar has no working time within ten years")


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """From minute to minute of a local day; a night shift ends after minute 1440, on the next day."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < 1440:
            raise ValueError(f"A shift starts at minute 0 to 1439 of its day, not at {self.start}.")
        if not self.start < self.end <= self.start + 1440:
            raise ValueError(
                f"A shift from minute {self.start} ends within 24 hours after it, not at {self.end}."
            )

    @classmethod
    def parse(cls, text: str) -> "Shift":
        """From `08:00-17:30`; an end at or before the start lies on the next day."""
        try:
            start, end = (minute_of(part) for part in re.split("[-–—~～至]", text))
        except ValueError:
            raise ValueError(f"A shift is written 08:00-17:30, not {text!r}.") from None
        return cls(start, end if end > start else end + 1440)


def minute_of(text: str) -> int:
    """From `08:00`, the colon as either keyboard writes it."""
    at = time.fromisoformat(text.strip().replace("：", ":"))
    return at.hour * 60 + at.minute


def shifts_of(text: str) -> tuple[Shift, ...]:
    """From `08:00-12:00, 13:00-17:30`: in order, none before the one before it has ended."""
    found = tuple(sorted(Shift.parse(part) for part in re.split("[,，、;；]", text) if part.strip()))
    refuse_overlap(found)
    return found


def refuse_overlap(shifts: tuple[Shift, ...]) -> None:
    if any(a.end > b.start for a, b in pairwise(shifts)):
        raise ValueError("The shifts of a day are given in order and do not overlap.")


@dataclass(frozen=True, slots=True)
class PlantCalendar:
    """Shifts by weekday (Monday first), days that differ from it, and the minute at which the business day begins.

    ruled        days that are free (False) or worked as usual (True), whatever their weekday
    exceptions   days with shifts of their own; they win over what is ruled
    """

    zone: ZoneInfo
    week: tuple[tuple[Shift, ...], ...]
    exceptions: Mapping[date, tuple[Shift, ...]]
    day_starts: int = 0
    ruled: Mapping[date, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("A week has seven days, Monday first.")
        if not 0 <= self.day_starts < 1440:
            raise ValueError("The business day begins at minute 0 to 1439.")
        for shifts in (*self.week, *self.exceptions.values()):
            refuse_overlap(shifts)
        object.__setattr__(self, "exceptions", MappingProxyType(dict(self.exceptions)))
        object.__setattr__(self, "ruled", MappingProxyType(dict(self.ruled)))

    @property
    def usual(self) -> tuple[Shift, ...]:
        """The shifts of a day that is worked out of turn: those of the weekday with most of them."""
        return max(self.week, key=len)

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        found = self.exceptions.get(day)
        if found is not None:
            return found
        weekly = self.week[day.weekday()]
        works = self.ruled.get(day)
        if works is None:
            return weekly
        return (weekly or self.usual) if works else ()

    def works_out_of_turn(self, day: date) -> bool | None:
        """Whether a day is worked against its weekday (True) or free against it (False); None for any other."""
        differs = day in self.exceptions or day in self.ruled
        if not differs:
            return None
        works = bool(self.shifts_on(day))
        return None if works and self.week[day.weekday()] else works

    def windows_on(self, day: date) -> list[Window]:
        """The working windows that begin on a local day, less what the day before still works."""
        taken = datetime.min.replace(tzinfo=UTC)
        for shift in self.shifts_on(day - DAY):
            taken = max(taken, self._instant(day - DAY, shift.end))
        found = []
        for shift in self.shifts_on(day):
            start, end = max(taken, self._instant(day, shift.start)), self._instant(day, shift.end)
            if start < end:
                found.append((start, end))
        return found

    def windows(self, start: datetime, end: datetime) -> Iterator[Window]:
        """The working windows between two instants, cut at both."""
        day, last = self._local(start).date() - DAY, self._local(end).date()
        while day <= last:
            for a, b in self.windows_on(day):
                if a < end and b > start:
                    yield max(a, start), min(b, end)
            day += DAY

    def is_working(self, at: datetime) -> bool:
        return any(True for _ in self.windows(at, at + timedelta(microseconds=1)))

    def add_working(self, start: datetime, work: timedelta | int) -> datetime:
        """The earliest instant by which that much work (an int: minutes) is done; for none it is `start`."""
        left = _duration(work)
        if left < _NOTHING:
            return self.subtract(start, -left)
        reached = self._local(start).astimezone(UTC)
        if not left:
            return reached
        for a, b in self._onward(reached):
            if left <= b - a:
                return a + left
            left -= b - a
        raise AssertionError("unreachable: the windows end only by refusing")

    def subtract(self, end: datetime, work: timedelta | int) -> datetime:
        """The latest instant from which that much work is done by `end`."""
        left = _duration(work)
        if left < _NOTHING:
            return self.add_working(end, -left)
        reached = self._local(end).astimezone(UTC)
        if not left:
            return reached
        for a, b in self._backward(reached):
            if left <= b - a:
                return b - left
            left -= b - a
        raise AssertionError("unreachable: the windows end only by refusing")

    def worked_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from one instant to another; negative when the second is earlier."""
        if end < start:
            return -self.worked_between(end, start)
        return sum((b - a for a, b in self.windows(start, end)), _NOTHING)

    def business_day(self, at: datetime) -> date:
        """The day an instant counts for; a night's early hours may still belong to yesterday."""
        return (self._local(at).replace(tzinfo=None) - timedelta(minutes=self.day_starts)).date()

    def _onward(self, start: datetime) -> Iterator[Window]:
        day, last = self._local(start).date() - DAY, start
        while day.toordinal() < date.max.toordinal() - 2 and _to_utc_midnight(day) - last < _LONGEST_REST:
            for a, b in self.windows_on(day):
                if b > start:
                    yield max(a, start), b
                    last = b
            day += DAY
        raise Invalid.at((), "no_working_time", _NO_WORK)

    def _backward(self, end: datetime) -> Iterator[Window]:
        day, last = self._local(end).date(), end
        while day.toordinal() > 3 and last - _to_utc_midnight(day) < _LONGEST_REST:
            for a, b in reversed(self.windows_on(day)):
                if a < end:
                    yield a, min(b, end)
                    last = a
            day -= DAY
        raise Invalid.at((), "no_working_time", _NO_WORK)

    def _instant(self, day: date, minute: int) -> datetime:
        wall = datetime.combine(day, time()) + timedelta(minutes=minute)
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def _local(self, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("Working time is counted between instants with a zone.")
        return at.astimezone(self.zone)


def china_calendar(
    zone: ZoneInfo,
    shifts: tuple[Shift, ...],
    years: Iterable[int],
    *,
    own: Mapping[date, tuple[Shift, ...]] | None = None,
    day_starts: int = 0,
) -> PlantCalendar:
    """Monday–Friday with the statutory holidays and make-up days of those years; `own` days win."""
    return PlantCalendar(zone, (shifts,) * 5 + ((), ()), own or {}, day_starts, ruled_days(years))


def _duration(work: timedelta | int) -> timedelta:
    return work if isinstance(work, timedelta) else timedelta(minutes=work)


def _to_utc_midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
