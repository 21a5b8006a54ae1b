"""What a move would change where more than machines is short, told as in `slope`; people and tools are taken to be free."""

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import kernel
from jingwei.engines.schedule.begin import routed
from jingwei.engines.schedule.crowd import (
    AWAY,
    BUSY,
    CALENDAR,
    FOR_SETUP,
    FOR_WORK,
    FROM,
    LAG,
    LEADER,
    LOOSE,
    OF,
    PLACES,
    STAND,
    START,
    TO,
    UNIT,
    UNLIMITED,
    USE,
    Crowd,
)  # fmt: skip
from jingwei.engines.schedule.floor import CALENDAR as SHIFTS
from jingwei.engines.schedule.floor import (
    DUE,
    EARLIEST,
    END,
    FIXED,
    HEAD,
    LAST,
    MACHINE,
    MINUTES,
    NOBODY,
    PLACE,
    TIME_FIXED,
    WEIGHT,
    Floor,
    at,
    setup_between,
)  # fmt: skip

PRICE, AWAITED, IN_ROW, WAITING = range(4)
"""Columns of an operation's worth: weighted minutes a worked minute more of it costs, times GRAIN; for whom it waits,
or NOBODY; whether it does so in the row of its machine, a person or a tool; how many that wait for it are still to
be counted."""
GRAIN = 256
NEVER = 1 << 60


@kernel
def before_all(floor: Floor, crowd: Crowd, operation: int) -> int:
    """What comes before an operation by routing or arcs and ends last, or NOBODY."""
    found, latest = NOBODY, floor.op[operation, EARLIEST]
    routed_after = floor.op[operation, HEAD] == 0 and crowd.op[operation, LOOSE] == 0
    if routed_after and floor.op[operation - 1, END] >= latest:
        found, latest = operation - 1, floor.op[operation - 1, END]
    for slot in range(crowd.in_first[operation], crowd.in_first[operation + 1]):
        arc = crowd.in_arc[slot]
        until = floor.op[crowd.arc[arc, FROM], END] + crowd.arc[arc, LAG]
        if until >= latest:
            found, latest = crowd.arc[arc, FROM], until
    return int(found)


@kernel
def unit_free(floor: Floor, crowd: Crowd, operation: int, hours: int, setup: int) -> tuple[int, int]:
    """Worked minutes of calendar `hours` after which everybody it needs is free for an operation, and whom the last was with."""
    latest, found = 0, NOBODY
    for need in range(crowd.need_first[operation], crowd.need_first[operation + 1]):
        if crowd.need[need, STAND] == 0:
            continue
        other = crowd.row[crowd.unit[crowd.need[need, UNIT], PLACES] + crowd.need[need, STAND] - 1]
        before = crowd.need[other, OF]
        when = crowd.op[before, START] if crowd.need[other, USE] == FOR_SETUP else floor.op[before, END]
        back = min(when + crowd.need[need, AWAY], floor.worked.shape[1] - 1)
        until = floor.worked[hours, back] + (0 if crowd.need[need, USE] == FOR_WORK else setup)
        if until > latest:
            latest, found = until, before
    return int(latest), int(found)


@kernel
def awaited_among(floor: Floor, crowd: Crowd, operation: int) -> tuple[int, bool]:
    """Whom an operation waits for, or NOBODY, and whether it does so in a row and not by routing or arcs."""
    if floor.op[operation, FIXED] >= TIME_FIXED:
        return NOBODY, False
    if crowd.op[operation, LEADER] != operation:
        return int(crowd.op[operation, LEADER]), True
    machine, hours = floor.op[operation, MACHINE], crowd.op[operation, CALENDAR]
    free = int(routed(floor, crowd, operation, hours, floor.op[operation, MINUTES], NOBODY))
    found, setup = NOBODY, 0
    before = at(floor, machine, floor.op[operation, PLACE] - 1)
    if crowd.machine[machine, UNLIMITED] == 0 and before >= 0:
        setup = setup_between(floor, machine, before, operation)
        until = floor.worked[hours, floor.op[before, END]] + setup
        if until > free:
            free, found = until, before
    until, before = unit_free(floor, crowd, operation, hours, setup)
    if until > free:
        found = before
    if found >= 0:
        return int(found), True
    return before_all(floor, crowd, operation), False


@kernel
def shifted(floor: Floor, crowd: Crowd, worth: I64, then: int, former: int, until: int) -> int:
    """What it costs, times GRAIN, that what an operation waits for is over at minute `until` and no more at `former`."""
    hours, horizon = crowd.op[then, CALENDAR], floor.worked.shape[1] - 1
    return int(
        worth[then, PRICE]
        * (floor.worked[hours, min(until, horizon)] - floor.worked[hours, min(former, horizon)])
    )


