"""Moves of what must follow in time as a whole: alone, none of its operations can pass those of another chain."""

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.chance import U64, below, unit
from jingwei.engines.compiled import inlined, kernel, unowned
from jingwei.engines.schedule.carry import put_back_among, spread_among
from jingwei.engines.schedule.crowd import CALENDAR, FROM, HELD, HOLDS, LAG, NOBODY, OPENS, TO, Crowd
from jingwei.engines.schedule.extras import LONGEST_CHAIN
from jingwei.engines.schedule.floor import (
    END,
    FIXED,
    LENGTH,
    MACHINE,
    MINUTES,
    MODE,
    PLACE,
    TIME_FIXED,
    WAYS,
    Floor,
    Scratch,
    at,
    nobody_waits,
)  # fmt: skip
from jingwei.engines.schedule.moves import first_after, setups_changed
from jingwei.engines.schedule.regroup import stood, stood_back, tied, too_early, too_late, tried_among

WHOLE = 0.7
"""How often a chain is moved as a whole and not one operation of it."""
OTHER_MODE = 0.25
"""How often another of its operations changes its machine, too."""
ASIDE = 0.2
"""How often one stands a place beside where it belongs by the order of the chains."""
RETIMED, RETIMED_AT_LEAST = 3, 16
"""New times for each operation, and besides, after which a move is given up: two chains that would have to pass each other put
each other off to the end of the calendars."""
LOOKED_AT = 6
"""Neighbours by which that order is told."""

# columns of what an operation of a chain was before
OLD_MODE, OLD_PLACE, OLD_HOURS, OLD_OPENS, KEPT = range(5)


@inlined
def head_of(crowd: Crowd, operation: int) -> int:
    """The first of what must follow each other in time with an operation."""
    who = operation
    while crowd.op[who, HELD] >= 0:
        who = crowd.arc[crowd.op[who, HELD], FROM]
    return who


@inlined
def next_of(crowd: Crowd, operation: int) -> int:
    """Who must follow an operation in time; NOBODY where none does."""
    return int(crowd.arc[crowd.op[operation, HOLDS], TO]) if crowd.op[operation, HOLDS] >= 0 else NOBODY


@kernel
def chain_of(crowd: Crowd, operation: int, chain: I64) -> int:
    """Write what must follow each other in time with an operation, itself among them, into `chain`; how many there are."""
    who, count = head_of(crowd, operation), 0
    while who >= 0 and count < len(chain):
        chain[count] = who
        count += 1
        who = next_of(crowd, who)
    return count


@kernel
def movable(floor: Floor, chain: I64) -> bool:
    """Whether no operation of a chain is pinned or running."""
    fixed = 0
    for one in chain:
        fixed += floor.op[one, FIXED] >= TIME_FIXED
    return bool(fixed == 0)


@kernel
def neighbours(floor: Floor, operation: int, mode: int, place: int, beside: I64, step: int) -> int:
    """Write who would stand before (`step` -1) or behind (1) an operation there into `beside`, the nearest first."""
    machine, here = floor.way[mode, 0], floor.op[operation, PLACE]
    shifted = machine == floor.op[operation, MACHINE] and place > here
    slot, count = (place if shifted else place - 1), 0
    if step > 0:
        slot += 1
    while count < len(beside):
        other = at(floor, machine, slot)
        if other < 0:
            break
        if other != operation:
            beside[count] = other
            count += 1
        slot += step
    return count


@kernel
def beyond(floor: Floor, crowd: Crowd, one: int, mode: int, other: int, behind: bool) -> int:
    """The place of `one` behind everything, or before everything, of the chain of `other` there; NOBODY where nothing is."""
    machine, found, who = floor.way[mode, 0], NOBODY, head_of(crowd, other)
    while who >= 0:
        if floor.op[who, MACHINE] == machine and who != one:
            place = floor.op[who, PLACE]
            if floor.op[one, MACHINE] == machine and floor.op[one, PLACE] < place:
                place -= 1
            if behind:
                found = max(found, place + 1)
            elif found < 0 or place < found:
                found = place
        who = next_of(crowd, who)
    return int(found)


@kernel
def place_in_order(
    floor: Floor, crowd: Crowd, state: U64, one: int, mode: int, beside: I64, behind: bool, minute: int
) -> int:  # fmt: skip
    """Where an operation stands if its chain comes right behind or right before those `beside` it on one machine.

    By a real `minute` where none of their chains is on its machine.
    """
    machine, place = floor.way[mode, 0], NOBODY
    same = floor.op[one, MACHINE] == machine
    for other in beside:
        place = beyond(floor, crowd, one, mode, other, behind)
        if place >= 0:
            break
    if place < 0:
        place = first_after(floor, machine, minute)
        if same and floor.op[one, PLACE] < place:
            place -= 1
    if unit(state) < ASIDE:
        place += below(state, 3) - 1
    return int(min(max(place, 0), floor.machine[machine, LENGTH] - same))


@kernel
def behind_own(floor: Floor, chain: I64, number: int, mode: int, place: int) -> int:
    """The same place or one behind the operations of the chain before it that are on the machine already."""
    one, machine = chain[number], floor.way[mode, 0]
    for before in chain[:number]:
        if floor.op[before, MACHINE] == machine:
            shifted = floor.op[one, MACHINE] == machine and floor.op[one, PLACE] < floor.op[before, PLACE]
            place = max(place, floor.op[before, PLACE] + 1 - shifted)
    return int(place)


