"""Projection: PostgreSQL builds the JSON, one array a row under one header; Python touches no value."""

import json
from dataclasses import replace

from jingwei.query import names
from jingwei.query.cursor import cursor_sql
from jingwei.query.frame import RECORD
from jingwei.query.keyset import signature
from jingwei.query.names import literal
from jingwei.query.permission import every, rows_sql
from jingwei.query.plan import ROW, Plan
from jingwei.query.request import ListRequest
from jingwei.query.show import json_array, json_object

EMPTY = "'[]'::json"


def project_list(plan: Plan) -> Plan:
    """`{"columns", "masks"?, "version", "rows", "next"}`; with masks, bits of the hidden end a row."""
    if not isinstance(plan.request, ListRequest):
        raise TypeError("Only a list is projected as a list.")
    limit = plan.request.limit
    values = [f"{ROW}.id::text", f"{ROW}.ver", *(output.json for output in plan.outputs)]
    if plan.masks:
        values.append(" + ".join(f"((NOT {ROW}.m{i})::int::bigint << {i})" for i in range(len(plan.masks))))
    listed = f"json_agg({json_array(values)} ORDER BY {ROW}.n) FILTER (WHERE {ROW}.n <= {limit})"
    where = f"max({cursor_of(plan)}) FILTER (WHERE {ROW}.n = {limit})"
    joins = "".join(f"\n{join}" for join in plan.joins)
    following = f"to_json(CASE WHEN count(*) > {limit} THEN {where} END)"
    body = (
        f"{literal(header(plan))} || coalesce({listed}, {EMPTY})::text ||\n"
        f"',\"next\":' || coalesce({following}::text, 'null') || '}}'"
    )
    shown = f"CASE WHEN count(*) > {limit} THEN {as_bytes(body)} END" if plan.hope else as_bytes(body)
    return replace(plan, sql=f"SELECT {shown} AS body, {version(plan)} AS version\nFROM {plan.source}{joins}")


def header(plan: Plan) -> str:
    """The JSON before the rows, the same for every page of the statement."""
    masked = [[o.item.slug for o in plan.outputs if o.mask == i] for i in range(len(plan.masks))]
    parts = {
        "columns": [output.item.slug for output in plan.outputs],
        **({"masks": masked} if masked else {}),
    }
    shown = json.dumps({**parts, "version": plan.frame.catalogue.version}, separators=(",", ":"))
    return shown.removesuffix("}") + ',"rows":'


def cursor_of(plan: Plan) -> str:
    values = tuple(f"({key.sql})::text" for key in plan.keys[:-1])
    return cursor_sql(literal(signature(plan.keys)), f"{ROW}.id::text", values)


def project_record(plan: Plan) -> Plan:
    """One object with its sub-tables and the fields hidden on it; no row at all still tells the version."""
    frame, system = plan.frame, {o.item.slug: o.json for o in plan.outputs if o.item.id == 0}
    fields = [output for output in plan.outputs if output.item.id]
    hidden = ", ".join(
        f"CASE WHEN NOT {ROW}.m{output.mask} THEN {literal(output.item.slug)} END"
        for output in fields
        if output.mask is not None
    )
    pairs = [
        ("id", f"{ROW}.id::text"), ("ver", f"{ROW}.ver"), ("form", literal(plan.form.slug)),
        ("values", json_object([(output.item.slug, output.json) for output in fields])),
        ("hidden", f"to_json(array_remove(ARRAY[{hidden}]::text[], NULL))"),
        ("owner", system["owner"]), ("department", system["dept"]),
        ("created_at", system["created_at"]), ("updated_at", system["updated_at"]),
        ("version", f"{frame.catalogue.version:d}"),
    ]  # fmt: skip
    masks = "".join(f", coalesce({mask}, false) AS m{i}" for i, mask in enumerate(plan.masks))
    reached = every(
        f"{ROW}.id = {frame.bind(RECORD)}", *plan.where, rows_sql(frame, plan.form, plan.rules, ROW)
    )
    columns = ", ".join(names.stored(plan.form, ROW))
    source = f"(SELECT {columns}{masks} FROM {plan.table} {ROW}\nWHERE {reached}) {ROW}"
    joins = "".join(f"\n{join}" for join in plan.joins)
    body = as_bytes(f"{json_object(pairs)}::text")
    sql = f"SELECT (SELECT {body}\nFROM {source}{joins}) AS body, {version(plan)} AS version"
    return replace(plan, source=source, sql=sql)


def version(plan: Plan) -> str:
    """The version now published, to notice that the statement was made from an older one."""
    return f"(SELECT version FROM {plan.frame.schema}.head)"


def as_bytes(text: str) -> str:
    return f"convert_to({text}, 'UTF8')"
