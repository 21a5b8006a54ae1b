"""Why a quantity is what it is: the balance of an item day by day, the arithmetic of a planned order."""

from dataclasses import dataclass

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.compiled import kernel
from jingwei.engines.mrp import tables as t
from jingwei.engines.mrp.items import LotRule
from jingwei.engines.mrp.lots import economic
from jingwei.engines.mrp.plan import Plan
from jingwei.engines.mrp.requirements import gross_into, taken_into
from jingwei.engines.mrp.rows import Replacing
from jingwei.engines.mrp.supply import arrivals_into, floor_into, planned_into
from jingwei.engines.mrp.tables import State, Tables


@dataclass(frozen=True, slots=True)
class Balance:
    """One item, one entry per day: projected = on hand + what arrived − what was required, up to that day.

    scheduled: receipts and by-products; planned: planned orders and replacements; kept: safety stock.
    """

    gross: I64
    scheduled: I64
    planned: I64
    kept: I64
    projected: I64


@dataclass(frozen=True, slots=True)
class Explanation:
    """The arithmetic behind one planned order, in steps of its item.

    before = on_hand + scheduled + planned − gross, all up to the day it is needed and without the order;
    net = safety_stock − before (for a period of supply: the deepest shortage in it;
    for minimum and maximum stock: up to the maximum).
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
    lot_economic: int
    stock_max: int
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
    return _balance(plan, item, True)


def _balance(plan: Plan, item: int, lending: bool) -> Balance:
    """The balance, with or without what the item gives as a substitute out of what it has left over."""
    tables, state = plan.tables, plan.state
    gross = np.zeros(plan.problem.calendars.days, np.int64)
    scheduled, planned, kept = np.zeros_like(gross), np.zeros_like(gross), np.zeros_like(gross)
    if not plan.bom.phantom[item]:
        balanced(gross, scheduled, planned, kept, item, tables, state, lending)
    projected = plan.problem.items.on_hand[item] + np.cumsum(scheduled + planned - gross)
    return Balance(*(frozen(one) for one in (gross, scheduled, planned, kept, projected)))


@kernel
def balanced(
    gross: I64, scheduled: I64, planned: I64, kept: I64, item: int, tables: Tables, state: State, lending: bool
) -> None:  # fmt: skip
    """Fill the four arrays of a balance."""
    gross_into(gross, item, tables, state)
    floor_into(kept, item, tables, gross)
    if lending:
        taken_into(gross, item, tables, state, False, len(tables.place), 0)
    arrivals_into(scheduled, item, tables, state)
    planned_into(planned, item, tables, state)


def explain(plan: Plan, order: int) -> Explanation:
    """How planned order `order` came to its quantity; for many orders of a plan see `Explainer`."""
    return Explainer(plan).explain(order)


class Explainer:
    """Explains orders of a plan; for orders of one item in a row its balance is made up once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._sheet: _Sheet | None = None

    def explain(self, order: int) -> Explanation:
        """How planned order `order` came to its quantity."""
        orders, items = self.plan.orders, self.plan.problem.items
        item, day = int(orders.item[order]), int(orders.needed[order])
        if self._sheet is None or self._sheet.item != item:
            self._sheet = _sheet(self.plan, item)
        one, on_hand = self._sheet, int(items.on_hand[item])
        lots, rule = one.lots, LotRule(one.lots[t.RULE])
        # An order is due on the last working day before its shortage, so its own quantity is looked up by shortage.
        earlier = int(orders.quantity[one.first : order].sum()) + _replaced(self.plan, item, day)
        gross, scheduled, kept = int(one.gross[day]), int(one.scheduled[day]), int(one.days.kept[day])
        missing = kept - (on_hand + scheduled - gross + earlier)
        following = int(orders.needed[order + 1]) if order + 1 < one.last else len(one.gross)
        return Explanation(
            item=item,
            day=day,
            on_hand=on_hand,
            gross=gross,
            scheduled=scheduled,
            planned=earlier,
            safety_stock=kept,
            net=_net(one, day, missing, rule, following),
            rule=rule,
            lot_fixed=int(items.lot_fixed[item]),
            lot_min=lots[t.MINIMUM],
            lot_max=lots[t.LOT],
            lot_multiple=lots[t.MULTIPLE],
            lot_period=lots[t.PERIOD],
            lot_economic=_economic(one.days, lots) if rule is LotRule.ECONOMIC else 0,
            stock_max=lots[t.UP_TO],
            quantity=int(orders.quantity[order]),
            started=int(orders.started[order]),
        )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What explains all orders of an item, from `first` to before `last`: its days, requirements and arrivals up to each
    of them, what others cover by their share, and its row of `lots`."""

    item: int
    first: int
    last: int
    days: Balance
    gross: I64
    scheduled: I64
    shared: I64
    lots: list[int]


def _sheet(plan: Plan, item: int) -> _Sheet:
    # What was lent later was not known when the order was planned.
    days, lots = _balance(plan, item, False), plan.tables.sheet[item].tolist()
    gross, scheduled = np.cumsum(days.gross), np.cumsum(days.scheduled)
    first, last = plan.span[item].tolist()
    return _Sheet(item, first, last, days, gross, scheduled, _shared(plan, item), lots)


def _replaced(plan: Plan, item: int, day: int) -> int:
    """What replacements covered up to `day`."""
    first, last = plan.taken_span[item].tolist()
    if first == last:
        return 0
    taken = plan.taken
    return int(taken.quantity[first:last][taken.day[first:last] <= day].sum())


def _shared(plan: Plan, item: int) -> I64:
    """What others cover of an item's requirements by their share, per day."""
    covered = np.zeros(plan.problem.calendars.days, np.int64)
    for at in range(*plan.taken_span[item].tolist()):
        if plan.problem.replacements.kind[plan.taken.relation[at]] == Replacing.SHARE:
            covered[plan.taken.day[at]] += plan.taken.quantity[at]
    return covered


