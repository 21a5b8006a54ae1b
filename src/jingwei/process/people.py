"""Who a rule means: resolved against the organisation of the moment and the record at hand."""

from __future__ import annotations

from decimal import Decimal

from jingwei.process.values import Formulas
from jingwei.process.writeset import Row
from jingwei.spec.formula import Tree, parse
from jingwei.spec.who import (
    INITIATOR,
    Administrators,
    Computed,
    HeadOf,
    InField,
    Initiator,
    Member,
    Person,
    Who,
)
from jingwei.store.directory import ADMIN, Directory


class People:
    """Answers rules for one record; raises Need where a link is not loaded yet."""

    def __init__(self, directory: Directory, formulas: Formulas, row: Row, initiator: int) -> None:
        self.directory, self.formulas, self.row, self.initiator = directory, formulas, row, initiator

    def of(self, rule: Who) -> tuple[int, ...]:
        match rule:
            case Person(login):
                return tuple(p.id for p in self.directory.persons.values() if p.active and p.login == login)
            case Member(role, department):
                return self._members(role, department)
            case HeadOf(department, up):
                return self._head(department, up)
            case InField(path):
                return self._named(parse(path))
            case Initiator():
                return (self.initiator,) if self.initiator else ()
            case Computed(tree):
                return self._named(tree)
            case Administrators():
                return self.directory.holders(ADMIN)

    def _members(self, role: str, department: str) -> tuple[int, ...]:
        inside = self.directory.by_code(department) if department else None
        if department and inside is None:
            return ()
        if role:
            return self.directory.holders(role, inside.id if inside is not None else None)
        wanted = set(self.directory.below.get(inside.id, ())) if inside is not None else set()
        return tuple(p.id for p in self.directory.persons.values() if p.active and p.department in wanted)

    def _head(self, department: str, up: int) -> tuple[int, ...]:
        if department == INITIATOR:
            person = self.directory.persons.get(self.initiator)
            start = person.department if person is not None else 0
        else:
            found = self.directory.by_code(department)
            start = found.id if found is not None else 0
        head = self.directory.head(start, up)
        return (head,) if head is not None else ()

    def _named(self, tree: Tree) -> tuple[int, ...]:
        """A person's id as it is; a department's stands for its head."""
        value = self.formulas.now(tree, self.row)
        if not isinstance(value, Decimal):
            return ()
        identity = int(value)
        if identity in self.directory.persons:
            return (identity,) if self.directory.persons[identity].active else ()
        head = self.directory.head(identity)
        return (head,) if head is not None else ()
