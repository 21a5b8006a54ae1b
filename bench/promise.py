"""Constrained planning and promising at the size of a large factory; JSON lines to results/.

    python bench/promise.py

20,000 items, 50,000 lines of structure, 20,000 demands, 200 resources over a year; then 2,000 questions for one more
order against that plan, and lateness where capacity is scarce. CPU seconds; every plan is judged by the checker,
outside the time.
"""

import json
import resource
from time import perf_counter, process_time

import numpy as np

from jingwei.engines import bom, mrp, promise
from recorded import results

RESULTS = results("promise.json")
ITEMS, LINES, DEMANDS, DAYS, RESOURCES = 20_000, 50_000, 20_000, 365, 200


def factory(seed: int = 7) -> promise.Problem:
    """Five levels, two operations for every item made here, a demand for each product every tenth week or so."""
    random = np.random.default_rng(seed)
    ends = np.cumsum([0, 3_000, 3_500, 4_000, 4_500, 5_000])
    made = np.arange(ITEMS) < ends[-2]
    level = np.repeat(np.arange(5), np.diff(ends))
    parent = np.sort(random.integers(0, ends[-2], LINES))
    low = ends[level[parent] + 1]
    high = np.where(random.random(LINES) < 0.7, ends[level[parent] + 2 - (level[parent] == 4)], ITEMS)
    component = low + (random.random(LINES) * (high - low)).astype(np.int64)
    working = np.ones((2, DAYS), np.bool_)
    working[0, np.arange(DAYS) % 7 >= 5] = False
    items = mrp.items(
        ITEMS, made=made, on_hand=random.integers(0, 60, ITEMS), lead_time=random.integers(1, 8, ITEMS) * np.where(made, 1, 3),
        lot_min=np.where(random.random(ITEMS) < 0.3, 25, 0), lot_multiple=random.choice([0, 5, 10], ITEMS),
        scrap_ppm=np.where(random.random(ITEMS) < 0.25, 20_000, 0), calendar=random.integers(0, 2, ITEMS),
    )  # fmt: skip
    third = ITEMS // 3
    receipts = np.column_stack(
        [
            random.integers(0, ITEMS, third),
            random.integers(0, 30, third),
            random.integers(5, 100, third),
            np.arange(third),
            np.zeros(third, int),
        ]
    )
    demands = np.column_stack(
        [random.integers(0, ends[1], DEMANDS), random.integers(20, DAYS - 40, DEMANDS), random.integers(1, 30, DEMANDS), np.arange(DEMANDS)]
    )  # fmt: skip
    structure = bom.build(ITEMS, bom.lines(parent, component, random.integers(1, 4, LINES)))
    materials = mrp.Problem(
        items, structure, mrp.demands(demands), mrp.receipts(receipts), mrp.WorkCalendars(working)
    )
    item = np.repeat(np.flatnonzero(made), 2)
    rows = np.column_stack(
        [item, random.integers(0, RESOURCES, len(item)), random.integers(0, 15, len(item)), random.integers(1, 4, len(item)), np.full(len(item), 10)]
    )  # fmt: skip
    table = np.full((RESOURCES, DAYS), 2 * 960)
    table[:, np.arange(DAYS) % 7 >= 5] = 0
    return promise.problem(materials, promise.steps(rows.tolist()), promise.capacity(table, [2] * RESOURCES), random.integers(0, 3, DEMANDS))  # fmt: skip


def tighter(problem: promise.Problem, minutes: int) -> promise.Problem:
    """The same demands with one machine of so many minutes a working day in each resource."""
    table = np.where(problem.capacity.minutes > 0, minutes, 0)
    return promise.problem(problem.materials, problem.steps, promise.capacity(table), problem.priority)


