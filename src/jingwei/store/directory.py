"""The people of a workspace as one snapshot: who is in which department, holds which role, heads what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jingwei.spec.catalogue import Catalogue
from jingwei.spec.policy import Viewer
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace

ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    login: str
    department: int
    roles: frozenset[str]
    active: bool


@dataclass(frozen=True, slots=True)
class Department:
    id: int
    code: str
    name: str
    parent: int
    head: int


@dataclass(frozen=True, slots=True)
class Directory:
    """Persons and departments by id; read from the forms bound to the roles `person` and `department`."""

    persons: Mapping[int, Person]
    departments: Mapping[int, Department]
    below: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def viewer(self, person: int) -> Viewer:
        """The person as policy sees them; someone unknown or inactive has no role at all."""
        found = self.persons.get(person)
        if found is None or not found.active:
            return Viewer(person, 0, (), frozenset())
        return Viewer(
            person,
            found.department,
            self.below.get(found.department, ()),
            found.roles - {ADMIN},
            ADMIN in found.roles,
        )

    def holders(self, role: str, department: int | None = None) -> tuple[int, ...]:
        """Active persons with a role, optionally of one department and those below it."""
        inside = None if department is None else set(self.below.get(department, ()))
        return tuple(
            p.id for p in self.persons.values()
            if p.active and role in p.roles and (inside is None or p.department in inside)
        )  # fmt: skip

    def by_code(self, code: str) -> Department | None:
        return next((d for d in self.departments.values() if d.code == code), None)

    def head(self, department: int, up: int = 0) -> int | None:
        """The head of a department, `up` levels above; an empty chair is answered by the level above it."""
        current: Department | None = self.departments.get(department)
        for _ in range(50):
            if current is None:
                return None
            if up <= 0 and current.head:
                return current.head
            up -= 1
            current = self.departments.get(current.parent)
        return None


EMPTY = Directory({}, {})


async def read_directory(workspace: Workspace, catalogue: Catalogue, through: Transaction) -> Directory:
    if not {"person", "department"} <= set(catalogue.by_role):
        return EMPTY
    person, department = catalogue.bound("person"), catalogue.bound("department")
    roles = person["roles"].table
    if roles is None:
        return EMPTY
    p, d, r = (f"{workspace.schema}.{names.table(form)}" for form in (person, department, roles))
    pc, dc, rc = ({f.slug: names.column(f) for f in form.fields} for form in (person, department, roles))
    departments = await through.fetch(
        f"SELECT id, {dc['code']}, {dc['name']}, coalesce({dc['parent']}, 0), coalesce({dc['head']}, 0) "
        f"FROM {d} WHERE deleted_at IS NULL"
    )
    persons = await through.fetch(
        f"SELECT p.id, p.{pc['name']}, p.{pc['login']}, coalesce(p.{pc['department']}, 0), coalesce(p.{pc['active']}, false), "
        f"array(SELECT r.{rc['role']} FROM {r} r WHERE r.parent = p.id) FROM {p} p WHERE p.deleted_at IS NULL"
    )
    chart = {row[0]: Department(row[0], row[1] or "", row[2] or "", row[3], row[4]) for row in departments}
    people = {
        row[0]: Person(row[0], row[1] or "", row[2] or "", row[3], frozenset(x for x in row[5] if x), row[4])
        for row in persons
    }
    return Directory(people, chart, {one: below(chart, one) for one in chart})


def below(chart: Mapping[int, Department], top: int) -> tuple[int, ...]:
    """A department and everything under it; a loop in the chart ends where it began."""
    found = [top]
    for one in found:
        found.extend(d.id for d in chart.values() if d.parent == one and d.id not in found)
    return tuple(sorted(found))
