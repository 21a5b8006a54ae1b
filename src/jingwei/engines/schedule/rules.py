"""Compiled dispatching: whenever a machine is free, the operation with the best priority goes next."""

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import ZERO, typed
from jingwei.engines.schedule.kernels import (
    ALL_PLACED,
    FAMILY,
    FREE,
    PIN,
    PINNED,
    SLOT,
    change,
    earliest_begin,
    fits_before_pin,
    machine_states,
    pin_next,
    pinned_times,
    span_of,
)  # fmt: skip
from jingwei.engines.schedule.tables import Shop

EDD, SPT, MWKR, ATCS = range(4)
NEVER = typed(1 << 62)

# columns of the queue of a machine: operations waiting, their minutes, earliest moment one may begin
COUNT, LOAD, NEXT = range(3)


@kernel
def remaining_work(shop: Shop) -> I64:
    """Minutes from each operation to the end of its job, every one in its fastest way."""
    left = np.zeros(len(shop.family), np.int64)
    for job in range(len(shop.release)):
        total = ZERO
        for operation in range(shop.job_first[job + 1] - 1, shop.job_first[job] - 1, -1):
            fastest = NEVER
            for mode in range(shop.mode_first[operation], shop.mode_first[operation + 1]):
                fastest = min(fastest, shop.mode_minutes[mode])
            total += fastest
            left[operation] = total
    return left


@kernel
def chosen_mode(shop: Shop, state: I64, queue: I64, operation: int, ready: int) -> int:
    """The way that would finish first behind what already waits for its machine."""
    if shop.locked_mode[operation] >= 0:
        return int(shop.locked_mode[operation])
    best, soonest = shop.mode_first[operation], NEVER
    for mode in range(shop.mode_first[operation], shop.mode_first[operation + 1]):
        machine = shop.mode_machine[mode]
        calendar = shop.calendar[machine]
        begin = max(state[machine, FREE] + queue[machine, LOAD], np.int64(shop.worked[calendar, ready]))
        finish = begin + shop.mode_minutes[mode]
        # Past the horizon the excess still tells the fuller machine from the emptier one.
        over = max(finish - shop.total[calendar], 0)
        when = shop.real[calendar, finish - over] + over
        if when < soonest:
            best, soonest = mode, when
    return int(best)


@kernel
def enqueue(
    shop: Shop, state: I64, queue: I64, waiting: I64, mode: I64, ready: I64, operation: int, when: int
) -> None:  # fmt: skip
    """Let an operation that is ready at `when` wait for the machine that suits it best."""
    when = min(max(when, shop.earliest[operation]), shop.worked.shape[1] - 1)
    chosen = chosen_mode(shop, state, queue, operation, when)
    machine = shop.mode_machine[chosen]
    mode[operation], ready[operation] = chosen, when
    waiting[shop.room[machine] + queue[machine, COUNT]] = operation
    queue[machine, COUNT] += 1
    queue[machine, LOAD] += shop.mode_minutes[chosen]
    free = np.int64(shop.real[shop.calendar[machine], state[machine, FREE]])
    queue[machine, NEXT] = min(queue[machine, NEXT], max(free, when))


@kernel
def priority(
    shop: Shop, rule: int, machine: int, family: int, operation: int, minutes: int, now: int,
    left: int, slack_scale: float, setup_scale: float, stretch: float,
) -> float:  # fmt: skip
    """Higher goes first."""
    job = shop.job_of[operation]
    if rule == EDD:
        return -float(shop.due[job])
    if rule == SPT:
        return -float(minutes)
    if rule == MWKR:
        return float(left)
    slack = max(0.0, shop.due[job] - now - left * stretch)
    setup = change(shop, machine, family, shop.family[operation])
    return float(np.log(max(shop.weight[job], 1e-3) / minutes) - slack / slack_scale - setup / setup_scale)


