"""Factories made from a seed for the benchmarks: items with a layered bill of materials, jobs on machines."""

import numpy as np

from jingwei.engines import bom, mrp

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
