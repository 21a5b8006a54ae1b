"""The scheduler beside its peers on published instances: one script, one machine, the same seconds for everybody.

`python bench/scheduling.py DIR [--seconds 10] [--workers 1] [--with ours,dispatch,ortools,pyjobshop] [--all] [--table]`

DIR holds `jsp/*.txt` (JSPLIB), `fjsp/*.txt` (FJSPLIB), `factory_*.json.gz` and `bks/*.json`, a list of objects with
`instance`, `lower_bound` and `upper_bound`. A line per instance and solver is added to bench/results/scheduling.jsonl; what stands
there is not run again. The peers are no part of Jingwei: `pip install ortools pyjobshop`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf, isfinite
from pathlib import Path
from statistics import mean
from typing import Any

from recorded import results

HERE = Path(__file__).parent
RESULTS = results("scheduling.jsonl")
SOLVERS = {
    "ours": "ours.py", "dispatch": "dispatch.py", "ortools": "ortools_alone.py", "pyjobshop": "pyjobshop_alone.py",
}  # fmt: skip
FAMILIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ft, la, orb": ("jsp", ("ft06", "ft10", "la02", "la21", "la29", "la38", "orb01", "orb08")),
    "abz, yn, swv, ta01–50": (
        "jsp",
        ("abz7", "yn1", "swv06", "swv11", "ta01js", "ta11js", "ta21js", "ta31js", "ta41js"),
    ),
    "ta51–70": ("jsp", ("ta51js", "ta61js", "ta62js")),
    "ta71–80": ("jsp", ("ta71js", "ta72js", "ta75js")),
    "dmu41–80": ("jsp", ("dmu41", "dmu56", "dmu71")),
    "dmu01–40": ("jsp", ("dmu06", "dmu16", "dmu31")),
    "10,000 operations, 100 × 100": ("jsp", ("tai_100_100_1",)),
    "flexible mk, dpp": (
        "fjsp",
        ("mk01", "mk02", "mk05", "mk06", "mk08", "mk10", "dpp01a", "dpp09a", "dpp17a"),
    ),
    "flexible Hurink, behnke": (
        "fjsp",
        (
            "la21_edata",
            "la29_edata",
            "la38_edata",
            "la29_vdata",
            "la38_vdata",
            "behnke10",
            "behnke30",
            "behnke50",
        ),
    ),
    "re-entrant, 10,000 operations": ("jsp", ("dct-long-100-10000-1",)),
    "factory": ("factory", ("factory_500", "factory_5k", "factory_20k")),
}
"""Families with the instances that stand for them; `--all` takes every file there is."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--with", dest="solvers", default=",".join(SOLVERS))
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--table", action="store_true", help="only the table of what stands")
    options = parser.parse_args()
    if not options.table:
        run(options.directory, options.solvers.split(","), options.seconds, options.workers, options.all)
    print("\n".join(table(known(), best_known(options.directory), options.seconds, options.workers)))


def run(directory: Path, solvers: list[str], seconds: float, workers: int, everything: bool) -> None:
    stands = {(one["instance"], one["solver"], one["budget_s"], one["workers"]) for one in known()}
    for family, kind, file in instances(directory, everything):
        for solver in solvers:
            if (name_of(file), solver, seconds, workers) in stands:
                continue
            told = asked(solver, file, kind, seconds, workers)
            line = {
                "family": family, "instance": name_of(file), "solver": solver, "budget_s": seconds, "workers": workers, **told,
            }  # fmt: skip
            with RESULTS.open("a") as results:
                results.write(json.dumps(line, ensure_ascii=False) + "\n")
            print(json.dumps(line, ensure_ascii=False), flush=True)


def asked(solver: str, file: Path, kind: str, seconds: float, workers: int) -> dict[str, Any]:
    """The answer of a solver in a process of its own; what went wrong where there is none."""
    command = [sys.executable, SOLVERS[solver], str(file.resolve()), kind, str(seconds), str(workers)]
    try:
        done = subprocess.run(
            command, cwd=HERE / "peers", capture_output=True, text=True, timeout=seconds * 4 + 300, env=dict(os.environ)
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"failed": "not back in time"}
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1][:200] if done.stderr.strip() else "killed"}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def instances(directory: Path, everything: bool) -> Iterator[tuple[str, str, Path]]:
    for family, (kind, names) in FAMILIES.items():
        for name in names:
            files = (f"{kind}/{name}.txt", f"{kind}/{name}.zip", f"{name}.json.gz")
            found = next((directory / file for file in files if (directory / file).exists()), None)
            if found is not None:
                yield family, kind, found
    if everything:
        shown = {name for _, names in FAMILIES.values() for name in names}
        for kind in ("jsp", "fjsp"):
            for file in sorted((directory / kind).glob("*.txt")):
                if file.stem not in shown:
                    yield f"other {kind}", kind, file


def name_of(file: Path) -> str:
    return file.name.split(".")[0]


def known() -> list[dict[str, Any]]:
    return [json.loads(line) for line in RESULTS.read_text().splitlines()] if RESULTS.exists() else []


def best_known(directory: Path) -> dict[str, int]:
    found = {}
    for file in ("jsp_bks.json", "fjsp_bks.json"):
        for one in json.loads((directory / "bks" / file).read_text()):
            found[plain(one["instance"])] = one["upper_bound"]
    return found


def plain(name: str) -> str:
    """The name of an instance as everybody spells it: ta01js is ta01, la21_edata is la21-edata."""
    return name.removesuffix("js").replace("_", "-").lower()


def distances(
    lines: Iterable[Mapping[str, Any]], best: Mapping[str, int], seconds: float, workers: int
) -> dict[str, dict[str, float]]:
    """By family and solver: mean distance of the makespan from the best known in per cent, where every instance got a plan."""
    cells: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in lines:
        ceiling = best.get(plain(one["instance"]))
        if (one["budget_s"], one["workers"]) == (seconds, workers) and ceiling is not None:
            value = one["value"] if one.get("valid") else inf
            cells[one["family"]][one["solver"]].append(100 * (value / ceiling - 1))
    return {
        family: {solver: mean(found) for solver, found in by.items() if isfinite(sum(found))}
        for family, by in cells.items()
    }


def table(
    lines: Sequence[Mapping[str, Any]], best: Mapping[str, int], seconds: float, workers: int
) -> Iterator[str]:
    """The distances, then the weighted tardiness of the factories with what each solver needed of memory."""
    counted = Counter(
        one["family"] for one in lines if one["solver"] == "ours" and one["budget_s"] == seconds
    )
    yield f"| {seconds:g} s, {workers} worker(s) | " + " | ".join(SOLVERS) + " |"
    yield "|---|" + "--:|" * len(SOLVERS)
    for family, by in distances(lines, best, seconds, workers).items():
        said = (f"{by[solver]:.2f} %" if solver in by else "no plan" for solver in SOLVERS)
        yield f"| {family} ({counted[family]}) | " + " | ".join(said) + " |"
    for one in FAMILIES["factory"][1]:
        row = {
            line["solver"]: line for line in lines
            if (line["instance"], line["budget_s"], line["workers"]) == (one, seconds, workers)
        }  # fmt: skip
        if row:
            yield f"| {one} | " + " | ".join(weighed(row.get(solver)) for solver in SOLVERS) + " |"


def weighed(line: Mapping[str, Any] | None) -> str:
    """Weighted tardiness and memory, if there is a plan that the judge passes."""
    if line is None or not line.get("valid"):
        return "not in its model"
    return f"{line['value']:,} ({line['megabytes']} MB)"


if __name__ == "__main__":
    main()
