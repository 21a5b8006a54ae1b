"""A schedule and what it is worth."""

from dataclasses import dataclass, field

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.schedule.conflicts import Conflict, Times, conflicts
from jingwei.engines.schedule.problem import Lock, Problem


@dataclass(frozen=True, slots=True)
class Schedule:
    """Machine, start and end minute of every operation, and the order on each machine.

    sequence[sequence_first[m]:sequence_first[m + 1]] are the operations of machine m in order; unit names the
    person or tool that fills each need of the problem's extras.
    weighted_tardiness (minutes × weight), tardy_jobs, makespan and setup_minutes are computed from the times;
    conflicts name pins that contradict each other, a routing, a release or a material date.
    """

    problem: Problem
    machine: I64
    start: I64
    end: I64
    sequence_first: I64
    sequence: I64
    unit: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    weighted_tardiness: int = field(init=False)
    tardy_jobs: int = field(init=False)
    makespan: int = field(init=False)
    setup_minutes: int = field(init=False)
    conflicts: tuple[Conflict, ...] = field(init=False)

    def __post_init__(self) -> None:
        for name in ("machine", "start", "end", "sequence_first", "sequence", "unit"):
            object.__setattr__(self, name, frozen(getattr(self, name)))
        late = tardiness(self.problem, self.end)
        object.__setattr__(self, "weighted_tardiness", int((late * self.problem.weight).sum()))
        object.__setattr__(self, "tardy_jobs", int((late > 0).sum()))
        object.__setattr__(self, "makespan", int(self.end.max(initial=0)))
        previous, setup = self.before(), self.setup_before()
        object.__setattr__(self, "setup_minutes", int(setup.sum()))
        times = Times(self.machine, self.start, self.end, previous, self.latest(), setup, self.unit)
        object.__setattr__(self, "conflicts", tuple(conflicts(self.problem, times)))

    def modes(self) -> I64:
        """Per operation: the mode it runs in; of two on one machine the first, as in Problem.mode_on."""
        problem = self.problem
        owner = np.repeat(np.arange(problem.operations), np.diff(problem.mode_first))
        used = np.flatnonzero(problem.mode_machine == self.machine[owner])
        mode = np.empty(problem.operations, np.int64)
        mode[owner[used[::-1]]] = used[::-1]
        return mode

    @property
    def in_progress_minutes(self) -> int:
        """Minutes from the first start of each job to its end, all jobs together."""
        first, filled = self.problem.job_first, np.diff(self.problem.job_first) > 0
        return int((self.end[first[1:][filled] - 1] - self.start[first[:-1][filled]]).sum())

    @property
    def early_minutes(self) -> int:
        """Minutes each job ends before it is due, all jobs together."""
        filled = np.diff(self.problem.job_first) > 0
        last = self.problem.job_first[1:][filled] - 1
        return int(np.maximum(self.problem.due[filled] - self.end[last], 0).sum())

    def before(self) -> I64:
        """Per operation: the one before it on its machine, or -1."""
        previous = np.full(len(self.start), -1, np.int64)
        heads = np.zeros(len(self.sequence), np.bool_)
        heads[self.sequence_first[:-1][np.diff(self.sequence_first) > 0]] = True
        previous[self.sequence[1:]] = np.where(heads[1:], -1, self.sequence[:-1])
        return previous

    def latest(self) -> I64:
        """Per operation: of those before it on its machine the one that ends last, or -1.

        It is the one right before it unless pins overlap.
        """
        previous = self.before()
        if not (self.problem.lock >= Lock.PINNED).any():
            return previous
        number = np.repeat(np.arange(self.problem.machines), np.diff(self.sequence_first))
        ends = self.end[self.sequence] + number * (self.makespan + 1)
        at = np.where(ends == np.maximum.accumulate(ends), np.arange(len(ends)), 0)
        found = np.full(len(ends), -1, np.int64)
        found[self.sequence[1:]] = self.sequence[np.maximum.accumulate(at)[:-1]]
        return np.where(previous < 0, -1, found)

    def setup_before(self) -> I64:
        """Per operation: working minutes of setup right before it."""
        previous, problem = self.before(), self.problem
        group = problem.machine_group[self.machine]
        minutes = problem.setup[group, problem.family[previous], problem.family]
        none = (previous < 0) | (problem.lock == Lock.STARTED)
        if problem.extras is not None:
            # Of what shares an oven only the first is set up for, and an unlimited place never is.
            none |= problem.extras.unlimited[self.machine]
            none |= (problem.extras.capacity[self.machine] > 0) & (self.start[previous] == self.start)
        return np.where(none, 0, minutes)


def tardiness(problem: Problem, end: I64) -> I64:
    """Minutes each job ends after its due date; a job without operations is never late."""
    late = np.zeros(len(problem.due), np.int64)
    filled = np.diff(problem.job_first) > 0
    last = problem.job_first[1:][filled] - 1
    late[filled] = np.maximum(end[last] - problem.due[filled], 0)
    return late
