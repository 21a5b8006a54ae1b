"""Lot rules with known answers, safety stock by day, fences, forecasts."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.engines import bom, mrp
from jingwei.engines.mrp import LotRule, MessageKind

Rows = list[tuple[int, ...]]


def single(demand: Rows, *, levels: Rows | None = None, days: int = 20, **item: int) -> mrp.Plan:
    """The plan of one bought item."""
    columns = {name: [value] for name, value in item.items()}
    return mrp.run(
        mrp.Problem(
            mrp.items(1, **columns),  # type: ignore[arg-type]
            bom.build(1, bom.lines([], [], [])),
            mrp.demands(demand),
            mrp.receipts([]),
            mrp.every_day(days),
            safety=mrp.safety_levels(levels or []),
        )
    )


def made(plan: mrp.Plan) -> list[tuple[int, int]]:
    """quantity, due"""
    return list(zip(plan.orders.quantity.tolist(), plan.orders.due.tolist(), strict=True))


def cost(orders: list[int], demand: list[int], order_cost: int, holding_cost: int) -> int:
    stock, total = 0, 0
    for ordered, wanted in zip(orders, demand, strict=True):
        stock += ordered - wanted
        total += order_cost * (ordered > 0) + holding_cost * stock
    return total


def test_wagner_whitin_answers_the_textbook() -> None:
    """Snyder and Shen, Fundamentals of Supply Chain Theory, example 3.9."""
    assert mrp.wagner_whitin([90, 120, 80, 70], 500, 2) == ([210, 0, 150, 0], 1380)
    demand = [(0, day, quantity, day) for day, quantity in enumerate([90, 120, 80, 70])]
    rule = {"lot_rule": LotRule.WAGNER_WHITIN, "order_cost": 500, "holding_cost": 2}
    assert made(single(demand, **rule)) == [(210, 0), (150, 2)]
    assert made(single(demand, on_hand=100, **rule)) == [(260, 1)]


@pytest.mark.parametrize(
    ("demand", "order_cost", "holding_cost", "orders", "cost"),
    [
        ([150, 100, 80, 200], 600, 4, [150, 180, 0, 200], 2_120),  # problem 3.27: 120, 0.80; 424, in fifths
        (
            [730, 580, 445, 650, 880],
            1_000,
            1,
            [1310, 0, 1095, 0, 880],
            4_230,
        ),  # 3.29: 100, 0.10; 423, in tenths
    ],
)
def test_wagner_whitin_answers_the_problems_of_the_book(
    demand: list[int], order_cost: int, holding_cost: int, orders: list[int], cost: int
) -> None:
    assert mrp.wagner_whitin(demand, order_cost, holding_cost) == (orders, cost)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(1, 40), st.integers(1, 4))
def test_wagner_whitin_is_as_cheap_as_any_plan(demand: list[int], order_cost: int, holding_cost: int) -> None:
    orders, said = mrp.wagner_whitin(demand, order_cost, holding_cost)
    assert cost(orders, demand, order_cost, holding_cost) == said
    wanted = [day for day, quantity in enumerate(demand) if quantity]
    cheapest = (
        0
        if not wanted
        else min(
            cost(
                covering(demand, [wanted[0], *(d for d, on in zip(wanted[1:], chosen, strict=True) if on)]),
                demand,
                order_cost,
                holding_cost,
            )
            for chosen in product((False, True), repeat=len(wanted) - 1)
        )
    )
    assert said == cheapest


def covering(demand: list[int], days: list[int]) -> list[int]:
    """Orders on the given days, each for all that is wanted before the next."""
    orders = [0] * len(demand)
    for day, end in zip(days, [*days[1:], len(demand)], strict=True):
        orders[day] = sum(demand[day:end])
    return orders


def test_the_economic_quantity_answers_the_textbook() -> None:
    """Example 3.1 of the same book: 8 per order, 0.225 per unit and year, 1,300 units a year."""
    exact = mrp.economic_order_quantity(Fraction(1300), Fraction(8), Fraction("0.225"))
    assert exact == pytest.approx(304.0467800264, abs=1e-9)
    problem_3_1 = mrp.economic_order_quantity(Fraction(182_500), Fraction(2_250), Fraction(275))
    assert problem_3_1 == pytest.approx(1728.1098449936, abs=1e-9)
    demand = [(0, day, 1300 // 20, day) for day in range(20)]
    plan = single(demand, lot_rule=LotRule.ECONOMIC, order_cost=8 * 20 * 1000, holding_cost=225)
    # 65 a day for 20 days; a holding cost of 0.225 per 20 days is 225 to 8 × 20 × 1000 per order.
    assert set(plan.orders.quantity.tolist()) == {304}
    assert mrp.explain(plan, 0).zh.endswith("经济批量 304 → 计划 304")


def test_an_economic_quantity_above_the_largest_lot_is_that_lot() -> None:
    plan = single(
        [(0, 0, 1, 0)], lot_rule=LotRule.ECONOMIC, order_cost=5_000, holding_cost=1, lot_max=4, scrap_ppm=1
    )
    assert made(plan) == [(4, 0)]
    assert plan.orders.lot_sizes(0) == (4,)
    assert plan.orders.started.tolist() == [5]


@given(st.integers(1, 10**6), st.integers(1, 10**5), st.integers(1, 10**3), st.integers(1, 400))
def test_the_economic_quantity_is_the_cheapest_whole_one(
    required: int, order_cost: int, holding_cost: int, days: int
) -> None:
    def cost(quantity: int) -> Fraction:
        return Fraction(order_cost * required, quantity) + Fraction(holding_cost * days * quantity, 2)

    best = mrp.economic(required, days, order_cost, holding_cost)
    assert cost(best) <= cost(best + 1)
    assert best == 1 or cost(best) <= cost(best - 1)


def test_minimum_and_maximum_stock_order_up_to() -> None:
    plan = single(
        [(0, 3, 4, 0), (0, 5, 7, 1)], on_hand=12, lot_rule=LotRule.MIN_MAX, stock_min=10, stock_max=20
    )
    assert made(plan) == [
        (12, 3),
    ]
    assert mrp.explain(plan, 0).en.endswith("net 12; up to 20 → order 12")
    plan = single(
        [(0, 3, 4, 0)], on_hand=12, lot_rule=LotRule.MIN_MAX, stock_min=10, stock_max=20, lot_multiple=5
    )
    assert made(plan) == [(15, 3)]


def test_safety_stock_by_days_of_cover() -> None:
    plan = single([(0, day, 10, day) for day in (2, 3, 4, 9)], safety_days=2)
    assert made(plan) == [(10, 0), (10, 1), (10, 2), (10, 7)]
    assert mrp.balance(plan, 0).kept.tolist()[:10] == [10, 20, 20, 10, 0, 0, 0, 10, 10, 0]


def test_safety_stock_by_day_rises_and_is_released() -> None:
    plan = single([(0, 12, 6, 0)], levels=[(0, 5, 10), (0, 10, 4)], safety_stock=2)
    assert made(plan) == [(2, 0), (8, 5)]
    pegs = mrp.peg(plan)
    kinds = list(
        zip(pegs.supply_kind.tolist(), pegs.demand_kind.tolist(), pegs.quantity.tolist(), strict=True)
    )
    assert (mrp.Supply.RELEASED, mrp.Demand.INDEPENDENT, 6) in kinds


def test_nothing_is_planned_inside_the_planning_fence_but_told() -> None:
    plan = single([(0, 2, 5, 0), (0, 4, 5, 1), (0, 8, 1, 2)], fence=6)
    assert made(plan) == [(10, 6), (1, 8)]
    told = plan.messages
    assert (told.kind.tolist(), told.day.tolist(), told.quantity.tolist()) == (
        [MessageKind.FENCED],
        [2],
        [10],
    )


def test_orders_consume_forecasts_back_then_forward_and_the_demand_fence_voids_them() -> None:
    forecast, order = 1, 0
    rows = [
        (0, 1, 50, 0, forecast), (0, 6, 10, 1, forecast), (0, 8, 10, 2, forecast), (0, 10, 10, 3, forecast),
        (0, 9, 15, 4, order), (0, 18, 3, 5, order),
    ]  # fmt: skip
    problem = single(rows, demand_fence=3, consume_back=3, consume_forward=2).problem
    # 10 from day 8, 5 from day 6; day 1 lies before the fence; nothing near day 18.
    assert mrp.consumed(problem).tolist() == [0, 5, 0, 10, 15, 3]
    problem = single(rows, demand_fence=3, consume_back=1, consume_forward=2).problem
    assert mrp.consumed(problem).tolist() == [0, 10, 0, 5, 15, 3]
    assert made(single(rows, demand_fence=3, consume_back=1, consume_forward=2)) == [
        (10, 6), (15, 9), (5, 10), (3, 18)
    ]  # fmt: skip


def test_an_order_inside_the_demand_fence_takes_the_void_forecast_there_before_a_later_one() -> None:
    """What was expected on day 2 was ordered for day 3; what is expected on day 6 is still to come."""
    rows = [(0, 2, 10, 0, 1), (0, 3, 10, 1, 0), (0, 6, 10, 2, 1)]
    problem = single(rows, demand_fence=5, consume_back=3, consume_forward=3).problem
    assert mrp.consumed(problem).tolist() == [0, 10, 10]
    # Twice as much was ordered as was expected: the rest does come out of the later forecast.
    problem = single(
        [(0, 2, 10, 0, 1), (0, 3, 16, 1, 0), (0, 6, 10, 2, 1)],
        demand_fence=5,
        consume_back=3,
        consume_forward=3,
    ).problem
    assert mrp.consumed(problem).tolist() == [0, 16, 4]


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"lot_rule": LotRule.ECONOMIC, "order_cost": 5}, MessageKind.BAD_LOT_RULE),
        ({"lot_rule": LotRule.WAGNER_WHITIN, "holding_cost": 5}, MessageKind.BAD_LOT_RULE),
        ({"lot_rule": LotRule.MIN_MAX, "stock_min": 9, "stock_max": 5}, MessageKind.BAD_LOT_RULE),
        ({"fence": -1}, MessageKind.BAD_FENCE),
        ({"safety_days": -1}, MessageKind.BAD_FENCE),
    ],
)
def test_senseless_rules_are_told_and_planned_lot_for_lot(item: dict[str, int], kind: MessageKind) -> None:
    plan = single([(0, 5, 7, 0)], **item)
    assert made(plan) == [(7, 5)]
    assert plan.messages.of(0) == (kind,)


def test_a_long_run_can_be_watched_and_given_up() -> None:
    seen: list[tuple[int, int]] = []
    problem = single([(0, 5, 7, 0)]).problem
    mrp.run(problem, lambda done, of: seen.append((done, of)))
    assert seen == [(1, 1)]

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mrp.run(problem, stop)


def test_two_plans_of_one_problem_have_the_same_bytes_with_every_rule() -> None:
    problem = single(
        [(0, d, 3 + d, d) for d in range(20)], lot_rule=LotRule.WAGNER_WHITIN, order_cost=9, holding_cost=1
    ).problem
    one, two = mrp.run(problem), mrp.run(problem)
    assert np.array_equal(one.orders.quantity, two.orders.quantity)
