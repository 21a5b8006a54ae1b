"""The state of everything that is not a machine: who is with which operation, arcs between them, what shares an oven."""

from typing import NamedTuple

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import inlined, kernel
from jingwei.engines.exact import grouped
from jingwei.engines.schedule.extras import WHOLE_SHARE, Use, nothing
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Lock, Problem
from jingwei.engines.schedule.wear import services

ALL_OF_IT = WHOLE_SHARE
FOR_SETUP = int(Use.SETUP)
FOR_WORK = int(Use.WORK)
NOBODY = -1

# columns of an operation: what is given …
LOOSE, UNBROKEN, SIZE, HELD, HOLDS = range(5)
# … and what a search changes
CALENDAR, START, LEADER, OPENS = range(5, 9)
# … and what pins that overlap leave behind
BEHIND = 9
# columns of a need
OF, USE, UNIT, STAND, WEAR, AWAY, LEFT = range(7)
# columns of an arc
FROM, TO, LAG, SHARE, MOST = range(5)
# columns of a machine
UNLIMITED, CAPACITY = range(2)
# columns of a unit
PLACES, BUSY, HOURS, LIFE, WORN, SERVICE = range(6)


class Crowd(NamedTuple):
    """Beside the floor: who is where.

    op[O, 10]     LOOSE: an arc replaces the routing before it; UNBROKEN once begun; SIZE in an oven; HELD, HOLDS:
                  the arc by which it must follow in time or be followed, else NOBODY; CALENDAR of machine and units
                  together; real minute of its START; LEADER, the first of those it shares an oven with, itself where
                  it shares none; OPENS: begins a new filling of the oven whatever came before; BEHIND: real minute before
                  which nothing begins behind a pin on its machine, since pins before it there end later
    need[N, 7]    OF an operation; its USE; the UNIT that fills it; where it STANDs in the row of the unit; its WEAR of a
                  tool; real minutes the tool is AWAY to be serviced right before; LEFT, as BEHIND: when a pin and all
                  before it leave the unit
    need_first, eligible_first, eligible    as in Extras; a locked need has one eligible unit
    arc[A, 5]     FROM, TO, LAG, SHARE, MOST
    in_first, in_arc, out_first, out_arc    arcs by their TO and by their FROM
    machine[M, 2] UNLIMITED, CAPACITY
    unit[U, 6]    PLACES, the first slot of its row; BUSY, the length of the row; HOURS, its calendar or -1; LIFE, WORN,
                  SERVICE as in Extras
    row           needs of unit u in order: row[PLACES:PLACES + BUSY]
    combined      as in Problem
    """

    op: I64
    need: I64
    need_first: I64
    eligible_first: I64
    eligible: I64
    arc: I64
    in_first: I64
    in_arc: I64
    out_first: I64
    out_arc: I64
    machine: I64
    unit: I64
    row: I64
    combined: I64


def empty_crowd(problem: Problem) -> Crowd:
    """Everybody idle, nothing begun."""
    extras = problem.extras or nothing(problem.operations, problem.machines)
    count, needs = problem.operations, len(extras.need_use)
    op = np.zeros((count, 10), np.int64)
    op[:, [HELD, HOLDS]] = NOBODY
    near = (extras.arc_from + 1 == extras.arc_to) & (
        problem.job_of[extras.arc_from] == problem.job_of[extras.arc_to]
    )
    op[extras.arc_to[near], LOOSE] = 1
    op[:, UNBROKEN], op[:, SIZE], op[:, LEADER] = extras.whole, extras.size, np.arange(count)
    held = np.flatnonzero(extras.arc_most >= 0)
    op[extras.arc_to[held], HELD], op[extras.arc_from[held], HOLDS] = held, held
    locked = extras.need_locked >= 0
    width = np.where(locked, 1, np.diff(extras.eligible_first))
    eligible_first = np.concatenate([[0], np.cumsum(width)])
    eligible = np.empty(int(eligible_first[-1]), np.int64)
    for number in range(needs):
        those = extras.eligible[extras.eligible_first[number] : extras.eligible_first[number + 1]]
        chosen = those if not locked[number] else extras.need_locked[[number]]
        eligible[eligible_first[number] : eligible_first[number + 1]] = chosen
    need = np.zeros((needs, 7), np.int64)
    need[:, OF] = np.repeat(np.arange(count), np.diff(extras.need_first))
    need[:, USE], need[:, UNIT], need[:, WEAR] = extras.need_use, extras.need_locked, extras.need_wear
    arc = np.stack(
        [extras.arc_from, extras.arc_to, extras.arc_lag, extras.arc_share, extras.arc_most], axis=1
    )
    machine = np.stack([extras.unlimited.astype(np.int64), extras.capacity], axis=1)
    unit = np.zeros((extras.units, 6), np.int64)
    room = np.bincount(eligible, minlength=extras.units)
    unit[:, PLACES], unit[:, HOURS] = np.cumsum(room) - room, extras.unit_calendar
    unit[:, LIFE], unit[:, SERVICE] = extras.unit_life, extras.unit_service
    unit[:, WORN] = np.minimum(extras.unit_worn, extras.unit_life)
    return Crowd(
        op, need, extras.need_first, eligible_first, eligible, arc,
        *grouped(extras.arc_to, count), *grouped(extras.arc_from, count),
        machine, unit, np.full(int(room.sum()), NOBODY, np.int64), problem.combined,
    )  # fmt: skip


