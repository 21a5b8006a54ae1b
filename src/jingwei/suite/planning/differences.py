"""What a schedule would change of what stands: bars elsewhere, orders that end at another time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from jingwei.engines import schedule as engine
from jingwei.engines.arrays import I64
from jingwei.process.commands import Change, Command
from jingwei.suite.planning.floor_plan import FloorPlan, staff
from jingwei.suite.planning.shop import Task

Json = dict[str, object]


def changes(plan: FloorPlan, schedule: engine.Schedule, stands: Mapping[int, Task]) -> list[Command]:
    """Operations whose machine or times differ from what stands; a started one keeps its beginning."""
    found: list[Command] = []
    for number, known in enumerate(plan.tasks):
        machine, start, end = placed(plan, schedule, number)
        change = elsewhere(stands[known.id], machine, start, end, staff(plan, schedule, number))
        if change is not None:
            found.append(change)
    return found


def elsewhere(
    task: Task, machine: int, start: datetime, end: datetime, staffed: tuple[int | None, int | None]
) -> Change | None:
    """The change that puts an operation there with a person and a tool, if it does not stand there."""
    values: Json = {}
    if machine != task.machine:
        values["machine"] = str(machine)
    if start != task.start:
        values["planned_start"] = start.isoformat()
    if end != task.end:
        values["planned_end"] = end.isoformat()
    for field, stood, given in zip(("operator", "tool"), (task.operator, task.tool), staffed, strict=True):
        if given is not None and given != stood:
            values[field] = str(given)
    return Change(task.form, task.id, values) if values else None


def placed(plan: FloorPlan, schedule: engine.Schedule, number: int) -> tuple[int, datetime, datetime]:
    task = plan.tasks[number]
    start = plan.at(int(schedule.start[number]))
    if task.started:
        start = task.start or (task.started_at.replace(second=0, microsecond=0) if task.started_at else start)
    return plan.machines[int(schedule.machine[number])].id, start, plan.at(int(schedule.end[number]))


def adrift(plan: FloorPlan, stands: engine.Schedule) -> npt.NDArray[np.bool_]:
    """Operations that are written elsewhere than where they stand now, as when their time has passed."""
    return np.array(
        [
            placed(plan, stands, number) != (task.machine, task.start, task.end)
            for number, task in enumerate(plan.tasks)
        ],
        np.bool_,
    )


def proposal(
    plan: FloorPlan, before: engine.Schedule, after: engine.Schedule, off: npt.NDArray[np.bool_], dragged: int
) -> list[Json]:
    """Every bar that comes to stand elsewhere; the dragged one stays where it was put.

    What was adrift before is written anew on the machines the drag touches, where it would be in the way.
    """
    moved = (after.start != before.start) | (after.end != before.end) | (after.machine != before.machine)
    touched = np.zeros(plan.problem.machines, np.bool_)
    touched[after.machine[moved]] = touched[before.machine[moved]] = True
    moved |= off & touched[after.machine]
    moved[dragged] = True
    those = np.flatnonzero(moved)
    begins, ends = instants(plan, after.start[those]), instants(plan, after.end[those])
    tasks, machines = plan.tasks, [str(one.id) for one in plan.machines]
    found: list[Json] = []
    for number, machine, begin, end in zip(
        those.tolist(), after.machine[those].tolist(), begins, ends, strict=True
    ):
        task = tasks[number]
        first = instant(placed(plan, after, number)[1]) if task.started else begin
        found.append({"bar": str(task.id), "machine": machines[machine], "from": first, "to": end})
    found[int(np.searchsorted(those, dragged))]["locked"] = True
    return found


def slipped(plan: FloorPlan, before: engine.Schedule, after: engine.Schedule) -> list[Json]:
    """Orders that end at another time than before."""
    first, last = plan.first_job, plan.problem.job_first[1:] - 1
    stood, stands = (
        np.maximum.reduceat(one.end[last], first) if len(first) else one.end for one in (before, after)
    )
    those = np.flatnonzero(stood != stands) if len(first) else first
    was, now = (instants(plan, one[those]) for one in (stood, stands))
    return [
        {"order": {"id": str(plan.orders[at].id), "title": plan.orders[at].number}, "before": b, "after": a}
        for at, b, a in zip(those.tolist(), was, now, strict=True)
    ]


def instants(plan: FloorPlan, minutes: I64) -> list[str]:
    """Many minutes of a plan as the interface writes instants: one by one it takes longer than a drag."""
    origin = np.datetime64(plan.now.astimezone(UTC).replace(tzinfo=None), "s")
    texts: list[str] = np.datetime_as_string(origin + minutes.astype("timedelta64[m]"), unit="s").tolist()
    return [text + "Z" for text in texts]


def instant(at: datetime) -> str:
    """As the interface writes instants."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
