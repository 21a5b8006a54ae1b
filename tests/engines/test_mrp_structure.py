"""By-products, substitutes, successors: what of an item comes and goes by other ways than orders."""

import numpy as np
import pytest

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