def delayed(problem: promise.Problem) -> tuple[np.ndarray, np.ndarray]:
    """Lateness by demand as planned without capacity, and as a floor with capacity then delivers that plan.

    The floor does each order as soon as its planned day has come and its own components are there, in the order of
    the planned days. What was left over of another order's lot is taken to be there in time, which flatters it.
    """
    many = 10**6
    free = promise.capacity(problem.capacity.minutes * many, problem.capacity.units * many)
    plan = promise.plan(promise.problem(problem.materials, problem.steps, free, problem.priority))
    bom, calendars, lead = (
        problem.materials.bom,
        problem.materials.calendars,
        problem.materials.items.lead_time.tolist(),
    )
    rank, nth, calendar = (
        calendars.rank.tolist(),
        calendars.nth.tolist(),
        problem.materials.items.calendar.tolist(),
    )
    below: list[list[int]] = [
        bom.lines.component[bom.below_rows[bom.below[item] : bom.below[item + 1]]].tolist()
        for item in range(ITEMS)
    ]
    steps: dict[int, list[tuple[int, ...]]] = {}
    made_by = problem.steps
    for item, *step in zip(
        *(
            getattr(made_by, name).tolist()
            for name in ("item", "resource", "setup", "numerator", "denominator")
        ),
        strict=True,
    ):
        steps.setdefault(item, []).append(tuple(step))
    left = problem.capacity.minutes.tolist()
    most = (-(-problem.capacity.minutes // problem.capacity.units[:, np.newaxis])).tolist()
    ready: dict[tuple[int, int], int] = {}
    for demand, item, _, started, start, finish in sorted(
        plan.orders.tolist(), key=lambda row: (row[4], row[0])
    ):
        if item in steps:
            day = start = max([start, *(ready.get((demand, part), 0) for part in below[item])])
            for resource, setup, num, den in steps[item]:
                open_ = setup + -(-started * num // den)
                while open_ > 0 and day < DAYS:
                    part = min(open_, left[resource][day], most[resource][day])
                    left[resource][day] -= part
                    open_ -= part
                    day += open_ > 0
            place = rank[calendar[item]][min(start, DAYS - 1)]
            place += place < 0 or nth[calendar[item]][place] != start
            arrives = nth[calendar[item]][place + lead[item]] if place + lead[item] < DAYS else DAYS
            finish = min(max(day + 1, arrives), DAYS)
        ready[demand, item] = max(ready.get((demand, item), 0), finish)
    demands = problem.materials.demands
    days = [
        max(day, ready.get((at, item), 0))
        for at, (day, item) in enumerate(zip(plan.day.tolist(), demands.item.tolist(), strict=True))
    ]
    return plan.late, np.maximum(np.array(days) - demands.day, 0)


def lateness(problem: promise.Problem) -> dict[str, object]:
    """CPU seconds of a plan, its lateness, that without capacity and that of the floor which plans without it."""
    begun = process_time()
    plan = promise.plan(problem)
    used = process_time() - begun
    free, floor = delayed(problem)
    return {
        "plan_cpu_s": round(used, 3), "violations": len(promise.violations(plan)), "never": int((plan.day < 0).sum()),
        "busy": round(float(plan.loads[:, 3].sum() / problem.capacity.minutes.sum()), 3),
        **{
            f"{name}{what}": value
            for name, late in (("", plan.late), ("without_capacity_", free), ("delayed_floor_", floor))
            for what, value in (("late", int((late > 0).sum())), ("late_days", int(late.sum())))
        },
    }  # fmt: skip


def main() -> None:
    promise.warm_up()
    problem = factory()
    times = []
    for _ in range(3):
        begun = process_time()
        plan = promise.plan(problem)
        times.append(process_time() - begun)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    random = np.random.default_rng(3)
    asked = []
    for _ in range(2_000):
        want = promise.Want(
            int(random.integers(0, 600)), int(random.integers(1, 30)), int(random.integers(5, 90))
        )
        begun = perf_counter()
        promise.ask(plan, [want])
        asked.append((perf_counter() - begun) * 1000)
    found = {
        "plan_cpu_s": round(sorted(times)[1], 3), "orders": len(plan.orders), "loads": len(plan.loads), "memory_mb": round(memory),
        "ask_p50_ms": round(float(np.percentile(asked, 50)), 3), "ask_p95_ms": round(float(np.percentile(asked, 95)), 3),
        "roomy": lateness(problem), "busy": lateness(tighter(problem, 600)), "crowded": lateness(tighter(problem, 480)),
    }  # fmt: skip
    RESULTS.write_text(json.dumps(found) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
