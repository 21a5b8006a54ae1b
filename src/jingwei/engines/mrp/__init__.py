"""Material requirements planning in exact integers: `run` a Problem, read orders, messages and pegging.

Quantities are int64 counts of each item's step, days from day 0 of the plan, lead times in working days.
"""

from jingwei.engines import bom as _bom
from jingwei.engines.mrp.calendar import WorkCalendars, every_day, weekly
from jingwei.engines.mrp.explain import Balance, Explanation, balance, explain
from jingwei.engines.mrp.messages import TITLES, MessageKind, Messages
from jingwei.engines.mrp.peg import Demand, Pegging, Supply, demands_behind, feeding, peg
from jingwei.engines.mrp.plan import Orders, Plan
from jingwei.engines.mrp.problem import (
    Demands,
    Items,
    LotRule,
    Problem,
    Receipts,
    Settings,
    demands,
    items,
    receipts,
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
    explain(plan, 0)


__all__ = [
    "TITLES",
    "Balance",
    "Demand",
    "Demands",
    "Explanation",
    "Items",
    "LotRule",
    "MessageKind",
    "Messages",
    "Orders",
    "Pegging",
    "Plan",
    "Problem",
    "Receipts",
    "Settings",
    "Supply",
    "WorkCalendars",
    "balance",
    "demands",
    "demands_behind",
    "every_day",
    "explain",
    "feeding",
    "items",
    "peg",
    "receipts",
    "run",
    "warm_up",
    "weekly",
]
