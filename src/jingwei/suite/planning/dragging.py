"""A planner's drag: what follows from putting one operation elsewhere, with what it made late made good."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines import schedule as engine
from jingwei.engines.arrays import I64
from jingwei.engines.refusal import EngineError
from jingwei.process.doors import Doors
from jingwei.spec.catalogue import Catalogue
from jingwei.store.queue.jobs import Job
from jingwei.store.transaction import Transaction, read
from jingwei.suite.planning.differences import Json, adrift, proposal, slipped
from jingwei.suite.planning.floor_plan import FloorPlan, Ground, as_planned, standing
from jingwei.suite.planning.grounds import standing_ground, standing_starts
from jingwei.suite.planning.preferences import Starts
from jingwei.suite.planning.shop import Task, on_machine
from jingwei.suite.planning.sources import Names

REPAIR = 0.1
"""Seconds a drag may be made good for."""
FRESH = timedelta(minutes=5)
"""How long what stands is kept ready though nothing happened: the clock goes on."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What stands, as arrays, and the horizon of events up to which it is true."""

    catalogue: Catalogue
    horizon: str
    ground: Ground
    plan: FloorPlan
    stands: engine.Schedule
    adrift: npt.NDArray[np.bool_]
    at: Mapping[int, int]
    """Operations by id."""
    free: I64
    """The minute from which each operation could begin, if its start had not been put off."""

    @classmethod
    def of(cls, catalogue: Catalogue, horizon: str, ground: Ground, starts: Starts) -> Ready:
        plan, stands = as_planned(ground)
        free = plan.problem.earliest
        if starts != "soon":
            plan, stands = kept_off(plan, stands)
        at = {task.id: number for number, task in enumerate(plan.tasks)}
        return cls(catalogue, horizon, ground, plan, stands, adrift(plan, stands), at, free)

    def pulled(self, number: int, start: int) -> engine.Problem:
        """The problem in which an operation may begin at a minute, and those before it as much earlier."""
        problem, free = self.plan.problem, self.free
        earliest = problem.earliest.copy()
        by = int(self.stands.start[number]) - start
        if by > 0:
            before = slice(int(problem.job_first[problem.job_of[number]]), number)
            earliest[before] = np.maximum(free[before], earliest[before] - by)
        earliest[number] = free[number]
        return replace(problem, earliest=earliest)


def kept_off(plan: FloorPlan, stands: engine.Schedule) -> tuple[FloorPlan, engine.Schedule]:
    """The same with every start where it was put off to; a drag would else pull everything to the left again."""
    starts = [-1 if task.start is None else plan.minute(task.start) for task in plan.tasks]
    last = plan.problem.calendars.horizon - 1
    earliest = np.maximum(plan.problem.earliest, np.minimum(np.array(starts, np.int64), last))
    held = replace(plan, problem=replace(plan.problem, earliest=earliest))
    try:
        return held, standing(held)
    except EngineError:
        # Beyond the days that are looked ahead: then as if nothing had been put off.
        return plan, stands


@dataclass(slots=True)
class Kept:
    """What stands in each workspace, kept between drags: reading it takes longer than the drag itself."""

    ready: dict[int, Ready] = field(default_factory=dict)

    async def standing(self, doors: Doors, job: Job, names: Names, now: datetime) -> Ready:
        found = self.ready.get(job.workspace.id)
        if found is None or found.catalogue is not names.catalogue or now - found.ground.now > FRESH:
            return await self.load(doors, job, names, now)
        horizon = found.horizon
        if await read(doors.pool, lambda t: happened(t, job.workspace.schema, horizon)):
            return await self.load(doors, job, names, now)
        return found

    async def load(self, doors: Doors, job: Job, names: Names, now: datetime) -> Ready:
        async def look(transaction: Transaction) -> tuple[str, Ground, Starts]:
            # The horizon first: what is committed in between is read, and read again after the next drag.
            horizon: str = await transaction.fetchval("select pg_current_snapshot()::text")
            plant = await doors.plant_of(job.workspace, transaction)
            ground = await standing_ground(transaction, names, plant, now)
            starts = await standing_starts(transaction, job.workspace.schema)
            return horizon, ground, starts or ground.wishes.starts

        horizon, ground, starts = await read(doors.pool, look)
        made = await asyncio.to_thread(Ready.of, names.catalogue, horizon, ground, starts)
        self.ready[job.workspace.id] = made
        return made


