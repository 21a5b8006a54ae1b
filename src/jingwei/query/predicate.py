"""What the write door asks: the same row rules as reads have, on a row before and after its change."""

from __future__ import annotations

from dataclasses import dataclass

from jingwei.query.frame import Frame, Given, Rights, Source
from jingwei.query.permission import granted_sql, reach, rows_sql
from jingwei.query.request import RowsRequest
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import Access, Viewer


@dataclass(frozen=True, slots=True)
class Predicate:
    """A condition on the row at an alias with its arguments, from placeholder `first` on."""

    sql: str
    sources: tuple[Source, ...]
    request: RowsRequest

    def arguments(self, viewer: Viewer, ambient: Ambient) -> list[object]:
        given = Given(viewer, self.request, ambient)
        return [source.of(given) for source in self.sources]


def write_predicate(
    catalogue: Catalogue, schema: str, viewer: Viewer, form: str, action: str, alias: str, first: int = 1
) -> Predicate:
    """Whether `action` reaches the row at `alias`: `true` for all rows, `false` for none, null counts as no.

    The alias is anything with the physical columns of the form's table: the table itself, or the final image.
    """
    frame = Frame(catalogue, schema, Rights.of(viewer), first)
    head = catalogue.form(form)
    sql = rows_sql(frame, head, reach(frame, head, action).rows, alias)
    return Predicate(sql, tuple(frame.sources), RowsRequest(form, action))


def granted_places(
    catalogue: Catalogue, schema: str, viewer: Viewer, form: str, alias: str, first: int = 1
) -> Predicate:
    """An `int[]` of the places of the viewer's grants on the form whose rows the row at `alias` is among."""
    frame = Frame(catalogue, schema, Rights.of(viewer), first)
    sql = granted_sql(frame, catalogue.form(form), alias)
    return Predicate(sql, tuple(frame.sources), RowsRequest(form, "any"))


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a viewer may do with one record, from the grants that reach it."""

    access: Access
    places: frozenset[int]

    @classmethod
    def of(cls, catalogue: Catalogue, viewer: Viewer, form: str, places: list[int]) -> Allowed:
        return cls(catalogue.access(viewer, form), frozenset(places))

    def may(self, action: str) -> bool:
        return any(i in self.places and action in grant.do for i, grant in enumerate(self.access.grants))

    def reads(self) -> frozenset[str]:
        """The fields seen on this record."""
        return self._fields("read", "read")

    def writes(self, action: str = "update") -> frozenset[str]:
        """The fields that may be written on this record when doing `action`."""
        return self._fields(action, "write")

    def _fields(self, action: str, kind: str) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for i, grant in enumerate(self.access.grants):
            if i in self.places and action in grant.do:
                found |= grant.read if kind == "read" else grant.write
        return found


def readable_fields(catalogue: Catalogue, viewer: Viewer, form: str) -> frozenset[str]:
    """Every field the viewer sees on some record."""
    return catalogue.access(viewer, form).reads()
