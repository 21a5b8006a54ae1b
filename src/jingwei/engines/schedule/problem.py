"""A scheduling problem as frozen arrays: jobs of operations, machines, setups, shifts, locks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import product

import numpy as np

from jingwei.engines.arrays import I64, frozen, integers, starts
from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.schedule.calendar import HORIZON_LIMIT, ShiftCalendars, together
from jingwei.engines.schedule.extras import Extras, refuse_impossible


class Lock(IntEnum):
    """How much of an operation is decided already."""

    FREE = 0
    MACHINE = 1  # machine fixed, time free
    PINNED = 2  # machine and start fixed
    STARTED = 3  # running: machine and start fixed, set up already, its minutes are what remains


@dataclass(frozen=True, slots=True)
class Problem:
    """All times in minutes from time 0, all entries int64.

    job_first[J+1]         operations of job j, in routing order: job_first[j] … job_first[j + 1] - 1
    release, due, weight   per job; weighted tardiness is minimised
    family, earliest       per operation: setup family, minute its material is there
    mode_first[O+1]        ways to run operation o: mode_first[o] … mode_first[o + 1] - 1
    mode_machine/_minutes  per mode: machine and working minutes (at least 1), resumed after pauses
    machine_group/_calendar  per machine: row of `setup`, row of `calendars`
    setup[G, F, F]         working minutes from one family to the next on machines of a group
    lock, locked_machine, locked_start   per operation: Lock; -1 where nothing is fixed
    extras                 people, tools, overlaps, waiting times, ovens; none unless told
    job_of, locked_mode    derived per operation
    timetable, combined    derived: the calendars and those of machine and units together;
                           combined[c, k] is calendar c while calendar k works too, -1 where nothing needs it
    """

    job_first: I64
    release: I64
    due: I64
    weight: I64
    family: I64
    earliest: I64
    mode_first: I64
    mode_machine: I64
    mode_minutes: I64
    machine_group: I64
    machine_calendar: I64
    setup: I64
    calendars: ShiftCalendars
    lock: I64
    locked_machine: I64
    locked_start: I64
    extras: Extras | None = None
    job_of: I64 = field(init=False)
    locked_mode: I64 = field(init=False)
    timetable: ShiftCalendars = field(init=False)
    combined: I64 = field(init=False)

    def __post_init__(self) -> None:
        jobs, operations, modes = len(self.release), len(self.family), len(self.mode_machine)
        machines, horizon = len(self.machine_group), self.calendars.horizon
        if self.setup.ndim != 3 or self.setup.shape[1] != self.setup.shape[2]:
            raise InvalidInputError(
                "换型表必须是 组 × 族 × 族。", "setup must be group × family × family.", ("setup",)
            )
        groups, families = self.setup.shape[:2]
        flat = integers("setup", self.setup.ravel(), self.setup.size, 0, HORIZON_LIMIT)
        object.__setattr__(self, "setup", frozen(flat.reshape(self.setup.shape)))
        ranges = {
            "release": (jobs, 0, horizon),
            "due": (jobs, -HORIZON_LIMIT, 10 * HORIZON_LIMIT),
            "weight": (jobs, 0, 1_000_000),
            "family": (operations, 0, families - 1),
            "earliest": (operations, 0, horizon),
            "mode_machine": (modes, 0, machines - 1),
            "mode_minutes": (modes, 1, HORIZON_LIMIT),
            "machine_group": (machines, 0, groups - 1),
            "machine_calendar": (machines, 0, len(self.calendars) - 1),
            "lock": (operations, Lock.FREE, Lock.STARTED),
            "locked_machine": (operations, -1, machines - 1),
            "locked_start": (operations, -1, horizon - 1),
        }
        for name, (length, low, high) in ranges.items():
            object.__setattr__(self, name, integers(name, getattr(self, name), length, low, high))
        object.__setattr__(self, "job_first", starts("job_first", self.job_first, jobs, operations))
        object.__setattr__(self, "mode_first", starts("mode_first", self.mode_first, operations, modes))
        self._refuse_impossible()
        object.__setattr__(self, "job_of", frozen(np.repeat(np.arange(jobs), np.diff(self.job_first))))
        locked = np.full(operations, -1, np.int64)
        for operation in np.flatnonzero(self.lock != Lock.FREE).tolist():
            locked[operation] = self.mode_on(operation, int(self.locked_machine[operation]))
        object.__setattr__(self, "locked_mode", frozen(locked))
        self._fit_extras(operations, machines)

    def _fit_extras(self, operations: int, machines: int) -> None:
        extras = self.extras
        if extras is not None:
            extras = extras.fitted(operations, machines, len(self.calendars))
            refuse_impossible(extras, self.job_first, self.mode_first, self.mode_machine)
            extras = None if extras.is_empty else extras
        timetable, combined = together(
            self.calendars, set() if extras is None else set(self._calendars_met(extras))
        )
        object.__setattr__(self, "extras", extras)
        object.__setattr__(self, "timetable", timetable)
        object.__setattr__(self, "combined", combined)

    def _calendars_met(self, extras: Extras) -> Iterator[tuple[int, ...]]:
        """The calendars of machine and units that work at an operation together, whoever they will be."""
        for operation in np.flatnonzero(np.diff(extras.need_first)).tolist():
            modes = slice(self.mode_first[operation], self.mode_first[operation + 1])
            chosen = [set(self.machine_calendar[self.mode_machine[modes]].tolist())]
            for need in range(extras.need_first[operation], extras.need_first[operation + 1]):
                those = extras.eligible[extras.eligible_first[need] : extras.eligible_first[need + 1]]
                chosen.append(set(extras.unit_calendar[those].tolist()))
            yield from product(*chosen)

    def _refuse_impossible(self) -> None:
        nowhere = np.flatnonzero(np.diff(self.mode_first) == 0)
        if nowhere.size:
            raise InvalidInputError(
                f"工序 {nowhere[0]} 没有可用设备。",
                f"Operation {nowhere[0]} has no machine to run on.",
                ("operations", int(nowhere[0])),
            )
        timeless = np.flatnonzero((self.lock >= Lock.PINNED) & (self.locked_start < 0))
        if timeless.size:
            raise InvalidInputError(
                f"工序 {timeless[0]} 已锁定但没有开始时间。",
                f"Operation {timeless[0]} is pinned but has no start.",
                ("operations", int(timeless[0]), "locked_start"),
            )

    def mode_on(self, operation: int, machine: int) -> int:
        """The mode in which `operation` runs on `machine`; refused when it cannot."""
        for mode in range(self.mode_first[operation], self.mode_first[operation + 1]):
            if self.mode_machine[mode] == machine:
                return mode
        raise InvalidInputError(
            f"工序 {operation} 不能在设备 {machine} 上加工。",
            f"Operation {operation} cannot run on machine {machine}.",
            ("operations", operation, "machine"),
        )

    @property
    def is_plain(self) -> bool:
        """Whether it is a classical shop: no pauses, setups, dates, locks or jobs without operations."""
        calendars = self.calendars
        return bool(
            (calendars.total == calendars.horizon).all()
            and not self.setup.any()
            and not self.release.any()
            and not self.earliest.any()
            and not self.lock.any()
            and self.extras is None
            and (np.diff(self.job_first) > 0).all()
        )

    @property
    def operations(self) -> int:
        """Number of operations."""
        return len(self.family)

    @property
    def machines(self) -> int:
        """Number of machines."""
        return len(self.machine_group)
