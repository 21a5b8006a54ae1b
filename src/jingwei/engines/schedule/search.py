"""The searches of the ladder: which of them suits a problem, and how they share a budget."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from jingwei.engines.schedule import proof
from jingwei.engines.schedule.budget import Budget, Clock, Progress, Stop, Tell
from jingwei.engines.schedule.deadlines import PART, by_deadlines, part_of
from jingwei.engines.schedule.improve import improve
from jingwei.engines.schedule.makespan import Population, elite_of, schedule_of
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Problem

LARGE, PACKED, ROOMY = 2_000, 0.97, 0.04
"""Operations from which, how busy machines have to be until the bound on the average, and the distance from the bound beyond which tight
deadlines are tried: a shop whose work fills its machines to the last minute is solved by what must be so, or not at all."""
TIGHT = (0, 64, 16)
"""Deadlines that are tried: the bound, and so many parts of it more."""
DEDUCED = 4e-4
"""Seconds an operation, at least, for a tight deadline: so long it takes to deduce what must be so."""


@dataclass(slots=True)
class Search:
    """A search for something better than `first`; `moves` says how many it made."""

    problem: Problem
    first: Schedule
    clock: Clock
    bound: int
    seed: int
    workers: int
    setup_cost: int
    tell: Tell
    stop: Stop
    moves: int = field(default=0, init=False)

    def _heard(self, progress: Progress) -> None:
        self.moves = progress.moves
        self.tell(progress)

    def by_annealing(self) -> Schedule:
        """For tardiness and setups."""
        return improve(
            self.problem, self.first, self.clock.budget, seed=self.seed, workers=self.workers,
            setup_cost=self.setup_cost, tell=self._heard, stop=self.stop,
        )  # fmt: skip

    def shorter(self) -> Schedule:
        """For the makespan: plain shops have a search of their own."""
        return self._by_population() if self.problem.is_plain else self._by_deadlines()

    def _by_population(self) -> Schedule:
        """Of a plain shop: tabu search from mixtures."""
        clock, first = self.clock, self.first
        population = Population(self.problem, elite_of(first), self.seed, self.workers, self.bound)
        tight = list(TIGHT) if self._is_packed() else []
        with ThreadPoolExecutor(self.workers) as pool:
            while clock.share < 1.0 and not population.proven and not self.stop():
                before = population.iterations
                population.round(pool)
                clock.moves += population.iterations - before
                least = population.best.makespan if population.best else first.makespan
                if tight and clock.share > PART and least > (1 + ROOMY) * self.bound:
                    if (found := self._within(tight.pop(0))) is None:
                        continue
                    population.enter(elite_of(found))
                    tight.clear()
                self._heard(Progress(clock.share, least, self.bound, clock.seconds, clock.moves))
        best = population.best
        return first if best is None or best.makespan >= first.makespan else schedule_of(self.problem, best)

    def _is_packed(self) -> bool:
        problem = self.problem
        busy = float(problem.mode_minutes.sum()) / problem.machines
        return problem.operations >= LARGE and busy >= PACKED * self.bound

    def _within(self, part: int) -> Schedule | None:
        """A plan that keeps a tight deadline."""
        deadline = self.bound + (self.bound // part if part else 0)
        budget = part_of(self.clock)
        if budget.seconds is not None and self.clock.share < 0.5:
            budget = Budget(max(budget.seconds, DEDUCED * self.problem.operations))
        return proof.within(
            self.problem, deadline, budget, seed=self.seed, workers=self.workers, stop=self.stop
        )

    def _by_deadlines(self) -> Schedule:
        """Of any other problem."""
        return by_deadlines(
            self.first,
            self.clock,
            self.bound,
            seed=self.seed,
            workers=self.workers,
            tell=self._heard,
            stop=self.stop,
        )
