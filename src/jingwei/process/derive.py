"""What follows inside a record: defaults, units, keys that name links, stored formulas, numbers and the search text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jingwei.base.decimals import MONEY, QUANTITY
from jingwei.base.errors import Fault, Faults, Invalid, Path
from jingwei.base.pinyin import keys
from jingwei.base.units import BUILT_IN
from jingwei.base.words import Words
from jingwei.process.layout import Measured, kind_of, layout
from jingwei.process.values import Formulas
from jingwei.process.writeset import Row, WriteSet
from jingwei.spec.fields.link import ByKey
from jingwei.spec.fields.measured import in_base
from jingwei.spec.form import Field, Form
from jingwei.spec.formula import Tree, Value, names, order
from jingwei.store.records import load

PASSES = 6
Linked = Callable[[WriteSet, Faults], Awaitable[None]]
"""Adds a fault for each link into what the actor may not see."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A formula field, the first words of the names it uses, and whether one pass in order may not be enough for it."""

    field: Field
    heads: frozenset[str]
    tree: Tree
    again: bool


@lru_cache(maxsize=4096)
def computed(form: Form) -> tuple[Computed, ...]:
    """Formula fields, each after what it uses of its own row; lines are computed before their heads.

    What looks at its parent, through a link or at a unit may see it change later, and so may what uses that.
    """
    fields = {f.slug: f for f in form.fields if f.formula is not None}
    trees = {slug: f.formula for slug, f in fields.items() if f.formula is not None}
    tables = {f.slug for f, _ in form.tables()}
    later = {
        f"{f.slug}.{one.field.slug}" for f, table in form.tables() for one in computed(table) if one.again
    }
    found = []
    for slug in order(trees):
        used = names(trees[slug])
        again = any(
            name in later or ("." in name and (name.partition(".")[0] not in tables or name.count(".") > 1))
            for name in used
        )
        if again:
            later.add(slug)
        found.append(Computed(fields[slug], frozenset(n.partition(".")[0] for n in used), trees[slug], again))
    return tuple(found)


@lru_cache(maxsize=4096)
def read_by_rules(form: Form) -> frozenset[str]:
    """The fields of a record that its formulas, checks and conditions name, those of its lines included."""
    found: set[str] = set()
    for one in (form, *(table for _, table in form.tables())):
        trees = [f.formula for f in one.fields] + [f.required_when for f in one.fields]
        for tree in (*trees, *(check.rule for check in one.checks)):
            for name in names(tree) if tree is not None else ():
                parts = name.split(".")
                found.add(parts[1] if parts[0] == "parent" and one is not form else parts[0])
    return frozenset(found)


@lru_cache(maxsize=4096)
def defaulted(form: Form) -> tuple[tuple[Field, Tree], ...]:
    """Fields with a default, each after those its default reads."""
    trees = {f.slug: f.default for f in form.fields if f.default is not None and not f.computed}
    return tuple((form[slug], trees[slug]) for slug in order(trees))


def path_of(row: Row) -> Path:
    """Where a row stands in what the person sent: (), (table, index), and before that the command of several."""
    if row.head is None:
        return row.at
    for slug, rows in row.head.lines.items():
        if row in rows:
            return (*row.head.at, slug, rows.index(row) if row.sent is None else row.sent)
    return row.head.at


def leads_nowhere(row: Row, item: Field, target: Form) -> Fault:
    """A link to nothing: the same whether the target is missing, deleted, or not for this person to know of."""
    at, text = (*path_of(row), item.slug), row.named.get(item.slug)
    if text is not None:
        words = Words("{form}中没有“{k}”", 'There is no "{k}" among {form}')
        return Fault(at, "no_such_key", words.fill(form=target.title, k=text[:60]))
    words = Words("“{f}”指向的记录不存在", 'The record "{f}" points to does not exist')
    return Fault(at, "no_such_record", words.fill(f=item.title))


