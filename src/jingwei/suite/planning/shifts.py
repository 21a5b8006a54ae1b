"""Shifts by weekday as windows of time, with holidays and make-up days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from jingwei.base.calendar import DAY, Shift
from jingwei.process.plant import Plant

FRIDAY = "5"
"""A make-up day on a weekend is worked as a Friday."""

Window = tuple[datetime, datetime]
Shifts = tuple[tuple[str, Shift], ...]


def shift_windows(
    plant: Plant, shifts: Shifts, holidays: bool, begin: datetime, end: datetime
) -> list[Window]:  # fmt: skip
    """When shifts are worked between two instants, in order and without overlap."""
    found: list[Window] = []
    day, last = begin.astimezone(plant.zone).date() - DAY, end.astimezone(plant.zone).date()
    while day <= last:
        weekday = worked_as(plant, shifts, holidays, day)
        midnight = datetime.combine(day, time(), plant.zone)
        found += [
            (midnight + timedelta(minutes=shift.start), midnight + timedelta(minutes=shift.end))
            for weekdays, shift in shifts
            if weekday in weekdays
        ]
        day += DAY
    return joined(sorted(found))


def worked_as(plant: Plant, shifts: Shifts, holidays: bool, day: date) -> str:
    """The weekday a day is worked as: on holidays none, on make-up days one of the week."""
    weekday = str(day.isoweekday())
    works = plant.calendar.works_out_of_turn(day)
    if works is None or holidays:
        return weekday
    if not works:
        return "-"
    return weekday if any(weekday in days for days, _ in shifts) else FRIDAY


def joined(windows: list[Window]) -> list[Window]:
    """Overlapping and touching windows as one."""
    found: list[Window] = []
    for begin, end in windows:
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found
