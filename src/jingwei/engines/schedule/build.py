"""A scheduling problem from plain rows, for callers that have documents and not arrays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.schedule.calendar import ShiftCalendars
from jingwei.engines.schedule.extras import WHOLE_SHARE, Extras, Use
from jingwei.engines.schedule.problem import Lock, Problem


@dataclass(frozen=True, slots=True)
class Need:
    """One of `units` (persons with the skill, tools of the kind) for so much of an operation; `locked` is decided.

    wear  what the operation takes of a tool's life: pieces, strokes, minutes, whatever its `Life` is counted in
    """

    units: Sequence[int]
    use: Use = Use.ALL
    locked: int = -1
    wear: int = 0


@dataclass(frozen=True, slots=True)
class Life:
    """A tool that is serviced (reground, cleaned) before its wear goes over `life`, for `service` minutes of the clock each time.

    worn  its wear at time 0
    """

    life: int
    service: int
    worn: int = 0


@dataclass(frozen=True, slots=True)
class After:
    """What an operation waits for: `operation` number so of `job`, or the one before it in its own job (None).

    lag    real minutes between, at least
    share  of the work, as a numerator and a denominator: with so much of the first done the second may begin, and so
           much of the second is left when the first ends (a transfer batch of the lot); (1, 1) is one after the other
    most   real minutes beyond the lag it may begin later, at most; None: as long as it likes; 0: at once
    """

    job: int | None = None
    operation: int = -1
    lag: int = 0
    share: tuple[int, int] = (1, 1)
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a job: (machine, minutes) to choose from, setup family, material date, lock.

    needs   people and tools
    after   what it waits for otherwise or besides its routing
    whole   once begun it does not pause
    size    what it takes of an oven
    """

    modes: Sequence[tuple[int, int]]
    family: int = 0
    earliest: int = 0
    lock: Lock = Lock.FREE
    machine: int = -1
    start: int = -1
    needs: Sequence[Need] = ()
    after: Sequence[After] = ()
    whole: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class Job:
    """Operations in routing order with release and due minute and a weight of lateness.

    routes  other operations it may be made by instead: `decide` chooses, everybody else takes the usual ones
    """

    operations: Sequence[Operation]
    release: int = 0
    due: int = 0
    weight: int = 1
    routes: Sequence[Sequence[Operation]] = ()


@dataclass(frozen=True, slots=True)
class Overtime:
    """A shift from `start` to `end` that may be worked on a calendar; calling people in counts for `cost` weighted minutes."""

    calendar: int
    start: int
    end: int
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Shop:
    """Machines: setup group and calendar of each; setup minutes [group, family, family], none if left out.

    units      calendar of each person and tool, -1: there at any time
    lives      tools (numbers in `units`) that have to be serviced
    unlimited  machines that take any number at once (an outside supplier, a drying floor)
    ovens      machine: how much it takes of one family together
    overtime   shifts that may be worked besides: `decide` chooses, for everybody else they are not there
    """

    group: Sequence[int]
    calendar: Sequence[int]
    calendars: ShiftCalendars
    setup: npt.ArrayLike = field(default_factory=lambda: np.zeros((1, 1, 1), np.int64))
    units: Sequence[int] = ()
    unlimited: Collection[int] = ()
    ovens: Mapping[int, int] = field(default_factory=dict)
    overtime: Sequence[Overtime] = ()
    lives: Mapping[int, Life] = field(default_factory=dict)


