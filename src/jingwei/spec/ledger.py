"""A ledger (台账): measures along dimensions, guarded balances under named checks or append-only deltas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jingwei.base.words import Words


@dataclass(frozen=True, slots=True)
class Dimension:
    """One key of a balance row; never null in the database (an absent link is 0, an absent text is empty)."""

    id: int
    slug: str
    title: Words
    to: str | None = None
    values: Mapping[str, Words] = field(default_factory=dict, compare=False)
    """What people call the values of a text, such as `inspection`."""

    @property
    def sql(self) -> str:
        return "bigint" if self.to else "text"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number kept per balance row."""

    id: int
    slug: str
    title: Words
    digits: int = 8
    money: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """A named check on one balance row, `left >= right` where each side is a sum of measures (or zero)."""

    id: int
    slug: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    message: Words


@dataclass(frozen=True, slots=True)
class Ledger:
    """Movements are append-only; a guarded ledger also keeps one balance row per key, checked in the transaction."""

    id: int
    slug: str
    title: Words
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    guards: tuple[Guard, ...] = ()
    guarded: bool = True

    def measure(self, slug: str) -> Measure:
        return next(m for m in self.measures if m.slug == slug)

    def guard(self, identity: int) -> Guard | None:
        return next((g for g in self.guards if g.id == identity), None)
