"""By-products, substitutes, successors: what of an item comes and goes by other ways than orders."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.engines import bom, mrp
from jingwei.engines.mrp import Demand, MessageKind, Replacing, Supply
from jingwei.engines.refusal import CycleError, InvalidInputError

Rows = list[tuple[int, ...]]


def plan(
    n: int, lines: bom.Lines, demand: Rows, *, receipts: Rows | None = None, outputs: Rows | None = None,
    replacements: Rows | None = None, phantom: list[bool] | None = None, **items: list[int],
) -> mrp.Plan:  # fmt: skip
    return mrp.run(
        mrp.Problem(
            mrp.items(n, **items),  # type: ignore[arg-type]
            bom.build(n, lines, phantom=np.array(phantom) if phantom else None),
            mrp.demands(demand),
            mrp.receipts(receipts or []),
            mrp.every_day(20),
            outputs=mrp.outputs(outputs or []),
            replacements=mrp.replacements(replacements or []),
        )
    )


def orders(plan: mrp.Plan) -> list[tuple[int, int, int]]:
    """item, quantity, due"""
    return list(
        zip(plan.orders.item.tolist(), plan.orders.quantity.tolist(), plan.orders.due.tolist(), strict=True)
    )


NO_LINES = bom.lines([], [], [])


def test_by_products_arrive_with_their_order_rounded_down_per_lot() -> None:
    """Sawing 7 beams in lots of 3 gives ⌊3·2/4⌋ + ⌊3·2/4⌋ + ⌊1·2/4⌋ = 2 chips; 5 are wanted, 3 are bought."""
    sawn = plan(
        2, NO_LINES, [(0, 6, 7, 0), (1, 8, 5, 1)], outputs=[(0, 1, 2, 4)], lot_max=[3, 0], lead_time=[2, 1]
    )
    assert orders(sawn) == [(0, 7, 6), (1, 3, 8)]
    pegs = mrp.peg(sawn, 1)
    assert pegs.supply_kind.tolist() == [Supply.YIELDED, Supply.PLANNED]
    assert pegs.quantity.tolist() == [2, 3]
    assert pegs.supply.tolist() == [0, 1]


def test_a_by_product_that_feeds_back_is_a_circle() -> None:
    with pytest.raises(CycleError) as refused:
        plan(2, bom.lines([0], [1], [1]), [], outputs=[(1, 0, 1, 1)])
    assert set(refused.value.items) == {0, 1}


def test_a_successor_takes_over_when_the_old_part_is_used_up() -> None:
    """A desk takes 2 old screws (7 left, 4 coming); 1.5 new ones stand for an old one; no old one is ordered."""
    switched = plan(
        3, bom.lines([0], [1], [2]), [(0, 3, 2, 0), (0, 6, 4, 1), (0, 9, 1, 2)],
        receipts=[(1, 5, 4, 0, 1)], replacements=[(1, 2, 3, 2, Replacing.SUCCESSOR, 0, 0)],
        on_hand=[0, 7, 0], safety_stock=[0, 3, 0], lead_time=[0, 2, 1],
    )  # fmt: skip
    assert orders(switched) == [(0, 2, 3), (0, 4, 6), (0, 1, 9), (2, 2, 6), (2, 3, 9)]
    assert switched.taken.quantity.tolist() == [1, 2]
    assert switched.taken.steps.tolist() == [2, 3]
    assert switched.messages.of(1) == (MessageKind.DEFER, MessageKind.SUCCEEDED, MessageKind.SUCCEEDED)
    pegs = mrp.peg(switched, 2)
    assert pegs.demand_kind.tolist() == [Demand.REPLACING] * 2
    assert mrp.demands_behind(switched, 3) == (1,)


def test_before_its_day_the_successor_waits() -> None:
    switched = plan(
        2, NO_LINES, [(0, 3, 5, 0), (0, 9, 5, 1)], replacements=[(0, 1, 1, 1, Replacing.SUCCESSOR, 0, 6)]
    )
    assert orders(switched) == [(0, 5, 3), (1, 5, 9)]


def test_substitutes_are_used_up_by_priority_before_anything_is_ordered() -> None:
    """Item 0 is short of 20; item 2 goes first with 6 − 1 wanted later, 2 for one; then 4 of item 1; 14 ordered."""
    replaced = plan(
        3, NO_LINES, [(0, 5, 20, 0), (2, 9, 1, 1)],
        replacements=[(0, 1, 1, 1, Replacing.SUBSTITUTE, 2, 0), (0, 2, 2, 1, Replacing.SUBSTITUTE, 1, 0)],
        on_hand=[0, 4, 6],
    )  # fmt: skip
    assert orders(replaced) == [(0, 14, 5)]
    assert replaced.taken.by.tolist() == [2, 1]
    assert replaced.taken.quantity.tolist() == [2, 4]
    assert replaced.taken.steps.tolist() == [4, 4]
    assert mrp.balance(replaced, 2).projected.tolist() == [6] * 5 + [2] * 4 + [1] * 11


def test_what_an_item_lends_afterwards_is_not_in_the_arithmetic_of_its_order() -> None:
    """Item 0 is brought up to six; one of the six is then taken for item 1, which changes nothing of the order."""
    problem = mrp.Problem(
        mrp.items(
            2, on_hand=[0, -1], lot_rule=[int(mrp.LotRule.MIN_MAX), 0], stock_min=[1, 0], stock_max=[6, 0]
        ),
        bom.build(2, bom.lines([], [], [])),
        mrp.demands([]),
        mrp.receipts([]),
        mrp.every_day(3),
        replacements=mrp.replacements([(1, 0, 1, 1, int(mrp.Replacing.SUBSTITUTE), 0, 0)]),
    )
    plan = mrp.run(problem)
    assert plan.orders.quantity.tolist() == [6]
    why = mrp.explain(plan, 0)
    assert (why.gross, why.net, why.quantity) == (0, 6, 6)
    assert mrp.balance(plan, 0).gross.tolist() == [1, 0, 0]


def test_two_items_do_not_take_the_same_substitute_twice() -> None:
    replaced = plan(
        3, NO_LINES, [(0, 5, 3, 0), (1, 4, 3, 1)],
        replacements=[(0, 2, 1, 1, Replacing.SUBSTITUTE, 0, 0), (1, 2, 1, 1, Replacing.SUBSTITUTE, 0, 0)],
        on_hand=[0, 0, 4],
    )  # fmt: skip
    assert sum(replaced.taken.steps.tolist()) == 4
    assert sum(replaced.orders.quantity.tolist()) == 2


def test_replacements_in_a_circle_and_of_phantoms_are_refused() -> None:
    circle = [(0, 1, 1, 1, Replacing.SUBSTITUTE, 0, 0), (1, 0, 1, 1, Replacing.SUBSTITUTE, 0, 0)]
    with pytest.raises(CycleError):
        plan(2, NO_LINES, [], replacements=circle)  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError) as refused:
        plan(2, NO_LINES, [], replacements=[(0, 1, 1, 1, 0, 0, 0)], phantom=[False, True])
    assert refused.value.place == ("replacements", 0, "by")
    with pytest.raises(InvalidInputError):
        plan(2, NO_LINES, [], replacements=[(0, 1, 1, 1, 0, 0, 0), (0, 1, 2, 1, 0, 5, 0)])
    with pytest.raises(InvalidInputError):
        plan(3, NO_LINES, [], replacements=[(0, 1, 1, 1, 1, 0, 0), (0, 2, 1, 1, 1, 0, 0)])


def shares(*parts: tuple[int, int, int], ratio: tuple[int, int] = (1, 1), since: int = 0) -> Rows:
    """Replacements of item 0 from rows (by, share, of)."""
    return [
        (0, by, *ratio, int(Replacing.SHARE), number, since, share, of)
        for number, (by, share, of) in enumerate(parts)
    ]


def test_a_share_of_every_requirement_goes_to_another_item() -> None:
    """Ten of 0, 30 % of them as item 1, of which two stand for one; what lies there of 1 is used for it."""
    split = plan(2, NO_LINES, [(0, 5, 10, 0)], replacements=shares((1, 3, 10), ratio=(2, 1)), on_hand=[0, 4])
    assert orders(split) == [(0, 7, 5), (1, 2, 5)]
    assert (split.taken.quantity.tolist(), split.taken.steps.tolist()) == ([3], [6])
    pegs = mrp.peg(split, 0)
    assert pegs.quantity.tolist() == [3, 7]
    assert pegs.supply_kind.tolist() == [Supply.REPLACEMENT, Supply.PLANNED]
    assert mrp.demands_behind(split, 1) == (0,)
    assert mrp.balance(split, 0).projected.tolist() == [0] * 20


def test_shares_hold_over_many_small_requirements_and_not_only_in_each() -> None:
    """One on each of twelve days, a quarter and a third of them: 5, 3 and 4 of the twelve, evenly spread."""
    ones: Rows = [(0, day, 1, day) for day in range(12)]
    split = plan(3, NO_LINES, ones, replacements=shares((1, 1, 4), (2, 1, 3)))
    assert [int(split.orders.quantity[split.orders.item == item].sum()) for item in range(3)] == [5, 3, 4]
    assert split.taken.day[split.taken.by == 2].tolist() == [1, 4, 7, 10]
    again = plan(3, NO_LINES, [(0, 0, 12, 0)], replacements=shares((1, 1, 4), (2, 1, 3)))
    assert orders(again) == [(0, 5, 0), (1, 3, 0), (2, 4, 0)]


def test_shares_that_are_the_whole_leave_nothing_to_the_item() -> None:
    ones: Rows = [(0, day, 1, day) for day in range(9)]
    split = plan(4, NO_LINES, ones, replacements=shares((1, 1, 3), (2, 1, 3), (3, 1, 3)))
    assert sorted(set(split.orders.item.tolist())) == [1, 2, 3]
    assert [int((split.taken.by == by).sum()) for by in (1, 2, 3)] == [3, 3, 3]
    # Before their day the item is planned as ever.
    later = plan(3, NO_LINES, ones, replacements=shares((1, 1, 2), (2, 1, 2), since=4))
    assert orders(later)[:4] == [(0, 1, day) for day in range(4)]
    assert 0 not in later.orders.item[later.orders.due >= 4].tolist()


def test_shares_come_to_at_most_the_whole() -> None:
    with pytest.raises(InvalidInputError, match="the shares of item 0 come to more than 1"):
        plan(3, NO_LINES, [], replacements=shares((1, 2, 3), (2, 1, 2)))
    with pytest.raises(CycleError):
        plan(
            2, NO_LINES, [], replacements=[*shares((1, 1, 2)), (1, 0, 1, 1, int(Replacing.SHARE), 0, 0, 1, 2)]
        )


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(1, 5), st.integers(5, 9)), min_size=1, max_size=3),
)
def test_shares_and_the_rest_sum_to_the_requirement_and_stay_within_a_step(
    wanted: list[int], parts: list[tuple[int, int]]
) -> None:
    ratios = [Fraction(share, of) for share, of in parts]
    if sum(ratios) > 1:
        ratios = [ratio / sum(ratios) for ratio in ratios]
    rows = shares(*((by, part.numerator, part.denominator) for by, part in enumerate(ratios, 1)))
    demand: Rows = [(0, day, quantity, day) for day, quantity in enumerate(wanted)]
    split = plan(1 + len(ratios), NO_LINES, demand, replacements=rows)
    taken, whole = split.taken, sum(ratios) == 1
    for day in range(20):
        required = sum(wanted[: day + 1])
        given_ = [
            int(taken.quantity[(taken.by == by) & (taken.day <= day)].sum())
            for by in range(1, 1 + len(ratios))
        ]
        own = int(split.orders.quantity[(split.orders.item == 0) & (split.orders.due <= day)].sum())
        assert sum(given_) + own == required
        assert (own == 0) or not whole
        for ratio, amount in zip(ratios, given_, strict=True):
            assert abs(required * ratio - amount) < len(ratios)
