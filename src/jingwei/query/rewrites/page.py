"""The page: one row more than asked for, cut before anything is joined, each row rule tried by itself."""

from dataclasses import replace

from jingwei.query import names
from jingwei.query.frame import DEPARTMENTS
from jingwei.query.keyset import Phase, phases
from jingwei.query.permission import TRUE, every, rows_sql, rule_sql
from jingwei.query.plan import ROW, Key, Plan
from jingwei.query.request import ListRequest
from jingwei.spec.policy import Rows


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
    short = replace_where(empty, f"(SELECT count(*) FROM a) < {most(plan)}")
    return (
        f"(WITH a AS MATERIALIZED ({select(plan, filled)}),\n"
        f"b AS MATERIALIZED ({select(plan, short)})\n"
        "SELECT * FROM a UNION ALL SELECT * FROM b)"
    )


def replace_where(phase: Phase, condition: str) -> Phase:
    return Phase((*phase.where, condition), phase.filled)


def most(plan: Plan) -> int:
    """Rows to fetch: one more than the page, to know whether there is a next one."""
    # A literal: with LIMIT as an argument the planner expects a tenth of the table and sorts it.
    return plan.request.limit + 1 if isinstance(plan.request, ListRequest) else 1


def select(plan: Plan, phase: Phase) -> str:
    """The first rows of a phase with all their stored columns."""
    columns = ", ".join(names.stored(plan.form, ROW))
    if not apart(plan):
        rule = rows_sql(plan.frame, plan.form, plan.rules, ROW)
        return cut(plan, phase, columns, every(*plan.where, *phase.where, rule))
    order = ", ".join(
        key.order(f"k.{name}", filled=phase.filled and i == 0)
        for i, (key, name) in enumerate(named(plan, phase))
    )
    branches = "\nUNION ".join(branch(plan, phase, rule) for rule in plan.rules)
    ids = f"(SELECT k.id FROM ({branches}) k\nORDER BY {order} LIMIT {most(plan)}) k"
    return f"SELECT {columns} FROM {ids}\nJOIN {plan.table} {ROW} ON {ROW}.id = k.id"


def apart(plan: Plan) -> bool:
    """Whether each rule gets a short page of its own: with OR no index gives the rows in order."""
    if plan.selective:
        return False
    return len(plan.rules) > 1 or (plan.rules[0].kind == "departments" and plan.frame.rights.few_departments)


def branch(plan: Plan, phase: Phase, rule: Rows) -> str:
    """The first rows that one rule reaches, ids and keys only."""
    columns = ", ".join(
        f"{ROW}.id" if name == "id" else f"{key.sql} AS {name}" for key, name in named(plan, phase)
    )
    if rule.kind == "departments" and plan.frame.rights.few_departments:
        each = cut(plan, phase, columns, every(f"{ROW}.dept = g.id", *plan.where, *phase.where))
        groups = f"(SELECT DISTINCT unnest({plan.frame.bind(DEPARTMENTS)}) AS id) g"
        return f"(SELECT b.* FROM {groups} CROSS JOIN LATERAL ({each}) b)"
    own = rule_sql(plan.frame, plan.form, rule, ROW)
    return f"({cut(plan, phase, columns, every(own, *plan.where, *phase.where))})"


def named(plan: Plan, phase: Phase) -> list[tuple[Key, str]]:
    """The keys that order a phase with their names in its branches."""
    keys = plan.keys if phase.filled else plan.keys[1:]
    return [(key, "id" if key.name == "id" else f"k{i}") for i, key in enumerate(keys)]


def cut(plan: Plan, phase: Phase, columns: str, condition: str) -> str:
    keys = plan.keys if phase.filled else plan.keys[1:]
    order = ", ".join(key.order(filled=phase.filled and i == 0) for i, key in enumerate(keys))
    where = f"\nWHERE {condition}" if condition != TRUE else ""
    return f"SELECT {columns} FROM {plan.table} {ROW}{where}\nORDER BY {order} LIMIT {most(plan)}"
