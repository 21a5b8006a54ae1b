"""Running cases inside a submission: events go into the pure step, its effects become rows, records and timers."""

from __future__ import annotations

from collections.abc import Sequence

from jingwei.base.errors import Forbidden, Invalid, NotFound
from jingwei.base.words import Words, same
from jingwei.process.case import Case, Desk, Env
from jingwei.process.casebook import Casebook
from jingwei.process.commands import Decide, Wake, Withdraw
from jingwei.process.derive import put
from jingwei.process.people import People
from jingwei.process.react import React
from jingwei.process.values import Need
from jingwei.process.verify import MISSING
from jingwei.process.writeset import Row
from jingwei.spec import effect as wanted
from jingwei.spec.flow import event as happened
from jingwei.spec.flow.offer import targets
from jingwei.spec.flow.refuse import Closed as TaskClosed
from jingwei.spec.flow.run import Step
from jingwei.spec.flow.state import NEW, load
from jingwei.spec.flow.step import step
from jingwei.spec.form import Form
from jingwei.spec.nodes.human import Human
from jingwei.spec.nodes.wait import Wait
from jingwei.store import cases as stored
from jingwei.store.cases import StoredCase, Task
from jingwei.store.transaction import Retry


class Flows:
    """The cases one submission touches."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.react: React | None = None
        self.cases: dict[int, Case] = {}
        self.searched: set[tuple[int, int]] = set()
        self.book = Casebook(desk)

    # what starts and moves cases

    async def start(self, slug: str, row: Row) -> None:
        """A new case on a record, or one that was returned sent on; one flow runs once at a time on the same record."""
        await self._running(row.top)
        running = next(
            (c for c in self.cases.values() if c.flow.slug == slug and c.row is row and c.state.status == "running"), None
        )  # fmt: skip
        if running is not None:
            person = self.desk.actor.person or 0
            for task in running.tasks.values():
                if task.node == running.flow.start and person in task.persons:
                    await self.step(running, happened.Decide(task.token, person, "complete"))
                    return
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
        case, task = await self._asked(command.task)
        if command.do not in ("urge",) and not self._may(task):
            raise Forbidden("not_your_task", Words("这不是您的任务", "This is not your task"))
        person, note = self._person(), command.note or ""
        if command.do == "reject" and not note.strip():
            raise Invalid.at(("note",), "required", Words("请填写驳回原因", "Say why you reject"))
        acting = person if person in task.persons else next(iter(task.persons), person)
        if command.do in ("approve", "complete", "reject"):
            await self._fill(case, task, command)
            event: happened.Event = happened.Decide(task.token, acting, command.do, note)
        elif command.do == "return":
            event = happened.Return(task.token, acting, command.node or self._previous(case, task), note)
        elif command.do == "transfer":
            if command.to is None or command.to not in self.desk.directory.persons:
                raise Invalid.at(("to",), "required", Words("请选择转交给谁", "Choose whom to transfer to"))
            self._reads(command.to, case)
            event = happened.Transfer(task.token, acting, command.to, note)
        else:
            event = happened.Urge(person, task.token, note)
        self.book.said = command.note
        if note.strip() and command.do in ("reject", "return", "transfer"):
            self.book.sent[case.id] = {"how": command.do, "by": str(person), "note": note}
        await self.step(case, event)
        return command.do

    def _reads(self, person: int, case: Case) -> None:
        """Refuses a colleague whose roles do not open the document: they could neither judge nor pass it on."""
        viewer = self.desk.directory.viewer(person)
        form = case.head.form
        if not self.desk.writes.catalogue.access(viewer, form.slug).may("read"):
            name = same(self.desk.directory.persons[person].name)
            words = Words(
                "{p}无权查看{f}，请转交给别的同事", "{p} may not read a {f}; choose another colleague"
            )
            raise Invalid.at(("to",), "may_not_read", words.fill(p=name, f=form.title))

    async def _asked(self, identity: int) -> tuple[Case, Task]:
        """An open task with its case."""
        schema = self.desk.writes.schema
        await self._load(
            await self._find(f"id = (SELECT instance FROM {schema}.task WHERE id = $1)", identity)
        )
        for case in self.cases.values():
            for task in case.tasks.values():
                if task.id == identity:
                    return case, task
        raise await self._already(identity)

    def _previous(self, case: Case, task: Task) -> str:
        """The latest step a task may be returned to; the first step's is the start, where the initiator is asked."""
        known = targets(case.flow, case.state, task.node)
        if not known:
            words = Words("没有可退回的步骤", "There is no earlier step to return to")
            raise Invalid.at(("node",), "nowhere", words)
        return known[-1]

    def _may(self, task: Task) -> bool:
        viewer = self.desk.actor.viewer
        return viewer.person in task.persons or (viewer.admin and not task.persons)

    async def _already(self, task: int) -> NotFound | TaskClosed:
        row = await self.desk.writes.transaction.fetchrow(
            f"SELECT done_by FROM {self.desk.writes.schema}.task_done WHERE id = $1", task
        )
        if row is None:
            return NotFound("no_such_task", Words("没有这个任务", "There is no such task"))
        by = self.desk.directory.persons.get(row["done_by"] or 0)
        return TaskClosed(by.name if by is not None else None)

    async def _fill(self, case: Case, task: Task, command: Decide) -> None:
        """The fields the step opens, of the record or of the row the case runs for; required ones must be there unless it is a refusal."""
        node = case.flow.nodes[task.node]
        if not isinstance(node, Human):
            raise TypeError(f"a task stands at {task.node}, which asks nobody")
        edit = frozenset(node.desk.edit) | frozenset(node.desk.require)
        for slug in command.values:
            if slug not in edit:
                words = Words("此步骤不能填写“{f}”", 'This step does not open "{f}"').fill(f=slug[:60])
                self.desk.faults.add((slug,), "not_writable", words)
        row, case.head.commanded = case.row, True
        values = {slug: raw for slug, raw in command.values.items() if slug in edit}
        await self.desk.incoming.fill(row, values, (), edit)
        if command.do != "reject":
            await self._preset(row, node, edit - values.keys())
            for slug in node.desk.require:
                if row.cells.get(slug) is None and row.form[slug].table is None:
                    self.desk.faults.add((slug,), "required", MISSING.fill(f=row.form[slug].title))
        self.desk.faults.refuse()
        await self.desk.derive.complete([case.head])
        self.desk.faults.refuse()

    async def _preset(self, row: Row, node: Human, unsaid: frozenset[str]) -> None:
        """Open fields nobody filled in say what the step proposes; one that was emptied on purpose stays empty."""
        open_ = [s for s in node.desk.preset if s.field in unsaid and row.cells.get(s.field) is None]
        values = await self.desk.formulas.values([(one.value, row) for one in open_])
        for setting, value in zip(open_, values, strict=True):
            put(row, row.form[setting.field], value)

    async def advance(self, heads: Sequence[Row]) -> bool:
        """Conditions waited for on these records that now hold, and cases of deleted records; whether anything moved."""
        moved = False
        for row in heads:
            await self._running(row)
            for case in [c for c in self.cases.values() if c.head is row and c.state.status == "running"]:
                if row.cells.get("deleted_at") is not None or (not case.moved and await self._voided(row)):
                    await self.step(case, happened.Cancel(self._person(), ""))
                    moved = True
                    continue
                for token in [t for (i, t) in list(self.book.waiting) if i == case.id]:
                    condition = self.book.waiting[(case.id, token)]
                    if await self.desk.formulas.holds(condition, case.row):
                        await self.step(case, happened.ConditionMet(token))
                        moved = True
                await self._retime(case)
        return moved

    async def _retime(self, case: Case) -> None:
        """Deadlines that a field gives follow what has been written."""
        for token in case.state.tokens:
            node = case.flow.nodes[token.node]
            if isinstance(node, Human) and not token.parked:
                await self.book.retime(case, token.id, node.desk)

    async def _voided(self, row: Row) -> bool:
        """Whether somebody has just made the document void; a flow that does it itself goes on to its own end."""
        past = row.past()
        if (
            row.form.void_when is None
            or past is None
            or not await self.desk.formulas.holds(row.form.void_when, row)
        ):
            return False
        return not await self.desk.formulas.holds(row.form.void_when, past)

    # loading

    async def _find(self, where: str, *args: object) -> list[StoredCase]:
        return await stored.cases(self.desk.writes.transaction, self.desk.writes.schema, where, *args)

    async def _running(self, row: Row) -> None:
        """Loads the running cases of a record once."""
        place = (row.form.id, row.id)
        if row.new or place in self.searched:
            return
        self.searched.add(place)
        if await self._quiet(row.form):
            return
        known = await self._find("form = $1 AND record = $2 AND ended_at IS NULL", *place)
        await self._load([one for one in known if one.id not in self.cases])

    async def _quiet(self, form: Form) -> bool:
        """Whether no case can run on the form; cases of older versions may still run where no flow is drawn now.

        Once none does under the current version, none can start before the next version is published.
        """
        catalogue, kept = self.desk.writes.catalogue, (self.desk.writes.catalogue.version, form.id)
        if kept in self.desk.quiet:
            return True
        if any(f"{flow.form}.".startswith(f"{form.slug}.") for flow in catalogue.flows.values()):
            return False
        if await stored.some_running(self.desk.writes.transaction, self.desk.writes.schema, form.id):
            return False
        self.desk.quiet.add(kept)
        return True

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
            if one.version > writes.catalogue.version:
                raise Retry  # another process has published; the next attempt reads the catalogue anew
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
            case.tasks = {task.token: task for task in one.tasks}
            self.cases[one.id] = case
            self._remember_waits(case)
            loaded.append(case)
        return loaded

    def _remember_waits(self, case: Case) -> None:
        for token in case.state.tokens:
            node = case.flow.nodes[token.node]
            condition = node.when if isinstance(node, Wait) else None
            if isinstance(node, Human) and not token.parked:
                condition = node.desk.until
            if condition is not None:
                self.book.waiting[(case.id, token.id)] = condition

    # stepping

    async def step(self, case: Case, event: happened.Event) -> None:
        """One event through the pure step, its effects applied, then each parked token in turn."""
        result = await self._pure(case, event)
        case.state, case.moved = result.state, True
        self.book.log.extend((case, entry) for entry in result.log)
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
                await self.book.open(case, one)
            case wanted.CloseTask(token, outcome):
                self.book.close(case, token, outcome)
            case wanted.Reassign(token, persons, reason):
                self.book.reassign(case, token, persons, reason)
            case wanted.Copy(node, title, persons):
                await self.book.tell(case, node, title, persons, "cc", "copied")
            case wanted.Notify(persons, words, _):
                await self.book.tell(case, "", words, persons, "notice", "told")
            case wanted.SetTimer(token, name, after):
                await self.book.timer(case, token, name, after)
            case wanted.CancelTimers(token):
                self.book.cancel_timers(case, token)
            case wanted.WaitFor(token, condition):
                self.book.wait(case, token, condition)
            case wanted.Unwait(token):
                self.book.unwait(case, token)
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

    # conditions and children

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
