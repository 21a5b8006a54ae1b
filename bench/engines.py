"""The planning engines beside plain implementations of the same work, in one run; JSON lines to results/.

    python bench/engines.py [folder of the public data] [--large]

Every time is CPU time, the best of several runs after warm-up. `ratio` is versus ÷ value: how many times
better than the plain way. --large adds MRP at 100,000 items. Public factories that are absent are skipped,
with a word.
"""

import argparse
import gzip
import json
import os
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path
from time import process_time

import numpy as np

from factories import family_problem, planning_problem, shop_problem
from jingwei.engines import bom, mrp, schedule
from jingwei.engines.arrays import frozen
from jingwei.engines.schedule.kernels import timed
from jingwei.engines.schedule.tables import shop_of
from recorded import results

RESULTS = results("engines.json")
PUBLIC = {"5k": "sched/factory_5k.json.gz", "20k": "sched/factory_20k.json.gz"}


def best_of(runs: int, work: Callable[[], object]) -> float:
    """CPU seconds of the fastest of several runs."""
    fastest = float("inf")
    for _ in range(runs):
        begun = process_time()
        work()
        fastest = min(fastest, process_time() - begun)
    return fastest


def line(name: str, value: float, unit: str, versus: str, other: float) -> dict[str, str | float]:
    """One result; `other` is what the plain way needs, in the same unit."""
    return {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "versus": f"{versus}: {other:,.4g} {unit}",
        "ratio": round(other / value, 3) if value else 0.0,
    }


def bom_lines() -> list[dict[str, str | float]]:
    """Totals of 26 nested items, 169 lines, a tree of 16,781,312 nodes."""
    pairs = [
        *combinations(range(13), 2),
        *combinations(range(13, 26), 2),
        *((item, 13) for item in range(13)),
    ]
    parents, components = zip(*pairs, strict=True)
    nested = bom.build(26, bom.lines(parents, components, [1] * len(pairs)))
    below: dict[int, list[int]] = defaultdict(list)
    for parent, component in pairs:
        below[parent].append(component)
    count = [0] * 26

    def walk(item: int) -> None:
        count[item] += 1
        for component in below[item]:
            walk(component)

    plain = best_of(1, lambda: walk(0))
    if count != bom.explode(nested, 0, 1).tolist():
        raise SystemExit("The explosion differs from the walk through the tree.")
    ours = best_of(50, lambda: bom.explode(nested, 0, 1))
    return [line("bom.explode.nested26", ours * 1e3, "ms", "walking the tree in Python", plain * 1e3)]


def plain_requirements(problem: mrp.Problem) -> np.ndarray:
    """Lot for lot in floats with numpy: requirements, stock, lead times; no lots, calendars or messages."""
    tree, items, parts = problem.bom, problem.items, problem.bom.lines
    days = problem.calendars.days
    per = tree.gross_num / tree.gross_den
    gross = np.zeros((tree.n_items, days))
    demands, receipts = problem.demands, problem.receipts
    np.add.at(gross, (demands.item, np.clip(demands.day, 0, days - 1)), demands.quantity)
    scheduled = np.zeros_like(gross)
    np.add.at(scheduled, (receipts.item, np.clip(receipts.day, 0, days - 1)), receipts.quantity)
    release = np.zeros_like(gross)
    for item in tree.order:
        rows = tree.above_rows[tree.above[item] : tree.above[item + 1]]
        if len(rows):
            gross[item] += per[rows] @ release[parts.parent[rows]]
        short = np.cumsum(gross[item] - scheduled[item]) - items.on_hand[item] + items.safety_stock[item]
        planned = np.diff(np.maximum.accumulate(np.maximum(short, 0)), prepend=0)
        lead = int(items.lead_time[item])
        release[item, : days - lead] = planned[lead:]
        release[item, 0] += planned[:lead].sum()
    return gross


