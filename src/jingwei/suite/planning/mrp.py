"""The job behind "run MRP": read a snapshot, plan it, write what differs from the proposals that stand."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from jingwei.base.errors import Invalid, JingweiError
from jingwei.base.words import Words
from jingwei.engines import mrp
from jingwei.process.commands import Actor, Change
from jingwei.process.doors import Doors
from jingwei.spec.policy import Viewer
from jingwei.store.queue.jobs import Job
from jingwei.store.records import load
from jingwei.store.transaction import Transaction, read
from jingwei.suite.planning.exceptions import Message, beyond, messages
from jingwei.suite.planning.open_orders import snapshot
from jingwei.suite.planning.problem import planned
from jingwei.suite.planning.proposals import Proposal, proposals
from jingwei.suite.planning.snapshot import Snapshot
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.standing import RUN, runs_to_review, standing_messages, standing_orders
from jingwei.suite.planning.writing import Writing

ENGINE = Actor(Viewer(0, 0, (), frozenset(), True), "engine", trusted=True)


@dataclass(frozen=True, slots=True)
class Settings:
    """The switches of one run."""

    run: int
    title: str
    horizon: int
    inspection: bool
    safety: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine made of a snapshot."""

    orders: tuple[Proposal, ...]
    messages: tuple[Message, ...]
    beyond: int


async def plan_materials(doors: Doors, job: Job) -> dict[str, object]:
    """Carries out one run; a run that cannot be planned says why on its record and in the job."""
    begun = time.monotonic()
    settings = await settings_of(doors, job)
    door = doors[job.workspace]
    try:
        done = await carry_out(doors, job, settings)
    except JingweiError as error:
        said = "；".join(fault.message.zh for fault in error.faults)[:500]
        await door.submit(ENGINE, (Change(RUN, settings.run, {"state": "failed", "note": said}),))
        raise
    seconds = time.monotonic() - begun
    values = {
        "state": "done", "orders": done["orders"], "messages": done["messages"], "note": done["note"],
        "seconds": f"{seconds:.2f}",
    }  # fmt: skip
    names = Names(await doors.catalogue(job.workspace), job.workspace.schema)
    earlier = await read(doors.pool, lambda transaction: runs_to_review(transaction, names))
    over = (Change(RUN, one, {"state": "superseded"}) for one in earlier if one != settings.run)
    await door.submit(ENGINE, (Change(RUN, settings.run, values), *over), why=settings.title)
    return {**done, "run": str(settings.run), "seconds": round(seconds, 3)}


async def carry_out(doors: Doors, job: Job, settings: Settings) -> dict[str, object]:
    door, catalogue = doors[job.workspace], await doors.catalogue(job.workspace)
    names = Names(catalogue, job.workspace.schema)
    today = doors.plant.ambient(doors.clock.now(), None).today
    await job.progress(0, 100, Words("读取需求与供应", "Reading demand and supply"))

    async def reading(transaction: Transaction) -> Snapshot:
        return await snapshot(transaction, names, today, settings.inspection)

    seen = await read(doors.pool, reading)
    await job.progress(5, 100, Words("运算", "Planning"))
    answer = await asyncio.to_thread(computed, doors, seen, settings)

    async def stand(transaction: Transaction) -> Writing:
        orders = await standing_orders(transaction, names)
        told = await standing_messages(transaction, names)
        return Writing(door, ENGINE, names, settings.run, settings.title, orders, told)

    writing = await read(doors.pool, stand)
    await writing.orders(answer.orders, job)
    await writing.messages(answer.messages, job)
    note = f"另有 {answer.beyond} 项需求或在途超出展望期" if answer.beyond else None
    return {
        "orders": len(answer.orders), "messages": len(answer.messages), "written": writing.written,
        "note": note,
    }  # fmt: skip


def computed(doors: Doors, seen: Snapshot, settings: Settings) -> Answer:
    """The part without the database, for a thread of its own."""
    if not seen.items:
        return Answer((), (), 0)
    plan: mrp.Plan = planned(seen, doors.plant.calendar, settings.horizon, settings.safety)
    return Answer(proposals(seen, plan), tuple(messages(seen, plan)), beyond(plan))


async def settings_of(doors: Doors, job: Job) -> Settings:
    catalogue = await doors.catalogue(job.workspace)
    number = int(str(job.args["run"]))

    async def work(transaction: Transaction) -> dict[int, load.Cells]:
        return await load.rows(transaction, job.workspace.schema, catalogue.forms[RUN], [number])

    cells = (await read(doors.pool, work)).get(number)
    if cells is None or cells["deleted_at"] is not None:
        raise Invalid.at((), "no_run", Words("MRP 运算记录已删除", "The record of the run was deleted"))
    return Settings(
        number, str(cells["number"]), int(str(cells["horizon_days"] or 180)),
        cells["include_inspection"] is True, cells["safety_stock"] is True,
    )  # fmt: skip
