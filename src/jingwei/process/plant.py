"""The plant's own time: its zone, its calendar, its business day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jingwei.base.calendar import PlantCalendar
from jingwei.spec.formula import Ambient


@dataclass(frozen=True, slots=True)
class Plant:
    """What deadlines and dates are counted in."""

    zone: ZoneInfo
    calendar: PlantCalendar

    def ambient(self, now: datetime, actor: int | None) -> Ambient:
        """What formulas may know of the moment."""
        return Ambient(now, now.astimezone(self.zone).date(), actor, self.zone)

    def deadline(self, start: datetime, minutes: int) -> datetime:
        """`minutes` of working time after `start`."""
        return self.calendar.add_working(start, minutes)

    def worked(self, start: datetime, end: datetime) -> int:
        """Working minutes between two instants, negative when `end` comes first."""
        early, late = sorted((start, end))
        minutes = int(self.calendar.worked_between(early, late) / timedelta(minutes=1))
        return minutes if end >= start else -minutes
