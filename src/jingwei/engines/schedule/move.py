"""A planner's drag: one operation put elsewhere and locked there, everything else timed again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.schedule.budget import Budget
from jingwei.engines.schedule.evaluate import CircularSequenceError, retimed
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock, Problem
from jingwei.engines.schedule.repair import DISPLACED, repair


@dataclass(frozen=True, slots=True)
class Moved:
    """What a drag leads to: a proposal, nothing is overwritten.

    problem   the same problem with the operation pinned where it came to stand
    schedule  its schedule; the operation starts at the asked minute or as soon after it as it can
    changed   operations whose machine or start differs from before
    displaced operations a repair put elsewhere, so that others need not be late
    gained    weighted minutes of lateness and setup the repair saved
    """

    problem: Problem
    schedule: Schedule
    changed: I64
    displaced: I64
    gained: int


def move(
    problem: Problem, schedule: Schedule, operation: int, machine: int, *,
    position: int | None = None, start: int | None = None, within: Budget | None = None, price: int = DISPLACED,
    setup_cost: int = 0,
) -> Moved:  # fmt: skip
    """Put `operation` on `machine` at a `position` of its sequence or at minute `start`, one of the two.

    A place that would contradict the routings gives way to the nearest one that does not. `within` a budget what
    became later by it is repaired: strictly better plans only, each displaced operation at its price. Raises
    InvalidInputError for a machine that cannot run it or an operation already started, HorizonExceededError.
    """
    if not 0 <= operation < problem.operations or problem.lock[operation] == Lock.STARTED:
        raise InvalidInputError(
            f"工序 {operation} 不存在或已开工，不能移动。",
            f"Operation {operation} does not exist or is started and cannot be moved.",
            ("operations", operation),
        )
    if (position is None) == (start is None):
        raise InvalidInputError(
            "请给出位置或开始时间之一。", "Give a position or a start, not both.", ("start",)
        )
    mode = schedule.modes()
    mode[operation] = problem.mode_on(operation, machine)
    rows = [part.tolist() for part in np.split(schedule.sequence, schedule.sequence_first[1:-1])]
    rows[schedule.machine[operation]].remove(operation)
    row = rows[machine]
    if start is not None:
        # Asked for a minute before it can start, it stands where it can: a machine kept free for it helps nobody.
        position = int((schedule.start[row] < max(start, _ready(problem, schedule, operation))).sum())
    assert position is not None
    loose = _locked(problem, operation, machine, Lock.MACHINE, -1)
    if start is not None:
        earliest = problem.earliest.copy()
        earliest[operation] = max(earliest[operation], min(max(start, 0), problem.calendars.horizon))
        loose = replace(loose, earliest=earliest)
    unit = _kept_units(problem, schedule, operation)
    placed = _nearest(loose, mode, unit, rows, machine, operation, min(max(position, 0), len(row)))
    pinned = _locked(problem, operation, machine, Lock.PINNED, int(placed.start[operation]))
    final = retimed(pinned, mode, placed.sequence_first, placed.sequence, placed.unit)
    displaced, gained = frozen(np.empty(0, np.int64)), 0
    if within is not None:
        good = repair(schedule, final, within, price=price, setup_cost=setup_cost)
        final, displaced, gained = good.schedule, good.displaced, good.gained
    changed = np.flatnonzero((final.start != schedule.start) | (final.machine != schedule.machine))
    return Moved(pinned, final, frozen(changed), displaced, gained)


def _kept_units(problem: Problem, schedule: Schedule, operation: int) -> I64 | None:
    """Everybody stays where they are; only the dragged operation may be done by others."""
    if problem.extras is None:
        return None
    unit = schedule.unit.copy()
    unit[problem.extras.need_first[operation] : problem.extras.need_first[operation + 1]] = -1
    return unit


def _nearest(
    problem: Problem, mode: I64, unit: I64 | None, rows: list[list[int]], machine: int, operation: int, wanted: int
) -> Schedule:  # fmt: skip
    """The schedule with `operation` at the place nearest to `wanted` that lets everything start."""
    first = np.cumsum([0, *(len(row) + (at == machine) for at, row in enumerate(rows))])
    for place in _outwards(wanted, len(rows[machine])):
        tried = [*rows[machine][:place], operation, *rows[machine][place:]]
        given = np.array(
            [o for at, row in enumerate(rows) for o in (tried if at == machine else row)], np.int64
        )
        try:
            return retimed(problem, mode.copy(), first, given, unit)
        except CircularSequenceError:
            continue
    raise CircularSequenceError


def _outwards(wanted: int, last: int) -> Iterator[int]:
    """wanted, then one later, one earlier, two later …, within 0 … last."""
    yield wanted
    for distance in range(1, last + 1):
        if wanted + distance <= last:
            yield wanted + distance
        if wanted - distance >= 0:
            yield wanted - distance


def _ready(problem: Problem, schedule: Schedule, operation: int) -> int:
    """The minute from which an operation could run if its machine were free."""
    job = int(problem.job_of[operation])
    head = operation == problem.job_first[job]
    return max(
        int(problem.earliest[operation]),
        int(problem.release[job]) if head else int(schedule.end[operation - 1]),
    )


def _locked(problem: Problem, operation: int, machine: int, lock: Lock, start: int) -> Problem:
    columns = {"lock": int(lock), "locked_machine": machine, "locked_start": start}
    changed = {}
    for name, value in columns.items():
        column = getattr(problem, name).copy()
        column[operation] = value
        changed[name] = column
    return replace(problem, **changed)
