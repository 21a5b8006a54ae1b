"""Promising: material, capacity and lead times together, one demand after the other, and what one more order would get.

Quantities are counts of an item's step, days from day 0 of the plan, minutes whole. Something due on a day is there when the
day begins: work for it ends the day before.
"""

from jingwei.engines import bom as _bom
from jingwei.engines import mrp as _mrp
from jingwei.engines.promise.checker import violations
from jingwei.engines.promise.laying import Cause
from jingwei.engines.promise.plan import (
    UNFIT,
    Answer,
    Link,
    Order,
    Plan,
    Unfit,
    Want,
    ask,
    keep,
    plan,
    received,
    undo,
)
from jingwei.engines.promise.problem import Capacity, Problem, Steps, capacity, problem, steps


def warm_up() -> None:
    """Load or compile every kernel once, so that nobody who asks for a date waits for it."""
    materials = _mrp.Problem(
        _mrp.items(2, made=[True, False], lead_time=[1, 1]),
        _bom.build(2, _bom.lines([0], [1], [2])),
        _mrp.demands([(0, 1, 1, 0)]),
        _mrp.receipts([(1, 1, 1, 0, 0)]),
        _mrp.every_day(9),
    )
    made = plan(problem(materials, steps([(0, 0, 1, 1, 1)]), capacity([[9] * 9])))
    ask(made, [Want(0, 1, 5)])


__all__ = [
    "UNFIT",
    "Answer",
    "Capacity",
    "Cause",
    "Link",
    "Order",
    "Plan",
    "Problem",
    "Steps",
    "Unfit",
    "Want",
    "ask",
    "capacity",
    "keep",
    "plan",
    "problem",
    "received",
    "steps",
    "undo",
    "violations",
    "warm_up",
]
