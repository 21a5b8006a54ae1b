"""The state a search changes, a row an operation, with moves, their propagation and their undoing.

One row of sixteen numbers is a line of cache: an operation is looked at where it lies. Few groups of few
arrays are passed about, since for every array passed its references are counted.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import inlined, kernel
from jingwei.engines.schedule.agenda import FIRST, IDLE, SHIFT, agenda_of, earliest, enter, leave
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock, Problem
from jingwei.engines.schedule.tables import Shop

Rows: TypeAlias = npt.NDArray[np.int32]
NOBODY = -1

# columns of an operation: what is given …
EARLIEST, HEAD, LAST, DUE, WEIGHT, FAMILY, FIXED, WAYS, JOB = range(9)
# … and what a search changes
MODE, MACHINE, MINUTES, PLACE, DONE, END, NEXT = range(9, 16)
# columns of a machine
ROOM, LENGTH, GROUP, CALENDAR, TOTAL = range(5)
# columns of an entry that undoes a change
WHO, OLD_DONE, OLD_END, OLD_START = range(4)

# how much of an operation is fixed
MACHINE_FIXED = int(Lock.MACHINE)
TIME_FIXED = int(Lock.PINNED)
RUNNING = int(Lock.STARTED)


class Floor(NamedTuple):
    """Who stands where, and when it ends.

    op[O + 1, 16]   per operation: EARLIEST real minute (the release for the HEAD of a job); DUE and WEIGHT of
                    the job for its LAST; FAMILY; FIXED, a Lock; its modes from WAYS on; JOB; the MODE it runs in,
                    hence MACHINE and MINUTES; PLACE in the row of its machine; worked minutes when it is DONE, of a pin
                    when everything before it there is done, too, and real minute of its END; the NEXT in its bucket
                    of the agenda, or IDLE
    machine[M, 5]   ROOM, the first slot of its row; LENGTH of the row; GROUP and CALENDAR; TOTAL worked minutes
    row             operations of machine m in order: row[ROOM:ROOM + LENGTH]
    way[K, 2]       machine and minutes of a mode
    job[J + 1]      first operation of a job
    setup, worked, real   as in Problem
    """

    op: Rows
    machine: I64
    row: I64
    way: I64
    job: I64
    setup: I64
    worked: npt.NDArray[np.int32]
    real: npt.NDArray[np.int32]


class Scratch(NamedTuple):
    """Room of a search: the agenda of operations by their former end, what to put back, what each is worth (`slope`)."""

    agenda: I64
    undo: Rows
    worth: I64


def empty_floor(problem: Problem, shop: Shop) -> Floor:
    """Nothing placed yet."""
    count = problem.operations
    op = np.zeros((count + 1, 16), np.int32)
    head, last = problem.job_first[:-1], problem.job_first[1:] - 1
    filled = np.diff(problem.job_first) > 0
    op[:count, EARLIEST] = problem.earliest
    op[head[filled], EARLIEST] = np.maximum(problem.earliest[head[filled]], problem.release[filled])
    op[head[filled], HEAD] = 1
    op[last[filled], LAST] = 1
    op[:count, DUE] = problem.due[problem.job_of]
    op[last[filled], WEIGHT] = problem.weight[filled]
    op[:count, FAMILY], op[:count, FIXED], op[:count, JOB] = problem.family, problem.lock, problem.job_of
    op[:, WAYS] = problem.mode_first
    op[:, NEXT] = IDLE
    machine = np.zeros((problem.machines, 5), np.int64)
    machine[:, ROOM] = shop.room[:-1]
    machine[:, GROUP], machine[:, CALENDAR] = problem.machine_group, problem.machine_calendar
    machine[:, TOTAL] = problem.calendars.total[problem.machine_calendar]
    row = np.full(int(shop.room[-1]), NOBODY, np.int64)
    way = np.stack([problem.mode_machine, problem.mode_minutes], axis=1)
    timetable = problem.timetable
    return Floor(op, machine, row, way, problem.job_first, problem.setup, timetable.worked, timetable.real)


def floor_of(problem: Problem, shop: Shop, schedule: Schedule) -> Floor:
    """The state of a schedule."""
    floor, count = empty_floor(problem, shop), problem.operations
    op, calendars = floor.op, problem.calendars
    floor.machine[:, LENGTH] = np.diff(schedule.sequence_first)
    for number, (begin, end) in enumerate(
        zip(schedule.sequence_first, schedule.sequence_first[1:], strict=False)
    ):
        those = schedule.sequence[begin:end]
        floor.row[shop.room[number] : shop.room[number] + len(those)] = those
        op[those, PLACE] = np.arange(len(those))
    op[:count, MACHINE], op[:count, END] = schedule.machine, schedule.end
    op[:count, MODE] = schedule.modes()
    op[:count, MINUTES] = problem.mode_minutes[op[:count, MODE]]
    latest = schedule.latest()
    free = np.where(latest < 0, schedule.end, np.maximum(schedule.end, schedule.end[latest]))
    op[:count, DONE] = calendars.worked[problem.machine_calendar[schedule.machine], free]
    return floor


def schedule_of(problem: Problem, floor: Floor) -> Schedule:
    """The schedule of a state without a crowd."""
    op = floor.op[: problem.operations]
    calendar = problem.machine_calendar[op[:, MACHINE]]
    done = problem.calendars.worked[calendar, op[:, END]]
    begun = problem.calendars.real[calendar, done - op[:, MINUTES] + 1].astype(np.int64) - 1
    rows = [floor.row[room : room + length] for room, length in floor.machine[:, [ROOM, LENGTH]].tolist()]
    first = np.cumsum([0, *map(len, rows)])
    machine, end = op[:, MACHINE].astype(np.int64), op[:, END].astype(np.int64)
    return Schedule(problem, machine, begun, end, first, np.concatenate(rows))


def copied(floor: Floor) -> Floor:
    """The same state apart from the original; what no search changes is shared."""
    return floor._replace(op=floor.op.copy(), machine=floor.machine.copy(), row=floor.row.copy())


def scratch_of(floor: Floor) -> Scratch:
    """Room for every operation to change a few times."""
    horizon = floor.worked.shape[1] - 1
    undo = np.empty((9 * len(floor.op) + 512, 4), np.int32)
    return Scratch(agenda_of(horizon), undo, np.zeros((len(floor.op), 4), np.int64))


@inlined
def at(floor: Floor, machine: int, place: int) -> int:
    """The operation at a place of a machine, NOBODY outside its row."""
    if place < 0 or place >= floor.machine[machine, LENGTH]:
        return NOBODY
    return int(floor.row[floor.machine[machine, ROOM] + place])


@inlined
def setup_between(floor: Floor, machine: int, before: int, after: int) -> int:
    """Setup minutes between two operations, none where either is missing or the second is running already."""
    if before < 0 or after < 0 or floor.op[after, FIXED] == RUNNING:
        return 0
    group = floor.machine[machine, GROUP]
    return int(floor.setup[group, floor.op[before, FAMILY], floor.op[after, FAMILY]])


@inlined
def ready_at(floor: Floor, operation: int) -> int:
    """The real minute from which an operation could run if its machine were free."""
    ready = floor.op[operation, EARLIEST]
    if floor.op[operation, HEAD] == 0:
        ready = max(ready, floor.op[operation - 1, END])
    return int(ready)


@inlined
def started(floor: Floor, operation: int) -> int:
    """The real minute after which an operation runs."""
    calendar = floor.machine[floor.op[operation, MACHINE], CALENDAR]
    return int(floor.real[calendar, floor.op[operation, DONE] - floor.op[operation, MINUTES]])


@kernel
def put(floor: Floor, operation: int, mode: int, place: int) -> None:
    """Take an operation out of its row and stand it at `place` of the row of the mode's machine."""
    op, machines, row = floor.op, floor.machine, floor.row
    old, new = op[operation, MACHINE], floor.way[mode, 0]
    here, base = op[operation, PLACE], machines[old, ROOM]
    if old == new:
        step = 1 if place > here else -1
        for slot in range(here, place, step):
            row[base + slot] = row[base + slot + step]
            op[row[base + slot], PLACE] = slot
    else:
        machines[old, LENGTH] -= 1
        for slot in range(here, machines[old, LENGTH]):
            row[base + slot] = row[base + slot + 1]
            op[row[base + slot], PLACE] = slot
        base = machines[new, ROOM]
        for slot in range(machines[new, LENGTH], place, -1):
            row[base + slot] = row[base + slot - 1]
            op[row[base + slot], PLACE] = slot
        machines[new, LENGTH] += 1
    row[base + place] = operation
    op[operation, PLACE], op[operation, MODE] = place, mode
    op[operation, MACHINE], op[operation, MINUTES] = new, floor.way[mode, 1]


