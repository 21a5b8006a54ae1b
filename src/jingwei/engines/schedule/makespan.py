"""Shorter job shops: tabu search from a population of elites, whose orders are mixed to begin anew between them.

The frame is that of path relinking (Peng, Lü & Cheng 2015); instead of walking from one elite to another by swaps
that may close circles, the ranks of two topological orders are averaged. Along a job both rise, hence so does their
mean, and every mixture is an order again.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.chance import U64, below, chance
from jingwei.engines.schedule.evaluate import retimed
from jingwei.engines.schedule.graph import (
    MACHINE,
    MINUTES,
    Graph,
    Stretch,
    copied,
    graph_of,
    lined_up,
    longest_way,
    stretch_of,
    stretched,
)
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.tabu import IDLE, LEAST, LONGEST, NOW, Memory, begun, memory_of, searched

ELITES = 8
LARGE, SHAKEN = 2_000, 0.02
"""Operations from which a search begins anew near the best, and how much of a random order it takes in."""
PATIENCE = 12_500
"""Iterations without anything better after which a search ends."""
SPOT, BESIDE = 20_000_000, 400
"""Iterations times operations (and so many besides) that are made before it is asked whether to go on: a fifth of a second."""
WIDE, HERE, STEPS, FAILS = 2_000, 2_000, 50, 2
"""Operations of a stretch. A shop of twice as many is searched stretch by stretch: the longest way leads through all of
them, and an iteration sweeps over one alone. A stretch is left after so many iterations without anything better, or so
many times as many; the search ends after so many rounds of the whole in vain."""


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
    """What one search works with; `goes_on` while it has not come to its end."""

    graph: Graph
    stretch: Stretch
    memory: Memory
    luck: U64
    goes_on: bool = False
    failed: int = 0

    def begin(self, start: Elite, seed: int) -> None:
        self.graph.op[:, MACHINE], self.graph.op[:, MINUTES] = start.machine, start.minutes
        longest = lined_up(self.graph, start.order)
        stretched(self.graph, self.stretch, 0, len(self.graph.op))
        begun(self.graph, self.stretch, self.memory, longest)
        self.luck, self.failed = chance(seed), 0

    def search(self, bound: int) -> int:
        """Go on for a while; the iterations made."""
        count, stand = len(self.graph.op), self.memory.stand
        before = int(stand[NOW])
        if count < 2 * WIDE:
            most = max(1_000, SPOT // (BESIDE + count))
            self.goes_on = not self._searched(PATIENCE, most, bound)
        else:
            self.goes_on = True
            while self.goes_on and stand[NOW] < before + SPOT // (BESIDE + WIDE):
                self._search_stretch(bound)
        return int(stand[NOW]) - before

    def _search_stretch(self, bound: int) -> None:
        """Shorten all that leads through some stretch, and with it the whole, as long as it leads the longest way."""
        stand, count = self.memory.stand, len(self.graph.op)
        least, low = int(stand[LEAST]), int(below(self.luck, count)) - WIDE // 2
        low = min(max(low, 0), count - WIDE)
        stretched(self.graph, self.stretch, low, low + WIDE)
        stand[NOW], stand[IDLE], stand[LONGEST] = stand[NOW] + 1, 0, least
        if longest_way(self.graph, self.stretch) == least:
            self._searched(HERE, STEPS * HERE, bound)
            self._back_to_best()
        self.failed = 0 if stand[LEAST] < least else self.failed + 1
        self.goes_on = self.failed * WIDE < FAILS * count and stand[LEAST] > bound

    def _searched(self, patience: int, most: int, bound: int) -> bool:
        return bool(searched(self.graph, self.stretch, self.memory, self.luck, patience, most, bound))

    def _back_to_best(self) -> None:
        memory, op = self.memory, self.graph.op
        op[:, MACHINE], op[:, MINUTES] = memory.machines, memory.minutes
        memory.stand[LEAST] = lined_up(self.graph, memory.best)

    @property
    def found(self) -> Elite:
        memory = self.memory
        order, machine, minutes = (one.copy() for one in (memory.best, memory.machines, memory.minutes))
        return Elite(int(memory.stand[LEAST]), order, machine, minutes)


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

    def __init__(self, problem: Problem, start: Elite, seed: int, workers: int, bound: int) -> None:
        self.problem, self.seed, self.workers, self.bound = problem, seed, workers, bound
        self.graph = graph_of(problem)
        sizes = (problem.operations, len(problem.release), problem.machines)
        self.desks = [
            Desk(copied(self.graph), stretch_of(problem), memory_of(*sizes), chance(seed))
            for _ in range(workers)
        ]
        self.given, self.waiting = start, [start]
        self.elites: list[Elite] = []
        self.best: Elite | None = None
        self.luck = np.random.default_rng(seed)
        self.iterations = self.number = 0

    @property
    def proven(self) -> bool:
        """Whether nothing shorter exists."""
        return self.best is not None and self.best.makespan <= self.bound

    def round(self, pool: ThreadPoolExecutor) -> None:
        """A while of searching on every desk, side by side; what they found is taken in in the order of the desks."""
        for desk in self.desks:
            if not desk.goes_on:
                desk.begin(self._start(), self.seed * 1_000_003 + self.number)
                self.number += 1
        for desk, iterations in zip(
            self.desks, pool.map(lambda desk: desk.search(self.bound), self.desks), strict=True
        ):
            self.iterations += iterations
            if self.best is None or desk.memory.stand[LEAST] < self.best.makespan:
                self.best = desk.found
            if not desk.goes_on:
                self._take(desk.found)

    def enter(self, found: Elite) -> None:
        """Take in what was found elsewhere: the first desk goes on from it."""
        self._take(self.desks[0].found)
        self.desks[0].goes_on = False
        self.waiting.append(found)
        if self.best is None or found.makespan < self.best.makespan:
            self.best = found

    def _start(self) -> Elite:
        """The next order to begin with: given ones, strangers until there are enough elites, then mixtures.

        Of a large shop strangers are far from anything good: the best elite takes a little of one.
        """
        if self.waiting:
            return self.waiting.pop(0)
        if self.problem.operations >= LARGE:
            known = self.elites[0] if self.elites else self.given
            return mixed(known, self._stranger(), SHAKEN, self.luck)
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
