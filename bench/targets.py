"""The planning engines at their targets: `python bench/targets.py DIR` prints the table of docs/benchmarks.md from what was recorded.

DIR holds `bks/*.json` (see scheduling.py). A row says what was measured and not what could have been: fewer seconds or a busier
machine than the target allows are named, and a target nobody measured is not met.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recorded import results
from scheduling import best_known, distances, known

FAMILIES = {
    "ft, la, orb": ("ft, la, orb", 0.1),
    "abz, yn, swv, ta01–50": ("abz, yn, swv, ta01–50", 1.0),
    "ta51–70": ("ta51–70", 0.2),
    "ta71–80": ("ta71–80", 0.0),
    "dmu41–80": ("dmu41–80", 5.0),
    "10,000 operations, 100 × 100": ("10,000 operations, 100 × 100", 4.0),
    "re-entrant, 10,000 operations": ("re-entrant, 10,000 operations", 20.0),
    "flexible: mk, dpp": ("flexible mk, dpp", 1.5),
    "flexible: Hurink, behnke": ("flexible Hurink, behnke", 0.5),
}
"""What the target is called, the family that stands for it, per cent beyond the best known."""
FACTORIES = {"factory_500": 17_500, "factory_5k": 915_000, "factory_20k": 3_800_000}


@dataclass(frozen=True, slots=True)
class Row:
    """met: None where nothing was measured."""

    target: str
    measured: str
    met: bool | None
    source: str


def main() -> None:
    rows = [*makespans(Path(sys.argv[1])), *factories(), *speeds(), *answers()]
    print("| target | measured | met | by |")
    print("|---|---|---|---|")
    for row in rows:
        met = {True: "yes", False: "**no**", None: "–"}[row.met]
        print(f"| {row.target} | {row.measured} | {met} | {row.source} |")
    reached, told = sum(row.met is True for row in rows), sum(row.met is not None for row in rows)
    print(f"\n{reached} of {told} measured targets are met; {len(rows) - told} were not measured.")


def makespans(directory: Path) -> Iterator[Row]:
    """The longest recorded run of each family."""
    best, lines = best_known(directory), known()
    for name, (family, target) in FAMILIES.items():
        runs = {
            (one["budget_s"], one["workers"])
            for one in lines
            if (one["family"], one["solver"]) == (family, "ours")
        }
        seconds, workers = max(runs)
        found = distances(lines, best, seconds, workers)[family]["ours"]
        count = sum(
            (one["family"], one["solver"], one["budget_s"], one["workers"])
            == (family, "ours", seconds, workers)
            for one in lines
        )
        told = f"{found:.2f} % in {seconds:g} s of {workers} worker{'s' * (workers > 1)}, {count} instance{'s' * (count > 1)}"
        yield Row(f"{name}: ≤ {target:g} %", told, found <= target, "`scheduling`")


def factories() -> Iterator[Row]:
    for name, target in FACTORIES.items():
        runs = [
            one for one in known() if (one["instance"], one["solver"]) == (name, "ours") and one.get("valid")
        ]
        one = max(runs, key=lambda run: run["cpu_s"])
        told = f"{one['value']:,} in {one['cpu_s']:g} CPU-s ({one['budget_s']:g} s), {one['megabytes']} MB"
        met = one["value"] <= target and one["megabytes"] < 500
        yield Row(f"{name}: ≤ {target:,}, below 500 MB", told, met, "`scheduling`")


def speeds() -> Iterator[Row]:
    value = {one["name"]: one["value"] for one in lines_of("engines.json")}
    for size, limit in (("5k", 20), ("20k", 100), ("made100k", 1_000)):
        first = value.get(f"schedule.first_plan.{size}")
        if first is None:
            yield Row(f"first plan, {size} operations: < {limit} ms", "not measured", None, "–")
            continue
        yield Row(
            f"first plan, {size} operations: < {limit} ms", f"{first:.1f} CPU-ms", first < limit, "`engines`"
        )
    for size, most in (("5k", 250_000), ("20k", 100_000)):
        if (each := value.get(f"schedule.timed.{size}")) is not None:
            told = f"{1e3 / each:.0f} million, {size}"
            yield Row("full evaluation: ≥ 30 million operations/s", told, each <= 1e3 / 30, "`engines`")
        if (each := value.get(f"schedule.moves.{size}")) is not None:
            told = f"{1e6 / each:,.0f}, hot and ten seconds long"
            yield Row(f"moves at {size}: ≥ {most:,} per CPU-s", told, each <= 1e6 / most, "`engines`")
    nested = value["bom.explode.nested26"]
    yield Row("nested BOM of 16.8 M nodes: < 5 ms", f"{nested:.4f} ms", nested < 5, "`engines`")
    if (large := value.get("mrp.run.100k_items_1000k_lines_365_days")) is not None:
        yield Row("MRP, 100,000 items: ≤ 1 s", f"{large:.2f} CPU-s", large <= 1, "`engines --large`")
    for name, change in value.items():
        if name.startswith("mrp.net_change_p95"):
            told = name.rpartition(".")[2].replace("_", " ")
            yield Row(
                "net change of one order: p95 ≤ 20 ms", f"{change:.1f} ms, {told}", change <= 20, "`engines`"
            )
    runs = {one["name"].rpartition(".")[2]: one for one in lines_of("mrp_through_database.json")}
    for name, told in (("first", "all orders new"), ("one_forecast_more", "one forecast more")):
        one = runs[name]
        text = f"{one['value']:.1f} s ({one['cpu_s']:g} CPU-s), {told}"
        yield Row(
            "MRP, 100,000 items, through the database: ≤ 5 s",
            text,
            one["value"] <= 5,
            "`mrp_through_database`",
        )


def answers() -> Iterator[Row]:
    drags = {one["name"]: one for one in lines_of("drags.json")}
    for name, limit, told in (
        ("worker.move.repaired", 200, "with repair"),
        ("worker.move", 50, "without repair"),
    ):
        p95 = drags[name]["p95_ms"]
        target = f"drag at 20,000 operations, {told}: p95 < {limit} ms"
        yield Row(target, f"{p95:.0f} ms in the worker", p95 < limit, "`drags`")
    [plan] = lines_of("promise.json")
    cpu = plan["plan_cpu_s"]
    yield Row("constrained plan, 20,000 items: ≤ 6 CPU-s", f"{cpu:.2f} CPU-s", cpu <= 6, "`promise`")
    for one in lines_of("promises_through_http.json"):
        if one["name"].endswith("lines_1"):
            p95 = one["p95_ms"]
            target = "earliest date for a new order at 20,000 open operations: p95 < 100 ms"
            yield Row(target, f"{p95:.0f} ms over HTTP", p95 < 100, "`promises_through_http`")


def lines_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in results(name).read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
