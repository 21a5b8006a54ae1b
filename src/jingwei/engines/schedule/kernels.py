"""Compiled timing of operations on machines, shared by evaluation and dispatch."""

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import ZERO, typed
from jingwei.engines.schedule.problem import Lock
from jingwei.engines.schedule.tables import Shop

PINNED = typed(Lock.PINNED)
STARTED = typed(Lock.STARTED)

# what `timed` answers instead of a failing operation
ALL_PLACED = typed(-1)
CIRCULAR = typed(-2)

# columns of the state of a machine: worked minutes until it is free, family it is set up for (-1: any),
# next pin to come, next slot of its sequence
FREE, FAMILY, PIN, SLOT = range(4)


@kernel
def change(shop: Shop, machine: int, before: int, after: int) -> int:
    """Setup minutes from one family to another; none from an unknown state."""
    return 0 if before < 0 else int(shop.setup[shop.group[machine], before, after])


@kernel
def span_of(shop: Shop, machine: int, begin: int, minutes: int) -> tuple[int, int]:
    """Real start and end of `minutes` of work after `begin` worked minutes."""
    real = shop.real[shop.calendar[machine]]
    return real[begin + 1] - 1, real[begin + minutes]


@kernel
def pinned_times(shop: Shop, mode: I64, start: I64, end: I64) -> int:
    """Place every pin where it is fixed; the answer is an operation past the horizon or ALL_PLACED."""
    for operation in shop.pin_rows:
        mode[operation] = shop.locked_mode[operation]
        machine = shop.mode_machine[mode[operation]]
        minutes = shop.mode_minutes[mode[operation]]
        calendar = shop.calendar[machine]
        begin = shop.worked[calendar, shop.locked_start[operation]]
        if begin + minutes > shop.total[calendar]:
            return int(operation)
        start[operation], end[operation] = span_of(shop, machine, begin, minutes)
    return ALL_PLACED


@kernel
def pin_next(shop: Shop, machine: int, state: I64, sequence: I64, end: I64) -> None:
    """Let the machine's next pin take its place."""
    operation = shop.pin_rows[state[machine, PIN]]
    state[machine, PIN] += 1
    until = shop.worked[shop.calendar[machine], end[operation]]
    state[machine, FREE] = max(state[machine, FREE], until)
    state[machine, FAMILY] = shop.family[operation]
    sequence[state[machine, SLOT]] = operation
    state[machine, SLOT] += 1


@kernel
def earliest_begin(shop: Shop, machine: int, state: I64, operation: int, ready: int) -> int:
    """Worked minutes after which `operation` can begin on a machine as it stands."""
    setup = change(shop, machine, state[machine, FAMILY], shop.family[operation])
    return int(max(state[machine, FREE] + setup, np.int64(shop.worked[shop.calendar[machine], ready])))


@kernel
def fits_before_pin(shop: Shop, machine: int, state: I64, operation: int, finish: int) -> bool:
    """Whether an operation finishing at `finish` leaves time to set up for the machine's next pin."""
    if state[machine, PIN] == shop.pin[machine + 1]:
        return True
    pin = shop.pin_rows[state[machine, PIN]]
    setup = change(shop, machine, shop.family[operation], shop.family[pin])
    if shop.lock[pin] == STARTED:
        setup = 0
    return bool(finish + setup <= shop.worked[shop.calendar[machine], shop.locked_start[pin]])


@kernel
def machine_states(shop: Shop, slots: I64) -> I64:
    """Every machine free, set up for anything, with its pins to come."""
    state = np.zeros((len(shop.group), 4), np.int64)
    for machine in range(len(shop.group)):
        state[machine, FAMILY] = -1
        state[machine, PIN] = shop.pin[machine]
        state[machine, SLOT] = slots[machine]
    return state


@kernel
def timed(shop: Shop, mode: I64, first: I64, given: I64, start: I64, end: I64, sequence: I64) -> int:
    """Times of given machine sequences: as early as possible, pins where they are fixed.

    An operation that no longer fits before a pin follows it. Answers ALL_PLACED, CIRCULAR when the sequences
    contradict the routings, or an operation past the horizon.
    """
    operations = len(shop.family)
    late = pinned_times(shop, mode, start, end)
    if late != ALL_PLACED:
        return late
    state = machine_states(shop, first)
    follower = np.full(operations, -1, np.int64)
    pins_before = np.zeros(operations, np.int64)
    waits = np.zeros(operations, np.int64)
    # First come, first timed: neighbours in this order do not wait for each other, so that their reads overlap.
    queue, taken, queued = np.empty(operations, np.int64), ZERO, ZERO
    for machine in range(len(shop.group)):
        before, pins = -1, shop.pin[machine]
        for slot in range(first[machine], first[machine + 1]):
            operation = given[slot]
            if shop.lock[operation] >= PINNED:
                pins += 1
                continue
            pins_before[operation] = pins
            if before >= 0:
                follower[before] = operation
                waits[operation] += 1
            before = operation
    for operation in range(operations):
        if shop.lock[operation] < PINNED:
            routed = operation > shop.job_first[shop.job_of[operation]]
            if routed and shop.lock[operation - 1] < PINNED:
                waits[operation] += 1
            if waits[operation] == 0:
                queue[queued] = operation
                queued += 1
    while taken < queued:
        operation = queue[taken]
        taken += 1
        job = shop.job_of[operation]
        machine, minutes = shop.mode_machine[mode[operation]], shop.mode_minutes[mode[operation]]
        ready = end[operation - 1] if operation > shop.job_first[job] else shop.release[job]
        ready = max(ready, shop.earliest[operation])
        while state[machine, PIN] < pins_before[operation]:
            pin_next(shop, machine, state, sequence, end)
        begin = earliest_begin(shop, machine, state, operation, ready)
        while not fits_before_pin(shop, machine, state, operation, begin + minutes):
            pin_next(shop, machine, state, sequence, end)
            begin = earliest_begin(shop, machine, state, operation, ready)
        if begin + minutes > shop.total[shop.calendar[machine]]:
            return int(operation)
        start[operation], end[operation] = span_of(shop, machine, begin, minutes)
        state[machine, FREE], state[machine, FAMILY] = begin + minutes, shop.family[operation]
        sequence[state[machine, SLOT]] = operation
        state[machine, SLOT] += 1
        after = operation + 1
        if after < shop.job_first[job + 1] and shop.lock[after] < PINNED:
            waits[after] -= 1
            if waits[after] == 0:
                queue[queued] = after
                queued += 1
        after = follower[operation]
        if after >= 0:
            waits[after] -= 1
            if waits[after] == 0:
                queue[queued] = after
                queued += 1
    if len(shop.pin_rows) + taken < operations:
        return CIRCULAR
    for machine in range(len(shop.group)):
        while state[machine, PIN] < shop.pin[machine + 1]:
            pin_next(shop, machine, state, sequence, end)
    return ALL_PLACED
