"""A case as a submission works on it, what its steps may ask, and what flows share with the submission."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from jingwei.base.errors import Faults
from jingwei.process.commands import Actor
from jingwei.process.derive import Derive
from jingwei.process.incoming import Incoming
from jingwei.process.people import People
from jingwei.process.plant import Plant
from jingwei.process.values import Formulas
from jingwei.process.writeset import Row, WriteSet
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.flow.drawing import Flow
from jingwei.spec.flow.state import State
from jingwei.spec.formula import Tree
from jingwei.spec.who import Who
from jingwei.store.cases import Task
from jingwei.store.directory import Directory
from jingwei.store.ids import Fresh

Older = Callable[[int], Awaitable[Catalogue]]
"""Gives the catalogue of an older version, for the cases that still run on it."""


@dataclass(eq=False, slots=True)
class Case:
    """A case as this submission works on it; `row` is the record, or the row of a sub-table it was started for."""

    id: int
    flow: Flow
    version: int
    row: Row
    seq: int
    state: State
    parent: tuple[int, int, int] | None
    started_by: int | None
    tasks: dict[int, Task] = field(default_factory=dict)
    moved: bool = False

    @property
    def head(self) -> Row:
        return self.row.top


class Env:
    """What a step asks: answered from the record and the organisation, or Need."""

    def __init__(self, formulas: Formulas, people: People, row: Row) -> None:
        self.formulas, self._people, self.row = formulas, people, row

    def people(self, rule: Who) -> tuple[int, ...]:
        return self._people.of(rule)

    def truth(self, condition: Tree) -> bool:
        return self.formulas.now(condition, self.row) is True

    def rows(self, each: str) -> tuple[int, ...]:
        return tuple(one.id for one in self.row.lines[each] if not one.removed)


@dataclass(frozen=True, slots=True)
class Desk:
    """What flows share with the submission they run in."""

    writes: WriteSet
    formulas: Formulas
    incoming: Incoming
    derive: Derive
    directory: Directory
    actor: Actor
    ids: Fresh
    plant: Plant
    faults: Faults
    older: Older
    quiet: set[tuple[int, int]]
    """(catalogue version, form) on which no case runs and, as no flow is drawn for it, none can start."""
