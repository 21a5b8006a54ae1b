"""How soon an operation can begin, on which machine and with whom, and what it takes up then."""

from typing import NamedTuple

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import kernel
from jingwei.engines.schedule.begin import routed, unbroken
from jingwei.engines.schedule.crowd import (
    CALENDAR,
    FOR_SETUP,
    FOR_WORK,
    FROM,
    HELD,
    HOLDS,
    HOURS,
    LAG,
    MOST,
    NOBODY,
    START,
    TO,
    UNIT,
    UNLIMITED,
    USE,
    Crowd,
    after_service,
)  # fmt: skip
from jingwei.engines.schedule.floor import CALENDAR as SHIFTS
from jingwei.engines.schedule.floor import (
    DONE,
    END,
    FIXED,
    MACHINE,
    MINUTES,
    MODE,
    TIME_FIXED,
    WAYS,
    Floor,
    setup_between,
)  # fmt: skip
from jingwei.engines.schedule.rules import NEVER

DELAYS = 40
"""So often a begin is put off for what must follow in time."""

# columns of a machine while rows are filled: the operation it began last, real minute from which it is free, and of
# that begin
LATEST, FREE, BEGAN = range(3)
# columns of an operation: arcs not passed yet, soonest real begin known, whether it is placed
WAITS, SOON, PLACED = range(3)


class Hall(NamedTuple):
    """What changes while rows are filled.

    machine[M, 3]  LATEST, FREE, BEGAN
    free[U]        real minute from which a unit is free
    worn[U]        its wear then
    op[O, 3]       WAITS, SOON, PLACED
    pins           operations whose time is fixed, in order of start
    pin_start      their real starts
    follower[O]    what comes right after in a given row, or NOBODY
    chosen[N]      the unit each need would take in what is being tried
    weight[O]      of its job;  left[O]  minutes to the end of its job
    together[1]    how many share an oven with another
    """

    machine: I64
    free: I64
    worn: I64
    op: I64
    pins: I64
    pin_start: I64
    follower: I64
    chosen: I64
    weight: I64
    left: I64
    together: I64


@kernel
def back(floor: Floor, crowd: Crowd, hall: Hall, unit: int, need: int) -> int:
    """The real minute from which a unit is there for a need, a tool serviced if it has to be; at most the horizon."""
    away, _ = after_service(crowd, unit, hall.worn[unit], need)
    return int(min(hall.free[unit] + away, floor.worked.shape[1] - 1))


@kernel
def soonest_on(
    floor: Floor, crowd: Crowd, hall: Hall, operation: int, mode: int, ready: int, but: int
) -> tuple[int, int]:
    """Worked minutes of begin and the calendar on the machine of a mode, with the units that are free first.

    `ready` is a real minute it does not begin before; what `but` asks for is left out. Past the horizon is told by
    a begin with which it does not fit.
    """
    machine, minutes = floor.way[mode, 0], floor.way[mode, 1]
    hours = floor.machine[machine, SHIFTS]
    first, after = crowd.need_first[operation], crowd.need_first[operation + 1]
    if after > first:
        # Who is free when the operation can begin comes first, not who is free now.
        early = max(routed(floor, crowd, operation, hours, minutes, but), int(floor.worked[hours, ready]))
        if crowd.machine[machine, UNLIMITED] == 0:
            early = max(early, int(floor.worked[hours, hall.machine[machine, FREE]]))
        if early < floor.worked[hours, floor.worked.shape[1] - 1]:
            ready = max(ready, int(floor.real[hours, early + 1] - 1))
    for need in range(first, after):
        best, soonest = crowd.need[need, UNIT], NEVER
        if best < 0 or hall.op[operation, PLACED] == 0:
            for slot in range(crowd.eligible_first[need], crowd.eligible_first[need + 1]):
                unit, taken = crowd.eligible[slot], False
                for other in range(first, need):
                    taken = taken or hall.chosen[other] == unit
                if crowd.need[need, UNIT] >= 0 and crowd.need[need, UNIT] != unit:
                    continue
                when = back(floor, crowd, hall, unit, need)
                if crowd.unit[unit, HOURS] >= 0:
                    # Free is who is free and there.
                    theirs = crowd.unit[unit, HOURS]
                    worked = floor.worked[theirs, max(when, ready)]
                    if worked < floor.worked[theirs, floor.worked.shape[1] - 1]:
                        when = max(when, int(floor.real[theirs, worked + 1] - 1))
                    else:
                        when = NEVER - 1
                if not taken and when < soonest:
                    best, soonest = unit, when
        hall.chosen[need] = best
        if best >= 0 and crowd.unit[best, HOURS] >= 0:
            hours = crowd.combined[hours, crowd.unit[best, HOURS]]
    begin = max(routed(floor, crowd, operation, hours, minutes, but), int(floor.worked[hours, ready]))
    setup = 0
    if crowd.machine[machine, UNLIMITED] == 0:
        setup += setup_between(floor, machine, hall.machine[machine, LATEST], operation)
        begin = max(begin, floor.worked[hours, hall.machine[machine, FREE]] + setup)
    for need in range(first, after):
        if hall.chosen[need] < 0:
            return int(NEVER), int(hours)
        free = int(floor.worked[hours, back(floor, crowd, hall, hall.chosen[need], need)])
        begin = max(begin, free if crowd.need[need, USE] == FOR_WORK else free + setup)
    return unbroken(floor, crowd, operation, hours, begin, minutes), int(hours)


