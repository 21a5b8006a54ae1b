"""Expansion: links get titles, look-ups and roll-ups values, each under the permissions of its source."""

from dataclasses import replace

from jingwei.query.plan import ROW, Plan
from jingwei.query.show import Joins, gated, shown


def expand(plan: Plan) -> Plan:
    """Gives every output its JSON and adds the joins that needs."""
    joins = Joins()
    outputs = []
    for output in plan.outputs:
        value = shown(plan.frame, plan.form, output.item, ROW, joins)
        outputs.append(
            replace(output, json=value if output.mask is None else gated(f"{ROW}.m{output.mask}", value))
        )
    return replace(plan, outputs=tuple(outputs), joins=tuple(joins.lines))
