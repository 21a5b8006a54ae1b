"""Material requirements planning in exact integers: `run` a Problem, read orders, messages and pegging.

Quantities are int64 counts of each item's step, days from day 0 of the plan, lead times in working days.
"""

from dataclasses import replace as _replace

from jingwei.engines import bom as _bom
from jingwei.engines.mrp.calendar import WorkCalendars, every_day, weekly
from jingwei.engines.mrp.change import replan
from jingwei.engines.mrp.explain import Balance, Explainer, Explanation, balance, explain
from jingwei.engines.mrp.forecast import consumed
from jingwei.engines.mrp.items import Items, LotRule, items
from jingwei.engines.mrp.lots import economic, economic_order_quantity, wagner_whitin
from jingwei.engines.mrp.messages import MessageKind, Messages
from jingwei.engines.mrp.peg import Demand, Pegging, Supply, demands_behind, feeding, peg, roots
from jingwei.engines.mrp.plan import Orders, Plan, Taken
from jingwei.engines.mrp.problem import Problem, Settings
from jingwei.engines.mrp.rows import (
    Demands,
    Outputs,
    Receipts,
    Replacements,
    Replacing,
    SafetyLevels,
    demands,
    outputs,
    receipts,
    replacements,
    safety_levels,
)
from jingwei.engines.mrp.run import run


def warm_up() -> None:
    """Load or compile every kernel once, so that no request waits for it."""
    plan = run(
        Problem(
            items(2, made=[True, False]),
            _bom.build(2, _bom.lines([0], [1], [2])),
            demands([(0, 1, 1, 0)]),
            receipts([(1, 1, 1, 0, 0)]),
            every_day(2),
        )
    )
    peg(plan)
    roots(plan, plan.problem.demands.quantity)
    explain(plan, 0)
    more = _replace(plan.problem, demands=demands([(0, 1, 2, 0)]), receipts=receipts([]))
    replan(plan, more)


__all__ = [
    "Balance",
    "Demand",
    "Demands",
    "Explainer",
    "Explanation",
    "Items",
    "LotRule",
    "MessageKind",
    "Messages",
    "Orders",
    "Outputs",
    "Pegging",
    "Plan",
    "Problem",
    "Receipts",
    "Replacements",
    "Replacing",
    "SafetyLevels",
    "Settings",
    "Supply",
    "Taken",
    "WorkCalendars",
    "balance",
    "consumed",
    "demands",
    "demands_behind",
    "economic",
    "economic_order_quantity",
    "every_day",
    "explain",
    "feeding",
    "items",
    "outputs",
    "peg",
    "receipts",
    "replacements",
    "replan",
    "roots",
    "run",
    "safety_levels",
    "wagner_whitin",
    "warm_up",
    "weekly",
]
