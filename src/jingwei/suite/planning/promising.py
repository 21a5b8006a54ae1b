"""What a sales clerk is answered: when each line of an order can be had, against everything that stands."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from time import monotonic

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines import mrp, promise
from jingwei.engines.refusal import CycleError, EngineError, QuantityOverflowError
from jingwei.process.doors import Doors
from jingwei.process.plant import Plant
from jingwei.spec.catalogue import Catalogue
from jingwei.store.queue.jobs import Job
from jingwei.store.transaction import Transaction, read, read_at_once
from jingwei.store.workdays import ROLE
from jingwei.suite.planning.footing import DAYS, Footing, Sight, footing, sight
from jingwei.suite.planning.mrp import named, today_of
from jingwei.suite.planning.pegs import Proposed
from jingwei.suite.planning.problem import Rules, posed
from jingwei.suite.planning.promise_answers import Answers
from jingwei.suite.planning.promise_lines import Wanted, noticed, wanted_lines
from jingwei.suite.planning.routings import ROUTING
from jingwei.suite.planning.shop import MACHINE, OPERATION
from jingwei.suite.planning.shortages import shortages
from jingwei.suite.planning.snapshot import FORMS, ITEM
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.structures import BOM

Json = dict[str, object]
FRESH = timedelta(minutes=15)
"""How long a plan is used though nothing happened: of today less and less is left."""
AT_ONCE = 0.5
"""Seconds somebody who asks waits for a new plan; one that takes longer is made while the old one answers."""
SOURCES = (
    *FORMS, ITEM, BOM, ROUTING, MACHINE, OPERATION, "production.report", "production.work_centre", "inventory.finished_receipt",
    "inventory.picking",
)  # fmt: skip
LEDGERS = (
    "inventory.stock", "sales.order_lines", "purchasing.order_lines", "production.component_issue", "production.output",
    "production.operation_flow",
)  # fmt: skip


@dataclass(slots=True)
class Ready:
    """Everything standing, promised; the horizon of events up to which it is true."""

    catalogue: Catalogue
    horizon: str
    now: datetime
    plant: Plant
    footing: Footing
    plan: promise.Plan
    proposed: Proposed
    """The plan of MRP, for what an order would lack."""
    took: float
    """Seconds from the first reading on."""
    busy: Lock = field(default_factory=Lock, repr=False)
    edited: tuple[int, promise.Plan] | None = None
    """The plan without one order that is being edited."""

    @classmethod
    def of(cls, catalogue: Catalogue, seen: Sight, plant: Plant, now: datetime, begun: float) -> Ready:
        found = footing(seen, plant, now)
        plan = promise.plan(found.problem)
        made = posed(seen.seen, plant.calendar, Rules(horizon=DAYS - 1))
        proposed = Proposed(made, mrp.run(made.problem))
        return cls(catalogue, seen.seen.horizon, now, plant, found, plan, proposed, monotonic() - begun)

    @property
    def today(self) -> date:
        return self.footing.sight.seen.today

    def plan_for(self, record: int) -> promise.Plan:
        """The plan an order is judged against: its own demand is not counted twice."""
        if self.edited is not None and self.edited[0] == record:
            return self.edited[1]
        without = self.footing.without(record) if record else None
        if without is None:
            return self.plan
        self.edited = record, promise.plan(without)
        return self.edited[1]

    def answered(self, lines: Sequence[Wanted], record: int) -> Json:
        """For a thread of its own; one question at a time, for the plan's book is written in and struck again."""
        with self.busy:
            answers = Answers(self.footing, self.plan_for(record), lines)
            told = answers.lines()
            demands = answers.demands
        return {
            "at": self.now.isoformat(),
            "lines": told,
            "shortages": shortages(self.proposed, demands, record),
        }


