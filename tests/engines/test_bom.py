"""A bill of materials read as a person would check it: totals, tree, where used, refusals."""

from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil, lcm
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.engines import bom
from jingwei.engines.refusal import CycleError, InvalidInputError, QuantityOverflowError, TreeTooLargeError

# bicycle 0 → 2 wheels 1, 1 frame 2; wheel → 36 spokes 3 with 10 % scrap, 1 rim 4; frame → 2.5 m tube 5
BICYCLE = bom.lines(
    [0, 0, 1, 1, 2], [1, 2, 3, 4, 5], [2, 1, 36, 1, 5], [1, 1, 1, 1, 2], scrap_ppm=[0, 0, 100_000, 0, 0]
)


def test_totals_round_up_once_per_line_in_the_chosen_scrap_convention() -> None:
    divided = bom.build(6, BICYCLE)
    multiplied = bom.build(6, BICYCLE, scrap_rule=bom.ScrapRule.MULTIPLY)
    assert bom.explode(divided, 0, 3).tolist() == [3, 6, 3, 240, 6, 8]  # 216 ÷ 0.9 = 240; 7.5 m ↑ 8
    assert bom.explode(multiplied, 0, 3).tolist() == [3, 6, 3, 238, 6, 8]  # 216 × 1.1 = 237.6 ↑ 238
    assert divided.level.tolist() == [0, 1, 1, 2, 2, 2]


def test_making_three_of_a_batch_of_nine_needs_two_of_four() -> None:
    batch = bom.build(2, bom.lines([0], [1], [4], [9]))
    assert bom.explode(batch, 0, 3)[1] == 2  # 1.33 ↑


def test_fixed_quantity_is_taken_once_per_order_and_not_at_all_without_one() -> None:
    coated = bom.build(2, bom.lines([0], [1], [2], fixed=[5]))
    assert bom.explode(coated, 0, 10)[1] == 25
    assert bom.explode(coated, 0, 0)[1] == 0


def test_a_line_counts_only_on_the_days_it_is_valid() -> None:
    changed = bom.build(3, bom.lines([0, 0], [1, 2], [1, 1], valid_from=[0, 10], valid_to=[10, 20]))
    assert bom.explode(changed, 0, 1, day=9).tolist() == [1, 1, 0]
    assert bom.explode(changed, 0, 1, day=10).tolist() == [1, 0, 1]
    assert bom.node_count(changed, 0, day=20) == 1


def test_tree_is_in_reading_order_with_levels_and_parents() -> None:
    rows = bom.tree(bom.build(6, BICYCLE), 0, 1)
    assert rows.item.tolist() == [0, 1, 3, 4, 2, 5]
    assert rows.level.tolist() == [0, 1, 2, 2, 1, 2]
    assert rows.parent.tolist() == [-1, 0, 1, 1, 0, 4]
    assert rows.line.tolist() == [-1, 0, 2, 3, 1, 4]
    assert rows.quantity.tolist() == [1, 2, 80, 2, 1, 3]


def test_where_used_goes_up_one_level_or_all() -> None:
    bicycle = bom.build(6, BICYCLE)
    assert bom.where_used(bicycle, 3, multi_level=False).item.tolist() == [1]
    above = bom.where_used(bicycle, 3)
    assert (above.item.tolist(), above.level.tolist()) == ([1, 0], [1, 2])
    assert bom.where_used(bicycle, 3, tops_only=True).item.tolist() == [0]


def test_the_nested_bom_totals_in_milliseconds_without_building_its_tree() -> None:
    # Odoo issue 149287: two complete nests of 13 items, every item of the upper one also taking the lower one
    upper, lower = combinations(range(13), 2), combinations(range(13, 26), 2)
    pairs = [*upper, *lower, *((item, 13) for item in range(13))]
    nested = bom.build(26, bom.lines(*zip(*pairs, strict=True), [1] * len(pairs)))
    bom.warm_up()
    fastest = 1.0
    for _ in range(5):
        begun = process_time()
        need = bom.explode(nested, 0, 1)
        fastest = min(fastest, process_time() - begun)
    assert len(nested.lines) == 169
    assert bom.node_count(nested, 0) == need.sum() == 16_781_312
    assert fastest < 0.005
    with pytest.raises(TreeTooLargeError, match="16781312"):
        bom.tree(nested, 0, 1)


def test_a_cycle_is_refused_with_its_path() -> None:
    with pytest.raises(CycleError) as refused:
        bom.build(5, bom.lines([0, 1, 2, 3], [1, 2, 3, 1], [1, 1, 1, 1]))
    path = refused.value.items
    assert path[0] == path[-1]
    assert set(path) == {1, 2, 3}
    assert set(pairwise(path)) == {(1, 2), (2, 3), (3, 1)}


def test_an_item_that_contains_itself_is_a_cycle() -> None:
    with pytest.raises(CycleError) as refused:
        bom.build(1, bom.lines([0], [0], [1]))
    assert refused.value.items == (0, 0)


@pytest.mark.parametrize(
    ("numerators", "quantity"),
    [([2**40, 2**40], 2**10), ([3, 3], 2**62 - 1), ([2**61, 2], 1), ([1, 2**61 + 1], 2)],
)
def test_a_quantity_past_the_exact_range_is_refused_not_wrapped(numerators: list[int], quantity: int) -> None:
    chain = bom.build(3, bom.lines([0, 1], [1, 2], numerators))
    with pytest.raises(QuantityOverflowError):
        bom.explode(chain, 0, quantity)
    with pytest.raises(QuantityOverflowError):
        bom.tree(chain, 0, quantity)


