"""What one statement is written against: catalogue, schema, rights, and the arguments gathered so far."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from jingwei.query import names
from jingwei.query.request import Request
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import Viewer

PLACE = re.compile(r"\$(\d+)::")
FEW_DEPARTMENTS = 16
"""Up to so many, a page is the merge of one short page per department; above, as one condition."""


@dataclass(frozen=True, slots=True)
class Given:
    """Everything arguments are taken from; the text of a statement never depends on it."""

    viewer: Viewer
    request: Request
    ambient: Ambient


@dataclass(frozen=True, slots=True)
class Source:
    """Where an argument comes from; sources of one name are one argument."""

    name: str
    sql: str
    of: Callable[[Given], object] = field(compare=False, repr=False)


PERSON = Source("person", "bigint", lambda given: given.viewer.person)
DEPARTMENT = Source("department", "bigint", lambda given: given.viewer.department)
DEPARTMENTS = Source("departments", "bigint[]", lambda given: list(given.viewer.departments))
RECORD = Source("record", "bigint", lambda given: getattr(given.request, "id"))  # noqa: B009
TODAY = Source("today", "date", lambda given: given.ambient.today)
NOW = Source("now", "timestamptz", lambda given: given.ambient.now)
ACTOR = Source("actor", "numeric", lambda given: given.ambient.actor)
ZONE = Source("zone", "text", lambda given: given.ambient.zone.key)


@dataclass(frozen=True, slots=True)
class Rights:
    """Who a statement is written for: it is the same for everybody of the same roles."""

    admin: bool
    roles: frozenset[str]
    departments: int

    @classmethod
    def of(cls, viewer: Viewer) -> Rights:
        if viewer.admin:
            return cls(True, frozenset(), 0)
        return cls(False, viewer.roles, min(len(viewer.departments), FEW_DEPARTMENTS + 1))

    @property
    def few_departments(self) -> bool:
        return self.departments <= FEW_DEPARTMENTS

    def anybody(self) -> Viewer:
        """A viewer of these rights and no person: the statement cannot come to hold one."""
        return Viewer(0, 0, (), self.roles, self.admin)


@dataclass(slots=True)
class Frame:
    """Hands out placeholders, from `first` on, and aliases while a statement is written."""

    catalogue: Catalogue
    schema: str
    rights: Rights
    first: int = 1
    sources: list[Source] = field(default_factory=list)
    aliases: dict[str, int] = field(default_factory=dict)

    def bind(self, source: Source) -> str:
        """The typed placeholder of an argument, such as `$3::date`."""
        if source not in self.sources:
            self.sources.append(source)
        return f"${self.first + self.sources.index(source)}::{source.sql}"

    def alias(self, prefix: str) -> str:
        """A new alias such as `l2`."""
        self.aliases[prefix] = self.aliases.get(prefix, 0) + 1
        return f"{prefix}{self.aliases[prefix]}"

    def settle(self, sql: str) -> tuple[str, tuple[Source, ...]]:
        """The finished text and the arguments it needs: a condition that can never hold drops its own."""
        used = sorted({int(number) for number in PLACE.findall(sql)})
        numbers = {old: new for new, old in enumerate(used, self.first)}
        renumbered = PLACE.sub(lambda found: f"${numbers[int(found[1])]}::", sql)
        return renumbered, tuple(self.sources[number - self.first] for number in used)

    def table(self, form: Form) -> str:
        return names.table(self.schema, form)
