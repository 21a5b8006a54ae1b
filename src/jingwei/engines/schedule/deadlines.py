"""A shorter plan by deadlines: one for all jobs, tighter whenever it is met, so that the search for tardiness is one for makespan."""

from dataclasses import replace

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.schedule.bounds import least_makespan
from jingwei.engines.schedule.budget import Budget, Clock, Progress, Stop, Tell, never, silently
from jingwei.engines.schedule.improve import improve
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Problem

TRIES = 12
"""Deadlines missed in a row before nothing shorter is looked for."""
PART = 0.1
"""Of the budget, for one deadline."""


def by_deadlines(
    first: Schedule, clock: Clock, bound: int, allowed: I64 | None = None, *, seed: int = 1, workers: int = 1,
    tell: Tell = silently, stop: Stop = never,
) -> Schedule:  # fmt: skip
    """A plan no longer than `first`, and shorter if one is found; no job ends after the minute it is `allowed`, if told.

    A due date that is never missed costs nothing, so a plan of no tardiness is one that keeps every deadline.
    """
    problem, best, tries = first.problem, first, 0
    ones = np.ones(len(problem.due), np.int64)

    def heard(progress: Progress) -> None:
        tell(replace(progress, share=clock.share, value=best.makespan, bound=bound))

    while clock.share < 1.0 and best.makespan > bound and not stop() and tries < TRIES:
        tries += 1
        deadline = max(bound, best.makespan - max(1, (best.makespan - bound) // (4 * tries)))
        due = deadline * ones if allowed is None else np.minimum(deadline, allowed)
        tight = replace(problem, due=due, weight=ones)
        found = improve(
            tight, retold(tight, best), part_of(clock), seed=seed + tries, workers=workers, calm=allowed is not None,
            tell=heard, stop=stop,
        )  # fmt: skip
        if found.makespan < best.makespan and (allowed is None or not found.weighted_tardiness):
            best, tries = retold(problem, found), 0
    return best


def sooner(
    schedule: Schedule, budget: Budget | None = None, *, seed: int = 1, workers: int = 1, tell: Tell = silently,
    stop: Stop = never,
) -> Schedule:  # fmt: skip
    """The same or a shorter plan in which no job is later than before: lateness first, then makespan.

    A job that is on time may end as late as it is due, one that is late no later than it does. Locks stay.
    """
    problem = schedule.problem
    if not problem.operations:
        return schedule
    clock, filled = Clock.started(budget or Budget()), np.diff(problem.job_first) > 0
    allowed = problem.due.copy()
    allowed[filled] = np.maximum(allowed[filled], schedule.end[problem.job_first[1:][filled] - 1])
    return by_deadlines(
        schedule, clock, least_makespan(problem), allowed, seed=seed, workers=workers, tell=tell, stop=stop
    )


def part_of(clock: Clock) -> Budget:
    """What one deadline may cost of what is left."""
    if clock.budget.moves is not None:
        part = max(1, int(clock.budget.moves * PART))
        clock.moves += part
        return Budget(None, part)
    whole = clock.budget.seconds or 1.0
    return Budget(max(0.01, min(whole * PART, whole - clock.seconds)))


def retold(problem: Problem, schedule: Schedule) -> Schedule:
    """The same times judged by other due dates."""
    return replace(schedule, problem=problem)
