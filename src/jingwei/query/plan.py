"""A statement in the making: every rewrite takes a plan and gives a richer one."""

from __future__ import annotations

from dataclasses import dataclass

from jingwei.base.errors import Forbidden, Invalid, NotFound, Path
from jingwei.base.words import Words
from jingwei.query.frame import Frame
from jingwei.query.names import SYSTEM_FIELDS
from jingwei.query.permission import Reach, reach
from jingwei.query.request import Request
from jingwei.spec.form import Field, Form
from jingwei.spec.policy import Rows

ROW = "r"
"""The alias of the row a statement is about."""


@dataclass(frozen=True, slots=True)
class Output:
    """A field that is answered; `mask` counts the plan's masks, None when every readable row shows it."""

    item: Field
    mask: int | None = None
    json: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the order; `cast` is the type its value has as an argument."""

    sql: str
    down: bool
    nullable: bool
    cast: str
    name: str

    def order(self, *, filled: bool = False) -> str:
        """For ORDER BY: empty values last; a `filled` key has none, so an index may be read either way."""
        way = f"{self.sql} DESC" if self.down else self.sql
        return f"{way} NULLS LAST" if self.nullable and self.down and not filled else way


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known about the statement so far; `rules` are the row rules of which any suffices.

    With `hope` the statement answers nothing unless the newest rows fill the page.
    """

    frame: Frame
    request: Request
    form: Form
    reach: Reach
    outputs: tuple[Output, ...] = ()
    masks: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    rules: tuple[Rows, ...] = ()
    where: tuple[str, ...] = ()
    selective: bool = False
    keys: tuple[Key, ...] = ()
    hope: bool = False
    source: str = ""
    sql: str = ""

    @property
    def table(self) -> str:
        return self.frame.table(self.form)


def begin(frame: Frame, request: Request) -> Plan:
    """The bare plan of a request; a form that may not be read at all is refused here."""
    form = frame.catalogue.forms.get(request.form)
    if form is None or form.parent is not None:
        raise NotFound("form", Words("没有表单“{f}”", 'There is no form "{f}"').fill(f=request.form[:80]))
    found = reach(frame, form)
    if not found.rules:
        raise Forbidden("read", Words("没有查看“{f}”的权限", "You may not read {f}").fill(f=form.title))
    return Plan(frame, request, form, found)


def readable(plan: Plan, slug: str, path: Path) -> Field:
    """A field the viewer may read on some row; one that is hidden is refused as if it did not exist."""
    item = SYSTEM_FIELDS.get(slug) or plan.form.by_slug.get(slug)
    if item is None or (item.id and plan.reach.shows(slug) == "never"):
        raise unknown(slug, path)
    return item


def unknown(slug: str, path: Path) -> Invalid:
    words = Words("没有字段“{f}”，或无权查看", 'There is no field "{f}", or you may not see it')
    return Invalid.at(path, "unknown_field", words.fill(f=slug[:80]))
