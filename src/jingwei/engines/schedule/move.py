"""A planner's drag: one operation put elsewhere and locked there, everything else timed again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.schedule.evaluate import CircularSequenceError, retimed
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock, Problem


@dataclass(frozen=True, slots=True)
class Moved:
    """What a drag leads to: a proposal, nothing is overwritten.

    problem   the same problem with the operation pinned where it came to stand
    schedule  its schedule; the operation starts at the asked minute or as soon after it as it can
    changed   operations whose machine or start differs from before
    """

    problem: Problem
    schedule: Schedule
    changed: I64


def move(
    problem: Problem, schedule: Schedule, operation: int, machine: int, *,
    position: int | None = None, start: int | None = None,
) -> Moved:  # fmt: skip
    """Put `operation` on `machine` at a `position` of its sequence or at minute `start`, one of the two.

    A place that would contradict the routings gives way to the nearest one that does not. Raises
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
    mode = _modes(problem, schedule)
    mode[operation] = problem.mode_on(operation, machine)
    rows = [part.tolist() for part in np.split(schedule.sequence, schedule.sequence_first[1:-1])]
    rows[schedule.machine[operation]].remove(operation)
    row = rows[machine]
    if position is None:
        position = int((schedule.start[row] < start).sum())
    loose = _locked(problem, operation, machine, Lock.MACHINE, -1)
    if start is not None:
        earliest = problem.earliest.copy()
        earliest[operation] = max(earliest[operation], min(max(start, 0), problem.calendars.horizon))
        loose = replace(loose, earliest=earliest)
    placed = _nearest(loose, mode, rows, machine, operation, min(max(position, 0), len(row)))
    pinned = _locked(problem, operation, machine, Lock.PINNED, int(placed.start[operation]))
    final = retimed(pinned, mode, placed.sequence_first, placed.sequence)
    changed = np.flatnonzero((final.start != schedule.start) | (final.machine != schedule.machine))
    return Moved(pinned, final, frozen(changed))


def _nearest(
    problem: Problem, mode: I64, rows: list[list[int]], machine: int, operation: int, wanted: int
) -> Schedule:  # fmt: skip
    """The schedule with `operation` at the place nearest to `wanted` that lets everything start."""
    first = np.cumsum([0, *(len(row) + (at == machine) for at, row in enumerate(rows))])
    for place in _outwards(wanted, len(rows[machine])):
        tried = [*rows[machine][:place], operation, *rows[machine][place:]]
        given = np.array(
            [o for at, row in enumerate(rows) for o in (tried if at == machine else row)], np.int64
        )
        try:
            return retimed(problem, mode.copy(), first, given)
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


def _modes(problem: Problem, schedule: Schedule) -> I64:
    """The mode each operation runs in."""
    count = np.diff(problem.mode_first)
    owner = np.repeat(np.arange(problem.operations), count)
    used = np.flatnonzero(problem.mode_machine == schedule.machine[owner])
    mode = np.empty(problem.operations, np.int64)
    # Backwards, so that of two modes on one machine the first one stays, as in Problem.mode_on.
    mode[owner[used[::-1]]] = used[::-1]
    return mode


def _locked(problem: Problem, operation: int, machine: int, lock: Lock, start: int) -> Problem:
    columns = {"lock": int(lock), "locked_machine": machine, "locked_start": start}
    changed = {}
    for name, value in columns.items():
        column = getattr(problem, name).copy()
        column[operation] = value
        changed[name] = column
    return replace(problem, **changed)
