"""What a job of a file could do if it had the shop to itself: where even that is too little, it is said what is missing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from jingwei.engines.refusal import Place
from jingwei.engines.schedule.build import Job, Need, Operation, Shop
from jingwei.engines.schedule.calendar import common, hours_of
from jingwei.engines.schedule.cells import refused
from jingwei.engines.schedule.extras import Use


@dataclass(frozen=True, slots=True)
class Hours:
    """Shifts in order, those that touch joined."""

    start: list[int]
    end: list[int]

    def placed(self, ready: int, minutes: int, *, whole: bool) -> tuple[int, int] | None:
        """Begin and end of so much work from `ready` on, in one go if it is `whole`; None if there is no room."""
        begun, left = -1, minutes
        for at in range(bisect_right(self.end, ready), len(self.end)):
            start = max(self.start[at], ready)
            if whole or begun < 0:
                begun, left = start, minutes
            if self.end[at] - start >= left:
                return begun, start + left
            left -= self.end[at] - start
        return None

    def lengths(self, ready: int) -> list[int]:
        """Minutes of each shift from `ready` on."""
        first = bisect_right(self.end, ready)
        return [self.end[at] - max(self.start[at], ready) for at in range(first, len(self.end))] or [0]


@dataclass(frozen=True, slots=True)
class Alone:
    """The hours of a shop, overtime included; what calendars share is looked up only once."""

    shop: Shop
    known: dict[frozenset[int], Hours] = field(default_factory=dict)

    def refuse(self, job: Job, row: int) -> None:
        """Refuses a job that does not end before the calendars do even if nobody else wants anything."""
        begin = end = 0
        for step, operation in enumerate(job.operations):
            ready = max(job.release, operation.earliest, _let(operation, begin, end))
            place: Place = ("jobs", row, "ops", step)
            if not _enough(operation):
                raise refused(
                    f"作业 {row} 的工序 {step} 同时需要的人员或工装不够：几项需要指的是同样的几个。",
                    f"Job {row}, operation {step} needs more people or tools at once than its needs name.",
                    place,
                )
            ways = list(self._ways(operation, ready))
            if not ways:
                zh, en = self._missing(operation, ready)
                raise refused(f"作业 {row} 的工序 {step} {zh}", f"Job {row}, operation {step} {en}", place)
            begin, end = min(begun for begun, _ in ways), min(done for _, done in ways)

    def _ways(self, operation: Operation, ready: int) -> Iterator[tuple[int, int]]:
        """Begin and end on each machine with each kind of people and tools."""
        for machine, minutes in operation.modes:
            for hours in self._met(operation, machine):
                place = hours.placed(ready, minutes, whole=operation.whole)
                if place is not None:
                    yield place

    def _met(self, operation: Operation, machine: int) -> list[Hours]:
        """The hours a machine shares with people and tools, by the calendars these may have."""
        those = [sorted({self.shop.units[unit] for unit in need.units}) for need in _needed(operation)]
        own = self.shop.calendar[machine]
        return [self._hours(frozenset({own, *chosen} - {-1})) for chosen in product(*those)]

    def _hours(self, calendars: frozenset[int]) -> Hours:
        if calendars not in self.known:
            one, *others = sorted(calendars)
            shared = self._own(one)
            for other in others:
                shared = common(shared, self._own(other))
            joined: list[tuple[int, int]] = []
            for start, end in shared:
                touches = joined and joined[-1][1] == start
                joined[-1 if touches else len(joined) :] = [(joined[-1][0] if touches else start, end)]
            self.known[calendars] = Hours([start for start, _ in joined], [end for _, end in joined])
        return self.known[calendars]

    def _own(self, calendar: int) -> list[tuple[int, int]]:
        extra = [(one.start, one.end) for one in self.shop.overtime if one.calendar == calendar]
        return sorted([*hours_of(self.shop.calendars, calendar), *extra])

    def _missing(self, operation: Operation, ready: int) -> tuple[str, str]:
        """Whether common hours, a shift that is long enough, or just time is missing, on the quickest machine."""
        machine, minutes = min(operation.modes, key=lambda mode: mode[1])
        calendar = self.shop.calendar[machine]
        by_itself = self._hours(frozenset({calendar}))
        if by_itself.placed(ready, minutes, whole=False) is None:
            return (
                "在日历结束前排不下。请延长日历或检查工时。",
                "does not fit before the calendars end. Extend the calendars or check its minutes.",
            )
        who = sorted({unit for need in _needed(operation) for unit in need.units})
        zh, en = f"设备 {machine}（日历 {calendar}）", f"machine {machine} (calendar {calendar})"
        if who:
            shown = ", ".join(
                f"{unit}（日历 {self.shop.units[unit]}）" for unit in who if self.shop.units[unit] >= 0
            )
            told = ", ".join(
                f"{unit} (calendar {self.shop.units[unit]})" for unit in who if self.shop.units[unit] >= 0
            )
            zh, en = f"{zh}与人员或工装 {shown} ", f"{en} and people or tools {told} "
        lengths = [hours.lengths(ready) for hours in self._met(operation, machine)]
        shared, longest = max(map(sum, lengths)), max(map(max, lengths))
        if operation.whole and shared >= minutes:
            return (
                f"不能中断，需要 {minutes} 分钟，而{zh}最长的一班只有 {longest} 分钟。",
                f"may not pause and takes {minutes} minutes; the longest shift of {en.strip()} has {longest}.",
            )
        return (
            f"需要 {minutes} 分钟，而{zh}此后同时在岗只有 {shared} 分钟。",
            f"takes {minutes} minutes; {en.strip()} are there together for {shared} from then on.",
        )


def _needed(operation: Operation) -> list[Need]:
    """Needs for the work itself; whoever only sets up may not be needed at all."""
    return [need for need in operation.needs if need.use is not Use.SETUP]


def _let(operation: Operation, begin: int, end: int) -> int:
    """When the operation before it in the routing lets it begin, at the earliest."""
    found = [after for after in operation.after if after.job is None]
    return max(
        ((end if after.share[0] == after.share[1] else begin) + after.lag for after in found), default=end
    )


def _enough(operation: Operation) -> bool:
    """Somebody of his own for every need."""
    needs = _needed(operation)
    filled: dict[int, int] = {}

    def found(need: int, tried: set[int]) -> bool:
        for unit in needs[need].units:
            if unit not in tried:
                tried.add(unit)
                if unit not in filled or found(filled[unit], tried):
                    filled[unit] = need
                    return True
        return False

    return all(found(need, set()) for need in range(len(needs)))
