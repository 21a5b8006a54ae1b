"""The page: one row more than asked for, cut before anything is joined, each row rule tried by itself."""

from dataclasses import dataclass, replace

from jingwei.query import names
from jingwei.query.frame import DEPARTMENTS
from jingwei.query.keyset import Phase, phases
from jingwei.query.permission import FALSE, TRUE, every, rows_sql, rule_sql
from jingwei.query.plan import ROW, Key, Plan
from jingwei.query.request import ListRequest

NEAR = 6
"""So many pages of the newest rows are looked through at most."""


@dataclass(frozen=True, slots=True)
class Way:
    """A condition that makes a row readable; with `each` one for every department `d` of the viewer."""

    condition: str
    each: bool = False


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
    pages = [cut(plan, phase, columns, way) for way in ways]
    if len(pages) == 1 and not ways[0].each:
        return pages[0]
    branches = "\nUNION ALL ".join(f"({one})" for one in pages)
    same = ", ".join(key.sql for key in keys_of(plan, phase))
    order = order_of(plan, phase)
    merged = (
        f"SELECT DISTINCT ON ({same}) {ROW}.* FROM ({branches}) {ROW}\nORDER BY {order} LIMIT {most(plan)}"
    )
    return newest_first(plan, phase, columns, merged) if same == f"{ROW}.id" else merged


def newest_first(plan: Plan, phase: Phase, columns: str, merged: str) -> str:
    """Whoever reads most records finds a page among the newest; only where that does not fill is each rule tried by itself.

    The order by id has an index on every table, and the scan stops as soon as the page is full.
    """
    order, wanted = order_of(plan, phase), most(plan)
    newest = (
        f"SELECT {columns} FROM {plan.table} {ROW}\nWHERE {every(*plan.where, *phase.where)}\n"
        f"ORDER BY {order} LIMIT {NEAR * wanted}"
    )
    full = f"(SELECT count(*) FROM near) = {wanted}"
    return (
        f"WITH near AS MATERIALIZED (SELECT {ROW}.* FROM ({newest}) {ROW}\n"
        f"WHERE {rows_sql(plan.frame, plan.form, plan.rules, ROW)} ORDER BY {order} LIMIT {wanted})\n"
        f"SELECT * FROM near WHERE {full}\nUNION ALL SELECT * FROM ({merged}) {ROW} WHERE NOT {full}"
    )


def apart(plan: Plan) -> list[Way]:
    """The conditions of which any makes a row readable, each to get a short page of its own.

    With OR no index gives the rows in order; where the filter leaves few rows that does not matter.
    """
    frame = plan.frame
    if plan.selective:
        return [Way(rows_sql(frame, plan.form, plan.rules, ROW))]
    found: list[Way] = []
    for rule in plan.rules:
        if rule.kind == "departments" and frame.rights.few_departments:
            if frame.rights.departments:
                found.append(Way(f"{ROW}.dept = d", each=True))
        else:
            found.append(Way(rule_sql(frame, plan.form, rule, ROW)))
    return found or [Way(FALSE)]


def cut(plan: Plan, phase: Phase, columns: str, way: Way) -> str:
    condition = every(way.condition, *plan.where, *phase.where)
    where = f"\nWHERE {condition}" if condition != TRUE else ""
    found = f"SELECT {columns} FROM {plan.table} {ROW}{where}\nORDER BY {order_of(plan, phase)} LIMIT {most(plan)}"
    if not way.each:
        return found
    # Behind a subselect the number of departments is a guess in every plan, so that one plan serves for good.
    return f"SELECT {ROW}.* FROM unnest((SELECT {plan.frame.bind(DEPARTMENTS)})) d, LATERAL ({found}) {ROW}"


def keys_of(plan: Plan, phase: Phase) -> tuple[Key, ...]:
    """The keys that order a phase: where the first one is empty, the others."""
    return plan.keys if phase.filled else plan.keys[1:]


def order_of(plan: Plan, phase: Phase) -> str:
    return ", ".join(key.order(filled=phase.filled and i == 0) for i, key in enumerate(keys_of(plan, phase)))
