"""The times of given machine sequences, as early as shifts, setups, routings and pins allow."""

from collections.abc import Sequence

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.refusal import EngineError, HorizonExceededError, InvalidInputError
from jingwei.engines.schedule.kernels import ALL_PLACED, CIRCULAR, timed
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.rules import EDD
from jingwei.engines.schedule.staffed import arranged
from jingwei.engines.schedule.tables import shop_of


class CircularSequenceError(EngineError):
    """Machine sequences that contradict the routings, so that nothing can start."""

    def __init__(self) -> None:
        super().__init__(
            "设备顺序与工艺路线互相矛盾，无法排程。",
            "The machine sequences contradict the routings.",
            ("sequences",),
        )


def evaluate(problem: Problem, sequences: Sequence[Sequence[int]], unit: I64 | None = None) -> Schedule:
    """The schedule of `sequences`: for each machine its operations in order, every operation exactly once.

    Pinned operations keep their start wherever they stand in a sequence; an operation that no longer fits
    before a pin follows it. `unit` per need says who fills it, -1 whoever is free first. Raises InvalidInputError, CircularSequenceError, HorizonExceededError.
    """
    first = np.cumsum([0, *map(len, sequences)])
    given = np.array([operation for one in sequences for operation in one], np.int64)
    if len(sequences) != problem.machines or not np.array_equal(
        np.sort(given), np.arange(problem.operations)
    ):
        raise InvalidInputError(
            "每道工序必须恰好出现在一台设备的顺序中。",
            "Every operation must stand in the sequence of exactly one machine.",
            ("sequences",),
        )
    mode = np.empty(problem.operations, np.int64)
    for machine, one in enumerate(sequences):
        for operation in one:
            mode[operation] = problem.mode_on(operation, machine)
    return retimed(problem, mode, first, given, unit)


def _arranged(problem: Problem, mode: I64, rows: Sequence[I64], unit: I64 | None) -> Schedule:
    """Where more than machines is short."""
    plan = arranged(problem, shop_of(problem), EDD, 1.0, 1.0, mode=mode, rows=rows, unit=unit)
    if isinstance(plan, Schedule):
        return plan
    raise CircularSequenceError if plan == CIRCULAR else HorizonExceededError(plan)


def retimed(problem: Problem, mode: I64, first: I64, given: I64, unit: I64 | None = None) -> Schedule:
    """The same for sequences that are known to be complete."""
    locked = problem.locked_mode >= 0
    if (mode[locked] != problem.locked_mode[locked]).any():
        operation = int(np.flatnonzero(locked)[(mode[locked] != problem.locked_mode[locked]).argmax()])
        raise InvalidInputError(
            f"工序 {operation} 已锁定在其他设备上。",
            f"Operation {operation} is locked to another machine.",
            ("operations", operation, "machine"),
        )
    if problem.extras is not None:
        return _arranged(problem, mode, np.split(given, first[1:-1]), unit)
    start, end = np.zeros(problem.operations, np.int64), np.zeros(problem.operations, np.int64)
    sequence = np.empty(problem.operations, np.int64)
    answer = timed(shop_of(problem), mode, frozen(first), frozen(given), start, end, sequence)
    if answer == CIRCULAR:
        raise CircularSequenceError
    if answer != ALL_PLACED:
        raise HorizonExceededError(int(answer))
    return Schedule(problem, problem.mode_machine[mode], start, end, first, sequence)
