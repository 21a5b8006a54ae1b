"""A plan at once and better ones for as long as somebody waits: the ladder from dispatching over searching to proving."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from math import inf

from jingwei.engines.schedule import proof
from jingwei.engines.schedule.bounds import least_makespan, least_tardiness
from jingwei.engines.schedule.budget import Budget, Clock, Progress, Stop, Tell, never, silently
from jingwei.engines.schedule.dispatch import plans
from jingwei.engines.schedule.improve import worth as late_and_set_up
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.search import Search

SEARCHED, PROVED = 0.25, 0.5
"""Of what is left of the budget: for searching first, and then for a proof, where one is tried."""
ENOUGH_SECONDS, ENOUGH_MOVES = 0.02, 2_000
"""For each operation of such a problem: more is not searched before proving."""


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
    worth = worth_of(aim, setup_cost)
    soon, first = _first(problem, clock, worth)
    bound = least_makespan(problem) if aim is Aim.MAKESPAN else least_tardiness(problem)
    ladder = _Ladder(problem, aim, clock, worth, first, bound, seed, workers, setup_cost, tell, stop)
    if proof.provable(problem):
        enough = (ENOUGH_SECONDS if clock.budget.moves is None else ENOUGH_MOVES) * problem.operations
        ladder.search(SEARCHED, enough)
        ladder.prove(PROVED)
    ladder.search(1.0)
    return Solution(ladder.best, aim, worth(ladder.best), ladder.bound, soon, clock.seconds, ladder.moves)


@dataclass(slots=True)
class _Ladder:
    """The best schedule so far, what nothing is better than, and what is left of the budget."""

    problem: Problem
    aim: Aim
    clock: Clock
    worth: Callable[[Schedule], int]
    best: Schedule
    bound: int
    seed: int
    workers: int
    setup_cost: int
    tell: Tell
    stop: Stop
    moves: int = 0
    searches: int = 0

    def search(self, part: float, most: float = inf) -> None:
        """Look for something better with a part of what is left, at most so many seconds or moves of it."""
        if self.searches and self._is_over():
            return
        budget, share, moves = self._part(part, most), self.clock.share, self.moves

        def heard(progress: Progress) -> None:
            self.moves = moves + progress.moves
            done = share + (1.0 - share) * part * progress.share
            self.tell(replace(progress, share=min(done, 1.0), seconds=self.clock.seconds, moves=self.moves))

        search = Search(
            self.problem, self.best, Clock.started(budget), self.bound, self.seed + self.searches, self.workers,
            self.setup_cost, heard, self.stop,
        )  # fmt: skip
        self.searches += 1
        found = search.by_annealing() if self.aim is Aim.TARDINESS else search.shorter()
        self.best = min(self.best, found, key=self.worth)
        self.clock.moves += budget.moves or 0

    def prove(self, part: float) -> None:
        """Look, with a part of what is left, for something better or for the proof that there is nothing."""
        if self._is_over():
            return
        budget = self._part(part, inf)

        def heard(known: int) -> None:
            self.tell(
                Progress(self.clock.share, self.worth(self.best), known, self.clock.seconds, self.moves)
            )

        proved = proof.least(
            self.problem, self.best, budget, makespan=self.aim is Aim.MAKESPAN, setup_cost=self.setup_cost,
            bound=self.bound, seed=self.seed, workers=self.workers, heard=heard, stop=self.stop,
        )  # fmt: skip
        self.bound = proved.bound
        self.best = min((self.best, *proved.schedules), key=self.worth)
        self.clock.moves += budget.moves or 0

    def _is_over(self) -> bool:
        return self.worth(self.best) <= self.bound or self.clock.share >= 1.0 or self.stop()

    def _part(self, part: float, most: float) -> Budget:
        """A part of what is left of the budget."""
        budget, clock = self.clock.budget, self.clock
        if budget.moves is not None:
            return Budget(None, max(1, int(min(part * (budget.moves - clock.moves), most))))
        return Budget(max(0.01, min(part * ((budget.seconds or 0.0) - clock.seconds), most)))


def worth_of(aim: Aim, setup_cost: int) -> Callable[[Schedule], int]:
    """What is made small, as a function of a schedule."""
    if aim is Aim.MAKESPAN:
        return lambda plan: plan.makespan
    return lambda plan: late_and_set_up(plan, setup_cost)


def _first(problem: Problem, clock: Clock, worth: Callable[[Schedule], int]) -> tuple[float, Schedule]:
    """After how many seconds there was a plan, and the best of all rules."""
    found = plans(problem)
    first = next(found)
    soon = clock.seconds
    return soon, min((first, *found), key=worth)
