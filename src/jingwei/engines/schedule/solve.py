"""A plan at once and better ones for as long as somebody waits: the ladder from dispatching over searching to proving."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from jingwei.engines.schedule import proof
from jingwei.engines.schedule.bounds import least_makespan, least_tardiness
from jingwei.engines.schedule.budget import Budget, Clock, Progress, Stop, Tell, never, silently
from jingwei.engines.schedule.dispatch import plans
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.search import Search

SEARCHED = 0.25
"""Of the budget for searching, where the rest may prove that nothing is better."""
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
    small = proof.provable(problem)
    search = Search(
        problem, first, Clock.started(_searched(problem, clock, small)), bound, seed, workers, setup_cost, tell, stop
    )  # fmt: skip
    found = search.by_annealing() if aim is Aim.TARDINESS else search.shorter()
    if small and worth(found) > bound and clock.share < 1.0 and not stop():

        def heard(known: int) -> None:
            tell(Progress(clock.share, worth(found), known, clock.seconds, search.moves))

        proved = proof.least(
            problem, found, _left(clock, search.moves), makespan=aim is Aim.MAKESPAN, setup_cost=setup_cost, bound=bound,
            seed=seed, workers=workers, heard=heard, stop=stop,
        )  # fmt: skip
        bound = proved.bound
        found = min((found, *proved.schedules), key=worth)
    return Solution(found, aim, worth(found), bound, soon, clock.seconds, search.moves)


def _searched(problem: Problem, clock: Clock, small: bool) -> Budget:
    """What is left after the first plan; where a proof is tried, a part of it."""
    budget = clock.budget
    if budget.moves is not None:
        return (
            Budget(None, max(1, min(int(SEARCHED * budget.moves), ENOUGH_MOVES * problem.operations)))
            if small
            else budget
        )
    left = max(0.01, (budget.seconds or 0.0) - clock.seconds)
    return Budget(min(SEARCHED * left, ENOUGH_SECONDS * problem.operations) if small else left)


def _left(clock: Clock, moves: int) -> Budget:
    """What is left of a budget."""
    if clock.budget.moves is not None:
        return Budget(None, max(1, clock.budget.moves - moves))
    return Budget(max(0.01, (clock.budget.seconds or 0.0) - clock.seconds))


def worth_of(aim: Aim, setup_cost: int) -> Callable[[Schedule], int]:
    """What is made small, as a function of a schedule."""
    if aim is Aim.MAKESPAN:
        return lambda plan: plan.makespan
    return lambda plan: plan.weighted_tardiness + setup_cost * plan.setup_minutes


def _first(problem: Problem, clock: Clock, worth: Callable[[Schedule], int]) -> tuple[float, Schedule]:
    """After how many seconds there was a plan, and the best of all rules."""
    found = plans(problem)
    first = next(found)
    soon = clock.seconds
    return soon, min((first, *found), key=worth)
