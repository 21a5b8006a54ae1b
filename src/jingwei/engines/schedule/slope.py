"""What a move would change, told without carrying it through: from the few operations it times anew and what a minute of each is worth.

With the sequences as they are, lateness is a convex function of the minutes at which operations end: who ends later makes
late, besides those that wait for it already, others that had time to spare. So what a minute is worth now, a subgradient, tells
too little rather than too much of the cost, and what is too dear by it need not be tried (the estimate from heads and tails
of Mati, Dauzère-Pérès and Lahlou, 2011, taken for lateness).
"""

from jingwei.engines.arrays import I64
from jingwei.engines.chance import U64, below
from jingwei.engines.compiled import inlined, kernel
from jingwei.engines.schedule.crowd import Crowd
from jingwei.engines.schedule.floor import (
    CALENDAR,
    DONE,
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
    TOTAL,
    WEIGHT,
    Floor,
    at,
    ready_at,
    setup_between,
)  # fmt: skip
from jingwei.engines.schedule.moves import CHAIN, Window
from jingwei.engines.schedule.slope_among import AWAITED, GRAIN, IN_ROW, NEVER, PRICE, WAITING, awaited_among


@inlined
def awaited(floor: Floor, operation: int) -> tuple[int, bool]:
    """Whom an operation waits for, or NOBODY, and whether it does so on its machine and not by its job."""
    op, machine = floor.op, floor.op[operation, MACHINE]
    found, in_row = NOBODY, False
    if op[operation, FIXED] < TIME_FIXED:
        if op[operation, HEAD] == 0 and op[operation - 1, END] >= op[operation, EARLIEST]:
            found = operation - 1
        before = at(floor, machine, op[operation, PLACE] - 1)
        ready = floor.worked[floor.machine[machine, CALENDAR], ready_at(floor, operation)]
        if before >= 0 and op[before, DONE] + setup_between(floor, machine, before, operation) > ready:
            found, in_row = before, True
    return int(found), in_row


@kernel
def appraise(floor: Floor, crowd: Crowd | None, worth: I64) -> None:
    """Write what every operation is worth: all that is late and waits for it, near or far."""
    op, operations, horizon = floor.op, len(floor.op) - 1, floor.worked.shape[1] - 1
    worth[:, PRICE] = 0
    worth[:, WAITING] = 0
    for operation in range(operations):
        if crowd is None:
            other, in_row = awaited(floor, operation)
        else:
            other, in_row = awaited_among(floor, crowd, operation)
        worth[operation, AWAITED], worth[operation, IN_ROW] = other, in_row
        if other >= 0:
            worth[other, WAITING] += 1
        if op[operation, LAST] == 1 and op[operation, END] > op[operation, DUE]:
            total = max(1, floor.machine[op[operation, MACHINE], TOTAL])
            worth[operation, PRICE] = op[operation, WEIGHT] * GRAIN * horizon // total
    for leaf in range(operations):
        operation = leaf
        while worth[operation, WAITING] == 0:
            worth[operation, WAITING] = NOBODY
            other = worth[operation, AWAITED]
            if other < 0:
                break
            worth[other, PRICE] += worth[operation, PRICE]
            worth[other, WAITING] -= 1
            operation = other


@kernel
def blocking(window: Window | None, worth: I64, state: U64, last: int) -> int:
    """An operation of the chain that makes a job late which waits in a row, each as likely; or NOBODY.

    Where there is a window, one of its own. The chain is that of the last appraisal.
    """
    operation, found, seen = last, NOBODY, 0
    for _ in range(CHAIN):
        before = worth[operation, AWAITED]
        if before < 0:
            break
        if worth[operation, IN_ROW] == 1 and (window is None or window.side[operation] == window.own):
            seen += 1
            if below(state, seen) == 0:
                found = operation
        operation = before
    return int(found)


@inlined
def done_behind(floor: Floor, machine: int, before: int, free: int, operation: int, minutes: int) -> int:
    """Worked minutes when an operation is done on a machine behind another that leaves it `free`."""
    begin = int(floor.worked[floor.machine[machine, CALENDAR], ready_at(floor, operation)])
    if before >= 0:
        begin = max(begin, free + setup_between(floor, machine, before, operation))
    return begin + minutes


@inlined
def along_job(floor: Floor, worth: I64, operation: int, end: int) -> int:
    """What it costs its job, times GRAIN, that an operation ends at another minute."""
    op, cost = floor.op, 0
    former, then = int(op[operation, END]), operation + 1
    if op[operation, LAST] == 1:
        due = int(op[operation, DUE])
        cost = int(op[operation, WEIGHT]) * (max(0, end - due) - max(0, former - due)) * GRAIN
    elif end > former or worth[then, AWAITED] == operation:
        machine = op[then, MACHINE]
        begin = int(floor.worked[floor.machine[machine, CALENDAR], max(int(op[then, EARLIEST]), end)])
        was = int(op[then, DONE] - op[then, MINUTES])
        before = at(floor, machine, op[then, PLACE] - 1)
        if begin < was and before >= 0:
            begin = max(begin, int(op[before, DONE]) + setup_between(floor, machine, before, then))
        if begin > was or worth[then, AWAITED] == operation:
            cost = int(worth[then, PRICE]) * (begin - was)
    return cost


@inlined
def along_row(floor: Floor, worth: I64, machine: int, before: int, free: int, after: int) -> int:
    """What it costs, times GRAIN, that an operation stands behind another that leaves the machine `free`."""
    cost = 0
    if after >= 0:
        done = done_behind(floor, machine, before, free, after, int(floor.op[after, MINUTES]))
        cost = int(worth[after, PRICE]) * (done - int(floor.op[after, DONE]))
    return cost


@inlined
def free_after(floor: Floor, operation: int) -> int:
    """Worked minutes when an operation is done, 0 where there is none."""
    free = 0
    if operation >= 0:
        free = int(floor.op[operation, DONE])
    return free


@kernel
def estimate(floor: Floor, worth: I64, operation: int, mode: int, place: int) -> int:
    """About what a move changes in weighted tardiness, rather too little; NEVER where the calendar ends before.

    `operation` is to stand at `place` of the row of the machine of `mode`, as `put` has it.
    """
    op, machine, here = floor.op, floor.way[mode, 0], floor.op[operation, PLACE]
    old, calendar = op[operation, MACHINE], floor.machine[machine, CALENDAR]
    cost, first, last, shift, behind = 0, place, place, -1, place
    if machine == old:
        first, last = min(here, place), max(here, place)
        shift, behind = (1 if place > here else -1), last + 1
    else:
        before = at(floor, old, here - 1)
        cost += along_row(floor, worth, old, before, free_after(floor, before), at(floor, old, here + 1))
    before = at(floor, machine, first - 1)
    free = free_after(floor, before)
    for slot in range(first, last + 1):
        one, minutes = operation, int(floor.way[mode, 1])
        if slot != place:
            one = at(floor, machine, slot + shift)
            minutes = int(op[one, MINUTES])
        done = done_behind(floor, machine, before, free, one, minutes)
        if done > floor.machine[machine, TOTAL]:
            return NEVER
        cost += along_job(floor, worth, one, int(floor.real[calendar, done]))
        before, free = one, done
    cost += along_row(floor, worth, machine, before, free, at(floor, machine, behind))
    return int(cost // GRAIN)