def _net(one: _Sheet, day: int, missing: int, rule: LotRule, following: int) -> int:
    """The shortage an order answers: of its day, up to the maximum, or the deepest until the next order."""
    days, lots = one.days, one.lots
    if rule is LotRule.MIN_MAX:
        return missing + max(lots[t.UP_TO] - int(days.kept[day]), 0)
    if rule not in (LotRule.PERIOD, LotRule.WAGNER_WHITIN):
        return missing
    end = min(following, day + lots[t.PERIOD]) if rule is LotRule.PERIOD else following
    coming = (
        np.cumsum((days.gross - days.scheduled - one.shared)[day + 1 : end])
        + days.kept[day + 1 : end]
        - days.kept[day]
    )
    return missing + max(int(coming.max(initial=0)), 0)


def _economic(days: Balance, sheet: list[int]) -> int:
    count = len(days.gross)
    return int(economic(int(days.gross.sum()), count, sheet[t.ORDER_COST], sheet[t.HOLDING]))


def _rule_zh(why: Explanation) -> str:
    match why.rule:
        case LotRule.FIXED:
            return f"固定批量 {why.lot_fixed}"
        case LotRule.PERIOD:
            parts = [f"合并 {why.lot_period} 天需求"]
        case LotRule.ECONOMIC:
            parts = [f"经济批量 {why.lot_economic}"]
        case LotRule.WAGNER_WHITIN:
            parts = ["订货与持有成本最低"]
        case LotRule.MIN_MAX:
            parts = [f"补到 {why.stock_max}"]
        case _:
            parts = ["按需"]
    parts += [f"最小 {why.lot_min}"] * (why.lot_min > 0)
    parts += [f"倍数 {why.lot_multiple}"] * (why.lot_multiple > 1)
    parts += [f"最大 {why.lot_max}"] * (why.lot_max > 0)
    return "，".join(parts)


def _rule_en(why: Explanation) -> str:
    match why.rule:
        case LotRule.FIXED:
            return f"fixed lot {why.lot_fixed}"
        case LotRule.PERIOD:
            parts = [f"{why.lot_period} days of supply"]
        case LotRule.ECONOMIC:
            parts = [f"economic quantity {why.lot_economic}"]
        case LotRule.WAGNER_WHITIN:
            parts = ["least cost of ordering and holding"]
        case LotRule.MIN_MAX:
            parts = [f"up to {why.stock_max}"]
        case _:
            parts = ["lot for lot"]
    parts += [f"at least {why.lot_min}"] * (why.lot_min > 0)
    parts += [f"multiple of {why.lot_multiple}"] * (why.lot_multiple > 1)
    parts += [f"at most {why.lot_max}"] * (why.lot_max > 0)
    return ", ".join(parts)