@kernel
def along_arcs(floor: Floor, crowd: Crowd, worth: I64, operation: int, end: int) -> int:
    """What it costs its job and who waits for it by routing or arcs, times GRAIN, that an operation ends at another minute."""
    op, cost, former = floor.op, 0, int(floor.op[operation, END])
    if op[operation, LAST] == 1:
        due = int(op[operation, DUE])
        cost += int(op[operation, WEIGHT]) * (max(0, end - due) - max(0, former - due)) * GRAIN
    elif crowd.op[operation + 1, LOOSE] == 0:
        then = operation + 1
        if worth[then, AWAITED] == operation:
            cost += shifted(floor, crowd, worth, then, former, end)
        elif end > crowd.op[then, START]:
            cost += shifted(floor, crowd, worth, then, int(crowd.op[then, START]), end)
    for slot in range(crowd.out_first[operation], crowd.out_first[operation + 1]):
        arc = crowd.out_arc[slot]
        then, lag = crowd.arc[arc, TO], crowd.arc[arc, LAG]
        if worth[then, AWAITED] == operation:
            cost += shifted(floor, crowd, worth, then, former + lag, end + lag)
    return cost


@kernel
def along_units(floor: Floor, crowd: Crowd, worth: I64, operation: int, until: int) -> int:
    """What it costs who waits for its people and tools, times GRAIN, that they are free at a minute and not when it ends."""
    cost = 0
    for need in range(crowd.need_first[operation], crowd.need_first[operation + 1]):
        unit, stand = crowd.need[need, UNIT], crowd.need[need, STAND] + 1
        if stand < crowd.unit[unit, BUSY]:
            then = crowd.need[crowd.row[crowd.unit[unit, PLACES] + stand], OF]
            if worth[then, AWAITED] == operation:
                cost += shifted(floor, crowd, worth, then, int(floor.op[operation, END]), until)
    return cost


@kernel
def behind(
    floor: Floor, crowd: Crowd, hours: int, machine: int, before: int, until: int, operation: int, minutes: int, units: bool
) -> int:  # fmt: skip
    """Worked minutes of calendar `hours` after which an operation can begin behind another that ends at a minute."""
    begin, setup = int(routed(floor, crowd, operation, hours, minutes, NOBODY)), 0
    if before >= 0:
        setup = setup_between(floor, machine, before, operation)
        begin = max(begin, floor.worked[hours, until] + setup)
    if units:
        begin = max(begin, unit_free(floor, crowd, operation, hours, setup)[0])
    return begin


@kernel
def along_places(
    floor: Floor, crowd: Crowd, worth: I64, machine: int, before: int, until: int, after: int
) -> int:
    """What it costs, times GRAIN, that an operation stands behind another that ends at a minute."""
    if after < 0 or floor.op[after, FIXED] >= TIME_FIXED:
        return 0
    hours, minutes = crowd.op[after, CALENDAR], floor.op[after, MINUTES]
    begin = behind(floor, crowd, hours, machine, before, until, after, minutes, True)
    return int(worth[after, PRICE] * (begin - floor.worked[hours, crowd.op[after, START]]))


@kernel
def estimate_among(floor: Floor, crowd: Crowd, worth: I64, operation: int, mode: int, place: int) -> int:
    """About what a move changes in weighted tardiness, rather too little; NEVER where the calendar ends before.

    Who needs the people and tools of the operation is taken to have them at once, and so is the operation. Not for ovens.
    """
    op, horizon = floor.op, floor.worked.shape[1] - 1
    machine, old, here = floor.way[mode, 0], op[operation, MACHINE], op[operation, PLACE]
    cost = along_units(floor, crowd, worth, operation, int(crowd.op[operation, START]))
    first, last, shift, rest = place, place, -1, place
    if machine == old:
        first, last = min(here, place), max(here, place)
        shift, rest = (1 if place > here else -1), last + 1
    elif crowd.machine[old, UNLIMITED] == 0:
        before = at(floor, old, here - 1)
        until = int(op[before, END]) if before >= 0 else 0
        cost += along_places(floor, crowd, worth, old, before, until, at(floor, old, here + 1))
    if crowd.machine[machine, UNLIMITED] == 1:
        first, last, rest = place, place, NOBODY
    before = at(floor, machine, first - 1) if rest >= 0 else NOBODY
    until = int(op[before, END]) if before >= 0 else 0
    for slot in range(first, last + 1):
        one, minutes, hours = operation, int(floor.way[mode, 1]), int(floor.machine[machine, SHIFTS])
        if slot != place:
            one = at(floor, machine, slot + shift)
            minutes, hours = int(op[one, MINUTES]), int(crowd.op[one, CALENDAR])
        done = behind(floor, crowd, hours, machine, before, until, one, minutes, slot != place) + minutes
        if done > floor.worked[hours, horizon]:
            return NEVER
        end = int(floor.real[hours, done])
        cost += along_arcs(floor, crowd, worth, one, end)
        if slot != place:
            cost += along_units(floor, crowd, worth, one, end)
        before, until = one, end
    if rest >= 0:
        cost += along_places(floor, crowd, worth, machine, before, until, at(floor, machine, rest))
    return int(cost // GRAIN)
