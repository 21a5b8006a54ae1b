"""The shop as a scheduling problem in minutes from now, and back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines import schedule as engine
from jingwei.engines.refusal import EngineError, HorizonExceededError
from jingwei.process.plant import Plant
from jingwei.suite.planning.shop import Machine, Shop, Task, WorkOrder, on_machine

HORIZONS = (60, 240, 720)
"""Days tried one after the other until everything fits."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """A problem with what its numbers stand for."""

    now: datetime
    problem: engine.Problem
    machines: tuple[Machine, ...]
    orders: tuple[WorkOrder, ...]
    tasks: tuple[Task, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tasks", tuple(task for order in self.orders for task in order.tasks))

    def at(self, minute: int) -> datetime:
        return self.now + minute * MINUTE

    def minute(self, at: datetime) -> int:
        return (at - self.now) // MINUTE

    def task(self, identity: int) -> int:
        found = next((n for n, task in enumerate(self.tasks) if task.id == identity), None)
        if found is None:
            raise Invalid.at(
                ("bar",), "no_such_bar", Words("该工序不在排程中", "The operation is not in the schedule")
            )
        return found


def schedulable(shop: Shop) -> tuple[WorkOrder, ...]:
    """Orders of which every open operation has a machine."""
    return tuple(one for one in shop.orders if all(on_machine(shop, task) for task in one.tasks))


def floor_plan(shop: Shop, plant: Plant, now: datetime, days: int) -> FloorPlan:
    orders = schedulable(shop)
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
    busy: set[int] = set()
    jobs = [
        engine.Job(
            [operation(shop, task, place, now, horizon, busy) for task in order.tasks],
            due=minutes(now, plant.instant(order.due) or now),
        )
        for order in orders
    ]
    numbers = range(len(shop.machines))
    laid = engine.Shop([0] * len(numbers), list(numbers), engine.shifts(calendars, horizon))
    return FloorPlan(now, engine.build(jobs, laid), shop.machines, orders)


def minutes(now: datetime, at: datetime) -> int:
    return (at - now) // MINUTE


def operation(
    shop: Shop, task: Task, place: dict[int, int], now: datetime, horizon: int, busy: set[int]
) -> engine.Operation:
    """What is running keeps its machine; what is locked its place; what was dispatched its machine."""
    choices = on_machine(shop, task)
    modes = [(place[one], task.minutes(machine)) for one, machine in choices.items()]
    if (
        task.machine is None
        or task.machine not in choices
        or not (task.started or task.locked or task.state == "dispatched")
    ):
        return engine.Operation(modes)
    machine = place[task.machine]
    if task.started and machine not in busy:
        busy.add(machine)  # one at a time: of two that are said to run on one machine the second waits
        return engine.Operation(modes, lock=engine.Lock.STARTED, machine=machine, start=0)
    start = minutes(now, task.start) if task.start is not None else -1
    if task.locked and 0 <= start < horizon:
        return engine.Operation(modes, lock=engine.Lock.PINNED, machine=machine, start=start)
    return engine.Operation(modes, lock=engine.Lock.MACHINE, machine=machine)


def dispatched(shop: Shop, plant: Plant, now: datetime) -> tuple[FloorPlan, engine.Schedule]:
    """A feasible schedule within the shortest of the horizons that holds everything."""
    for days in HORIZONS:
        try:
            plan = floor_plan(shop, plant, now, days)
            return plan, engine.dispatch(plan.problem)
        except HorizonExceededError:
            continue
        except EngineError as error:
            raise Invalid.at(error.place, "engine", Words(error.zh, error.en)) from error
    words = Words(
        "工作量在 {d} 天内排不下，请检查班次与工时",
        "The work does not fit into {d} days: check shifts and minutes",
    )
    raise Invalid.at((), "horizon", words.fill(d=HORIZONS[-1]))


def as_planned(shop: Shop, plant: Plant, now: datetime) -> tuple[FloorPlan, engine.Schedule]:
    """The schedule that stands, timed again from now; operations without a place are dispatched with all others."""
    if any(task.machine is None or task.start is None for order in schedulable(shop) for task in order.tasks):
        return dispatched(shop, plant, now)
    for days in HORIZONS:
        plan = floor_plan(shop, plant, now, days)
        place = {machine.id: at for at, machine in enumerate(plan.machines)}
        rows: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
        for number, task in enumerate(plan.tasks):
            if task.machine is not None and task.start is not None:
                rows[place[task.machine]].append((task.start, number))
        try:
            return plan, engine.evaluate(
                plan.problem, [[n for _, n in sorted(rows[at])] for at in range(len(plan.machines))]
            )
        except HorizonExceededError:
            continue
        except EngineError:
            break
    return dispatched(shop, plant, now)
