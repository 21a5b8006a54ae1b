"""A form as its designer means it: fields, sub-tables, checks, actions, postings and push-downs, all frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from jingwei.base.words import Words
from jingwei.spec.formula import Tree

NOTHING: Mapping[str, object] = MappingProxyType({})

SetBy = Literal["people", "flow"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a choice field; a retired one stays readable but is not offered."""

    value: str
    title: Words
    colour: str = "grey"
    retired: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field; `id` is immutable and never reused, `slug` is its name in formulas and in the API."""

    id: int
    slug: str
    type: str
    title: Words
    required: bool = False
    unique: bool = False
    set_by: SetBy = "people"
    hidden: bool = False
    help: Words | None = None
    default: Tree | None = None
    formula: Tree | None = None
    required_when: Tree | None = None
    options: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    choices: tuple[Choice, ...] = ()
    to: str | None = None
    through: str | None = None
    table: Form | None = None

    @property
    def computed(self) -> bool:
        """Whether no one writes it: it follows from other fields."""
        return self.type in ("formula", "lookup", "rollup", "serial")

    def option(self, name: str) -> str | None:
        value = self.options.get(name)
        return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule every stored record of the form obeys, with the sentence shown at `at` when it does not."""

    rule: Tree
    message: Words
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """`field = formula`, evaluated in the scope of the source of a push or of the record itself."""

    field: str
    value: Tree


@dataclass(frozen=True, slots=True)
class LinePush:
    """How rows of a source sub-table (or the head, when `each` is empty) become rows of a target sub-table."""

    into: str
    each: str | None
    where: Tree | None
    settings: tuple[Setting, ...]
    trace: Tree | None


@dataclass(frozen=True, slots=True)
class Push:
    """A push-down (下推): this document makes another one and remembers where each line came from."""

    slug: str
    title: Words
    to: str
    when: Tree | None
    settings: tuple[Setting, ...]
    lines: tuple[LinePush, ...]
    per: str | None = None
    kind: str = "push"


@dataclass(frozen=True, slots=True)
class Action:
    """A button: sets fields, pushes down, starts a flow, or calls a named action of the suite — in this order."""

    slug: str
    title: Words
    when: Tree | None = None
    settings: tuple[Setting, ...] = ()
    push: str | None = None
    start: str | None = None
    call: str | None = None
    ask: tuple[str, ...] = ()
    confirm: Words | None = None
    style: str = "default"

    def columns(self, table: str) -> frozenset[str]:
        """What it asks for in the rows of a sub-table: `ask: [lines.priority]`."""
        return frozenset(name.partition(".")[2] for name in self.ask if name.startswith(f"{table}."))

    def tables(self) -> list[str]:
        """The sub-tables of which it asks for columns, in their order."""
        return list(dict.fromkeys(name.partition(".")[0] for name in self.ask if "." in name))

    def heads(self) -> list[str]:
        """The fields of the record itself it asks for."""
        return [name for name in self.ask if "." not in name]


@dataclass(frozen=True, slots=True)
class Auto:
    """A reaction inside the transaction: fires when `when` turns true on a change of the record, without one on every change."""

    slug: str
    when: Tree | None
    settings: tuple[Setting, ...] = ()
    push: str | None = None
    start: str | None = None
    call: str | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """While `when` holds, each line (or the head) stands in a ledger with these keys and amounts."""

    slug: str
    ledger: str
    when: Tree
    each: str | None
    where: Tree | None
    keys: tuple[Setting, ...]
    add: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """What one department owes another because of this document: accepted, countered, kept or broken."""

    slug: str
    title: Words
    when: Tree
    kept: Tree
    owes: str
    owed: str
    due: str
    quantity: str | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """What a form shows beside its fields; `parts` are the fields it works on, `when` a formula of the record."""

    kind: str
    parts: Mapping[str, str]
    when: Tree | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form and everything bound to it. `slug` is `app.form`, a sub-table's is `app.form.field`."""

    id: int
    slug: str
    title: Words
    fields: tuple[Field, ...]
    title_field: str
    key: str | None = None
    parent: str | None = None
    role: str | None = None
    icon: str = "file"
    lane: str | None = None
    order: bool = False
    menu: bool = True
    state: str | None = None
    list: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    sections: tuple[tuple[Words, tuple[str, ...], bool], ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    locked_when: Tree | None = None
    void_when: Tree | None = None
    checks: tuple[Check, ...] = ()
    actions: tuple[Action, ...] = ()
    pushes: tuple[Push, ...] = ()
    autos: tuple[Auto, ...] = ()
    postings: tuple[Posting, ...] = ()
    promises: tuple[Promise, ...] = ()
    prints: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = ()
    by_slug: Mapping[str, Field] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_slug", MappingProxyType({f.slug: f for f in self.fields}))

    def __getitem__(self, slug: str) -> Field:
        return self.by_slug[slug]

    @property
    def app(self) -> str:
        return self.slug.split(".", 1)[0]

    def tables(self) -> Iterator[tuple[Field, Form]]:
        """Each sub-table: its field and the form of its rows."""
        for item in self.fields:
            if item.table is not None:
                yield item, item.table

    def names(self) -> frozenset[str]:
        """Everything a grant may open or hide: the fields, and the columns of sub-tables as `lines.price`."""
        columns = (f"{item.slug}.{column.slug}" for item, table in self.tables() for column in table.fields)
        return frozenset((*self.by_slug, *columns))

    def action(self, slug: str) -> Action | None:
        return next((a for a in self.actions if a.slug == slug), None)

    def panel(self, kind: str) -> Panel | None:
        return next((p for p in self.panels if p.kind == kind), None)

    def push(self, slug: str) -> Push | None:
        return next((p for p in self.pushes if p.slug == slug), None)
