"""Writes a plan through the door: what stands already is left alone, what changed is changed, the rest made or withdrawn."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np

from jingwei.base.decimals import plain
from jingwei.base.words import Words
from jingwei.process.commands import Actor, Change, Command, Create, Remove, Trace
from jingwei.process.submit import Door
from jingwei.store.queue.jobs import Job
from jingwei.store.transaction import Transaction, read
from jingwei.suite.planning import measures
from jingwei.suite.planning.arithmetic import explained
from jingwei.suite.planning.columns import EIGHT, I64, NONE, Columns
from jingwei.suite.planning.exceptions import Messages, prints
from jingwei.suite.planning.labels import in_english
from jingwei.suite.planning.needed import MESSAGE, PEGGING, PLANNED
from jingwei.suite.planning.pegs import DEBT, LOT, PARENT, SAFETY, SCRAP, WANT, Proposed
from jingwei.suite.planning.snapshot import FORECAST, FORMS, RANKS, SALES, SOURCES, labels, titles
from jingwei.suite.planning.snapshot import PLANNED as FIRM
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.standing import Standing, still_proposed
from jingwei.suite.planning.told import Message, Speaker, documents

BATCH, MAKES_WAY = 400, 8
KINDS = {SAFETY: "safety", LOT: "lot", DEBT: "debt", SCRAP: "scrap", PARENT: "planned"}
Values = dict[str, object]
WRITING = Words("写入计划订单", "Writing planned orders")


@dataclass(slots=True)
class Writing:
    """One run's way into the books; `ids` are the records of its planned orders, below 0 until they are made."""

    door: Door
    actor: Actor
    names: Names
    run: int
    title: str
    standing: Standing
    told: Columns
    proposed: Proposed
    ids: I64
    written: int = 0
    made: int = 0
    changed: int = 0
    gone: int = 0
    event: int = 0
    _ready: dict[int, Values] = field(default_factory=dict)
    """What is told of orders whose turn comes next, worked out while the database was busy."""

    async def orders(self, job: Job) -> None:
        """What an order is pegged to exists before it; then withdraws what nothing wants."""
        every = np.arange(len(self.proposed))
        found = self.proposed.prints(self.ids, every)
        at = {int(one): row for row, one in enumerate(self.standing.orders["id"].tolist())}
        stands = np.append(self.standing.orders["print"], NONE)
        place = np.array([at.get(int(one), -1) for one in self.ids.tolist()], np.int64) if len(at) else np.full(len(every), -1)  # fmt: skip
        differ = (self.ids < 0) | (stands[place] != found)
        turn = self.proposed.sequence
        turn = turn[differ[turn]].tolist()
        done, batches = 0, self.batches(turn)
        for batch, following in pairwise((*batches, [])):
            await asyncio.gather(self.write(batch), self.prepare(following))
            done += len(batch)
            await job.progress(10 + 70 * done // len(turn), 100, WRITING)
        await job.progress(
            80, 100, Words("撤回不再需要的计划订单", "Withdrawing planned orders nothing wants")
        )
        gone = np.setdiff1d(self.standing.orders["id"], self.ids).tolist()
        before = self.written
        await self.submit([(Remove(PLANNED, one),) for one in gone])
        self.gone = self.written - before

    def batches(self, turn: Sequence[int]) -> list[list[int]]:
        """Orders that are written together: none is for another that has no record yet."""
        pegs, below = self.proposed.pegs, set[int]()
        found: list[list[int]] = []
        for order in turn:
            rows = slice(pegs.first[order], pegs.first[order + 1])
            parents = pegs.target[rows][pegs.kind[rows] == PARENT]
            if not found or len(found[-1]) >= BATCH or not below.isdisjoint(parents.tolist()):
                found.append([])
                below.clear()
            found[-1].append(order)
            if self.ids[order] < 0:
                below.add(order)
        return found

    async def prepare(self, orders: Sequence[int]) -> None:
        """Works out what is told of orders, making way for whoever has heard from the database."""
        for at, order in enumerate(orders):
            self._ready[order] = self.values(order)
            if at % MAKES_WAY == 0:
                await asyncio.sleep(0)

    async def write(self, orders: Sequence[int]) -> None:
        """Orders of one batch; all they are for has its record by now."""
        print_ = self.proposed.prints(self.ids, np.array(orders, np.int64)).tolist()
        groups = [self.order(order, one) for order, one in zip(orders, print_, strict=True)]
        before = self.written
        fresh = [order for order in orders if self.ids[order] < 0]
        made = await self.submit(groups)
        for order, identity in zip(fresh, made, strict=True):
            self.ids[order] = identity
        self.made += len(made)
        self.changed += self.written - before - len(made)

    def order(self, order: int, print_: int) -> tuple[Command, ...]:
        """Changes or makes one planned order."""
        origins = self.origins(order)
        told = self._ready.pop(order, None) or self.values(order)
        values = sent({**told, "print": print_, "run": self.run})
        lines: list[object] = [sent(one) for one in self.pegs(order)]
        identity = int(self.ids[order])
        if identity < 0:
            ref = f"p{order}"
            made = Create(PLANNED, {**values, "pegging": lines}, ref)
            return (made, *(Trace(one, (PLANNED, ref), PEGGING) for one in sorted(origins)))
        by_id = self.names.catalogue.by_id
        known = {
            (by_id[form].slug, record) for form, record in self.standing.origins(identity) if form in by_id
        }
        links = (Trace(one, (PLANNED, identity), PEGGING) for one in sorted(origins - known))
        return (Change(PLANNED, identity, {**values, PEGGING: lines}), *links)

    def values(self, order: int) -> Values:
        p = self.proposed
        seen, place, root = p.posed.seen, int(p.place[order]), int(p.root[order])
        explanation = explained(p, order)
        supplier = int(seen.items["supplier"][place])
        return {
            "item": int(seen.items["id"][place]), "quantity": seen.shown(place, int(p.plan.orders.started[order])),
            "release_on": seen.day(int(p.plan.orders.start[order])), "due": seen.day(int(p.plan.orders.due[order])),
            "source": SOURCES[int(seen.items["source"][place])], "supplier": None if supplier == NONE else supplier,
            "sales_order": root if root > 0 else None, "priority": RANKS[int(p.rank[order])], "explanation": explanation, "explanation_en": in_english(explanation),
        }  # fmt: skip

    def rows(self, order: int) -> range:
        return range(int(self.proposed.pegs.first[order]), int(self.proposed.pegs.first[order + 1]))

    def origins(self, order: int) -> set[tuple[str, int]]:
        pegs, wants = self.proposed.pegs, self.proposed.posed.seen.wants
        found: set[tuple[str, int]] = set()
        for row in self.rows(order):
            target = int(pegs.target[row])
            if pegs.kind[row] == WANT:
                found.add((FORMS[int(wants["form"][target])], int(wants["record"][target])))
            elif pegs.kind[row] == PARENT and self.ids[target] > 0:
                found.add((PLANNED, int(self.ids[target])))
        return found

    def pegs(self, order: int) -> list[Values]:
        """The rows of its pegging."""
        p, seen = self.proposed.pegs, self.proposed.posed.seen
        unit = seen.unit(int(self.proposed.place[order]))
        found: list[Values] = []
        for row in self.rows(order):
            kind, target, instead = int(p.kind[row]), int(p.target[row]), int(p.instead[row])
            values: Values = {"quantity": measures.in_base(int(p.steps[row]), unit), "due": seen.day(int(p.day[row])),
                              "kind": KINDS.get(kind, "")}  # fmt: skip
            if instead >= 0:
                values["instead_of"] = int(seen.items["id"][instead])
            if p.share[row]:
                values["share"] = Decimal(int(p.share[row])) / EIGHT
            if kind == PARENT and self.ids[target] > 0:
                values["planned_order"] = int(self.ids[target])
            if kind == WANT:
                values |= self.wanted(target)
            found.append(values)
        return found

    def wanted(self, want: int) -> Values:
        wants = self.proposed.posed.seen.wants
        form, line, record = (int(wants[name][want]) for name in ("form", "line", "record"))
        if form == SALES:
            return {"kind": "sales", "order_line": line}
        if form == FIRM:
            return {"kind": "planned", "planned_order": record}
        if form == FORECAST:
            return {"kind": "forecast", "forecast": record}
        return {"kind": "work", "component": line or None}

    async def messages(self, found: Messages, job: Job) -> None:
        """A message that stands stays, with what a planner has made of it; one that no longer holds is withdrawn."""
        await job.progress(85, 100, Words("写入例外信息", "Writing messages"))
        known: dict[int, list[int]] = defaultdict(list)
        for number, one in zip(self.told["id"].tolist(), self.told["print"].tolist(), strict=True):
            known[one].append(number)
        wanted = prints(found, self.proposed, self.ids).tolist()
        fresh: list[int] = []
        chinese, again = set(self.told["id"][self.told["english"] == 0].tolist()), dict[int, int]()
        for row, one in enumerate(wanted):
            if not known.get(one):
                fresh.append(row)
            elif (number := known[one].pop()) in chinese:
                again[row] = number
        speaker = await self.speaker(found, [*fresh, *again])
        commands: list[tuple[Command, ...]] = [
            (
                Create(
                    MESSAGE,
                    {
                        **self.message(speaker.say(found, row)),
                        "print": str(wanted[row]),
                        "run": str(self.run),
                    },
                ),
            )
            for row in fresh
        ]
        for row, number in again.items():
            # Told before messages were kept in English as well.
            text = speaker.say(found, row).text
            commands.append((Change(MESSAGE, number, {"text": text.zh[:500], "text_en": text.en[:500]}),))
        commands.extend((Remove(MESSAGE, number),) for rows in known.values() for number in rows)
        await self.submit(commands)

    async def speaker(self, found: Messages, rows: list[int]) -> Speaker:
        seen = self.proposed.posed.seen
        spoken = {int(found.place[row]) for row in rows} | {
            int(found.by[row]) for row in rows if found.by[row] >= 0
        }

        async def work(transaction: Transaction) -> Speaker:
            known = await labels(
                transaction, self.names, seen.items["id"][sorted(spoken)].tolist() if spoken else []
            )
            named: dict[tuple[int, int], str] = {}
            for form, records in documents(found, self.proposed, rows).items():
                listed = await titles(transaction, self.names, form, sorted(records))
                named |= {(form, record): title for record, title in listed.items()}
            return Speaker(self.proposed, known, named)

        return await read(self.door.pool, work)

    def message(self, one: Message) -> Values:
        order = int(self.ids[one.order]) if one.order >= 0 else None
        return sent({
            "kind": one.kind, "urgency": Decimal(one.urgency), "item": one.item, "text": one.text.zh[:500], "text_en": one.text.en[:500],
            "due": one.due, "proposed": one.proposed, "quantity": one.quantity, "planned_order": order, **dict(one.links),
        })  # fmt: skip

    async def submit(self, groups: Sequence[tuple[Command, ...]]) -> list[int]:
        """Commands in batches; the planned orders made, in order."""
        made: list[int] = []
        for start in range(0, len(groups), BATCH):
            batch = await self.alive(
                [command for group in groups[start : start + BATCH] for command in group]
            )
            if batch:
                outcome = await self.door.submit(self.actor, batch, why=self.title)
                self.written += len(outcome.asked)
                self.event = outcome.event
                made += [one.id for one in outcome.asked if one.created and one.form == PLANNED]
        return made

    async def alive(self, batch: list[Command]) -> list[Command]:
        """Without what would touch an order that a planner has taken in hand since the run began."""
        touched = [c.id for c in batch if isinstance(c, Change | Remove) and c.form == PLANNED]
        if not touched:
            return batch
        free = await read(self.door.pool, lambda t: still_proposed(t, self.names, touched))
        lines = await read(self.door.pool, lambda t: lines_of(t, self.names, sorted(free)))
        return [
            replaced(c, lines) for c in batch
            if not (isinstance(c, Change | Remove) and c.form == PLANNED and c.id not in free)
            and not (isinstance(c, Trace) and isinstance(c.target[1], int) and c.target[1] not in free)
        ]  # fmt: skip


async def lines_of(transaction: Transaction, names: Names, orders: list[int]) -> dict[int, list[int]]:
    """The pegging rows of some planned orders."""
    g = names.form(f"{PLANNED}.pegging", "g")
    rows = await transaction.fetch(
        f"SELECT g.parent, g.id FROM {g} WHERE g.parent = ANY($1::bigint[]) ORDER BY g.pos", orders
    )
    found: dict[int, list[int]] = defaultdict(list)
    for parent, line in rows:
        found[parent].append(line)
    return found


def replaced(command: Command, lines: dict[int, list[int]]) -> Command:
    """A change of an order with its old pegging rows taken out."""
    if not isinstance(command, Change) or command.form != PLANNED:
        return command
    fresh = command.values[PEGGING]
    assert isinstance(fresh, list)
    old = ({"id": str(line), "$delete": True} for line in lines.get(command.id, ()))
    return Change(PLANNED, command.id, {**command.values, PEGGING: [*old, *fresh]})


def sent(values: Values) -> Values:
    """Values as programs send them."""
    return {slug: value_of(value) for slug, value in values.items()}


def value_of(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else value
