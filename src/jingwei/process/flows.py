"""Running cases inside a submission: events go into the pure step, its effects become rows, records and timers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from jingwei.base.errors import Faults, Forbidden, Invalid, NotFound
from jingwei.base.words import Words
from jingwei.process.commands import Actor, Decide, Wake, Withdraw
from jingwei.process.derive import Derive
from jingwei.process.incoming import Incoming
from jingwei.process.people import People
from jingwei.process.plant import Plant
from jingwei.process.react import React
from jingwei.process.values import Formulas, Need
from jingwei.process.verify import MISSING
from jingwei.process.writeset import Row, WriteSet
from jingwei.spec import effect as wanted
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.flow import event as happened
from jingwei.spec.flow.drawing import Flow
from jingwei.spec.flow.refuse import Closed as TaskClosed
from jingwei.spec.flow.run import Entry, Step
from jingwei.spec.flow.state import NEW, State, dump, load
from jingwei.spec.flow.step import step
from jingwei.spec.formula import Tree
from jingwei.spec.nodes.human import Human
from jingwei.spec.nodes.wait import Wait
from jingwei.spec.who import Who
from jingwei.store import cases as stored
from jingwei.store.cases import Closed, StoredCase, Task
from jingwei.store.changelog.write import Event, Object
from jingwei.store.directory import Directory
from jingwei.store.ids import Fresh
from jingwei.store.statement import Statement

Older = Callable[[int], Awaitable[Catalogue]]


@dataclass(eq=False, slots=True)
class Case:
    """A case as this submission works on it; `row` is the record, or the row of a sub-table it was started for."""

    id: int
    flow: Flow
    version: int
    row: Row
    seq: int
    state: State
    parent: tuple[int, int, int] | None
    started_by: int | None
    tasks: dict[int, Task] = field(default_factory=dict)
    moved: bool = False

    @property
    def head(self) -> Row:
        return self.row.top


class Env:
    """What a step asks: answered from the record and the organisation, or Need."""

    def __init__(self, formulas: Formulas, people: People, row: Row) -> None:
        self.formulas, self._people, self.row = formulas, people, row

    def people(self, rule: Who) -> tuple[int, ...]:
        return self._people.of(rule)

    def truth(self, condition: Tree) -> bool:
        return self.formulas.now(condition, self.row) is True

    def rows(self, each: str) -> tuple[int, ...]:
        return tuple(one.id for one in self.row.lines[each] if not one.removed)


@dataclass(frozen=True, slots=True)
class Desk:
    """What flows share with the submission they run in."""

    writes: WriteSet
    formulas: Formulas
    incoming: Incoming
    derive: Derive
    directory: Directory
    actor: Actor
    ids: Fresh
    plant: Plant
    faults: Faults
    older: Older


class Flows:
    """The cases one submission touches."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.react: React | None = None
        self.cases: dict[int, Case] = {}
        self.searched: set[tuple[int, int]] = set()
        self.opened: list[Task] = []
        self.reassigned: dict[int, Task] = {}
        self.closed: list[Closed] = []
        self.dropped: list[int] = []
        self.waiting: dict[tuple[int, int], Tree] = {}
        self.added_waits: list[tuple[int, int]] = []
        self.gone_waits: list[tuple[int, int]] = []
        self.timers: list[dict[str, object]] = []
        self.gone_timers: list[tuple[int, int]] = []
        self.log: list[tuple[Case, Entry]] = []
        self.said: str | None = None

    @property
    def now(self) -> datetime:
        return self.desk.formulas.ambient.now

    # what starts and moves cases

    async def start(self, slug: str, row: Row) -> None:
        """A new case on a record; one flow runs once at a time on the same record."""
        await self._running(row.top)
        if any(
            c.flow.slug == slug and c.row is row and c.state.status == "running" for c in self.cases.values()
        ):
            words = Words("流程已在进行中", "The flow is already running")
            raise Invalid.at((), "already_running", words)
        await self._begin(slug, row, None)

    async def _begin(self, slug: str, row: Row, parent: tuple[int, int, int] | None) -> Case:
        catalogue = self.desk.writes.catalogue
        person = self.desk.actor.person
        case = Case(
            await self.desk.ids.one(), catalogue.flows[slug], catalogue.version, row, 0, NEW, parent, person
        )
        self.cases[case.id] = case
        await self.step(case, happened.Start(person or 0))
        return case

    async def command(self, command: Decide | Withdraw | Wake) -> str:
        """A person's decision or a timer; the kind of the event it makes."""
        match command:
            case Decide():
                return await self._decide(command)
            case Withdraw(instance, note):
                case_ = await self._case(instance)
                await self.step(case_, happened.Withdraw(self._person(), note or ""))
                return "withdraw"
            case Wake(instance, token, kind, _):
                found = await self._load(await self._find("id = $1", instance))
                for one in found:
                    await self.step(one, happened.TimerFired(int(token), kind))
                return "timer"

    def _person(self) -> int:
        return self.desk.actor.viewer.person

    async def _decide(self, command: Decide) -> str:
        found = await stored.tasks(
            self.desk.writes.transaction, self.desk.writes.schema, "t.id = $1", command.task
        )
        if not found:
            await self._already(command.task)
        task = found[0]
        case = await self._case(task.instance)
        if command.do not in ("urge",) and not self._may(task):
            raise Forbidden("not_your_task", Words("这不是您的任务", "This is not your task"))
        person, note = self._person(), command.note or ""
        acting = person if person in task.persons else next(iter(task.persons), person)
        if command.do in ("approve", "complete", "reject"):
            await self._fill(case, task, command)
            event: happened.Event = happened.Decide(task.token, acting, command.do, note)
        elif command.do == "return":
            event = happened.Return(task.token, acting, command.node or self._previous(case), note)
        elif command.do == "transfer":
            if command.to is None or command.to not in self.desk.directory.persons:
                raise Invalid.at(("to",), "required", Words("请选择转交给谁", "Choose whom to transfer to"))
            event = happened.Transfer(task.token, acting, command.to, note)
        else:
            event = happened.Urge(person, task.token, note)
        self.said = command.note
        await self.step(case, event)
        return command.do

    def _previous(self, case: Case) -> str:
        if not case.state.past:
            raise Invalid.at(
                ("node",), "nowhere", Words("没有可退回的步骤", "There is no earlier step to return to")
            )
        return case.state.past[-1]

    def _may(self, task: Task) -> bool:
        viewer = self.desk.actor.viewer
        return viewer.person in task.persons or (viewer.admin and not task.persons)

    async def _already(self, task: int) -> None:
        row = await self.desk.writes.transaction.fetchrow(
            f"SELECT done_by FROM {self.desk.writes.schema}.task_done WHERE id = $1", task
        )
        if row is None:
            raise NotFound("no_such_task", Words("没有这个任务", "There is no such task"))
        by = self.desk.directory.persons.get(row["done_by"] or 0)
        raise TaskClosed(by.name if by is not None else None)

    async def _fill(self, case: Case, task: Task, command: Decide) -> None:
        """The fields the step opens; required ones must be there unless it is a refusal."""
        node = case.flow.nodes[task.node]
        if not isinstance(node, Human):
            raise TypeError(f"a task stands at {task.node}, which asks nobody")
        edit = frozenset(node.desk.edit) | frozenset(node.desk.require)
        for slug in command.values:
            if slug not in edit:
                words = Words("此步骤不能填写“{f}”", 'This step does not open "{f}"').fill(f=slug[:60])
                self.desk.faults.add((slug,), "not_writable", words)
        row = case.head
        row.commanded = True
        values = {slug: raw for slug, raw in command.values.items() if slug in edit}
        await self.desk.incoming.fill(row, values, (), edit)
        if command.do != "reject":
            for slug in node.desk.require:
                if row.cells.get(slug) is None and row.form[slug].table is None:
                    self.desk.faults.add((slug,), "required", MISSING.fill(f=row.form[slug].title))
        self.desk.faults.refuse()
        await self.desk.derive.complete([row])
        self.desk.faults.refuse()

    async def advance(self, heads: Sequence[Row]) -> bool:
        """Conditions waited for on these records that now hold, and cases of deleted records; whether anything moved."""
        moved = False
        for row in heads:
            await self._running(row)
            for case in [c for c in self.cases.values() if c.head is row and c.state.status == "running"]:
                if row.cells.get("deleted_at") is not None:
                    await self.step(case, happened.Cancel(self._person(), ""))
                    moved = True
                    continue
                for token in [t for (i, t) in list(self.waiting) if i == case.id]:
                    condition = self.waiting[(case.id, token)]
                    if await self.desk.formulas.holds(condition, case.row):
                        await self.step(case, happened.ConditionMet(token))
                        moved = True
        return moved

    # loading

    async def _find(self, where: str, *args: object) -> list[StoredCase]:
        return await stored.cases(self.desk.writes.transaction, self.desk.writes.schema, where, *args)

    async def _running(self, row: Row) -> None:
        """Loads the running cases of a record once."""
        place = (row.form.id, row.id)
        if row.new or place in self.searched:
            return
        self.searched.add(place)
        known = await self._find("form = $1 AND record = $2 AND ended_at IS NULL", *place)
        await self._load([one for one in known if one.id not in self.cases])

    async def _case(self, instance: int) -> Case:
        if instance not in self.cases:
            found = await self._load(await self._find("id = $1", instance))
            if not found:
                raise NotFound("no_such_case", Words("没有这个流程", "There is no such case"))
        return self.cases[instance]

    async def _load(self, found: Sequence[StoredCase]) -> list[Case]:
        writes, loaded = self.desk.writes, []
        for one in found:
            if one.id in self.cases:
                loaded.append(self.cases[one.id])
                continue
            catalogue = await self.desk.older(one.version)
            form = writes.catalogue.by_id[one.form]
            rows = await writes.open(form, [one.record])
            if not rows:
                continue
            row = rows[0]
            if one.parent is not None and one.parent[2]:
                row = next(line for lines in row.lines.values() for line in lines if line.id == one.parent[2])
            state = load(one.state)
            case = Case(one.id, catalogue.flows[one.flow], one.version, row, one.seq, state, one.parent, None)
            open_tasks = await stored.tasks(writes.transaction, writes.schema, "t.instance = $1", one.id)
            case.tasks = {task.token: task for task in open_tasks}
            self.cases[one.id] = case
            self._remember_waits(case)
            loaded.append(case)
        return loaded

    def _remember_waits(self, case: Case) -> None:
        for token in case.state.tokens:
            node = case.flow.nodes[token.node]
            if isinstance(node, Wait):
                self.waiting[(case.id, token.id)] = node.when

    # stepping

    async def step(self, case: Case, event: happened.Event) -> None:
        """One event through the pure step, its effects applied, then each parked token in turn."""
        result = await self._pure(case, event)
        case.state, case.moved = result.state, True
        self.log.extend((case, entry) for entry in result.log)
        for one in result.effects:
            await self._apply(case, one)
        for token in result.proceed:
            await self.step(case, happened.Proceed(token))

    async def _pure(self, case: Case, event: happened.Event) -> Step:
        while True:
            initiator = case.state.initiator or (self._person() if case.seq == 0 else 0)
            people = People(self.desk.directory, self.desk.formulas, case.row, initiator)
            try:
                return step(case.flow, case.state, event, Env(self.desk.formulas, people, case.row))
            except Need as need:
                opening = self.desk.writes.open if need.lines else self.desk.writes.look
                await opening(need.form, [need.identity])

    async def _apply(self, case: Case, one: wanted.Effect) -> None:
        match one:
            case wanted.OpenTask():
                await self._open(case, one)
            case wanted.CloseTask(token, outcome):
                self._close(case, token, outcome)
            case wanted.Reassign(token, persons, reason):
                self._reassign(case, token, persons, reason)
            case wanted.Copy(node, title, persons):
                await self._tell(case, node, title, persons, "cc", "copied")
            case wanted.Notify(persons, words, _):
                await self._tell(case, "", words, persons, "notice", "told")
            case wanted.SetTimer(token, name, after):
                await self._timer(case, token, name, after)
            case wanted.CancelTimers(token):
                self._cancel_timers(case, token)
            case wanted.WaitFor(token, condition):
                self.waiting[(case.id, token)] = condition
                self.added_waits.append((case.id, token))
            case wanted.Unwait(token):
                self._unwait(case, token)
            case wanted.StartChild(token, flow, row):
                lines = [line for rows in case.head.lines.values() for line in rows if line.id == row]
                await self._begin(flow, lines[0] if lines else case.row, (case.id, token, row))
            case wanted.CancelChildren(token):
                await self._cancel_children(case, token)
            case wanted.Finish():
                await self._finished(case)
            case wanted.SetFields() | wanted.Push() | wanted.Act():
                await self._write(case, one)

    async def _write(self, case: Case, one: wanted.SetFields | wanted.Push | wanted.Act) -> None:
        """What a step writes into records, through the same reactions as everybody's writes."""
        react = self.react
        if react is None:
            raise RuntimeError("flows were not given the reactions of their submission")
        match one:
            case wanted.SetFields(settings):
                await react.assign(case.row, settings)
            case wanted.Push(slug):
                push = case.head.form.push(slug)
                if push is None:
                    raise KeyError(slug)
                await react.room.push.run(case.head, push)
            case wanted.Act(slug, arguments):
                await react.assign(case.head, arguments)
                action = case.head.form.action(slug)
                if action is not None:
                    await react.apply(case.head, action)
                else:
                    await react.call(slug, case.head)
        await self.desk.derive.complete([case.head])

    # tasks

    async def _open(self, case: Case, one: wanted.OpenTask) -> None:
        directory = self.desk.directory
        department = directory.by_code(one.department)
        first = directory.persons.get(one.persons[0]) if one.persons else None
        place = department.id if department is not None else (first.department if first is not None else None)
        verdicts = ("approve", "reject") if one.kind == "approve" else ("complete",)
        task = Task(
            await self.desk.ids.one(), case.id, one.token, one.node, one.kind, case.head.form.id, case.head.id,
            place or None, one.title, one.persons, self.now, await self._moment(case, one.deadline),
            {"edit": one.edit, "require": one.require, "can": verdicts, "reason": one.reason},
        )  # fmt: skip
        case.tasks[one.token] = task
        self.opened.append(task)

    def _close(self, case: Case, token: int, outcome: str) -> None:
        task = case.tasks.pop(token)
        if task in self.opened:
            self.opened.remove(task)
        else:
            self.dropped.append(task.id)
        self.reassigned.pop(task.id, None)
        decided = outcome in ("approved", "rejected", "completed", "returned")
        by = self.desk.actor.person if decided else None
        self.closed.append(Closed(task, outcome, by, self.said if decided else None))

    def _reassign(self, case: Case, token: int, persons: tuple[int, ...], reason: str) -> None:
        before = case.tasks[token]
        task = replace(before, persons=persons, data={**before.data, "reason": reason})
        case.tasks[token] = task
        if before in self.opened:
            self.opened[self.opened.index(before)] = task
        else:
            self.reassigned[task.id] = task

    async def _tell(
        self, case: Case, node: str, title: Words, persons: tuple[int, ...], kind: str, outcome: str
    ) -> None:
        """Copies and notices: kept among the done, for nothing waits for them."""
        if persons:
            task = Task(
                await self.desk.ids.one(), case.id, 0, node, kind, case.head.form.id, case.head.id, None, title,
                persons, self.now, None,
            )  # fmt: skip
            self.closed.append(Closed(task, outcome, None, None))

    # time

    async def _moment(self, case: Case, span: wanted.Span | None) -> datetime | None:
        if span is None:
            return None
        if span.at is not None:
            return self.desk.plant.instant(await self.desk.formulas.value(span.at, case.row))
        minutes = span.minutes + span.days * self.desk.plant.minutes_a_day
        return self.desk.plant.deadline(self.now, minutes)

    async def _timer(self, case: Case, token: int, name: str, after: wanted.Span) -> None:
        due = await self._moment(case, after)
        self.timers = [
            t for t in self.timers if (t["instance"], t["token"], t["name"]) != (case.id, str(token), name)
        ]
        if due is not None:
            self.timers.append(
                {"id": await self.desk.ids.one(), "due": due, "instance": case.id, "token": str(token), "name": name,
                 "data": msgspec.json.encode({"name": name}).decode()}
            )  # fmt: skip

    def _cancel_timers(self, case: Case, token: int) -> None:
        self.timers = [t for t in self.timers if (t["instance"], t["token"]) != (case.id, str(token))]
        self.gone_timers.append((case.id, token))

    # conditions and children

    def _unwait(self, case: Case, token: int) -> None:
        self.waiting.pop((case.id, token), None)
        if (case.id, token) in self.added_waits:
            self.added_waits.remove((case.id, token))
        else:
            self.gone_waits.append((case.id, token))

    async def _cancel_children(self, case: Case, token: int) -> None:
        await self._running(case.head)
        for child in list(self.cases.values()):
            if (
                child.parent is not None
                and child.parent[:2] == (case.id, token)
                and child.state.status == "running"
            ):
                await self.step(child, happened.Cancel(self._person(), ""))

    async def _finished(self, case: Case) -> None:
        if case.parent is not None:
            parent = await self._case(case.parent[0])
            if parent.state.status == "running":
                await self.step(parent, happened.ChildEnded(case.parent[1], case.parent[2]))

    # flushing

    def statement(self, schema: str) -> Statement:
        """Instances by compare-and-swap, then tasks, waits and timers, in one go."""
        made = Statement()
        moved = sorted((case for case in self.cases.values() if case.moved), key=lambda case: case.id)
        stored.write_cases(made, schema, [self._row(case) for case in moved])
        stored.open_tasks(made, schema, self.opened)
        stored.reassign(made, schema, list(self.reassigned.values()))
        stored.close_tasks(made, schema, self.closed, self.now)
        stored.drop_tasks(made, schema, self.dropped)
        places = {case.id: (case.head.form.id, case.head.id) for case in self.cases.values()}
        added = [
            {"instance": i, "token": str(t), "form": places[i][0], "record": places[i][1]}
            for i, t in self.added_waits
        ]
        stored.waits(made, schema, added, self.gone_waits)
        timers = [{k: v for k, v in one.items() if k != "name"} for one in self.timers]
        stored.timers(made, schema, timers, self.gone_timers)
        return made

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
                await self.desk.ids.one(), kind, actor, cause.via, entry.note or None, None, case.id, 1
            )
            found.append((event, Object(case.head.form.id, case.head.id, "case")))
        return found

    def open_task_ids(self) -> list[int]:
        return [task.id for task in self.opened]
