"""Permission on writes: the policy's own SQL judges the record as it was and as it will be; there is no second judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from jingwei.base.errors import Faults, Forbidden, NotFound
from jingwei.base.words import Words
from jingwei.process.commands import Actor
from jingwei.process.derive import path_of
from jingwei.process.writeset import Row, WriteSet
from jingwei.query.frame import Frame, Given, Rights
from jingwei.query.permission import either, every, rule_sql, visible
from jingwei.query.request import RecordRequest
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Field, Form
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import Grant
from jingwei.store.records.flush import Images
from jingwei.store.records.refusals import UNREACHED
from jingwei.store.statement import Statement
from jingwei.store.transaction import Transaction

OWN_COLUMNS = ("all", "own", "department", "departments")
"""Row rules that look at nothing but the record's own columns."""
NO_ROW = Words("记录不存在或已删除", "The record does not exist or was deleted")


class Allow:
    """Judges one actor's commands; reactions of the platform are judged by rules, not by roles."""

    def __init__(
        self, transaction: Transaction, schema: str, catalogue: Catalogue, actor: Actor, ambient: Ambient
    ) -> None:
        self.transaction, self.schema, self.catalogue, self.actor = transaction, schema, catalogue, actor
        self.rights, self.ambient = Rights.of(actor.viewer), ambient
        self.free = actor.trusted or actor.viewer.admin
        self.pending: list[tuple[Row, tuple[Grant, ...], frozenset[str]]] = []

    def create(self, form: Form, values: Mapping[str, object]) -> None:
        """Whether some grant creates this form with these fields; on which rows is judged after the flush."""
        if not self.free:
            self._fields(form, self._grants(form, "create"), values)

    async def before(self, row: Row, action: str, values: Mapping[str, object]) -> None:
        """The record as it stands in the database must be reached by a grant of the action, each field by one that writes it."""
        if self.free or row.new:
            return
        grants = self._grants(row.form, action)
        reached = (await self._reached(row.form, [row.id], grants)).get(row.id, ())
        if not reached:
            readable = await self._reached(row.form, [row.id], self._access(row.form, "read"))
            raise (
                self._refused(row.form, action)
                if readable.get(row.id)
                else NotFound("no_such_record", NO_ROW)
            )
        self._fields(row.form, reached, values)

    def after(self, row: Row, action: str) -> None:
        """Remembers that the written record must still be reached by a grant of the action."""
        if not self.free:
            self.pending.append((row, self._grants(row.form, action), frozenset(row.asked)))

    def _judged(self) -> dict[tuple[Form, tuple[Grant, ...]], list[tuple[Row, frozenset[str]]]]:
        """The records some rule could still refuse, by form and grants."""
        found: dict[tuple[Form, tuple[Grant, ...]], list[tuple[Row, frozenset[str]]]] = defaultdict(list)
        for row, grants, asked in self.pending:
            if any(grant.rows.kind != "all" or not asked <= grant.write for grant in grants):
                found[(row.form, grants)].append((row, asked))
        return found

    @property
    def within(self) -> frozenset[Form] | None:
        """The forms whose records can be judged by their own columns as they are written; None when rules look further."""
        judged = self._judged()
        if any(grant.rows.kind not in OWN_COLUMNS for _, grants in judged for grant in grants):
            return None
        return frozenset(form for form, _ in judged)

    def demand(self, statement: Statement, images: Images) -> None:
        """Lets the writing statement itself refuse records that leave the actor's rows."""
        for (form, grants), rows in self._judged().items():
            frame = Frame(self.catalogue, self.schema, self.rights, first=len(statement.args) + 1)
            rules = {grant: rule_sql(frame, form, grant.rows, "t") for grant in grants}
            reached: dict[str, list[int]] = defaultdict(list)
            for row, asked in rows:
                wanted = dict.fromkeys(
                    [grants, *(tuple(g for g in grants if f in g.write) for f in sorted(asked))]
                )
                held = every(*(either(*(rules[grant] for grant in some)) for some in wanted))
                reached[held].append(row.id)
            statement.args.extend(self._arguments(frame, form))
            written = " UNION ALL ".join(f"SELECT * FROM {part}" for part in images[form])
            for held, ids in reached.items():
                those = f"({written}) t WHERE t.id = ANY({statement.bind(ids, 'bigint[]')}) AND ({held})"
                statement.demand(self.schema, those, len(ids), UNREACHED)

    async def check_after(self) -> None:
        """Judges the records as flushed; one that left the actor's rows takes the whole submission back."""
        for (form, grants), rows in self._judged().items():
            reached = await self._reached(form, [row.id for row, _ in rows], grants)
            for row, asked in rows:
                if not reached.get(row.id):
                    raise self.refusal(row)
                self._fields(form, reached[row.id], dict.fromkeys(asked))

    def refusal(self, row: Row | None = None) -> Forbidden:
        """In words: the record as written lies outside the actor's rows."""
        one = self.pending[0][0] if row is None else row
        return self._refused(one.form, "create" if one.new else "update")

    async def reaching(self, row: Row, action: str) -> tuple[Grant, ...]:
        """The grants of an action that reach this record as it stands; empty when it may not be done."""
        grants = self._access(row.form, action)
        return (await self._reached(row.form, [row.id], grants)).get(row.id, ()) if grants else ()

    async def links(self, writes: WriteSet, faults: Faults) -> None:
        """A link a person writes points to a record that person may see."""
        if self.free:
            return
        wanted: dict[str, dict[int, list[tuple[Row, str]]]] = defaultdict(lambda: defaultdict(list))
        for row in writes.rows.values():
            for slug in row.asked:
                item, value = row.form[slug], row.cells.get(slug)
                known = row.before is not None and row.before.get(slug) == value
                if item.to is not None and isinstance(value, int) and not known:
                    wanted[item.to][value].append((row, slug))
        for slug, targets in wanted.items():
            if any(grant.rows.kind == "all" for grant in self._readable(slug)):
                continue  # every living record is seen, and that these live is verified for everybody
            fresh = {row.id for row in writes.rows.values() if row.new}
            seen = await self._seen(self.catalogue.forms[slug], [one for one in targets if one not in fresh])
            for identity, places in targets.items():
                if identity not in seen and identity not in fresh:
                    for row, name in places:
                        faults.add((*path_of(row), name), "no_such_record", NO_ROW)

    def _readable(self, slug: str) -> tuple[Grant, ...]:
        """The grants that read a form; a sub-table has none of its own."""
        form = self.catalogue.forms[slug]
        return () if form.parent is not None else self._access(form, "read")

    def _access(self, form: Form, action: str) -> tuple[Grant, ...]:
        return self.catalogue.access(self.actor.viewer, form.slug).may(action)

    def _grants(self, form: Form, action: str) -> tuple[Grant, ...]:
        grants = self._access(form, action)
        if not grants:
            raise self._refused(form, action)
        return grants

    def _refused(self, form: Form, action: str) -> Forbidden:
        named = {
            "create": Words("新建", "create"),
            "update": Words("修改", "change"),
            "delete": Words("删除", "delete"),
        }
        button = form.action(action)
        what = button.title if button is not None else named.get(action, Words(action, action))
        words = Words("您没有权限{a}“{f}”", 'You may not {a} "{f}"').fill(a=what, f=form.title)
        return Forbidden("not_allowed", words)

    def _fields(self, form: Form, grants: Sequence[Grant], values: Mapping[str, object]) -> None:
        writable = frozenset[str]().union(*(grant.write for grant in grants))
        for slug, value in values.items():
            item = form.by_slug.get(slug)
            if item is None:
                continue
            if slug not in writable:
                words = Words("您没有权限填写“{f}”", 'You may not write "{f}"').fill(f=item.title)
                raise Forbidden("field_not_allowed", words, (slug,))
            for column in columns_of(item, value):
                if f"{slug}.{column.slug}" not in writable:
                    words = Words("您没有权限填写“{f}”", 'You may not write "{f}"').fill(f=column.title)
                    raise Forbidden("field_not_allowed", words, (slug, column.slug))

    async def _reached(
        self, form: Form, ids: Iterable[int], grants: Sequence[Grant]
    ) -> dict[int, tuple[Grant, ...]]:
        """Which grants reach which of these records, as they are now in this transaction."""
        wanted = list(ids)
        if all(grant.rows.kind == "all" for grant in grants):
            return {one: tuple(grants) for one in wanted} if grants else {}
        frame = Frame(self.catalogue, self.schema, self.rights, first=2)
        rules = [rule_sql(frame, form, grant.rows, "t") for grant in grants]
        found = await self.transaction.fetch(
            f"SELECT t.id, {', '.join(f'coalesce({rule}, false)' for rule in rules)} FROM {frame.table(form)} t "
            "WHERE t.id = ANY($1::bigint[])",
            wanted, *self._arguments(frame, form),
        )  # fmt: skip
        return {row[0]: tuple(g for g, held in zip(grants, row[1:], strict=True) if held) for row in found}

    async def _seen(self, form: Form, ids: list[int]) -> set[int]:
        frame = Frame(self.catalogue, self.schema, self.rights, first=2)
        condition = visible(frame, form, "t")
        found = await self.transaction.fetch(
            f"SELECT t.id FROM {frame.table(form)} t WHERE t.id = ANY($1::bigint[]) AND {condition}",
            ids, *self._arguments(frame, form),
        )  # fmt: skip
        return {row[0] for row in found}

    def _arguments(self, frame: Frame, form: Form) -> list[object]:
        given = Given(self.actor.viewer, RecordRequest(form.slug, 0), self.ambient)
        return [source.of(given) for source in frame.sources]


def columns_of(item: Field, value: object) -> list[Field]:
    """The columns of a sub-table that a patch names."""
    if item.table is None or not isinstance(value, list):
        return []
    named = {str(slug) for row in value if isinstance(row, Mapping) for slug in row}
    return [column for column in item.table.fields if column.slug in named]
