"""Formulas over the write set: names are followed through rows, lines and links, and what is missing is loaded in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TypeVar

from jingwei.process.writeset import Past, Row, WriteSet
from jingwei.spec.form import Form
from jingwei.spec.formula import Ambient, Env, Listed, Tree, Value, evaluate

T = TypeVar("T")
Where = Row | Past


class Need(Exception):  # noqa: N818 - an order, not an error
    """A record that a formula looks at through a link and that is not loaded yet."""

    def __init__(self, form: Form, identity: int, lines: bool = False) -> None:
        super().__init__(form.slug, identity)
        self.form, self.identity, self.lines = form, identity, lines


def plain(cell: object) -> Value:
    """A stored cell as formulas know it: ids are numbers."""
    if cell is None or isinstance(cell, bool | str | Decimal | date | datetime):
        return cell
    if isinstance(cell, int):
        return Decimal(cell)
    raise TypeError(f"formulas have no values of type {type(cell).__name__}")


def single(value: Value | Listed) -> Value:
    """One value; the check of the catalogue has refused formulas that give a column where one value is meant."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    raise TypeError("a formula gave a column where one value was meant")


class Names(Mapping[str, Value | int | Listed]):
    """What names mean at one row; the past of a row sees only what was loaded."""

    def __init__(self, writes: WriteSet, where: Where) -> None:
        self._writes = writes
        self._past = isinstance(where, Past)
        self._row = where.row if isinstance(where, Past) else where

    def __getitem__(self, name: str) -> Value | Listed:
        return self._at(self._row, name)

    def __iter__(self) -> Iterator[str]:
        return iter(())  # names are followed when asked for, never listed

    def __len__(self) -> int:
        return 0

    def _cells(self, row: Row) -> dict[str, object]:
        return dict(row.before or {}) if self._past else row.cells

    def _at(self, row: Row, name: str) -> Value | Listed:
        head, _, rest = name.partition(".")
        if head == "parent" and row.head is not None:
            return self._at(row.head, rest)
        item = row.form.by_slug.get(head)
        if item is not None and item.table is not None:
            return self._column(row, head, rest)
        return self._follow(row.form, self._cells(row), name)

    def _column(self, row: Row, table: str, rest: str) -> Listed:
        rows = [
            one for one in row.lines[table] if (one.before is not None if self._past else not one.removed)
        ]
        return [single(self._at(one, rest)) for one in rows]

    def _follow(self, form: Form, cells: dict[str, object], name: str) -> Value | Listed:
        head, _, rest = name.partition(".")
        item = form.by_slug.get(head)
        if item is None:
            return plain(cells.get(head))
        if item.type == "lookup":
            path = f"{item.option('through')}.{item.option('field')}"
            return self._follow(form, cells, f"{path}.{rest}" if rest else path)
        if not rest or item.to is None:
            return plain(cells.get(name))
        target = cells.get(head)
        return (
            None
            if target is None
            else self._through(self._writes.catalogue.forms[item.to], int(str(target)), rest)
        )

    def _through(self, form: Form, identity: int, rest: str) -> Value | Listed:
        item = form.by_slug.get(rest.partition(".")[0])
        row = self._writes.rows.get((form.id, identity))
        if item is not None and item.table is not None:
            if row is None:
                raise Need(form, identity, lines=True)
            return self._at(row, rest)
        if row is None and (form.id, identity) not in self._writes.seen:
            raise Need(form, identity)
        cells = self._writes.peek(form, identity)
        return None if cells is None else self._follow(form, dict(cells), rest)


async def gather(writes: WriteSet, jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Runs every job; those that need records are run again once all that is needed has been loaded together."""
    results: dict[int, T] = {}
    todo = list(range(len(jobs)))
    while todo:
        needs: dict[tuple[Form, bool], set[int]] = defaultdict(set)
        again: list[int] = []
        for index in todo:
            try:
                results[index] = jobs[index]()
            except Need as need:
                needs[(need.form, need.lines)].add(need.identity)
                again.append(index)
        for (form, lines), ids in needs.items():
            await (writes.open(form, ids) if lines else writes.look(form, ids))
            for one in ids if lines else ():
                if (form.id, one) not in writes.rows:
                    writes.seen.setdefault((form.id, one), None)
                    writes.add(Row(form, one, {}, {}, lines={f.slug: [] for f, _ in form.tables()}))
        todo = again
    return [results[index] for index in range(len(jobs))]


class Formulas:
    """Evaluates formulas at rows of one write set."""

    def __init__(self, writes: WriteSet, ambient: Ambient) -> None:
        self.writes, self.ambient = writes, ambient

    def now(self, tree: Tree, where: Where) -> Value:
        """The value, or Need."""
        found = evaluate(tree, Env(Names(self.writes, where), self.ambient))
        return single(found)

    async def value(self, tree: Tree, where: Where) -> Value:
        return (await gather(self.writes, [partial(self.now, tree, where)]))[0]

    async def holds(self, tree: Tree | None, where: Where) -> bool:
        """Whether a condition is true; one that is absent holds, nothing does not."""
        return tree is None or await self.value(tree, where) is True

    async def values(self, pairs: Sequence[tuple[Tree, Where]]) -> list[Value]:
        """Many at once, so that what they look at is loaded together."""
        return await gather(self.writes, [partial(self.now, tree, where) for tree, where in pairs])
