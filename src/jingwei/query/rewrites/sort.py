"""The order: only by fields seen on every readable row, since a row's place tells its value; id ends it."""

from dataclasses import replace

from jingwei.base.errors import Forbidden
from jingwei.base.words import Words
from jingwei.query import names
from jingwei.query.conditions import refuse
from jingwei.query.operands import cell_type, twin
from jingwei.query.permission import TRUE, seen
from jingwei.query.plan import ROW, Key, Plan, readable
from jingwei.query.request import ListRequest, Sort
from jingwei.spec.fields import type_of

FILLED = frozenset({"id", "created_at", "updated_at"})


def sort(plan: Plan) -> Plan:
    """Adds the keys; without a wish the newest record comes first."""
    if not isinstance(plan.request, ListRequest):
        return plan
    keys: tuple[Key, ...] = ()
    for index, one in enumerate(plan.request.sort):
        keys = (*keys, key(plan, one, index))
        if one.field == "id":
            return replace(plan, keys=keys)
    # Turned with the first key, so that an index of that key and the id serves both ways.
    last = Key(f"{ROW}.id", keys[0].down if keys else True, False, "bigint", "id")
    return replace(plan, keys=(*keys, last))


def key(plan: Plan, one: Sort, index: int) -> Key:
    item = readable(plan, one.field, ("sort", index))
    if seen(plan.frame, plan.form, ROW, one.field) != TRUE:
        words = Words(
            "不能按“{f}”排序：部分记录上无权查看", "You may not sort by {f}: it is hidden on some records"
        )
        raise Forbidden("sort", words.fill(f=item.title), ("sort", index))
    ordered = type_of(item.type).order(item, names.column(item, ROW))
    if ordered is None:
        refuse(("sort", index), "not_sortable", "不能按“{f}”排序", "It cannot be sorted by {f}", f=item.title)
    return Key(ordered, one.down, one.field not in FILLED or item.id != 0, cell_type(twin(item)), one.field)
