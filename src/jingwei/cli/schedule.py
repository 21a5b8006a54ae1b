"""`jingwei schedule solve`: a schedule from a file, without a database."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from time import process_time
from typing import Any

from jingwei.base.errors import Fault, Invalid
from jingwei.base.settings import Settings
from jingwei.base.words import Words
from jingwei.cli.command import Command
from jingwei.cli.engines import NAMES
from jingwei.cli.kernels import ready
from jingwei.cli.problem_file import text_of
from jingwei.cli.program import main
from jingwei.engines import schedule
from jingwei.engines.refusal import EngineError, HorizonExceededError
from jingwei.engines.schedule import (
    FORMATS,
    Aim,
    Budget,
    Decided,
    Plant,
    Problem,
    Progress,
    Schedule,
    Solution,
    Undecided,
    decide,
    dispatch,
    format_of,
    plant_of,
    solve,
    sooner,
    undecided_of,
    violations,
    without,
)

SOONER = 0.2
"""Of what may be spent, for a shorter plan where one is asked for."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("solve",))
    parser.add_argument("file", type=Path, help="问题文件，可为 .gz / the problem, may be .gz")
    parser.add_argument("--format", choices=("auto", *FORMATS), default="auto")
    parser.add_argument("--aim", choices=tuple(aim.value for aim in Aim), help="目标 / what is made small")
    parser.add_argument("--seconds", type=float, default=10.0, help="用时 / time to spend")
    parser.add_argument("--moves", type=int, help="步数，结果可重复 / moves instead of seconds: repeatable")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="并行数 / searches side by side")
    parser.add_argument(
        "--setup-cost", type=int, default=0, help="每分钟换型折合的加权拖期 / of a minute of setup"
    )
    parser.add_argument(
        "--strict", action="store_true", help="有错的作业使整个文件失败 / a bad job fails the whole file"
    )
    parser.add_argument(
        "--sooner",
        action="store_true",
        help="之后在谁都不更晚的前提下缩短总工期 / then look for a shorter plan in which nobody is later",
    )
    parser.add_argument(
        "--later",
        choices=("wip", "due"),
        help="之后尽量晚开工：减少在制品，或按期完工 / then start late: less in progress, or not before it is due",
    )
    parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象 / print one JSON object")
    parser.add_argument(
        "--plan", action="store_true", help="连同每道工序的设备与时间 / with machine and times"
    )


def run(arguments: Namespace, settings: Settings) -> int:
    if arguments.workers < 1:
        raise Invalid.at(
            ("workers",), "not_positive", Words("并行数至少为 1", "There must be at least one worker")
        )
    try:
        text = text_of(arguments.file)
        kind = format_of(text) if arguments.format == "auto" else arguments.format
        plant = plant_of(text) if kind == "factory" else None
        posed: Problem | Undecided = plant.undecided if plant else FORMATS[kind](text)
        if plant is not None and arguments.strict:
            _refuse_left_out(arguments.file, plant)
            posed = undecided_of(text)
        ready(schedule.warm_up, settings)
        used = process_time()
        if plant is not None and plant.undecided.ways == 1:
            plant = _fitting(plant)
            posed = plant.undecided
            if arguments.strict:
                _refuse_left_out(arguments.file, plant)
        found, decided = _solved(posed, arguments, Aim.TARDINESS if kind == "factory" else Aim.MAKESPAN)
    except EngineError as error:
        place = (str(arguments.file), *error.place)
        raise Invalid.at(place, "cannot_be_scheduled", Words(error.zh, error.en)) from error
    if arguments.sooner:
        asked = _budget(arguments, SOONER)
        found = _valued(found, sooner(found.schedule, asked, seed=arguments.seed), arguments.setup_cost)
    if arguments.later:
        late = schedule.later(found.schedule, until_due=arguments.later == "due")
        found = _valued(found, late, arguments.setup_cost)
    answer = _answer(found, process_time() - used)
    rows = plant.rows if plant else range(len(found.schedule.problem.release))
    if decided is not None:
        answer |= _decisions(decided, found, rows)
    if plant is not None and not arguments.strict:
        answer["left_out"] = [asdict(note) for note in plant.left_out]
        answer["notes"] = [asdict(note) for note in plant.notes]
    if arguments.plan:
        answer["operations"] = _operations(found, rows)
    if arguments.json:
        print(json.dumps(answer))
    else:
        print("\n".join(f"{name}: {value}" for name, value in answer.items()))
    return 0 if answer["valid"] else 1