def mrp_lines(large: bool) -> list[dict[str, str | float]]:
    """A full run with every lot rule, scrap, safety stock, calendars and messages, exact."""
    sizes = [("10k", 10_000, 100_000), *([("100k", 100_000, 1_000_000)] if large else [])]
    found = []
    for name, n_items, n_lines in sizes:
        problem = planning_problem(n_items, n_lines, 365)
        plain = best_of(1, partial(plain_requirements, problem))
        ours = best_of(3, partial(mrp.run, problem))
        text = "lot for lot in floats with numpy, no lots, calendars or messages"
        found.append(line(f"mrp.run.{name}_items_{n_lines // 1000}k_lines_365_days", ours, "s", text, plain))
        plan = mrp.run(problem)
        item = int(plan.orders.item[len(plan.orders) // 2])
        pegged = best_of(5, partial(mrp.peg, plan, item))
        found.append(line(f"mrp.peg.one_item_of_{name}", pegged * 1e3, "ms", "a full run", ours * 1e3))
    return found


def change_lines(large: bool) -> list[dict[str, str | float]]:
    """Net change of one order's quantity, 95th percentile: families of parts, and a plant where all hangs on all."""
    found = []
    plants = [
        ("10k_in_families", partial(family_problem, 100, 365)),
        ("10k_all_entwined", partial(planning_problem, 10_000, 100_000, 365)),
        ("100k_1M_lines_in_families", partial(family_problem, 1_000, 365, per=34)),
    ]
    for name, made in plants if large else plants[:2]:
        problem = made()
        plan = mrp.run(problem)
        whole = best_of(3, partial(mrp.run, problem))
        random = np.random.default_rng(3)
        times = []
        for row in random.integers(0, len(problem.demands), 60).tolist():
            quantity = problem.demands.quantity.copy()
            quantity[row] += int(random.integers(1, 20))
            other = replace(problem, demands=replace(problem.demands, quantity=quantity))
            begun = process_time()
            mrp.replan(plan, other)
            times.append(process_time() - begun)
        slow = float(np.percentile(times, 95))
        found.append(line(f"mrp.net_change_p95.{name}", slow * 1e3, "ms", "a full run", whole * 1e3))
    return found


def plain_dispatch(problem: schedule.Problem) -> int:
    """Jobs by due date, each step on the machine that ends it first; weighted tardiness."""
    worked, real = problem.calendars.worked, problem.calendars.real
    free, family = [0] * problem.machines, [-1] * problem.machines
    calendar = problem.machine_calendar.tolist()
    group = problem.machine_group.tolist()
    cost = 0
    for job in np.argsort(problem.due, kind="stable").tolist():
        ready = int(problem.release[job])
        for step in range(int(problem.job_first[job]), int(problem.job_first[job + 1])):
            kind, choices = int(problem.family[step]), []
            for mode in range(int(problem.mode_first[step]), int(problem.mode_first[step + 1])):
                m = int(problem.mode_machine[mode])
                setup = int(problem.setup[group[m], family[m], kind]) if family[m] >= 0 else 0
                begin = max(free[m] + setup, int(worked[calendar[m], ready]))
                finish = begin + int(problem.mode_minutes[mode])
                choices.append((int(real[calendar[m], finish]), finish, m))
            ready, finish, m = min(choices)
            free[m], family[m] = finish, kind
        cost += max(0, ready - int(problem.due[job])) * int(problem.weight[job])
    return cost


def schedule_lines(name: str, problem: schedule.Problem) -> list[dict[str, str | float]]:
    """First feasible plan, best of the portfolio, full evaluation and a drag."""
    edd = [schedule.Rule(schedule.Priority.EDD)]
    plain = best_of(1, lambda: plain_dispatch(problem))
    first = best_of(5, lambda: schedule.dispatch(problem, edd))
    portfolio = best_of(1, lambda: schedule.dispatch(problem))
    best = schedule.dispatch(problem)
    broken = schedule.violations(best)
    if broken:
        raise SystemExit(f"The checker refuses the schedule: {broken[0].en}")
    rows = [part.tolist() for part in np.split(best.sequence, best.sequence_first[1:-1])]
    evaluated = best_of(5, lambda: schedule.evaluate(problem, rows))
    random = np.random.default_rng(3)
    drags = []
    for operation in random.integers(0, problem.operations, 60).tolist():
        begun = process_time()
        start = max(0, int(best.start[operation]) - 600)
        schedule.move(problem, best, operation, int(best.machine[operation]), start=start)
        drags.append(process_time() - begun)
    drag = float(np.percentile(drags, 95))
    worst = schedule.dispatch(problem, edd).weighted_tardiness
    text = "jobs by due date in Python"
    return [
        line(f"schedule.first_plan.{name}", first * 1e3, "ms", text, plain * 1e3),
        line(f"schedule.portfolio.{name}", portfolio * 1e3, "ms", text, plain * 1e3),
        line(f"schedule.portfolio.{name}.weighted_tardiness", best.weighted_tardiness, "min", "EDD", worst),
        line(f"schedule.evaluate.{name}", evaluated * 1e3, "ms", text, plain * 1e3),
        line(f"schedule.drag_p95.{name}", drag * 1e3, "ms", text, plain * 1e3),
        line(
            f"schedule.timed.{name}",
            timed_once(best) * 1e9 / problem.operations,
            "ns an operation",
            "30 million a second",
            1e9 / 30e6,
        ),
        line(
            f"schedule.moves.{name}",
            1e6 / moves_a_second(problem, best),
            "µs a move",
            "one in the evaluation of everything",
            evaluated * 1e6,
        ),
    ]


def timed_once(plan: schedule.Schedule) -> float:
    """CPU seconds of the kernel that times all sequences, without packing and unpacking."""
    problem, shop, mode = plan.problem, shop_of(plan.problem), plan.modes()
    start, end, order = (np.zeros(problem.operations, np.int64) for _ in range(3))
    first, given = frozen(plan.sequence_first), frozen(plan.sequence)
    return best_of(20, lambda: timed(shop, mode, first, given, start, end, order))


def moves_a_second(problem: schedule.Problem, first: schedule.Schedule) -> float:
    """Moves tried in a CPU second, over ten seconds of a search that begins hot."""
    made = [0]
    begun = process_time()
    schedule.improve(problem, first, schedule.Budget(10.0), tell=lambda told: made.append(told.moves))
    return made[-1] / (process_time() - begun)


def main() -> None:
    """Run everything, print a line each, write them all."""
    arguments = argparse.ArgumentParser(description=__doc__)
    folder = os.environ.get("JINGWEI_BENCH_DATA", "../shared/data")
    arguments.add_argument("data", nargs="?", default=folder)
    arguments.add_argument("--large", action="store_true")
    asked = arguments.parse_args()
    for engine in (bom, mrp, schedule):
        engine.warm_up()
    found = bom_lines() + mrp_lines(asked.large) + change_lines(asked.large)
    plants = [("made5k", 5_000, 60), ("made20k", 20_000, 200), ("made100k", 100_000, 1_000)]
    for name, operations, machines in plants if asked.large else plants[:2]:
        found += schedule_lines(name, shop_problem(operations, machines))
    for name, path in PUBLIC.items():
        source = Path(asked.data) / path
        if not source.exists():
            print(f"schedule {name} skipped: there is no {source.name} in the data folder", file=sys.stderr)
            continue
        with gzip.open(source) as packed:
            found += schedule_lines(name, schedule.from_factory(json.load(packed)))
    text = "\n".join(json.dumps(one) for one in found) + "\n"
    RESULTS.write_text(text)
    print(text, end="")


if __name__ == "__main__":
    main()
