"""A schedule and what it is worth."""

from dataclasses import dataclass, field

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.schedule.problem import Lock, Problem


@dataclass(frozen=True, slots=True)
class Conflict:
    """A pin against the rules: `operation` starts before `other` (-1: release or material) allows."""

    operation: int
    other: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """Machine, start and end minute of every operation, and the order on each machine.

    sequence[sequence_first[m]:sequence_first[m + 1]] are the operations of machine m in order.
    weighted_tardiness (minutes × weight), tardy_jobs, makespan and setup_minutes are computed from the times;
    conflicts name pins that contradict each other, a routing, a release or a material date.
    """

    problem: Problem
    machine: I64
    start: I64
    end: I64
    sequence_first: I64
    sequence: I64
    weighted_tardiness: int = field(init=False)
    tardy_jobs: int = field(init=False)
    makespan: int = field(init=False)
    setup_minutes: int = field(init=False)
    conflicts: tuple[Conflict, ...] = field(init=False)

    def __post_init__(self) -> None:
        for name in ("machine", "start", "end", "sequence_first", "sequence"):
            object.__setattr__(self, name, frozen(getattr(self, name)))
        late = tardiness(self.problem, self.end)
        object.__setattr__(self, "weighted_tardiness", int((late * self.problem.weight).sum()))
        object.__setattr__(self, "tardy_jobs", int((late > 0).sum()))
        object.__setattr__(self, "makespan", int(self.end.max(initial=0)))
        object.__setattr__(self, "setup_minutes", int(self.setup_before().sum()))
        object.__setattr__(self, "conflicts", tuple(_conflicts(self)))

    def modes(self) -> I64:
        """Per operation: the mode it runs in; of two on one machine the first, as in Problem.mode_on."""
        problem = self.problem
        owner = np.repeat(np.arange(problem.operations), np.diff(problem.mode_first))
        used = np.flatnonzero(problem.mode_machine == self.machine[owner])
        mode = np.empty(problem.operations, np.int64)
        mode[owner[used[::-1]]] = used[::-1]
        return mode

    def before(self) -> I64:
        """Per operation: the one before it on its machine, or -1."""
        previous = np.full(len(self.start), -1, np.int64)
        heads = np.zeros(len(self.sequence), np.bool_)
        heads[self.sequence_first[:-1][np.diff(self.sequence_first) > 0]] = True
        previous[self.sequence[1:]] = np.where(heads[1:], -1, self.sequence[:-1])
        return previous

    def setup_before(self) -> I64:
        """Per operation: working minutes of setup right before it."""
        previous, problem = self.before(), self.problem
        group = problem.machine_group[self.machine]
        minutes = problem.setup[group, problem.family[previous], problem.family]
        return np.where((previous < 0) | (problem.lock == Lock.STARTED), 0, minutes)


def tardiness(problem: Problem, end: I64) -> I64:
    """Minutes each job ends after its due date; a job without operations is never late."""
    late = np.zeros(len(problem.due), np.int64)
    filled = np.diff(problem.job_first) > 0
    last = problem.job_first[1:][filled] - 1
    late[filled] = np.maximum(end[last] - problem.due[filled], 0)
    return late


def _conflicts(schedule: Schedule) -> list[Conflict]:
    problem = schedule.problem
    found: list[Conflict] = []
    previous = schedule.before()
    setup = schedule.setup_before()
    for operation in np.flatnonzero(problem.lock >= Lock.PINNED).tolist():
        start = int(schedule.start[operation])
        job = int(problem.job_of[operation])
        head = operation == problem.job_first[job]
        if not head and schedule.end[operation - 1] > start:
            found.append(
                Conflict(
                    operation,
                    operation - 1,
                    f"锁定的工序 {operation} 早于上道工序 {operation - 1} 的完工时间。",
                    f"Pinned operation {operation} starts before operation {operation - 1} of its job ends.",
                )
            )
        started = problem.lock[operation] == Lock.STARTED
        if not started and start < max(problem.release[job] * head, problem.earliest[operation]):
            found.append(
                Conflict(
                    operation,
                    -1,
                    f"锁定的工序 {operation} 早于投料或到料时间。",
                    f"Pinned operation {operation} starts before its release or material.",
                )
            )
        other = int(previous[operation])
        if other < 0:
            continue
        worked = problem.calendars.worked[problem.machine_calendar[schedule.machine[operation]]]
        if int(worked[start]) - int(worked[schedule.end[other]]) < setup[operation]:
            found.append(
                Conflict(
                    operation,
                    other,
                    f"锁定的工序 {operation} 与同一设备上的工序 {other} 冲突。",
                    f"Pinned operation {operation} collides with operation {other} on its machine.",
                )
            )
    return found