@inlined
def queue(op: Rows, agenda: I64, size: int, operation: int) -> int:
    """Let an operation wait to be timed anew, unless it waits already or there is none; how many wait."""
    if operation < 0 or op[operation, NEXT] != IDLE:
        return size
    op[operation, NEXT] = enter(agenda, op[operation, END], operation)
    return size + 1


@inlined
def next_of(op: Rows, agenda: I64) -> int:
    """The waiting operation that formerly ended first; it waits no longer."""
    bucket = earliest(agenda)
    operation = agenda[FIRST + bucket]
    leave(agenda, bucket, op[operation, NEXT])
    op[operation, NEXT] = IDLE
    return int(operation)


@inlined
def nobody_waits(op: Rows, agenda: I64, size: int) -> None:
    """Forget the `size` operations that wait."""
    for _ in range(size):
        next_of(op, agenda)


@kernel
def spread(
    floor: Floor, scratch: Scratch, size: int, moved: int, hope: int, enough: float, slack: float
) -> tuple[int, int, bool]:  # fmt: skip
    """Carry new times on from the waiting operations, in order of their former end, after one of them `moved`.

    Answers the change of weighted tardiness, how many entries have to be put back to undo it, and whether it was
    carried through. It is given up when the tardiness found so far exceeds `enough` and nobody who waits can become
    earlier, since it only grows from there: what ends later makes nothing earlier. While somebody can, which is so
    for who formerly ended until `hope`, what is found first is often made good by what follows, so it may exceed
    `enough` by a generous `slack`. It is given up, too, when a pin would have to move, the calendars end or the
    sequences go round in a circle.
    """
    op, machines, row, setup = floor.op, floor.machine, floor.row, floor.setup
    worked, real, agenda, undo = floor.worked, floor.real, scratch.agenda, scratch.undo
    worse, until = np.int64(0), np.int64(hope) >> agenda[SHIFT]
    noted = 0
    good = True
    while size > 0:
        operation = next_of(op, agenda)
        size -= 1
        former = np.int64(op[operation, END])
        if worse > enough and former >> agenda[SHIFT] > until:
            good = False
            break
        machine = op[operation, MACHINE]
        ready = op[operation, EARLIEST]
        if op[operation, HEAD] == 0:
            ready = max(ready, op[operation - 1, END])
        calendar = machines[machine, CALENDAR]
        begin = np.int64(worked[calendar, ready])
        slot = machines[machine, ROOM] + op[operation, PLACE]
        if op[operation, PLACE] > 0:
            before = row[slot - 1]
            free = op[before, DONE]
            if op[operation, FIXED] != RUNNING:
                free += setup[machines[machine, GROUP], op[before, FAMILY], op[operation, FAMILY]]
            begin = max(begin, free)
        done = begin + op[operation, MINUTES]
        if op[operation, FIXED] >= TIME_FIXED:
            good = done <= op[operation, DONE]
            if good:
                continue
            break
        if done > machines[machine, TOTAL] or noted >= len(undo):
            good = False
            break
        end = np.int64(real[calendar, done])
        if done == op[operation, DONE] and end == former:
            continue
        # Minutes worked by one calendar say nothing beside those of another.
        hopeful = operation == moved or done < op[operation, DONE] or end < former
        undo[noted, WHO], undo[noted, OLD_DONE], undo[noted, OLD_END] = operation, op[operation, DONE], former
        noted += 1
        op[operation, DONE], op[operation, END] = done, end
        if end != former:
            if op[operation, LAST] == 0:
                size = queue(op, agenda, size, operation + 1)
                if hopeful:
                    until = max(until, np.int64(op[operation + 1, END]) >> agenda[SHIFT])
            else:
                due = op[operation, DUE]
                worse += op[operation, WEIGHT] * (max(0, end - due) - max(0, former - due))
                if worse > enough + slack:
                    good = False
                    break
        if op[operation, PLACE] + 1 < machines[machine, LENGTH]:
            size = queue(op, agenda, size, row[slot + 1])
            if hopeful:
                until = max(until, np.int64(op[row[slot + 1], END]) >> agenda[SHIFT])
    nobody_waits(op, agenda, size)
    return int(worse), noted, good


@kernel
def put_back(floor: Floor, scratch: Scratch, noted: int) -> None:
    """Give every changed operation its former times."""
    for entry in range(noted - 1, -1, -1):
        operation = scratch.undo[entry, WHO]
        floor.op[operation, DONE] = scratch.undo[entry, OLD_DONE]
        floor.op[operation, END] = scratch.undo[entry, OLD_END]
