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
    plan = replace(plan, hope=plan.hope and worth_hoping(plan))
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
    if plan.hope:
        return among_newest(plan, phase, columns)
    ways = apart(plan)
    pages = [cut(plan, phase, columns, way) for way in ways]
    if not merges(ways):
        return pages[0]
    branches = "\nUNION ALL ".join(f"({one})" for one in pages)
    same = ", ".join(key.sql for key in keys_of(plan, phase))
    return (
        f"SELECT DISTINCT ON ({same}) {ROW}.* FROM ({branches}) {ROW}\n"
        f"ORDER BY {order_of(plan, phase)} LIMIT {most(plan)}"
    )


def worth_hoping(plan: Plan) -> bool:
    """Whether a short statement may do: ordered by id, which has an index on every table, and rules to be merged."""
    return len(plan.keys) == 1 and merges(apart(plan))


def merges(ways: list[Way]) -> bool:
    return len(ways) > 1 or ways[0].each


def among_newest(plan: Plan, phase: Phase, columns: str) -> str:
    """Whoever reads most records finds a page among the newest: the scan stops as soon as it is full.

    Where it does not fill nothing is answered and the whole statement is asked, in which each rule is
    tried by itself. In one statement the second part costs its start even where it is never executed.
    """
    order, wanted = order_of(plan, phase), most(plan)
    newest = (
        f"SELECT {columns} FROM {plan.table} {ROW}\nWHERE {every(*plan.where, *phase.where)}\n"
        f"ORDER BY {order} LIMIT {NEAR * wanted}"
    )
    readable = rows_sql(plan.frame, plan.form, plan.rules, ROW)
    return f"SELECT {ROW}.* FROM ({newest}) {ROW}\nWHERE {readable}\nORDER BY {order} LIMIT {wanted}"


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
