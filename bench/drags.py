"""A planner's drag at 20,000 operations: alone, with its repair, and as the worker answers it; results/drags.json.

`python bench/drags.py [--operations 20000] [--drags 100]`: wall-clock percentiles after warm-up. The engine is beside
a full evaluation of the same sequences; the worker's answer has everything but the queue: looking up, moving,
repairing, comparing and writing JSON.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from time import perf_counter
from zoneinfo import ZoneInfo

import numpy as np

from factories import shop_problem
from jingwei.base.calendar import PlantCalendar, Shift
from jingwei.engines import schedule
from jingwei.process.plant import Plant
from jingwei.spec.catalogue import build
from jingwei.store.queue.jobs import kept
from jingwei.suite.planning.differences import placed
from jingwei.suite.planning.dragging import REPAIR, Ready, dragged
from jingwei.suite.planning.floor_plan import FloorPlan, Ground, dispatched
from jingwei.suite.planning.preferences import Preferences
from jingwei.suite.planning.shop import Machine, Shop, Task, WorkOrder
from recorded import results

RESULTS = results("drags.json")
NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
STEPS, BESIDE = 8, 4
CHECKED = 10
"""Every so many repairs are looked at by the independent checker, which takes a second each."""


def timed(works: list[Callable[[], object]]) -> list[float]:
    """Milliseconds of each."""
    found = []
    for work in works:
        begun = perf_counter()
        work()
        found.append((perf_counter() - begun) * 1e3)
    return found


def line(name: str, times: list[float], **more: object) -> dict[str, object]:
    p50, p95 = (round(float(np.percentile(times, share)), 1) for share in (50, 95))
    return {"name": name, "p50_ms": p50, "p95_ms": p95, **more}


def engine_lines(operations: int, drags: int) -> list[dict[str, object]]:
    problem = shop_problem(operations, operations // 100)
    plan = schedule.improve(problem, schedule.dispatch(problem), schedule.Budget(5.0))
    random = np.random.default_rng(3)
    asked = [
        (one, int(plan.machine[one]), max(0, int(plan.start[one]) + int(random.integers(-2000, 2000))))
        for one in random.integers(0, operations, drags).tolist()
    ]
    rows = [part.tolist() for part in np.split(plan.sequence, plan.sequence_first[1:-1])]
    full = timed([partial(schedule.evaluate, problem, rows)] * 20)
    alone = timed([partial(schedule.move, problem, plan, o, m, start=s) for o, m, s in asked])
    later = gained = displaced = 0
    times = []
    for o, m, s in asked:
        begun = perf_counter()
        moved = schedule.move(problem, plan, o, m, start=s, within=schedule.Budget(REPAIR))
        times.append((perf_counter() - begun) * 1e3)
        later += moved.schedule.weighted_tardiness - plan.weighted_tardiness + moved.gained
        gained, displaced = gained + moved.gained, displaced + len(moved.displaced)
        if len(times) % CHECKED == 0 and schedule.violations(moved.schedule):
            raise SystemExit("The checker refuses a repaired schedule.")
    return [
        line("evaluate", full),
        line("move", alone),
        line("move.repaired", times, made_late=later, saved=gained, displaced=displaced),
    ]


def factory(operations: int) -> Ground:
    """Work orders of eight steps through centres of four machines, two shifts, as the database gives them."""
    random = np.random.default_rng(7)
    centres = operations // 100 // BESIDE
    machines = tuple(
        Machine(1 + at, f"M{at}", at // BESIDE, f"C{at // BESIDE}", Decimal(1), False, (("12345", Shift(360, 1320)),))
        for at in range(centres * BESIDE)
    )  # fmt: skip
    orders = []
    for number in range(operations // STEPS):
        minutes = random.integers(20, 200, STEPS).tolist()
        where = random.integers(0, centres, STEPS).tolist()
        tasks = tuple(
            Task(
                1_000_000 + number * STEPS + step, f"WO{number}-{step}", "", 1 + number, where[step], None, "ready",
                False, None, None, None, Decimal(0), Decimal(minutes[step]),
            )
            for step in range(STEPS)
        )  # fmt: skip
        due = (NOW + timedelta(days=int(random.integers(5, 40)))).date()
        orders.append(WorkOrder(1 + number, f"WO{number}", due, tasks))
    plant = Plant(
        ZoneInfo("Asia/Shanghai"),
        PlantCalendar(ZoneInfo("Asia/Shanghai"), ((Shift(480, 1020),),) * 5 + ((), ()), {}),
    )
    return Ground(Shop(machines, tuple(orders)), plant, NOW, Preferences())


def standing(ground: Ground) -> Ground:
    """The same with the places of a first schedule."""
    plan, found = dispatched(ground)
    return replace(ground, shop=replace(ground.shop, orders=tuple(written(plan, found))))


def written(plan: FloorPlan, found: schedule.Schedule) -> list[WorkOrder]:
    at = {task.id: number for number, task in enumerate(plan.tasks)}

    def there(task: Task) -> Task:
        machine, start, end = placed(plan, found, at[task.id])
        return replace(task, machine=machine, start=start, end=end)

    return [replace(order, tasks=tuple(map(there, order.tasks))) for order in plan.orders]


def worker_lines(operations: int, drags: int) -> list[dict[str, object]]:
    ground = standing(factory(operations))
    begun = perf_counter()
    ready = Ready.of(build(()), "", ground, "soon")
    cold = (perf_counter() - begun) * 1e3
    random = np.random.default_rng(5)
    asked = []
    for number in random.integers(0, operations, drags).tolist():
        task = ready.plan.tasks[number]
        assert task.start is not None
        begin = task.start + timedelta(minutes=int(random.integers(-2000, 2000)))
        asked.append({"bar": str(task.id), "machine": str(task.machine), "from": begin.isoformat()})
    found = [line("worker.first", [cold])]
    for name, more in (("worker.move", {"repair": 0}), ("worker.move.repaired", {})):
        times = timed([partial(answered, ready, {**one, **more}) for one in asked])
        found.append(line(name, times))
    return found


def answered(ready: Ready, args: dict[str, object]) -> str:
    return kept(dragged(ready, args))


def main() -> None:
    """Print a line each, write them all."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--operations", type=int, default=20_000)
    arguments.add_argument("--drags", type=int, default=100)
    asked = arguments.parse_args()
    schedule.warm_up()
    found = [*engine_lines(asked.operations, asked.drags), *worker_lines(asked.operations, asked.drags)]
    text = "\n".join(json.dumps({**one, "operations": asked.operations}) for one in found) + "\n"
    RESULTS.write_text(text)
    print(text, end="")


if __name__ == "__main__":
    main()
