"""Simulated annealing of weighted tardiness and setups: a move is carried through the plan only as far as it changes it."""

from typing import NamedTuple

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.chance import U64, below, unit
from jingwei.engines.compiled import kernel
from jingwei.engines.schedule.chain import tried_some
from jingwei.engines.schedule.crowd import Crowd
from jingwei.engines.schedule.floor import (
    END,
    FIXED,
    JOB,
    LAST,
    MACHINE,
    MODE,
    NOBODY,
    PLACE,
    TIME_FIXED,
    Floor,
    Scratch,
    at,
    put,
    put_back,
    queue,
    spread,
)  # fmt: skip
from jingwei.engines.schedule.moves import Window, goes_round, late_jobs, other_place, setups_changed
from jingwei.engines.schedule.slope import appraise, blocking, estimate
from jingwei.engines.schedule.window import within

REFRESH = 2000
"""Moves after which the late jobs are looked up again."""
BLOCKING = 6 / 7
"""How often, of what is moved for a late job, it is an operation that waits for its machine in the chain that makes it late."""
OVERHEAD, GLANCE = 60, 20
"""Operations that could be timed while a move is found, made and perhaps taken back, and while one is found and looks too dear
(measured at 5,000 and 20,000)."""
UNTRIED = -1


class Heat(NamedTuple):
    """How bold the search is.

    hot, cold   temperature at the beginning and at the end of the moves, in weighted minutes
    slack       tardiness by which a move may for the time being exceed what is acceptable before it is given up
    setup_cost  weighted minutes a minute of setup counts for
    price       weighted minutes an operation counts for that is put elsewhere for the first time
    urgent      how often what is moved belongs to a late job or stands in its way; otherwise it is any operation
    """

    hot: float
    cold: float
    slack: float
    setup_cost: int
    price: int
    urgent: float


@kernel
def tried(
    floor: Floor, scratch: Scratch, operation: int, mode: int, place: int, enough: float, slack: float, setup_cost: int
) -> tuple[bool, int, int]:  # fmt: skip
    """Move an operation if that costs at most `enough`; whether it stands there now, what it changed, how many were timed.

    UNTRIED is the answer for how many where it would cost more by what operations were worth when they were last appraised.
    """
    op, agenda = floor.op, scratch.agenda
    old_mode, here = op[operation, MODE], op[operation, PLACE]
    extra = np.int64(0)
    if setup_cost > 0:
        extra += setup_cost * setups_changed(floor, operation, mode, place)
    if estimate(floor, scratch.worth, operation, mode, place) + extra > enough:
        return False, 0, UNTRIED
    after = at(floor, op[operation, MACHINE], here + 1)
    put(floor, operation, mode, place)
    behind = at(floor, op[operation, MACHINE], place + 1)
    size = queue(op, agenda, 0, operation)
    size = queue(op, agenda, size, after)
    size = queue(op, agenda, size, behind)
    # Nobody, counted from the end, is the row that stands for no operation and ends at 0.
    hope = max(op[operation, END], op[after, END], op[behind, END])
    if op[operation, LAST] == 0:
        size = queue(op, agenda, size, operation + 1)
        hope = max(hope, op[operation + 1, END])
    worse, noted, good = spread(floor, scratch, size, operation, hope, enough - extra, slack)
    if good and worse + extra <= enough:
        return True, int(worse + extra), noted
    put_back(floor, scratch, noted)
    put(floor, operation, old_mode, here)
    return False, 0, noted


@kernel
def annealed(
    floor: Floor, crowd: Crowd | None, window: Window | None, scratch: Scratch, state: U64, moves: int, heat: Heat,
    moved: I64,
) -> tuple[int, int]:  # fmt: skip
    """Try `moves` moves while the temperature falls; the change of the objective and the work it took.

    The work is counted in operations timed anew; a move by itself is OVERHEAD of them, and without a crowd only.

    It is compiled for plans with and without a crowd, for the whole plan and for a window of it. `moved` is 1 for
    operations that were put elsewhere.
    """
    op, operations = floor.op, len(floor.op) - 1
    late = np.empty(len(floor.job), np.int64)
    count = late_jobs(floor, late)
    appraise(floor, crowd, scratch.worth)
    change = work = np.int64(0)
    for number in range(moves):
        if number % REFRESH == REFRESH - 1:
            count = late_jobs(floor, late)
            appraise(floor, crowd, scratch.worth)
        if count == 0 and heat.setup_cost == 0:
            break
        luck, last, operation = unit(state), NOBODY, NOBODY
        if count > 0 and luck < heat.urgent:
            last = late[below(state, count)]
            if luck < BLOCKING * heat.urgent:
                operation = blocking(window, scratch.worth, state, last)
            if operation < 0:
                first = floor.job[op[last, JOB]]
                operation = first + below(state, last + 1 - first)
        if operation < 0:
            if window is None:
                operation = below(state, operations)
            else:
                operation = window.those[below(state, len(window.those))]
        if op[operation, FIXED] >= TIME_FIXED:
            continue
        temperature = heat.hot * (heat.cold / heat.hot) ** (number / moves)
        enough = -temperature * np.log(1.0 - unit(state))
        price = heat.price * (1 - moved[operation])
        mode, place = other_place(floor, state, operation, last >= 0)
        if crowd is None:
            if mode == op[operation, MODE] and place == op[operation, PLACE]:
                continue
            stays_there = floor.way[mode, 0] == op[operation, MACHINE] and place == op[operation, PLACE]
            if not stays_there and goes_round(floor, operation, mode, place):
                continue
            if window is not None and not within(floor, window, operation, mode, place):
                continue
            stays, worse, timed = tried(
                floor, scratch, operation, mode, place, enough - price, heat.slack, heat.setup_cost
            )
            work += GLANCE if timed == UNTRIED else OVERHEAD + timed
        else:
            stays, worse, price = tried_some(
                floor, crowd, scratch, state, moved, operation, mode, place, enough, heat.price, heat.slack,
                heat.setup_cost,
            )  # fmt: skip
        if stays:
            change += worse + price
            moved[operation] = 1
    return int(change), int(work)
