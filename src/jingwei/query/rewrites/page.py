"""The page: one row more than asked for, cut before anything is joined, each row rule tried by itself."""

from dataclasses import replace

from jingwei.query import names
from jingwei.query.frame import DEPARTMENTS
from jingwei.query.keyset import Phase, phases
from jingwei.query.permission import FALSE, TRUE, every, rows_sql, rule_sql
from jingwei.query.plan import ROW, Key, Plan
from jingwei.query.request import ListRequest


def page(plan: Plan) -> Plan:
    """Makes the source of the rows: numbered in order by `n`, each mask computed once as `m0`, `m1` …"""
    if not isinstance(plan.request, ListRequest):
        return plan
    parts = phases(plan.frame, plan.keys, plan.request.after)
    cut = one_phase(plan, parts[0]) if len(parts) == 1 else two_phases(plan, parts)
    order = ", ".join(key.order() for key in plan.keys)
    masks = "".join(f", coalesce({mask}, false) AS m{i}" for i, mask in enumerate(plan.masks))
    source = f"(SELECT {ROW}.*, row_number() OVER (ORDER BY {order}) AS n{masks}\nFROM {cut} {ROW}) {ROW}"
    return replace(plan, source=source)


def one_phase(plan: Plan, phase: Phase) -> str:
    return f"({select(plan, phase)})"


def two_phases(plan: Plan, parts: tuple[Phase, ...]) -> str:
    """Rows with an empty first key are looked for only when the others do not fill the page."""
    filled, empty = parts
    short = Phase((*empty.where, f"(SELECT count(*) FROM a) < {most(plan)}"), empty.filled)
    return (
        f"(WITH a AS MATERIALIZED ({select(plan, filled)}),\n"
        f"b AS MATERIALIZED ({select(plan, short)})\n"
        "SELECT * FROM a UNION ALL SELECT * FROM b)"
    )


def most(plan: Plan) -> int:
    """Rows to fetch: one more than the page, to know whether there is a next one."""
    # A literal: with LIMIT as an argument the planner expects a tenth of the table and sorts it.
    return plan.request.limit + 1 if isinstance(plan.request, ListRequest) else 1


def select(plan: Plan, phase: Phase) -> str:
    """The first rows of a phase with all their stored columns."""
    columns = ", ".join(names.stored(plan.form, ROW))
    ways = apart(plan)
    pages = [cut(plan, phase, columns, every(way, *plan.where, *phase.where)) for way in ways]
    if len(pages) == 1:
        return pages[0]
    # Each way gives its rows in order, so PostgreSQL merges them and stops as soon as the page is full.
    branches = "\nUNION ALL ".join(f"({one})" for one in pages)
    same = ", ".join(key.sql for key in keys_of(plan, phase))
    order = order_of(plan, phase)
    return f"SELECT DISTINCT ON ({same}) {ROW}.* FROM ({branches}) {ROW}\nORDER BY {order} LIMIT {most(plan)}"


def apart(plan: Plan) -> list[str]:
    """The conditions of which any makes a row readable, each to get a short page of its own.

    With OR no index gives the rows in order; where the filter leaves few rows that does not matter.
    """
    frame = plan.frame
    if plan.selective:
        return [rows_sql(frame, plan.form, plan.rules, ROW)]
    found: list[str] = []
    for rule in plan.rules:
        if rule.kind == "departments" and frame.rights.few_departments:
            # One by one, not by unnest: for want of their number the planner would plan anew each time.
            bound = frame.bind(DEPARTMENTS) if frame.rights.departments else ""
            found += [f"{ROW}.dept = ({bound})[{i + 1}]" for i in range(frame.rights.departments)]
        else:
            found.append(rule_sql(frame, plan.form, rule, ROW))
    return found or [FALSE]


def cut(plan: Plan, phase: Phase, columns: str, condition: str) -> str:
    where = f"\nWHERE {condition}" if condition != TRUE else ""
    order = order_of(plan, phase)
    return f"SELECT {columns} FROM {plan.table} {ROW}{where}\nORDER BY {order} LIMIT {most(plan)}"


def keys_of(plan: Plan, phase: Phase) -> tuple[Key, ...]:
    """The keys that order a phase: where the first one is empty, the others."""
    return plan.keys if phase.filled else plan.keys[1:]


def order_of(plan: Plan, phase: Phase) -> str:
    return ", ".join(key.order(filled=phase.filled and i == 0) for i, key in enumerate(keys_of(plan, phase)))
