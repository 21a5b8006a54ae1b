"""Where an operation might better stand: the neighbourhood of the search for less tardiness and fewer setups."""

from typing import NamedTuple

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.chance import U64, below, unit
from jingwei.engines.compiled import inlined, kernel
from jingwei.engines.schedule.floor import (
    DUE,
    END,
    FAMILY,
    FIXED,
    HEAD,
    LAST,
    LENGTH,
    MACHINE,
    MODE,
    NOBODY,
    PLACE,
    ROOM,
    WAYS,
    WEIGHT,
    Floor,
    at,
    ready_at,
    setup_between,
    started,
)  # fmt: skip


class Window(NamedTuple):
    """Operations that one search may move: `side` per operation says whose it is, `own` is this one's, `those` are its own.

    What ends earlier lies in an earlier window. In every row and every job the windows follow each other, so however
    each search orders its own, put together the rows do not go round in a circle.
    """

    side: I64
    own: int
    those: I64


CHAIN = 60
"""How far back the constraints that bind a late job are followed."""
NEIGHBOURS = 8
"""How far an operation looks for another of its setup family."""


@kernel
def late_jobs(floor: Floor, late: I64) -> int:
    """Write the last operations of jobs that end after their due date into `late`; the answer is how many."""
    count = 0
    for job in range(len(floor.job) - 1):
        last = floor.job[job + 1] - 1
        if (
            last >= floor.job[job]
            and floor.op[last, END] > floor.op[last, DUE]
            and floor.op[last, WEIGHT] > 0
        ):
            late[count] = last
            count += 1
    return count


@inlined
def first_after(floor: Floor, machine: int, minute: int) -> int:
    """The first place of a machine whose operation ends after a real minute."""
    low, high, base = 0, floor.machine[machine, LENGTH], floor.machine[machine, ROOM]
    while low < high:
        middle = (low + high) >> 1
        if floor.op[floor.row[base + middle], END] <= minute:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def beside_family(floor: Floor, operation: int) -> int:
    """The place next to the nearest operation of the same family that is not a neighbour yet, or NOBODY."""
    op, found = floor.op, NOBODY
    machine, here, family = op[operation, MACHINE], op[operation, PLACE], op[operation, FAMILY]
    base, length = floor.machine[machine, ROOM], floor.machine[machine, LENGTH]
    for distance in range(2, NEIGHBOURS + 1):
        if here >= distance and op[floor.row[base + here - distance], FAMILY] == family:
            found = here - distance + 1
            break
        if here + distance < length and op[floor.row[base + here + distance], FAMILY] == family:
            found = here + distance - 1
            break
    return found


@kernel
def other_place(floor: Floor, state: U64, operation: int, urgent: bool) -> tuple[int, int]:
    """A mode and a place for an operation; those it has where there are no others."""
    op = floor.op
    mode, here, machine = op[operation, MODE], op[operation, PLACE], op[operation, MACHINE]
    ways = op[operation + 1, WAYS] - op[operation, WAYS]
    if ways > 1 and op[operation, FIXED] == 0 and unit(state) < 0.35:
        mode = op[operation, WAYS] + below(state, ways)
        other = floor.way[mode, 0]
        if other != machine:
            place = first_after(floor, other, ready_at(floor, operation)) + below(state, 4)
            return int(mode), int(min(place, floor.machine[other, LENGTH]))
        if mode != op[operation, MODE]:
            return int(mode), int(here)
    place = NOBODY
    if unit(state) < 0.15:
        place = beside_family(floor, operation)
    if place < 0:
        step = 1 + int(-3.0 * np.log(1.0 - unit(state)))
        earlier = unit(state) < (0.85 if urgent else 0.5)
        place = here - step if earlier else here + step
    return int(mode), int(min(max(place, 0), floor.machine[machine, LENGTH] - 1))


@kernel
def goes_round(floor: Floor, operation: int, mode: int, place: int) -> bool:
    """Whether standing there would probably make the sequences circular, judged by the times as they are."""
    machine, here = floor.way[mode, 0], floor.op[operation, PLACE]
    shifted = machine == floor.op[operation, MACHINE] and place > here
    before = at(floor, machine, place if shifted else place - 1)
    after = at(floor, machine, place + 1 if shifted else place)
    late = early = False
    if before >= 0 and floor.op[operation, LAST] == 0:
        late = started(floor, before) >= floor.op[operation + 1, END]
    if after >= 0 and floor.op[operation, HEAD] == 0:
        early = floor.op[after, END] <= started(floor, operation - 1)
    return bool(late or early)


@kernel
def setups_changed(floor: Floor, operation: int, mode: int, place: int) -> int:
    """Setup minutes more, if an operation stood there, as `put` has it."""
    old, new, here = floor.op[operation, MACHINE], floor.way[mode, 0], floor.op[operation, PLACE]
    if old == new and place == here:
        return 0
    before, after = at(floor, old, here - 1), at(floor, old, here + 1)
    more = setup_between(floor, old, before, after)
    more -= setup_between(floor, old, before, operation) + setup_between(floor, old, operation, after)
    shifted = 1 if old == new and place > here else 0
    before, after = at(floor, new, place - 1 + shifted), at(floor, new, place + shifted)
    more += setup_between(floor, new, before, operation) + setup_between(floor, new, operation, after)
    return more - setup_between(floor, new, before, after)
