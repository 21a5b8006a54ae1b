"""What people and programs send becomes cells: every field is parsed, every fault is gathered, nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jingwei.base.errors import Faults, Invalid, Path
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.process.writeset import Row, WriteSet
from jingwei.spec.fields import type_of
from jingwei.spec.fields.table import GIVEN
from jingwei.spec.form import Field, Form
from jingwei.store.ids import Fresh

MOST_LINES = 5_000


def is_part(item: Field, row: Row | None) -> bool:
    """Whether a row that other documents brought has been divided off by people, who may put it together again."""
    split = item.option("split")
    return split is not None and row is not None and row.cells.get(str(split)) == 0


class Incoming:
    """Writes sent values into rows of the write set."""

    def __init__(self, writes: WriteSet, ids: Fresh, faults: Faults, engine: bool = False) -> None:
        self.writes, self.ids, self.faults = writes, ids, faults
        self.engine = engine
        """An engine's results are what the system fills in, so it may write what people may not."""

    async def create(self, form: Form, values: Mapping[str, object], path: Path = ()) -> Row:
        """A new record with these values."""
        row = self.writes.add(Row(form, await self.ids.one(), None, {}))
        row.lines = {item.slug: [] for item, _ in form.tables()}
        row.commanded, row.at = True, path
        await self.fill(row, values, path)
        return row

    async def fill(
        self,
        row: Row,
        values: Mapping[str, object],
        path: Path = (),
        open_fields: frozenset[str] = frozenset(),
    ) -> None:
        """Sets the sent fields; those in `open_fields` may be written although a flow keeps them."""
        for slug, raw in values.items():
            item = row.form.by_slug.get(slug)
            if item is None:
                words = Words("没有字段“{f}”", 'There is no field "{f}"').fill(f=str(slug)[:60])
                self.faults.add((*path, slug), "unknown_field", words)
                continue
            row.asked.add(slug)
            if item.table is not None:
                await self._table(row, item, raw, (*path, slug))
            elif item.computed or (item.set_by == "flow" and slug not in open_fields and not self.engine):
                words = Words("“{f}”由系统填写", '"{f}" is filled in by the system').fill(f=item.title)
                self.faults.add((*path, slug), "not_writable", words)
            else:
                self._cell(row, item, raw, (*path, slug))

    def _cell(self, row: Row, item: Field, raw: object, path: Path) -> None:
        kind = type_of(item.type)
        if raw is None or raw == "":
            row.cells.update({cell.key(item.slug): None for cell in kind.cells(item)})
            return
        try:
            parsed = kind.parse(item, raw)
        except Invalid as error:
            self.faults.take(error, *path)
            return
        for suffix, value in parsed.items():
            row.cells[f"{item.slug}.{suffix}" if suffix else item.slug] = value

    async def _table(self, row: Row, item: Field, raw: object, path: Path) -> None:
        """New rows have no id, changed ones have; `$delete` removes one, `$split` names the row a new one is part of."""
        if not isinstance(raw, list) or item.table is None:
            self.faults.add(path, "not_a_table", Words("子表应为行的列表", "A sub-table is a list of rows"))
            return
        if len(raw) > MOST_LINES:
            words = Words("一次最多 {n} 行", "At most {n} rows at once").fill(n=MOST_LINES)
            self.faults.add(path, "too_many_rows", words)
            return
        known = {one.id: one for one in row.lines[item.slug]}
        for index, sent in enumerate(raw):
            at = (*path, index)
            if not isinstance(sent, Mapping):
                self.faults.add(at, "not_a_row", Words("应为一行字段", "This must be a row of fields"))
                continue
            line = await self._line(row, item, item.table, known, sent, at)
            if line is not None:
                line.sent = index
                rest = {k: v for k, v in sent.items() if k not in ("id", "$delete", "$split")}
                await self.fill(line, rest, at)

    async def _line(
        self,
        row: Row,
        item: Field,
        table: Form,
        known: Mapping[int, Row],
        sent: Mapping[str, object],
        at: Path,
    ) -> Row | None:
        adds, removes = sent.get("id") is None, sent.get("$delete", False)
        if not isinstance(removes, bool) or (adds and removes):
            words = Words("只能删除已有的行，写作 true", "Only a row that is there is deleted, by true")
            self.faults.add((*at, "$delete"), "bad_delete", words)
            return None
        named = sent["$split"] if "$split" in sent else sent.get("id")
        source = None if named is None else self._known(known, named)
        if "$split" in sent and adds and source is not None and item.option("split"):
            return await self._part(row, item, table, source)
        if (
            item.option("rows") == GIVEN
            and not self.engine
            and (adds or (removes and not is_part(item, source)))
        ):
            words = Words(
                "行来自上游单据，不能增加或删除",
                "The rows come from another document; none are added or removed",
            )
            self.faults.add(at, "rows_given", words)
            return None
        if adds:
            return await self.line(row, item, table)
        if source is None:
            self.faults.add((*at, "id"), "no_such_row", Words("没有这一行", "There is no such row"))
            return None
        if removes:
            source.removed = True
            return None
        return source

    def _known(self, known: Mapping[int, Row], sent: object) -> Row | None:
        try:
            found = known.get(parse_id(sent))
        except Invalid:
            return None
        return None if found is None or found.removed else found

    async def _part(self, row: Row, item: Field, table: Form, source: Row) -> Row:
        """A part of a row: the same thing of the same origin, of which nothing more is expected."""
        made = await self.line(row, item, table)
        for one in table.fields:
            if one.set_by == "flow" or one.type == "link":
                for cell in type_of(one.type).cells(one):
                    made.cells[cell.key(one.slug)] = source.cells.get(cell.key(one.slug))
        split = str(item.option("split"))
        made.cells.update({split: Decimal(0), f"{split}.base": Decimal(0)})
        return made

    async def line(self, row: Row, item: Field, table: Form) -> Row:
        """A new row at the end of a sub-table."""
        last = max((int(str(one.cells["pos"])) for one in row.lines[item.slug]), default=0)
        made = Row(table, await self.ids.one(), None, {"parent": row.id, "pos": last + 1}, row)
        row.lines[item.slug].append(self.writes.add(made))
        return made
