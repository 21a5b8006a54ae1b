"""What the cases of a submission leave to be written: tasks opened and closed, timers, waits, the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import msgspec

from jingwei.base.words import Words
from jingwei.process.case import Case, Desk
from jingwei.spec import effect as wanted
from jingwei.spec.flow.run import Entry
from jingwei.spec.flow.sign import times
from jingwei.spec.flow.state import dump
from jingwei.spec.formula import Tree
from jingwei.spec.nodes.human import Desk as Asked
from jingwei.store import cases as stored
from jingwei.store.cases import Closed, Task
from jingwei.store.changelog.write import Event, Object
from jingwei.store.statement import Statement
from jingwei.store.transaction import Retry

DECIDED = ("approved", "rejected", "completed", "returned")
"""Outcomes that are somebody's decision."""


class Casebook:
    """Gathers rows while steps run; one statement writes them at the flush."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.opened: list[Task] = []
        self.reassigned: dict[int, Task] = {}
        self.retimed: dict[int, Task] = {}
        self.closed: list[Closed] = []
        self.dropped: list[int] = []
        self.waiting: dict[tuple[int, int], Tree] = {}
        self.added_waits: list[tuple[int, int]] = []
        self.gone_waits: list[tuple[int, int]] = []
        self.timers: list[dict[str, object]] = []
        self.gone_timers: list[tuple[int, int]] = []
        self.log: list[tuple[Case, Entry]] = []
        self.said: str | None = None
        self.sent: dict[int, dict[str, object]] = {}
        """Case → who rejected, returned or transferred, and why: what whoever has it next has to know."""

    @property
    def now(self) -> datetime:
        return self.desk.formulas.ambient.now

    async def open(self, case: Case, one: wanted.OpenTask) -> None:
        directory = self.desk.directory
        department = directory.by_code(one.department)
        first = directory.persons.get(one.persons[0]) if one.persons else None
        place = department.id if department is not None else (first.department if first is not None else None)
        verdicts = ("approve", "reject") if one.kind == "approve" else ("complete",)
        task = Task(
            await self.desk.ids.one(), case.id, one.token, one.node, one.kind, case.head.form.id, case.head.id,
            place or None, one.title, one.persons, self.now, await self.moment(case, one.deadline),
            {"edit": one.edit, "require": one.require, "can": verdicts, "reason": one.reason, "row": row_of(case),
             "sent": self.sent.get(case.id)},
        )  # fmt: skip
        case.tasks[one.token] = task
        self.opened.append(task)

    @staticmethod
    def task_of(case: Case, token: int) -> Task:
        """The open task of a token; it is missing only when somebody decided it between the reads of case and tasks."""
        if token not in case.tasks:
            raise Retry
        return case.tasks[token]

    def close(self, case: Case, token: int, outcome: str) -> None:
        task = self.task_of(case, token)
        del case.tasks[token]
        if task in self.opened:
            self.opened.remove(task)
        else:
            self.dropped.append(task.id)
        self.reassigned.pop(task.id, None)
        self.retimed.pop(task.id, None)
        decided = outcome in DECIDED
        by = self.desk.actor.person if decided or outcome == "settled" else None
        self.closed.append(Closed(task, outcome, by, self.said if decided else None))

    def reassign(self, case: Case, token: int, persons: tuple[int, ...], reason: str) -> None:
        before = self.task_of(case, token)
        task = replace(before, persons=persons, data={**before.data, "reason": reason, **self._handed(case)})
        case.tasks[token] = task
        if before in self.opened:
            self.opened[self.opened.index(before)] = task
        else:
            self.reassigned[task.id] = task

    def _handed(self, case: Case) -> dict[str, object]:
        """A transfer without a word leaves what was said before it."""
        return {"sent": self.sent[case.id]} if case.id in self.sent else {}

    async def tell(
        self, case: Case, node: str, title: Words, persons: tuple[int, ...], kind: str, outcome: str
    ) -> None:
        """Copies and notices: kept among the done, for nothing waits for them."""
        if persons:
            task = Task(
                await self.desk.ids.one(), case.id, 0, node, kind, case.head.form.id, case.head.id, None, title,
                persons, self.now, None,
            )  # fmt: skip
            self.closed.append(Closed(task, outcome, None, None))

    async def moment(
        self, case: Case, span: wanted.Span | None, since: datetime | None = None
    ) -> datetime | None:
        if span is None:
            return None
        plant = self.desk.plant
        found: list[datetime | None] = []
        if minutes := span.minutes + span.days * plant.minutes_a_day:
            found.append(plant.deadline(since or self.now, minutes))
        if span.at is not None:
            found.append(plant.instant(await self.desk.formulas.value(span.at, case.row)))
        return max((one for one in found if one is not None), default=None)

    async def retime(self, case: Case, token: int, desk: Asked) -> None:
        """A deadline that a field of the record gives follows the field; what has rung already does not ring again."""
        before = case.tasks.get(token)
        if before is None or desk.deadline is None or desk.deadline.at is None:
            return
        due = await self.moment(case, desk.deadline, before.opened_at)
        if due == before.due_at:
            return
        task = case.tasks[token] = replace(before, due_at=due)
        if before in self.opened:
            self.opened[self.opened.index(before)] = task
        else:
            self.retimed[task.id] = task
            if before.id in self.reassigned:
                self.reassigned[task.id] = task
        self.cancel_timers(case, token)
        for name, after in times(desk):
            when = await self.moment(case, after, before.opened_at)
            if when is not None and (after.at is not None or when > self.now):
                await self.ring(case, token, name, when)

    async def timer(self, case: Case, token: int, name: str, after: wanted.Span) -> None:
        due = await self.moment(case, after)
        self.timers = [
            t for t in self.timers if (t["instance"], t["token"], t["name"]) != (case.id, str(token), name)
        ]
        if due is not None:
            await self.ring(case, token, name, due)

    async def ring(self, case: Case, token: int, name: str, due: datetime) -> None:
        self.timers.append(
            {"id": await self.desk.ids.one(), "due": due, "instance": case.id, "token": str(token), "name": name,
             "data": msgspec.json.encode({"name": name}).decode()}
        )  # fmt: skip

    def cancel_timers(self, case: Case, token: int) -> None:
        self.timers = [t for t in self.timers if (t["instance"], t["token"]) != (case.id, str(token))]
        self.gone_timers.append((case.id, token))

    def wait(self, case: Case, token: int, condition: Tree) -> None:
        """The case wants to know when the condition holds."""
        self.waiting[(case.id, token)] = condition
        self.added_waits.append((case.id, token))

    def unwait(self, case: Case, token: int) -> None:
        self.waiting.pop((case.id, token), None)
        if (case.id, token) in self.added_waits:
            self.added_waits.remove((case.id, token))
        else:
            self.gone_waits.append((case.id, token))

    def add(self, made: Statement, schema: str, cases: Iterable[Case]) -> None:
        """Adds instances by compare-and-swap, then tasks, waits and timers."""
        moved = sorted((case for case in cases if case.moved), key=lambda case: case.id)
        stored.write_cases(made, schema, [self._row(case) for case in moved])
        stored.open_tasks(made, schema, self.opened)
        stored.reassign(made, schema, list(self.reassigned.values()))
        stored.retime(made, schema, list(self.retimed.values()))
        stored.close_tasks(made, schema, self.closed, self.now)
        stored.drop_tasks(made, schema, self.dropped)
        places = {case.id: (case.head.form.id, case.head.id) for case in moved}
        added = [
            {"instance": i, "token": str(t), "form": places[i][0], "record": places[i][1]}
            for i, t in self.added_waits
        ]
        stored.waits(made, schema, added, self.gone_waits)
        timers = [{k: v for k, v in one.items() if k != "name"} for one in self.timers]
        stored.timers(made, schema, timers, self.gone_timers)

    def _row(self, case: Case) -> dict[str, object]:
        kept: dict[str, object] = {"state": msgspec.Raw(dump(case.state))}
        if case.parent is not None:
            kept["parent"] = case.parent
        over = case.state.status == "finished"
        status = (case.state.outcome or "finished") if over else case.state.status
        return {
            "id": case.id, "flow": case.flow.slug, "version": case.version, "form": case.head.form.id,
            "record": case.head.id, "seq": case.seq, "status": status,
            "marking": msgspec.json.encode(kept).decode(), "started_by": case.started_by, "at": self.now,
            "ended_at": self.now if over else None,
        }  # fmt: skip

    async def events(self, cause: Event) -> list[tuple[Event, Object]]:
        """One event per line of the cases' logs, so that a case can be told afterwards."""
        found = []
        for case, entry in self.log:
            kind = f"flow.{entry.what}" + (f":{entry.node}" if entry.node else "")
            actor = entry.actor or None
            event = Event(
                await self.desk.ids.one(),
                cause.at,
                kind,
                actor,
                cause.via,
                entry.note or None,
                None,
                case.id,
                1,
            )
            found.append((event, Object(case.head.form.id, case.head.id, "case")))
        return found


def row_of(case: Case) -> dict[str, str] | None:
    """The row of a sub-table the case runs for, as a task keeps it."""
    if case.row is case.head:
        return None
    return {"table": case.row.form.slug.rpartition(".")[2], "id": str(case.row.id)}
