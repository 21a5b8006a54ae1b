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
from jingwei.engines.schedule.evaluate import retimed
from jingwei.engines.schedule.graph import MACHINE, MINUTES, Graph, copied, graph_of, lined_up
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.tabu import Memory, memory_of, searched

ELITES = 8
PATIENCE = 12_500
"""Iterations without anything better after which a search ends."""
SPOT = 20_000_000
"""Iterations times operations of one search, about a second, before it is asked whether to go on."""


@dataclass(frozen=True, slots=True)
class Elite:
    """A good order of all operations, the machine and minutes of each, and the makespan."""

    makespan: int
    order: I64
    machine: I64
    minutes: I64

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


def mixed(one: Elite, other: Elite, share: float, luck: np.random.Generator) -> Elite:
    """An order between two, `share` of the way from the one to the other; machines are drawn in that proportion."""
    between = (1 - share) * one.rank() + share * other.rank()
    order = np.lexsort((one.rank(), between))
    drawn = luck.random(len(order)) < share
    return Elite(
        0, order, np.where(drawn, other.machine, one.machine), np.where(drawn, other.minutes, one.minutes)
    )


class Population:
    """Rounds of searches, one a worker, from mixtures of the elites; the same seed gives the same rounds."""

    def __init__(self, problem: Problem, starts: list[Elite], seed: int, workers: int, bound: int) -> None:
        self.problem, self.seed, self.workers, self.bound = problem, seed, workers, bound
        self.graph = graph_of(problem)
        sizes = (problem.operations, len(problem.release), problem.machines)
        self.desks = [Desk(copied(self.graph), memory_of(*sizes)) for _ in range(workers)]
        self.waiting = list(starts)
        self.elites: list[Elite] = []
        self.best: Elite | None = None
        self.luck = np.random.default_rng(seed)
        self.iterations = self.number = 0

    @property
    def proven(self) -> bool:
        """Whether nothing shorter exists."""
        return self.best is not None and self.best.makespan <= self.bound

    def round(self, pool: ThreadPoolExecutor) -> None:
        """One search a worker, side by side; what they found is taken in in the order of the workers."""
        starts = [self._start() for _ in self.desks]
        seeds = [self.seed * 1_000_003 + self.number + worker for worker in range(self.workers)]
        self.number += self.workers
        for elite, iterations, ended in pool.map(self._search, self.desks, starts, seeds):
            self.iterations += iterations
            if ended:
                self._take(elite)
            else:
                self.waiting.append(elite)
            if self.best is None or elite.makespan < self.best.makespan:
                self.best = elite

    def enter(self, found: Elite) -> None:
        """Take in what was found elsewhere."""
        self.waiting.append(found)
        if self.best is None or found.makespan < self.best.makespan:
            self.best = found

    def _search(self, desk: Desk, start: Elite, seed: int) -> tuple[Elite, int, bool]:
        graph, memory = desk.graph, desk.memory
        graph.op[:, MACHINE], graph.op[:, MINUTES] = start.machine, start.minutes
        longest = lined_up(graph, start.order)
        most = max(1_000, SPOT // len(start.order))
        least, iterations, ended = searched(graph, memory, chance(seed), longest, PATIENCE, most, self.bound)
        found = (one.copy() for one in (memory.best, memory.machines, memory.minutes))
        return Elite(int(least), *found), int(iterations), bool(ended)

    def _start(self) -> Elite:
        """The next order to begin with: given ones, strangers until there are enough elites, then mixtures."""
        if self.waiting:
            return self.waiting.pop(0)
        if len(self.elites) < ELITES:
            return self._stranger()
        one, other = self.luck.choice(len(self.elites), 2, replace=False)
        return mixed(self.elites[one], self.elites[other], float(self.luck.uniform(0.3, 0.7)), self.luck)

    def _stranger(self) -> Elite:
        """A random order that respects the routings: each operation somewhere behind the one before it."""
        keys = self.luck.random(self.problem.operations)
        first = self.problem.job_first
        for job in range(len(first) - 1):
            keys[first[job] : first[job + 1]].sort()
        op = self.graph.op
        return Elite(0, np.argsort(keys, kind="stable"), op[:, MACHINE].copy(), op[:, MINUTES].copy())

    def _take(self, found: Elite) -> None:
        if any(found.makespan == elite.makespan and self._close(found, elite) for elite in self.elites):
            return
        self.elites.append(found)
        self.elites.sort(key=lambda elite: elite.makespan)
        del self.elites[ELITES:]
        self._renew()

    def _close(self, one: Elite, other: Elite) -> bool:
        """Whether two orders are nearly the same on every machine."""
        return differing(one, other) * 100 <= self.problem.operations

    def _renew(self) -> None:
        """Where the elites have become alike, half of them make room for strangers."""
        if len(self.elites) == ELITES and self.elites[0].makespan == self.elites[-1].makespan:
            del self.elites[ELITES // 2 :]


def elite_of(schedule: Schedule) -> Elite:
    """A schedule as an order of its operations."""
    minutes = schedule.problem.mode_minutes[schedule.modes()]
    return Elite(schedule.makespan, np.lexsort((schedule.end, schedule.start)), schedule.machine, minutes)


def schedule_of(problem: Problem, elite: Elite) -> Schedule:
    """The schedule of an order."""
    count = np.diff(problem.mode_first)
    owner = np.repeat(np.arange(problem.operations), count)
    fits = (problem.mode_machine == elite.machine[owner]) & (problem.mode_minutes == elite.minutes[owner])
    mode = np.empty(problem.operations, np.int64)
    mode[owner[fits]] = np.flatnonzero(fits)
    given = elite.order[np.argsort(elite.machine[elite.order], kind="stable")]
    first = np.cumsum([0, *np.bincount(elite.machine, minlength=problem.machines)])
    return retimed(problem, mode, first, given)


def differing(one: Elite, other: Elite) -> int:
    """Operations that stand on another machine or at another place of it."""
    places = []
    for elite in (one, other):
        machine = elite.machine[elite.order]
        by_machine = np.argsort(machine, kind="stable")
        place = np.empty(len(machine), np.int64)
        place[elite.order[by_machine]] = np.arange(len(machine))
        places.append(place)
    return int(((places[0] != places[1]) | (one.machine != other.machine)).sum())
