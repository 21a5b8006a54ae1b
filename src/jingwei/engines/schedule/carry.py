"""New times carried through a plan where more than machines is short: rows of people and tools, arcs, ovens."""

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import inlined, kernel
from jingwei.engines.exact import typed
from jingwei.engines.schedule.begin import routed, unbroken
from jingwei.engines.schedule.crowd import (
    AWAY,
    BEHIND,
    BUSY,
    CALENDAR,
    CAPACITY,
    FOR_SETUP,
    FOR_WORK,
    FROM,
    HELD,
    HOLDS,
    LAG,
    LEADER,
    LEFT,
    LIFE,
    MOST,
    NOBODY,
    OF,
    OPENS,
    PLACES,
    SIZE,
    STAND,
    START,
    TO,
    UNIT,
    UNLIMITED,
    USE,
    WORN,
    Crowd,
    after_service,
)  # fmt: skip
from jingwei.engines.schedule.floor import (
    DONE,
    DUE,
    END,
    FAMILY,
    FIXED,
    LAST,
    LENGTH,
    MACHINE,
    MINUTES,
    OLD_DONE,
    OLD_END,
    OLD_START,
    PLACE,
    ROOM,
    TIME_FIXED,
    WEIGHT,
    WHO,
    Floor,
    Scratch,
    at,
    next_of,
    nobody_waits,
    queue,
    setup_between,
)  # fmt: skip

DELAYS = 40
"""So often a begin is put off for what must follow in time before the move is given up."""
TOO_LATE = typed(1 << 40)


@kernel
def filling(floor: Floor, crowd: Crowd, operation: int) -> tuple[int, int, int]:
    """The first slot of those that share an oven with an operation, the slot after them, the longest minutes."""
    leader, op = crowd.op[operation, LEADER], floor.op
    machine = op[operation, MACHINE]
    first = floor.machine[machine, ROOM] + op[leader, PLACE]
    last, longest = first + 1, op[leader, MINUTES]
    if crowd.machine[machine, CAPACITY] > 0:
        until = floor.machine[machine, ROOM] + floor.machine[machine, LENGTH]
        while last < until and crowd.op[floor.row[last], LEADER] == leader:
            longest = max(longest, op[floor.row[last], MINUTES])
            last += 1
    return int(first), int(last), int(longest)


@kernel
def bound(floor: Floor, crowd: Crowd, operation: int, but: int, until: int) -> int:
    """Worked minutes of its calendar after which an operation can begin.

    `but` is taken to end at minute `until`; what it asks for by routing and arcs is left out.
    """
    op, machine, hours = floor.op, floor.op[operation, MACHINE], crowd.op[operation, CALENDAR]
    first, last, minutes = filling(floor, crowd, operation)
    begin = 0
    for slot in range(first, last):
        begin = max(begin, int(routed(floor, crowd, floor.row[slot], hours, minutes, but)))
    setup = 0
    if crowd.machine[machine, UNLIMITED] == 0 and first > floor.machine[machine, ROOM]:
        before = floor.row[first - 1]
        setup += setup_between(floor, machine, before, floor.row[first])
        free = until if before == but else max(op[before, END], crowd.op[before, BEHIND])
        begin = max(begin, floor.worked[hours, free] + setup)
    for need in range(crowd.need_first[operation], crowd.need_first[operation + 1]):
        when, away = 0, crowd.need[need, AWAY]
        if crowd.need[need, STAND] > 0:
            other = crowd.row[crowd.unit[crowd.need[need, UNIT], PLACES] + crowd.need[need, STAND] - 1]
            before = crowd.need[other, OF]
            when += crowd.op[before, START] if crowd.need[other, USE] == FOR_SETUP else op[before, END]
            when = until if before == but else max(when, crowd.need[other, LEFT])
        elif away == 0:
            continue
        back = int(floor.worked[hours, min(when + away, floor.worked.shape[1] - 1)])
        begin = max(begin, back if crowd.need[need, USE] == FOR_WORK else back + setup)
    return unbroken(floor, crowd, operation, hours, begin, minutes)


