"""Plans where more than machines is short, from a dispatching rule or from given rows, and back from a search."""

from collections.abc import Sequence

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.schedule.crowd import (
    CALENDAR,
    NOBODY,
    START,
    UNIT,
    WORN,
    Crowd,
    common_hours,
    empty_crowd,
)
from jingwei.engines.schedule.filling import filled
from jingwei.engines.schedule.floor import DONE, END, MACHINE, MINUTES, MODE, Floor, empty_floor
from jingwei.engines.schedule.kernels import ALL_PLACED
from jingwei.engines.schedule.placing import Hall
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock, Problem
from jingwei.engines.schedule.rules import remaining_work
from jingwei.engines.schedule.tables import Shop


def arranged(
    problem: Problem, shop: Shop, rule: int, slack: float, setup: float, *,
    mode: I64 | None = None, unit: I64 | None = None, rows: Sequence[I64] = (),
) -> Schedule | int:  # fmt: skip
    """The plan of a rule; CIRCULAR or the operation that does not fit where there is none.

    mode   per operation: how it runs, -1: whichever ends first
    unit   per need: who fills it, -1: whoever is free first
    rows   per machine: operations in the order in which they begin
    """
    floor, crowd = empty_floor(problem, shop), empty_crowd(problem)
    floor.op[:, MODE] = NOBODY
    floor.op[: problem.operations, MODE] = problem.locked_mode if mode is None else mode
    if unit is not None:
        crowd.need[:, UNIT] = np.where(crowd.need[:, UNIT] < 0, unit, crowd.need[:, UNIT])
    hall = _hall(problem, shop, floor, crowd, rows)
    mean = max(1.0, float(problem.mode_minutes.sum()) / max(1, len(problem.mode_minutes)))
    answer = filled(floor, crowd, hall, rule, slack * mean, setup * max(1.0, float(problem.setup.mean())))
    return staffed(problem, floor, crowd) if answer == ALL_PLACED else int(answer)


def _hall(problem: Problem, shop: Shop, floor: Floor, crowd: Crowd, rows: Sequence[I64]) -> Hall:
    count = problem.operations
    pins = np.flatnonzero(problem.lock >= Lock.PINNED)
    for pin in pins[np.lexsort((pins, problem.locked_start[pins]))].tolist():
        _pin(problem, floor, crowd, pin)
    pins = pins[np.lexsort((pins, floor.op[pins, END], crowd.op[pins, START]))]
    follower = np.full(count, NOBODY, np.int64)
    waits = np.zeros((count, 3), np.int64)
    for row in rows:
        follower[row[:-1]] = row[1:]
    machine = np.zeros((problem.machines, 3), np.int64)
    machine[:, 0] = NOBODY
    return Hall(
        machine, np.zeros(len(crowd.unit), np.int64), crowd.unit[:, WORN].copy(), waits, pins, crowd.op[pins, START], follower,
        np.full(len(crowd.need), NOBODY, np.int64), problem.weight[problem.job_of], remaining_work(shop),
        np.zeros(1, np.int64),
    )  # fmt: skip


def _pin(problem: Problem, floor: Floor, crowd: Crowd, pin: int) -> None:
    """Put an operation where it is fixed, with the first units that may fill its needs."""
    mode = int(problem.locked_mode[pin])
    machine, minutes = int(problem.mode_machine[mode]), int(problem.mode_minutes[mode])
    taken: set[int] = set()
    for need in range(int(crowd.need_first[pin]), int(crowd.need_first[pin + 1])):
        those = crowd.eligible[crowd.eligible_first[need] : crowd.eligible_first[need + 1]].tolist()
        if crowd.need[need, UNIT] < 0:
            crowd.need[need, UNIT] = next((one for one in those if one not in taken), those[0])
        taken.add(int(crowd.need[need, UNIT]))
    hours = common_hours(crowd, pin, int(problem.machine_calendar[machine]))
    begin = int(floor.worked[hours, problem.locked_start[pin]])
    done = min(begin + minutes, int(floor.worked[hours, -1]))
    floor.op[pin, MACHINE], floor.op[pin, MINUTES], floor.op[pin, DONE] = machine, minutes, done
    floor.op[pin, END] = floor.real[hours, done]
    crowd.op[pin, CALENDAR], crowd.op[pin, START] = hours, floor.real[hours, min(begin + 1, done)] - 1


def staffed(problem: Problem, floor: Floor, crowd: Crowd) -> Schedule:
    """The schedule of a state with a crowd: machines in order of start."""
    op = floor.op[: problem.operations].astype(np.int64)
    machine, start, end = op[:, MACHINE], crowd.op[:, START], op[:, END]
    sequence = np.lexsort((np.arange(len(op)), end, start, machine))
    first = np.concatenate([[0], np.cumsum(np.bincount(machine, minlength=problem.machines))])
    return Schedule(problem, machine, start.copy(), end, first, sequence, crowd.need[:, UNIT].copy())
