"""The arrays the scheduling kernels read, in one group."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.exact import grouped
from jingwei.engines.schedule.problem import Lock, Problem


class Shop(NamedTuple):
    """A problem with its pins (operations whose start is fixed) by machine, in order of start."""

    job_first: I64
    job_of: I64
    release: I64
    due: I64
    weight: I64
    family: I64
    earliest: I64
    mode_first: I64
    mode_machine: I64
    mode_minutes: I64
    group: I64
    calendar: I64
    setup: I64
    worked: npt.NDArray[np.int32]
    real: npt.NDArray[np.int32]
    total: I64
    lock: I64
    locked_mode: I64
    locked_start: I64
    pin: I64
    pin_rows: I64
    room: I64  # first slot of each machine's queue: as many slots as modes name the machine


def shop_of(problem: Problem) -> Shop:
    """Group the arrays of a problem."""
    calendars = problem.calendars
    pins = np.flatnonzero(problem.lock >= Lock.PINNED)
    # Fixed at different minutes of a pause they begin together: what ends first then goes first.
    modes = problem.locked_mode[pins]
    begun = calendars.worked[
        problem.machine_calendar[problem.mode_machine[modes]], problem.locked_start[pins]
    ]
    pins = pins[np.lexsort((pins, begun + problem.mode_minutes[modes], begun))]
    pin, rows = grouped(frozen(problem.locked_machine[pins]), problem.machines)
    room = np.cumsum([0, *np.bincount(problem.mode_machine, minlength=problem.machines)])
    return Shop(
        problem.job_first, problem.job_of, problem.release, problem.due, problem.weight, problem.family,
        problem.earliest, problem.mode_first, problem.mode_machine, problem.mode_minutes,
        problem.machine_group, problem.machine_calendar, problem.setup, calendars.worked, calendars.real,
        calendars.total, problem.lock, problem.locked_mode, problem.locked_start,
        frozen(pin), frozen(pins[rows]), frozen(room),
    )  # fmt: skip
