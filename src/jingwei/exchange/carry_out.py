"""Carries wanted records into the workspace: compares, writes what differs in batches, settles documents, counts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jingwei.base.errors import Fault, Invalid, JingweiError, Path
from jingwei.base.words import Words
from jingwei.exchange.compare import Cells, changes, links, patches
from jingwei.exchange.tally import MOST, Count, Tally
from jingwei.exchange.wanted import Line, Named, Stage, Values, Wanted
from jingwei.exchange.writer import Writer
from jingwei.process.commands import Act, Change, Command, Create, Outcome
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.store.records import load
from jingwei.store.transaction import Transaction

COMMANDS, ROWS = 200, 1_000
"""So many records, and so many rows with their sub-tables, make one submission."""

PARTLY = Words(
    "以下批次被拒绝，之前已写入的 {n} 条记录保留；修正后可再次导入",
    "The batches below are refused, the {n} records written before stay; correct the file and import again",
)

Progress = Callable[[int, int, Words], Awaitable[None]]


@dataclass(slots=True)
class Standing:
    """What the workspace holds of one batch."""

    ids: dict[str, int] = field(default_factory=dict)
    cells: dict[int, Cells] = field(default_factory=dict)
    rows: dict[tuple[str, int], list[Cells]] = field(default_factory=dict)
    links: dict[tuple[str, str], int] = field(default_factory=dict)


class Carrier:
    """One import under way."""

    def __init__(
        self, writer: Writer, catalogue: Catalogue, tally: Tally, progress: Progress, total: int
    ) -> None:
        self.writer, self.catalogue, self.tally = writer, catalogue, tally
        self.progress, self.total, self.done = progress, total, 0

    async def stage(self, stage: Stage) -> None:
        """All batches of a stage; the faults of every batch are gathered before the import ends."""
        await self.part(stage, self.tally.stage(stage.title, stage.form))
        self.refuse()

    async def part(self, stage: Stage, count: Count) -> None:
        """Some records of a stage that comes piece by piece."""
        for batch in stage.batches(COMMANDS, ROWS):
            await self.progress(self.done, self.total, stage.title)
            await self._batch(stage, batch, count)
            self.done += len(batch)
        await self.progress(self.done, self.total, stage.title)

    def refuse(self) -> None:
        """Ends the import when something was refused, and says what stands although it was."""
        if not self.tally.faults:
            return
        kept = (
            []
            if self.tally.rehearsed or not self.tally.written
            else [Fault((), "partly", PARTLY.fill(n=self.tally.written))]
        )
        raise Invalid([*kept, *self.tally.faults[:MOST]])

    async def _batch(self, stage: Stage, batch: Sequence[Wanted], count: Count) -> None:
        form = self.catalogue.forms[stage.form]
        standing = await self.writer.read(lambda t: self._standing(t, stage, form, batch))
        commands: list[Command] = []
        asked: list[tuple[Wanted, int | None]] = []
        for one in batch:
            identity = standing.ids.get(one.key)
            command = self._command(stage, form, one, identity, standing)
            if command is None:
                count.unchanged += 1
            else:
                commands.append(command)
                asked.append((one, identity))
        if commands:
            outcome = await self._submit(commands, [one for one, _ in asked])
            if outcome is None:
                return
            for (one, identity), made in zip(asked, outcome.asked, strict=True):
                standing.ids[one.key] = made.id
                count.created += identity is None
                count.changed += identity is not None
        await self._settle(form, batch, standing)

    def _command(
        self, stage: Stage, form: Form, one: Wanted, identity: int | None, standing: Standing
    ) -> Command | None:
        """What has to be asked of the door for one record, None when it stands as wanted."""
        values = linked(form, one.values, standing)
        if identity is None:
            rows = {
                slug: [linked(table, row.values, standing) for row in one.tables[slug]]
                for slug, table in tables(form, one)
            }
            return Create(form.slug, {**values, stage.key_field: one.key, **rows})
        if stage.only_new:
            return None
        cells = standing.cells[identity]
        later = {slug: raw for slug, raw in values.items() if slug not in one.once}
        changed = changes(form, {**later, stage.key_field: one.key}, cells, standing.links)
        for slug, table in tables(form, one):
            rows_wanted = [Line(linked(table, row.values, standing), row.origin) for row in one.tables[slug]]
            known = standing.rows.get((slug, identity), [])
            patch = patches(table, stage.matched_by.get(slug, ()), rows_wanted, known, standing.links)
            changed.update({slug: patch} if patch else {})
        if not changed:
            return None
        if under_way(one, cells):
            words = Words(
                "已在执行中，文件中的改动未采用（{f}）",
                "Already under way; what the file changes is not taken over ({f})",
            )
            self.tally.notice(one.origin, "under_way", words.fill(f=", ".join(changed)))
            return None
        return Change(form.slug, identity, changed)

    async def _settle(self, form: Form, batch: Sequence[Wanted], standing: Standing) -> None:
        due: list[tuple[Wanted, Command]] = []
        for one in batch:
            identity, settle = standing.ids.get(one.key), one.settle
            if settle is None or identity is None:
                continue
            cells = standing.cells.get(identity)
            if cells is None or cells.get(settle.state) in settle.before:
                due.append((one, Act(form.slug, identity, settle.action, settle.values)))
        if due:
            await self._submit([command for _, command in due], [one for one, _ in due])

    async def _submit(self, commands: Sequence[Command], wanted: Sequence[Wanted]) -> Outcome | None:
        """The batch as one submission; a refused one leaves nothing and every fault of it with its place."""
        try:
            return await self.writer.submit(commands)
        except JingweiError as error:
            if error.status >= 500:
                raise
            found = await self.writer.faults(commands)
            # What is wrong only between commands, such as a key given twice, shows in the batch alone.
            placed = [Fault(place(wanted[i], commands[i], f), f.code, f.message) for i, f in found]
            self.tally.faults.extend(placed or error.faults)
            return None

    async def _standing(
        self, transaction: Transaction, stage: Stage, form: Form, batch: Sequence[Wanted]
    ) -> Standing:
        schema = self.writer.door.workspace.schema
        found = Standing()
        key = form[stage.key_field]
        found.ids = await load.by_key(transaction, schema, form, key, [one.key for one in batch])
        adopted = await self._adopted(transaction, stage, form, batch, found.ids)
        found.cells = dict(
            await load.rows(transaction, schema, form, (*found.ids.values(), *adopted.values()))
        )
        for text, identity in adopted.items():
            if found.cells[identity].get(stage.key_field) is None:
                found.ids[text] = identity
        if stage.matched_by:
            for slug in stage.matched_by:
                table = form[slug].table
                if table is None:
                    raise TypeError(f"{form.slug}.{slug} is no sub-table")
                for row in await load.lines(transaction, schema, table, found.ids.values()):
                    found.rows.setdefault((slug, int(str(row["parent"]))), []).append(row)
        await self._targets(transaction, form, batch, found)
        return found

    async def _adopted(
        self,
        transaction: Transaction,
        stage: Stage,
        form: Form,
        batch: Sequence[Wanted],
        known: Mapping[str, int],
    ) -> dict[str, int]:
        """Records a person made before the import, found by the code they share with it."""
        if stage.adopt is None:
            return {}
        codes = {str(one.values[stage.adopt]): one.key for one in batch if one.key not in known}
        schema = self.writer.door.workspace.schema
        found = await load.by_key(transaction, schema, form, form[stage.adopt], codes)
        return {codes[code]: identity for code, identity in found.items()}

    async def _targets(
        self, transaction: Transaction, form: Form, batch: Sequence[Wanted], found: Standing
    ) -> None:
        """The ids of everything the batch links to by a key."""
        schema = self.writer.door.workspace.schema
        wanted: dict[tuple[str, str | None], set[str]] = {}
        for scope, values in scopes(form, batch):
            for to, text in links(scope, values):
                wanted.setdefault((to, None), set()).add(text)
            for raw in values.values():
                if isinstance(raw, Named):
                    wanted.setdefault((raw.form, raw.field), set()).add(raw.text)
        for (slug, name), texts in wanted.items():
            target = self.catalogue.forms[slug]
            key = target.by_slug.get(name or target.key or "")
            if key is not None:
                ids = await load.by_key(transaction, schema, target, key, texts)
                prefix = slug if name is None else f"{slug}#{name}"
                found.links.update({(prefix, text): identity for text, identity in ids.items()})


def linked(form: Form, values: Values, standing: Standing) -> dict[str, object]:
    """Links by key become links by id; one to a record of the same batch, or to none, is left to the door."""
    found: dict[str, object] = {}
    for slug, raw in values.items():
        item = form.by_slug.get(slug)
        match raw:
            case Named(target, name, text):
                identity = standing.links.get((f"{target}#{name}", text))
                found[slug] = {"key": text} if identity is None else {"id": str(identity)}
            case {"key": str(text)} if item is not None and (item.to or "", text) in standing.links:
                found[slug] = {"id": str(standing.links[(item.to or "", text)])}
            case _:
                found[slug] = raw
    return found


def tables(form: Form, one: Wanted) -> Iterator[tuple[str, Form]]:
    """The sub-tables a wanted record gives rows for."""
    for slug in one.tables:
        table = form[slug].table
        if table is None:
            raise TypeError(f"{form.slug}.{slug} is no sub-table")
        yield slug, table


def scopes(form: Form, batch: Sequence[Wanted]) -> Iterator[tuple[Form, Values]]:
    """Every set of values of a batch with the form it belongs to."""
    for one in batch:
        yield form, one.values
        for slug, table in tables(form, one):
            for line in one.tables[slug]:
                yield table, line.values


def under_way(one: Wanted, cells: Cells) -> bool:
    settle = one.settle
    return settle is not None and settle.locks and cells.get(settle.state) not in settle.before


def place(one: Wanted, command: Command, fault: Fault) -> Path:
    """A fault at its place in the source instead of its place in the command."""
    match fault.path:
        case (str(table), int(index), *rest) if table in one.tables and isinstance(command, Create | Act):
            if index < len(one.tables[table]):
                return (*one.tables[table][index].origin, *rest)
    return (*one.origin, *fault.path)
