"""Problems from published formats: the benchmark factory, job shops and flexible job shops."""

from collections.abc import Mapping
from typing import Any

from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.schedule.build import Job, Operation, Shop, build
from jingwei.engines.schedule.calendar import always, shifts
from jingwei.engines.schedule.problem import Problem


def from_factory(document: Mapping[str, Any]) -> Problem:
    """A factory as a JSON object: groups, calendars, machine_calendar, setups per group, jobs with modes."""
    group = [0] * int(document["n_machines"])
    for number, members in enumerate(document["groups"]):
        for machine in members:
            group[machine] = number
    calendars = [[(int(s), int(e)) for s, e in one] for one in document["calendars"]]
    horizon = max(end for one in calendars for _, end in one)
    jobs = [
        Job(
            [Operation([(m, d) for m, d in step["modes"]], step["fam"]) for step in job["ops"]],
            job["release"],
            job["due"],
            job["weight"],
        )
        for job in document["jobs"]
    ]
    return build(
        jobs, Shop(group, document["machine_calendar"], shifts(calendars, horizon), document["setups"])
    )


def from_job_shop(text: str) -> Problem:
    """The classical text: jobs and machines, then per job pairs (machine, minutes); every job due at once."""
    rows = _numbers(text)
    jobs = []
    for row in rows[1 : 1 + rows[0][0]]:
        pairs = list(zip(row[::2], row[1::2], strict=True))
        jobs.append(Job([Operation([pair]) for pair in pairs]))
    return _without_pauses(jobs)


def from_flexible(text: str) -> Problem:
    """The flexible text: per job its operations, each as a count and pairs (machine from 1, minutes)."""
    rows = _numbers(text)
    jobs = []
    for row in rows[1 : 1 + rows[0][0]]:
        steps, at = [], 1
        for _ in range(row[0]):
            pairs = row[at + 1 : at + 1 + 2 * row[at]]
            steps.append(Operation([(m - 1, d) for m, d in zip(pairs[::2], pairs[1::2], strict=True)]))
            at += 1 + 2 * row[at]
        jobs.append(Job(steps))
    return _without_pauses(jobs)


def _numbers(text: str) -> list[list[int]]:
    rows = []
    for number, line in enumerate(text.splitlines()):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                rows.append([int(float(word)) for word in line.split()])
            except ValueError:
                raise InvalidInputError(
                    f"第 {number + 1} 行不是数字。",
                    f"Line {number + 1} does not hold numbers.",
                    ("line", number + 1),
                ) from None
    if not rows or len(rows) <= rows[0][0]:
        raise InvalidInputError("文件不完整。", "The file ends before its last job.", ("line", len(rows)))
    return rows


def _without_pauses(jobs: list[Job]) -> Problem:
    steps = [step for job in jobs for step in job.operations]
    machines = 1 + max(machine for step in steps for machine, _ in step.modes)
    horizon = sum(max(minutes for _, minutes in step.modes) for step in steps)
    return build(jobs, Shop([0] * machines, [0] * machines, always(max(horizon, 1))))
