"""Forecasts consumed by orders: what is ordered was expected, and is not planned twice."""

import numpy as np

from jingwei.engines.arrays import I64, Flags
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import grouped
from jingwei.engines.mrp.problem import Problem


def consumed(problem: Problem) -> I64:
    """The quantity of each demand that is planned: orders in full, forecasts less what orders consume of them.

    Orders in order of day consume the forecasts of their item: first back to `consume_back` days before them,
    the latest first, then up to `consume_forward` days after them. What is left of forecasts before the demand fence
    is void, but only then: an order there was expected there, and takes nothing from the forecasts of later days.
    """
    demands, items = problem.demands, problem.items
    if not demands.forecast.any():
        return demands.quantity
    left = demands.quantity.copy()
    by_day = np.argsort(demands.day, kind="stable")
    first, rows = grouped(demands.item[by_day], len(items))
    windows = np.maximum(np.column_stack([items.consume_back, items.consume_forward]), 0)
    assert demands.consumes is not None
    consume(left, demands.day, demands.forecast, demands.consumes, first, by_day[rows], windows)
    fence = items.demand_fence[demands.item]
    left[demands.forecast & (fence > 0) & (demands.day < fence)] = 0
    return left


@kernel
def consume(
    left: I64, day: I64, forecast: Flags, consumes: Flags, first: I64, rows: I64, windows: I64
) -> None:
    """Reduce `left` of forecasts by the orders of their item; `rows` by item and day."""
    for item in range(len(first) - 1):
        back, forward = windows[item]
        begin, end = first[item], first[item + 1]
        for at in range(begin, end):
            order = rows[at]
            if forecast[order] or not consumes[order]:
                continue
            open_ = left[order]
            after = at
            while after < end and day[rows[after]] <= day[order]:
                after += 1
            for other in range(after - 1, begin - 1, -1):
                if open_ == 0 or day[rows[other]] < day[order] - back:
                    break
                if forecast[rows[other]]:
                    used = min(open_, left[rows[other]])
                    left[rows[other]] -= used
                    open_ -= used
            for other in range(after, end):
                if open_ == 0 or day[rows[other]] > day[order] + forward:
                    break
                if forecast[rows[other]]:
                    used = min(open_, left[rows[other]])
                    left[rows[other]] -= used
                    open_ -= used
