"""The job behind the schedule: make a plan, accept one, or say what a planner's drag would lead to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

import msgspec

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines import schedule as engine
from jingwei.process.doors import Doors
from jingwei.store.queue.jobs import Job
from jingwei.store.transaction import read
from jingwei.suite.planning.accepting import accept, put_into_effect
from jingwei.suite.planning.alternatives import NOTHING, alternatives
from jingwei.suite.planning.basis import basis
from jingwei.suite.planning.choices import Choices
from jingwei.suite.planning.deciding import Open, decided
from jingwei.suite.planning.differences import changes, placed
from jingwei.suite.planning.dividing import divided, divisible, units
from jingwei.suite.planning.dragging import Kept, moved
from jingwei.suite.planning.floor_plan import FloorPlan, Ground, as_planned, dispatched, lateness, staff
from jingwei.suite.planning.grounds import standing_ground
from jingwei.suite.planning.overtime import Offered, offered
from jingwei.suite.planning.plans import Chosen, Json, Without
from jingwei.suite.planning.preferences import STARTS, Preferences
from jingwei.suite.planning.reading import shop
from jingwei.suite.planning.reasons import all_reasons
from jingwei.suite.planning.scenario import Scenario, supposed
from jingwei.suite.planning.searching import USUAL, Parts, Search, What, eased, gap, improved, shortened
from jingwei.suite.planning.sources import Names


async def plan_machines(doors: Doors, job: Job, kept: Kept) -> Json:
    """`do` is `run`, whose result is a plan; `accept`, which writes one; or `move`, which only proposes."""
    names = Names(await doors.catalogue(job.workspace), job.workspace.schema)
    now = doors.clock.now().replace(second=0, microsecond=0)
    if job.args["do"] == "move":
        return await moved(doors, job, names, now, kept)
    plant = await doors.plant_of(job.workspace)
    ground = await read(doors.pool, lambda t: standing_ground(t, names, plant, now))
    if job.args["do"] == "accept":
        return await accept(doors, job, ground)
    return await run(doors, job, ground)


async def run(doors: Doors, job: Job, ground: Ground) -> Json:
    """A plan: searched from what stands or anew, perhaps under a scenario; written only where that was asked for.

    A plan that splits orders is made anew: with other operations what stands is no place to begin.
    """
    scenario = msgspec.convert(job.args.get("scenario", {}), Scenario)
    choices = msgspec.convert(job.args.get("choices", {}), Choices)
    starts = STARTS.get(str(job.args.get("starts")), ground.wishes.starts)
    wishes, sooner = replace(ground.wishes, starts=starts), job.args.get("goal") == "sooner"
    refuse_both(sooner, wishes)
    supposing = Ground(supposed(ground.shop, scenario), ground.plant, ground.now, wishes)
    anew = job.args.get("from") == "anew" or choices.split is not None
    parts = Parts.of(float(str(job.args.get("seconds", USUAL))), *searched(choices, sooner))
    overtime = offered(supposing, choices.overtime)
    plan, soonest = await asyncio.to_thread(dispatched if anew else as_planned, supposing)
    search, chosen = Search(), None
    displacement = 0 if anew else wishes.displacement * wishes.lateness
    soonest = await improved(job, search, soonest, parts, wishes, displacement)
    if choices:
        plan, soonest, chosen = await chose(
            doors, job, search, Usual(supposing, plan, soonest, displacement), parts, choices, overtime
        )
    if sooner:
        soonest = await shortened(job, search, soonest, parts)
    schedule = await asyncio.to_thread(eased, soonest, wishes)
    result = told(ground, plan, schedule, search, bounded=not choices and len(plan.jobs) == len(plan.orders))
    if chosen is not None:
        result["chosen"] = msgspec.to_builtins(chosen)
    if wishes.starts != "soon":
        result["later"] = {"starts": wishes.starts, **lying(soonest)}
    if search.before is not None:
        result["shorter"] = {"makespan": search.before}
    if not job.args.get("accept"):
        return result
    return await written(doors, job, ground, plan, schedule, {**result, "starts": starts})


def searched(choices: Choices, sooner: bool) -> Iterator[What]:
    """What is looked for, one after the other."""
    yield "lateness"
    if choices.split:
        yield "lots"
    if choices.routes or choices.overtime:
        yield "choices"
    if sooner:
        yield "makespan"


@dataclass(frozen=True, slots=True)
class Usual:
    """The best plan that chooses nothing."""

    ground: Ground
    plan: FloorPlan
    schedule: engine.Schedule
    displacement: int
    """What an operation counts for that is put elsewhere, 0 where the plan was made anew."""


async def chose(
    doors: Doors,
    job: Job,
    search: Search,
    usual: Usual,
    parts: Parts,
    choices: Choices,
    overtime: Sequence[Offered],
) -> tuple[FloorPlan, engine.Schedule, Chosen]:
    """Lots first, then routings and overtime, each kept where it is better."""
    ground, plan, schedule, fresh = usual.ground, usual.plan, usual.schedule, count(-1, -1)
    names = Names(await doors.catalogue(job.workspace), job.workspace.schema)
    chosen = Chosen(Without(*lateness(plan, schedule)), 0, 0)
    if choices.split is not None:
        measured = await read(doors.pool, lambda t: units(t, names, ground.shop))
        splits = divisible(ground, plan, schedule, choices.split, measured, fresh)
        ground, plan, schedule, chosen = await divided(
            job, search, ground, plan, schedule, parts, splits, chosen
        )
    if not choices.routes and not choices.overtime:
        return plan, schedule, chosen
    shop = ground.shop
    known = (
        await read(doors.pool, lambda t: alternatives(t, names, shop, fresh)) if choices.routes else NOTHING
    )
    left = Open.of(ground, plan, known, overtime)
    return await decided(job, search, left, schedule, parts, chosen, usual.displacement)


async def written(
    doors: Doors, job: Job, ground: Ground, plan: FloorPlan, schedule: engine.Schedule, result: Json
) -> Json:
    """The plan put into effect at once."""
    stands = {task.id: task for order in ground.shop.orders for task in order.tasks}
    commands = changes(plan, schedule, stands)
    await put_into_effect(doors, job, commands, str(job.args.get("title", "")))
    names = Names(await doors.catalogue(job.workspace), job.workspace.schema)
    now = await read(doors.pool, lambda t: shop(t, names))
    # What it wrote itself does not make it old.
    return {
        **result,
        "written": len(commands),
        "accepted": [str(order.id) for order in plan.orders],
        "whole": True,
        "stands": result["why"],
        "basis": basis(now),
    }


def refuse_both(sooner: bool, wishes: Preferences) -> None:
    """What ends on its due date does not end as early as it can."""
    if sooner and wishes.starts == "due":
        words = Words(
            "“按期不早”与“总工期最短”互相矛盾，请改用“尽早”或“在制最少”",
            'Ending on the due date and ending early exclude each other: choose "at once" or "least in progress"',
        )
        raise Invalid.at(("goal",), "contradictory", words)


def told(
    ground: Ground, plan: FloorPlan, schedule: engine.Schedule, search: Search, *, bounded: bool
) -> Json:
    """The plan as it is kept with its job; what a plan with choices could be at best nobody knows."""
    bound = engine.least_tardiness(plan.problem)
    weight, (late, orders) = ground.wishes.lateness, lateness(plan, schedule)
    return {
        "at": ground.now.isoformat(), "operations": len(plan.tasks), "conflicts": len(schedule.conflicts),
        "bars": [bar(plan, schedule, number) for number in range(len(plan.tasks))],
        "staff": {
            str(task.id): staff(plan, schedule, number)
            for number, task in enumerate(plan.tasks)
            if task.asks.skill or task.asks.tool
        },
        "figures": {
            "lateness": late, "late": orders,
            "setup_minutes": schedule.setup_minutes, "makespan": schedule.makespan, "bound": bound // weight if bounded else None,
            "gap": gap(schedule.weighted_tardiness, bound) if bounded else None, **lying(schedule),
        },
        "history": search.curve, "stopped": search.stopped,
        "why": all_reasons(plan, ground.plant.zone, schedule),
        "left_out": [
            {"id": str(one.order.id), "title": one.order.number, "zh": one.why.zh, "en": one.why.en, "names": one.names, "form": one.order.form}
            for one in plan.left_out
        ],
        "basis": basis(ground.shop), "accepted": [],
    }  # fmt: skip


def lying(schedule: engine.Schedule) -> Json:
    """How long orders are in progress, and lie finished before they are due, all together."""
    return {"in_progress": schedule.in_progress_minutes, "early": schedule.early_minutes}


def bar(plan: FloorPlan, schedule: engine.Schedule, number: int) -> list[str]:
    machine, start, end = placed(plan, schedule, number)
    return [str(plan.tasks[number].id), str(machine), utc(start), utc(end)]


def utc(at: datetime) -> str:
    return at.isoformat()
