"""Permission on writes: the policy's own SQL judges the record as it was and as it will be; there is no second judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from jingwei.base.errors import Faults, Forbidden, NotFound
from jingwei.base.words import Words
from jingwei.process.commands import Actor
from jingwei.process.derive import leads_nowhere
from jingwei.process.writeset import Row, WriteSet
from jingwei.query.frame import Frame, Given, Rights
from jingwei.query.judge import Judge, judge
from jingwei.query.permission import either, every, visible
from jingwei.query.request import RecordRequest
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Field, Form
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import Grant
from jingwei.store.records.flush import Images
from jingwei.store.records.load import held
from jingwei.store.records.refusals import UNREACHED
from jingwei.store.statement import Statement
from jingwei.store.transaction import Transaction

OWN_COLUMNS = ("all", "own", "department", "departments")
"""Row rules that look at nothing but the record's own columns."""
NO_ROW = Words("记录不存在或已删除", "The record does not exist or was deleted")
Asked = frozenset[str]


class Allow:
    """Judges one actor's commands; reactions of the platform are judged by rules, not by roles."""

    def __init__(
        self, transaction: Transaction, schema: str, catalogue: Catalogue, actor: Actor, ambient: Ambient
    ) -> None:
        self.transaction, self.schema, self.catalogue, self.actor = transaction, schema, catalogue, actor
        self.rights, self.ambient = Rights.of(actor.viewer), ambient
        self.free = actor.trusted or actor.viewer.admin
        self.pending: list[tuple[Row, str, Asked]] = []
        """Written records with the action and the fields sent; they must still be reached once they are written."""
        self.linkable: set[tuple[str, int]] = set()
        """Targets of links the actor has been found to see."""

    def create(self, form: Form, values: Mapping[str, object]) -> None:
        """Whether some grant creates this form with these fields; on which rows is judged after the flush."""
        if not self.free:
            self._fields(form, self._judge(form, "create").grants, values)

    async def open(
        self, writes: WriteSet, form: Form, identity: int, action: str, values: Mapping[str, object]
    ) -> Row:
        """The record opened for a command.

        As it stands in the database a grant of the action must reach it, and each field one that writes it.
        """
        if self.free:
            return there(await writes.open(form, [identity]))
        judge = self._judge(form, action)
        if judge.idle or (form.id, identity) in writes.rows:
            row = there(await writes.open(form, [identity]))
            reached = judge.grants if row.new else await self._reaching(judge, identity)
        else:
            opened, flags = await writes.open_judged(form, identity, judge.rules, self._arguments(judge))
            row, reached = there(opened), judge.holding(flags)
        if not reached:
            readable = await self._reaching(self._rules(form, "read"), identity)
            raise self._refused(form, action) if readable else NotFound("no_such_record", NO_ROW)
        self._fields(form, reached, values)
        return row

    def after(self, row: Row, action: str) -> None:
        """Remembers that the written record must still be reached by a grant of the action."""
        if not self.free:
            self.pending.append((row, action, frozenset(row.asked)))

    def _judged(self) -> dict[tuple[Form, str], list[tuple[Row, Asked]]]:
        """The records some rule could still refuse, by form and action."""
        found: dict[tuple[Form, str], list[tuple[Row, Asked]]] = defaultdict(list)
        for row, action, asked in self.pending:
            judge = self._judge(row.form, action)
            if not stays(row, judge) and (
                not judge.idle or any(not asked <= grant.write for grant in judge.grants)
            ):
                found[(row.form, action)].append((row, asked))
        return found

    @property
    def within(self) -> frozenset[Form] | None:
        """The forms whose records can be judged by their own columns as they are written; None when rules look further."""
        judged = self._judged()
        grants = (grant for form, action in judged for grant in self._judge(form, action).grants)
        if any(grant.rows.kind not in OWN_COLUMNS for grant in grants):
            return None
        return frozenset(form for form, _ in judged)

    def demand(self, statement: Statement, images: Images) -> None:
        """Lets the writing statement itself refuse records that leave the actor's rows."""
        for (form, action), rows in self._judged().items():
            judge = self._judge(form, action, len(statement.args) + 1)
            statement.args.extend(self._arguments(judge))
            reached: dict[str, list[int]] = defaultdict(list)
            for row, asked in rows:
                reached[_held(judge, asked)].append(row.id)
            written = " UNION ALL ".join(f"SELECT * FROM {part}" for part in images[form])
            for rule, ids in reached.items():
                those = f"({written}) t WHERE t.id = ANY({statement.bind(ids, 'bigint[]')}) AND ({rule})"
                statement.demand(self.schema, those, len(ids), UNREACHED)

    async def check_after(self) -> None:
        """Judges the records as flushed; one that left the actor's rows takes the whole submission back."""
        for (form, action), rows in self._judged().items():
            reached = await self._reached(self._judge(form, action), [row.id for row, _ in rows])
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
        return await self._reaching(self._rules(row.form, action), row.id)

    async def links(self, writes: WriteSet, faults: Faults) -> None:
        """A link a person writes points to a record that person may see."""
        if self.free:
            return
        wanted: dict[str, dict[int, list[tuple[Row, Field]]]] = defaultdict(lambda: defaultdict(list))
        for row in writes.rows.values():
            for slug in row.asked:
                item, value = row.form[slug], row.cells.get(slug)
                if item.to is None or not isinstance(value, int) or (item.to, value) in self.linkable:
                    continue
                if row.before is None or row.before.get(slug) != value:
                    wanted[item.to][value].append((row, item))
        for slug, targets in wanted.items():
            form = self.catalogue.forms[slug]
            if form.parent is None and any(g.rows.kind == "all" for g in self._rules(form, "read").grants):
                continue  # every living record is seen, and that these live is verified for everybody
            fresh = {row.id for row in writes.rows.values() if row.new}
            seen = await self._seen(form, [one for one in targets if one not in fresh])
            for identity, places in targets.items():
                if identity in seen or identity in fresh:
                    self.linkable.add((slug, identity))
                else:
                    faults.found.extend(leads_nowhere(row, item, form) for row, item in places)

    def _rules(self, form: Form, action: str, first: int = 2) -> Judge:
        return judge(self.catalogue, self.schema, self.rights, form, action, first)

    def _judge(self, form: Form, action: str, first: int = 2) -> Judge:
        """The judge of an action that somebody of these roles may do at all."""
        found = self._rules(form, action, first)
        if not found.grants:
            raise self._refused(form, action)
        return found

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

    async def _reaching(self, judge: Judge, identity: int) -> tuple[Grant, ...]:
        return (await self._reached(judge, [identity])).get(identity, ())

    async def _reached(self, judge: Judge, ids: Iterable[int]) -> dict[int, tuple[Grant, ...]]:
        """Which grants reach which of these records, as they are now in this transaction."""
        wanted = list(ids)
        if judge.idle:
            return dict.fromkeys(wanted, judge.grants)
        arguments = self._arguments(judge)
        found = await held(self.transaction, self.schema, judge.form, wanted, judge.rules, arguments)
        return {identity: judge.holding(flags) for identity, flags in found.items()}

    async def _seen(self, form: Form, ids: list[int]) -> set[int]:
        frame = Frame(self.catalogue, self.schema, self.rights, first=2)
        condition = visible(frame, form, "t")
        given = Given(self.actor.viewer, RecordRequest(form.slug, 0), self.ambient)
        found = await self.transaction.fetch(
            f"SELECT t.id FROM {frame.table(form)} t WHERE t.id = ANY($1::bigint[]) AND {condition}",
            ids, *(source.of(given) for source in frame.sources),
        )  # fmt: skip
        return {row[0] for row in found}

    def _arguments(self, judge: Judge) -> list[object]:
        return judge.arguments(self.actor.viewer, self.ambient)