def crowd_of(problem: Problem, schedule: Schedule) -> Crowd:
    """The state of a schedule."""
    crowd, extras = empty_crowd(problem), problem.extras or nothing(problem.operations, problem.machines)
    crowd.op[:, START] = schedule.start
    crowd.need[:, UNIT] = schedule.unit
    order, until = extras.turns(schedule.unit, schedule.start, schedule.end)
    for need in order.tolist():
        unit = crowd.need[need, UNIT]
        crowd.need[need, STAND] = crowd.unit[unit, BUSY]
        crowd.row[crowd.unit[unit, PLACES] + crowd.unit[unit, BUSY]] = need
        crowd.unit[unit, BUSY] += 1
    _overlapping(crowd, schedule, until)
    for need, away in services(extras, schedule.unit, schedule.start, schedule.end).items():
        crowd.need[need, AWAY] = away
    for operation in range(problem.operations):
        hours = int(problem.machine_calendar[schedule.machine[operation]])
        crowd.op[operation, CALENDAR] = common_hours(crowd, operation, hours)
    previous = schedule.before()
    same = (
        (previous >= 0)
        & (schedule.start[previous] == schedule.start)
        & (crowd.machine[schedule.machine, CAPACITY] > 0)
    )
    crowd.op[:, OPENS] = ~same
    for operation in schedule.sequence.tolist():
        if same[operation]:
            crowd.op[operation, LEADER] = crowd.op[previous[operation], LEADER]
    return crowd


def _overlapping(crowd: Crowd, schedule: Schedule, until: I64) -> None:
    """What comes behind pins waits for all of them, where they overlap for those that end last; `until` per need."""
    fixed, latest = schedule.problem.lock >= Lock.PINNED, schedule.latest()
    pins = np.flatnonzero(fixed & (latest >= 0))
    crowd.op[pins, BEHIND] = schedule.end[latest[pins]]
    for unit in np.unique(crowd.need[fixed[crowd.need[:, OF]], UNIT]).tolist():
        row = crowd.row[crowd.unit[unit, PLACES] : crowd.unit[unit, PLACES] + crowd.unit[unit, BUSY]]
        crowd.need[row, LEFT] = np.where(fixed[crowd.need[row, OF]], np.maximum.accumulate(until[row]), 0)


def copied(crowd: Crowd) -> Crowd:
    """The same state apart from the original; what no search changes is shared."""
    return crowd._replace(
        op=crowd.op.copy(), need=crowd.need.copy(), unit=crowd.unit.copy(), row=crowd.row.copy()
    )


@kernel
def common_hours(crowd: Crowd, operation: int, hours: int) -> int:
    """The calendar of a machine with calendar `hours` and the units of an operation together."""
    for need in range(crowd.need_first[operation], crowd.need_first[operation + 1]):
        other = crowd.unit[crowd.need[need, UNIT], HOURS]
        if other >= 0:
            hours = crowd.combined[hours, other]
    return int(hours)


@kernel
def after_service(crowd: Crowd, unit: int, worn: int, need: int) -> tuple[int, int]:
    """Real minutes a tool of so much wear is away before it fills a need, and its wear behind that."""
    life = crowd.unit[unit, LIFE]
    if life == 0:
        return 0, 0
    wear = min(crowd.need[need, WEAR], life)
    if worn + wear > life:
        return int(crowd.unit[unit, SERVICE]), int(wear)
    return 0, int(worn + wear)


@inlined
def part_of(minutes: int, share: int) -> int:
    """So many minutes of an operation, rounded up."""
    return (minutes * share + ALL_OF_IT - 1) // ALL_OF_IT


@kernel
def leave(crowd: Crowd, need: int) -> None:
    """Take a need out of the row of its unit."""
    unit, stand = crowd.need[need, UNIT], crowd.need[need, STAND]
    base = crowd.unit[unit, PLACES]
    crowd.unit[unit, BUSY] -= 1
    crowd.need[need, AWAY] = 0
    for slot in range(stand, crowd.unit[unit, BUSY]):
        crowd.row[base + slot] = crowd.row[base + slot + 1]
        crowd.need[crowd.row[base + slot], STAND] = slot


@kernel
def join(crowd: Crowd, need: int, unit: int, stand: int) -> None:
    """Stand a need at a place of the row of a unit."""
    base = crowd.unit[unit, PLACES]
    for slot in range(crowd.unit[unit, BUSY], stand, -1):
        crowd.row[base + slot] = crowd.row[base + slot - 1]
        crowd.need[crowd.row[base + slot], STAND] = slot
    crowd.unit[unit, BUSY] += 1
    crowd.row[base + stand] = need
    crowd.need[need, UNIT], crowd.need[need, STAND] = unit, stand
