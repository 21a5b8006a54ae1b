"""Less tardiness and fewer setups for as long as somebody waits: annealing side by side from the same plan."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.chance import U64, chance
from jingwei.engines.schedule.anneal import Heat, annealed
from jingwei.engines.schedule.bounds import least_tardiness
from jingwei.engines.schedule.budget import Budget, Clock, Progress, Stop, Tell, never, silently
from jingwei.engines.schedule.crowd import Crowd, crowd_of
from jingwei.engines.schedule.crowd import copied as crowd_apart
from jingwei.engines.schedule.floor import Floor, Scratch, copied, floor_of, schedule_of, scratch_of
from jingwei.engines.schedule.moves import Window
from jingwei.engines.schedule.plan import Schedule
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.staffed import staffed
from jingwei.engines.schedule.tables import shop_of
from jingwei.engines.schedule.window import evened, put_together, windows, worth_of

STRETCHES = 200
"""So many stretches a budget of moves is divided into."""
BREATH = 0.15
"""Seconds a stretch takes about where time is the budget; after each the search may be stopped."""
FIRST = 500
"""Moves of the first stretch, from which the speed is learnt."""
AMPLE = 600
"""Moves for each operation with which a search may begin as hot as is good; with fewer it begins colder, down to half."""
BOLD = 2.0
"""The first temperature then, as a multiple of `warmth`."""
SLACK = 300.0
"""Tardiness for the time being, as a multiple of the first temperature."""
HURRY = 100
"""Moves for each operation up to which late jobs come first."""
URGENT, LEISURE = 0.7, 0.25
"""How often a late job is helped in a hurry, and at least: where there is time any move teaches more."""
STEADY = 0.02
"""Where displacement has a price or a plan was searched before, so much of the first temperature: what is hot displaces
everything at once."""
SHARED = 1500
"""Operations from which searches side by side share one plan: a smaller one is better searched several times."""
PLENTY = 2000
"""So many moves for each operation are enough to begin hot all the same."""
PACE = 100_000
"""Moves a second to reckon with before the speed is learnt."""
COOLING = 1e-3
"""The temperature at the end, as a part of that at the beginning."""


@dataclass(slots=True)
class Annealer:
    """One search: where it stands, and the best it has seen at the end of a stretch."""

    floor: Floor
    crowd: Crowd | None
    scratch: Scratch
    luck: U64
    value: int
    best: tuple[Floor, Crowd | None]
    least: int
    moved: I64

    def stretch(self, moves: int, heat: Heat, window: Window | None = None) -> int:
        """Some more moves, in the whole plan or in a window of it; the work they took."""
        change, work = annealed(
            self.floor, self.crowd, window, self.scratch, self.luck, moves, heat, self.moved
        )
        self.value += int(change)
        if self.value < self.least:
            self.least, self.best = self.value, self.apart()
        return int(work)

    def apart(self) -> tuple[Floor, Crowd | None]:
        """The same state apart from what goes on being changed."""
        return copied(self.floor), None if self.crowd is None else crowd_apart(self.crowd)


def worth(schedule: Schedule, setup_cost: int) -> int:
    """What is made small: weighted tardiness and what setups count for."""
    return schedule.weighted_tardiness + setup_cost * schedule.setup_minutes


def warmth(problem: Problem) -> float:
    """A temperature at which a move of an ordinary operation before another is as likely as not."""
    weight = problem.weight[problem.weight > 0]
    mean = float(weight.mean()) if len(weight) else 1.0
    return max(1.0, float(problem.mode_minutes.mean()) * mean) if problem.operations else 1.0


def stretch_by_windows(
    pool: ThreadPoolExecutor, searches: Sequence[Annealer], shares: Sequence[float], moves: int, heat: Heat, luck: U64
) -> list[float]:  # fmt: skip
    """Some more moves of each search in a window of the plan they share, which is then put together; shares for next time."""
    parts = windows(searches[0].floor, shares, luck)
    jobs = [
        pool.submit(one.stretch, max(1, int(moves * len(shares) * share)), heat, part)
        for one, share, part in zip(searches, shares, parts, strict=True)
    ]
    work = [job.result() for job in jobs]
    whole = put_together([one.floor for one in searches], parts, searches[0].scratch)
    if whole is None:
        ahead = min(searches, key=lambda search: search.value)
        whole, value, moved = ahead.floor, ahead.value, ahead.moved
    else:
        moved = np.maximum.reduce([one.moved for one in searches])
        value = int(worth_of(whole, heat.setup_cost)) + heat.price * int(moved.sum())
    for search in searches:
        search.floor, search.value, search.moved = copied(whole), value, moved.copy()
        if value < search.least:
            search.least, search.best = value, search.apart()
    return evened(shares, work)


def boldness(plenty: float, displacement: int) -> float:
    """The first temperature of a search that can make `plenty` moves for each operation, as a multiple of `warmth`."""
    return (
        STEADY
        if displacement and plenty < PLENTY
        else float(BOLD * min(1.0, max(0.25, plenty / AMPLE)) ** 0.5)
    )


def urgency(plenty: float) -> float:
    """How often a search that can make `plenty` moves for each operation helps a late job."""
    return float(max(LEISURE, URGENT * max(1.0, plenty / HURRY) ** -0.25))


def improve(
    problem: Problem, schedule: Schedule, budget: Budget | None = None, *, seed: int = 1, workers: int = 1,
    setup_cost: int = 0, displacement: int = 0, calm: bool = False, tell: Tell = silently, stop: Stop = never,
) -> Schedule:  # fmt: skip
    """A schedule that is no worse than `schedule`; locks stay.

    Who is `calm` mends a plan that was searched before. With a `displacement` every operation that is put elsewhere must be worth so many weighted minutes.
    With a budget of moves a seed and a number of workers give the same plan again.
    """
    clock = Clock.started(budget or Budget())
    shop, value = shop_of(problem), worth(schedule, setup_cost)
    bound, warm = least_tardiness(problem), warmth(problem)
    shared = (
        problem.extras is None and workers > 1 and problem.operations >= SHARED and not schedule.conflicts
    )
    together = clock.budget.expected(PACE) * (workers if shared else 1)
    plenty = together / max(1, problem.operations)
    bold = STEADY if calm else boldness(plenty, displacement)
    hot, slack = warm * bold, warm * bold * SLACK
    start = floor_of(problem, shop, schedule)
    crowd = None if problem.extras is None else crowd_of(problem, schedule)
    searches = [
        Annealer(
            copied(start),
            None if crowd is None else crowd_apart(crowd),
            scratch_of(start),
            chance(seed * 1_000_003 + worker),
            value,
            (start, crowd),
            value,
            np.zeros(problem.operations, np.int64),
        )
        for worker in range(workers)
    ]
    luck, shares = chance(seed), [1 / workers] * workers
    moves, pace = FIRST, 0.0
    if clock.budget.moves is not None:
        moves = max(1, clock.budget.moves // STRETCHES)
    with ThreadPoolExecutor(workers) as pool:
        while clock.share < 1.0 and not stop():
            share, before = clock.share, clock.seconds
            colder = min(1.0, share + (1 / STRETCHES if clock.budget.moves else pace))
            heat = Heat(
                hot * COOLING**share, hot * COOLING**colder, slack, setup_cost, displacement, urgency(plenty)
            )
            if shared:
                shares = stretch_by_windows(pool, searches, shares, moves, heat, luck)
            else:
                list(pool.map(Annealer.stretch, searches, [moves] * workers, [heat] * workers))
            clock.moves += moves
            took = clock.seconds - before
            if clock.budget.seconds is not None:
                moves = max(1, int(moves * min(2.0, max(0.5, BREATH / max(took, 1e-6)))))
                pace = BREATH / clock.budget.seconds
            least = min(search.least for search in searches)
            tell(Progress(clock.share, least, bound, clock.seconds, clock.moves * workers))
            if least <= bound and setup_cost == 0:
                break
    floor, crowd = min(searches, key=lambda search: search.least).best
    return schedule_of(problem, floor) if crowd is None else staffed(problem, floor, crowd)