@dataclass(slots=True)
class Standing:
    """The plans of workspaces, kept between questions."""

    ready: dict[int, Ready] = field(default_factory=dict)
    renewing: dict[int, asyncio.Task[Ready]] = field(default_factory=dict)

    async def at(self, doors: Doors, job: Job, names: Names, now: datetime) -> tuple[Ready, bool]:
        """What to answer from, and whether something newer is being made."""
        found = self.ready.get(job.workspace.id)
        if found is None or found.catalogue is not names.catalogue or found.today != today_of(doors):
            return await asyncio.shield(self.renewed(doors, job, names, now, None)), False
        if now - found.now <= FRESH and not await read(
            doors.pool, lambda t: changed(t, names, found.horizon)
        ):
            return found, False
        task = self.renewed(doors, job, names, now, found)
        if found.took <= AT_ONCE:
            return await asyncio.shield(task), False
        return found, not task.done()

    def renewed(
        self, doors: Doors, job: Job, names: Names, now: datetime, before: Ready | None
    ) -> asyncio.Task[Ready]:
        """One at a time for a workspace."""
        under_way = self.renewing.get(job.workspace.id)
        if under_way is None or under_way.done():
            under_way = asyncio.ensure_future(self.load(doors, job, names, now, before))
            # Whoever waits for it hears of a failure; where nobody does, the next question tries again.
            under_way.add_done_callback(lambda done: done.cancelled() or done.exception())
            self.renewing[job.workspace.id] = under_way
        return under_way

    async def load(self, doors: Doors, job: Job, names: Names, now: datetime, before: Ready | None) -> Ready:
        """Reads anew; a plan is made only where something differs."""
        begun, today, old = monotonic(), today_of(doors), None if before is None else before.footing.sight

        async def look(transaction: Transaction) -> tuple[Sight, Plant]:
            seen = await sight(transaction, names, today, True, old)
            return seen, await doors.plant_of(job.workspace, transaction)

        seen, plant = await read_at_once(doors.pool, look)
        if (
            before is not None
            and old is not None
            and now - before.now <= FRESH
            and plant == before.plant
            and seen.same(old)
        ):
            before.horizon = seen.seen.horizon
            return before
        try:
            made = await asyncio.to_thread(Ready.of, names.catalogue, seen, plant, now, begun)
        except (CycleError, QuantityOverflowError) as error:
            self.ready.pop(job.workspace.id, None)
            raise await named(doors, names, seen.seen, error) from error
        except EngineError as error:
            self.ready.pop(job.workspace.id, None)
            raise Invalid.at(error.place, "engine", Words(error.zh, error.en)) from error
        self.ready[job.workspace.id] = made
        return made


async def changed(transaction: Transaction, names: Names, horizon: str) -> bool:
    """Whether anything a promise is made of was committed that a snapshot did not see."""
    catalogue = names.catalogue
    forms = [
        form.id
        for form in catalogue.forms.values()
        if form.slug in SOURCES or form.role == ROLE or any(one.ledger in LEDGERS for one in form.postings)
    ]
    found: bool = await transaction.fetchval(
        f"SELECT EXISTS (SELECT FROM {names.schema}.event e JOIN {names.schema}.event_object o ON o.event = e.id "
        "WHERE e.xid >= pg_snapshot_xmin($1::text::pg_snapshot) "
        "AND NOT pg_visible_in_snapshot(e.xid, $1::text::pg_snapshot) AND o.form = ANY($2::bigint[]))",
        horizon, forms,
    )  # fmt: skip
    return found


async def promise_lines(doors: Doors, job: Job, standing: Standing) -> Json:
    """`{at, renewing, lines, shortages}` of the lines asked for; nothing is written."""
    names = Names(await doors.catalogue(job.workspace), job.workspace.schema)
    now = doors.clock.now().replace(second=0, microsecond=0)
    ready, renewing = await standing.at(doors, job, names, now)
    listed = job.args["lines"]
    record = int(str(job.args.get("record") or 0))
    gone = await read(doors.pool, lambda t: noticed(t, names, record)) if record else {}
    lines = wanted_lines(ready.footing.sight.seen, listed if isinstance(listed, list) else [], gone)
    try:
        told: Mapping[str, object] = await asyncio.to_thread(ready.answered, lines, record)
    except EngineError as error:
        raise Invalid.at(error.place, "engine", Words(error.zh, error.en)) from error
    return {**told, "renewing": renewing}
