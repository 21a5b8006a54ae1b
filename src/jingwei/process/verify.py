"""What every stored record must satisfy, whoever wrote it: required fields, links that exist, and the form's own checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from jingwei.base.errors import Faults
from jingwei.base.words import Words
from jingwei.process.derive import leads_nowhere, path_of
from jingwei.process.layout import layout
from jingwei.process.values import Formulas
from jingwei.process.writeset import Row, WriteSet
from jingwei.query import names
from jingwei.spec.form import Field, Form
from jingwei.store.records import load
from jingwei.store.statement import Statement

MISSING = Words("请填写“{f}”", '"{f}" is required')
NOT_AMONG = Words("“{f}”的{t}应为“{v}”", 'The {t} of "{f}" must be "{v}"')
OTHER = Words("“{f}”的{t}与本单的{o}不同", 'The {t} of "{f}" differs from the {o} here')


class Verify:
    """Gathers every fault of the changed records."""

    def __init__(self, writes: WriteSet, formulas: Formulas, faults: Faults) -> None:
        self.writes, self.formulas, self.faults = writes, formulas, faults
        self.trusted: dict[Form, set[int]] = defaultdict(set)
        """Linked records not looked for: the writing statement itself demands that they live."""

    async def records(self, heads: Sequence[Row], trusting: bool = False) -> None:
        """`trusting` puts off the look at linked records, as long as nothing else is wrong."""
        rows = [row for head in heads for row in head.every()]
        await self._required(rows)
        await self._checks(rows)
        await self._links(rows, trusting)
        await self._alike(rows)
        await self._among(rows)

    def unsent(self, heads: Sequence[Row]) -> None:
        """Adds to faults already found the required fields nobody sent and no default fills, so that all are told at once."""
        told = {fault.path for fault in self.faults.found}
        for row in (row for head in heads for row in head.every()):
            for item in layout(row.form).required:
                if item.default is None and (*path_of(row), item.slug) not in told:
                    self._present(row, item)

    def demand(self, statement: Statement) -> None:
        """Lets the writing statement refuse links into nothing; the next attempt finds out which they are."""
        for form, ids in self.trusted.items():
            table = names.table(self.writes.schema, form)
            living = " AND deleted_at IS NULL" if form.parent is None else ""
            those = f"{table} WHERE id = ANY({statement.bind(sorted(ids), 'bigint[]')}){living}"
            statement.demand(self.writes.schema, those, len(ids), "link into nothing")

    async def _required(self, rows: Sequence[Row]) -> None:
        asked = [(row, item, tree) for row in rows for item, tree in layout(row.form).required_when]
        held = await self.formulas.values([(tree, row) for row, _, tree in asked])
        for row in rows:
            for item in layout(row.form).required:
                self._present(row, item)
            for item in layout(row.form).tables:
                self._enough(row, item)
        for (row, item, _), value in zip(asked, held, strict=True):
            if value is True and not item.required:
                self._present(row, item)

    def _enough(self, row: Row, item: Field) -> None:
        least = int(item.option("min_rows") or 0)
        if len([one for one in row.lines[item.slug] if not one.removed]) < least:
            words = Words("“{f}”至少 {n} 行", '"{f}" needs at least {n} rows').fill(f=item.title, n=least)
            self.faults.add((*path_of(row), item.slug), "too_few_rows", words)

    def _present(self, row: Row, item: Field) -> None:
        empty = (
            not [one for one in row.lines[item.slug] if not one.removed]
            if item.table
            else row.cells.get(item.slug) is None
        )
        if empty:
            self.faults.add((*path_of(row), item.slug), "required", MISSING.fill(f=item.title))

    async def _links(self, rows: Sequence[Row], trusting: bool) -> None:
        """A link written now points to a record that is there and not deleted."""
        wanted: dict[Form, dict[int, list[tuple[Row, Field]]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            changes = row.changes()
            for item in layout(row.form).links:
                value = changes.get(item.slug)
                if item.to is not None and isinstance(value, int):
                    wanted[self.writes.catalogue.forms[item.to]][value].append((row, item))
        asked = {
            form: [one for one in targets if self.writes.living(form, one) is None]
            for form, targets in wanted.items()
        }
        asked = {form: ids for form, ids in asked.items() if ids}
        if trusting and not self.faults.found:
            for form, ids in asked.items():
                self.trusted[form].update(ids)
        elif asked:
            found = await load.alive(self.writes.transaction, self.writes.schema, asked)
            self.writes.alive.update(
                {(form.id, one): (form.id, one) in found for form in asked for one in asked[form]}
            )
        for form, targets in wanted.items():
            trusted = self.trusted.get(form, ())
            for identity, places in targets.items():
                if identity not in trusted and not self.writes.living(form, identity):
                    self.faults.found.extend(leads_nowhere(row, item, form) for row, item in places)

    async def _alike(self, rows: Sequence[Row]) -> None:
        """A limited link agrees with its record in the fields its designer named, where the record says something."""
        forms, due = self.writes.catalogue.forms, []
        for row in rows:
            for item, pairs in layout(row.form).alike if row.dirty else ():
                value = row.cells.get(item.slug)
                if isinstance(value, int) and {item.slug, *(own for _, own in pairs)} & row.changes().keys():
                    due.append((row, item, forms[item.to or ""], value, pairs))
        for form in {one[2] for one in due}:
            await self.writes.look(form, {one[3] for one in due if one[2] is form})
        for row, item, form, value, pairs in due:
            target = self.writes.peek(form, value) or {}
            for there, own in pairs:
                wanted = row.cells.get(own)
                if wanted is not None and target.get(there) != wanted:
                    words = OTHER.fill(f=item.title, t=form[there].title, o=row.form[own].title)
                    self.faults.add((*path_of(row), item.slug), "not_alike", words)

    async def _among(self, rows: Sequence[Row]) -> None:
        """A link limited to some choices is judged as it is chosen: what it leads to may go on afterwards."""
        forms, due = self.writes.catalogue.forms, []
        for row in rows:
            for item, limits in layout(row.form).among if row.dirty else ():
                value = row.cells.get(item.slug)
                if isinstance(value, int) and item.slug in row.changes():
                    due.append((row, item, forms[item.to or ""], value, limits))
        for form in {one[2] for one in due}:
            await self.writes.look(form, {one[3] for one in due if one[2] is form})
        for row, item, form, value, limits in due:
            target = self.writes.peek(form, value) or {}
            for there, values in limits:
                if target.get(there) not in values:
                    said = [one.title for one in form[there].choices if one.value in values]
                    words = NOT_AMONG.fill(f=item.title, t=form[there].title, v=either_of(said))
                    self.faults.add((*path_of(row), item.slug), "not_among", words)

    async def _checks(self, rows: Sequence[Row]) -> None:
        pairs = [(row, check) for row in rows for check in row.form.checks]
        values = await self.formulas.values([(check.rule, row) for row, check in pairs])
        for (row, check), value in zip(pairs, values, strict=True):
            if value is False:
                for slug in check.at or ("",):
                    self.faults.add((*path_of(row), *([slug] if slug else [])), "check", check.message)


def either_of(titles: Sequence[Words]) -> Words:
    return Words("、".join(one.zh for one in titles), ", ".join(one.en for one in titles))
