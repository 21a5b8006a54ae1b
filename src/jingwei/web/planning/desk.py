"""Permission for the planning pages: a form may be read, its rows and cells judged in the statement itself."""

from __future__ import annotations

from decimal import Decimal

from jingwei.base.decimals import EXACT, plain
from jingwei.base.errors import Forbidden
from jingwei.base.units import BUILT_IN
from jingwei.base.words import Words
from jingwei.collab.desk import Desk
from jingwei.process.commands import Actor
from jingwei.query.frame import Frame
from jingwei.query.permission import visible
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.policy import Viewer
from jingwei.store.pool import Row
from jingwei.suite.planning.reader import Reader
from jingwei.suite.planning.sources import Names, Source

Json = dict[str, object]
ITEM, BOM = "engineering.item", "engineering.bom"
READ = Words("查看", "read")
CHANGE = Words("修改", "change")


def must_read(desk: Desk, *forms: str) -> None:
    """Refuses whoever may read none of a form."""
    for slug in forms:
        if not desk.catalogue.access(desk.viewer, slug).may("read"):
            raise refused(desk.catalogue, slug, READ)


def must_write(catalogue: Catalogue, actor: Actor, form: str, fields: frozenset[str]) -> None:
    """Refuses whoever may not change these fields of a form."""
    viewer: Viewer = actor.viewer
    if not any(fields <= grant.write for grant in catalogue.access(viewer, form).may("update")):
        raise refused(catalogue, form, CHANGE)


def refused(catalogue: Catalogue, form: str, what: Words) -> Forbidden:
    words = Words("您没有权限{a}“{f}”", 'You may not {a} "{f}"')
    return Forbidden("not_allowed", words.fill(a=what, f=catalogue.forms[form].title))


def names_of(desk: Desk) -> Names:
    return Names(desk.catalogue, desk.schema)


def reader_of(desk: Desk) -> Reader:
    """The same reading for what the suite puts into words."""
    ambient = desk.plant.ambient(desk.now, desk.viewer.person)
    return Reader(desk.transaction, names_of(desk), desk.viewer, ambient)


def shown(frame: Frame, source: Source, *slugs: str) -> str:
    """The condition under which the reader sees these cells of a row."""
    return visible(frame, frame.catalogue.forms[source.form], source.alias, *slugs)


async def fetch(desk: Desk, frame: Frame, sql: str, *own: object) -> list[Row]:
    """Rows of a statement of ours; its own arguments come before those of the permissions."""
    return await desk.transaction.fetch(sql, *own, *desk.arguments(frame))


def measured(base: Decimal, unit: str) -> Json:
    """An amount in base units as the pages show quantities."""
    return {"value": plain(in_unit(base, unit)), "unit": unit}


def in_unit(base: Decimal, unit: str) -> Decimal:
    factor = BUILT_IN.unit(unit).factor
    return EXACT.divide(EXACT.multiply(base, Decimal(factor.denominator)), Decimal(factor.numerator))
