"""What a reader sees of one record: the fields and columns its grants open, and the units its amounts stand in."""

from __future__ import annotations

from collections.abc import Mapping

from jingwei.base.errors import NotFound
from jingwei.base.words import Words
from jingwei.collab.desk import Desk
from jingwei.query.permission import rule_sql
from jingwei.spec.fields import type_of
from jingwei.spec.form import Field, Form
from jingwei.store.tables import names

Units = Mapping[int, Mapping[str, str]]
"""Record or row of a sub-table → field → unit."""


async def reads_of(desk: Desk, form: Form, record: int) -> frozenset[str]:
    """Fields, and columns of sub-tables as `lines.price`; NotFound when no grant reaches the record."""
    grants = desk.catalogue.access(desk.viewer, form.slug).may("read")
    frame = desk.frame(2)
    rules = ", ".join(f"coalesce({rule_sql(frame, form, grant.rows, 't')}, false)" for grant in grants)
    row = None
    if grants:
        row = await desk.transaction.fetchrow(
            f"SELECT {rules} FROM {frame.table(form)} t WHERE t.id = $1 AND t.deleted_at IS NULL",
            record, *desk.arguments(frame),
        )  # fmt: skip
    reached = [grant for grant, holds in zip(grants, row or (), strict=False) if holds]
    if not reached:
        words = Words("找不到该记录，或无权查看", "There is no such record, or you may not see it")
        raise NotFound("record", words)
    return frozenset[str]().union(*(grant.read for grant in reached))


async def units_of(desk: Desk, form: Form, record: int) -> Units:
    """The units as they are now, for changes of an amount that left its unit alone."""
    found: dict[int, Mapping[str, str]] = {}
    for one, where in ((form, "id"), *((table, "parent") for _, table in form.tables())):
        items = [item for item in one.fields if has_unit(item)]
        if items:
            columns = ", ".join(names.column(item, "unit") for item in items)
            rows = await desk.transaction.fetch(
                f"SELECT id, {columns} FROM {desk.schema}.{names.table(one)} WHERE {where} = $1", record
            )
            for row in rows:
                pairs = zip(items, tuple(row)[1:], strict=True)
                found[row[0]] = {item.slug: unit for item, unit in pairs if unit is not None}
    return found


def has_unit(item: Field) -> bool:
    return any(cell.suffix == "unit" for cell in type_of(item.type).cells(item))
