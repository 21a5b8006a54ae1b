"""Why a quantity is what it is: the balance of an item day by day, the arithmetic of a planned order."""

from dataclasses import dataclass

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.mrp.kernel import arrivals_into, gross_into
from jingwei.engines.mrp.plan import Plan
from jingwei.engines.mrp.problem import LotRule


@dataclass(frozen=True, slots=True)
class Balance:
    """One item, one entry per day: projected = on hand + what arrived − what was required, up to that day."""

    gross: I64
    scheduled: I64
    planned: I64
    projected: I64


@dataclass(frozen=True, slots=True)
class Explanation:
    """The arithmetic behind one planned order, in steps of its item.

    before = on_hand + scheduled + planned − gross, all up to the day it is needed and without the order;
    net = safety_stock − before (for a period of supply: the deepest shortage in it).
    """

    item: int
    day: int
    on_hand: int
    gross: int
    scheduled: int
    planned: int
    safety_stock: int
    net: int
    rule: LotRule
    lot_fixed: int
    lot_min: int
    lot_max: int
    lot_multiple: int
    lot_period: int
    quantity: int
    started: int

    @property
    def zh(self) -> str:
        """The arithmetic as a sentence in Chinese."""
        return (
            f"毛需求 {self.gross}，现存 {self.on_hand}，在途 {self.scheduled}，已计划 {self.planned}，"
            f"安全库存 {self.safety_stock} → 净需求 {self.net}；{_rule_zh(self)} → 计划 {self.quantity}"
        )

    @property
    def en(self) -> str:
        """The arithmetic as a sentence in English."""
        return (
            f"gross {self.gross}, on hand {self.on_hand}, scheduled {self.scheduled}, "
            f"planned {self.planned}, safety stock {self.safety_stock} → net {self.net}; "
            f"{_rule_en(self)} → order {self.quantity}"
        )


def balance(plan: Plan, item: int) -> Balance:
    """Gross requirements, receipts, planned orders and projected stock of `item` for every day."""
    tables = plan.tables
    gross = np.zeros(plan.problem.calendars.days, np.int64)
    scheduled = np.zeros_like(gross)
    planned = np.zeros_like(gross)
    first, last = plan.span[item].tolist()
    if not plan.bom.phantom[item]:
        gross_into(gross, item, tables.stock, tables.net, tables.book, plan.rows, plan.span)
        arrivals_into(scheduled, item, tables.stock, tables.book, plan.arrival)
        np.add.at(planned, plan.orders.due[first:last], plan.orders.quantity[first:last])
    projected = plan.problem.items.on_hand[item] + np.cumsum(scheduled + planned - gross)
    return Balance(frozen(gross), frozen(scheduled), frozen(planned), frozen(projected))


def explain(plan: Plan, order: int) -> Explanation:
    """How planned order `order` came to its quantity."""
    orders, stock = plan.orders, plan.tables.stock
    item, day = int(orders.item[order]), int(orders.needed[order])
    days = balance(plan, item)
    first = int(plan.span[item, 0])
    earlier = orders.needed[first:order] < day
    return Explanation(
        item=item,
        day=day,
        on_hand=int(stock.on_hand[item]),
        gross=int(days.gross[: day + 1].sum()),
        scheduled=int(days.scheduled[: day + 1].sum()),
        planned=int(orders.quantity[first:order][earlier].sum()),
        safety_stock=int(stock.safety[item]),
        net=int(orders.net[order]),
        rule=LotRule(int(stock.rule[item])),
        lot_fixed=int(stock.fixed[item]),
        lot_min=int(stock.minimum[item]),
        lot_max=int(stock.maximum[item]),
        lot_multiple=int(stock.multiple[item]),
        lot_period=int(stock.period[item]),
        quantity=int(orders.quantity[order]),
        started=int(orders.started[order]),
    )


def _rule_zh(why: Explanation) -> str:
    if why.rule is LotRule.FIXED:
        return f"固定批量 {why.lot_fixed}"
    parts = ["按需" if why.rule is LotRule.LOT_FOR_LOT else f"合并 {why.lot_period} 天需求"]
    parts += [f"最小 {why.lot_min}"] * (why.lot_min > 0)
    parts += [f"倍数 {why.lot_multiple}"] * (why.lot_multiple > 1)
    parts += [f"最大 {why.lot_max}"] * (why.lot_max > 0)
    return "，".join(parts)


def _rule_en(why: Explanation) -> str:
    if why.rule is LotRule.FIXED:
        return f"fixed lot {why.lot_fixed}"
    parts = ["lot for lot" if why.rule is LotRule.LOT_FOR_LOT else f"{why.lot_period} days of supply"]
    parts += [f"at least {why.lot_min}"] * (why.lot_min > 0)
    parts += [f"multiple of {why.lot_multiple}"] * (why.lot_multiple > 1)
    parts += [f"at most {why.lot_max}"] * (why.lot_max > 0)
    return ", ".join(parts)
