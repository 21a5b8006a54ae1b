"""Counting: exact when asked for, otherwise no further than anybody reads."""

from dataclasses import replace

from jingwei.query.permission import every, rows_sql
from jingwei.query.plan import ROW, Plan
from jingwei.query.request import CountRequest
from jingwei.query.rewrites.project import as_bytes, version

ENOUGH = 10_000


def count(plan: Plan) -> Plan:
    """`{"count", "exact"}`."""
    if not isinstance(plan.request, CountRequest):
        raise TypeError("Only a count is counted.")
    condition = every(*plan.where, rows_sql(plan.frame, plan.form, plan.rules, ROW))
    limit = "" if plan.request.exact else f" LIMIT {ENOUGH + 1}"
    found = f"(SELECT FROM {plan.table} {ROW}\nWHERE {condition}{limit}) {ROW}"
    number = "count(*)" if plan.request.exact else f"least(count(*), {ENOUGH})"
    exact = "true" if plan.request.exact else f"count(*) <= {ENOUGH}"
    body = as_bytes(f"json_build_object('count', {number}, 'exact', {exact})::text")
    return replace(plan, sql=f"SELECT {body} AS body, {version(plan)} AS version\nFROM {found}")
