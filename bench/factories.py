"""Factories made from a seed for the benchmarks: items with a layered bill of materials, jobs on machines."""

import numpy as np

from jingwei.engines import bom, mrp, schedule

LEVELS = np.array([0.03, 0.05, 0.07, 0.09, 0.11, 0.12, 0.13, 0.13, 0.13, 0.14])


def planning_problem(n_items: int, n_lines: int, days: int, seed: int = 7) -> mrp.Problem:
    """Ten levels of items, all lot rules, scrap, safety stock, lead times, two calendars, receipts."""
    random = np.random.default_rng(seed)
    counts = (LEVELS * n_items).astype(np.int64)
    counts[-1] += n_items - counts.sum()
    ends = np.concatenate([[0], np.cumsum(counts)])
    level = np.repeat(np.arange(len(counts)), counts)
    made = level < len(counts) - 1
    parent = np.sort(random.integers(0, int(made.sum()), n_lines))
    low = ends[level[parent] + 1]
    near = np.where(random.random(n_lines) < 0.7, ends[np.minimum(level[parent] + 2, len(counts))], n_items)
    component = low + (random.random(n_lines) * (near - low)).astype(np.int64)
    lines = bom.lines(
        parent,
        component,
        random.integers(1, 5, n_lines),
        np.where(random.random(n_lines) < 0.1, 2, 1),
        scrap_ppm=np.where(random.random(n_lines) < 0.3, random.integers(1, 50, n_lines) * 1_000, 0),
    )
    rule = random.choice([0, 1, 2], n_items, p=[0.5, 0.2, 0.3])
    working = np.ones((2, days), np.bool_)
    working[0, np.arange(days) % 7 >= 5] = False
    items = mrp.items(
        n_items,
        on_hand=random.integers(0, 60, n_items),
        safety_stock=np.where(random.random(n_items) < 0.3, random.integers(0, 30, n_items), 0),
        lot_rule=rule,
        lot_fixed=random.choice([100, 250, 500, 2_000], n_items),
        lot_min=np.where(random.random(n_items) < 0.3, 25, 0),
        lot_multiple=random.choice([0, 5, 10], n_items),
        lot_period=random.choice([5, 10, 20], n_items),
        lead_time=random.integers(1, 15, n_items),
        scrap_ppm=np.where(random.random(n_items) < 0.25, random.integers(0, 40, n_items) * 1_000, 0),
        made=made,
        calendar=random.integers(0, 2, n_items),
    )
    sold = np.argwhere(random.random((counts[0], days)) < 0.12)
    demand = np.column_stack([sold, random.integers(1, 30, len(sold)), np.arange(len(sold))])
    third = n_items // 3
    receipts = np.column_stack(
        [
            random.integers(0, n_items, third),
            random.integers(0, min(30, days), third),
            random.integers(5, 100, third),
            np.arange(third),
            random.integers(0, 2, third),
        ]
    )
    return mrp.Problem(
        items,
        bom.build(n_items, lines),
        mrp.demands(demand),
        mrp.receipts(receipts),
        mrp.WorkCalendars(working),
    )


def family_problem(families: int, days: int, seed: int = 5, per: int = 10) -> mrp.Problem:
    """Families of a hundred items: two products, 28 parts made of 60 others, `per` lines each; a tenth is shared by all."""
    random = np.random.default_rng(seed)
    n_items = families * 100
    made = np.arange(n_items) % 100 < 30
    parent = np.repeat(np.flatnonzero(made), per)
    slot = parent % 100
    low = np.where(slot < 2, 2, np.minimum(slot + 1, 90))
    component = parent - slot + low + (random.random(len(parent)) * (100 - low)).astype(np.int64)
    shared = (component % 100 >= 90) & (random.random(len(parent)) < 0.5)
    component = np.where(shared, random.integers(0, families, len(parent)) * 100 + component % 100, component)
    lines = bom.lines(parent, component, random.integers(1, 5, len(parent)))
    items = mrp.items(
        n_items,
        on_hand=random.integers(0, 60, n_items),
        lot_rule=random.choice([0, 1, 2], n_items, p=[0.5, 0.2, 0.3]),
        lot_fixed=random.choice([100, 250, 500], n_items),
        lot_period=random.choice([5, 10, 20], n_items),
        lead_time=random.integers(1, 15, n_items),
        made=made,
    )
    sold = np.argwhere(random.random((families * 2, days)) < 0.12)
    product = sold[:, 0] // 2 * 100 + sold[:, 0] % 2
    demand = np.column_stack([product, sold[:, 1], random.integers(1, 30, len(sold)), np.arange(len(sold))])
    return mrp.Problem(
        items, bom.build(n_items, lines), mrp.demands(demand), mrp.receipts([]), mrp.every_day(days)
    )


def shop_problem(operations: int, machines: int, seed: int = 11) -> schedule.Problem:
    """Work centres of four machines, a quarter of the steps with alternatives, 12 families, three shifts."""
    random = np.random.default_rng(seed)
    weeks = 80
    models = [
        [(360, 840)] * 5 + [(0, 0)] * 2,
        [(360, 1320)] * 5 + [(360, 720), (0, 0)],
        [(0, 1440)] * 7,
    ]
    calendars = [
        [
            (d * 1440 + model[d % 7][0], d * 1440 + model[d % 7][1])
            for d in range(weeks * 7)
            if model[d % 7][1]
        ]
        for model in models
    ]
    groups = max(1, machines // 4)
    group = (np.arange(machines) % groups).tolist()
    setup = random.integers(5, 60, (groups, 12, 12))
    setup[:, range(12), range(12)] = 0
    jobs = []
    placed = 0
    while placed < operations:
        steps = []
        for _ in range(min(int(random.integers(4, 10)), operations - placed)):
            members = np.arange(int(random.integers(0, groups)), machines, groups)
            count = int(random.integers(2, 1 + min(4, len(members)))) if random.random() < 0.25 else 1
            chosen = random.choice(members, min(count, len(members)), replace=False).tolist()
            modes = [(machine, int(random.integers(20, 200))) for machine in chosen]
            steps.append(schedule.Operation(modes, int(random.integers(0, 12))))
        placed += len(steps)
        release = int(random.integers(0, 30_000))
        due = release + 1_440 * int(random.integers(3, 20))
        jobs.append(schedule.Job(steps, release, due, int(random.choice([1, 2, 4, 8]))))
    shop = schedule.Shop(
        group, (np.array(group) % 3).tolist(), schedule.shifts(calendars, weeks * 7 * 1440), setup
    )
    return schedule.build(jobs, shop)
