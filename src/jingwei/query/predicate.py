"""What the write door asks: the same row rules as reads have, on a row before and after its change."""

from __future__ import annotations

from dataclasses import dataclass

from jingwei.query.frame import Frame, Given, Rights, Source
from jingwei.query.permission import reach, rows_sql
from jingwei.query.request import RowsRequest
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import Viewer


@dataclass(frozen=True, slots=True)
class Predicate:
    """A condition on the row at an alias, and where its arguments come from."""

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
    Placeholders begin at `first`.
    """
    frame = Frame(catalogue, schema, Rights.of(viewer), first)
    head = catalogue.form(form)
    sql, sources = frame.settle(rows_sql(frame, head, reach(frame, head, action).rows, alias))
    return Predicate(sql, sources, RowsRequest(form, action))


def readable_fields(catalogue: Catalogue, viewer: Viewer, form: str) -> frozenset[str]:
    """Every field the viewer sees on some record."""
    return catalogue.access(viewer, form).reads()
