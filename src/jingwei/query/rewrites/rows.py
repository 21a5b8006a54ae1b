"""Row permission: only living rows that some grant of the viewer reaches; no grant reaches no row."""

from dataclasses import replace

from jingwei.query.plan import ROW, Plan


def rows(plan: Plan) -> Plan:
    """Adds the rules of which any suffices; how they are tried is decided when the page is cut."""
    return replace(plan, rules=plan.reach.rows, where=(*plan.where, f"{ROW}.deleted_at IS NULL"))
