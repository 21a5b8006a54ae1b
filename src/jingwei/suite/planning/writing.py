"""Writes a plan through the door: what stands already is left alone, what changed is changed, the rest made or withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from jingwei.base.decimals import plain
from jingwei.base.words import Words
from jingwei.process.commands import Actor, Change, Command, Create, Remove, Trace
from jingwei.process.submit import Door
from jingwei.store.queue.jobs import Job
from jingwei.store.records.load import Cells
from jingwei.store.transaction import read
from jingwei.suite.planning.exceptions import Message
from jingwei.suite.planning.proposals import Proposal
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.standing import MESSAGE, PEGGING, PLANNED, Standing, still_proposed

BATCH = 40
Values = dict[str, object]
PEG = ("quantity", "due", "kind", "order_line", "planned_order", "component")
TOLD = ("kind", "urgency", "item", "text", "text_en", "due", "proposed", "quantity", "planned_order", "work_order", "purchase_order", "requisition",
        "sales_order")  # fmt: skip
ORDER = ("item", "quantity", "release_on", "due", "source", "supplier", "sales_order", "explanation")


@dataclass(slots=True)
class Writing:
    """One run's way into the books."""

    door: Door
    actor: Actor
    names: Names
    run: int
    title: str
    standing: list[Standing]
    told: dict[int, Cells]
    ids: dict[int, int] = field(default_factory=dict)
    """Planned orders of the plan by the record they became."""
    written: int = 0

    async def orders(self, plan: Sequence[Proposal], job: Job) -> None:
        """Level by level, so that what an order is pegged to exists before it; then withdraws what nothing wants."""
        spare: dict[object, list[Standing]] = defaultdict(list)
        for one in self.standing:
            spare[one.cells["item"]].append(one)
        done, total = 0, max(len(plan), 1)
        for level in sorted({one.level for one in plan}):
            commands: list[tuple[Command, ...]] = []
            fresh: list[int] = []
            for proposal in [one for one in plan if one.level == level]:
                done += 1
                commands.extend(self.order(proposal, spare[proposal.item.id], fresh))
            await self.submit(commands, fresh)
            await job.progress(10 + 70 * done // total, 100, Words("写入计划订单", "Writing planned orders"))
        gone = [one.id for rows in spare.values() for one in rows]
        await self.submit([(Remove(PLANNED, one),) for one in gone], [])

    def order(
        self, proposal: Proposal, spare: list[Standing], fresh: list[int]
    ) -> Iterable[tuple[Command, ...]]:
        """Keeps, changes or makes one planned order."""
        origins = proposal.origins | {(PLANNED, self.ids[parent]) for parent in proposal.parents}
        values, pegs = self.values(proposal), [self.peg(proposal, at) for at in range(len(proposal.pegs))]
        kept = next((one for one in spare if one.origins <= origins), None)
        if kept is None:
            fresh.append(proposal.index)
            ref = f"p{proposal.index}"
            made = Create(
                PLANNED, {**sent(values), "run": str(self.run), "pegging": [sent(peg) for peg in pegs]}, ref
            )
            yield (made, *(Trace(one, (PLANNED, ref), PEGGING) for one in sorted(origins)))
            return
        spare.remove(kept)
        self.ids[proposal.index] = kept.id
        changed = differing(kept.cells, values, ORDER)
        same = len(kept.lines) == len(pegs) and not any(
            differing(line, peg, PEG) for line, peg in zip(kept.lines, pegs, strict=True)
        )
        if not same:
            changed["pegging"] = [
                *({"id": str(line["id"]), "$delete": True} for line in kept.lines),
                *map(sent, pegs),
            ]
        links = tuple(Trace(one, (PLANNED, kept.id), PEGGING) for one in sorted(origins - kept.origins))
        if changed or links:
            yield (Change(PLANNED, kept.id, {**changed, "run": str(self.run)}), *links)

    def values(self, proposal: Proposal) -> Values:
        item = proposal.item
        return {
            "item": item.id, "quantity": proposal.quantity, "release_on": proposal.release, "due": proposal.due,
            "source": item.source, "supplier": item.supplier, "sales_order": proposal.sales_order,
            "explanation": proposal.explanation,
        }  # fmt: skip

    def peg(self, proposal: Proposal, at: int) -> Values:
        peg = proposal.pegs[at]
        parent = peg.planned_order if peg.parent is None else self.ids[peg.parent]
        return {"quantity": peg.quantity, "due": peg.due, "kind": peg.kind, "order_line": peg.order_line,
                "planned_order": parent, "component": peg.component}  # fmt: skip

    async def messages(self, plan: Sequence[Message], job: Job) -> None:
        """A message that stands stays, with what a planner has made of it; one that no longer holds is withdrawn."""
        await job.progress(85, 100, Words("写入例外信息", "Writing messages"))
        known: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for number, cells in self.told.items():
            known[tuple(cells.get(slug) for slug in TOLD)].append(number)
        commands: list[tuple[Command, ...]] = []
        for one in plan:
            values = self.message(one)
            same = known.get(tuple(values.get(slug) for slug in TOLD))
            if same:
                same.pop()
            else:
                commands.append((Create(MESSAGE, {**sent(values), "run": str(self.run)}),))
        commands.extend((Remove(MESSAGE, number),) for rows in known.values() for number in rows)
        await self.submit(commands, [])

    def message(self, one: Message) -> Values:
        order = None if one.order is None else self.ids[one.order]
        return {
            "kind": one.kind, "urgency": Decimal(one.urgency), "item": one.item.id, "text": one.text.zh[:500],
            "text_en": one.text.en[:500], "due": one.due,
            "proposed": one.proposed, "quantity": one.quantity, "planned_order": order, **dict(one.links),
        }  # fmt: skip

    async def submit(self, groups: Sequence[tuple[Command, ...]], fresh: Sequence[int]) -> None:
        """Commands in batches; the records made are those of `fresh`, in order."""
        waiting = list(fresh)
        for start in range(0, len(groups), BATCH):
            part = groups[start : start + BATCH]
            batch = await self.alive([command for group in part for command in group])
            if not batch:
                continue
            outcome = await self.door.submit(self.actor, batch, why=self.title)
            self.written += len(outcome.asked)
            for made in outcome.asked:
                if made.created and made.form == PLANNED:
                    self.ids[waiting.pop(0)] = made.id

    async def alive(self, batch: list[Command]) -> list[Command]:
        """Without what would touch an order that a planner has taken in hand since the run began."""
        touched = [c.id for c in batch if isinstance(c, Change | Remove) and c.form == PLANNED]
        if not touched:
            return batch
        free = await read(self.door.pool, lambda t: still_proposed(t, self.names, touched))
        return [
            c for c in batch
            if not (isinstance(c, Change | Remove) and c.form == PLANNED and c.id not in free)
            and not (isinstance(c, Trace) and isinstance(c.target[1], int) and c.target[1] not in free)
        ]  # fmt: skip


def differing(stands: object, values: Values, slugs: Sequence[str]) -> Values:
    """The values that are not the stored ones, as they are sent."""
    cells = stands if isinstance(stands, dict) else {}
    return sent({slug: values[slug] for slug in slugs if cells.get(slug) != values[slug]})


def sent(values: Values) -> Values:
    """Values as programs send them."""
    return {slug: value_of(value) for slug, value in values.items()}


def value_of(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else value