@kernel
def held_back(floor: Floor, crowd: Crowd, operation: int, begin: int) -> int:
    """The same or a later begin with which everything that must follow in time can; TOO_LATE where there is none."""
    hours, minutes, horizon = (
        crowd.op[operation, CALENDAR],
        floor.op[operation, MINUTES],
        floor.worked.shape[1] - 1,
    )
    for _ in range(DELAYS):
        if begin + minutes > floor.worked[hours, horizon]:
            return int(TOO_LATE)
        before, late = operation, 0
        until = int(floor.real[hours, begin + minutes])
        while crowd.op[before, HOLDS] >= 0:
            arc = crowd.op[before, HOLDS]
            follower = crowd.arc[arc, TO]
            wanted, theirs = until + crowd.arc[arc, LAG], crowd.op[follower, CALENDAR]
            if floor.op[follower, FIXED] >= TIME_FIXED:
                late = crowd.op[follower, START] - wanted - crowd.arc[arc, MOST]
                break
            if wanted > horizon:
                return int(TOO_LATE)
            then = max(bound(floor, crowd, follower, before, until), int(floor.worked[theirs, wanted]))
            then = unbroken(floor, crowd, follower, theirs, then, floor.op[follower, MINUTES])
            if then + floor.op[follower, MINUTES] > floor.worked[theirs, horizon]:
                return int(TOO_LATE)
            late = floor.real[theirs, then + 1] - 1 - wanted - crowd.arc[arc, MOST]
            if late > 0:
                break
            until = int(floor.real[theirs, then + floor.op[follower, MINUTES]])
            before = follower
        if late <= 0:
            return begin
        later = min(floor.real[hours, begin + 1] - 1 + late, horizon)
        begin = unbroken(floor, crowd, operation, hours, int(floor.worked[hours, later]), minutes)
    return int(TOO_LATE)


@inlined
def wake(floor: Floor, crowd: Crowd, agenda: I64, size: int, operation: int) -> int:
    """Let an operation, and who must be followed by it in time, wait to be timed anew; how many wait."""
    who = operation
    while who >= 0:
        size = queue(floor.op, agenda, size, who)
        arc = crowd.op[who, HELD]
        who = crowd.arc[arc, FROM] if arc >= 0 else NOBODY
    return size


@kernel
def wake_after(floor: Floor, crowd: Crowd, agenda: I64, size: int, operation: int) -> int:
    """Let everything wait that comes right after an operation: routing, arcs, the rows it stands in."""
    if floor.op[operation, LAST] == 0:
        size = wake(floor, crowd, agenda, size, operation + 1)
    for slot in range(crowd.out_first[operation], crowd.out_first[operation + 1]):
        size = wake(floor, crowd, agenda, size, crowd.arc[crowd.out_arc[slot], TO])
    size = wake(
        floor, crowd, agenda, size, at(floor, floor.op[operation, MACHINE], floor.op[operation, PLACE] + 1)
    )
    for need in range(crowd.need_first[operation], crowd.need_first[operation + 1]):
        unit, stand = crowd.need[need, UNIT], crowd.need[need, STAND] + 1
        if stand < crowd.unit[unit, BUSY]:
            size = wake(
                floor, crowd, agenda, size, crowd.need[crowd.row[crowd.unit[unit, PLACES] + stand], OF]
            )
    return size


