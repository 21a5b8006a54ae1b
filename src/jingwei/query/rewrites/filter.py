"""The filter: a condition holds only where the viewer sees the cell it asks about, so it tells no more."""

from dataclasses import replace

from jingwei.query import names
from jingwei.query.conditions import EVERYTHING, Condition, Group
from jingwei.query.operands import compared
from jingwei.query.permission import FALSE, every, seen, visible
from jingwei.query.plan import ROW, Plan, readable, unknown
from jingwei.query.request import CountRequest, GroupRequest, ListRequest
from jingwei.spec.form import Field

BROAD = frozenset({"choice", "switch"})
"""Fields of few values: a condition on one of them may well leave most of the rows."""


def filter(plan: Plan) -> Plan:
    """Adds the conditions and notes whether they leave few rows."""
    if not isinstance(plan.request, ListRequest | CountRequest | GroupRequest):
        return plan
    tree = plan.request.filter
    if tree == EVERYTHING:
        return plan
    numbers = {id(leaf): index for index, leaf in enumerate(plan.request.conditions)}
    selective = plan.selective or any(narrow(plan, part) for part in tree.parts if tree.join == "and")
    return replace(plan, where=(*plan.where, group(plan, tree, numbers)), selective=selective)


def group(plan: Plan, tree: Group, numbers: dict[int, int]) -> str:
    parts = [
        group(plan, part, numbers) if isinstance(part, Group) else condition(plan, part, numbers[id(part)])
        for part in tree.parts
    ]
    return "(" + (" AND " if tree.join == "and" else " OR ").join(parts) + ")"


def condition(plan: Plan, leaf: Condition, index: int) -> str:
    """`grant AND predicate`; through a link also the target's row and cell must be readable."""
    head, _, rest = leaf.field.partition(".")
    item = readable(plan, head, (*leaf.path, 0))
    own = seen(plan.frame, plan.form, ROW, head)
    if not rest:
        return every(own, bracketed(compared(plan.frame, item, ROW, leaf, index)))
    target = plan.frame.catalogue.forms.get(item.to or "")
    wanted = target.by_slug.get(rest) if target is not None else None
    if target is None or wanted is None:
        raise unknown(leaf.field, (*leaf.path, 0))
    there = plan.frame.alias("f")
    reachable = visible(plan.frame, target, there, rest)
    if reachable == FALSE:
        raise unknown(leaf.field, (*leaf.path, 0))
    link = names.column(item, ROW)("")
    inner = every(
        f"{there}.id = {link}", reachable, bracketed(compared(plan.frame, wanted, there, leaf, index))
    )
    return every(own, f"EXISTS (SELECT FROM {plan.frame.table(target)} {there} WHERE {inner})")


def bracketed(sql: str) -> str:
    return f"({sql})" if " AND " in sql else sql


def narrow(plan: Plan, part: Condition | Group) -> bool:
    """Whether a condition probably leaves few rows: then one scan is cheaper than a page per rule."""
    if isinstance(part, Group):
        return part.join == "and" and any(narrow(plan, one) for one in part.parts)
    item: Field | None = plan.form.by_slug.get(part.field)
    return part.op in ("eq", "in") and (item is None or item.type not in BROAD)
