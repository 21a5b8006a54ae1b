"""An order in even lots: how much each of them is."""

from __future__ import annotations

from decimal import Decimal

from jingwei.base.decimals import EXACT, multiply
from jingwei.base.units import BUILT_IN


def even(quantity: Decimal, unit: str, lots: int) -> list[Decimal]:
    """So many parts that differ by one step of the unit at the utmost, the larger ones first; fewer where there are fewer steps."""
    step = BUILT_IN.unit(unit).step
    steps = int(EXACT.divide(quantity, step))
    rest = quantity - multiply(step, Decimal(steps))
    count = max(1, min(lots, steps))
    parts = [multiply(step, Decimal(steps // count + (at < steps % count))) for at in range(count)]
    # What is less than a step goes with the first.
    return [parts[0] + rest, *parts[1:]]
