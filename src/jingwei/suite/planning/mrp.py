"""The job behind "run MRP": read one moment, plan it, write what differs from the proposals that stand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from jingwei.base.errors import Invalid, JingweiError
from jingwei.base.words import Words
from jingwei.engines import mrp
from jingwei.engines.refusal import CycleError, EngineError, QuantityOverflowError
from jingwei.process.commands import Change
from jingwei.process.doors import Doors
from jingwei.process.plant import Plant
from jingwei.store.queue.jobs import Job, Stopped
from jingwei.store.records import load
from jingwei.store.transaction import Transaction, read, read_at_once
from jingwei.store.workspace import Workspace
from jingwei.suite.planning.ending import ENGINE, close, noted, standing
from jingwei.suite.planning.exceptions import messages
from jingwei.suite.planning.needed import RUN, refuse_behind
from jingwei.suite.planning.open_orders import snapshot
from jingwei.suite.planning.pegs import Proposed
from jingwei.suite.planning.problem import Rules, posed
from jingwei.suite.planning.projects import nodes
from jingwei.suite.planning.snapshot import Snapshot, labels
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.standing import matched, runs_to_review, standing_messages, standing_orders
from jingwei.suite.planning.start import JOB
from jingwei.suite.planning.warm import Kept, Warm
from jingwei.suite.planning.writing import Writing

COMPUTING = Words("运算", "Planning")
STOPPED = Words(
    "已由人停止；已写入的计划订单保留，其余未变，可再次运行",
    "Stopped by hand; the planned orders written so far stay, the others are as they were; it can be run again",
)
NEVER = Words(
    "任务未开始或多次中断，未运算", "Not planned: its job was cancelled before it began, or cut off"
)
BROKEN = Words("系统内部错误，运算未完成", "The run was not finished because of an internal error")
BEYOND = Words(
    "另有 {n} 项需求或在途超出展望期",
    "{n} more demands or supplies lie beyond the days that are looked ahead",
)
UNRULED = Words(
    "{y} 年的放假安排未内置，工厂日历中也没有登记齐，该年其余日子按平常的一周计；请在“工厂日历”登记",
    "The holidays of {y} are neither known to the program nor entered in full, so other weeks are taken as usual; enter them in the plant calendar",
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """The switches of one run."""

    run: int
    title: str
    inspection: bool
    full: bool
    rules: Rules


async def plan_materials(doors: Doors, warm: Warm, job: Job) -> dict[str, object]:
    """Carries out one run; a run that cannot be planned or was stopped says so on its record and in the job."""
    number = int(str(job.args["run"]))
    try:
        await end_abandoned(doors, job.workspace)
        settings = await settings_of(doors, job.workspace, number)
        done = await carry_out(doors, warm, job, settings)
        await finish(doors, job.workspace, settings, done)
    except JingweiError as error:
        said = Words(
            "；".join(fault.message.zh for fault in error.faults),
            "; ".join(fault.message.en for fault in error.faults),
        )
        await close(doors, job.workspace, number, "failed", said)
        raise
    except (asyncio.CancelledError, Stopped):
        if job.stopped:
            await asyncio.shield(close(doors, job.workspace, number, "cancelled", STOPPED))
        raise
    except Exception:
        # The record would say "running" for ever; what went wrong stands in the log of the worker.
        await close(doors, job.workspace, number, "failed", BROKEN)
        raise
    return {**done, "run": str(number)}


async def finish(doors: Doors, workspace: Workspace, settings: Settings, done: Mapping[str, object]) -> None:
    """The run says what it has done; those before it are no longer to be reviewed."""
    names = Names(await doors.catalogue(workspace), workspace.schema)
    earlier = await read(doors.pool, lambda transaction: runs_to_review(transaction, names))
    over = (Change(RUN, one, {"state": "superseded"}) for one in earlier if one != settings.run)
    told = {name: value for name, value in done.items() if name != "written"}
    ended: dict[str, object] = {"state": "done"}
    ended |= {name: None if value is None else str(value) for name, value in told.items()}
    await doors[workspace].submit(ENGINE, (Change(RUN, settings.run, ended), *over), why=settings.title)


def remarks(plant: Plant, today: date, horizon: int, beyond: int) -> Words | None:
    """What a planner should know of a plan that was made."""
    years = plant.unknown_years(today, today + timedelta(days=horizon))
    said = [BEYOND.fill(n=beyond)] if beyond else []
    if years:
        said.append(UNRULED.fill(y=", ".join(map(str, years))))
    if not said:
        return None
    return Words("；".join(one.zh for one in said), "; ".join(one.en for one in said))


async def carry_out(doors: Doors, warm: Warm, job: Job, settings: Settings) -> dict[str, object]:
    door, catalogue = doors[job.workspace], await doors.catalogue(job.workspace)
    names, plant = Names(catalogue, job.workspace.schema), await doors.plant_of(job.workspace)
    refuse_behind(names)
    clock = [time.monotonic()]
    await job.progress(0, 100, Words("读取需求与供应", "Reading demand and supply"))
    kept = warm.of(job.workspace.id, settings.rules, settings.inspection, catalogue.version)
    before = None if settings.full else kept
    seen = await seen_now(
        doors, names, settings.inspection, before.proposed.posed.seen if before is not None else None
    )
    clock.append(time.monotonic())
    await job.progress(5, 100, COMPUTING)
    proposed = await computed(doors, names, seen, plant, settings.rules, before, job)
    clock.append(time.monotonic())

    async def stand(transaction: Transaction) -> Writing:
        orders = await standing_orders(transaction, names, seen)
        told = await standing_messages(transaction, names)
        ids = matched(orders, proposed, names)
        return Writing(door, ENGINE, names, settings.run, settings.title, orders, told, proposed, ids)

    writing = await read_at_once(doors.pool, stand)
    await writing.orders(job)
    found = messages(proposed)
    await writing.messages(found, job)
    clock.append(time.monotonic())
    warm.keep(
        job.workspace.id, Kept(settings.rules, settings.inspection, catalogue.version, proposed, writing.ids)
    )
    note = noted(remarks(plant, seen.today, settings.rules.horizon, found.beyond))
    reading, computing, wrote = (f"{b - a:.2f}" for a, b in pairwise(clock))
    return {
        "orders": len(proposed), "messages": len(found), "written": writing.written, **note,
        "made": writing.made, "changed": writing.changed, "gone": writing.gone,
        "method": "full" if proposed.plan.changed is None else "net",
        "items_read": len(seen.items["id"]), "lines_read": len(seen.lines["line"]),
        "demands_read": len(seen.wants["day"]), "supplies_read": len(seen.supplies["day"]),
        "seconds": f"{clock[-1] - clock[0]:.2f}", "seconds_reading": reading, "seconds_computing": computing,
        "seconds_writing": wrote, "snapshot": seen.horizon, "until": writing.event or None,
    }  # fmt: skip


async def seen_now(doors: Doors, names: Names, inspection: bool, before: Snapshot | None = None) -> Snapshot:
    """The factory as it is at this moment."""
    today = today_of(doors)

    async def reading(transaction: Transaction) -> Snapshot:
        return await snapshot(transaction, names, today, inspection, before)

    return await read_at_once(doors.pool, reading)


def today_of(doors: Doors) -> date:
    return doors.plant.ambient(doors.clock.now(), None).today


async def computed(
    doors: Doors,
    names: Names,
    seen: Snapshot,
    plant: Plant,
    rules: Rules,
    before: Kept | None,
    job: Job | None,
) -> Proposed:
    """The plan, in a thread of its own; what cannot be planned is refused with the items named."""
    told = [0, 1]

    def heard(done: int, of: int) -> None:
        if job is not None and job.stopped:
            raise Stopped
        told[:] = done, of

    def work() -> Proposed:
        old = before.proposed if before is not None else None
        made = posed(seen, plant.calendar, rules, old.posed if old is not None else None)
        plan = mrp.run(made.problem, heard) if old is None else mrp.replan(old.plan, made.problem)
        proposed = Proposed(made, plan)
        # Read here, where nobody waits for the event loop.
        _ = proposed.pegs, proposed.root, proposed.rank, plan.messages
        return proposed

    try:
        return await shown(asyncio.to_thread(work), told, job)
    except (CycleError, QuantityOverflowError) as error:
        raise await named(doors, names, seen, error) from error
    except EngineError as error:
        raise Invalid.at(error.place, "engine", Words(error.zh, error.en)) from error


async def shown(work: Awaitable[T], told: list[int], job: Job | None) -> T:
    """While the engine plans, the job says how far it is."""
    task = asyncio.ensure_future(work)
    while job is not None and not task.done():
        await asyncio.wait({task}, timeout=0.25)
        await job.progress(5 + 5 * told[0] // told[1], 100, COMPUTING)
    return await task


async def named(
    doors: Doors, names: Names, seen: Snapshot, error: CycleError | QuantityOverflowError
) -> Invalid:
    """The refusal with the codes of the items."""
    items = error.items if isinstance(error, CycleError) else (error.item,)
    ids = [int(seen.items["id"][nodes(seen).item[at]]) for at in items]
    known = await read(doors.pool, lambda transaction: labels(transaction, names, ids))
    trail = " → ".join(known[one].code for one in ids)
    if isinstance(error, CycleError):
        words = Words(
            "BOM 成环（含替代料、后继物料与副产品）：{t}",
            "The bill of materials contains itself, substitutes, successors and by-products included: {t}",
        )
        return Invalid.at(("items",), "cycle", words.fill(t=trail))
    words = Words(
        "物料 {t} 的需求超出可精确计算的范围，请核对 BOM 用量与需求数量",
        "The requirement of item {t} leaves the exact range; check quantities per and demands",
    )
    return Invalid.at(("items",), "too_large", words.fill(t=trail))


async def end_abandoned(doors: Doors, workspace: Workspace) -> None:
    """Runs whose job ended before it began, cancelled or given up, still say that they are running."""
    catalogue = await doors.catalogue(workspace)

    async def work(transaction: Transaction) -> list[int]:
        running = await load.where(transaction, workspace.schema, catalogue.forms[RUN], {"state": "running"})
        rows = await transaction.fetch(
            f"select args->>'run' from {workspace.schema}.job where kind = $1 and state in ('waiting', 'running')",
            JOB,
        )
        return sorted(set(running) - {int(row[0]) for row in rows})

    for run in await read(doors.pool, work):
        await close(doors, workspace, run, "cancelled", NEVER)


async def settings_of(doors: Doors, workspace: Workspace, number: int) -> Settings:
    """The switches as they were set; one the workspace has not got yet is as usual."""
    cells = await standing(doors, workspace, await doors.catalogue(workspace), number)
    if cells is None:
        raise Invalid.at((), "no_run", Words("MRP 运算记录已删除", "The record of the run was deleted"))

    def whole(slug: str, otherwise: int) -> int:
        value = cells.get(slug)
        return otherwise if value is None else int(str(value))

    rules = Rules(
        whole("horizon_days", 180), cells.get("safety_stock") is True, cells.get("scrap_rule") == "multiply",
        whole("pull_within", 90), whole("defer_after", 0),
    )  # fmt: skip
    return Settings(
        number,
        str(cells["number"]),
        cells.get("include_inspection") is True,
        cells.get("full") is True,
        rules,
    )
