"""What every solver of the comparison shares: the problem from a file, the judge, the line it answers with."""

from __future__ import annotations

import gzip
import json
import resource
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from jingwei.engines import schedule
from jingwei.engines.schedule import Problem, Schedule

Found = tuple[Schedule, int, int, float]
"""A schedule, its value, what nothing is better than, and seconds until the first plan."""


def text_of(file: Path) -> str:
    """A file as it is, or the only one that is packed in it."""
    if file.suffix == ".gz":
        return gzip.decompress(file.read_bytes()).decode()
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as packed:
            return packed.read(packed.namelist()[0]).decode()
    return file.read_text()


def problem_of(file: Path) -> Problem:
    text = text_of(file)
    return schedule.FORMATS[schedule.format_of(text)](text)


def laid(problem: Problem, machine: list[int], start: list[int]) -> Schedule:
    """A schedule from machines and starts, as our judge reads it."""
    mode = [problem.mode_on(operation, at) for operation, at in enumerate(machine)]
    end = np.array(start) + problem.mode_minutes[mode]
    order = np.lexsort((end, np.array(start), np.array(machine)))
    first = np.concatenate([[0], np.cumsum(np.bincount(machine, minlength=problem.machines))])
    return Schedule(problem, np.array(machine), np.array(start), end, first, order)


def answer(solve: Callable[[Problem, str, float, int], Found | None]) -> None:
    """`FILE KIND SECONDS WORKERS` on the command line; one JSON object on the output."""
    file, kind, seconds, workers = sys.argv[1:5]
    problem = problem_of(Path(file))
    began, used = perf_counter(), process_time()
    found = solve(problem, kind, float(seconds), int(workers))
    told: dict[str, object] = {
        "seconds": round(perf_counter() - began, 2),
        "cpu_s": round(process_time() - used, 2),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if found is not None:
        plan, value, bound, first = found
        told |= {
            "value": value, "bound": bound, "proven": value <= bound, "first_ms": round(first * 1000, 2),
            "valid": not schedule.violations(plan),
        }  # fmt: skip
    print(json.dumps(told))
