"""A plan shared out among searches that run side by side: each changes a stretch of time, then they are put together."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from jingwei.engines.chance import U64, unit
from jingwei.engines.compiled import kernel
from jingwei.engines.schedule.floor import (
    DUE,
    END,
    LAST,
    LENGTH,
    MACHINE,
    MODE,
    NEXT,
    NOBODY,
    PLACE,
    ROOM,
    WEIGHT,
    Floor,
    Scratch,
    at,
    queue,
    setup_between,
    spread,
)  # fmt: skip
from jingwei.engines.schedule.moves import Window

SHIFT = 0.3
"""How far a border between two windows may lie from where it would cut them by their shares, as a part of the smaller."""
DAMPED, LEAST = 0.25, 0.2
"""How quickly shares follow the work they made, and the least of them as a part of an even one."""


def windows(floor: Floor, shares: Sequence[float], luck: U64) -> list[Window]:
    """Parts by the time operations end, of about such shares of all operations, cut elsewhere every time."""
    end, count = floor.op[:-1, END], len(shares)
    borders = np.cumsum(shares)[:-1] + [SHIFT * min(pair) * (2 * unit(luck) - 1) for pair in pairwise(shares)]
    cuts = np.quantile(end, borders, method="lower")
    side = np.searchsorted(cuts, end, side="left").astype(np.int64)
    return [Window(side, own, np.flatnonzero(side == own)) for own in range(count)]


def evened(shares: Sequence[float], work: Sequence[int]) -> list[float]:
    """Shares with which everybody would have been busy for about as long: what is changed early moves all that follows."""
    busy = np.maximum(1, np.asarray(work, np.float64))
    wanted = np.asarray(shares) * (busy.mean() / busy) ** DAMPED
    wanted = np.maximum(wanted / wanted.sum(), LEAST / len(shares))
    return list((wanted / wanted.sum()).tolist())


@kernel
def within(floor: Floor, window: Window, operation: int, mode: int, place: int) -> bool:
    """Whether an operation is the window's own and would stand among its own."""
    if window.side[operation] != window.own:
        return False
    machine, here = floor.way[mode, 0], floor.op[operation, PLACE]
    shifted = machine == floor.op[operation, MACHINE] and place > here
    before = at(floor, machine, place if shifted else place - 1)
    after = at(floor, machine, place + 1 if shifted else place)
    return (before < 0 or window.side[before] <= window.own) and (
        after < 0 or window.side[after] >= window.own
    )


def put_together(floors: Sequence[Floor], parts: Sequence[Window], scratch: Scratch) -> Floor | None:
    """One plan with every window as its own search left it; None where it does not fit any more."""
    floor = floors[0]._replace(
        op=floors[0].op.copy(), machine=floors[0].machine.copy(), row=floors[0].row.copy()
    )
    for other, window in zip(floors[1:], parts[1:], strict=True):
        floor.op[window.those, MODE:NEXT] = other.op[window.those, MODE:NEXT]
    side = parts[0].side
    for number, room in enumerate(floor.machine[:, ROOM].tolist()):
        rows = [other.row[room : room + other.machine[number, LENGTH]] for other in floors]
        row = np.concatenate([one[side[one] == own] for own, one in enumerate(rows)])
        floor.row[room : room + len(row)] = row
        floor.op[row, PLACE] = np.arange(len(row))
        floor.machine[number, LENGTH] = len(row)
    return floor if resettled(floor, scratch) else None


@kernel
def resettled(floor: Floor, scratch: Scratch) -> bool:
    """Time every operation anew; whether all of them fit."""
    size = 0
    for operation in range(len(floor.op) - 1):
        size = queue(floor.op, scratch.agenda, size, operation)
    _, _, good = spread(floor, scratch, size, NOBODY, 0, np.inf, 0.0)
    return good


@kernel
def worth_of(floor: Floor, setup_cost: int) -> int:
    """Weighted tardiness of a state and what its setups count for."""
    total = 0
    for operation in range(len(floor.op) - 1):
        if floor.op[operation, LAST] == 1:
            late = floor.op[operation, END] - floor.op[operation, DUE]
            total += floor.op[operation, WEIGHT] * max(0, late)
        if setup_cost > 0:
            machine = floor.op[operation, MACHINE]
            before = at(floor, machine, floor.op[operation, PLACE] - 1)
            total += setup_cost * setup_between(floor, machine, before, operation)
    return int(total)
