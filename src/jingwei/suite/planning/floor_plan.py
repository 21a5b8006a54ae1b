"""The shop as a scheduling problem in minutes from now, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import numpy as np

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines import schedule as engine
from jingwei.engines.arrays import I64
from jingwei.engines.refusal import EngineError, HorizonExceededError
from jingwei.process.plant import Plant
from jingwei.suite.planning.asking import Asking, assigned
from jingwei.suite.planning.crew import Crew
from jingwei.suite.planning.left_out import LeftOut, placeable, without_order
from jingwei.suite.planning.material import begins
from jingwei.suite.planning.preferences import Preferences
from jingwei.suite.planning.shop import ORDER, Machine, Shop, Task, Wait, WorkOrder, lots, on_machine

HORIZONS = (60, 240, 720)
"""Days tried one after the other until everything fits."""
MINUTE = timedelta(minutes=1)
Routes = Mapping[int, Sequence[Sequence[Task]]]
"""By order."""


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """A problem with what its numbers stand for."""

    now: datetime
    problem: engine.Problem
    machines: tuple[Machine, ...]
    orders: tuple[WorkOrder, ...]
    left_out: tuple[LeftOut, ...] = ()
    crew: Crew = field(default_factory=Crew)
    material: Mapping[int, tuple[Wait, ...]] = field(default_factory=dict)
    jobs: tuple[WorkOrder, ...] = field(init=False)
    """The jobs of the problem: orders, or the lots of those that are split."""
    tasks: tuple[Task, ...] = field(init=False)
    first_job: I64 = field(init=False)
    """The first job of each order."""

    def __post_init__(self) -> None:
        jobs = [lots(order) for order in self.orders]
        object.__setattr__(self, "jobs", tuple(lot for those in jobs for lot in those))
        object.__setattr__(self, "first_job", np.cumsum([0, *map(len, jobs)])[:-1])
        object.__setattr__(self, "tasks", tuple(task for order in self.orders for task in order.tasks))

    def at(self, minute: int) -> datetime:
        return self.now + minute * MINUTE

    def minute(self, at: datetime) -> int:
        return (at - self.now) // MINUTE


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan is made from: the shop, its calendars, the moment and the planner's wishes."""

    shop: Shop
    plant: Plant
    now: datetime
    wishes: Preferences

    def without(self, failed: FloorPlan, operation: int) -> tuple[Ground, LeftOut]:
        """The same without the order of an operation that does not fit."""
        shop, left = without_order(self.shop, failed.tasks[operation], HORIZONS[-1])
        return replace(self, shop=shop), left

    def cleared(self) -> tuple[Ground, tuple[LeftOut, ...]]:
        """The same without the orders that have no place anywhere."""
        shop, left = placeable(self.shop, self.plant, self.now, HORIZONS[0], HORIZONS[-1])
        return replace(self, shop=shop), left


def lateness(plan: FloorPlan, schedule: engine.Schedule) -> tuple[int, int]:
    """Minutes of lateness by the priority of orders, and how many are late; a split order is as late as its last lot."""
    ends: dict[int, int] = {}
    for job, end in zip(plan.jobs, schedule.end[plan.problem.job_first[1:] - 1].tolist(), strict=True):
        ends[job.id] = max(end, ends.get(job.id, 0))
    due = {job.id: at for job, at in zip(plan.jobs, plan.problem.due.tolist(), strict=True)}
    late = [order.priority * max(0, ends[order.id] - due[order.id]) for order in plan.orders]
    return sum(late), sum(one > 0 for one in late)


def floor_plan(ground: Ground, days: int, left_out: tuple[LeftOut, ...] = ()) -> FloorPlan:
    asked, shop = posed(ground, days, {}), ground.shop
    return FloorPlan(
        ground.now,
        engine.build(asked.jobs, asked.shop),
        shop.machines,
        shop.orders,
        left_out,
        shop.crew,
        asked.material,
    )


@dataclass(frozen=True, slots=True)
class Posed:
    """A shop in the rows of the engine: a job an order, and what operations wait for."""

    jobs: list[engine.Job]
    shop: engine.Shop
    material: Mapping[int, tuple[Wait, ...]]