def test_a_tree_too_deep_to_count_is_refused() -> None:
    pairs = [(item, item + 1) for item in range(100)] * 2
    with pytest.raises(QuantityOverflowError):
        bom.node_count(bom.build(101, bom.lines(*zip(*pairs, strict=True), [1] * 200)), 0)


def test_a_ratio_of_huge_terms_is_exact_as_long_as_its_result_fits() -> None:
    wide = bom.build(2, bom.lines([0], [1], [2**61 + 1], [2**61]))
    assert bom.explode(wide, 0, 2**40)[1] == 2**40 + 1
    with pytest.raises(QuantityOverflowError):
        bom.explode(wide, 0, 2**62 - 1)


@given(st.integers(0, 2**62 - 1), st.integers(0, 2**62 - 1), st.integers(1, 2**62 - 1))
def test_every_ratio_equals_the_fraction_or_is_refused(
    quantity: int, numerator: int, denominator: int
) -> None:
    one = bom.build(2, bom.lines([0], [1], [numerator], [denominator]))
    expected = ceil(quantity * Fraction(numerator, denominator))
    if expected < 2**62:
        assert bom.explode(one, 0, quantity)[1] == expected
    else:
        with pytest.raises(QuantityOverflowError):
            bom.explode(one, 0, quantity)


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (([0], [1], [1.5]), ("lines.numerator",)),
        (([0, 0], [1, 1], [1]), ("lines.numerator",)),
        (([0], [7], [1]), ("lines.component", 0)),
        (([0, 0], [1, 1], [1, -1]), ("lines.numerator", 1)),
        (([0], [1], [1], [0]), ("lines.denominator", 0)),
        (([0], [1], [10**300]), ("lines.numerator", 0)),
    ],
)
def test_nonsense_is_refused_at_its_place(arguments: tuple[list[int], ...], place: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        bom.build(2, bom.lines(*arguments))
    assert refused.value.place == place
    assert refused.value.zh


def test_phantoms_dissolve_without_rounding_on_the_way() -> None:
    # one kit per two machines, two screws per kit: one screw per machine, although half a kit would round up
    kit = bom.build(3, bom.lines([0, 1], [1, 2], [1, 2], [2, 1]), phantom=[False, True, False])
    assert bom.explode(bom.blow_through(kit), 0, 1).tolist() == [1, 0, 1]
    assert bom.explode(kit, 0, 1).tolist() == [1, 1, 2]
    assert bom.tree(kit, 0, 1).phantom.tolist() == [False, True, False]


ratio = st.tuples(st.integers(1, 6), st.integers(1, 4))


@st.composite
def acyclic(draw: st.DrawFn) -> bom.Bom:
    """Up to 7 items, lines from lower to higher numbers only."""
    n = draw(st.integers(2, 7))
    pairs = draw(st.lists(st.tuples(st.integers(0, n - 2), st.integers(1, n - 1), ratio), max_size=12))
    kept = [(a, b, *per) for a, b, per in pairs if a < b]
    columns = list(zip(*kept, strict=True)) if kept else [[], [], [], []]
    phantom = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    return bom.build(n, bom.lines(*columns), phantom=np.array(phantom))


@given(acyclic(), st.integers(0, 50))
def test_totals_are_the_sum_over_items_in_order(some: bom.Bom, quantity: int) -> None:
    need = [quantity, *[0] * (some.n_items - 1)]
    parts = some.lines
    for item in range(some.n_items):
        for row in range(len(parts)):
            if parts.parent[row] == item:
                per = Fraction(int(parts.numerator[row]), int(parts.denominator[row]))
                need[parts.component[row]] += ceil(need[item] * per)
    assert bom.explode(some, 0, quantity).tolist() == need


@given(acyclic(), st.integers(0, 50))
def test_tree_rows_sum_to_at_least_the_totals(some: bom.Bom, quantity: int) -> None:
    rows = bom.tree(some, 0, quantity)
    summed = np.bincount(rows.item, rows.quantity, some.n_items).astype(np.int64)
    assert len(rows) == bom.node_count(some, 0)
    assert (summed >= bom.explode(some, 0, quantity)).all()
    if (some.lines.denominator == 1).all():
        assert (summed == bom.explode(some, 0, quantity)).all()


@given(acyclic())
def test_where_used_is_the_inverse_of_explode(some: bom.Bom) -> None:
    for top in range(some.n_items):
        taken = set(np.flatnonzero(bom.explode(some, top, 1)).tolist()) - {top}
        assert taken == {i for i in range(some.n_items) if top in bom.where_used(some, i).item}


def test_a_little_scrap_on_many_phantom_levels_is_no_overflow() -> None:
    """Ten phantoms of 1 ppm each: a ratio of sixty digits, a quantity anybody can check."""
    levels = 11
    parts = bom.lines(
        list(range(levels)), list(range(1, levels + 1)), [1] * levels, [3] * levels, scrap_ppm=[1] * levels
    )
    chain = bom.build(levels + 1, parts, phantom=[False, *[True] * (levels - 1), False])
    exact = Fraction(1_000_000, 3 * 999_999) ** levels
    for quantity in (1, 3**levels, 10**9, 10**15):
        assert bom.explode(bom.blow_through(chain), 0, quantity)[-1] == ceil(quantity * exact)


@given(acyclic())
def test_blowing_through_leaves_no_phantom_component_and_needs_the_same(some: bom.Bom) -> None:
    """Of a quantity that is divided on every level without a rest; where there is one, each line rounds for itself."""
    plain = bom.blow_through(some)
    assert not plain.phantom[plain.lines.component].any()
    real = ~some.phantom
    even = lcm(*some.gross_den.tolist()) ** some.n_items
    assert bom.explode(plain, 0, even)[real].tolist() == bom.explode(some, 0, even)[real].tolist()
