"""Who may do what: roles grant forms, actions, fields and rows; several roles are judged cell by cell, never multiplied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jingwei.base.words import Words
from jingwei.spec.formula import Tree

RowKind = Literal["all", "own", "department", "departments", "when"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Which records a grant reaches; `when` carries a formula over the record."""

    kind: RowKind
    when: Tree | None = None


ALL_ROWS = Rows("all")


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role may do with one form, on which rows, reading and writing which fields."""

    form: str
    rows: Rows
    do: frozenset[str]
    read: frozenset[str]
    write: frozenset[str]


@dataclass(frozen=True, slots=True)
class Role:
    slug: str
    title: Words
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person a request is judged for; departments include the sub-departments of their own."""

    person: int
    department: int
    departments: tuple[int, ...]
    roles: frozenset[str]
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """The grants on one form that a set of roles adds up to; an administrator has a single full one."""

    form: str
    grants: tuple[Grant, ...]

    def may(self, action: str) -> tuple[Grant, ...]:
        """The grants that allow `action`, each only on its own rows and fields."""
        return tuple(g for g in self.grants if action in g.do)

    def reads(self) -> frozenset[str]:
        """Every field some readable row shows; which row shows it is decided row by row."""
        return frozenset().union(*(g.read for g in self.may("read")))


def access(
    roles: Mapping[str, Role], held: frozenset[str], admin: bool, form: str, fields: frozenset[str]
) -> Access:
    """The grants on `form` of the roles `held`; `fields` is everything the form has, for administrators."""
    if admin:
        everything = Grant(form, ALL_ROWS, EVERYTHING, fields, fields)
        return Access(form, (everything,))
    found = [g for slug in sorted(held) if slug in roles for g in roles[slug].grants if g.form == form]
    return Access(form, tuple(found))


class _Everything(frozenset[str]):
    """The set of all actions, also those a later version names."""

    def __contains__(self, item: object) -> bool:
        return True


EVERYTHING: frozenset[str] = _Everything()