@kernel
def clash(floor: Floor, crowd: Crowd, hall: Hall, operation: int, mode: int, hours: int, begin: int) -> int:
    """The first pin not placed yet that an operation would run into on its machine or with its units, or NOBODY."""
    machine, minutes = floor.way[mode, 0], floor.way[mode, 1]
    start, end = floor.real[hours, begin + 1] - 1, floor.real[hours, begin + minutes]
    for number in range(len(hall.pins)):
        pin = hall.pins[number]
        if pin == operation or hall.op[pin, PLACED] == 1:
            continue
        if floor.op[pin, MACHINE] == machine and crowd.machine[machine, UNLIMITED] == 0:
            theirs = crowd.op[pin, CALENDAR]
            setup = setup_between(floor, machine, operation, pin)
            until = floor.worked[theirs, end] + setup
            if start < floor.op[pin, END] and until > floor.worked[theirs, hall.pin_start[number]]:
                return int(pin)
        if start >= floor.op[pin, END]:
            continue
        for need in range(crowd.need_first[operation], crowd.need_first[operation + 1]):
            for other in range(crowd.need_first[pin], crowd.need_first[pin + 1]):
                chosen = hall.chosen[need]
                if chosen == crowd.need[other, UNIT]:
                    _, worn = after_service(crowd, chosen, hall.worn[chosen], need)
                    away, _ = after_service(crowd, chosen, worn, other)
                    if end + away > hall.pin_start[number]:
                        return int(pin)
    return NOBODY


@kernel
def soonest(
    floor: Floor, crowd: Crowd, hall: Hall, operation: int, ready: int, but: int, latest: int
) -> tuple[int, int, int, int]:
    """Real start and end, mode and calendar of the way in which an operation ends first; NEVER where it does not fit.

    Ways in which it begins by `latest` come first, then those in which it begins least after it. Leaves the units of
    the way in `chosen`.
    """
    best_start, best_end, best_mode, best_hours = NEVER, NEVER, (-1), (-1)
    best_over = NEVER
    horizon = floor.worked.shape[1] - 1
    modes = floor.op[operation + 1, WAYS] - floor.op[operation, WAYS]
    picked = -1
    # Once more at the end for the best way, so that its units are the ones left behind.
    for number in range(modes + 1):
        again = number == modes
        if again and (modes == 1 or best_mode < 0 or picked == best_mode):
            break
        mode = best_mode if again else floor.op[operation, WAYS] + number
        if floor.op[operation, MODE] >= 0 and floor.op[operation, MODE] != mode:
            continue
        picked = mode
        at = int(ready)
        for _ in range(DELAYS):
            begin, hours = soonest_on(floor, crowd, hall, operation, mode, at, but)
            minutes = floor.way[mode, 1]
            if begin + minutes > floor.worked[hours, horizon]:
                break
            pin = clash(floor, crowd, hall, operation, mode, hours, begin)
            if pin >= 0:
                at = max(at + 1, floor.op[pin, END])
                if at > horizon:
                    break
                continue
            start, end = floor.real[hours, begin + 1] - 1, floor.real[hours, begin + minutes]
            over = max(start - latest, 0)
            if over < best_over or (over == best_over and end < best_end) or again:
                best_over = over
                best_start, best_end, best_mode, best_hours = start, end, mode, hours
            break
    return int(best_start), int(best_end), int(best_mode), int(best_hours)


@kernel
def take(floor: Floor, crowd: Crowd, hall: Hall, operation: int, start: int, end: int, mode: int) -> None:
    """Machine and chosen units are with an operation until its end."""
    machine = floor.way[mode, 0]
    if start >= hall.machine[machine, BEGAN]:
        hall.machine[machine, LATEST], hall.machine[machine, BEGAN] = operation, start
    hall.machine[machine, FREE] = max(hall.machine[machine, FREE], end)
    for need in range(crowd.need_first[operation], crowd.need_first[operation + 1]):
        unit = hall.chosen[need]
        _, hall.worn[unit] = after_service(crowd, unit, hall.worn[unit], need)
        hall.free[unit] = max(hall.free[unit], start if crowd.need[need, USE] == FOR_SETUP else end)


