"""Machines and people of a factory's file whose calendar has no shift: what needs them is told, the others are planned."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.schedule.build import Job, Operation
from jingwei.engines.schedule.cells import listed, refused

NEVER = [[0, 1]]
"""Stands in for a calendar without shifts; nothing is planned on it."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The machines and the units that are never there."""

    machines: frozenset[int]
    units: frozenset[int]


def with_closed(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], Closed]:
    """The document with something in every calendar, and who has nothing in it."""
    calendars = listed(document, "calendars", ())
    empty = {row for row, one in enumerate(calendars) if one == []}
    if not empty:
        return document, Closed(frozenset(), frozenset())
    filled = [NEVER if row in empty else one for row, one in enumerate(calendars)]
    machines, units = (
        frozenset(at for at, one in enumerate(listed(document, part, (), [])) if _in(one, empty))
        for part in ("machine_calendar", "units")
    )
    return {**document, "calendars": filled}, Closed(machines, units)


def open_only(job: Job, row: int, closed: Closed) -> Job:
    """The job on the machines and with the people that are there; refused where none is left."""
    if not (closed.machines or closed.units):
        return job
    usual = [_open(one, row, step, closed) for step, one in enumerate(job.operations)]
    return replace(job, operations=usual, routes=[_route(route, usual, row, closed) for route in job.routes])


def _route(route: Sequence[Operation], usual: list[Operation], row: int, closed: Closed) -> list[Operation]:
    """Another route on what is there; the usual one in its place where it cannot be taken, so that numbers stay."""
    try:
        return [_open(one, row, step, closed) for step, one in enumerate(route)]
    except InvalidInputError:
        return usual


def lost(before: Job, after: Job) -> Iterator[tuple[int, list[int]]]:
    """Operations that were left fewer machines, and which they lost."""
    for step, (one, other) in enumerate(zip(before.operations, after.operations, strict=True)):
        if gone := sorted({machine for machine, _ in one.modes} - {machine for machine, _ in other.modes}):
            yield step, gone


def _open(operation: Operation, row: int, step: int, closed: Closed) -> Operation:
    modes = [mode for mode in operation.modes if mode[0] not in closed.machines]
    place = ("jobs", row, "ops", step)
    if not modes:
        machine = operation.modes[0][0]
        raise refused(
            f"作业 {row} 的工序 {step}：设备 {machine} 的日历没有班次。",
            f"Job {row}, operation {step}: the calendar of machine {machine} has no shifts.",
            place,
        )
    needs = [
        replace(need, units=[unit for unit in need.units if unit not in closed.units])
        for need in operation.needs
    ]
    for need, asked in zip(needs, operation.needs, strict=True):
        if not need.units:
            raise refused(
                f"作业 {row} 的工序 {step}：人员或工装 {asked.units[0]} 的日历没有班次。",
                f"Job {row}, operation {step}: the calendar of unit {asked.units[0]} has no shifts.",
                place,
            )
    return replace(operation, modes=modes, needs=needs)


def _in(value: object, rows: Collection[int]) -> bool:
    return isinstance(value, int) and value in rows