def posed(ground: Ground, days: int, routes: Routes) -> Posed:
    """`routes` are the other ways orders may be made."""
    shop, plant, now, wishes = ground.shop, ground.plant, ground.now, ground.wishes
    place = {machine.id: at for at, machine in enumerate(shop.machines)}
    horizon, end = days * 1440, now + timedelta(days=days)
    calendars = [
        [
            (minutes(now, a), minutes(now, b))
            for a, b in machine.windows(plant, now, end)
            if minutes(now, a) < minutes(now, b)
        ]
        for machine in shop.machines
    ]
    places = Places(
        shop, now, horizon, minutes(now, now + wishes.frozen), place,
        frozenset(machine for machine, at in place.items() if calendars[at]),
    )  # fmt: skip
    asking = Asking.of(shop, [task for ways in routes.values() for tasks in ways for task in tasks])
    waiting = Waiting.of(ground, horizon)

    def operations(tasks: Sequence[Task]) -> list[engine.Operation]:
        return waiting.held(tasks, asking.asked(tasks, [places.operation(task) for task in tasks]))

    jobs = [
        engine.Job(
            operations(order.tasks),
            release=waiting.released(order),
            due=minutes(now, plant.instant(order.due) or now),
            weight=order.priority * wishes.lateness,
            routes=[operations(tasks) for tasks in routes.get(order.id, ())],
        )
        for whole in shop.orders
        for order in lots(whole)
    ]
    return Posed(jobs, asking.laid(calendars, plant, now, end, horizon), waiting.material)


def minutes(now: datetime, at: datetime) -> int:
    return (at - now) // MINUTE


@dataclass(frozen=True, slots=True)
class Waiting:
    """What operations wait for beside machines and people: material by its date or its work order, the planned start."""

    ground: Ground
    horizon: int
    material: Mapping[int, tuple[Wait, ...]]
    jobs: Mapping[int, tuple[engine.After, ...]]
    """The last operations of the work orders that are planned, one a lot."""

    @classmethod
    def of(cls, ground: Ground, horizon: int) -> Waiting:
        material = ground.shop.material if ground.wishes.material else {}
        ends: dict[int, tuple[engine.After, ...]] = {}
        for at, job in enumerate(lot for order in ground.shop.orders for lot in lots(order)):
            ends[job.id] = (*ends.get(job.id, ()), engine.After(at, len(job.tasks) - 1))
        return cls(ground, horizon, material, ends)

    def released(self, order: WorkOrder) -> int:
        fixed = order.starts_on if self.ground.wishes.planned or order.form != ORDER else None
        return 0 if fixed is None or not order.tasks[0].first else self._minute(fixed)

    def held(self, tasks: Sequence[Task], operations: Sequence[engine.Operation]) -> list[engine.Operation]:
        return [self._held(task, one) for task, one in zip(tasks, operations, strict=True)]

    def _held(self, task: Task, operation: engine.Operation) -> engine.Operation:
        waits = self.material.get(task.id, ())
        if not waits:
            return operation
        made = [wait.order for wait in waits if wait.order in self.jobs]
        dated = [wait.day for wait in waits if wait.order not in self.jobs]
        after = [end for one in sorted({one for one in made if one is not None}) for end in self.jobs[one]]
        earliest = self._minute(max(dated)) if dated else 0
        return replace(operation, earliest=earliest, after=(*operation.after, *after))

    def _minute(self, day: date) -> int:
        """What lies beyond the horizon is put to its end, where it does not fit."""
        at = minutes(self.ground.now, begins(day, self.ground.plant))
        return min(max(0, at), self.horizon - 1)


@dataclass(frozen=True, slots=True)
class Places:
    """Where operations may stand: what runs keeps its machine, what is locked or frozen its place."""

    shop: Shop
    now: datetime
    horizon: int
    frozen: int
    place: Mapping[int, int]
    working: frozenset[int]
    busy: set[int] = field(default_factory=set)

    def operation(self, task: Task) -> engine.Operation:
        choices = on_machine(self.shop, task)
        modes = [
            (self.place[one], self.minutes(task, machine))
            for one, machine in choices.items()
            if one in self.working or one == task.machine
        ]
        if task.machine is None or task.machine not in choices:
            return engine.Operation(modes)
        machine, start = self.place[task.machine], self.start(task)
        if task.started and machine not in self.busy:
            # One at a time: of two that are said to run on one machine the second waits.
            if not choices[task.machine].outside:
                self.busy.add(machine)
            return engine.Operation(modes, lock=engine.Lock.STARTED, machine=machine, start=0)
        if 0 <= start < self.horizon and (task.locked or start < self.frozen):
            return engine.Operation(modes, lock=engine.Lock.PINNED, machine=machine, start=start)
        if task.started or task.locked or task.state == "dispatched":
            return engine.Operation(modes, lock=engine.Lock.MACHINE, machine=machine)
        return engine.Operation([mode for mode in modes if self.shop.machines[mode[0]].id in self.working])

    def minutes(self, task: Task, machine: Machine) -> int:
        """A supplier who has begun is through with the rest of his days."""
        gone = minutes(task.started_at, self.now) if machine.outside and task.started_at is not None else 0
        return max(1, task.minutes(machine) - max(0, gone))

    def start(self, task: Task) -> int:
        return -1 if task.start is None else minutes(self.now, task.start)


