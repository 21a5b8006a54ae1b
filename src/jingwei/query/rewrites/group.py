"""Groups: counts and sums over the cells the viewer sees; a hidden value is as good as an empty one."""

from dataclasses import replace

from jingwei.query import names
from jingwei.query.amounts import SUMMED, folded, kind_of
from jingwei.query.conditions import refuse
from jingwei.query.permission import TRUE, every, rows_sql, seen
from jingwei.query.plan import ROW, Plan, readable
from jingwei.query.request import MOST_GROUPS, GroupRequest
from jingwei.query.rewrites.project import EMPTY, as_bytes, version
from jingwei.query.show import Joins, gated, json_object, shown
from jingwei.spec.field_type import Column
from jingwei.spec.fields import type_of
from jingwei.spec.fields.computed import MEASURED
from jingwei.spec.form import Field


def group(plan: Plan) -> Plan:
    """`{"rows": [{key, count, sums}], "more"}`: a plain key for one field, an array for several."""
    if not isinstance(plan.request, GroupRequest):
        raise TypeError("Only groups are grouped.")
    keys = [keyed(plan, slug, i) for i, slug in enumerate(plan.request.by)]
    joins = Joins()
    values = [shown(plan.frame, plan.form, item, "g", joins) for item in keys]
    sums = [(slug, f"g.s{i}") for i, slug in enumerate(plan.request.sums)]
    key = values[0] if len(keys) == 1 else f"json_build_array({', '.join(values)})"
    one = f"json_build_object('key', {key}, 'count', g.n, 'sums', {json_object(sums)})"
    order = ", ".join(names.column(item, "g")("") for item in keys)
    rows = f"json_agg({one} ORDER BY g.place) FILTER (WHERE g.place <= {MOST_GROUPS})"
    body = as_bytes(
        f"json_build_object('rows', coalesce({rows}, {EMPTY}), 'more', count(*) > {MOST_GROUPS})::text"
    )
    lines = "".join(f"\n{join}" for join in joins.lines)
    source = grouped(plan, keys, order)
    return replace(plan, sql=f"SELECT {body} AS body, {version(plan)} AS version\nFROM {source}{lines}")


def keyed(plan: Plan, slug: str, index: int) -> Field:
    item = readable(plan, slug, ("by", index))
    if type_of(item.type).order(item, names.column(item, ROW)) is None:
        refuse(("by", index), "not_groupable", "不能按“{f}”分组", "It cannot be grouped by {f}", f=item.title)
    return item


def grouped(plan: Plan, keys: list[Field], order: str) -> str:
    """The groups as `g`: the cells of the keys under their own names, `n` rows and sums `s0`, `s1` …"""
    condition = every(*plan.where, rows_sql(plan.frame, plan.form, plan.rules, ROW))
    by = [named(plan, item, suffix) for item in keys for suffix in suffixes(item)]
    sums = [f"{total(plan, slug, i)} AS s{i}" for i, slug in enumerate(requested(plan))]
    positions = ", ".join(str(i + 1) for i in range(len(by)))
    inner = (
        f"SELECT {', '.join([*by, *sums, 'count(*) AS n'])} FROM {plan.table} {ROW}\n"
        f"WHERE {condition}\nGROUP BY {positions}"
    )
    numbered = f"SELECT g.*, row_number() OVER (ORDER BY {order}) AS place FROM ({inner}) g"
    return f"({numbered}\nORDER BY place LIMIT {MOST_GROUPS + 1}) g"


def requested(plan: Plan) -> tuple[str, ...]:
    return plan.request.sums if isinstance(plan.request, GroupRequest) else ()


def suffixes(item: Field) -> tuple[str, ...]:
    """The stored cells that are shown of a key: its value and its unit."""
    return ("", "unit") if kind_of(item) in MEASURED else ("",)


def named(plan: Plan, item: Field, suffix: str) -> str:
    bare = names.column(item, ROW)(suffix).removeprefix(f"{ROW}.")
    return f"{cell(plan, item, suffix)} AS {bare}"


def cell(plan: Plan, item: Field, suffix: str) -> str:
    """A cell where the viewer sees it."""
    return gated(own(plan, item), names.column(item, ROW)(suffix))


def own(plan: Plan, item: Field) -> str:
    return TRUE if item.id == 0 else seen(plan.frame, plan.form, ROW, item.slug)


def total(plan: Plan, slug: str, index: int) -> str:
    item = readable(plan, slug, ("sum", index))
    if kind_of(item) not in SUMMED:
        refuse(("sum", index), "not_summable", "“{f}”不能合计", "{f} cannot be summed", f=item.title)
    column: Column = lambda suffix: cell(plan, item, suffix)  # noqa: E731
    return folded(item, column, "sum", item.option("unit"))