def stays(row: Row, judge: Judge) -> bool:
    """Whether what was judged when the record was opened holds as well for the record as written.

    Rules over the record's own columns say the same as long as these do not change, and the write takes
    place only on the version that was judged.
    """
    if row.before is None or any(grant.rows.kind not in OWN_COLUMNS for grant in judge.grants):
        return False
    return all(row.before[slug] == row.cells[slug] for slug in ("owner", "dept"))


def there(found: Sequence[Row]) -> Row:
    """The one record asked for."""
    if not found:
        raise NotFound("no_such_record", NO_ROW)
    return found[0]


@lru_cache(maxsize=4096)
def _held(judge: Judge, asked: Asked) -> str:
    """That some grant reaches the record, and for each field sent one that writes it."""
    writing = (tuple(n for n, g in enumerate(judge.grants) if slug in g.write) for slug in sorted(asked))
    ways = dict.fromkeys((tuple(range(len(judge.grants))), *writing))
    return every(*(either(*(judge.rules[n] for n in way)) for way in ways))


def columns_of(item: Field, value: object) -> list[Field]:
    """The columns of a sub-table that a patch names."""
    if item.table is None or not isinstance(value, list):
        return []
    named = {str(slug) for row in value if isinstance(row, Mapping) for slug in row}
    return [column for column in item.table.fields if column.slug in named]