@kernel
def begun_about(floor: Floor, crowd: Crowd, chain: I64, operation: int, before: int) -> int:
    """The real minute at which a chain begins, roughly, if one operation of it comes right after `before`."""
    minute = int(floor.op[before, END]) if before >= 0 else 0
    for one in chain:
        if one == operation:
            break
        minute -= int(floor.op[one, MINUTES] + crowd.arc[crowd.op[one, HOLDS], LAG])
    return max(minute, 0)


@kernel
def other_mode(floor: Floor, state: U64, operation: int) -> int:
    """Mostly the mode an operation has."""
    ways = floor.op[operation + 1, WAYS] - floor.op[operation, WAYS]
    if ways > 1 and floor.op[operation, FIXED] == 0 and unit(state) < OTHER_MODE:
        return int(floor.op[operation, WAYS] + below(state, ways))
    return int(floor.op[operation, MODE])


@kernel
def chain_back(floor: Floor, crowd: Crowd, agenda: I64, chain: I64, former: I64, kept: I64) -> None:
    """Stand the operations of a chain and their needs where they stood, the last one first."""
    for number in range(len(chain) - 1, -1, -1):
        was = former[number]
        stood_back(
            floor, crowd, agenda, chain[number], was[OLD_MODE], was[OLD_PLACE], was[OLD_HOURS], was[OLD_OPENS],
            kept[was[KEPT] :],
        )  # fmt: skip


@kernel
def tried_together(
    floor: Floor, crowd: Crowd, scratch: Scratch, state: U64, chain: I64, operation: int, mode: int, place: int,
    enough: float, slack: float, setup_cost: int,
) -> tuple[bool, int]:  # fmt: skip
    """Move a chain, one operation of it to a mode and a place and the others accordingly, if that costs at most `enough`.

    Whether it stands there now and what that changed.
    """
    floor, crowd, scratch = unowned(floor), unowned(crowd), unowned(scratch)
    op, agenda, behind = floor.op, scratch.agenda, unit(state) < 0.5
    beside, former = np.empty(LOOKED_AT, np.int64), np.empty((len(chain), 5), np.int64)
    near = neighbours(floor, operation, mode, place, beside[:1], -1)
    minute = begun_about(floor, crowd, chain, operation, beside[0] if near > 0 else NOBODY)
    near = neighbours(floor, operation, mode, place, beside, -1 if behind else 1)
    needs = 0
    for one in chain:
        needs += crowd.need_first[one + 1] - crowd.need_first[one]
    kept = np.empty((needs, 2), np.int64)
    extra, size, stand, needs, good = 0, 0, 0, 0, True
    for one in chain:
        new = mode if one == operation else other_mode(floor, state, one)
        there = place_in_order(floor, crowd, state, one, new, beside[:near], behind, minute)
        there = behind_own(floor, chain, stand, new, there)
        early = stand == 0 and too_early(floor, crowd, one, new, there)
        good = not early and (stand < len(chain) - 1 or not too_late(floor, crowd, one, new, there))
        if not good:
            break
        former[stand, OLD_MODE], former[stand, OLD_PLACE] = op[one, MODE], op[one, PLACE]
        former[stand, OLD_HOURS], former[stand, OLD_OPENS] = crowd.op[one, CALENDAR], crowd.op[one, OPENS]
        former[stand, KEPT] = needs
        extra += setups_changed(floor, one, new, there)
        size = stood(
            floor, crowd, agenda, size, state, one, new, there, crowd.op[one, OPENS], minute, kept[needs:]
        )
        needs += crowd.need_first[one + 1] - crowd.need_first[one]
        minute += op[one, MINUTES]
        if crowd.op[one, HOLDS] >= 0:
            minute += crowd.arc[crowd.op[one, HOLDS], LAG]
        stand += 1
    extra *= setup_cost
    if good:
        worse, noted, good = spread_among(floor, crowd, scratch, size, enough + slack - extra)
        if good and worse + extra <= enough:
            return True, int(worse + extra)
        put_back_among(floor, crowd, scratch, noted)
    else:
        nobody_waits(op, agenda, size)
    chain_back(floor, crowd, agenda, chain[:stand], former, kept)
    return False, 0


@kernel
def tried_some(
    floor: Floor, crowd: Crowd, scratch: Scratch, state: U64, moved: I64, operation: int, mode: int, place: int,
    enough: float, price: int, slack: float, setup_cost: int,
) -> tuple[bool, int, int]:  # fmt: skip
    """Move an operation, alone or with its chain, if that costs at most `enough` with the `price` of each moved first.

    Whether it stands there now, what it changed, and what was paid for those `moved` first; of a chain all are noted.
    """
    paid = price * (1 - moved[operation])
    if tied(crowd, operation):
        undo = scratch.undo[: RETIMED * len(floor.op) + RETIMED_AT_LEAST]
        scratch = Scratch(scratch.agenda, undo, scratch.worth)
        chain = np.empty(LONGEST_CHAIN, np.int64)
        chain = chain[: chain_of(crowd, operation, chain)]
        if unit(state) < WHOLE and movable(floor, chain):
            paid = price * (len(chain) - moved[chain].sum())
            stays, worse = tried_together(
                floor, crowd, scratch, state, chain, operation, mode, place, enough - paid, slack, setup_cost
            )
            if stays:
                moved[chain] = 1
            return stays, worse, int(paid)
    stays, worse = tried_among(
        floor, crowd, scratch, state, operation, mode, place, enough - paid, slack, setup_cost
    )
    return stays, worse, int(paid)
