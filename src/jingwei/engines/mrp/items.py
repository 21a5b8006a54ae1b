"""The planning data of items, as frozen arrays; nonsense in a single item is kept and becomes a message."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import I64, QUANTITY_LIMIT, Flags, flags, integers

# Stock, safety stock and a total requirement together stay below 2^63.
STOCK_LIMIT = QUANTITY_LIMIT >> 2


class LotRule(IntEnum):
    """How a shortage becomes lots; minimum, multiple and maximum apply to all but FIXED."""

    LOT_FOR_LOT = 0
    FIXED = 1
    PERIOD = 2  # the shortages of lot_period days together
    ECONOMIC = 3  # at least the economic quantity of the horizon's requirement (EOQ)
    WAGNER_WHITIN = 4  # the cheapest set of order days
    MIN_MAX = 5  # below stock_min, up to stock_max


@dataclass(frozen=True, slots=True)
class Items:
    """One entry per item.

    on_hand, safety_stock   steps; safety_days: the requirement of so many coming days is kept as well
    lot_rule                LotRule; lot_fixed (FIXED), lot_period in calendar days (PERIOD)
    lot_min/_max/_multiple  steps, 0 = none; more than lot_max becomes several lots
    stock_min/_max          MIN_MAX: stock that triggers an order, stock it brings the item up to
    order_cost              ECONOMIC, WAGNER_WHITIN: of one order, in the unit of
    holding_cost            one step in stock for one day
    lead_time               working days of the item's calendar; -1 = not maintained
    fence                   planning fence: no order is planned to arrive before this day
    demand_fence            what orders leave of forecasts before this day is void
    consume_back/_forward   days around an order within which it consumes forecasts
    scrap_ppm               loss of the item's own process, parts per million of what is started
    made                    made here (needs a bill of materials), not bought
    calendar                row of the WorkCalendars
    """

    on_hand: I64
    safety_stock: I64
    safety_days: I64
    lot_rule: I64
    lot_fixed: I64
    lot_min: I64
    lot_max: I64
    lot_multiple: I64
    lot_period: I64
    stock_min: I64
    stock_max: I64
    order_cost: I64
    holding_cost: I64
    lead_time: I64
    fence: I64
    demand_fence: I64
    consume_back: I64
    consume_forward: I64
    scrap_ppm: I64
    made: Flags
    calendar: I64

    def __post_init__(self) -> None:
        count = len(np.atleast_1d(self.on_hand))
        for name in self.__slots__:
            value = getattr(self, name)
            kept: I64 | Flags
            if name == "made":
                kept = flags("items.made", value, count)
            else:
                kept = integers(f"items.{name}", value, count, -STOCK_LIMIT, STOCK_LIMIT)
            object.__setattr__(self, name, kept)

    def __len__(self) -> int:
        return len(self.on_hand)


def items(
    count: int,
    *,
    on_hand: npt.ArrayLike | None = None,
    safety_stock: npt.ArrayLike | None = None,
    safety_days: npt.ArrayLike | None = None,
    lot_rule: npt.ArrayLike | None = None,
    lot_fixed: npt.ArrayLike | None = None,
    lot_min: npt.ArrayLike | None = None,
    lot_max: npt.ArrayLike | None = None,
    lot_multiple: npt.ArrayLike | None = None,
    lot_period: npt.ArrayLike | None = None,
    stock_min: npt.ArrayLike | None = None,
    stock_max: npt.ArrayLike | None = None,
    order_cost: npt.ArrayLike | None = None,
    holding_cost: npt.ArrayLike | None = None,
    lead_time: npt.ArrayLike | None = None,
    fence: npt.ArrayLike | None = None,
    demand_fence: npt.ArrayLike | None = None,
    consume_back: npt.ArrayLike | None = None,
    consume_forward: npt.ArrayLike | None = None,
    scrap_ppm: npt.ArrayLike | None = None,
    made: npt.ArrayLike | None = None,
    calendar: npt.ArrayLike | None = None,
) -> Items:
    """Items from integer sequences; left out means zero: no stock, lot for lot, bought, no lead time."""

    def or_zero(values: npt.ArrayLike | None) -> I64:
        return np.zeros(count, np.int64) if values is None else np.asarray(values)

    return Items(
        on_hand=or_zero(on_hand),
        safety_stock=or_zero(safety_stock),
        safety_days=or_zero(safety_days),
        lot_rule=or_zero(lot_rule),
        lot_fixed=or_zero(lot_fixed),
        lot_min=or_zero(lot_min),
        lot_max=or_zero(lot_max),
        lot_multiple=or_zero(lot_multiple),
        lot_period=or_zero(lot_period),
        stock_min=or_zero(stock_min),
        stock_max=or_zero(stock_max),
        order_cost=or_zero(order_cost),
        holding_cost=or_zero(holding_cost),
        lead_time=or_zero(lead_time),
        fence=or_zero(fence),
        demand_fence=or_zero(demand_fence),
        consume_back=or_zero(consume_back),
        consume_forward=or_zero(consume_forward),
        scrap_ppm=or_zero(scrap_ppm),
        made=np.zeros(count, np.bool_) if made is None else np.asarray(made),
        calendar=or_zero(calendar),
    )