def planned(
    ground: Ground, timed: Callable[[FloorPlan], engine.Schedule]
) -> tuple[FloorPlan, engine.Schedule]:
    """The plan `timed` makes within the shortest of the horizons that holds everything; what none holds is left out."""
    ground, left_out = ground.cleared()
    at = 0
    while True:
        plan = floor_plan(ground, HORIZONS[at], left_out)
        try:
            return plan, timed(plan)
        except HorizonExceededError as error:
            if at + 1 < len(HORIZONS):
                at += 1
                continue
            ground, left = ground.without(plan, error.operation)
            left_out = (*left_out, left)
        except EngineError as error:
            raise Invalid.at(error.place, "engine", Words(error.zh, error.en)) from error


def dispatched(ground: Ground) -> tuple[FloorPlan, engine.Schedule]:
    """A feasible schedule of everything that has a place, as rules of dispatching find it."""
    return planned(ground, lambda plan: engine.dispatch(plan.problem))


def as_planned(ground: Ground) -> tuple[FloorPlan, engine.Schedule]:
    """The schedule that stands, timed again from now; what has no place yet queues behind what has."""
    return planned(ground, standing)


def standing(plan: FloorPlan) -> engine.Schedule:
    if all(task.start is None for task in plan.tasks):
        return engine.dispatch(plan.problem)
    try:
        return engine.evaluate(plan.problem, rows(plan), assigned(plan.problem, plan.tasks, plan.crew))
    except HorizonExceededError:
        raise
    except EngineError:
        # Places that contradict the routings, as after an operation was inserted before others.
        return engine.dispatch(plan.problem)


def rows(plan: FloorPlan) -> list[list[int]]:
    """Operations by machine in order of their start; those without a place behind them, urgent orders first."""
    problem = plan.problem
    queues: list[list[tuple[int, int]]] = [[] for _ in plan.machines]
    place = {machine.id: at for at, machine in enumerate(plan.machines)}
    homeless: list[int] = []
    for number, task in enumerate(plan.tasks):
        at = place.get(task.machine) if task.machine is not None else None
        able = problem.mode_machine[problem.mode_first[number] : problem.mode_first[number + 1]]
        if task.start is None or at is None or at not in able:
            homeless.append(number)
        else:
            queues[at].append((plan.minute(task.start), number))
    found = [[number for _, number in sorted(queue)] for queue in queues]
    load = [
        sum(int(problem.mode_minutes[problem.mode_on(n, at)]) for n in row) for at, row in enumerate(found)
    ]
    for number in sorted(homeless, key=lambda n: (int(problem.due[problem.job_of[n]]), n)):
        ways = range(int(problem.mode_first[number]), int(problem.mode_first[number + 1]))
        locked = int(problem.locked_mode[number])
        way = min(ways, key=lambda k: load[problem.mode_machine[k]] + int(problem.mode_minutes[k]))
        way = way if locked < 0 else locked
        found[problem.mode_machine[way]].append(number)
        load[problem.mode_machine[way]] += int(problem.mode_minutes[way])
    return found


def staff(plan: FloorPlan, schedule: engine.Schedule, number: int) -> tuple[int | None, int | None]:
    """Person and tool of an operation in a schedule; what it does not ask for stays as it is."""
    task, extras, crew = plan.tasks[number], plan.problem.extras, plan.crew
    operator, tool = task.operator, task.tool
    if extras is not None:
        for need in range(int(extras.need_first[number]), int(extras.need_first[number + 1])):
            unit = int(schedule.unit[need])
            if unit < len(crew.people):
                operator = crew.people[unit].id
            else:
                tool = crew.tools[unit - len(crew.people)].id
    return operator, tool