class Derive:
    """Completes the dirty rows of a write set."""

    def __init__(self, writes: WriteSet, formulas: Formulas, faults: Faults, linked: Linked) -> None:
        self.writes, self.formulas, self.faults, self.linked = writes, formulas, faults, linked
        self._fitting: set[tuple[int, str, object]] = set()
        """(row, field, unit) that need not be compared with the field's own unit again."""

    async def complete(self, heads: Sequence[Row]) -> None:
        """Defaults of new rows, then units and formulas until nothing changes."""
        rows = [row for head in heads for row in head.every()]
        await self.link(rows)
        await self._defaults([row for row in rows if row.new])
        await self.resolve(rows)
        await self._fit_units(rows)
        for turn in range(PASSES):
            await self._units(rows)
            if not await self._compute(rows, only_again=turn > 0):
                break

    async def link(self, rows: Sequence[Row]) -> None:
        """Judged before anything looks through a link: no formula, check or message speaks of what its reader cannot see."""
        await self.resolve(rows)
        stood = len(self.faults.found)
        await self.linked(self.writes, self.faults)
        if len(self.faults.found) > stood:
            self.faults.refuse()

    async def _defaults(self, rows: Sequence[Row]) -> None:
        """Each default after those it reads, so that a default may follow another."""
        for step in range(max((len(defaulted(row.form)) for row in rows), default=0)):
            due = [(row, defaulted(row.form)[step]) for row in rows if step < len(defaulted(row.form))]
            wanted = [(row, item, tree) for row, (item, tree) in due if item.slug not in row.cells]
            values = await self.formulas.values([(tree, row) for row, _, tree in wanted])
            for (row, item, _), value in zip(wanted, values, strict=True):
                put(row, item, value)
        for row in rows:
            for slug in layout(row.form).switches:
                if row.cells.get(slug) is None:
                    row.cells[slug] = False

    async def resolve(self, rows: Iterable[Row]) -> None:
        """Links named by the key of their target get its id; a key nobody has is a fault."""
        named: dict[str, dict[str, list[tuple[Row, Field]]]] = {}
        for row in rows:
            for item in layout(row.form).links:
                value = row.cells.get(item.slug)
                if isinstance(value, str) and item.to is not None:
                    named.setdefault(item.to, defaultdict(list))[str(value)].append((row, item))
        for slug, wanted in named.items():
            form = self.writes.catalogue.forms[slug]
            key = form.by_slug.get(form.key or "")
            found: dict[str, int] = {}
            if key is not None:
                found = await load.by_key(self.writes.transaction, self.writes.schema, form, key, wanted)
                found |= {
                    str(row.cells[key.slug]): row.id for row in self.writes.heads()
                    if row.form is form and row.cells.get(key.slug) in wanted
                }  # fmt: skip
            for text, places in wanted.items():
                for row, item in places:
                    self._link(row, item, found.get(text), text, form)

    def _link(self, row: Row, item: Field, identity: int | None, text: str, form: Form) -> None:
        row.cells[item.slug] = identity
        row.named[item.slug] = text
        if identity is None:
            self.faults.found.append(leads_nowhere(row, item, form))

    async def _fit_units(self, rows: Iterable[Row]) -> None:
        """A unit somebody chose must measure what the field's own unit measures: no kilograms of what is counted."""
        chosen = [
            (row, one.field, unit, one.source) for row in rows for one in layout(row.form).measured
            if one.chosen and one.source is not None and isinstance(unit := row.cells.get(one.unit), str)
            and (row.id, one.field.slug, unit) not in self._fitting
            and (row.new or one.unit in row.changes())
        ]  # fmt: skip
        named = await self.formulas.values([(source, row) for row, _, _, source in chosen])
        for (row, item, unit, _), own in zip(chosen, named, strict=True):
            self._fitting.add((row.id, item.slug, unit))
            if isinstance(own, str):
                try:
                    BUILT_IN.convert(Decimal(1), unit, own)
                except Invalid as error:
                    self.faults.take(error, *path_of(row), item.slug)

    async def _units(self, rows: Iterable[Row]) -> None:
        """A quantity without a unit takes the one its field names; its base amount follows."""
        named: list[tuple[Row, Measured, Tree]] = []
        for row in rows:
            cells = row.cells
            for one in layout(row.form).measured:
                if cells.get(one.field.slug) is None or cells.get(one.unit) is not None:
                    continue
                if one.source is not None:
                    named.append((row, one, one.source))
                elif one.fixed is not None:
                    cells[one.unit] = one.fixed
        texts = await self.formulas.values([(source, row) for row, _, source in named])
        for (row, one, _), text in zip(named, texts, strict=True):
            row.cells[one.unit] = text
            self._fitting.add((row.id, one.field.slug, text))
        for row in rows:
            for item in layout(row.form).quantities:
                self._base(row, item)

    def _base(self, row: Row, item: Field) -> None:
        value, unit = row.cells.get(item.slug), row.cells.get(f"{item.slug}.unit")
        if not isinstance(value, Decimal):
            row.cells[f"{item.slug}.base"] = None
            return
        try:
            if not isinstance(unit, str):
                raise Invalid.at((), "no_unit", Words("缺少单位", "The unit is missing"))
            row.cells[f"{item.slug}.base"] = in_base(value, unit)
        except Invalid as error:
            self.faults.take(error, *path_of(row), item.slug)

    async def _compute(self, rows: Sequence[Row], only_again: bool) -> bool:
        """Stored formulas whose own inputs changed; a change behind a link never rewrites a stored value."""
        changed = False
        for own_lines in (True, False):
            group = [row for row in rows if (row.head is not None) == own_lines]
            depth = max((len(computed(row.form)) for row in group), default=0)
            for index in range(depth):
                places = [
                    (row, computed(row.form)[index]) for row in group if index < len(computed(row.form))
                ]
                due = [
                    (row, one)
                    for row, one in places
                    if (one.again or not only_again) and stale(row, one.heads)
                ]
                values = await self.formulas.values([(one.tree, row) for row, one in due])
                for (row, one), value in zip(due, values, strict=True):
                    before = row.cells.get(one.field.slug)
                    put(row, one.field, value)
                    changed |= before != row.cells.get(one.field.slug)
        return changed


def stale(row: Row, heads: frozenset[str]) -> bool:
    """Whether anything the formula names on the row, its lines or its parent has changed."""
    if row.new:
        return True
    moved = {key.partition(".")[0] for key in row.changes()}
    if heads & moved:
        return True
    if "parent" in heads and row.head is not None and row.head.changes():
        return True
    return any(one.dirty for slug in heads & set(row.lines) for one in row.lines[slug])


def put(row: Row, item: Field, value: Value) -> None:
    """A formula's value as the cells of a field, rounded to what the column holds."""
    kind = kind_of(item)
    cell: object = value
    if isinstance(value, Decimal):
        if item.to is not None:
            cell = int(value)
        elif kind == "money":
            cell = MONEY.fit(value)
        elif kind == "quantity":
            cell = QUANTITY.fit(value)
    elif item.to is not None and isinstance(value, str):
        cell = ByKey(value) if value else None
    row.cells[item.slug] = cell
    if kind in ("quantity", "money") and value is None:
        row.cells[f"{item.slug}.unit"] = None


def search_text(row: Row) -> str:
    """What a search finds a record by: its searched fields, their pinyin and initials."""
    texts = [str(row.cells[slug]) for slug in row.form.searched if row.cells.get(slug) is not None]
    return " ".join(part for text in texts for part in (text.lower(), *keys(text)))[:1000]