def build(jobs: Sequence[Job], shop: Shop) -> Problem:
    """The Problem of `jobs` in `shop`; operations are numbered through in order. Raises InvalidInputError."""
    operations = [operation for job in jobs for operation in job.operations]
    modes = [mode for operation in operations for mode in operation.modes]

    def each(values: list[int]) -> npt.NDArray[np.int64]:
        return np.array(values, np.int64)

    return Problem(
        job_first=np.cumsum([0, *(len(job.operations) for job in jobs)]),
        release=each([job.release for job in jobs]),
        due=each([job.due for job in jobs]),
        weight=each([job.weight for job in jobs]),
        family=each([operation.family for operation in operations]),
        earliest=each([operation.earliest for operation in operations]),
        mode_first=np.cumsum([0, *(len(operation.modes) for operation in operations)]),
        mode_machine=each([machine for machine, _ in modes]),
        mode_minutes=each([minutes for _, minutes in modes]),
        machine_group=each(list(shop.group)),
        machine_calendar=each(list(shop.calendar)),
        setup=np.asarray(shop.setup),
        calendars=shop.calendars,
        lock=each([operation.lock for operation in operations]),
        locked_machine=each([operation.machine for operation in operations]),
        locked_start=each([operation.start for operation in operations]),
        extras=_extras(jobs, operations, shop),
    )


def _extras(jobs: Sequence[Job], operations: Sequence[Operation], shop: Shop) -> Extras:
    needs = [need for operation in operations for need in operation.needs]
    arcs = list(_arcs(jobs))

    def column(at: int) -> npt.NDArray[np.int64]:
        return np.array([arc[at] for arc in arcs], np.int64)

    def each(values: list[int]) -> npt.NDArray[np.int64]:
        return np.array(values, np.int64)

    machines = range(len(shop.group))
    lives = [shop.lives.get(unit, Life(0, 0)) for unit in range(len(shop.units))]
    return Extras(
        arc_from=column(0),
        arc_to=column(1),
        arc_lag=column(2),
        arc_share=column(3),
        arc_most=column(4),
        need_first=np.cumsum([0, *(len(operation.needs) for operation in operations)]),
        need_use=each([need.use for need in needs]),
        eligible_first=np.cumsum([0, *(len(need.units) for need in needs)]),
        eligible=each([unit for need in needs for unit in need.units]),
        need_locked=each([need.locked for need in needs]),
        need_wear=each([need.wear for need in needs]),
        unit_calendar=each(list(shop.units)),
        unit_life=each([one.life for one in lives]),
        unit_worn=each([one.worn for one in lives]),
        unit_service=each([one.service for one in lives]),
        whole=np.array([operation.whole for operation in operations], np.bool_),
        size=each([operation.size for operation in operations]),
        unlimited=np.array([machine in shop.unlimited for machine in machines], np.bool_),
        capacity=each([shop.ovens.get(machine, 0) for machine in machines]),
    )


def _arcs(jobs: Sequence[Job]) -> Iterator[tuple[int, int, int, int, int]]:
    first = list(accumulate((len(job.operations) for job in jobs), initial=0))
    for number, job in enumerate(jobs):
        for at, operation in enumerate(job.operations):
            for after in operation.after:
                refuse_unknown(jobs, after, number, at)
                before = first[number] + at - 1 if after.job is None else first[after.job] + after.operation
                share = -(-after.share[0] * WHOLE_SHARE // after.share[1])
                most = -1 if after.most is None else after.most
                yield before, first[number] + at, after.lag, share, most


def refuse_unknown(jobs: Sequence[Job], after: After, job: int, at: int) -> None:
    """Refuse waiting for an operation that is not there."""
    there = ("jobs", job, "operations", at, "after")
    if after.job is None and at == 0:
        raise InvalidInputError(
            f"作业 {job} 的第一道工序之前没有工序。",
            f"Nothing comes before the first operation of job {job}.",
            there,
        )
    if after.job is not None:
        known = 0 <= after.job < len(jobs) and 0 <= after.operation < len(jobs[after.job].operations)
        if not known:
            raise InvalidInputError(
                f"作业 {job} 的工序 {at} 等待的作业 {after.job} 工序 {after.operation} 不存在。",
                f"Job {job}, operation {at} waits for operation {after.operation} of job {after.job}, which there is not.",
                there,
            )
