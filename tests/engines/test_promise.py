"""Promising: known answers, what a plan may never do, and what one more order may never disturb."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.plants import problems

from jingwei.engines import bom, mrp, promise
from jingwei.engines.promise import Cause, Want
from jingwei.engines.refusal import InvalidInputError, QuantityOverflowError, TooManyLotsError

DAYS = 40


def shop(
    *, on_hand: tuple[int, int, int] = (0, 0, 0), demands: list[tuple[int, int, int, int]] | None = None,
    receipts: list[tuple[int, int, int, int, int]] | None = None, minutes: int = 480, closed: tuple[int, ...] = (),
) -> promise.Problem:  # fmt: skip
    """A table of four legs: turned on one lathe (60 minutes to set up, 10 each) from a blank bought in five days."""
    materials = mrp.Problem(
        mrp.items(3, made=[True, True, False], lead_time=[1, 0, 5], on_hand=on_hand),
        bom.build(3, bom.lines([0, 1], [1, 2], [4, 1])),
        mrp.demands(demands or []),
        mrp.receipts(receipts or []),
        mrp.every_day(DAYS),
    )
    lathe = np.full((1, DAYS), minutes)
    lathe[0, list(closed)] = 0
    return promise.problem(materials, promise.steps([(1, 0, 60, 10, 1)]), promise.capacity(lathe))


def test_the_earliest_day_is_blanks_then_lathe_then_assembly() -> None:
    # Blanks on day 5; 60 + 40 × 10 = 460 minutes on day 5; legs on day 6, the tables a day later.
    answer = promise.ask(promise.plan(shop()), [Want(0, 10, 3)])[0]
    assert (answer.earliest, answer.day, answer.met) == (7, 7, False)
    assert [(one.item, one.cause, one.day) for one in answer.chain] == [
        (0, Cause.MAKING, 7), (1, Cause.MAKING, 6), (2, Cause.PURCHASE, 5),
    ]  # fmt: skip
    # One more leg a day than the lathe can turn takes it into another day.
    assert promise.ask(promise.plan(shop()), [Want(0, 11, 3)])[0].earliest == 8


def test_what_is_wanted_later_is_made_later() -> None:
    plan = promise.plan(shop(demands=[(0, 20, 10, 0)]))
    assert plan.day.tolist() == [20]
    assert [tuple(row) for row in plan.orders[:, [1, 4, 5]].tolist()] == [
        (0, 19, 20),
        (1, 18, 19),
        (2, 13, 18),
    ]
    assert promise.violations(plan) == []


def test_the_lathe_that_is_taken_is_named() -> None:
    # Legs of the first order fill the lathe on days 5 to 8; the second asks for the same.
    plan = promise.plan(shop(demands=[(0, 9, 42, 0)]))
    answer = promise.ask(plan, [Want(0, 10, 7)])[0]
    links = [(one.item, one.cause, one.what) for one in answer.chain]
    assert (1, Cause.CAPACITY, 0) in links
    assert answer.day > 7
    assert answer.chain[links.index((1, Cause.CAPACITY, 0))].day == answer.day - 2


def test_a_delivery_on_its_way_is_waited_for_when_it_is_sooner() -> None:
    plan = promise.plan(shop(receipts=[(1, 2, 40, 0, 0)]))
    answer = promise.ask(plan, [Want(0, 10, 1)])[0]
    assert answer.earliest == 3
    assert [one.cause for one in answer.chain] == [Cause.MAKING, Cause.RECEIPT]
    assert answer.used == ((1, 40),)


def test_the_delivery_waited_for_is_named_by_its_row() -> None:
    rows = [(2, 3, 9, 0, 0), (1, 4, 40, 0, 0), (1, 2, 0, 0, 0), (1, 2, 40, 0, 0)]
    plan = promise.plan(shop(receipts=rows))
    link = promise.ask(plan, [Want(0, 10, 1)])[0].chain[-1]
    assert (link.cause, promise.received(plan, link.what)) == (Cause.RECEIPT, 3)
    assert promise.received(plan, 10_000) == -1


def test_a_delivery_later_than_making_anew_is_not_waited_for() -> None:
    plan = promise.plan(shop(receipts=[(1, 30, 40, 0, 0)]))
    assert promise.ask(plan, [Want(0, 10, 1)])[0].earliest == 7


def test_whoever_counts_more_is_served_first() -> None:
    problem = shop(on_hand=(10, 0, 0), demands=[(0, 2, 10, 0), (0, 2, 10, 1)])
    assert promise.plan(replace(problem, priority=np.array([2, 1]))).day.tolist() == [7, 2]
    assert promise.plan(replace(problem, priority=np.array([1, 2]))).day.tolist() == [2, 7]


def test_what_is_owed_comes_before_every_promise() -> None:
    plan = promise.plan(shop(on_hand=(-10, 0, 0), demands=[(0, 0, 10, 0)], minutes=460))
    assert (plan.debt_days, plan.day.tolist()) == ((7,), [8])
    assert promise.violations(plan) == []


def test_what_does_not_fit_says_so_and_takes_nothing() -> None:
    plan = promise.plan(shop(minutes=0, demands=[(0, 5, 1, 0)]))
    assert plan.day.tolist() == [-1]
    assert len(plan.orders) == 0
    assert plan.why(0)[1].cause is Cause.CAPACITY
    assert plan.late.tolist() == [DAYS - 5]


def test_a_structure_of_sixteen_million_nodes_is_promised_at_once() -> None:
    pairs = [(a, b) for a in range(26) for b in range(a + 1, 26)]
    materials = mrp.Problem(
        mrp.items(26, made=[True] * 25 + [False], lead_time=[1] * 26),
        bom.build(26, bom.lines([a for a, _ in pairs], [b for _, b in pairs], [1] * len(pairs))),
        mrp.demands([]), mrp.receipts([]), mrp.every_day(60),
    )  # fmt: skip
    plan = promise.plan(
        promise.problem(materials, promise.steps([]), promise.capacity(np.zeros((0, 60), int)))
    )
    answer = promise.ask(plan, [Want(0, 1, 0)])[0]
    assert answer.earliest == 26
    assert max(one.quantity for one in answer.orders) == 1 << 24


def lots(quantity: int, minutes: int = 0, **lot: int) -> promise.Answer:
    """What one order of a single item gets, made on one machine when it takes minutes."""
    materials = mrp.Problem(
        mrp.items(1, **{name: [value] for name, value in lot.items()}),
        bom.build(1, bom.lines([], [], [])), mrp.demands([]), mrp.receipts([]), mrp.every_day(DAYS),
    )  # fmt: skip
    made_by = promise.steps([(0, 0, 60, minutes, 1)] if minutes else [])
    plan = promise.plan(promise.problem(materials, made_by, promise.capacity([[480] * DAYS])))
    kept, _ = promise.keep(plan, [Want(0, quantity, 0)])
    assert promise.violations(plan) == []
    return kept[0]


def test_more_than_the_largest_lot_becomes_several_orders() -> None:
    # 10 minutes each, 60 to set up: 40 at once take 460 minutes; in lots of 15, 15 and 10 they take 580.
    assert [(one.quantity, one.start, one.finish) for one in lots(40, 10).orders] == [(40, 0, 1)]
    answer = lots(40, 10, lot_max=15)
    assert [(one.quantity, one.finish) for one in answer.orders] == [(15, 2), (15, 2), (10, 2)]
    assert answer.earliest == 2
    assert answer.chain[0].cause is Cause.CAPACITY
    # What is left over of the last lot lies there for the next order.
    assert [one.quantity for one in lots(12, lot_max=10, lot_min=8).orders] == [10, 8]
    assert [one.quantity for one in lots(21, lot_max=11, lot_multiple=4).orders] == [8, 8, 8]
    assert [one.quantity for one in lots(13, lot_rule=mrp.LotRule.FIXED, lot_fixed=6).orders] == [6, 6, 6]
    with pytest.raises(TooManyLotsError, match="item 0 would become more than 10000 lots"):
        lots(10_001, lot_max=1)
    assert len(lots(10_000, lot_max=1).orders) == 10_000


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 200),
    st.fixed_dictionaries(
        {
            "lot_rule": st.integers(0, 1), "lot_fixed": st.integers(0, 9), "lot_min": st.integers(-1, 30),
            "lot_max": st.integers(-1, 40), "lot_multiple": st.integers(-1, 8), "scrap_ppm": st.integers(-1, 10**6),
        }
    ),
)  # fmt: skip
def test_one_shortage_becomes_the_lots_mrp_makes_of_it(quantity: int, lot: dict[str, int]) -> None:
    answer = lots(quantity, **lot)
    materials = mrp.Problem(
        mrp.items(1, **{name: [value] for name, value in lot.items()}),
        bom.build(1, bom.lines([], [], [])), mrp.demands([(0, 0, quantity, 0)]), mrp.receipts([]), mrp.every_day(DAYS),
    )  # fmt: skip
    orders = mrp.run(materials).orders
    assert tuple(one.quantity for one in answer.orders) == orders.lot_sizes(0)
    assert sum(one.started for one in answer.orders) == orders.started[0]


def test_a_demand_no_plan_can_count_is_named_and_the_others_are_planned() -> None:
    plan = promise.plan(shop(demands=[(0, 20, (1 << 62) - 1, 0), (0, 20, 10, 1)]))
    assert plan.day.tolist() == [-1, 20]
    assert {demand: type(error) for demand, error in plan.refused.items()} == {0: QuantityOverflowError}
    assert plan.orders[:, 0].tolist() == [1, 1, 1]


def test_nonsense_is_refused_by_name() -> None:
    plan = promise.plan(shop())
    with pytest.raises(InvalidInputError, match="no item 9"):
        promise.ask(plan, [Want(9, 1, 0)])
    with pytest.raises(InvalidInputError, match="more than 0"):
        promise.ask(plan, [Want(0, 0, 0)])
    with pytest.raises(QuantityOverflowError):
        promise.ask(plan, [Want(0, (1 << 62) - 1, 0)])
    with pytest.raises(InvalidInputError, match="Resource 0 has -1 minutes on day 0"):
        promise.capacity([[-1]])
    with pytest.raises(InvalidInputError, match="resource 3 does not exist"):
        promise.problem(
            plan.problem.materials, promise.steps([(0, 3, 0, 1, 1)]), promise.capacity([[1] * DAYS])
        )


@st.composite
def floors(draw: st.DrawFn, *, apart: bool = False) -> promise.Problem:
    """Any plant with operations of any items; `apart`: no two items share a resource."""
    materials = draw(problems())
    count, days = len(materials.items), materials.calendars.days
    materials = mrp.Problem(
        materials.items, materials.bom, materials.demands, materials.receipts, materials.calendars
    )
    resources = count if apart else draw(st.integers(1, 3))
    made_by = [
        (item, item if apart else draw(st.integers(0, resources - 1)), draw(st.integers(0, 20)), draw(st.integers(0, 9)), draw(st.integers(1, 3)))
        for item in range(count)
        for _ in range(draw(st.integers(0, 1 if apart else 2)))
    ]  # fmt: skip
    seed = draw(st.integers(0, 99))
    table = np.random.default_rng(seed).integers(0, 60, (resources, days))
    return promise.problem(
        materials, promise.steps(made_by), promise.capacity(table, [draw(st.integers(1, 3))] * resources),
        draw(st.lists(st.integers(0, 3), min_size=len(materials.demands), max_size=len(materials.demands))),
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(floors())
def test_no_plan_breaks_a_rule(problem: promise.Problem) -> None:
    assert promise.violations(promise.plan(problem)) == []


@settings(max_examples=100, deadline=None)
@given(floors(), st.data())
def test_a_question_changes_nothing_and_its_promise_is_kept(
    problem: promise.Problem, data: st.DataObject
) -> None:
    plan = promise.plan(problem)
    count = len(problem.materials.items)
    wants = [
        Want(
            data.draw(st.integers(0, count - 1)),
            data.draw(st.integers(1, 30)),
            data.draw(st.integers(-2, 25)),
        )
        for _ in range(2)
    ]
    before = [table.copy() for table in plan.book[1:2]]
    supplies = plan.book.supplies[: plan.book.used[0]].copy()  # rows after the last supply mean nothing
    answers = promise.ask(plan, wants)
    assert [table.tolist() for table in plan.book[1:2]] == [table.tolist() for table in before]
    assert plan.book.supplies[: len(supplies)].tolist() == supplies.tolist()
    kept, mark = promise.keep(plan, wants)
    assert kept == answers
    promise.undo(plan, mark)
    assert promise.ask(plan, wants) == answers
    # The same order at the end of the list gets the same day: what was answered is kept when it is planned.
    old = problem.materials.demands
    added = [*zip(old.item.tolist(), old.day.tolist(), old.quantity.tolist(), old.ref.tolist(), strict=True),
             (wants[0].item, wants[0].due, wants[0].quantity, 99)]  # fmt: skip
    materials = replace(problem.materials, demands=mrp.demands(added))
    again = promise.plan(
        promise.Problem(materials, problem.steps, problem.capacity, np.append(problem.priority, 9))
    )
    assert again.day[-1] == answers[0].day
    assert again.day[:-1].tolist() == plan.day.tolist()


@settings(max_examples=100, deadline=None)
@given(floors(apart=True), st.data())
def test_more_of_anything_is_never_later_for_one_order(problem: promise.Problem, data: st.DataObject) -> None:
    """Where no two parts of the order wait for the same machine; list scheduling knows anomalies where they do.

    Nor where stock is owed: the least lot that pays a debt may leave more than there is without the debt.
    """
    owned = replace(problem.materials.items, on_hand=np.maximum(problem.materials.items.on_hand, 0))
    alone = replace(problem.materials, items=owned, demands=mrp.demands([]), receipts=mrp.receipts([]))
    count = len(alone.items)
    want = Want(data.draw(st.integers(0, count - 1)), data.draw(st.integers(1, 30)), 0)
    none = np.zeros(0, np.int64)
    plan = promise.plan(promise.Problem(alone, problem.steps, problem.capacity, none))

    def soonest(made: promise.Plan) -> float:
        answer = promise.ask(made, [want])[0]
        return answer.earliest if answer.earliest >= 0 else float("inf")

    item = data.draw(st.integers(0, count - 1))
    richer = replace(
        alone, items=replace(alone.items, on_hand=alone.items.on_hand + 5 * (np.arange(count) == item))
    )
    faster = promise.capacity(problem.capacity.minutes + 7, problem.capacity.units)
    assert soonest(promise.plan(promise.Problem(richer, problem.steps, problem.capacity, none))) <= soonest(
        plan
    )
    assert soonest(promise.plan(promise.Problem(alone, problem.steps, faster, none))) <= soonest(plan)


def brute(problem: promise.Problem, item: int, quantity: int) -> int:
    """The earliest day of one order of plain lot-for-lot items, over every choice of how long to wait for which delivery."""
    known, receipts = problem.materials.items, problem.materials.receipts
    lines = problem.materials.bom.lines
    by_item = [
        [
            0,
            *sorted(
                {
                    day
                    for one, day in zip(receipts.item.tolist(), receipts.day.tolist(), strict=True)
                    if one == at
                }
            ),
        ]
        for at in range(len(known))
    ]
    best = 10**9
    for waits in product(*by_item):
        need, ready = [0] * len(known), [0] * len(known)
        need[item], made = quantity, [False] * len(known)
        for at in problem.materials.bom.order.tolist():
            lying = [(0, int(known.on_hand[at]))]
            lying += sorted(
                (day, amount)
                for one, day, amount in zip(
                    receipts.item.tolist(), receipts.day.tolist(), receipts.quantity.tolist(), strict=True
                )
                if one == at and day <= waits[at]
            )
            for day, amount in lying:
                if need[at] > 0 and amount > 0:
                    ready[at] = day
                    need[at] -= min(need[at], amount)
            made[at] = need[at] > 0
            for row in np.flatnonzero(lines.parent == at) if made[at] else ():
                need[lines.component[row]] += need[at] * int(lines.numerator[row])
        for at in reversed(problem.materials.bom.order.tolist()):
            if made[at]:
                below = [ready[lines.component[row]] for row in np.flatnonzero(lines.parent == at)]
                ready[at] = max(ready[at], max(below, default=0) + int(known.lead_time[at]))
        best = min(best, ready[item])
    return best


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_first_order_gets_the_earliest_day_there_is(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 4))
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count) if data.draw(st.booleans())]

    def each(low: int, high: int, many: int) -> list[int]:
        return data.draw(st.lists(st.integers(low, high), min_size=many, max_size=many))

    coming = [
        (
            data.draw(st.integers(0, count - 1)),
            data.draw(st.integers(0, 20)),
            data.draw(st.integers(1, 9)),
            at,
            0,
        )
        for at in range(data.draw(st.integers(0, 3)))
    ]
    materials = mrp.Problem(
        mrp.items(count, made=[any(a == at for a, _ in pairs) for at in range(count)], lead_time=each(0, 6, count), on_hand=each(0, 6, count)),
        bom.build(count, bom.lines([a for a, _ in pairs], [b for _, b in pairs], each(1, 3, len(pairs)))),
        mrp.demands([]), mrp.receipts(coming), mrp.every_day(200),
    )  # fmt: skip
    problem = promise.problem(materials, promise.steps([]), promise.capacity(np.zeros((0, 200), int)))
    quantity = data.draw(st.integers(1, 9))
    assert promise.ask(promise.plan(problem), [Want(0, quantity, 0)])[0].earliest == brute(
        problem, 0, quantity
    )
