"""A plan at once and better ones for as long as somebody waits: the ladder from dispatching to search."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from jingwei.engines.schedule.bounds import least_makespan, least_tardiness
from jingwei.engines.schedule.budget import Budget, Clock, Progress, Stop, Tell, never, silently
from jingwei.engines.schedule.dispatch import plans
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
        soon, first = _first(problem, clock, lambda plan: plan.weighted_tardiness)
        bound = least_tardiness(problem)
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
    soon, first = _first(problem, clock, lambda plan: plan.makespan)
    bound = least_makespan(problem)
    search = _Search(problem, first, clock, bound, seed, workers, heard, stop)
    found = search.by_population() if problem.is_plain else search.by_deadlines()
    return Solution(found, aim, found.makespan, bound, soon, clock.seconds, moves)


def _first(problem: Problem, clock: Clock, worth: Callable[[Schedule], int]) -> tuple[float, Schedule]:
    """After how many seconds there was a plan, and the best of all rules."""
    found = plans(problem)
    first = next(found)
    soon = clock.seconds
    return soon, min((first, *found), key=worth)


@dataclass(frozen=True, slots=True)
class _Search:
    """A search for a makespan shorter than that of `first`."""

    problem: Problem
    first: Schedule
    clock: Clock
    bound: int
    seed: int
    workers: int
    tell: Tell
    stop: Stop

    def by_population(self) -> Schedule:
        """Of a plain shop: tabu search from mixtures."""
        clock, first = self.clock, self.first
        population = Population(self.problem, [elite_of(first)], self.seed, self.workers, self.bound)
        with ThreadPoolExecutor(self.workers) as pool:
            while clock.share < 1.0 and not population.proven and not self.stop():
                population.round(pool)
                clock.moves = population.iterations
                least = population.best.makespan if population.best else first.makespan
                self.tell(Progress(clock.share, least, self.bound, clock.seconds, clock.moves))
        best = population.best
        return first if best is None or best.makespan >= first.makespan else schedule_of(self.problem, best)

    def by_deadlines(self) -> Schedule:
        """One deadline for all jobs, tighter whenever it is met: the search for tardiness then is one for makespan."""
        best, tries, count = self.first, 0, len(self.problem.due)

        def heard(progress: Progress) -> None:
            self.tell(replace(progress, value=best.makespan, bound=self.bound))

        while self.clock.share < 1.0 and best.makespan > self.bound and not self.stop() and tries < TRIES:
            tries += 1
            deadline = max(self.bound, best.makespan - max(1, (best.makespan - self.bound) // (4 * tries)))
            due = np.full(count, deadline)
            tight = replace(self.problem, due=due, weight=np.ones(count, np.int64))
            found = improve(
                tight, retold(tight, best), _part(self.clock), seed=self.seed + tries, workers=self.workers,
                tell=heard, stop=self.stop,
            )  # fmt: skip
            if found.makespan < best.makespan:
                best, tries = retold(self.problem, found), 0
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
        problem,
        schedule.machine,
        schedule.start,
        schedule.end,
        schedule.sequence_first,
        schedule.sequence,
        schedule.unit,
    )