async def happened(transaction: Transaction, schema: str, horizon: str) -> bool:
    """Whether anything was committed that a snapshot did not see."""
    found: bool = await transaction.fetchval(
        f"select exists (select from {schema}.event where xid >= pg_snapshot_xmin($1::text::pg_snapshot) "
        "and not pg_visible_in_snapshot(xid, $1::text::pg_snapshot))",
        horizon,
    )
    return found


async def moved(doors: Doors, job: Job, names: Names, now: datetime, kept: Kept) -> Json:
    """Nothing is written."""
    ready = await kept.standing(doors, job, names, now)
    return await asyncio.to_thread(dragged, ready, job.args)


def dragged(ready: Ready, args: dict[str, object]) -> Json:
    plan, stands = ready.plan, ready.stands
    number = ready.at.get(int(str(args["bar"])), -1)
    if number < 0:
        words = Words("该工序不在排程中", "The operation is not in the schedule")
        raise Invalid.at(("bar",), "no_such_bar", words)
    task, wanted = plan.tasks[number], int(str(args["machine"]))
    if task.started:
        words = Words("工序 {t} 已开工，不能移动", "Operation {t} has started and cannot be moved")
        raise Invalid.at(("bar",), "started", words.fill(t=task.code))
    if wanted not in on_machine(ready.ground.shop, task):
        words = Words(
            "工序 {t} 不能在该设备上加工：工作中心不同", "Operation {t} cannot run there: another work centre"
        )
        raise Invalid.at(("machine",), "wrong_machine", words.fill(t=task.code))
    refuse_frozen(ready, task, datetime.fromisoformat(str(args["from"])))
    machine = next(at for at, one in enumerate(plan.machines) if one.id == wanted)
    start = max(0, plan.minute(datetime.fromisoformat(str(args["from"]))))
    wishes, seconds = ready.ground.wishes, float(str(args.get("repair", REPAIR)))
    try:
        after = engine.move(
            ready.pulled(number, start), stands, number, machine, start=start,
            within=engine.Budget(seconds) if seconds > 0 else None,
            price=wishes.displacement * wishes.lateness, setup_cost=wishes.setup,
        )  # fmt: skip
    except EngineError as error:
        raise Invalid.at(("from",), "engine", Words(error.zh, error.en)) from error
    return {
        "proposal": proposal(plan, stands, after.schedule, ready.adrift, number), "slipped": slipped(plan, stands, after.schedule),
        "repaired": [str(plan.tasks[one].id) for one in after.displaced.tolist()],
        "gained": after.gained // wishes.lateness,
    }  # fmt: skip


def refuse_frozen(ready: Ready, task: Task, wanted: datetime) -> None:
    """Nothing leaves or enters the time that is frozen."""
    plan, until = ready.plan, ready.ground.now + ready.ground.wishes.frozen
    if not ready.ground.wishes.frozen:
        return
    if task.start is not None and plan.now <= task.start < until:
        words = Words(
            "工序 {t} 在冻结期内，不能移动", "Operation {t} lies in the frozen period and cannot be moved"
        )
        raise Invalid.at(("bar",), "frozen", words.fill(t=task.code))
    if wanted < until:
        words = Words(
            "不能把工序 {t} 移入冻结期（到 {u}）",
            "Operation {t} cannot be moved into the frozen period (until {u})",
        )
        shown = until.astimezone(ready.ground.plant.zone).strftime("%m-%d %H:%M")
        raise Invalid.at(("from",), "frozen", words.fill(t=task.code, u=shown))
