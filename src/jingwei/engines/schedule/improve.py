"""Improving a plan for as long as somebody waits: progress is told, anybody may stop it, a seed repeats it."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time

import numpy as np

from jingwei.engines.chance import U64, below, chance
from jingwei.engines.schedule.anneal import Heat, annealed
from jingwei.engines.schedule.floor import Floor, floor_of, scratch_of
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.tables import Shop, shop_of

BREATH = 0.12
"""Seconds a stretch of the search takes about, after each of which it may be stopped."""
STEP = 20_000
"""Moves of a stretch where moves are the budget, so that the same seed gives the same plan."""
HOT, COLD = 200.0, 0.2
"""Weighted minutes: temperatures at the beginning and at the end."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: share of its budget, the best value found and when that was."""

    share: float
    objective: int
    seconds: float
    moves: int
