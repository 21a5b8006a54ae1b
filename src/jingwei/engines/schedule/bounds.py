"""What no schedule can be better than: jobs as if alone in the shop, machines as if everything else gave way."""

from heapq import heappop, heappush, heapreplace

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.schedule.extras import WHOLE_SHARE, Extras, in_order
from jingwei.engines.schedule.plan import tardiness
from jingwei.engines.schedule.problem import Lock, Problem


def alone(problem: Problem) -> I64:
    """Per operation: the earliest minute it can end if its job had the shop to itself, pins where they are."""
    end = np.zeros(problem.operations, np.int64)
    if problem.extras is not None:
        return _alone_among(problem, problem.extras, end)
    for job in range(len(problem.release)):
        ready = int(problem.release[job])
        for operation in range(int(problem.job_first[job]), int(problem.job_first[job + 1])):
            _, ready = _span(problem, operation, max(ready, int(problem.earliest[operation])))
            end[operation] = ready
    return end


def _span(problem: Problem, operation: int, ready: int) -> tuple[int, int]:
    """The earliest minutes an operation can begin and end on a machine of its own."""
    calendars = problem.calendars
    first = last = calendars.horizon
    for mode in range(int(problem.mode_first[operation]), int(problem.mode_first[operation + 1])):
        if problem.locked_mode[operation] not in (-1, mode):
            continue
        calendar = problem.machine_calendar[problem.mode_machine[mode]]
        begin = int(calendars.worked[calendar, ready])
        if problem.lock[operation] >= Lock.PINNED:
            begin = int(calendars.worked[calendar, problem.locked_start[operation]])
        done = min(begin + int(problem.mode_minutes[mode]), int(calendars.total[calendar]))
        first = min(first, int(calendars.real[calendar, min(begin + 1, done)]) - 1)
        last = min(last, int(calendars.real[calendar, done]))
    return first, last


def _alone_among(problem: Problem, extras: Extras, end: I64) -> I64:
    """The same with arcs beside the routings; who is with an operation only makes it later."""
    start = np.zeros(problem.operations, np.int64)
    arcs: dict[int, list[int]] = {}
    for arc, operation in enumerate(extras.arc_to.tolist()):
        arcs.setdefault(operation, []).append(arc)
    replaced = set(zip(extras.arc_from.tolist(), extras.arc_to.tolist(), strict=True))
    for operation in in_order(extras, problem.job_first):
        job = int(problem.job_of[operation])
        ready = int(problem.earliest[operation])
        if operation == problem.job_first[job]:
            ready = max(ready, int(problem.release[job]))
        elif (operation - 1, operation) not in replaced:
            ready = max(ready, int(end[operation - 1]))
        for arc in arcs.get(operation, ()):
            before, share, lag = (
                int(extras.arc_from[arc]),
                int(extras.arc_share[arc]),
                int(extras.arc_lag[arc]),
            )
            modes = slice(problem.mode_first[before], problem.mode_first[before + 1])
            part = -(-int(problem.mode_minutes[modes].min()) * share // WHOLE_SHARE)
            known = int(end[before]) if share == WHOLE_SHARE else int(start[before]) + part
            ready = max(ready, known + lag)
        start[operation], end[operation] = _span(problem, operation, min(ready, problem.calendars.horizon))
    return end


def least_tardiness(problem: Problem) -> int:
    """Weighted tardiness that no plan avoids: that of jobs late even alone."""
    return int((tardiness(problem, alone(problem)) * problem.weight).sum())


def least_makespan(problem: Problem) -> int:
    """The longest job alone; in shops without pauses also each machine's work by Jackson's preemptive rule (1955)."""
    heads = alone(problem)
    longest = int(heads.max(initial=0))
    if problem.is_plain:
        minutes = np.minimum.reduceat(problem.mode_minutes, problem.mode_first[:-1])
        tails = _tails(problem, minutes)
        single = np.diff(problem.mode_first) == 1
        for machine in range(problem.machines):
            there = single & (problem.mode_machine[problem.mode_first[:-1]] == machine)
            rows = np.flatnonzero(there)
            longest = max(longest, _preemptive((heads - minutes)[rows], minutes[rows], tails[rows]))
        busy = int(minutes.sum())
        longest = max(longest, -(-busy // problem.machines))
    return longest


def _tails(problem: Problem, minutes: I64) -> I64:
    """Per operation: minutes its job needs after it."""
    after = np.concatenate([np.cumsum(minutes[::-1])[::-1], [0]])
    rest: I64 = after[1:] - after[problem.job_first[problem.job_of + 1]]
    return rest


def _preemptive(heads: I64, minutes: I64, tails: I64) -> int:
    """The least makespan of one machine whose work may be interrupted: always what has the longest tail."""
    by_head = np.argsort(heads, kind="stable").tolist()
    open_: list[list[int]] = []  # [-tail, minutes left]
    now, longest, at = 0, 0, 0
    while at < len(by_head) or open_:
        if not open_:
            now = max(now, int(heads[by_head[at]]))
        while at < len(by_head) and heads[by_head[at]] <= now:
            heappush(open_, [-int(tails[by_head[at]]), int(minutes[by_head[at]])])
            at += 1
        tail, left = open_[0]
        until = int(heads[by_head[at]]) if at < len(by_head) else now + left
        worked = min(left, until - now)
        now += worked
        if worked == left:
            heappop(open_)
            longest = max(longest, now - tail)
        else:
            heapreplace(open_, [tail, left - worked])
    return longest