@kernel
def spread_among(
    floor: Floor, crowd: Crowd, scratch: Scratch, size: int, enough: float
) -> tuple[int, int, bool]:
    """As `spread` of the floor, with everything beside machines kept too."""
    op, agenda, undo = floor.op, scratch.agenda, scratch.undo
    horizon = floor.worked.shape[1] - 1
    worse, noted, good = 0, 0, True
    while size > 0 and good:
        operation = next_of(op, agenda)
        size -= 1
        first, last, minutes = filling(floor, crowd, operation)
        leader, hours = floor.row[first], crowd.op[operation, CALENDAR]
        begin = bound(floor, crowd, leader, NOBODY, 0)
        if op[leader, FIXED] >= TIME_FIXED:
            good = begin <= floor.worked[hours, crowd.op[leader, START]]
            continue
        for slot in range(first, last):
            if crowd.op[floor.row[slot], HOLDS] >= 0:
                begin = held_back(floor, crowd, floor.row[slot], begin)
        done = begin + minutes
        if done > floor.worked[hours, horizon] or noted + last - first > len(undo):
            good = False
            break
        end, start = int(floor.real[hours, done]), int(floor.real[hours, begin + 1] - 1)
        for slot in range(first, last):
            one = floor.row[slot]
            former = op[one, END]
            if end == former and start == crowd.op[one, START]:
                continue
            undo[noted, WHO], undo[noted, OLD_DONE], undo[noted, OLD_END] = one, op[one, DONE], former
            undo[noted, OLD_START] = crowd.op[one, START]
            noted += 1
            op[one, DONE], op[one, END], crowd.op[one, START] = done, end, start
            if op[one, LAST] == 1:
                due = op[one, DUE]
                worse += op[one, WEIGHT] * (max(0, end - due) - max(0, former - due))
            size = wake_after(floor, crowd, agenda, size, one)
        if worse > enough:
            good = False
    nobody_waits(op, agenda, size)
    return int(worse), noted, good


@kernel
def put_back_among(floor: Floor, crowd: Crowd, scratch: Scratch, noted: int) -> None:
    """Give every changed operation its former times."""
    for entry in range(noted - 1, -1, -1):
        operation = scratch.undo[entry, WHO]
        floor.op[operation, DONE] = scratch.undo[entry, OLD_DONE]
        floor.op[operation, END] = scratch.undo[entry, OLD_END]
        crowd.op[operation, START] = scratch.undo[entry, OLD_START]


@kernel
def refill(floor: Floor, crowd: Crowd, agenda: I64, size: int, machine: int) -> int:
    """Say anew who shares the oven with whom; those it changes for wait to be timed, unless `size` is negative."""
    base, leader, room = floor.machine[machine, ROOM], NOBODY, 0
    for slot in range(base, base + floor.machine[machine, LENGTH]):
        one = floor.row[slot]
        alone = floor.op[one, FIXED] >= TIME_FIXED
        if (
            leader < 0
            or alone
            or crowd.op[one, OPENS] == 1
            or floor.op[leader, FIXED] >= TIME_FIXED
            or floor.op[one, FAMILY] != floor.op[leader, FAMILY]
            or crowd.op[one, SIZE] > room
        ):
            leader, room = one, crowd.machine[machine, CAPACITY]
        room -= crowd.op[one, SIZE]
        former = crowd.op[one, LEADER]
        if former != leader:
            crowd.op[one, LEADER] = leader
            if size >= 0:
                size = wake(floor, crowd, agenda, size, one)
                size = wake(floor, crowd, agenda, size, leader)
                size = wake(floor, crowd, agenda, size, former)
    return size


@kernel
def reserviced(floor: Floor, crowd: Crowd, agenda: I64, size: int, unit: int) -> int:
    """Say anew when a tool is serviced; those it changes for wait to be timed, unless `size` is negative."""
    if crowd.unit[unit, LIFE] == 0:
        return size
    worn, base = int(crowd.unit[unit, WORN]), crowd.unit[unit, PLACES]
    for slot in range(base, base + crowd.unit[unit, BUSY]):
        need = crowd.row[slot]
        away, worn = after_service(crowd, unit, worn, need)
        if away != crowd.need[need, AWAY]:
            crowd.need[need, AWAY] = away
            if size >= 0:
                size = wake(floor, crowd, agenda, size, crowd.need[need, OF])
    return size
