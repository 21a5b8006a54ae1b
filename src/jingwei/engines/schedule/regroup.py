"""Moves of the search where more than machines is short: another place, other people and tools, other oven fillings."""

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.chance import U64, below, unit
from jingwei.engines.compiled import inlined, kernel, unowned
from jingwei.engines.schedule.begin import routed
from jingwei.engines.schedule.carry import put_back_among, refill, reserviced, spread_among, wake, wake_after
from jingwei.engines.schedule.crowd import (
    BUSY,
    CALENDAR,
    CAPACITY,
    FOR_SETUP,
    HELD,
    HOLDS,
    LEADER,
    NOBODY,
    OF,
    OPENS,
    PLACES,
    STAND,
    START,
    UNIT,
    UNLIMITED,
    USE,
    Crowd,
    common_hours,
    join,
    leave,
)  # fmt: skip
from jingwei.engines.schedule.floor import CALENDAR as SHIFTS
from jingwei.engines.schedule.floor import (
    END,
    FIXED,
    HEAD,
    LAST,
    MACHINE,
    MINUTES,
    MODE,
    PLACE,
    Floor,
    Scratch,
    at,
    put,
    setup_between,
)  # fmt: skip
from jingwei.engines.schedule.moves import setups_changed
from jingwei.engines.schedule.slope_among import estimate_among

STAYS = 0.6
"""How often a need keeps its person or tool when its operation is moved."""
ONLY_UNITS = 0.3
"""How often an operation with needs stays on its place and only looks for others."""
ONLY_FILLING = 0.3
"""How often an operation in an oven stays on its place and only begins a filling or joins one."""


@inlined
def too_late(floor: Floor, crowd: Crowd, operation: int, mode: int, place: int) -> bool:
    """Whether what would stand before an operation there begins after its follower has ended."""
    machine = floor.way[mode, 0]
    shifted = machine == floor.op[operation, MACHINE] and place > floor.op[operation, PLACE]
    before = at(floor, machine, place if shifted else place - 1)
    if before < 0 or floor.op[operation, LAST] == 1:
        return False
    return bool(crowd.op[before, START] >= floor.op[operation + 1, END])


@inlined
def too_early(floor: Floor, crowd: Crowd, operation: int, mode: int, place: int) -> bool:
    """Whether what would stand behind an operation there ends before its predecessor has begun."""
    machine = floor.way[mode, 0]
    shifted = machine == floor.op[operation, MACHINE] and place > floor.op[operation, PLACE]
    after = at(floor, machine, place + 1 if shifted else place)
    if after < 0 or floor.op[operation, HEAD] == 1:
        return False
    return bool(floor.op[after, END] <= crowd.op[operation - 1, START])


@kernel
def would_go_round(floor: Floor, crowd: Crowd, operation: int, mode: int, place: int) -> bool:
    """Whether standing there would probably make the rows circular, judged by the times as they are."""
    late = too_late(floor, crowd, operation, mode, place)
    return bool(late or too_early(floor, crowd, operation, mode, place))


@inlined
def tied(crowd: Crowd, operation: int) -> bool:
    """Whether an operation has to follow in time or be followed."""
    return bool(crowd.op[operation, HELD] >= 0 or crowd.op[operation, HOLDS] >= 0)


@kernel
def first_free(floor: Floor, crowd: Crowd, taken: int, minute: int) -> int:
    """The first place in the row of a unit whose need ends after a real minute."""
    low, high = 0, crowd.unit[taken, BUSY]
    while low < high:
        middle = (low + high) >> 1
        need = crowd.row[crowd.unit[taken, PLACES] + middle]
        until = floor.op[crowd.need[need, OF], END]
        if crowd.need[need, USE] == FOR_SETUP:
            until = crowd.op[crowd.need[need, OF], START]
        if until <= minute:
            low = middle + 1
        else:
            high = middle
    return int(low)


@kernel
def other_unit(crowd: Crowd, state: U64, need: int, first: int, after: int) -> int:
    """A unit for a need that no other need of its operation (`first` … `after`) has; its own where there is none."""
    begin, end = crowd.eligible_first[need], crowd.eligible_first[need + 1]
    wanted = crowd.eligible[begin + below(state, end - begin)]
    for other in range(first, after):
        if other != need and crowd.need[other, UNIT] == wanted:
            return int(crowd.need[need, UNIT])
    return int(wanted)


@kernel
def tried_among(
    floor: Floor, crowd: Crowd, scratch: Scratch, state: U64, operation: int, mode: int, place: int,
    enough: float, slack: float, setup_cost: int,
) -> tuple[bool, int]:  # fmt: skip
    """Move an operation if that costs at most `enough`; whether it stands there now and what it changed."""
    floor, crowd, scratch = unowned(floor), unowned(crowd), unowned(scratch)
    op, agenda = floor.op, scratch.agenda
    old_mode, here, old = op[operation, MODE], op[operation, PLACE], op[operation, MACHINE]
    hours, former_opens = crowd.op[operation, CALENDAR], crowd.op[operation, OPENS]
    opened = former_opens
    first, after = crowd.need_first[operation], crowd.need_first[operation + 1]
    if after > first and unit(state) < ONLY_UNITS:
        mode, place = old_mode, here
    oven = crowd.machine[old, CAPACITY] > 0
    if oven and unit(state) < ONLY_FILLING:
        mode, place, opened = old_mode, here, 1 - opened
    stays, new = mode == old_mode and place == here, floor.way[mode, 0]
    if stays and after == first and opened == former_opens:
        return False, 0
    if not stays and would_go_round(floor, crowd, operation, mode, place):
        return False, 0
    kept = np.empty((after - first, 2), np.int64)
    extra = 0
    if setup_cost > 0:
        extra += setup_cost * setups_changed(floor, operation, mode, place)
    told = not stays and not oven and crowd.machine[new, CAPACITY] == 0 and not tied(crowd, operation)
    if told and estimate_among(floor, crowd, scratch.worth, operation, mode, place) + extra > enough:
        return False, 0
    size = stood(floor, crowd, agenda, 0, state, operation, mode, place, opened, 0, kept)
    worse, noted, good = spread_among(floor, crowd, scratch, size, enough + slack - extra)
    if good and worse + extra <= enough:
        return True, int(worse + extra)
    put_back_among(floor, crowd, scratch, noted)
    stood_back(floor, crowd, agenda, operation, old_mode, here, hours, former_opens, kept)
    return False, 0


