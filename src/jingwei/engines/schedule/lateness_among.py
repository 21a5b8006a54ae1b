"""The same where more than machines is short: who was busy, what had to dry, what had to follow in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from jingwei.engines.schedule.conflicts import Times, hours
from jingwei.engines.schedule.extras import WHOLE_SHARE, Extras, Use
from jingwei.engines.schedule.link import Cause, Link
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock
from jingwei.engines.schedule.wear import services


@dataclass(frozen=True, slots=True)
class Among:
    """A schedule with the rows of its people and tools, and its arcs by their ends."""

    schedule: Schedule
    extras: Extras
    times: Times
    unit_before: dict[int, int]
    """Per need the one before it with the same unit."""
    away: dict[int, int]
    """Per need the minutes its tool is serviced right before it."""
    incoming: dict[int, list[int]]
    held_by: dict[int, int]

    @classmethod
    def of(cls, schedule: Schedule, extras: Extras) -> Among:
        order = extras.turns(schedule.unit, schedule.start, schedule.end)[0].tolist()
        before = {after: one for one, after in pairwise(order) if schedule.unit[one] == schedule.unit[after]}
        incoming: dict[int, list[int]] = {}
        for arc, operation in enumerate(extras.arc_to.tolist()):
            incoming.setdefault(operation, []).append(arc)
        held = {int(extras.arc_from[arc]): int(arc) for arc in np.flatnonzero(extras.arc_most >= 0)}
        previous, setup = schedule.before(), schedule.setup_before()
        times = Times(
            schedule.machine, schedule.start, schedule.end, previous, schedule.latest(), setup, schedule.unit
        )
        away = services(extras, schedule.unit, schedule.start, schedule.end)
        return cls(schedule, extras, times, before, away, incoming, held)

    def link(self, operation: int) -> Link:
        """What an operation waited for last."""
        schedule, start = self.schedule, int(self.schedule.start[operation])
        if schedule.problem.lock[operation] >= Lock.PINNED:
            return Link(operation, Cause.PINNED, -1, start, 0, 0)
        own = self._latest(operation, -1)
        worked = self._worked(operation)
        if self._known(operation, own) >= int(worked[start]):
            return self._paused(own)
        for other in self._together(operation):
            theirs = self._latest(other, -1)
            if self._known(other, theirs) >= int(worked[start]):
                return self._paused(replace(theirs, operation=operation))
        at, own_chain = operation, {operation}
        while at in self.held_by:
            after = int(self.extras.arc_to[self.held_by[at]])
            theirs = self._latest(after, at)
            outside = theirs.cause in (Cause.RELEASE, Cause.MATERIAL, Cause.SERVICE)
            if theirs.blocker not in own_chain and (theirs.blocker >= 0 or outside):
                found = replace(theirs, operation=operation, cause=Cause.FOLLOWER, setup=0)
                return replace(found, since=min(found.since, start), pause=start - min(found.since, start))
            at = after
            own_chain.add(at)
        return self._paused(own)

    def _worked(self, operation: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        table: np.ndarray[tuple[int], np.dtype[np.int32]] = self.schedule.problem.timetable.worked[
            hours(self.schedule.problem, self.times, operation)
        ]
        return table

    def _known(self, operation: int, link: Link) -> int:
        """Worked minutes after which it could begin by what a link says."""
        return int(self._worked(operation)[link.since]) + link.setup

    def _paused(self, link: Link) -> Link:
        start = int(self.schedule.start[link.operation])
        since = min(link.since, start - link.setup)
        return replace(link, since=since, pause=start - since - link.setup)

    def _together(self, operation: int) -> list[int]:
        schedule = self.schedule
        if not self.extras.capacity[schedule.machine[operation]]:
            return []
        same = (schedule.machine == schedule.machine[operation]) & (
            schedule.start == schedule.start[operation]
        )
        return [one for one in np.flatnonzero(same).tolist() if one != operation]

    def _latest(self, operation: int, but: int) -> Link:
        """The wait of an operation that lasted longest; `but` is left out."""
        return max(self._waits(operation, but), key=lambda link: self._known(operation, link))

    def _waits(self, operation: int, but: int) -> Iterator[Link]:
        schedule, problem, extras = self.schedule, self.schedule.problem, self.extras
        job = int(problem.job_of[operation])
        head = operation == problem.job_first[job]
        yield Link(operation, Cause.RELEASE, -1, int(problem.release[job]) if head else 0, 0, 0)
        if problem.earliest[operation] > 0:
            yield Link(operation, Cause.MATERIAL, -1, int(problem.earliest[operation]), 0, 0)
        arcs = [arc for arc in self.incoming.get(operation, ()) if extras.arc_from[arc] != but]
        replaced = any(extras.arc_from[arc] == operation - 1 for arc in self.incoming.get(operation, ()))
        if not head and not replaced and operation - 1 != but:
            yield Link(operation, Cause.ROUTE, operation - 1, int(schedule.end[operation - 1]), 0, 0)
        for arc in arcs:
            before, lag = int(extras.arc_from[arc]), int(extras.arc_lag[arc])
            since = int(schedule.end[before]) + lag
            if extras.arc_share[arc] < WHOLE_SHARE:
                since = min(since, int(schedule.start[operation]))
            cause = Cause.ROUTE if before == operation - 1 and not lag else Cause.WAIT
            yield Link(operation, cause, before, min(since, problem.calendars.horizon), 0, 0)
        setup, previous = int(self.times.setup[operation]), int(self.times.latest[operation])
        alone = previous >= 0 and previous not in self._together(operation)
        if alone and previous != but and not extras.unlimited[schedule.machine[operation]]:
            yield Link(operation, Cause.MACHINE, previous, int(schedule.end[previous]), setup, 0)
        owner = np.searchsorted(extras.need_first, np.arange(len(extras.need_use)), side="right") - 1
        for need in range(int(extras.need_first[operation]), int(extras.need_first[operation + 1])):
            away, before, until = self.away.get(need, 0), -1, 0
            if need in self.unit_before:
                other = self.unit_before[need]
                before = int(owner[other])
                when = schedule.start if extras.need_use[other] == Use.SETUP else schedule.end
                until = int(when[before])
            elif not away:
                continue
            if before != but or before < 0:
                wait = 0 if extras.need_use[need] == Use.WORK else setup
                cause = Cause.SERVICE if away else Cause.UNIT
                since = min(until + away, problem.calendars.horizon)
                yield Link(operation, cause, before, since, wait, 0, int(schedule.unit[need]))
