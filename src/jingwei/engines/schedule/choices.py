"""What a planner decides besides machines and order: which of its routes a job takes and which overtime is worked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import prod

import numpy as np

from jingwei.engines.refusal import InvalidInputError, Place
from jingwei.engines.schedule.build import Job, Operation, Overtime, Shop, build
from jingwei.engines.schedule.calendar import HORIZON_LIMIT, ShiftCalendars, shifts
from jingwei.engines.schedule.problem import Problem


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to decide: the route of each job, 0 the usual one, and which overtime shifts are worked."""

    route: tuple[int, ...]
    worked: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Jobs of which some may take other routes, and a shop of which some overtime may be worked.

    Raises InvalidInputError for overtime that overlaps a shift or other overtime of its calendar, and where a job waits
    for an operation of one that has several routes: which operation that is would depend on what is decided.
    """

    jobs: Sequence[Job]
    shop: Shop
    options: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", tuple(1 + len(job.routes) for job in self.jobs))
        for row, job in enumerate(self.jobs):
            for steps in (job.operations, *job.routes):
                self._refuse_waiting(row, steps)
        for number, extra in enumerate(self.shop.overtime):
            self._refuse_impossible(number, extra)

    @property
    def usual(self) -> Choice:
        """Every job by its usual route, no overtime."""
        return Choice((0,) * len(self.jobs), (False,) * len(self.shop.overtime))

    @property
    def ways(self) -> int:
        """How many choices there are."""
        return prod(self.options) << len(self.shop.overtime)

    def cost(self, choice: Choice) -> int:
        """Weighted minutes the overtime worked counts for."""
        return sum(
            extra.cost for extra, worked in zip(self.shop.overtime, choice.worked, strict=True) if worked
        )

    def posed(self, choice: Choice, hours: ShiftCalendars | None = None) -> Problem:
        """The problem when this is decided; `hours` if its calendars are known already."""
        jobs = [
            replace(job, operations=job.routes[route - 1]) if route else job
            for job, route in zip(self.jobs, choice.route, strict=True)
        ]
        return build(jobs, replace(self.shop, calendars=hours or self.hours(choice)))

    def hours(self, choice: Choice) -> ShiftCalendars:
        """The calendars with the overtime that is worked."""
        if not any(choice.worked):
            return self.shop.calendars
        calendars = self.shop.calendars
        found = [self._shifts(calendar) for calendar in range(len(calendars))]
        for extra, worked in zip(self.shop.overtime, choice.worked, strict=True):
            if worked:
                found[extra.calendar].append((extra.start, extra.end))
        return shifts([sorted(those) for those in found], calendars.horizon)

    def _shifts(self, calendar: int) -> list[tuple[int, int]]:
        known = self.shop.calendars
        rows = slice(known.first[calendar], known.first[calendar + 1])
        return list(zip(known.start[rows].tolist(), known.end[rows].tolist(), strict=True))

    def _refuse_waiting(self, row: int, steps: Sequence[Operation]) -> None:
        for step, operation in enumerate(steps):
            for after in operation.after:
                if after.job is not None and 0 <= after.job < len(self.jobs) and self.jobs[after.job].routes:
                    raise InvalidInputError(
                        f"作业 {row} 的工序 {step} 等待作业 {after.job} 的某道工序，但作业 {after.job} 有多条工艺路线。",
                        f"Job {row}, operation {step} waits for an operation of job {after.job}, which has several routes.",
                        ("jobs", row, "ops", step, "after"),
                    )

    def _refuse_impossible(self, number: int, extra: Overtime) -> None:
        place: Place = ("overtime", number)
        calendars = self.shop.calendars
        if not 0 <= extra.calendar < len(calendars):
            raise InvalidInputError(
                f"加班 {number}：没有日历 {extra.calendar}。",
                f"Overtime {number}: there is no calendar {extra.calendar}.",
                place,
            )
        if not 0 <= extra.start < extra.end <= calendars.horizon:
            raise InvalidInputError(
                f"加班 {number}：{extra.start}–{extra.end} 不是 0 到 {calendars.horizon} 之间的一段时间。",
                f"Overtime {number}: {extra.start}–{extra.end} is no time between 0 and {calendars.horizon}.",
                place,
            )
        if not 0 <= extra.cost <= HORIZON_LIMIT * 1_000:
            raise InvalidInputError(
                f"加班 {number}：成本 {extra.cost} 不能为负或过大。",
                f"Overtime {number}: the cost {extra.cost} must not be negative or huge.",
                place,
            )
        if any(start < extra.end and extra.start < end for start, end in self._beside(number, extra)):
            raise InvalidInputError(
                f"加班 {number}（{extra.start}–{extra.end}）与日历 {extra.calendar} 的班次或另一次加班重叠。",
                f"Overtime {number} ({extra.start}–{extra.end}) overlaps a shift or other overtime of calendar {extra.calendar}.",
                place,
            )

    def _beside(self, number: int, extra: Overtime) -> Iterator[tuple[int, int]]:
        """The other hours of the calendar of an overtime shift."""
        yield from self._shifts(extra.calendar)
        for other in self.shop.overtime[:number]:
            if other.calendar == extra.calendar:
                yield other.start, other.end


def idle(
    undecided: Undecided, choice: Choice, machine: np.ndarray, start: np.ndarray, end: np.ndarray
) -> list[int]:
    """The overtime shifts worked in which nothing is made: whoever was called in for them need not come."""
    calendar = np.asarray(undecided.shop.calendar)[machine]
    found = []
    for number, (extra, worked) in enumerate(zip(undecided.shop.overtime, choice.worked, strict=True)):
        busy = (calendar == extra.calendar) & (start < extra.end) & (end > extra.start)
        if worked and not busy.any():
            found.append(number)
    return found
