"""Cell permission: a field shows on the rows of those grants that open it, and is null on the others."""

from dataclasses import replace

from jingwei.query.conditions import refuse
from jingwei.query.permission import TRUE, seen
from jingwei.query.plan import ROW, Output, Plan

MOST_MASKS = 52
"""Their bits make one number of JSON, and browsers keep 53 bits."""


def cells(plan: Plan) -> Plan:
    """Gives every output whose visibility differs from row to row its mask; equal conditions share one."""
    masks: list[str] = []
    outputs: list[Output] = []
    for output in plan.outputs:
        condition = TRUE if output.item.id == 0 else seen(plan.frame, plan.form, ROW, output.item.slug)
        if condition == TRUE:
            outputs.append(output)
            continue
        if condition not in masks:
            masks.append(condition)
        outputs.append(replace(output, mask=masks.index(condition)))
    if len(masks) > MOST_MASKS:
        refuse(
            ("fields",),
            "too_many_masks",
            "这些字段的权限规则过多",
            "The fields have too many different permissions",
        )
    return replace(plan, outputs=tuple(outputs), masks=tuple(masks))
