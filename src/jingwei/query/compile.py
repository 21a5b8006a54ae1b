"""Compilation: request + catalogue + viewer → one statement, by a pipeline of rewrites; cached by shape."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from jingwei.query.frame import Frame, Given, Rights, Source
from jingwei.query.plan import Plan, begin
from jingwei.query.request import CountRequest, GroupRequest, ListRequest, RecordRequest, Request
from jingwei.query.rewrites.cells import cells
from jingwei.query.rewrites.count import count
from jingwei.query.rewrites.expand import expand
from jingwei.query.rewrites.filter import filter
from jingwei.query.rewrites.group import group
from jingwei.query.rewrites.names import names
from jingwei.query.rewrites.page import page
from jingwei.query.rewrites.project import project_list, project_record
from jingwei.query.rewrites.rows import rows
from jingwei.query.rewrites.search import search
from jingwei.query.rewrites.sort import sort
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import Viewer

Rewrite: TypeAlias = Callable[[Plan], Plan]

RULES: Mapping[type[Request], tuple[Rewrite, ...]] = MappingProxyType(
    {
        ListRequest: (names, rows, cells, expand, filter, search, sort, page, project_list),
        RecordRequest: (names, rows, cells, expand, project_record),
        CountRequest: (rows, filter, search, count),
        GroupRequest: (rows, filter, search, group),
    }
)
"""Every way to read. A pipeline without `rows` would be a hole; a test looks that each has it."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement that gives `body` (bytes of JSON) and `version`, and where its arguments come from.

    A `hopeful` one gives no body where the newest rows do not fill the page; then the whole one is to be asked.
    """

    sql: str
    sources: tuple[Source, ...]
    version: int
    columns: tuple[str, ...] = ()
    hopeful: bool = False

    def arguments(self, given: Given) -> list[object]:
        """The arguments in order; raises Invalid at the place of a value that does not fit its field."""
        return [source.of(given) for source in self.sources]


def compile(
    catalogue: Catalogue, schema: str, viewer: Viewer, request: Request, *, hope: bool = False
) -> Compiled:
    """The statement of a request for everybody with the viewer's rights; with `hope` a shorter one where there is one."""
    frame = Frame(catalogue, schema, Rights.of(viewer))
    plan = replace(begin(frame, request), hope=hope)
    for rewrite in RULES[type(request)]:
        plan = rewrite(plan)
    columns = tuple(output.item.slug for output in plan.outputs)
    sql, sources = frame.settle(plan.sql)
    return Compiled(sql, sources, catalogue.version, columns, plan.hope)


PATIENCE = 256
"""So many times the whole statement is asked at once after the hopeful one was in vain."""


@dataclass(slots=True)
class Known:
    """The statements of a shape: the hopeful one where there is one, and the whole one as soon as it is needed."""

    hopeful: Compiled | None
    whole: Compiled | None
    vain: int = 0
    """How often the hopeful one is still passed over."""


class Plans:
    """The statements of one workspace, least recently used given up; on a hit only arguments are computed."""

    def __init__(self, schema: str, size: int = 2_048) -> None:
        self.schema = schema
        self._size = size
        self._known: OrderedDict[object, Known] = OrderedDict()

    def prepare(
        self, catalogue: Catalogue, viewer: Viewer, request: Request, *, whole: bool = False
    ) -> Compiled:
        """The statement to ask; `whole` after a hopeful one gave no body."""
        key = (catalogue.version, catalogue.hash, Rights.of(viewer), request.shape)
        known = self._known.get(key)
        if known is None:
            first = compile(catalogue, self.schema, viewer, request, hope=True)
            known = self._known[key] = Known(first, None) if first.hopeful else Known(None, first)
            if len(self._known) > self._size:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        if whole:
            known.vain = PATIENCE
        if known.hopeful and known.vain == 0:
            return known.hopeful
        known.vain -= 1
        if known.whole is None:
            known.whole = compile(catalogue, self.schema, viewer, request)
        return known.whole

    def ask(
        self, catalogue: Catalogue, viewer: Viewer, request: Request, ambient: Ambient, *, whole: bool = False
    ) -> tuple[Compiled, list[object]]:
        """A statement and its arguments."""
        compiled = self.prepare(catalogue, viewer, request, whole=whole)
        return compiled, compiled.arguments(Given(viewer, request, ambient))
