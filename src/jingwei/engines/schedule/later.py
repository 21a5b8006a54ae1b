"""Starting as late as nothing suffers from: less work in progress and nothing finished long before it is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.schedule.extras import WHOLE_SHARE, Extras, Use
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock, Problem
from jingwei.engines.schedule.wear import services


def later(schedule: Schedule, *, until_due: bool = False) -> Schedule:
    """The same machines, people and orders with every operation as late as it may be.

    Jobs end when they did, so there is less work in progress; `until_due` they end when they are due, if they were not late, so
    that nothing is early. Tardiness and setups stay what they are either way. What is pinned or running stays, and so does
    what shares an oven, hands over while it works or is set up for by people.
    """
    shift = _Shift(schedule, until_due)
    for operation in np.argsort(-schedule.start, kind="stable").tolist():
        shift.move(operation)
    return Schedule(
        schedule.problem, schedule.machine, np.array(shift.start), np.array(shift.end),
        schedule.sequence_first, shift.sequence(), schedule.unit,
    )  # fmt: skip


@dataclass(slots=True)
class _Shift:
    """A schedule in which operations are moved to the right, the last first."""

    schedule: Schedule
    until_due: bool
    problem: Problem = field(init=False)
    extras: Extras | None = field(init=False)
    start: list[int] = field(init=False)
    end: list[int] = field(init=False)
    setup: list[int] = field(init=False)
    minutes: list[int] = field(init=False)
    follower: list[int] = field(init=False)
    stays: list[bool] = field(init=False)
    after: dict[int, list[tuple[int, int]]] = field(init=False)
    at_most: dict[int, list[tuple[int, int]]] = field(init=False)
    replaced: set[int] = field(init=False)
    manned: set[int] = field(init=False)
    next_use: dict[int, list[tuple[int, int]]] = field(init=False)

    def __post_init__(self) -> None:
        schedule = self.schedule
        problem = self.problem = schedule.problem
        self.extras = problem.extras
        self.start, self.end = schedule.start.tolist(), schedule.end.tolist()
        self.setup = schedule.setup_before().tolist()
        self.minutes = problem.mode_minutes[schedule.modes()].tolist()
        before = schedule.before()
        self.follower = [-1] * problem.operations
        for operation in np.flatnonzero(before >= 0).tolist():
            self.follower[before[operation]] = operation
        self.stays = (problem.lock >= Lock.PINNED).tolist()
        self.after, self.at_most, self.next_use = {}, {}, {}
        self.replaced, self.manned = set(), set()
        if self.extras is not None:
            self._read(self.extras)

    def _read(self, extras: Extras) -> None:
        """What binds operations besides routings and machines."""
        arcs = (extras.arc_from, extras.arc_to, extras.arc_lag, extras.arc_share, extras.arc_most)
        for before, to, lag, share, most in zip(*(arc.tolist() for arc in arcs), strict=True):
            self.after.setdefault(before, []).append((to, lag))
            if to == before + 1 and self.problem.job_of[to] == self.problem.job_of[before]:
                self.replaced.add(before)
            if share < WHOLE_SHARE:
                self.stays[before] = self.stays[to] = True
            elif most >= 0:
                self.at_most.setdefault(to, []).append((before, lag + most))
        uses: dict[int, list[tuple[int, int, int]]] = {}
        away = services(extras, self.schedule.unit, self.schedule.start, self.schedule.end)
        for operation in range(self.problem.operations):
            needs = slice(int(extras.need_first[operation]), int(extras.need_first[operation + 1]))
            if (extras.need_use[needs] != Use.WORK).any() and self._is_set_up(operation):
                self.stays[operation] = True
                self.manned.add(operation)
            for need in range(needs.start, needs.stop):
                taken = self._taken(operation, Use(extras.need_use[need]))
                uses.setdefault(int(self.schedule.unit[need]), []).append(
                    (taken, operation, away.get(need, 0))
                )
            if extras.capacity[self.schedule.machine[operation]] > 0:
                self.stays[operation] = True
        for row in uses.values():
            row.sort(key=lambda one: one[0])
            for (_, one, _), (_, following, serviced) in pairwise(row):
                self.next_use.setdefault(one, []).append((following, serviced))

    def sequence(self) -> I64:
        """The order on each machine: where any number is taken at once, by the new times."""
        schedule = self.schedule
        sequence = schedule.sequence.copy()
        for machine in [] if self.extras is None else np.flatnonzero(self.extras.unlimited).tolist():
            row = slice(schedule.sequence_first[machine], schedule.sequence_first[machine + 1])
            sequence[row] = sorted(sequence[row].tolist(), key=lambda one: (self.start[one], self.end[one]))
        return sequence

    def _is_set_up(self, operation: int) -> bool:
        return self.setup[operation] > 0

    def move(self, operation: int) -> None:
        """As late as what comes after it allows; where pauses or waiting times forbid that, where it was."""
        if self.stays[operation]:
            return
        problem, calendar = self.problem, self._calendar(operation)
        if calendar < 0:
            return
        worked, real = problem.timetable.worked[calendar], problem.timetable.real[calendar]
        done = int(worked[min(self._limits(operation))])
        begin = done - self.minutes[operation]
        start, end = (int(real[begin + 1]) - 1, int(real[done])) if begin >= 0 else (-1, -1)
        whole = self.extras is not None and bool(self.extras.whole[operation])
        if start <= self.start[operation] or (whole and end - start > self.minutes[operation]):
            return
        if all(start <= self.end[before] + most for before, most in self.at_most.get(operation, ())):
            self.start[operation], self.end[operation] = start, end

    def _limits(self, operation: int) -> Iterator[int]:
        """Real minutes by which an operation has to end."""
        problem = self.problem
        job = int(problem.job_of[operation])
        if operation + 1 == problem.job_first[job + 1]:
            due = int(problem.due[job]) if self.until_due else 0
            yield min(max(due, self.end[operation]), problem.calendars.horizon)
        elif operation not in self.replaced:
            yield self.start[operation + 1]
        for to, lag in self.after.get(operation, ()):
            yield max(self.start[to] - lag, 0)
        for following, away in self.next_use.get(operation, ()):
            yield self._until(operation, following, away)
        following = self.follower[operation]
        unlimited = self.extras is not None and self.extras.unlimited[self.schedule.machine[operation]]
        if following >= 0 and not unlimited:
            yield self._until(operation, following)

    def _until(self, before: int, operation: int, away: int = 0) -> int:
        """The real minute by which an operation leaves a machine, a person or a tool to one that comes after it.

        A tool is `away` to be serviced between them.
        """
        if operation in self.manned:
            return self.end[before]
        if not self._is_set_up(operation):
            return self.start[operation] - away
        calendar = self._calendar(operation)
        return self.end[before] if calendar < 0 else self._set_up_from(operation, calendar) - away

    def _taken(self, operation: int, use: Use) -> int:
        """The real minute from which a person or a tool is with an operation."""
        calendar = self._calendar(operation)
        if use == Use.WORK or not self._is_set_up(operation) or calendar < 0:
            return self.start[operation]
        return self._set_up_from(operation, calendar)

    def _set_up_from(self, operation: int, calendar: int) -> int:
        worked, real = self.problem.timetable.worked[calendar], self.problem.timetable.real[calendar]
        return int(real[max(int(worked[self.start[operation]]) - self.setup[operation], 0)])

    def _calendar(self, operation: int) -> int:
        """The hours in which the machine and everybody with the operation are there; -1 where nobody counted them."""
        problem, extras = self.problem, self.extras
        calendar = int(problem.machine_calendar[self.schedule.machine[operation]])
        if extras is not None:
            for need in range(int(extras.need_first[operation]), int(extras.need_first[operation + 1])):
                other = int(extras.unit_calendar[self.schedule.unit[need]])
                if other >= 0 <= calendar:
                    calendar = int(problem.combined[calendar, other])
        return calendar
