"""A plan at once and better ones for as long as somebody waits: the ladder from dispatching to search."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from jingwei.engines.schedule.bounds import least_makespan, least_tardiness
from jingwei.engines.schedule.budget import Budget, Clock, Progress, Stop, Tell, never, silently
from jingwei.engines.schedule.dispatch import PORTFOLIO, dispatch
from jingwei.engines.schedule.improve import improve
from jingwei.engines.schedule.makespan import Population, elite_of, schedule_of
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Problem

TRIES = 12
"""Deadlines missed in a row before nothing shorter is looked for."""
PART = 0.1
"""Of the budget, for one deadline."""


class Aim(Enum):
    """What is made small."""

    TARDINESS = "tardiness"
    MAKESPAN = "makespan"


@dataclass(frozen=True, slots=True)
class Solution:
    """A schedule with its `value` of the aim, what nothing is better than, and what it took.

    first_seconds  until there was a first plan;  proven  whether nothing is better
    """

    schedule: Schedule
    aim: Aim
    value: int
    bound: int
    first_seconds: float
    seconds: float
    moves: int

    @property
    def proven(self) -> bool:
        return self.value <= self.bound

    @property
    def gap(self) -> float:
        """How far the value may be from the best, as a part of it; 0 where it is proven."""
        return 0.0 if self.proven else (self.value - self.bound) / self.value


def solve(
    problem: Problem, budget: Budget | None = None, *, aim: Aim = Aim.TARDINESS, seed: int = 1, workers: int = 1,
    setup_cost: int = 0, tell: Tell = silently, stop: Stop = never,
) -> Solution:  # fmt: skip
    """The best schedule found within the budget. Raises HorizonExceededError when not even a first one fits."""
    clock = Clock.started(budget or Budget())
    moves = 0

    def heard(progress: Progress) -> None:
        nonlocal moves
        moves = progress.moves
        tell(progress)

    if aim is Aim.TARDINESS:
        first = dispatch(problem)
        soon, bound = clock.seconds, least_tardiness(problem)
        found = improve(
            problem,
            first,
            clock.budget,
            seed=seed,
            workers=workers,
            setup_cost=setup_cost,
            tell=heard,
            stop=stop,
        )
        return Solution(found, aim, found.weighted_tardiness, bound, soon, clock.seconds, moves)
    first = min((dispatch(problem, [rule]) for rule in PORTFOLIO), key=lambda plan: plan.makespan)
    soon, bound = clock.seconds, least_makespan(problem)
    found = shorten(problem, first, clock, bound, seed, workers, heard, stop)
    return Solution(found, aim, found.makespan, bound, soon, clock.seconds, moves)


def shorten(
    problem: Problem,
    first: Schedule,
    clock: Clock,
    bound: int,
    seed: int,
    workers: int,
    tell: Tell,
    stop: Stop,
) -> Schedule:
    """A schedule with a makespan no longer than that of `first`."""
    if problem.is_plain:
        return _by_population(problem, first, clock, bound, seed, workers, tell, stop)
    return _by_deadlines(problem, first, clock, bound, seed, workers, tell, stop)


def _by_population(
    problem: Problem,
    first: Schedule,
    clock: Clock,
    bound: int,
    seed: int,
    workers: int,
    tell: Tell,
    stop: Stop,
) -> Schedule:
    population = Population(problem, [elite_of(first)], seed, workers, bound)
    with ThreadPoolExecutor(workers) as pool:
        while clock.share < 1.0 and not population.proven and not stop():
            population.round(pool)
            clock.moves = population.iterations
            least = population.best.makespan if population.best else first.makespan
            tell(Progress(clock.share, least, bound, clock.seconds, clock.moves))
    best = population.best
    return first if best is None or best.makespan >= first.makespan else schedule_of(problem, best)


def _by_deadlines(
    problem: Problem,
    first: Schedule,
    clock: Clock,
    bound: int,
    seed: int,
    workers: int,
    tell: Tell,
    stop: Stop,
) -> Schedule:
    """One deadline for all jobs, tighter whenever it is met: the search for tardiness then is one for makespan."""
    best, tries = first, 0

    def heard(progress: Progress) -> None:
        tell(replace(progress, value=best.makespan, bound=bound))

    while clock.share < 1.0 and best.makespan > bound and not stop() and tries < TRIES:
        tries += 1
        deadline = max(bound, best.makespan - max(1, (best.makespan - bound) // (4 * tries)))
        count = len(problem.due)
        tight = replace(problem, due=np.full(count, deadline), weight=np.ones(count, np.int64))
        found = improve(
            tight, retold(tight, best), _part(clock), seed=seed + tries, workers=workers,
            tell=heard, stop=stop,
        )  # fmt: skip
        if found.makespan < best.makespan:
            best, tries = retold(problem, found), 0
    return best


def _part(clock: Clock) -> Budget:
    """What one deadline may cost of what is left."""
    if clock.budget.moves is not None:
        part = max(1, int(clock.budget.moves * PART))
        clock.moves += part
        return Budget(None, part)
    whole = clock.budget.seconds or 1.0
    return Budget(max(0.01, min(whole * PART, whole - clock.seconds)))


def retold(problem: Problem, schedule: Schedule) -> Schedule:
    """The same times judged by other due dates."""
    return Schedule(
        problem, schedule.machine, schedule.start, schedule.end, schedule.sequence_first, schedule.sequence
    )
