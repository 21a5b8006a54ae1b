"""Where operations whose time is fixed contradict the rules: announced, since nobody but the planner can settle it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.schedule.extras import WHOLE_SHARE, Extras, Use
from jingwei.engines.schedule.problem import Lock, Problem
from jingwei.engines.schedule.wear import services


@dataclass(frozen=True, slots=True)
class Conflict:
    """A pin against the rules: `operation` starts before `other` (-1: release or material) allows."""

    operation: int
    other: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Times:
    """Who runs where and when: per operation machine, start, end, the one before it there, the one that ends last of
    all before it there, and setup minutes; per need its unit."""

    machine: I64
    start: I64
    end: I64
    previous: I64
    latest: I64
    setup: I64
    unit: I64


def conflicts(problem: Problem, times: Times) -> Iterator[Conflict]:
    """Every pin that starts before routing, release, material, its machine or its people and tools allow."""
    extras = problem.extras
    replaced: set[tuple[int, int]] = set()
    if extras is not None:
        replaced = set(zip(extras.arc_from.tolist(), extras.arc_to.tolist(), strict=True))
    for operation in np.flatnonzero(problem.lock >= Lock.PINNED).tolist():
        start, job = int(times.start[operation]), int(problem.job_of[operation])
        head = operation == problem.job_first[job]
        if not head and (operation - 1, operation) not in replaced and times.end[operation - 1] > start:
            yield _too_early(operation, operation - 1)
        started = problem.lock[operation] == Lock.STARTED
        if not started and start < max(problem.release[job] * head, problem.earliest[operation]):
            yield Conflict(
                operation,
                -1,
                f"锁定的工序 {operation} 早于投料或到料时间。",
                f"Pinned operation {operation} starts before its release or material.",
            )
        if extras is not None and extras.whole[operation] and _pauses(problem, times, operation):
            yield Conflict(
                operation,
                -1,
                f"锁定的工序 {operation} 不能中断，但跨越了停班时间。",
                f"Pinned operation {operation} must not pause, but a pause lies in it.",
            )
        other = _in_the_way(problem, times, operation)
        if other >= 0:
            yield Conflict(
                operation,
                other,
                f"锁定的工序 {operation} 与同一设备上的工序 {other} 冲突。",
                f"Pinned operation {operation} collides with operation {other} on its machine.",
            )
    if extras is not None:
        yield from _arcs(problem, extras, times)
        yield from _units(problem, extras, times)


def _too_early(operation: int, other: int) -> Conflict:
    return Conflict(
        operation,
        other,
        f"锁定的工序 {operation} 早于上道工序 {other} 的完工时间。",
        f"Pinned operation {operation} starts before operation {other}, which it follows, allows.",
    )


def hours(problem: Problem, times: Times, operation: int) -> int:
    """The calendar of machine and units of an operation together."""
    found = int(problem.machine_calendar[times.machine[operation]])
    extras = problem.extras
    if extras is not None:
        for need in range(int(extras.need_first[operation]), int(extras.need_first[operation + 1])):
            other = int(extras.unit_calendar[times.unit[need]])
            found = found if other < 0 else int(problem.combined[found, other])
    return found


def _pauses(problem: Problem, times: Times, operation: int) -> bool:
    worked = problem.timetable.worked[hours(problem, times, operation)]
    start, end = int(times.start[operation]), int(times.end[operation])
    return int(worked[end]) - int(worked[start]) < end - start


def _in_the_way(problem: Problem, times: Times, operation: int) -> int:
    """What an operation collides with on its machine: what is not over yet, or leaves no time to set up; or -1."""
    before, latest = int(times.previous[operation]), int(times.latest[operation])
    if before < 0:
        return -1
    extras, start = problem.extras, int(times.start[operation])
    if extras is not None:
        machine = times.machine[operation]
        together = extras.capacity[machine] > 0 and times.start[before] == start
        if extras.unlimited[machine] or together:
            return -1
    if times.end[latest] > start:
        return latest
    worked = problem.timetable.worked[hours(problem, times, operation)]
    free = int(worked[start]) - int(worked[times.end[before]])
    return before if free < times.setup[operation] else -1


def _arcs(problem: Problem, extras: Extras, times: Times) -> Iterator[Conflict]:
    """Arcs to pins that are not kept, and those from pins or to them that are followed too late."""
    fixed = problem.lock >= Lock.PINNED
    for arc in np.flatnonzero(fixed[extras.arc_from] | fixed[extras.arc_to]).tolist():
        before, after = int(extras.arc_from[arc]), int(extras.arc_to[arc])
        lag, share, most = (
            int(column[arc]) for column in (extras.arc_lag, extras.arc_share, extras.arc_most)
        )
        start, end = int(times.start[after]), int(times.end[before])
        pinned = after if fixed[after] else before
        if most >= 0 and start > end + lag + most:
            yield Conflict(
                pinned,
                before if pinned == after else after,
                f"锁定使工序 {after} 无法在工序 {before} 之后限时衔接。",
                f"A pin keeps operation {after} from following operation {before} in time.",
            )
        begun, ended = problem.timetable.worked[hours(problem, times, before)], int(times.end[after])
        done = begun[min(max(start - lag, 0), end)] - begun[times.start[before]]
        work = int(begun[end] - begun[times.start[before]])
        mine = problem.timetable.worked[hours(problem, times, after)]
        whole = int(mine[ended] - mine[start])
        left = int(mine[ended] - mine[min(max(start, end + lag), ended)])
        if done < -(-work * share // WHOLE_SHARE) or (
            share < WHOLE_SHARE and left < -(-whole * share // WHOLE_SHARE)
        ):
            yield _too_early(after, before)


def _units(problem: Problem, extras: Extras, times: Times) -> Iterator[Conflict]:
    """Pins for which a person or a tool would have to be in two places."""
    owner = np.repeat(np.arange(problem.operations), np.diff(extras.need_first))
    spans: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    away = services(extras, times.unit, times.start, times.end)
    for need, operation in enumerate(owner.tolist()):
        begin, end, use = int(times.start[operation]), int(times.end[operation]), int(extras.need_use[need])
        calendar = hours(problem, times, operation)
        if use != Use.WORK and times.setup[operation] > 0:
            worked, real = problem.timetable.worked[calendar], problem.timetable.real[calendar]
            begin = int(real[max(0, int(worked[begin]) - int(times.setup[operation])) + 1]) - 1
        end = int(times.start[operation]) if use == Use.SETUP else end
        if begin < end:
            spans[int(times.unit[need])].append((begin, end, operation, away.get(need, 0)))
    for unit, those in spans.items():
        row = sorted(those)
        begin, _, first, serviced = row[0]
        if begin < serviced:
            yield Conflict(first, -1, *_unserviced(unit, first))
        until, before = -1, -1
        for (_, ended, one, _), (begin, _, after, serviced) in pairwise(row):
            until, before = max((until, before), (ended, one))
            if begin < until + serviced:
                pinned = after if problem.lock[after] >= Lock.PINNED else before
                other = before if pinned == after else after
                said = _at_once(unit, before, after) if begin < until else _unserviced(unit, after)
                yield Conflict(pinned, other, *said)


def _at_once(unit: int, before: int, after: int) -> tuple[str, str]:
    return (
        f"锁定使人员或工装 {unit} 同时用于工序 {before} 和 {after}。",
        f"A pin needs unit {unit} for operations {before} and {after} at once.",
    )


def _unserviced(unit: int, operation: int) -> tuple[str, str]:
    return (
        f"锁定使工装 {unit} 在工序 {operation} 之前没有时间修磨保养。",
        f"A pin leaves tool {unit} no time to be serviced before operation {operation}.",
    )
