"""Compiled dispatching where more than machines is short: what can begin soonest goes next."""

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import kernel
from jingwei.engines.schedule.begin import routed
from jingwei.engines.schedule.crowd import (
    CALENDAR,
    CAPACITY,
    FROM,
    HELD,
    HOLDS,
    NOBODY,
    SIZE,
    START,
    TO,
    UNIT,
    Crowd,
)  # fmt: skip
from jingwei.engines.schedule.floor import (
    DUE,
    END,
    FAMILY,
    FIXED,
    LAST,
    MACHINE,
    MODE,
    TIME_FIXED,
    WAYS,
    Floor,
    setup_between,
)  # fmt: skip
from jingwei.engines.schedule.kernels import ALL_PLACED, CIRCULAR
from jingwei.engines.schedule.placing import LATEST, SOON, WAITS, Hall, begun_in_time, place
from jingwei.engines.schedule.rules import EDD, MWKR, NEVER, SPT


@kernel
def waiting_changes(
    floor: Floor, crowd: Crowd, hall: Hall, operation: int, by: int, open_: I64, count: int
) -> int:
    """What comes after an operation waits for `by` things more; how many are open then.

    Who must be followed in time waits for whatever his follower waits for, too.
    """
    for number in range(crowd.out_first[operation] - 2, crowd.out_first[operation + 1]):
        if number == crowd.out_first[operation] - 2:
            after = operation + 1 if floor.op[operation, LAST] == 0 else NOBODY
        elif number == crowd.out_first[operation] - 1:
            after = hall.follower[operation]
        else:
            after = crowd.arc[crowd.out_arc[number], TO]
        while after >= 0 and after != operation:
            hall.op[after, WAITS] += by
            if by < 0 and hall.op[after, WAITS] == 0 and floor.op[after, FIXED] < TIME_FIXED:
                open_[count] = after
                count += 1
            arc = crowd.op[after, HELD]
            after = NOBODY if arc < 0 else crowd.arc[arc, FROM]
    return count


@kernel
def urgency(
    floor: Floor, hall: Hall, rule: int, operation: int, now: int, slack_scale: float, setup_scale: float
) -> float:
    """Higher goes first of what can begin at the same time."""
    due = floor.op[operation, DUE]
    if rule == EDD:
        return -float(due)
    minutes = floor.way[floor.op[operation, WAYS], 1]
    if rule == SPT:
        return -float(minutes)
    if rule == MWKR:
        return float(hall.left[operation])
    machine = floor.way[floor.op[operation, WAYS], 0]
    setup = setup_between(floor, machine, hall.machine[machine, LATEST], operation)
    slack = max(0.0, due - now - hall.left[operation])
    return float(
        np.log(max(hall.weight[operation], 1e-3) / minutes) - slack / slack_scale - setup / setup_scale
    )


@kernel
def next_one(
    floor: Floor, crowd: Crowd, hall: Hall, open_: I64, count: int, rule: int, slack_scale: float, setup_scale: float
) -> tuple[int, int]:  # fmt: skip
    """The place in `open_` of what goes next and when it begins; -1 and an operation that does not fit any more."""
    while True:
        first, now = -1, NEVER
        for at in range(count):
            if hall.op[open_[at], SOON] < now:
                first, now = at, hall.op[open_[at], SOON]
        if first < 0:
            return -1, int(open_[0])
        operation = open_[first]
        start, _, _, _ = begun_in_time(floor, crowd, hall, operation, 0)
        if start == NEVER:
            return -1, int(operation)
        hall.op[operation, SOON] = start
        if start == now:
            break
    best, highest = -1, -np.inf
    for at in range(count):
        operation = open_[at]
        if hall.op[operation, SOON] > now:
            continue
        start, _, _, _ = begun_in_time(floor, crowd, hall, operation, 0)
        hall.op[operation, SOON] = start
        if start > now:
            continue
        score = urgency(floor, hall, rule, operation, now, slack_scale, setup_scale)
        if score > highest or (score == highest and operation < open_[best]):
            best, highest = at, score
    return best, int(now)