def _refuse_left_out(file: Path, plant: Plant) -> None:
    """Every job that cannot be planned as a fault of the file."""
    if plant.left_out:
        raise Invalid(
            tuple(
                Fault((str(file), "jobs", note.job), "cannot_be_scheduled", Words(note.zh, note.en))
                for note in plant.left_out
            )
        )


def _fitting(plant: Plant) -> Plant:
    """The plant without jobs for which no time is left beside the others."""
    while True:
        try:
            dispatch(plant.problem)
        except HorizonExceededError as error:
            plant = without(plant, error.operation)
        else:
            return plant


def _solved(posed: Problem | Undecided, arguments: Namespace, usual: Aim) -> tuple[Solution, Decided | None]:
    """The plan, and what was decided where there was something to decide."""
    budget = _budget(arguments, 1.0 - SOONER if arguments.sooner else 1.0)
    aim = Aim(arguments.aim) if arguments.aim else usual
    asked: dict[str, Any] = {
        "seed": arguments.seed, "workers": arguments.workers, "setup_cost": arguments.setup_cost,
        "tell": _silent if arguments.json else _tell,
    }  # fmt: skip
    if isinstance(posed, Undecided):
        if posed.ways > 1 and aim is Aim.TARDINESS:
            decided = decide(posed, budget, **asked)
            return decided.solution, decided
        posed = posed.posed(posed.usual)
    return solve(posed, budget, aim=aim, **asked), None


def _valued(found: Solution, plan: Schedule, setup_cost: int) -> Solution:
    """The solution with another plan, worth what that plan is worth."""
    value = plan.weighted_tardiness + setup_cost * plan.setup_minutes
    if found.aim is Aim.MAKESPAN:
        value = plan.makespan
    return replace(found, schedule=plan, value=value)


def _budget(arguments: Namespace, part: float) -> Budget:
    """A part of what may be spent."""
    if arguments.moves is not None:
        return Budget(None, max(1, int(arguments.moves * part)) if arguments.moves > 0 else arguments.moves)
    return Budget(arguments.seconds * part)


def _decisions(decided: Decided, found: Solution, rows: Sequence[int]) -> dict[str, Any]:
    """Which jobs take another route than the usual one, 1 the first of `routes`; which shifts of `overtime` are worked."""
    return {
        "objective": found.value + decided.cost,
        "bound": decided.bound,
        "proven": decided.proven and found.value + decided.cost == decided.value,
        "overtime_cost": decided.cost,
        "overtime": [at for at, worked in enumerate(decided.choice.worked) if worked],
        "routes": [
            {**whose, "route": route}
            for whose, route in zip(_named(rows), decided.choice.route, strict=True)
            if route
        ],
    }


def _answer(found: Solution, cpu: float) -> dict[str, Any]:
    plan = found.schedule
    return {
        "objective": found.value,
        "aim": found.aim.value,
        "makespan": plan.makespan,
        "weighted_tardiness": plan.weighted_tardiness,
        "bound": found.bound,
        "proven": found.proven,
        "tardy_jobs": plan.tardy_jobs,
        "setup_minutes": plan.setup_minutes,
        "in_progress_minutes": plan.in_progress_minutes,
        "early_minutes": plan.early_minutes,
        "first_solution_ms": round(found.first_seconds * 1000, 3),
        "seconds": round(found.seconds, 3),
        "cpu_s": round(cpu, 3),
        "moves": found.moves,
        "valid": not violations(plan),
    }


def _operations(found: Solution, rows: Sequence[int]) -> list[dict[str, int]]:
    plan, problem = found.schedule, found.schedule.problem
    named = _named(rows)
    return [
        {
            **named[problem.job_of[one]],
            "step": int(one - problem.job_first[problem.job_of[one]]),
            "machine": int(plan.machine[one]),
            "start": int(plan.start[one]),
            "end": int(plan.end[one]),
        }
        for one in range(problem.operations)
    ]


def _named(rows: Sequence[int]) -> list[dict[str, int]]:
    """What each job is called: its row of the file, and the number of the lot where it is split into several."""
    pieces, seen = Counter(rows), Counter[int]()
    named = []
    for row in rows:
        named.append({"job": row} | ({"lot": seen[row]} if pieces[row] > 1 else {}))
        seen[row] += 1
    return named


def _silent(progress: Progress) -> None:
    """Nothing but the answer is printed."""


def _tell(progress: Progress) -> None:
    print(
        f"\r{progress.share:4.0%}  {progress.value}  ≥ {progress.bound}", end="", file=sys.stderr, flush=True
    )


COMMANDS = (Command("schedule", NAMES["schedule"], run, arguments),)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], COMMANDS))
