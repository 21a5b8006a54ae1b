"""Routings and overtime chosen together with the plan, against the best plan without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from jingwei.engines import schedule as engine
from jingwei.engines.refusal import EngineError
from jingwei.engines.schedule.carried import carried
from jingwei.engines.schedule.improve import worth
from jingwei.store.queue.jobs import Job
from jingwei.suite.planning.alternatives import Known, Route, choosable, with_waits
from jingwei.suite.planning.floor_plan import FloorPlan, Ground, minutes, posed
from jingwei.suite.planning.overtime import Offered
from jingwei.suite.planning.plans import Chosen, Extra, Rerouted
from jingwei.suite.planning.preferences import Preferences
from jingwei.suite.planning.searching import Parts, Search, watched
from jingwei.suite.planning.shop import Machine, Wait, WorkOrder

MENDING = 2_000
"""Moves by which a plan is mended when an order goes back to its own routing."""


@dataclass(frozen=True, slots=True)
class Open:
    """What is left to decide about a plan: routings of its orders, and overtime."""

    ground: Ground
    plan: FloorPlan
    routes: Mapping[int, tuple[Route, ...]]
    codes: Mapping[int, str]
    overtime: tuple[Offered, ...]

    @classmethod
    def of(cls, ground: Ground, plan: FloorPlan, known: Known, overtime: Sequence[Offered]) -> Open:
        """What lies beyond the horizon of the plan is not offered."""
        shop = replace(ground.shop, orders=plan.orders)
        routes = choosable(replace(ground, shop=shop), known)
        until = plan.at(plan.problem.calendars.horizon)
        return cls(
            replace(ground, shop=with_waits(shop, routes)), plan, routes, known.codes,
            tuple(one for one in overtime if one.end <= until),
        )  # fmt: skip

    def posed(self) -> tuple[engine.Undecided, Mapping[int, tuple[Wait, ...]]]:
        days = self.plan.problem.calendars.horizon // 1440
        asked = posed(
            self.ground, days, {one: [way.tasks for way in ways] for one, ways in self.routes.items()}
        )
        place = {machine.id: at for at, machine in enumerate(self.plan.machines)}
        now, weight = self.plan.now, self.ground.wishes.lateness
        overtime = [
            engine.Overtime(
                place[one.machine], max(0, minutes(now, one.begin)), minutes(now, one.end), one.cost * weight
            )
            for one in self.overtime
        ]
        return engine.Undecided(asked.jobs, replace(asked.shop, overtime=overtime)), asked.material

    def taken(self, choice: engine.Choice) -> dict[int, Route]:
        """By order, where it is another than its own."""
        pairs = zip(self.plan.jobs, choice.route, strict=True)
        return {order.id: self.routes[order.id][route - 1] for order, route in pairs if route}

    def worked(self, choice: engine.Choice) -> list[Offered]:
        return [one for one, worked in zip(self.overtime, choice.worked, strict=True) if worked]


async def decided(
    job: Job,
    search: Search,
    left: Open,
    usual: engine.Schedule,
    parts: Parts,
    before: Chosen,
    displacement: int,
) -> tuple[FloorPlan, engine.Schedule, Chosen]:
    """The plan with what was chosen, or the usual one where nothing better was found in the time.

    Where displacement counts, the search goes on from the usual plan.
    """
    plan, wishes = left.plan, left.ground.wishes
    undecided, material = left.posed()
    nothing = msgspec.structs.replace(before, orders=len(left.routes), shifts=len(left.overtime))
    search.turn("choices", parts.ends["choices"])
    seconds = parts.left(search)
    if undecided.ways == 1 or not worth(usual, wishes.setup) or search.stopped or seconds <= 0:
        return plan, usual, nothing
    budget = engine.Budget(seconds)

    def work() -> tuple[engine.Choice, engine.Schedule]:
        found = engine.decide(
            undecided, budget, start=usual if displacement else None, displacement=displacement,
            setup_cost=wishes.setup, tell=search.tell, stop=search.stop,
        )  # fmt: skip
        return homed(undecided, found, wishes)

    try:
        choice, schedule = await watched(job, search, work)
    except EngineError:
        # No first plan by the other ways fits: the usual one stands.
        return plan, usual, nothing
    better = worth(schedule, wishes.setup) + undecided.cost(choice) < worth(usual, wishes.setup)
    if not better or len(schedule.conflicts) > len(usual.conflicts):
        return plan, usual, nothing
    taken, worked = left.taken(choice), left.worked(choice)
    chosen = msgspec.structs.replace(
        nothing,
        routes={
            str(order.id): rerouted(left, order, taken[order.id])
            for order in plan.orders
            if order.id in taken
        },
        overtime=[Extra(str(one.machine), one.begin, one.end, one.cost) for one in worked],
    )
    orders = tuple(
        replace(order, tasks=taken[order.id].tasks) if order.id in taken else order for order in plan.orders
    )
    made = FloorPlan(
        plan.now,
        schedule.problem,
        with_overtime(plan.machines, worked),
        orders,
        plan.left_out,
        plan.crew,
        material,
    )
    return made, schedule, chosen


def rerouted(left: Open, order: WorkOrder, route: Route) -> Rerouted:
    before = "" if order.routing is None else left.codes.get(order.routing, "")
    return Rerouted(str(route.id), before, route.code, list(route.tasks))


def homed(
    undecided: engine.Undecided, found: engine.Decided, wishes: Preferences
) -> tuple[engine.Choice, engine.Schedule]:
    """Orders go back to their own routing where the other one saves less than displacing its operations is worth."""
    choice, plan = found.choice, found.solution.schedule
    for job in [job for job, route in enumerate(choice.route) if route]:
        price = wishes.displacement * wishes.lateness * len(undecided.jobs[job].operations)
        back = replace(choice, route=(*choice.route[:job], 0, *choice.route[job + 1 :]))
        try:
            other = carried(plan, undecided.posed(back), [job])
        except EngineError:
            continue
        other = engine.improve(
            other.problem, other, engine.Budget(None, MENDING), setup_cost=wishes.setup, calm=True
        )
        if worth(other, wishes.setup) <= worth(plan, wishes.setup) + price and len(other.conflicts) <= len(
            plan.conflicts
        ):
            choice, plan = back, other
    return choice, plan


def with_overtime(machines: Sequence[Machine], worked: Sequence[Offered]) -> tuple[Machine, ...]:
    return tuple(
        replace(one, overtime=(*one.overtime, *(w.window for w in worked if w.machine == one.id)))
        for one in machines
    )
