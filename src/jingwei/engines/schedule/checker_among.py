"""The judge of plans where more than machines is short, in plain Python: minute by minute where it is in doubt."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from jingwei.engines.schedule.extras import WHOLE_SHARE, Extras, Use
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock, Problem
from jingwei.engines.schedule.verdict import Violation

Minutes = frozenset[int]


@dataclass(frozen=True, slots=True)
class _Judged:
    """A plan as plain numbers, and who is with which operation."""

    problem: Problem
    extras: Extras
    machine: list[int]
    start: list[int]
    end: list[int]
    units: list[list[int]]

    def hours(self, calendar: int) -> list[tuple[int, int]]:
        """The shifts of a calendar."""
        calendars = self.problem.calendars
        rows = range(int(calendars.first[calendar]), int(calendars.first[calendar + 1]))
        return [(int(calendars.start[row]), int(calendars.end[row])) for row in rows]

    def worked(self, operation: int, begin: int, end: int) -> list[int]:
        """The minutes from `begin` to `end` in which machine and units of an operation all work."""
        wanted = [int(self.problem.machine_calendar[self.machine[operation]])]
        wanted += [int(self.extras.unit_calendar[unit]) for unit in self.units[operation]]
        minutes = set(range(begin, end))
        for calendar in wanted:
            if calendar >= 0:
                minutes &= {
                    minute
                    for first, last in self.hours(calendar)
                    for minute in range(max(first, begin), min(last, end))
                }
        return sorted(minutes)

    def minutes(self, operation: int) -> list[int]:
        """What an operation may take on its machine."""
        problem, modes = (
            self.problem,
            range(int(self.problem.mode_first[operation]), int(self.problem.mode_first[operation + 1])),
        )
        return [
            int(problem.mode_minutes[k]) for k in modes if problem.mode_machine[k] == self.machine[operation]
        ]

    def together(self, operation: int) -> list[int]:
        """Everything that is in the oven with an operation, itself included."""
        if not self.extras.capacity[self.machine[operation]]:
            return [operation]
        return [
            other
            for other in range(len(self.start))
            if (self.machine[other], self.start[other]) == (self.machine[operation], self.start[operation])
        ]

    def setup(self, before: int, after: int) -> int:
        """Setup minutes between two operations of a machine."""
        problem = self.problem
        if problem.lock[after] == Lock.STARTED:
            return 0
        group = int(problem.machine_group[self.machine[after]])
        return int(problem.setup[group, problem.family[before], problem.family[after]])


def violations_among(schedule: Schedule) -> Iterator[Violation]:
    """Everything a plan with extras breaks beside its totals."""
    problem, extras = schedule.problem, schedule.problem.extras
    assert extras is not None
    unit = schedule.unit.tolist()
    units = [
        unit[int(extras.need_first[o]) : int(extras.need_first[o + 1])] for o in range(problem.operations)
    ]
    judged = _Judged(
        problem, extras, schedule.machine.tolist(), schedule.start.tolist(), schedule.end.tolist(), units
    )
    yield from _work(judged)
    yield from _waits(judged)
    yield from _rows(judged)
    yield from _units(judged)
    yield from _ovens(judged)
    yield from _locks(judged)
    for at in range(problem.machines):
        row = schedule.sequence[
            int(schedule.sequence_first[at]) : int(schedule.sequence_first[at + 1])
        ].tolist()
        if [judged.machine[o] for o in row] != [at] * len(row) or row != sorted(
            row, key=lambda o: (judged.start[o], judged.end[o])
        ):
            yield Violation("sequence", row[0], f"The sequence of machine {at} is not its order.")


def _work(judged: _Judged) -> Iterator[Violation]:
    for operation in range(len(judged.start)):
        begin, end = judged.start[operation], judged.end[operation]
        allowed = judged.minutes(operation)
        if not allowed:
            yield Violation(
                "mode", operation, f"Operation {operation} cannot run on machine {judged.machine[operation]}."
            )
            continue
        if len(judged.together(operation)) > 1:
            allowed = [
                max(min(judged.minutes(other), default=0) for other in judged.together(operation)),
                *(minutes for other in judged.together(operation) for minutes in judged.minutes(other)),
            ]
        done = judged.worked(operation, begin, end)
        if len(done) not in allowed or done[0] != begin or done[-1] != end - 1:
            yield Violation(
                "shift", operation, f"Operation {operation}: {len(done)} minutes in {begin}–{end}."
            )
        if judged.extras.whole[operation] and len(done) != end - begin:
            yield Violation("whole", operation, f"Operation {operation} pauses between {begin} and {end}.")


def _waits(judged: _Judged) -> Iterator[Violation]:
    problem, extras = judged.problem, judged.extras
    replaced = set(zip(extras.arc_from.tolist(), extras.arc_to.tolist(), strict=True))
    for operation in range(problem.operations):
        job = int(problem.job_of[operation])
        started = problem.lock[operation] == Lock.STARTED
        ready = int(problem.earliest[operation])
        if operation == problem.job_first[job]:
            ready = max(ready, int(problem.release[job]))
        if judged.start[operation] < ready and not started:
            yield Violation("material", operation, f"Operation {operation} starts before {ready}.")
        follows = operation > problem.job_first[job] and (operation - 1, operation) not in replaced
        if follows and judged.start[operation] < judged.end[operation - 1]:
            yield Violation(
                "routing", operation, f"Operation {operation} starts before {operation - 1} ends."
            )
    for arc in range(len(extras.arc_from)):
        yield from _arc(judged, arc)


def _arc(judged: _Judged, arc: int) -> Iterator[Violation]:
    extras = judged.extras
    before, after = int(extras.arc_from[arc]), int(extras.arc_to[arc])
    lag, share, most = int(extras.arc_lag[arc]), int(extras.arc_share[arc]), int(extras.arc_most[arc])
    done = judged.worked(before, judged.start[before], judged.end[before])
    part = -(-len(done) * share // WHOLE_SHARE)
    if judged.start[after] < done[part - 1] + 1 + lag:
        yield Violation("wait", after, f"Operation {after} starts before enough of {before} is done.")
    if share < WHOLE_SHARE:
        whole = judged.worked(after, judged.start[after], judged.end[after])
        left = [minute for minute in whole if minute >= judged.end[before] + lag]
        if len(left) < -(-len(whole) * share // WHOLE_SHARE):
            yield Violation("wait", after, f"Operation {after} ends before it can have all of {before}.")
    if most >= 0 and judged.start[after] > judged.end[before] + lag + most:
        yield Violation("most", after, f"Operation {after} follows {before} too late.")


def _rows(judged: _Judged) -> Iterator[Violation]:
    by_machine = defaultdict(list)
    for operation in sorted(range(len(judged.start)), key=lambda o: (judged.start[o], judged.end[o])):
        if not judged.extras.unlimited[judged.machine[operation]]:
            by_machine[judged.machine[operation]].append(operation)
    for machine, row in by_machine.items():
        latest = -1
        for before, after in pairwise(row):
            latest = before if latest < 0 or judged.end[before] >= judged.end[latest] else latest
            if judged.extras.capacity[machine] and judged.start[before] == judged.start[after]:
                continue
            free = len(judged.worked(after, judged.end[before], judged.start[after]))
            if judged.start[after] < judged.end[latest]:
                yield Violation(
                    "overlap", after, f"Operations {latest} and {after} overlap on machine {machine}."
                )
            elif free < judged.setup(before, after):
                yield Violation(
                    "setup", after, f"{free} of {judged.setup(before, after)} setup minutes before {after}."
                )


def _units(judged: _Judged) -> Iterator[Violation]:
    extras = judged.extras
    taken: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    rows = defaultdict(list)
    for operation in sorted(range(len(judged.start)), key=lambda o: (judged.start[o], judged.end[o])):
        rows[judged.machine[operation]].append(operation)
    before = {after: one for row in rows.values() for one, after in pairwise(row)}
    for operation, those in enumerate(judged.units):
        if len(set(those)) < len(those):
            yield Violation("unit", operation, f"Operation {operation} has one unit for two needs.")
        setup = 0
        if operation in before and not extras.unlimited[judged.machine[operation]]:
            setup = judged.setup(before[operation], operation)
        for need, unit in zip(range(int(extras.need_first[operation]), 1 << 60), those, strict=False):
            eligible = extras.eligible[
                int(extras.eligible_first[need]) : int(extras.eligible_first[need + 1])
            ]
            locked = int(extras.need_locked[need])
            if unit not in eligible or locked not in (-1, unit):
                yield Violation("unit", operation, f"Unit {unit} is not the one operation {operation} needs.")
            begin, end = judged.start[operation], judged.end[operation]
            if extras.need_use[need] != Use.WORK and setup:
                # Setting up takes the last worked minutes before it begins.
                begin = next(iter(judged.worked(operation, max(0, begin - 20_000), begin)[-setup:]), begin)
            if extras.need_use[need] == Use.SETUP:
                end = judged.start[operation]
            if begin < end:
                taken[unit].append((begin, end, operation, int(extras.need_wear[need])))
    for unit, spans in taken.items():
        latest, last = -1, -1
        for (_, until, one, _), (begin, _, other, _) in pairwise(sorted(spans)):
            latest, last = max((latest, last), (until, one))
            if begin < latest:
                yield Violation("unit", other, f"Unit {unit} is with operations {last} and {other} at once.")
        yield from _services(extras, unit, sorted(spans))


def _services(extras: Extras, unit: int, spans: list[tuple[int, int, int, int]]) -> Iterator[Violation]:
    """A tool whose life is over stays away long enough before it is used again."""
    life, service = int(extras.unit_life[unit]), int(extras.unit_service[unit])
    used, free = int(extras.unit_worn[unit]), 0
    for begin, until, operation, wear in spans:
        if life and min(used, life) + min(wear, life) > life:
            used = 0
            if begin < free + service:
                yield Violation(
                    "service", operation, f"Tool {unit} is worn out before operation {operation}."
                )
        used, free = used + min(wear, life), until


def _ovens(judged: _Judged) -> Iterator[Violation]:
    for operation in range(len(judged.start)):
        capacity = int(judged.extras.capacity[judged.machine[operation]])
        if not capacity:
            continue
        together = judged.together(operation)
        if sum(int(judged.extras.size[one]) for one in together) > capacity:
            yield Violation("oven", operation, f"Operations {together} are too much for one filling.")
        if len({int(judged.problem.family[one]) for one in together}) > 1:
            yield Violation(
                "oven", operation, f"Operations {together} are of several families in one filling."
            )
        if len({judged.end[one] for one in together}) > 1:
            yield Violation("oven", operation, f"Operations {together} do not leave the oven together.")


def _locks(judged: _Judged) -> Iterator[Violation]:
    problem = judged.problem
    for operation, lock in enumerate(problem.lock.tolist()):
        if lock != Lock.FREE and judged.machine[operation] != problem.locked_machine[operation]:
            yield Violation("lock", operation, f"Operation {operation} left its machine.")
        elif lock >= Lock.PINNED:
            fixed, start = int(problem.locked_start[operation]), judged.start[operation]
            # A pin in a pause means the next minute machine and units work.
            if start < fixed or judged.worked(operation, fixed, start):
                yield Violation("lock", operation, f"Operation {operation} left its start {fixed}.")
