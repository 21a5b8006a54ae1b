"""An independent judge of schedules in plain Python: it shares no table and no line with the kernels."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from jingwei.engines.schedule.checker_among import violations_among
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock, Problem
from jingwei.engines.schedule.verdict import Violation


class _Shifts:
    """Worked time by bisection over the shifts themselves."""

    def __init__(self, problem: Problem, calendar: int) -> None:
        calendars = problem.calendars
        rows = range(int(calendars.first[calendar]), int(calendars.first[calendar + 1]))
        self.starts = [int(calendars.start[row]) for row in rows]
        self.ends = [int(calendars.end[row]) for row in rows]
        self.sums = [0]
        for start, end in zip(self.starts, self.ends, strict=True):
            self.sums.append(self.sums[-1] + end - start)

    def worked(self, minute: int) -> int:
        """Minutes worked before `minute`."""
        at = bisect_right(self.starts, minute) - 1
        return 0 if at < 0 else self.sums[at] + min(minute, self.ends[at]) - self.starts[at]


def violations(schedule: Schedule) -> list[Violation]:
    """Everything `schedule` breaks: modes, shifts, routing, material, overlap, setups, locks, totals."""
    problem = schedule.problem
    shifts = [_Shifts(problem, calendar) for calendar in problem.machine_calendar.tolist()]
    machine, start, end = schedule.machine.tolist(), schedule.start.tolist(), schedule.end.tolist()
    if problem.extras is not None:
        return [*_totals(schedule, end), *violations_among(schedule)]
    return [
        *_work(problem, shifts, machine, start, end),
        *_routing(problem, start, end),
        *_machines(schedule, shifts, machine, start, end),
        *_locks(problem, shifts, machine, start),
        *_totals(schedule, end),
    ]


def _work(
    problem: Problem, shifts: list[_Shifts], machine: list[int], start: list[int], end: list[int]
) -> Iterator[Violation]:  # fmt: skip
    for operation in range(problem.operations):
        modes = range(int(problem.mode_first[operation]), int(problem.mode_first[operation + 1]))
        minutes = [
            int(problem.mode_minutes[k]) for k in modes if problem.mode_machine[k] == machine[operation]
        ]
        if not minutes:
            yield Violation(
                "mode", operation, f"Operation {operation} cannot run on machine {machine[operation]}."
            )
            continue
        shift = shifts[machine[operation]]
        first, last = start[operation], end[operation]
        done = shift.worked(last) - shift.worked(first)
        # Work begins and ends in a worked minute, so both edges must count.
        edges = shift.worked(first + 1) > shift.worked(first) and shift.worked(last) > shift.worked(last - 1)
        if done not in minutes or not edges or first < 0:
            yield Violation("shift", operation, f"Operation {operation}: {done} minutes in {first}–{last}.")


def _routing(problem: Problem, start: list[int], end: list[int]) -> Iterator[Violation]:
    for job in range(len(problem.release)):
        ready = int(problem.release[job])
        for operation in range(int(problem.job_first[job]), int(problem.job_first[job + 1])):
            started = problem.lock[operation] == Lock.STARTED
            head = operation == problem.job_first[job]
            if start[operation] < ready and not (started and head):
                yield Violation("routing", operation, f"Operation {operation} starts before {ready}.")
            if start[operation] < problem.earliest[operation] and not started:
                yield Violation("material", operation, f"Operation {operation} starts before its material.")
            ready = end[operation]


def _machines(
    schedule: Schedule, shifts: list[_Shifts], machine: list[int], start: list[int], end: list[int]
) -> Iterator[Violation]:  # fmt: skip
    problem = schedule.problem
    by_machine: list[list[int]] = [[] for _ in range(problem.machines)]
    for operation in sorted(range(problem.operations), key=lambda o: (start[o], end[o])):
        by_machine[machine[operation]].append(operation)
    for at, row in enumerate(by_machine):
        first, last = int(schedule.sequence_first[at]), int(schedule.sequence_first[at + 1])
        if schedule.sequence[first:last].tolist() != row:
            yield Violation(
                "sequence", row[0] if row else -1, f"The sequence of machine {at} is not its order."
            )
        latest = -1
        for before, after in pairwise(row):
            latest = before if latest < 0 or end[before] >= end[latest] else latest
            if start[after] < end[latest]:
                yield Violation("overlap", after, f"Operations {latest} and {after} overlap on machine {at}.")
            elif problem.lock[after] != Lock.STARTED:
                between = shifts[at].worked(start[after]) - shifts[at].worked(end[before])
                group = int(problem.machine_group[at])
                setup = int(problem.setup[group, problem.family[before], problem.family[after]])
                if between < setup:
                    yield Violation("setup", after, f"{between} of {setup} setup minutes before {after}.")


def _locks(
    problem: Problem, shifts: list[_Shifts], machine: list[int], start: list[int]
) -> Iterator[Violation]:  # fmt: skip
    for operation, lock in enumerate(problem.lock.tolist()):
        if lock != Lock.FREE and machine[operation] != problem.locked_machine[operation]:
            yield Violation("lock", operation, f"Operation {operation} left its machine.")
        elif lock >= Lock.PINNED:
            shift, fixed = shifts[machine[operation]], int(problem.locked_start[operation])
            # A pin in a pause means the next worked minute.
            if start[operation] < fixed or shift.worked(start[operation]) != shift.worked(fixed):
                yield Violation("lock", operation, f"Operation {operation} left its start {fixed}.")


def _totals(schedule: Schedule, end: list[int]) -> Iterator[Violation]:
    problem = schedule.problem
    cost = 0
    for job in range(len(problem.due)):
        if problem.job_first[job] < problem.job_first[job + 1]:
            over = end[int(problem.job_first[job + 1]) - 1] - int(problem.due[job])
            cost += max(0, over) * int(problem.weight[job])
    if cost != schedule.weighted_tardiness or max(end, default=0) != schedule.makespan:
        yield Violation("objective", -1, f"Weighted tardiness is {cost}, not {schedule.weighted_tardiness}.")
