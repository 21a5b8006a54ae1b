"""A plan carried over to a problem in which some jobs have other operations or the machines other hours."""

from collections.abc import Collection

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.schedule.evaluate import retimed
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Problem


def carried(plan: Schedule, problem: Problem, changed: Collection[int]) -> Schedule:
    """The plan of `problem` with everybody in the order of `plan`; the jobs `changed` stand about where they stood.

    Jobs are the same in number and order. Raises CircularSequenceError, HorizonExceededError.
    """
    old = plan.problem
    stayed = ~np.isin(problem.job_of, list(changed))
    there = ~np.isin(old.job_of, list(changed))
    when, mode = np.empty(problem.operations, np.int64), np.empty(problem.operations, np.int64)
    when[stayed] = plan.start[there]
    mode[stayed] = problem.mode_first[:-1][stayed] + (plan.modes() - old.mode_first[:-1])[there]
    for job in changed:
        new = slice(problem.job_first[job], problem.job_first[job + 1])
        times = slice(old.job_first[job], old.job_first[job + 1])
        begin = int(plan.start[times].min(initial=int(problem.release[job])))
        span = int(plan.end[times].max(initial=begin)) - begin
        count = new.stop - new.start
        when[new] = begin + span * np.arange(count) // max(1, count)
        for operation in range(new.start, new.stop):
            ways = slice(problem.mode_first[operation], problem.mode_first[operation + 1])
            mode[operation] = problem.mode_first[operation] + int(problem.mode_minutes[ways].argmin())
    mode = np.where(problem.locked_mode >= 0, problem.locked_mode, mode)
    machine = problem.mode_machine[mode]
    order = np.lexsort((np.arange(problem.operations), when, machine))
    first = np.concatenate([[0], np.cumsum(np.bincount(machine, minlength=problem.machines))])
    return retimed(problem, mode, first, order, _units(plan, problem, stayed, there))


def _units(plan: Schedule, problem: Problem, stayed: np.ndarray, there: np.ndarray) -> I64 | None:
    """The same people and tools where they are still needed, whoever is free first elsewhere."""
    extras, before = problem.extras, plan.problem.extras
    if extras is None or before is None:
        return None
    unit = np.full(len(extras.need_use), -1, np.int64)
    unit[np.repeat(stayed, np.diff(extras.need_first))] = plan.unit[
        np.repeat(there, np.diff(before.need_first))
    ]
    return unit
