"""A scheduling problem from plain rows, for callers that have documents and not arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jingwei.engines.schedule.calendar import ShiftCalendars
from jingwei.engines.schedule.problem import Lock, Problem


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a job: (machine, minutes) to choose from, setup family, material date, lock."""

    modes: Sequence[tuple[int, int]]
    family: int = 0
    earliest: int = 0
    lock: Lock = Lock.FREE
    machine: int = -1
    start: int = -1


@dataclass(frozen=True, slots=True)
class Job:
    """Operations in routing order with release and due minute and a weight of lateness."""

    operations: Sequence[Operation]
    release: int = 0
    due: int = 0
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Shop:
    """Machines: setup group and calendar of each; setup minutes [group, family, family], none if left out."""

    group: Sequence[int]
    calendar: Sequence[int]
    calendars: ShiftCalendars
    setup: npt.ArrayLike = field(default_factory=lambda: np.zeros((1, 1, 1), np.int64))


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
    )
