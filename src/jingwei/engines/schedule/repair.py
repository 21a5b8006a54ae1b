"""After a drag: what it made late is made good again as far as that is worth moving others for."""

from dataclasses import dataclass

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.chance import U64, below, chance, unit
from jingwei.engines.compiled import kernel
from jingwei.engines.schedule.anneal import tried
from jingwei.engines.schedule.budget import Budget, Clock
from jingwei.engines.schedule.chain import tried_some
from jingwei.engines.schedule.crowd import Crowd, crowd_of
from jingwei.engines.schedule.floor import (
    END,
    FIXED,
    JOB,
    MACHINE,
    MODE,
    PLACE,
    TIME_FIXED,
    Floor,
    Scratch,
    at,
    floor_of,
    schedule_of,
    scratch_of,
)  # fmt: skip
from jingwei.engines.schedule.moves import goes_round, other_place
from jingwei.engines.schedule.plan import Schedule, tardiness
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.slope import appraise, blocking
from jingwei.engines.schedule.staffed import staffed
from jingwei.engines.schedule.tables import shop_of

SLICE = 200
"""Moves after which the clock is looked at."""
FRUITLESS = 15
"""Slices without a gain after which nothing more is to be hoped for."""
SLACK = 5000.0
"""Tardiness in passing at which a move is given up."""
DISPLACED = 30
"""Weighted minutes of lateness that another operation's new place has to save at least."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair came to.

    schedule   no worse than the one it began with
    displaced  operations put elsewhere for it; others only shifted in time
    gained     weighted minutes of lateness and setup it saved
    """

    schedule: Schedule
    displaced: I64
    gained: int


@kernel
def healed(floor: Floor, hurt: I64, was: I64) -> bool:
    """Whether every hurt job ends no later than it did."""
    late = 0
    for number in range(len(hurt)):
        late += floor.op[hurt[number], END] > was[number]
    return bool(late == 0)


@kernel
def repaired(
    floor: Floor, crowd: Crowd | None, scratch: Scratch, state: U64, hurt: I64, was: I64, moved: I64, moves: int,
    price: int, setup_cost: int,
) -> int:  # fmt: skip
    """Try `moves` moves along the chains of the hurt jobs, keeping those that pay; the change of the objective."""
    op = floor.op
    change = np.int64(0)
    appraise(floor, crowd, scratch.worth)
    for _ in range(moves):
        number = below(state, len(hurt))
        last = hurt[number]
        if op[last, END] <= was[number]:
            continue
        operation = blocking(None, scratch.worth, state, last)
        if operation >= 0 and unit(state) < 0.3:
            # What stands in the way may go elsewhere instead.
            operation = at(floor, op[operation, MACHINE], op[operation, PLACE] - 1)
        if operation < 0:
            first = floor.job[op[last, JOB]]
            operation = first + below(state, last + 1 - first)
        if op[operation, FIXED] >= TIME_FIXED:
            continue
        mode, place = other_place(floor, state, operation, True)
        least = float(1 + price * (1 - moved[operation]))
        if crowd is None:
            if mode == op[operation, MODE] and place == op[operation, PLACE]:
                continue
            stays_there = floor.way[mode, 0] == op[operation, MACHINE] and place == op[operation, PLACE]
            if not stays_there and goes_round(floor, operation, mode, place):
                continue
            stays, worse, _ = tried(floor, scratch, operation, mode, place, -least, SLACK, setup_cost)
        else:
            stays, worse, _ = tried_some(
                floor, crowd, scratch, state, moved, operation, mode, place, -1.0, price, SLACK, setup_cost
            )  # fmt: skip
        if stays:
            change += worse
            moved[operation] = 1
    return int(change)


def repair(
    before: Schedule, after: Schedule, budget: Budget, *, price: int = DISPLACED, setup_cost: int = 0, seed: int = 1
) -> Repair:  # fmt: skip
    """Improve `after` where it is later than `before`; locks stay, and a place given up must save `price`.

    Nothing is done where nobody became later. With a budget of moves a seed gives the same plan again.
    """
    problem = after.problem
    hurt, was = _hurt(problem, before, after)
    if not len(hurt):
        return Repair(after, frozen(hurt), 0)
    clock = Clock.started(budget)
    floor = floor_of(problem, shop_of(problem), after)
    scratch = scratch_of(floor)
    crowd = None if problem.extras is None else crowd_of(problem, after)
    luck, moved = chance(seed), np.zeros(problem.operations, np.int64)
    gained = idle = 0
    while clock.share < 1.0 and idle < FRUITLESS and not healed(floor, hurt, was):
        moves = SLICE if budget.moves is None else min(SLICE, budget.moves - clock.moves)
        change = repaired(floor, crowd, scratch, luck, hurt, was, moved, moves, price, setup_cost)
        clock.moves += moves
        gained -= int(change)
        idle = 0 if change else idle + 1
    if not gained:
        return Repair(after, frozen(np.empty(0, np.int64)), 0)
    better = schedule_of(problem, floor) if crowd is None else staffed(problem, floor, crowd)
    return Repair(better, frozen(np.flatnonzero(moved)), gained)


def _hurt(problem: Problem, before: Schedule, after: Schedule) -> tuple[I64, I64]:
    """The last operations of jobs whose lateness grew, and when they ended before."""
    worse = (tardiness(problem, after.end) - tardiness(before.problem, before.end)) * problem.weight
    last = problem.job_first[1:][worse > 0] - 1
    return last, before.end[last]
