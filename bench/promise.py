"""Constrained planning and promising at the size of a large factory; JSON lines to results/.

    python bench/promise.py

20,000 items, 50,000 lines of structure, 20,000 demands, 200 resources over a year; then 2,000 questions for one more
order against that plan. CPU seconds; every plan is judged by the checker, outside the time.
"""

import json
import resource
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from jingwei.engines import bom, mrp, promise

RESULTS = Path(__file__).parent / "results" / "promise.json"
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


def main() -> None:
    promise.warm_up()
    problem = factory()
    times = []
    for _ in range(2):
        begun = process_time()
        plan = promise.plan(problem)
        times.append(process_time() - begun)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    broken = promise.violations(plan)
    random = np.random.default_rng(3)
    asked = []
    for _ in range(2_000):
        want = promise.Want(
            int(random.integers(0, 600)), int(random.integers(1, 30)), int(random.integers(5, 90))
        )
        begun = perf_counter()
        promise.ask(plan, [want])
        asked.append((perf_counter() - begun) * 1000)
    late = plan.late
    found = {
        "plan_cpu_s": round(min(times), 3), "orders": len(plan.orders), "loads": len(plan.loads), "memory_mb": round(memory),
        "late": int((late > 0).sum()), "late_days": int(late.sum()), "never": int((plan.day < 0).sum()),
        "ask_p50_ms": round(float(np.percentile(asked, 50)), 3), "ask_p95_ms": round(float(np.percentile(asked, 95)), 3),
        "violations": len(broken), "busy": round(float(plan.loads[:, 3].sum() / problem.capacity.minutes.sum()), 3),
    }  # fmt: skip
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found) + "\n")
    print(json.dumps(found), *broken[:5], sep="\n")


if __name__ == "__main__":
    main()
