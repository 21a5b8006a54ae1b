"""One submission: commands become rows, rows settle, rules are checked, and one ordered flush writes the lot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from jingwei.base.errors import Faults, Forbidden, Invalid, NotFound, Path
from jingwei.base.words import Words
from jingwei.process import journal
from jingwei.process.allow import Allow, there
from jingwei.process.attachments import attach, attached
from jingwei.process.case import Desk, Older
from jingwei.process.commands import (
    Act,
    Actor,
    Change,
    Command,
    Commands,
    Create,
    Decide,
    Made,
    Outcome,
    Remove,
    Trace,
    Wake,
    Withdraw,
)  # fmt: skip
from jingwei.process.derive import Derive
from jingwei.process.flows import Flows
from jingwei.process.incoming import Incoming
from jingwei.process.merge import merge
from jingwei.process.numbering import Numbering
from jingwei.process.plant import Plant
from jingwei.process.post import Post
from jingwei.process.promises import promises, standings
from jingwei.process.push import PushDown
from jingwei.process.react import React
from jingwei.process.room import Call, Room
from jingwei.process.trace import closure, link, traces
from jingwei.process.values import Formulas
from jingwei.process.verify import Verify
from jingwei.process.write import writes
from jingwei.process.writeset import Row, Traced, WriteSet
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Action, Form
from jingwei.spec.formula import Ambient
from jingwei.store.changelog.write import Changed, Event, Object
from jingwei.store.changelog.write import journal as journalled
from jingwei.store.directory import Directory
from jingwei.store.ids import Fresh
from jingwei.store.ledgers.post import Movement, balances, movements
from jingwei.store.numbers import Numbers
from jingwei.store.records.flush import crossing, lock, number, records
from jingwei.store.records.refusals import Unreached, refusals
from jingwei.store.statement import Statement, to_json
from jingwei.store.transaction import Transaction

ROUNDS = 20
NOT_ASKED = Words("此操作不询问“{f}”", 'This action does not ask for "{f}"')
NO_ROWS = Words("此操作只改已有的行", "This action changes rows that are there")


class Submission:
    """The state of one attempt; a lost race throws it away and begins another."""

    def __init__(
        self, transaction: Transaction, schema: str, catalogue: Catalogue, directory: Directory, actor: Actor,
        ids: Fresh, numbers: Numbers, ambient: Ambient, calls: Mapping[str, Call], plant: Plant, older: Older, why: str | None,
        quiet: set[tuple[int, int]],
    ) -> None:  # fmt: skip
        self.transaction, self.schema, self.catalogue = transaction, schema, catalogue
        self.directory, self.actor, self.ids, self.why = directory, actor, ids, why
        self.now = ambient.now
        self.faults = Faults()
        self.writes = WriteSet(transaction, schema, catalogue)
        self.formulas = Formulas(self.writes, ambient)
        engine = actor.trusted and actor.via == "engine"
        self.incoming = Incoming(self.writes, ids, self.faults, engine)
        self.allow = Allow(transaction, schema, catalogue, actor, ambient)
        self.derive = Derive(self.writes, self.formulas, self.faults, self.allow.links)
        self.verify = Verify(self.writes, self.formulas, self.faults)
        self.numbering = Numbering(numbers, schema, ambient)
        self.push = PushDown(self.writes, self.formulas, self.incoming)
        self.flows = Flows(
            Desk(
                self.writes,
                self.formulas,
                self.incoming,
                self.derive,
                directory,
                actor,
                ids,
                plant,
                self.faults,
                older,
                quiet,
            )
        )
        self.room = Room(
            self.writes, self.formulas, self.push, self.incoming, ids, actor.person, self.flows.start
        )
        self.react = self.flows.react = React(self.room, calls)
        self.asked: list[Made] = []
        self.moved: list[Movement] = []
        self.kind = "change"
        self.roles_changed: frozenset[str] = frozenset()
        self.verified = False

    # preparing

    async def prepare(self, commands: Commands) -> None:
        """Everything up to the flush; raises with every fault found."""
        for index, command in enumerate(commands):
            try:
                await self._command(command, (index,) if len(commands) > 1 else ())
            except Invalid as error:
                if len(commands) == 1:
                    raise
                told = self.faults.found
                told.extend(fault.under(index) for fault in error.faults if fault not in told)
        await self.conclude()

    async def follow(self, later: Sequence[tuple[str, Row]]) -> None:
        """Late calls of the submission just flushed, on the records as they now stand."""
        for name, row in later:
            opened = there(await self.writes.open(row.form, [row.id]))
            opened.at = row.at
            try:
                await self.react.calls[name].run(self.room, opened)
            except Invalid as error:
                self.faults.take(error)
        self.kind = "follow"
        await self.conclude()

    async def conclude(self) -> None:
        """Settles what commands or calls have changed and checks it."""
        if self.faults.found:
            self.verify.unsent([row for row in self._dirty() if row.commanded])
        self.faults.refuse()
        await self._settle()
        heads = self._dirty()
        await self._verify([row for row in heads if not (self.verified and row.commanded)])
        await self.allow.links(self.writes, self.faults)
        self.faults.refuse()
        self.moved = await Post(self.writes, self.formulas, self.ids).movements()

    async def _command(self, command: Command, at: Path) -> None:
        match command:
            case Create(form, values, ref):
                await self._create(self._form(form), values, ref, at)
            case Change(form, identity, values, ver):
                await self._change(self._form(form), identity, values, ver, at)
            case Remove(form, identity, ver):
                await self._remove(self._form(form), identity, ver)
            case Act():
                await self._act(command, at)
            case Trace():
                self._trace(command)
            case Decide() | Withdraw() | Wake():
                self.kind = await self.flows.command(command)

    def _form(self, slug: str) -> Form:
        form = self.catalogue.forms.get(slug)
        if form is None or form.parent is not None:
            raise NotFound("unknown_form", Words("没有表单“{f}”", 'There is no form "{f}"').fill(f=slug[:80]))
        return form

    async def _create(self, form: Form, values: Mapping[str, object], ref: str | None, at: Path) -> None:
        self.allow.create(form, values)
        row = await self.incoming.create(form, values, at)
        self.allow.after(row, "create")
        if ref is not None:
            self.writes.refs[ref] = row
        self.asked.append(Made(form.slug, row.id, True))
        self.kind = "create"

    async def _change(
        self, form: Form, identity: int, values: Mapping[str, object], ver: int | None, at: Path
    ) -> None:
        row = await self.allow.open(self.writes, form, identity, "update", values)
        await self._unlocked(row)
        await merge(self.transaction, self.schema, row, ver, values)
        row.commanded, row.at = True, at
        await self.incoming.fill(row, values, at)
        self.allow.after(row, "update")
        self.asked.append(Made(form.slug, row.id, False))

    async def _unlocked(self, row: Row) -> None:
        if row.form.locked_when is not None and await self.formulas.holds(row.form.locked_when, row):
            words = Words(
                "{form}已进入流程，不能直接修改", "{form} is under way and cannot be edited directly"
            )
            raise Forbidden("locked", words.fill(form=row.form.title))

    async def _remove(self, form: Form, identity: int, ver: int | None) -> None:
        row = await self.allow.open(self.writes, form, identity, "delete", {})
        await self._unlocked(row)
        await merge(self.transaction, self.schema, row, ver, {})
        row.cells["deleted_at"] = self.now
        self.writes.untraced.append(row)
        self.asked.append(Made(form.slug, row.id, False))
        self.kind = "delete"

    async def _act(self, command: Act, at: Path) -> None:
        form = self._form(command.form)
        action = form.action(command.action)
        if action is None:
            words = Words("没有操作“{a}”", 'There is no action "{a}"').fill(a=command.action[:60])
            raise NotFound("unknown_action", words)
        row = await self.allow.open(self.writes, form, command.id, action.slug, {})
        row.commanded, row.at = True, at
        answers = answered(action, command.values, at, self.faults)
        await self.incoming.fill(row, answers, at, frozenset(action.ask))
        for slug in action.heads():
            if row.cells.get(slug) is None and row.form[slug].table is None:
                words = Words("请填写“{f}”", '"{f}" is required').fill(f=row.form[slug].title)
                self.faults.add((*at, slug), "required", words)
        if self.faults.found:
            return
        await self.derive.complete([row])
        if self.faults.found:
            return
        await self.react.press(row, action)
        self.asked.append(Made(form.slug, row.id, False))
        self.kind = command.action

    def _trace(self, command: Trace) -> None:
        def place(end: tuple[str, int | str]) -> tuple[int, int]:
            identity = end[1] if isinstance(end[1], int) else self.writes.refs[end[1]].id
            return self.catalogue.forms[end[0]].id, identity

        source, target = place(command.source), place(command.target)
        quantity = Traced(*source, None, *target, None, command.kind, None)
        self.writes.traces.append(link(quantity, command.quantity))

    # settling

    def _dirty(self) -> list[Row]:
        return [row for row in self.writes.heads() if row.moved]

    async def _settle(self) -> None:
        """Formulas, automations and flow steps until nothing moves."""
        await self.derive.complete(self._dirty())
        await self._verify([row for row in self._dirty() if row.commanded])
        self.faults.refuse()
        self.verified = True
        for turn in range(ROUNDS):
            heads = self._dirty()
            read = await self.numbering.take([row for row in heads if row.new])
            if turn or read:
                self.verified = False
                await self.derive.complete(heads)
                self.faults.refuse()
            moved = False
            for row in heads:
                moved |= await self.react.autos(row)
            moved |= await self.flows.advance(heads)
            if not moved:
                await self._voided()
                return
        words = Words("自动规则互相触发，没有停下来", "Automations keep triggering each other")
        raise Invalid.at((), "endless_reactions", words)

    async def _verify(self, heads: Sequence[Row]) -> None:
        """Where nothing reacts to a record, what it links to need not be looked for before it is written."""
        plain = self.kind in ("create", "change") and not any(row.form.autos for row in self.writes.heads())
        await self.verify.records(heads, trusting=plain and self.transaction.attempt == 1)

    async def _voided(self) -> None:
        for row in self._dirty():
            if (
                row.form.void_when is None
                or row.new
                or not await self.formulas.holds(row.form.void_when, row)
            ):
                continue
            past = row.past()
            if past is not None and not await self.formulas.holds(row.form.void_when, past):
                self.writes.untraced.append(row)

    # flushing

    async def flush(self, key: str | None, fingerprint: bytes) -> Outcome:
        """Global lock order: gate, records by (form, id), instances and tasks, balances by key, gap-free counters.

        Everything that is only appended goes with the records; what needs no second statement is a transaction by itself.
        """
        heads = self._dirty()
        self.roles_changed = frozenset(row.form.role for row in heads if row.form.role)
        event = Event(await self.ids.one(), self.now, self.kind, self.actor.person, self.actor.via, self.why)
        outcome = self._outcome(event.id, heads)
        gapless = self.numbering.gapless(heads)
        owed = await standings(self.formulas, self.directory, heads)
        pending = writes(heads, self.actor, self.now)
        statement, judged = Statement(), self.allow.within
        images = records(statement, self.schema, pending, judged or ())
        if judged is not None:
            self.allow.demand(statement, images)
        self.verify.demand(statement)
        self.flows.book.add(statement, self.schema, self.flows.cases.values())
        await traces(statement, self.writes, self.ids, heads, self.now)
        if not gapless:
            await self._journal(statement, event, heads, key, fingerprint, outcome)
        more = (
            judged is None or gapless or owed or self.writes.traces or self.react.later
            or any(one.ledger.guarded for one in self.moved) or attached(heads) or crossing(pending)
        )  # fmt: skip
        with self._refusals():
            if not more:
                gate = f"{self.schema}.gate({statement.bind(self.catalogue.version, 'bigint')})"
                await self.transaction.alone(statement.sql(gate), *statement.args)
                return outcome
            await self.transaction.begin(f"SELECT {self.schema}.gate({self.catalogue.version})")
            await lock(self.transaction, self.schema, pending)
            await self.transaction.execute(statement.sql(), *statement.args)
            if judged is None:
                await self.allow.check_after()
            await attach(self.writes, self.actor, heads)
            await closure(self.writes)
            await promises(self.writes, self.ids, owed, self.formulas.ambient)
            await balances(self.transaction, self.schema, self.moved)
            if gapless:
                given = await number(self.transaction, self.schema, gapless)
                self.numbering.remember(heads, given)
                last = Statement()
                await self._journal(last, event, heads, key, fingerprint, outcome)
                await self.transaction.execute(last.sql(), *last.args)
        return outcome

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            with refusals(self.catalogue):
                yield
        except Unreached as error:
            raise self.allow.refusal() from error

    async def _journal(
        self,
        statement: Statement,
        event: Event,
        heads: list[Row],
        key: str | None,
        fingerprint: bytes,
        outcome: Outcome,
    ) -> None:
        changes = [
            Changed(
                await self.ids.one(),
                row.form.id,
                row.id,
                journal.kind(row),
                journal.body(row, self._ver(row)),
            )
            for row in heads
        ]
        subjects = [Object(self.catalogue.forms[made.form].id, made.id, "subject") for made in self.asked]
        touched = [Object(row.form.id, row.id, "touched") for row in heads]
        told = await self.flows.book.events(event)
        journalled(statement, self.schema, event, changes, [*subjects, *touched], told)
        movements(statement, self.schema, event, self.moved)
        if key is not None:
            b = statement.bind
            statement.add(
                f"INSERT INTO {self.schema}.idem (actor, key, fingerprint, result) VALUES ({b(self.actor.viewer.person, 'bigint')}, "
                f"{b(key, 'text')}, {b(fingerprint, 'bytea')}, {b(to_json(outcome), 'text')}::jsonb)"
            )

    def _ver(self, row: Row) -> int:
        return 1 if row.before is None else int(str(row.before["ver"])) + 1

    def _outcome(self, event: int, heads: list[Row]) -> Outcome:
        asked = {(made.form, made.id) for made in self.asked}
        followed = tuple(Made(r.form.slug, r.id, r.new) for r in heads if (r.form.slug, r.id) not in asked)
        return Outcome(event, tuple(self.asked), followed, tuple(task.id for task in self.flows.book.opened))


def answered(action: Action, values: Mapping[str, object], at: Path, faults: Faults) -> dict[str, object]:
    """What was asked for of what was sent; of the rows of a sub-table that are there, the columns asked for."""
    found: dict[str, object] = {}
    for slug, value in values.items():
        if slug in action.ask:
            found[slug] = value
            continue
        columns, rows = action.columns(slug), value if isinstance(value, list) else []
        if not columns or rows is not value:
            faults.add((*at, slug), "not_asked", NOT_ASKED.fill(f=slug[:60]))
            continue
        for index, row in enumerate(rows):
            if not isinstance(row, Mapping) or row.get("id") is None:
                faults.add((*at, slug, index), "not_asked", NO_ROWS)
                continue
            for name in row.keys() - columns - {"id"}:
                faults.add((*at, slug, index, name), "not_asked", NOT_ASKED.fill(f=str(name)[:60]))
        found[slug] = rows
    return {} if faults.found else found