@kernel
def fill_up(floor: Floor, crowd: Crowd, hall: Hall, open_: I64, count: int, leader: int) -> int:
    """Operations of the same family that can begin with `leader` share its oven; how many are still open.

    The longest of them says how long it takes.
    """
    op, mode, machine = floor.op, floor.op[leader, MODE], floor.op[leader, MACHINE]
    room = crowd.machine[machine, CAPACITY] - crowd.op[leader, SIZE]
    start, hours, at = crowd.op[leader, START], crowd.op[leader, CALENDAR], 0
    begin = floor.worked[hours, start]
    while at < count:
        operation = open_[at]
        at += 1
        if crowd.op[operation, SIZE] > room or op[operation, FAMILY] != op[leader, FAMILY]:
            continue
        if op[operation, FIXED] >= TIME_FIXED or crowd.op[operation, HOLDS] >= 0:
            continue
        for way in range(op[operation, WAYS], op[operation + 1, WAYS]):
            if floor.way[way, 0] != machine or floor.way[way, 1] > floor.way[mode, 1]:
                continue
            if op[operation, MODE] >= 0 and op[operation, MODE] != way:
                continue
            if routed(floor, crowd, operation, hours, floor.way[way, 1], NOBODY) <= begin:
                place(floor, crowd, hall, operation, start, op[leader, END], way, hours)
                room -= crowd.op[operation, SIZE]
                at -= 1
                count -= 1
                hall.together[0] += 1
                open_[at] = open_[count]
                count = waiting_changes(floor, crowd, hall, operation, -1, open_, count)
                break
    return count


@kernel
def filled(floor: Floor, crowd: Crowd, hall: Hall, rule: int, slack_scale: float, setup_scale: float) -> int:
    """Give every operation its time; ALL_PLACED, CIRCULAR or an operation past the horizon.

    Where floor.op has a MODE and crowd.need a UNIT already, they stay.
    """
    operations, pin, done, forced = len(hall.op), 0, 0, NOBODY
    count, open_ = 0, np.empty(operations, np.int64)
    for operation in range(operations):
        waiting_changes(floor, crowd, hall, operation, 1, open_, 0)
    for operation in range(operations):
        if hall.op[operation, WAITS] == 0 and floor.op[operation, FIXED] < TIME_FIXED:
            open_[count] = operation
            count += 1
    while done < operations:
        at, now = -1, NEVER
        if forced >= 0:
            for slot in range(count):
                if open_[slot] == forced:
                    at, now = slot, (-1)
        elif count > 0:
            at, now = next_one(floor, crowd, hall, open_, count, rule, slack_scale, setup_scale)
            if at < 0 and pin == len(hall.pins):
                return int(now)
        if at >= 0 and (pin == len(hall.pins) or hall.pin_start[pin] > now):
            operation = open_[at]
            start, end, mode, hours = begun_in_time(floor, crowd, hall, operation, 0)
            if start == NEVER:
                return int(operation)
            count -= 1
            open_[at] = open_[count]
        elif pin < len(hall.pins):
            operation = hall.pins[pin]
            for need in range(crowd.need_first[operation], crowd.need_first[operation + 1]):
                hall.chosen[need] = crowd.need[need, UNIT]
            start, end = hall.pin_start[pin], floor.op[operation, END]
            mode, hours = floor.op[operation, MODE], crowd.op[operation, CALENDAR]
            pin += 1
        else:
            return CIRCULAR
        place(floor, crowd, hall, operation, start, end, mode, hours)
        count = waiting_changes(floor, crowd, hall, operation, -1, open_, count)
        done += 1
        fixed = floor.op[operation, FIXED] >= TIME_FIXED
        if not fixed and crowd.machine[floor.op[operation, MACHINE], CAPACITY] > 0:
            before = hall.together[0]
            count = fill_up(floor, crowd, hall, open_, count, operation)
            done += hall.together[0] - before
        forced = NOBODY
        if crowd.op[operation, HOLDS] >= 0:
            forced = crowd.arc[crowd.op[operation, HOLDS], TO]
            if floor.op[forced, FIXED] >= TIME_FIXED or hall.op[forced, WAITS] > 0:
                forced = NOBODY
    return ALL_PLACED