@inlined
def stood(
    floor: Floor, crowd: Crowd, agenda: I64, size: int, state: U64, operation: int, mode: int, place: int, opened: int,
    soon: int, kept: I64,
) -> int:  # fmt: skip
    """Stand an operation and its needs elsewhere, not before minute `soon`; how many wait to be timed.

    Leaves the units its needs had and their places in `kept`.
    """
    op, old, new = floor.op, floor.op[operation, MACHINE], floor.way[mode, 0]
    first, after = crowd.need_first[operation], crowd.need_first[operation + 1]
    size = wake_after(floor, crowd, agenda, size, operation)
    size = wake(floor, crowd, agenda, size, operation)
    if mode != op[operation, MODE] or place != op[operation, PLACE]:
        put(floor, operation, mode, place)
        if crowd.machine[new, CAPACITY] == 0:
            crowd.op[operation, LEADER] = operation
    crowd.op[operation, OPENS] = opened
    if crowd.machine[old, CAPACITY] > 0:
        size = refill(floor, crowd, agenda, size, old)
    if new != old and crowd.machine[new, CAPACITY] > 0:
        size = refill(floor, crowd, agenda, size, new)
    for need in range(first, after):
        kept[need - first, 0], kept[need - first, 1] = crowd.need[need, UNIT], crowd.need[need, STAND]
    if after > first:
        moved(floor, crowd, state, operation, first, after, soon)
        crowd.op[operation, CALENDAR] = common_hours(crowd, operation, floor.machine[new, SHIFTS])
        for need in range(first, after):
            size = reserviced(floor, crowd, agenda, size, kept[need - first, 0])
            size = reserviced(floor, crowd, agenda, size, crowd.need[need, UNIT])
    elif new != old:
        crowd.op[operation, CALENDAR] = floor.machine[new, SHIFTS]
    return int(wake_after(floor, crowd, agenda, size, operation))


@inlined
def stood_back(
    floor: Floor, crowd: Crowd, agenda: I64, operation: int, mode: int, place: int, hours: int, opened: int, kept: I64
) -> None:  # fmt: skip
    """Stand an operation and its needs where they stood; its times are given back before."""
    op, left, old = floor.op, floor.op[operation, MACHINE], floor.way[mode, 0]
    first, after = crowd.need_first[operation], crowd.need_first[operation + 1]
    for need in range(after - 1, first - 1, -1):
        taken = crowd.need[need, UNIT]
        leave(crowd, need)
        reserviced(floor, crowd, agenda, -1, taken)
    for need in range(first, after):
        join(crowd, need, kept[need - first, 0], kept[need - first, 1])
        reserviced(floor, crowd, agenda, -1, kept[need - first, 0])
    crowd.op[operation, CALENDAR], crowd.op[operation, OPENS] = hours, opened
    if mode != op[operation, MODE] or place != op[operation, PLACE]:
        put(floor, operation, mode, place)
        if crowd.machine[old, CAPACITY] == 0:
            crowd.op[operation, LEADER] = operation
    if crowd.machine[old, CAPACITY] > 0:
        refill(floor, crowd, agenda, -1, old)
    if left != old and crowd.machine[left, CAPACITY] > 0:
        refill(floor, crowd, agenda, -1, left)


@kernel
def moved(floor: Floor, crowd: Crowd, state: U64, operation: int, first: int, after: int, soon: int) -> None:
    """Stand the needs of an operation where people and tools have time for it, the same ones or others.

    It does not begin before minute `soon`.
    """
    machine = floor.op[operation, MACHINE]
    hours = floor.machine[machine, SHIFTS]
    begin = int(routed(floor, crowd, operation, hours, floor.op[operation, MINUTES], NOBODY))
    before = at(floor, machine, floor.op[operation, PLACE] - 1)
    if before >= 0 and crowd.machine[machine, UNLIMITED] == 0:
        until = floor.worked[hours, floor.op[before, END]]
        begin = max(begin, until + setup_between(floor, machine, before, operation))
    begin = min(begin, int(floor.worked[hours, floor.worked.shape[1] - 1] - 1))
    minute = max(floor.real[hours, begin + 1] - 1, soon)
    for need in range(first, after):
        taken = crowd.need[need, UNIT]
        if floor.op[operation, FIXED] == 0 and unit(state) >= STAYS:
            taken = other_unit(crowd, state, need, first, after)
        leave(crowd, need)
        stand = first_free(floor, crowd, taken, minute)
        if stand < crowd.unit[taken, BUSY] and unit(state) < 0.3:
            stand += 1
        join(crowd, need, taken, stand)
