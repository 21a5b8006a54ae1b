"""Routes and overtime decided together with the plan: a plan is searched, then again and again one decision is turned over."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from jingwei.engines.refusal import HorizonExceededError
from jingwei.engines.schedule.bounds import least_tardiness
from jingwei.engines.schedule.budget import Budget, Clock, Progress, Stop, Tell, never, silently
from jingwei.engines.schedule.calendar import ShiftCalendars
from jingwei.engines.schedule.carried import carried
from jingwei.engines.schedule.choices import Choice, Undecided, idle
from jingwei.engines.schedule.dispatch import dispatch
from jingwei.engines.schedule.evaluate import CircularSequenceError
from jingwei.engines.schedule.extras import CircularRoutingError
from jingwei.engines.schedule.improve import improve, worth
from jingwei.engines.schedule.plan import Schedule, tardiness
from jingwei.engines.schedule.problem import Problem
from jingwei.engines.schedule.solve import Aim, Solution, solve

FEW = 16
"""Choices up to which each is solved by itself, with a proof where there can be one."""
SEARCHED, TURNED = 0.4, 0.85
"""The share of the budget after which decisions are turned over, and after which the plan alone is searched again."""
MOVES, LEAST, MOST = 2, 300, 5_000
"""Moves for each operation by which a plan is mended after a decision was turned over, and between which numbers."""
LATE = 0.7
"""How often the route of a late job is turned over rather than that of any."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions, the plan made with them, and what the overtime counts for.

    value is that of the plan and the overtime together; nothing is better than bound
    """

    choice: Choice
    solution: Solution
    cost: int
    bound: int

    @property
    def value(self) -> int:
        return self.solution.value + self.cost

    @property
    def proven(self) -> bool:
        return self.value <= self.bound


def decide(
    undecided: Undecided, budget: Budget | None = None, *, start: Schedule | None = None, displacement: int = 0,
    seed: int = 1, workers: int = 1, setup_cost: int = 0, tell: Tell = silently, stop: Stop = never,
) -> Decided:  # fmt: skip
    """Routes, overtime and a plan of little weighted tardiness, setups and overtime.

    A few choices are all tried, and the answer is proven where each can be. With a `start`, a plan of the usual choice,
    it goes on from there: never worse, and whoever is put elsewhere must be worth the `displacement` in weighted
    minutes. Raises HorizonExceededError when not even a first plan fits. With a budget of moves a seed gives the same
    answer again.
    """
    desk = _Desk(
        undecided,
        Clock.started(budget or Budget()),
        seed,
        workers,
        setup_cost,
        tell,
        stop,
        start,
        displacement,
    )
    if undecided.ways <= FEW and start is None:
        return desk.each()
    desk.search(SEARCHED)
    desk.turn_over(TURNED)
    desk.search(1.0)
    desk.send_home()
    return desk.answer()


def choices(undecided: Undecided) -> Iterator[Choice]:
    """All of them, the usual one first."""
    overtime = product((False, True), repeat=len(undecided.shop.overtime))
    for worked in overtime:
        for route in product(*map(range, undecided.options)):
            yield Choice(route, worked)


@dataclass(slots=True)
class _Desk:
    """What is decided at the moment and the plan that goes with it."""

    undecided: Undecided
    clock: Clock
    seed: int
    workers: int
    setup_cost: int
    tell: Tell
    stop: Stop
    start: Schedule | None
    displacement: int
    choice: Choice = field(init=False)
    plan: Schedule = field(init=False)
    value: int = field(init=False)
    bound: int = field(init=False, default=0)
    soon: float = field(init=False, default=0.0)
    moves: int = field(init=False, default=0)
    hours: tuple[tuple[bool, ...], ShiftCalendars] = field(init=False)

    def __post_init__(self) -> None:
        usual = self.undecided.usual
        self.hours = (usual.worked, self.undecided.shop.calendars)
        everything = replace(usual, worked=(True,) * len(usual.worked))
        if max(self.undecided.options, default=1) == 1:
            self.bound = least_tardiness(self.posed(everything))
        begun = () if self.start is None else ((usual, carried(self.start, self.posed(usual), ())),)
        firsts = dict.fromkeys((usual, everything)) if self.start is None else ()
        found = [*begun, *((choice, plan) for choice in firsts if (plan := self._first(choice)))]
        if not found:
            raise HorizonExceededError(0)
        self.soon = self.clock.seconds
        self.choice, self.plan = min(found, key=lambda one: self.worth(*one))
        self.value = self.worth(self.choice, self.plan)

    def posed(self, choice: Choice) -> Problem:
        """The problem of a choice; calendars are made anew only where other overtime is worked."""
        if self.hours[0] != choice.worked:
            self.hours = (choice.worked, self.undecided.hours(choice))
        return self.undecided.posed(choice, self.hours[1])

    def worth(self, choice: Choice, plan: Schedule) -> int:
        """What is made small."""
        return worth(plan, self.setup_cost) + self.undecided.cost(choice)

    def each(self) -> Decided:
        """Every choice solved by itself, the best of them."""
        all_of_them = list(choices(self.undecided))
        best: Decided | None = None
        bounds = []
        for number, choice in enumerate(all_of_them):
            budget, cost = self._part(1 / (len(all_of_them) - number)), self.undecided.cost(choice)
            try:
                problem = self.posed(choice)
                found = solve(
                    problem, budget, aim=Aim.TARDINESS, seed=self.seed, workers=self.workers,
                    setup_cost=self.setup_cost, stop=self.stop,
                )  # fmt: skip
            except (CircularRoutingError, HorizonExceededError):
                continue
            self.clock.moves += budget.moves or 0
            self.moves += found.moves
            bounds.append(found.bound + cost)
            one = Decided(choice, found, cost, 0)
            best = one if best is None or one.value < best.value else best
            self.tell(Progress(self.clock.share, best.value, 0, self.clock.seconds, self.moves))
        assert best is not None
        told = replace(best.solution, first_seconds=self.soon, seconds=self.clock.seconds, moves=self.moves)
        return replace(best, solution=told, bound=min(bounds))

    def search(self, until: float) -> None:
        """Search the plan as it is decided."""
        if self.value <= self.bound or self.clock.share >= until or self.stop():
            return
        left = (until - self.clock.share) / (1.0 - self.clock.share)
        budget, share, moves = self._part(left), self.clock.share, self.moves

        def heard(progress: Progress) -> None:
            self.moves = moves + progress.moves
            done = share + (until - share) * progress.share
            cost = self.undecided.cost(self.choice)
            self.tell(Progress(done, progress.value + cost, self.bound, self.clock.seconds, self.moves))

        calm = self.moves > 0 or self.start is not None
        self._keep(self.choice, self._improved(self.plan, budget, calm, heard))
        self.clock.moves += budget.moves or 0

    def turn_over(self, until: float) -> None:
        """Turn one decision over, mend the plan, keep what is no worse; again and again."""
        luck = np.random.default_rng(self.seed)
        mending = min(MOST, max(LEAST, MOVES * self.plan.problem.operations))
        while self.clock.share < until and self.value > self.bound and not self.stop():
            self.clock.moves += mending
            self.moves += mending
            choice = self._other(luck)
            if (plan := self._carried(choice)) is not None:
                self._keep(choice, self._improved(plan, Budget(None, mending), True, silently))
            self.tell(Progress(self.clock.share, self.value, self.bound, self.clock.seconds, self.moves))

    def send_home(self) -> None:
        """Nobody is called in for nothing, nor for what would be no worse without him."""
        for number in idle(self.undecided, self.choice, self.plan.machine, self.plan.start, self.plan.end):
            self._close(number)
        for number in np.flatnonzero(self.choice.worked).tolist():
            self._close(number)

    def answer(self) -> Decided:
        cost = self.undecided.cost(self.choice)
        value = self.value - cost
        solution = Solution(
            self.plan,
            Aim.TARDINESS,
            value,
            max(0, self.bound - cost),
            self.soon,
            self.clock.seconds,
            self.moves,
        )
        return Decided(self.choice, solution, cost, self.bound)

    def _first(self, choice: Choice) -> Schedule | None:
        try:
            return dispatch(self.posed(choice))
        except (CircularRoutingError, HorizonExceededError):
            return None

    def _close(self, number: int) -> None:
        worked = tuple(on and at != number for at, on in enumerate(self.choice.worked))
        choice = replace(self.choice, worked=worked)
        if (plan := self._carried(choice)) is not None:
            self._keep(choice, plan)

    def _keep(self, choice: Choice, plan: Schedule) -> None:
        value = self.worth(choice, plan)
        if value <= self.value and len(plan.conflicts) <= len(self.plan.conflicts):
            self.choice, self.plan, self.value = choice, plan, value

    def _carried(self, choice: Choice) -> Schedule | None:
        pairs = zip(choice.route, self.choice.route, strict=True)
        changed = [job for job, (new, old) in enumerate(pairs) if new != old]
        try:
            return carried(self.plan, self.posed(choice), changed)
        except (CircularRoutingError, CircularSequenceError, HorizonExceededError):
            return None

    def _improved(self, plan: Schedule, budget: Budget, calm: bool, tell: Tell) -> Schedule:
        return improve(
            plan.problem, plan, budget, seed=self.seed + self.moves, workers=self.workers,
            setup_cost=self.setup_cost, displacement=self.displacement, calm=calm, tell=tell, stop=self.stop,
        )  # fmt: skip

    def _other(self, luck: np.random.Generator) -> Choice:
        """The choice with one decision turned over."""
        several = np.flatnonzero(np.array(self.undecided.options) > 1)
        shifts = len(self.choice.worked)
        if shifts and (not len(several) or luck.random() < 0.5):
            turned = int(luck.integers(shifts))
            worked = tuple(on != (at == turned) for at, on in enumerate(self.choice.worked))
            return replace(self.choice, worked=worked)
        late = several[tardiness(self.plan.problem, self.plan.end)[several] > 0]
        job = int(luck.choice(late if len(late) and luck.random() < LATE else several))
        options = self.undecided.options[job]
        route = (self.choice.route[job] + 1 + int(luck.integers(options - 1))) % options
        return replace(self.choice, route=(*self.choice.route[:job], route, *self.choice.route[job + 1 :]))

    def _part(self, part: float) -> Budget:
        """A part of what is left of the budget."""
        budget, clock = self.clock.budget, self.clock
        if budget.moves is not None:
            return Budget(None, max(1, int(part * (budget.moves - clock.moves))))
        return Budget(max(0.01, part * ((budget.seconds or 0.0) - clock.seconds)))
