"""Shorter job shops: tabu search from a population of elites, whose orders are mixed to begin anew between them.

The frame is that of path relinking (Peng, Lü & Cheng 2015); instead of walking from one elite to another by swaps
that may close circles, the ranks of two topological orders are averaged. Along a job both rise, hence so does their
mean, and every mixture is an order again.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.chance import chance
from jingwei.engines.schedule.graph import Graph, copied, graph_of, lined_up
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.tabu import Memory, memory_of, searched

ELITES = 8
PATIENCE = 12_500
"""Iterations without anything better after which a search ends."""


@dataclass(frozen=True, slots=True)
class Elite:
    """A good order of all operations and its makespan."""

    makespan: int
    order: I64

    def rank(self) -> I64:
        """Where each operation stands."""
        rank = np.empty(len(self.order), np.int64)
        rank[self.order] = np.arange(len(self.order))
        return rank


@dataclass(slots=True)
class Desk:
    """What one search works with."""

    graph: Graph
    memory: Memory


def mixed(one: Elite, other: Elite, share: float) -> I64:
    """An order between two, `share` of the way from the one to the other."""
    between = (1 - share) * one.rank() + share * other.rank()
    return np.lexsort((one.rank(), between))


class Population:
    """Rounds of searches, one a worker, from mixtures of the elites; the same seed gives the same rounds."""

    def __init__(self, problem: Problem, starts: list[I64], seed: int, workers: int, bound: int) -> None:
        self.problem, self.seed, self.workers, self.bound = problem, seed, workers, bound
        graph = graph_of(problem)
        jobs = len(problem.release)
        self.desks = [Desk(copied(graph), memory_of(problem.operations, jobs)) for _ in range(workers)]
        self.waiting = list(starts)
        self.elites: list[Elite] = []
        self.best: Elite | None = None
        self.luck = np.random.default_rng(seed)
        self.iterations = self.number = 0

    @property
    def proven(self) -> bool:
        """Whether nothing shorter exists."""
        return self.best is not None and self.best.makespan <= self.bound

    def round(self, pool: ThreadPoolExecutor, patience: int = PATIENCE) -> None:
        """One search a worker, side by side; what they found is taken in in the order of the workers."""
        orders = [self._start() for _ in self.desks]
        seeds = [self.seed * 1_000_003 + self.number + worker for worker in range(self.workers)]
        self.number += self.workers
        for elite, iterations in pool.map(self._search, self.desks, orders, seeds, [patience] * self.workers):
            self.iterations += iterations
            self._take(elite)

    def _search(self, desk: Desk, order: I64, seed: int, patience: int) -> tuple[Elite, int]:
        longest = lined_up(desk.graph, order)
        least, iterations = searched(desk.graph, desk.memory, chance(seed), longest, patience, self.bound)
        return Elite(int(least), desk.memory.best.copy()), int(iterations)

    def _start(self) -> I64:
        """The next order to begin with: given ones, strangers until there are enough elites, then mixtures."""
        if self.waiting:
            return self.waiting.pop(0)
        if len(self.elites) < ELITES:
            return self._stranger()
        one, other = self.luck.choice(len(self.elites), 2, replace=False)
        return mixed(self.elites[one], self.elites[other], float(self.luck.uniform(0.3, 0.7)))

    def _stranger(self) -> I64:
        """A random order that respects the routings: each operation somewhere behind the one before it."""
        keys = self.luck.random(self.problem.operations)
        first = self.problem.job_first
        for job in range(len(first) - 1):
            keys[first[job] : first[job + 1]].sort()
        return np.argsort(keys, kind="stable")

    def _take(self, found: Elite) -> None:
        if self.best is None or found.makespan < self.best.makespan:
            self.best = found
        if any(found.makespan == elite.makespan and self._close(found, elite) for elite in self.elites):
            self._renew()
            return
        self.elites.append(found)
        self.elites.sort(key=lambda elite: elite.makespan)
        del self.elites[ELITES:]

    def _close(self, one: Elite, other: Elite) -> bool:
        """Whether two orders are nearly the same on every machine."""
        return differing(self.problem, one, other) * 100 <= self.problem.operations

    def _renew(self) -> None:
        """Where the elites have become alike all but the best make room for strangers."""
        if len(self.elites) == ELITES and self.elites[0].makespan == self.elites[-1].makespan:
            del self.elites[1:]


def differing(problem: Problem, one: Elite, other: Elite) -> int:
    """Operations that stand at another place of their machine."""
    places = []
    for elite in (one, other):
        machine = problem.mode_machine[elite.order]
        by_machine = np.argsort(machine, kind="stable")
        place = np.empty(len(machine), np.int64)
        place[elite.order[by_machine]] = np.arange(len(machine))
        places.append(place)
    return int((places[0] != places[1]).sum())
