"""What an order takes is the sum over all paths to it: for the explosion, for MRP and for a promise alike."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.engines import bom, mrp, promise

Pairs = list[tuple[int, int, int]]


def paths(pairs: Pairs, top: int, quantity: int) -> Iterator[tuple[int, int]]:
    """Every way down from `top`: where it ends and how much of that it takes."""
    yield top, quantity
    for parent, component, per in pairs:
        if parent == top:
            yield from paths(pairs, component, quantity * per)


@st.composite
def structures(draw: st.DrawFn) -> tuple[int, Pairs]:
    """Up to seven items, parents before components, the same component several times under one parent too."""
    count = draw(st.integers(1, 7))
    below = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.integers(1, 5))
    return count, [row for row in draw(st.lists(below, max_size=12)) if row[0] < row[1]]


def built(count: int, pairs: Pairs) -> bom.Bom:
    columns = [list(column) for column in zip(*pairs, strict=True)] or [[], [], []]
    return bom.build(count, bom.lines(*columns))


@settings(max_examples=200, deadline=None)
@given(structures(), st.integers(1, 50))
def test_every_engine_needs_the_sum_over_all_paths(structure: tuple[int, Pairs], quantity: int) -> None:
    count, pairs = structure
    expected: Counter[int] = Counter()
    for item, amount in paths(pairs, 0, quantity):
        expected[item] += amount
    needed = [expected[item] for item in range(count)]
    made = built(count, pairs)
    assert bom.explode(made, 0, quantity).tolist() == needed
    assert bom.node_count(made, 0) == sum(1 for _ in paths(pairs, 0, 1))
    materials = mrp.Problem(
        mrp.items(count, made=np.isin(np.arange(count), [parent for parent, _, _ in pairs])),
        made, mrp.demands([(0, 3, quantity, 0)]), mrp.receipts([]), mrp.every_day(9),
    )  # fmt: skip
    orders = mrp.run(materials).orders
    assert np.bincount(orders.item, orders.quantity, count).tolist() == needed
    plan = promise.plan(
        promise.problem(materials, promise.steps([]), promise.capacity(np.zeros((0, 9), int)))
    )
    assert np.bincount(plan.orders[:, 1], plan.orders[:, 2], count).tolist() == needed


@settings(max_examples=100, deadline=None)
@given(structures(), st.integers(1, 50), st.integers(1, 50))
def test_two_orders_take_what_each_of_them_takes(
    structure: tuple[int, Pairs], quantity: int, other: int
) -> None:
    made = built(*structure)
    both = bom.explode(made, 0, quantity + other)
    assert (both == bom.explode(made, 0, quantity) + bom.explode(made, 0, other)).all()
