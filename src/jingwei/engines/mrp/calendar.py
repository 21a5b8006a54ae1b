"""Working days as look-up tables: lead times cost one array read, whatever the holidays."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import I64, Flags, frozen
from jingwei.engines.refusal import InvalidInputError

LONGEST = (1 << 15) - 1
"""Days of a horizon, almost ninety years: the days of millions of orders are kept in two bytes each."""


@dataclass(frozen=True, slots=True)
class WorkCalendars:
    """working[c, d]: day d (0 = the first day of the plan) is a working day of calendar c.

    rank[c, d]  ordinal of the last working day ≤ d, -1 before the first one
    nth[c, k]   day of the k-th working day (padded with the horizon)
    """

    working: Flags
    rank: I64 = field(init=False)
    nth: I64 = field(init=False)

    def __post_init__(self) -> None:
        if self.working.dtype != np.bool_ or self.working.ndim != 2 or not self.working.size:
            raise InvalidInputError(
                "日历必须是“日历 × 天”的布尔表。",
                "Calendars must be a table of booleans, calendars × days.",
                ("working",),
            )
        if self.working.shape[1] > LONGEST:
            raise InvalidInputError(
                f"展望期最长 {LONGEST} 天，给出了 {self.working.shape[1]} 天。",
                f"A horizon has at most {LONGEST} days, not {self.working.shape[1]}.",
                ("working",),
            )
        idle = np.flatnonzero(~self.working.any(axis=1))
        if idle.size:
            raise InvalidInputError(
                f"日历 {idle[0]} 没有工作日。",
                f"Calendar {idle[0]} has no working day.",
                ("working", int(idle[0])),
            )
        count, days = self.working.shape
        nth = np.full((count, days), days, np.int64)
        for calendar in range(count):
            found = np.flatnonzero(self.working[calendar])
            nth[calendar, : len(found)] = found
        object.__setattr__(self, "rank", frozen(np.cumsum(self.working, axis=1, dtype=np.int64) - 1))
        object.__setattr__(self, "nth", frozen(nth))
        object.__setattr__(self, "working", frozen(self.working.copy()))

    @property
    def days(self) -> int:
        """Length of the horizon."""
        return int(self.working.shape[1])


def every_day(days: int) -> WorkCalendars:
    """One calendar on which each of `days` days is worked."""
    return WorkCalendars(np.ones((1, days), np.bool_))


def weekly(days: int, pattern: npt.ArrayLike, *, first_weekday: int = 0) -> WorkCalendars:
    """One calendar repeating `pattern` (7 booleans, Monday first); day 0 is `first_weekday`."""
    week = np.asarray(pattern, np.bool_)
    return WorkCalendars(week[(np.arange(days) + first_weekday) % 7][np.newaxis, :])
