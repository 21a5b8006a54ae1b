"""What operations ask for beside machines, in the numbers of the engine: people, tools, parts of lots, waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_CEILING
from fractions import Fraction

import numpy as np

from jingwei.engines import schedule as engine
from jingwei.process.plant import Plant
from jingwei.suite.planning.crew import Crew
from jingwei.suite.planning.shifts import shift_windows
from jingwei.suite.planning.shop import Shop, Task

Calendars = list[list[tuple[int, int]]]
ASSIGNED = ("dispatched", "started")
"""States in which somebody has been told to do it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The shop, the numbers of its machines that are ovens, and its setup families; family 0 is none."""

    shop: Shop
    ovens: frozenset[int]
    families: Mapping[str, int]

    @classmethod
    def of(cls, shop: Shop, besides: Sequence[Task] = ()) -> Asking:
        """`besides` are operations that are not planned yet but may be."""
        ovens = frozenset(at for at, machine in enumerate(shop.machines) if machine.oven)
        tasks = [*besides, *(task for order in shop.orders for task in order.tasks)]
        met = {task.asks.family for task in tasks} - {""}
        return cls(shop, ovens, {name: at for at, name in enumerate(["", *sorted(met)])})

    def asked(self, tasks: Sequence[Task], operations: Sequence[engine.Operation]) -> list[engine.Operation]:
        """The operations of an order with all they ask for."""
        before = [None, *tasks[:-1]]
        return [
            self._asked(task, previous, one)
            for task, previous, one in zip(tasks, before, operations, strict=True)
        ]

    def _asked(self, task: Task, previous: Task | None, operation: engine.Operation) -> engine.Operation:
        family = self.families.get(task.asks.family, 0)
        machines = {machine for machine, _ in operation.modes}
        oven = bool(machines & self.ovens)
        held = max((self.shop.machines[at].oven for at in machines & self.ovens), default=1)
        size = min(held, max(1, int(task.quantity.to_integral_value(ROUND_CEILING))))
        return replace(
            operation, family=family, needs=() if oven else self._needs(task), size=size,
            after=() if previous is None else _after(previous), whole=task.asks.unbroken and not task.started,
        )  # fmt: skip

    def _needs(self, task: Task) -> tuple[engine.Need, ...]:
        crew, asks, found = self.shop.crew, task.asks, []
        told = task.locked or task.state in ASSIGNED
        if asks.skill and not (asks.attended == "setup" and task.started):
            use = engine.Use.SETUP if asks.attended == "setup" else engine.Use.ALL
            able = crew.skilled(asks.skill)
            here = next((at for at in able if crew.people[at].id == task.operator), -1)
            found.append(engine.Need(able, use, here if told else -1))
        if asks.tool:
            able = crew.tools_of(asks.tool)
            here = next((at for at in able if crew.tools[at - len(crew.people)].id == task.tool), -1)
            pieces = max(0, int(task.quantity.to_integral_value(ROUND_CEILING)))
            found.append(engine.Need(able, engine.Use.ALL, here if told else -1, wear=pieces))
        return tuple(found)

    def laid(
        self, calendars: Calendars, plant: Plant, begin: datetime, end: datetime, horizon: int
    ) -> engine.Shop:
        """Machines, people and tools with their hours, changeovers by work centre."""
        hours, units = list(calendars), []
        for person in self.shop.crew.people:
            units.append(len(hours) if person.shifts else -1)
            if person.shifts:
                worked = shift_windows(plant, person.shifts, False, begin, end)
                inside = [(max(a, begin), min(b, end)) for a, b in worked if a < end and b > begin]
                spans = [
                    ((a - begin).total_seconds() // 60, (b - begin).total_seconds() // 60) for a, b in inside
                ]
                hours.append([(int(a), int(b)) for a, b in spans if a < b])
        units += [-1] * len(self.shop.crew.tools)
        ovens = {at: self.shop.machines[at].oven for at in self.ovens}
        outside = {at for at, machine in enumerate(self.shop.machines) if machine.outside}
        machines = range(len(self.shop.machines))
        return engine.Shop(
            self._groups(),
            list(machines),
            engine.shifts(hours, horizon),
            self._setup(),
            units,
            outside,
            ovens,
            lives=self._lives(),
        )

    def _lives(self) -> dict[int, engine.Life]:
        """The tools that have to be serviced, by their numbers."""
        crew = self.shop.crew
        return {
            at: engine.Life(tool.life, tool.service, tool.worn)
            for at, tool in enumerate(crew.tools, len(crew.people))
            if tool.life > 0
        }

    def _groups(self) -> list[int]:
        """Per machine the number of its work centre among those with changeovers, 0 for the others."""
        number = {centre: at for at, centre in enumerate(self.shop.crew.changeovers, 1)}
        return [number.get(machine.centre, 0) for machine in self.shop.machines]

    def _setup(self) -> np.ndarray[tuple[int, int, int], np.dtype[np.int64]]:
        families, changeovers = self.families, self.shop.crew.changeovers
        table = np.zeros((len(changeovers) + 1, len(families), len(families)), np.int64)
        for group, pairs in enumerate(changeovers.values(), 1):
            for (before, after), minutes in pairs.items():
                if before in families and after in families:
                    table[group, families[before], families[after]] = minutes
        return table


def _after(previous: Task) -> tuple[engine.After, ...]:
    """How an operation follows the one before it, where that is more than when it is done."""
    asks, share = previous.asks, (1, 1)
    if asks.transfer is not None and asks.transfer < previous.quantity and asks.within is None:
        part = Fraction(asks.transfer) / Fraction(previous.quantity)
        share = (part.numerator, part.denominator)
    if share == (1, 1) and not asks.wait and asks.within is None:
        return ()
    return (engine.After(lag=asks.wait, share=share, most=asks.within),)


def assigned(
    problem: engine.Problem, tasks: Sequence[Task], crew: Crew
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Who has been given to the needs of every operation, -1 where nobody who can."""
    extras = problem.extras
    if extras is None:
        return np.zeros(0, np.int64)
    given = {person.id: at for at, person in enumerate(crew.people)}
    tools = {tool.id: len(crew.people) + at for at, tool in enumerate(crew.tools)}
    found = np.full(len(extras.need_use), -1, np.int64)
    for number, task in enumerate(tasks):
        for need in range(int(extras.need_first[number]), int(extras.need_first[number + 1])):
            able = extras.eligible[extras.eligible_first[need] : extras.eligible_first[need + 1]].tolist()
            wanted = [given.get(task.operator or 0, -1), tools.get(task.tool or 0, -1)]
            found[need] = next((one for one in wanted if one in able), -1)
    return found
