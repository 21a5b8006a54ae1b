"""The job behind the schedule: plan everything anew, or say what a planner's drag would lead to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines import schedule as engine
from jingwei.engines.refusal import EngineError
from jingwei.process.commands import Actor, Change, Command
from jingwei.process.doors import Doors
from jingwei.spec.policy import Viewer
from jingwei.store.queue.jobs import Job
from jingwei.store.transaction import read
from jingwei.suite.planning.floor_plan import FloorPlan, as_planned, dispatched, schedulable
from jingwei.suite.planning.searching import USUAL, improved
from jingwei.suite.planning.shop import OPERATION, Shop, on_machine, shop
from jingwei.suite.planning.sources import Names

ENGINE = Actor(Viewer(0, 0, (), frozenset(), True), "engine", trusted=True)
BATCH = 60
LONGEST_CHAIN = 4
Json = dict[str, object]


async def plan_machines(doors: Doors, job: Job) -> Json:
    """`{do: run, seconds}` writes machines and times, found by dispatching and then by search; `{do: move, bar, machine, from}` only proposes."""
    names = Names(await doors.catalogue(job.workspace), job.workspace.schema)
    seen = await read(doors.pool, lambda transaction: shop(transaction, names))
    now = doors.clock.now().replace(second=0, microsecond=0)
    if job.args["do"] == "move":
        return await asyncio.to_thread(moved, doors, seen, now, job.args)
    plan, first = await asyncio.to_thread(dispatched, seen, doors.plant, now)
    schedule, search = await improved(job, first, float(str(job.args.get("seconds", USUAL))))
    commands = list(changes(plan, schedule))
    door = doors[job.workspace]
    for start in range(0, len(commands), BATCH):
        await door.submit(ENGINE, commands[start : start + BATCH], why="排程")
        await job.progress(
            min(start + BATCH, len(commands)), len(commands), Words("写入排程", "Writing the schedule")
        )
    placed = {order.id for order in schedulable(seen)}
    return {
        "written": len(commands), "operations": len(plan.tasks), "late": schedule.tardy_jobs,
        "why": {str(order.id): reasons(plan, doors.plant.zone, schedule, at) for at, order in enumerate(plan.orders)},
        "left_out": [order.number for order in seen.orders if order.id not in placed],
        "conflicts": len(schedule.conflicts), "lateness": schedule.weighted_tardiness,
        "dispatched": first.weighted_tardiness, "search": search.history,
    }  # fmt: skip


def changes(plan: FloorPlan, schedule: engine.Schedule) -> list[Command]:
    """Operations whose machine or times differ from what stands; a started one keeps its beginning."""
    found: list[Command] = []
    for number, task in enumerate(plan.tasks):
        machine, start, end = placed(plan, schedule, number)
        values: Json = {}
        if machine != task.machine:
            values["machine"] = str(machine)
        if start != task.start:
            values["planned_start"] = start.isoformat()
        if end != task.end:
            values["planned_end"] = end.isoformat()
        if values:
            found.append(Change(OPERATION, task.id, values))
    return found


def placed(plan: FloorPlan, schedule: engine.Schedule, number: int) -> tuple[int, datetime, datetime]:
    task = plan.tasks[number]
    start = plan.at(int(schedule.start[number]))
    if task.started:
        start = task.start or (task.started_at.replace(second=0, microsecond=0) if task.started_at else start)
    return plan.machines[int(schedule.machine[number])].id, start, plan.at(int(schedule.end[number]))


def moved(doors: Doors, seen: Shop, now: datetime, args: dict[str, object]) -> Json:
    """What follows from putting one operation elsewhere; nothing is written."""
    plan, stands = as_planned(seen, doors.plant, now)
    number = plan.task(int(str(args["bar"])))
    task, wanted = plan.tasks[number], int(str(args["machine"]))
    if task.started:
        words = Words("工序 {t} 已开工，不能移动", "Operation {t} has started and cannot be moved")
        raise Invalid.at(("bar",), "started", words.fill(t=task.code))
    if wanted not in on_machine(seen, task):
        words = Words(
            "工序 {t} 不能在该设备上加工：工作中心不同", "Operation {t} cannot run there: another work centre"
        )
        raise Invalid.at(("machine",), "wrong_machine", words.fill(t=task.code))
    machine = next(at for at, one in enumerate(plan.machines) if one.id == wanted)
    start = max(0, plan.minute(datetime.fromisoformat(str(args["from"]))))
    try:
        after = engine.move(plan.problem, stands, number, machine, start=start).schedule
    except EngineError as error:
        raise Invalid.at(("from",), "engine", Words(error.zh, error.en)) from error
    return {"proposal": proposal(plan, after, number), "slipped": slipped(plan, stands, after)}


def proposal(plan: FloorPlan, after: engine.Schedule, dragged: int) -> list[Json]:
    """Every bar that comes to stand elsewhere; the dragged one stays where it was put."""
    found: list[Json] = []
    for number, task in enumerate(plan.tasks):
        machine, start, end = placed(plan, after, number)
        if number == dragged or (machine, start, end) != (task.machine, task.start, task.end):
            bar: Json = {
                "bar": str(task.id),
                "machine": str(machine),
                "from": instant(start),
                "to": instant(end),
            }
            found.append({**bar, "locked": True} if number == dragged else bar)
    return found


def slipped(plan: FloorPlan, before: engine.Schedule, after: engine.Schedule) -> list[Json]:
    """Orders that end at another time than before."""
    found: list[Json] = []
    for at, order in enumerate(plan.orders):
        last = int(plan.problem.job_first[at + 1]) - 1
        was, now = int(before.end[last]), int(after.end[last])
        if was != now:
            ref = {"id": str(order.id), "title": order.number}
            found.append({"order": ref, "before": instant(plan.at(was)), "after": instant(plan.at(now))})
    return found


def reasons(plan: FloorPlan, zone: ZoneInfo, schedule: engine.Schedule, at: int) -> list[Json]:
    """Why a late order ends when it does, its last operation first; nothing for one in time."""
    last = int(plan.problem.job_first[at + 1]) - 1
    if int(schedule.end[last]) <= int(plan.problem.due[at]):
        return []
    chain = engine.why_late(schedule, at)
    shown = [link for link in chain if link.cause is not engine.Cause.ROUTE] or list(chain)
    return [reason(plan, zone, schedule, link) for link in shown[:LONGEST_CHAIN]]


def reason(plan: FloorPlan, zone: ZoneInfo, schedule: engine.Schedule, link: engine.Link) -> Json:
    task = plan.tasks[link.operation]
    machine = plan.machines[int(schedule.machine[link.operation])].name
    since = plan.at(link.since).astimezone(zone).strftime("%m-%d %H:%M")
    match link.cause:
        case engine.Cause.MACHINE:
            other = plan.tasks[link.blocker].code
            words = Words("{t} 等设备 {m}，{o} 占用到 {s}", "{t} waits for {m}, taken by {o} until {s}").fill(
                o=other
            )
        case engine.Cause.ROUTE:
            words = Words("{t} 接上道工序，从 {s} 起", "{t} follows the operation before it, from {s}")
        case engine.Cause.MATERIAL:
            words = Words("{t} 等料到 {s}", "{t} waits for material until {s}")
        case engine.Cause.PINNED:
            words = Words("{t} 已锁定或已开工", "{t} is locked or running")
        case _:
            words = Words("{t} 现在就可开始，工时不够", "{t} could start at once, the time left is too short")
    said = words.fill(t=task.code, m=machine, s=since)
    return {"zh": said.zh, "en": said.en}


def instant(at: datetime) -> str:
    """As the interface writes instants."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
