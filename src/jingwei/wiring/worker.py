"""What the worker does, by the name that stands in the row; only here do the planning engines come in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jingwei.engines import bom, mrp, promise, schedule
from jingwei.exchange import jobs as imports
from jingwei.process.commands import Actor, Wake
from jingwei.process.doors import Doors
from jingwei.spec.policy import Viewer
from jingwei.store.files import Files
from jingwei.store.queue.jobs import Handler as JobHandler
from jingwei.store.queue.jobs import Job
from jingwei.store.queue.outbox import Handler as DeliveryHandler
from jingwei.store.queue.timers import Handler as TimerHandler
from jingwei.store.queue.timers import Timer
from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace
from jingwei.suite.planning.dragging import Kept
from jingwei.suite.planning.explaining import explain_order
from jingwei.suite.planning.mrp import plan_materials
from jingwei.suite.planning.promising import Standing, promise_lines
from jingwei.suite.planning.scheduling import plan_machines
from jingwei.suite.planning.warm import Warm

PLATFORM = Actor(Viewer(0, 0, (), frozenset(), True), "flow", trusted=True)
"""Who acts when a timer rings: the platform itself."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """Handlers of timers, jobs and deliveries."""

    timers: Mapping[str, TimerHandler] = field(default_factory=dict)
    jobs: Mapping[str, JobHandler] = field(default_factory=dict)
    deliveries: Mapping[str, DeliveryHandler] = field(default_factory=dict)


def handlers(made: Doors, data: Path) -> Handlers:
    """Everything the worker can do; uploaded files lie under `data`."""

    async def wake(transaction: Transaction, where: Workspace, timers: Sequence[Timer]) -> None:
        for timer in timers:
            if timer.instance is not None and timer.token is not None:
                command = Wake(timer.instance, timer.token, timer_name(timer), timer.id)
                await made[where].inside(transaction, PLATFORM, (command,))

    warm = Warm()

    async def materials(job: Job) -> object:
        return await plan_materials(made, warm, job)

    async def derivation(job: Job) -> object:
        return await explain_order(made, warm, job)

    kept = Kept()

    async def machines(job: Job) -> object:
        return await plan_machines(made, job, kept)

    standing = Standing()

    async def dates(job: Job) -> object:
        return await promise_lines(made, job, standing)

    jobs: dict[str, JobHandler] = {
        "planning.mrp": materials,
        "planning.explain": derivation,
        "planning.schedule": machines,
        "planning.promise": dates,
        **imports.handlers(made, Files(data)),
    }
    return Handlers(timers={"flow": wake}, jobs={kind: newest(made, job) for kind, job in jobs.items()})


def newest(made: Doors, handler: JobHandler) -> JobHandler:
    """A job begins with the apps and the plant's calendar as they are now: between two jobs nobody tells the worker."""

    async def begun(job: Job) -> object:
        await made.catalogues.reload(job.workspace)
        made.calendars.forget(job.workspace)
        return await handler(job)

    return begun


def warm_up() -> None:
    """Loads or compiles every kernel of the engines, so that the first planner of the day does not wait for it."""
    for engine in (bom, mrp, schedule, promise):
        engine.warm_up()


def timer_name(timer: Timer) -> str:
    """The name a flow gave its timer: remind, escalate, late."""
    return str(json.loads(timer.data).get("name", ""))
