"""How much to order: the arithmetic of the lot rules on integers; an overflow answers -1."""

from fractions import Fraction
from math import sqrt

import numpy as np

from jingwei.engines.arrays import I64, QUANTITY_LIMIT
from jingwei.engines.compiled import inlined, kernel
from jingwei.engines.exact import OVERFLOW, ZERO, divided, plus, ratio_up


@inlined
def in_lots(
    need: int, size: int, magic: int, shift: int, fixed: bool,
    minimum: int, multiple: int, multiple_magic: int, multiple_shift: int,
) -> tuple[int, int]:  # fmt: skip
    """How many lots answer a shortage and what all but the last hold together; the last is the second number's rest.

    `size` is the lot of a fixed rule or the largest one allowed (0: any), `magic` and `shift` its reciprocal.
    Answers the number of lots and the total.
    """
    if fixed:
        lots = divided(need + size - 1, magic, shift)
        return lots, lots * size
    total = max(need, minimum)
    if multiple > 1:
        total = divided(total + multiple - 1, multiple_magic, multiple_shift) * multiple
    if size == 0 or total <= size:
        return 1, total
    lots = divided(total + size - 1, magic, shift)
    last = max(total - (lots - 1) * size, minimum)
    if multiple > 1:
        last = divided(last + multiple - 1, multiple_magic, multiple_shift) * multiple
    return lots, (lots - 1) * size + last


@kernel
def economic(required: int, days: int, order_cost: int, holding_cost: int) -> int:
    """The whole quantity with the least cost of ordering and holding for `required` steps in `days` days.

    The least Q with Q (Q + 1) ≥ 2 · order cost · requirement ÷ (holding cost · days), or OVERFLOW.
    """
    square = ratio_up(required, 2 * order_cost, holding_cost * days)
    if square == OVERFLOW:
        return OVERFLOW
    # The root of a double is off by a few at most; integers decide.
    quantity = max(int(sqrt(square)) - 2, ZERO)
    while quantity * (quantity + 1) < square:
        quantity += 1
    return max(quantity, ZERO + 1)


@kernel
def cheapest_days(demand: I64, order_cost: int, holding_cost: int, following: I64) -> int:
    """Wagner–Whitin: the least cost of covering `demand` per day, or OVERFLOW.

    `following[d]` becomes the order day after d, for every d; the day before the first is what follows -1,
    told by the first day with demand. Among equally cheap plans the one whose last orders are smallest.
    """
    count, total = 0, ZERO
    day = np.empty(len(demand), np.int64)
    for at in range(len(demand)):
        if demand[at] > 0:
            day[count] = at
            count += 1
            total = plus(total, demand[at])
            if total == OVERFLOW:
                return OVERFLOW
    weight = holding_cost * len(demand)
    if order_cost > (QUANTITY_LIMIT >> 1) // (len(demand) + 1) or (
        total > 0 and weight > (QUANTITY_LIMIT >> 1) // total
    ):
        return OVERFLOW
    best = np.zeros(count + 1, np.int64)
    begin = np.zeros(count + 1, np.int64)
    for last in range(count):
        holding, carried = ZERO, ZERO
        best[last + 1] = -1
        for first in range(last, -1, -1):
            if first < last:
                holding += holding_cost * carried * (day[first + 1] - day[first])
            carried += demand[day[first]]
            # What is wanted last would be cheaper ordered by itself from here on backwards.
            if holding_cost * demand[day[last]] * (day[last] - day[first]) > order_cost:
                break
            cost = best[first] + order_cost + holding
            if best[last + 1] < 0 or cost < best[last + 1]:
                best[last + 1], begin[last + 1] = cost, first
    following[:] = len(demand)
    end = count
    while end > 0:
        first = begin[end]
        for at in range(day[first]):
            following[at] = min(following[at], day[first])
        end = first
    least: int = best[count]
    return least


def economic_order_quantity(demand: Fraction, order_cost: Fraction, holding_cost: Fraction) -> float:
    """√(2 · order cost · demand ÷ holding cost), demand and holding cost for the same time."""
    return sqrt(2 * order_cost * demand / holding_cost)


def wagner_whitin(demand: list[int], order_cost: int, holding_cost: int) -> tuple[list[int], int]:
    """The cheapest orders for a demand per period, and their cost; raises OverflowError."""
    following = np.empty(len(demand), np.int64)
    cost = int(cheapest_days(np.array(demand, np.int64), order_cost, holding_cost, following))
    if cost == OVERFLOW:
        raise OverflowError("The cost of these lots leaves the exact range.")
    orders = [0] * len(demand)
    at = next((day for day, wanted in enumerate(demand) if wanted), len(demand))
    while at < len(demand):
        end = int(following[at])
        orders[at] = sum(demand[at:end])
        at = end
    return orders, cost
