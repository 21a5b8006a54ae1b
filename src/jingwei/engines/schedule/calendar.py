"""Shift calendars as look-up tables between real minutes and worked minutes: a pause costs one array read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import I64, frozen, integers, starts
from jingwei.engines.refusal import InvalidInputError

HORIZON_LIMIT = 6_000_000  # minutes, over eleven years; two tables of 4 bytes a minute per calendar


@dataclass(frozen=True, slots=True)
class ShiftCalendars:
    """Calendar c works in the half-open shifts start[k] … end[k] for k in first[c] … first[c + 1].

    horizon       minutes from time 0 that any calendar knows of
    worked[c, t]  minutes worked before real minute t
    real[c, w]    the earliest real minute at which w minutes are worked (0 for w = 0)
    total[c]      minutes worked in the whole horizon
    """

    first: I64
    start: I64
    end: I64
    horizon: int
    worked: npt.NDArray[np.int32] = field(init=False)
    real: npt.NDArray[np.int32] = field(init=False)
    total: I64 = field(init=False)

    def __post_init__(self) -> None:
        if not 1 <= self.horizon <= HORIZON_LIMIT:
            raise InvalidInputError(
                f"日历长度必须在 1 到 {HORIZON_LIMIT} 分钟之间。",
                f"A calendar must cover 1 to {HORIZON_LIMIT} minutes.",
                ("calendars", "horizon"),
            )
        shifts = len(self.start)
        count = len(self.first) - 1
        object.__setattr__(self, "first", starts("calendars.first", self.first, count, shifts))
        for name in ("start", "end"):
            kept = integers(f"calendars.{name}", getattr(self, name), shifts, 0, self.horizon)
            object.__setattr__(self, name, kept)
        worked = np.zeros((count, self.horizon + 1), np.int32)
        real = np.full((count, self.horizon + 2), self.horizon, np.int32)
        total = np.zeros(count, np.int64)
        for calendar in range(count):
            on = self._minutes_on(calendar)
            worked[calendar, 1:] = np.cumsum(on)
            at = np.flatnonzero(on)
            real[calendar, 0] = 0
            real[calendar, 1 : len(at) + 1] = at + 1
            total[calendar] = len(at)
        object.__setattr__(self, "worked", frozen(worked))
        object.__setattr__(self, "real", frozen(real))
        object.__setattr__(self, "total", frozen(total))

    def _minutes_on(self, calendar: int) -> npt.NDArray[np.int8]:
        on = np.zeros(self.horizon, np.int8)
        known = 0
        for k in range(self.first[calendar], self.first[calendar + 1]):
            if not known <= self.start[k] < self.end[k]:
                raise InvalidInputError(
                    f"日历 {calendar} 的班次 {self.start[k]}–{self.end[k]} 为空、重叠或顺序颠倒。",
                    f"Calendar {calendar}: the shift {self.start[k]}–{self.end[k]} is empty, overlapping "
                    "or out of order.",
                    ("calendars", calendar, k),
                )
            known = self.end[k]
            on[self.start[k] : self.end[k]] = 1
        return on

    def __len__(self) -> int:
        return len(self.first) - 1


def shifts(calendars: Sequence[Iterable[tuple[int, int]]], horizon: int) -> ShiftCalendars:
    """Calendars from shifts (start, end) in minutes, in order; touching shifts may be joined or not."""
    kept = [list(one) for one in calendars]
    first = np.cumsum([0, *map(len, kept)])
    flat = [shift for one in kept for shift in one]
    return ShiftCalendars(
        first, np.array([s for s, _ in flat], np.int64), np.array([e for _, e in flat], np.int64), horizon
    )


def always(horizon: int) -> ShiftCalendars:
    """One calendar without pauses."""
    return shifts([[(0, horizon)]], horizon)


def together(calendars: ShiftCalendars, met: set[tuple[int, ...]]) -> tuple[ShiftCalendars, I64]:
    """The calendars with the common hours of those that have to meet behind them, and how to find these.

    met    tuples of calendars in the order they are met; -1 is there at any time
    answer [c, k]: the calendar of c and k together, -1 where nobody asked for it
    """
    alone = np.arange(len(calendars))
    if not met:
        return calendars, frozen(np.where(alone[:, None] == alone, alone, -1))
    number = {frozenset([one]): one for one in range(len(calendars))}
    found = {(one, one): one for one in range(len(calendars))}
    hours = [hours_of(calendars, one) for one in range(len(calendars))]
    for those in sorted(met):
        at, known = those[0], frozenset([those[0]])
        for other in those[1:]:
            if other < 0:
                continue
            known |= {other}
            if known not in number:
                number[known] = len(hours)
                hours.append(common(hours[at], hours[other]))
            found[at, other] = number[known]
            at = number[known]
    combined = np.full((len(hours), len(calendars)), -1, np.int64)
    for (at, other), answer in found.items():
        combined[at, other] = answer
    extended = calendars if len(hours) == len(calendars) else shifts(hours, calendars.horizon)
    return extended, frozen(combined)


def hours_of(calendars: ShiftCalendars, calendar: int) -> list[tuple[int, int]]:
    """The shifts of a calendar."""
    rows = slice(calendars.first[calendar], calendars.first[calendar + 1])
    return list(zip(calendars.start[rows].tolist(), calendars.end[rows].tolist(), strict=True))


def common(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The hours two calendars share."""
    found: list[tuple[int, int]] = []
    a = b = 0
    while a < len(one) and b < len(other):
        start, end = max(one[a][0], other[b][0]), min(one[a][1], other[b][1])
        if start < end:
            found.append((start, end))
        if one[a][1] < other[b][1]:
            a += 1
        else:
            b += 1
    return found