@kernel
def lateness_behind(
    floor: Floor, crowd: Crowd, hall: Hall, operation: int, start: int, end: int, mode: int
) -> int:
    """Minutes by which something that must follow an operation in time would come too late; NEVER past the horizon."""
    machines, units, worn = hall.machine.copy(), hall.free.copy(), hall.worn.copy()
    before, late = operation, 0
    while late <= 0 and crowd.op[before, HOLDS] >= 0:
        arc = crowd.op[before, HOLDS]
        follower, wanted = crowd.arc[arc, TO], end + crowd.arc[arc, LAG]
        if floor.op[follower, FIXED] >= TIME_FIXED:
            late = crowd.op[follower, START] - wanted - crowd.arc[arc, MOST]
            break
        take(floor, crowd, hall, before, start, end, mode)
        start = NEVER
        if wanted < floor.worked.shape[1]:
            latest = wanted + crowd.arc[arc, MOST]
            start, end, mode, _ = soonest(floor, crowd, hall, follower, wanted, before, latest)
        late = NEVER if start == NEVER else start - wanted - crowd.arc[arc, MOST]
        before = follower
    hall.machine[:], hall.free[:], hall.worn[:] = machines, units, worn
    return int(late)


@kernel
def latest_begin(floor: Floor, crowd: Crowd, hall: Hall, operation: int) -> int:
    """The real minute by which an operation has to follow another one that is placed; NEVER if it need not."""
    arc = crowd.op[operation, HELD]
    if arc < 0 or hall.op[crowd.arc[arc, FROM], PLACED] == 0:
        return int(NEVER)
    return int(floor.op[crowd.arc[arc, FROM], END] + crowd.arc[arc, LAG] + crowd.arc[arc, MOST])


@kernel
def put_off(floor: Floor, crowd: Crowd, hall: Hall, operation: int, ready: int) -> tuple[int, int, int, int]:
    """What `soonest` answers, put off until everything that must follow in time can."""
    latest = latest_begin(floor, crowd, hall, operation)
    for _ in range(DELAYS):
        start, end, mode, hours = soonest(floor, crowd, hall, operation, ready, NOBODY, latest)
        if start == NEVER or crowd.op[operation, HOLDS] < 0:
            return start, end, mode, hours
        late = lateness_behind(floor, crowd, hall, operation, start, end, mode)
        if late <= 0:
            return start, end, mode, hours
        ready = start + late
        if late == NEVER or ready >= floor.worked.shape[1]:
            break
    return int(NEVER), int(NEVER), (-1), (-1)


@kernel
def begun_in_time(
    floor: Floor, crowd: Crowd, hall: Hall, operation: int, ready: int
) -> tuple[int, int, int, int]:
    """The same; on another machine where what must follow never can behind the one that is through first."""
    found = put_off(floor, crowd, hall, operation, ready)
    first, behind = floor.op[operation, WAYS], floor.op[operation + 1, WAYS]
    if found[0] != NEVER or floor.op[operation, MODE] >= 0 or behind - first == 1:
        return found
    best = -1
    for mode in range(first, behind):
        floor.op[operation, MODE] = mode
        other = put_off(floor, crowd, hall, operation, ready)
        if other[1] < found[1]:
            found, best = other, mode
    if best >= 0:  # once more, so that its units are the ones left behind
        floor.op[operation, MODE] = best
        found = put_off(floor, crowd, hall, operation, ready)
    floor.op[operation, MODE] = -1
    return found


@kernel
def place(
    floor: Floor, crowd: Crowd, hall: Hall, operation: int, start: int, end: int, mode: int, hours: int
) -> None:
    """Let an operation have its time, its machine and the units `chosen` for it."""
    op, machine = floor.op, floor.way[mode, 0]
    op[operation, MODE], op[operation, MACHINE], op[operation, MINUTES] = mode, machine, floor.way[mode, 1]
    op[operation, DONE], op[operation, END] = floor.worked[hours, end], end
    crowd.op[operation, CALENDAR], crowd.op[operation, START] = hours, start
    hall.op[operation, PLACED] = 1
    for need in range(crowd.need_first[operation], crowd.need_first[operation + 1]):
        crowd.need[need, UNIT] = hall.chosen[need]
    take(floor, crowd, hall, operation, start, end, mode)
