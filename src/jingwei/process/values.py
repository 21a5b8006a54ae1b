"""Formulas over the write set: names are followed through rows, lines and links, and what is missing is loaded in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import TypeVar

from jingwei.process.writeset import Past, Row, WriteSet
from jingwei.spec.form import Form
from jingwei.spec.formula import Ambient, Env, Listed, Tree, Value, evaluate, names

T = TypeVar("T")
Where = Row | Past


class Need(Exception):  # noqa: N818 - an order, not an error
    """A record that a formula looks at through a link and that is not loaded yet."""

    def __init__(self, form: Form, identity: int, lines: bool = False) -> None:
        super().__init__(form.slug, identity)
        self.form, self.identity, self.lines = form, identity, lines


_PLAIN = frozenset((type(None), bool, str, Decimal, date, datetime))


def plain(cell: object) -> Value:
    """A stored cell as formulas know it: ids are numbers."""
    if type(cell) in _PLAIN:
        return cell  # type: ignore[return-value]
    if isinstance(cell, str):  # the key of a link that is not resolved yet
        return cell
    if isinstance(cell, int):
        return Decimal(cell)
    raise TypeError(f"formulas have no values of type {type(cell).__name__}")


def single(value: Value | Listed) -> Value:
    """One value; the check of the catalogue has refused formulas that give a column where one value is meant."""
    if isinstance(value, list | tuple):
        raise TypeError("a formula gave a column where one value was meant")
    return value  # type: ignore[return-value]  # no other sequence of values is ever made


class Names(Mapping[str, Value | int | Listed]):
    """What names mean at one row; the past of a row sees only what was loaded."""

    __slots__ = ("_row", "past", "writes")

    def __init__(self, writes: WriteSet, where: Where) -> None:
        self.writes = writes
        self.past = isinstance(where, Past)
        self._row: Row = where.row if isinstance(where, Past) else where

    def __getitem__(self, name: str) -> Value | Listed:
        return _reader(self._row.form, name)(self, self._row)

    def __iter__(self) -> Iterator[str]:
        return iter(())  # names are followed when asked for, never listed

    def __len__(self) -> int:
        return 0

    def cells(self, row: Row) -> Mapping[str, object]:
        return (row.before or {}) if self.past else row.cells

    def column(self, row: Row, table: str, read: Read) -> Listed:
        """The value of every row of a sub-table."""
        return [
            single(read(self, one)) for one in row.lines[table]
            if (one.before is not None if self.past else not one.removed)
        ]  # fmt: skip

    def follow(self, form: Form, cells: Mapping[str, object], name: str) -> Value | Listed:
        """A name that leads through links, from the cells of any record."""
        head, _, rest = name.partition(".")
        item = form.by_slug.get(head)
        if item is None:
            return plain(cells.get(head))
        if item.type == "lookup":
            path = f"{item.option('through')}.{item.option('field')}"
            return self.follow(form, cells, f"{path}.{rest}" if rest else path)
        if not rest or item.to is None:
            return plain(cells.get(name))
        target = cells.get(head)
        if target is None:
            return None
        return self._through(self.writes.catalogue.forms[item.to], int(str(target)), rest)

    def _through(self, form: Form, identity: int, rest: str) -> Value | Listed:
        item = form.by_slug.get(rest.partition(".")[0])
        row = self.writes.rows.get((form.id, identity))
        if item is not None and item.table is not None:
            if row is None:
                raise Need(form, identity, lines=True)
            return _reader(form, rest)(self, row)
        if row is None and (form.id, identity) not in self.writes.seen:
            raise Need(form, identity)
        cells = self.writes.peek(form, identity)
        return None if cells is None else self.follow(form, cells, rest)


Read = Callable[[Names, Row], Value | Listed]


@lru_cache(maxsize=65_536)
def _reader(form: Form, name: str) -> Read:
    """How a name is read at a row of the form, found out once: most are cells of the row itself."""
    head, _, rest = name.partition(".")
    item = form.by_slug.get(head)
    if head == "parent" and form.parent is not None:
        return lambda names, row: names.follow(form, names.cells(row), name) if row.head is None else (
            _reader(row.head.form, rest)(names, row.head)
        )  # fmt: skip
    if item is not None and item.table is not None:
        read = _reader(item.table, rest)
        return lambda names, row: names.column(row, head, read)
    if item is None:
        return lambda names, row: plain(names.cells(row).get(head))
    if item.type != "lookup" and (not rest or item.to is None):
        return lambda names, row: plain(names.cells(row).get(name))
    return lambda names, row: names.follow(form, names.cells(row), name)


@lru_cache(maxsize=65_536)
def _links(form: Form, tree: Tree) -> tuple[tuple[str, str], ...]:
    """The form's own links that a formula looks through, with the forms they lead to."""
    heads = dict.fromkeys(name.partition(".")[0] for name in names(tree) if "." in name)
    found = (form.by_slug.get(head) for head in heads)
    return tuple((one.slug, one.to) for one in found if one is not None and one.to is not None)


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
        self._known: dict[Where, Env] = {}

    def now(self, tree: Tree, where: Where) -> Value:
        """The value, or Need."""
        env = self._known.get(where)
        if env is None:
            env = self._known[where] = Env(Names(self.writes, where), self.ambient, True)
        value = evaluate(tree, env)
        return single(value) if type(value) is tuple else value  # type: ignore[return-value]

    async def value(self, tree: Tree, where: Where) -> Value:
        return (await self.values([(tree, where)]))[0]

    async def holds(self, tree: Tree | None, where: Where) -> bool:
        """Whether a condition is true; one that is absent holds, nothing does not."""
        return tree is None or await self.value(tree, where) is True

    async def values(self, pairs: Sequence[tuple[Tree, Where]]) -> list[Value]:
        """Many at once, so that what they look at is loaded together."""
        try:
            return [self.now(tree, where) for tree, where in pairs]
        except Need:
            await self._look_ahead(pairs)
        try:
            return [self.now(tree, where) for tree, where in pairs]
        except Need:
            return await gather(self.writes, [partial(self.now, tree, where) for tree, where in pairs])

    async def _look_ahead(self, pairs: Sequence[tuple[Tree, Where]]) -> None:
        """Loads what the rows' own links point to: to stumble over each of a hundred lines costs more than all the rest."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for tree, where in pairs:
            row = where.row if isinstance(where, Past) else where
            for slug, target in _links(row.form, tree):
                value = row.cells.get(slug)
                if isinstance(value, int):
                    wanted[target].add(value)
        for target, ids in wanted.items():
            await self.writes.look(self.writes.catalogue.forms[target], ids)