@kernel
def next_slot(
    shop: Shop, rule: int, machine: int, now: int, state: I64, queue: I64, waiting: I64, mode: I64,
    ready: I64, left: I64, slack_scale: float, setup_scale: float, stretch: float,
) -> int:  # fmt: skip
    """The waiting place of the best operation that is ready and fits before the next pin, or -1."""
    best, highest = -1, -np.inf
    pins = state[machine, PIN] < shop.pin[machine + 1]
    for at in range(shop.room[machine], shop.room[machine] + queue[machine, COUNT]):
        operation = waiting[at]
        if ready[operation] > now:
            continue
        minutes = shop.mode_minutes[mode[operation]]
        if pins:
            begin = earliest_begin(shop, machine, state, operation, ready[operation])
            if not fits_before_pin(shop, machine, state, operation, begin + minutes):
                continue
        score = priority(
            shop, rule, machine, state[machine, FAMILY], operation, minutes, now, left[operation],
            slack_scale, setup_scale, stretch,
        )  # fmt: skip
        if score > highest or (score == highest and operation < waiting[best]):
            best, highest = at, score
    return best


@kernel
def dispatched(
    shop: Shop, rule: int, slack_factor: float, setup_factor: float,
    mode: I64, start: I64, end: I64, sequence: I64,
) -> int:  # fmt: skip
    """One pass of a rule over all operations; ALL_PLACED or an operation past the horizon.

    The sequence of machine m begins at room[m].
    """
    late = pinned_times(shop, mode, start, end)
    if late != ALL_PLACED:
        return late
    operations, machines = len(shop.family), len(shop.group)
    state = machine_states(shop, shop.room)
    queue = np.zeros((machines, 3), np.int64)
    queue[:, NEXT] = NEVER
    waiting = np.empty(len(shop.mode_machine), np.int64)
    ready = np.zeros(operations, np.int64)
    left = remaining_work(shop)
    slack_scale = slack_factor * max(1.0, shop.mode_minutes.mean())
    setup_scale = setup_factor * max(1.0, shop.setup.mean())
    stretch = (shop.worked.shape[1] - 1) / max(1.0, shop.total.mean())
    for operation in range(operations):
        head = operation == shop.job_first[shop.job_of[operation]]
        if shop.lock[operation] < PINNED and (head or shop.lock[operation - 1] >= PINNED):
            when = shop.release[shop.job_of[operation]] if head else end[operation - 1]
            enqueue(shop, state, queue, waiting, mode, ready, operation, when)
    for _ in range(operations):
        machine = int(np.argmin(queue[:, NEXT]))
        now = queue[machine, NEXT]
        if now == NEVER:
            break
        at = next_slot(
            shop,
            rule,
            machine,
            now,
            state,
            queue,
            waiting,
            mode,
            ready,
            left,
            slack_scale,
            setup_scale,
            stretch,
        )
        if at < 0:
            pin_next(shop, machine, state, sequence, end)
        else:
            operation = waiting[at]
            minutes = shop.mode_minutes[mode[operation]]
            begin = earliest_begin(shop, machine, state, operation, ready[operation])
            if begin + minutes > shop.total[shop.calendar[machine]]:
                return int(operation)
            queue[machine, COUNT] -= 1
            queue[machine, LOAD] -= minutes
            waiting[at] = waiting[shop.room[machine] + queue[machine, COUNT]]
            start[operation], end[operation] = span_of(shop, machine, begin, minutes)
            state[machine, FREE], state[machine, FAMILY] = begin + minutes, shop.family[operation]
            sequence[state[machine, SLOT]] = operation
            state[machine, SLOT] += 1
            after = operation + 1
            if after < shop.job_first[shop.job_of[operation] + 1] and shop.lock[after] < PINNED:
                enqueue(shop, state, queue, waiting, mode, ready, after, end[operation])
        soonest: int = NEVER
        for place in range(shop.room[machine], shop.room[machine] + queue[machine, COUNT]):
            soonest = min(soonest, int(ready[waiting[place]]))
        if soonest < NEVER:
            soonest = max(soonest, int(shop.real[shop.calendar[machine], state[machine, FREE]]))
        queue[machine, NEXT] = soonest
    for machine in range(machines):
        while state[machine, PIN] < shop.pin[machine + 1]:
            pin_next(shop, machine, state, sequence, end)
    return ALL_PLACED
