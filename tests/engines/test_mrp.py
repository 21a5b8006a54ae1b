"""Material requirements planning: told cases first, then a plain second implementation and the invariants."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.plants import arriving, kept, plan_of, problems, required

from jingwei.engines import bom, mrp
from jingwei.engines.mrp import Demand, LotRule, MessageKind, Supply
from jingwei.engines.refusal import CycleError, InvalidInputError, QuantityOverflowError

NO_LINES = bom.lines([], [], [])


def single(
    demand: list[tuple[int, int, int, int]],
    receipts: list[tuple[int, int, int, int, int]] | None = None,
    days: int = 20,
    **item: int,
) -> mrp.Plan:
    """The plan of one bought item."""
    columns = {name: [value] for name, value in item.items()}
    return mrp.run(
        mrp.Problem(
            mrp.items(1, **columns),  # type: ignore[arg-type]
            bom.build(1, NO_LINES),
            mrp.demands(demand),
            mrp.receipts(receipts or []),
            mrp.every_day(days),
        )
    )


def orders(plan: mrp.Plan) -> list[tuple[int, int, int, int]]:
    """item, quantity, start, due"""
    every = plan.orders
    return list(
        zip(
            every.item.tolist(),
            every.quantity.tolist(),
            every.start.tolist(),
            every.due.tolist(),
            strict=True,
        )
    )


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, [(7, 5), (3, 6), (5, 9)]),
        ({"lot_min": 8}, [(8, 5), (8, 6)]),
        ({"lot_multiple": 4}, [(8, 5), (4, 6), (4, 9)]),
        ({"lot_max": 4}, [(4, 5), (3, 5), (3, 6), (4, 9), (1, 9)]),
        ({"lot_min": 3, "lot_max": 6}, [(6, 5), (3, 5), (3, 6), (3, 9)]),
        ({"lot_rule": LotRule.FIXED, "lot_fixed": 6}, [(6, 5), (6, 5), (6, 9)]),
        ({"lot_rule": LotRule.PERIOD, "lot_period": 2}, [(10, 5), (5, 9)]),
        ({"lot_rule": LotRule.PERIOD, "lot_period": 5}, [(15, 5)]),
        ({"lot_rule": LotRule.PERIOD, "lot_period": 5, "lot_multiple": 8}, [(16, 5)]),
    ],
)
def test_lot_rules(rule: dict[str, int], expected: list[tuple[int, int]]) -> None:
    """Demand of 10, 3 and 5 on days 5, 6 and 9 against 3 on hand."""
    plan = single([(0, 5, 10, 0), (0, 6, 3, 1), (0, 9, 5, 2)], on_hand=3, **rule)
    made = [
        (lot, due)
        for order, (_, _, _, due) in enumerate(orders(plan))
        for lot in plan.orders.lot_sizes(order)
    ]
    assert made == expected
    assert len(plan.messages) == 0


def test_dependent_demand_starts_a_lead_time_earlier_on_the_item_calendar() -> None:
    """Ten tables on Monday of week 3 need 40 legs when they start, five working days before; 5 % are lost."""
    problem = mrp.Problem(
        mrp.items(2, made=[True, False], lead_time=[5, 2], scrap_ppm=[0, 50_000], on_hand=[0, 2]),
        bom.build(2, bom.lines([0], [1], [4])),
        mrp.demands([(0, 14, 10, 77)]),
        mrp.receipts([]),
        mrp.weekly(28, [True] * 5 + [False] * 2),
    )
    plan = mrp.run(problem)
    assert orders(plan) == [(0, 10, 7, 14), (1, 38, 3, 7)]
    assert plan.orders.started.tolist() == [10, 40]  # 38 ÷ 0.95
    pegs = mrp.peg(plan, 1)
    assert pegs.supply_kind.tolist() == [Supply.ON_HAND, Supply.PLANNED]
    assert pegs.quantity.tolist() == [2, 38]
    assert pegs.demand_kind.tolist() == [Demand.DEPENDENT] * 2
    assert mrp.demands_behind(plan, 1) == (0,)
    assert mrp.feeding(plan, 0).quantity.tolist() == [2, 38]
    why = mrp.explain(plan, 1)
    assert (why.gross, why.on_hand, why.net, why.quantity) == (40, 2, 38, 38)
    assert why.zh == "毛需求 40，现存 2，在途 0，已计划 0，安全库存 0 → 净需求 38；按需 → 计划 38"


def test_a_late_start_says_when_it_can_arrive_and_what_is_missing() -> None:
    plan = single([(0, 3, 10, 0)], on_hand=4, lead_time=5)
    assert orders(plan) == [(0, 6, 0, 3)]
    assert plan.orders.late.tolist() == [2]
    assert plan.messages.of(0) == (MessageKind.SHORTAGE, MessageKind.START_IN_PAST)
    assert plan.messages.day.tolist() == [3, 5]
    assert plan.messages.quantity.tolist() == [6, 6]


def test_stock_below_safety_is_ordered_and_told() -> None:
    plan = single([], on_hand=4, safety_stock=10, lead_time=2)
    assert orders(plan) == [(0, 6, 0, 0)]
    assert plan.messages.of(0) == (MessageKind.BELOW_SAFETY, MessageKind.START_IN_PAST)


def test_a_movable_receipt_is_brought_forward_a_firm_one_is_not() -> None:
    movable = single([(0, 3, 10, 0)], [(0, 8, 10, 5, 0)])
    assert orders(movable) == []
    assert movable.messages.of(0) == (MessageKind.EXPEDITE,)
    assert (movable.arrival.tolist(), movable.messages.day.tolist()) == ([3], [3])
    firm = single([(0, 3, 10, 0)], [(0, 8, 10, 5, 1)])
    assert orders(firm) == [(0, 10, 3, 3)]
    assert firm.messages.of(0) == (MessageKind.CANCEL,)


def test_receipts_too_early_or_unneeded_are_postponed_or_cancelled() -> None:
    plan = single([(0, 9, 10, 0)], [(0, 2, 10, 1, 0), (0, 4, 10, 2, 0)])
    assert plan.messages.kind.tolist() == [MessageKind.CANCEL, MessageKind.DEFER]
    assert plan.messages.ref.tolist() == [1, 0]
    assert plan.messages.day.tolist() == [4, 9]


def test_overdue_and_distant_rows_are_told() -> None:
    plan = single([(0, -3, 5, 0), (0, 99, 5, 1)], [(0, -1, 2, 0, 0), (0, 50, 7, 1, 0)])
    assert set(plan.messages.of(0)) == {
        MessageKind.DEMAND_PAST_DUE,
        MessageKind.DEMAND_BEYOND_HORIZON,
        MessageKind.RECEIPT_PAST_DUE,
        MessageKind.RECEIPT_BEYOND_HORIZON,
    }
    assert orders(plan) == [(0, 3, 0, 0)]


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"lead_time": -7}, MessageKind.BAD_LEAD_TIME),
        ({"lead_time": -1}, MessageKind.NO_LEAD_TIME),
        ({"made": True}, MessageKind.NO_BOM),
        ({"safety_stock": -1}, MessageKind.BAD_SAFETY_STOCK),
        ({"scrap_ppm": 1_000_000}, MessageKind.BAD_SCRAP),
        ({"calendar": 4}, MessageKind.BAD_CALENDAR),
        ({"lot_rule": 9}, MessageKind.BAD_LOT_RULE),
        ({"lot_rule": LotRule.FIXED}, MessageKind.BAD_LOT_RULE),
        ({"lot_max": 5, "lot_multiple": 7}, MessageKind.BAD_LOT_RULE),
        ({"lot_multiple": -7}, MessageKind.BAD_LOT_RULE),
    ],
)
def test_a_bad_item_is_named_and_does_not_stop_the_others(item: dict[str, int], kind: MessageKind) -> None:
    columns = {
        name: np.array([0, value], np.bool_ if name == "made" else np.int64) for name, value in item.items()
    }
    problem = mrp.Problem(
        mrp.items(2, **columns),
        bom.build(2, NO_LINES),
        mrp.demands([(0, 5, 3, 0), (1, 5, 4, 1)]),
        mrp.receipts([]),
        mrp.every_day(10),
    )
    plan = mrp.run(problem)
    assert orders(plan) == [(0, 3, 5, 5), (1, 4, 5, 5)]
    assert plan.messages.of(0) == ()
    assert plan.messages.of(1) == (kind,)


def test_a_debt_of_stock_is_made_up_and_pegged_as_such() -> None:
    plan = single([], on_hand=-4)
    assert orders(plan) == [(0, 4, 0, 0)]
    assert plan.messages.of(0) == (MessageKind.NEGATIVE_STOCK,)
    assert mrp.peg(plan).demand_kind.tolist() == [Demand.STOCK_DEBT]


def test_any_number_of_lots_is_one_planned_order() -> None:
    plan = single([(0, 5, 10**12, 0)], lot_rule=LotRule.FIXED, lot_fixed=7)
    assert (plan.orders.lots.tolist(), plan.orders.quantity.tolist()) == ([142857142858], [1000000000006])


def test_lines_hold_on_the_day_the_order_starts() -> None:
    lines = bom.lines([0, 0], [1, 2], [1, 1], valid_from=[0, 10], valid_to=[10, 15])
    problem = mrp.Problem(
        mrp.items(3, made=[True, False, False], lead_time=[2, 0, 0]),
        bom.build(3, lines),
        mrp.demands([(0, 11, 1, 0), (0, 12, 1, 1), (0, 17, 1, 2)]),
        mrp.receipts([]),
        mrp.every_day(20),
    )
    plan = mrp.run(problem)
    assert orders(plan)[3:] == [(1, 1, 9, 9), (2, 1, 10, 10)]
    assert plan.messages.of(0) == (MessageKind.NO_BOM,)


def test_phantoms_pass_their_demand_on_without_orders() -> None:
    problem = mrp.Problem(
        mrp.items(3, made=[True, True, False], on_hand=[0, 5, 0]),
        bom.build(3, bom.lines([0, 1], [1, 2], [1, 2], [2, 1]), phantom=[False, True, False]),
        mrp.demands([(0, 4, 3, 0), (1, 6, 2, 1)]),
        mrp.receipts([]),
        mrp.every_day(10),
    )
    plan = mrp.run(problem)
    assert orders(plan) == [(0, 3, 4, 4), (2, 3, 4, 4), (2, 4, 6, 6)]
    assert plan.messages.of(1) == (MessageKind.PHANTOM_STOCK,)
    pegs = mrp.peg(plan, 2)
    assert pegs.demand_kind.tolist() == [Demand.DEPENDENT, Demand.INDEPENDENT]
    assert pegs.demand.tolist() == [0, 1]


def test_cycles_and_overflow_stop_the_run_with_a_name() -> None:
    with pytest.raises(CycleError):
        bom.build(2, bom.lines([0, 1], [1, 0], [1, 1]))
    chain = bom.build(3, bom.lines([0, 1], [1, 2], [10**9, 10**9]))
    problem = mrp.Problem(
        mrp.items(3, made=[True, True, False]),
        chain,
        mrp.demands([(0, 1, 10**3, 0)]),
        mrp.receipts([]),
        mrp.every_day(5),
    )
    with pytest.raises(QuantityOverflowError) as refused:
        mrp.run(problem)
    assert refused.value.item == 2


def test_an_unknown_item_is_refused_with_its_row() -> None:
    with pytest.raises(InvalidInputError) as refused:
        single([(0, 1, 1, 0), (3, 1, 1, 0)])
    assert refused.value.place == ("demands", 1, "item")


def test_a_horizon_of_more_than_a_lifetime_is_refused() -> None:
    assert mrp.every_day(32_767).days == 32_767
    with pytest.raises(InvalidInputError, match="32767") as refused:
        mrp.every_day(32_768)
    assert refused.value.place == ("working",)


relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


TOLD_SHORT = {MessageKind.FENCED, MessageKind.SHORTAGE, MessageKind.BELOW_SAFETY}


@relaxed
@given(problems())
def test_stock_balances_and_never_falls_below_safety_without_a_message(problem: mrp.Problem) -> None:
    plan = plan_of(problem)
    if plan is None:
        return
    for item in range(len(problem.items)):
        if problem.bom.phantom[item]:
            assert plan.span[item, 0] == plan.span[item, 1]
            continue
        days = mrp.balance(plan, item)
        gross, come = required(plan, item), arriving(plan, item)
        assert days.gross.tolist() == gross
        assert (days.scheduled + days.planned).tolist() == come
        assert days.kept.tolist() == kept(plan, item, gross)
        stock = int(problem.items.on_hand[item])
        for day in range(problem.calendars.days):
            stock += come[day] - gross[day]
            assert stock == days.projected[day]
            if stock < days.kept[day]:
                assert TOLD_SHORT & set(plan.messages.of(item))
                assert day < problem.items.fence[item]
    late = np.flatnonzero(plan.orders.late > 0)
    told = plan.messages.ref[plan.messages.kind == MessageKind.START_IN_PAST]
    assert sorted(told.tolist()) == late.tolist()
    assert (plan.orders.needed >= problem.items.fence[plan.orders.item]).all()


@relaxed
@given(problems())
def test_what_cannot_come_in_time_is_told_with_what_is_missing(problem: mrp.Problem) -> None:
    """An order begun today comes after its lead time in working days; what is short until then is a message."""
    plan = plan_of(problem)
    if plan is None:
        return
    items, expected = problem.items, []
    for order in np.flatnonzero(plan.orders.late > 0).tolist():
        item, needed = int(plan.orders.item[order]), int(plan.orders.needed[order])
        worked = np.flatnonzero(problem.calendars.working[items.calendar[item]]).tolist()
        lead = int(items.lead_time[item])
        arrives = worked[lead] if lead < len(worked) else problem.calendars.days
        why = mrp.explain(plan, order)
        stock = why.on_hand + why.scheduled + why.planned - why.gross
        if arrives > needed and stock < why.safety_stock:
            missing = (
                (MessageKind.SHORTAGE, -stock)
                if stock < 0
                else (MessageKind.BELOW_SAFETY, why.safety_stock - stock)
            )
            expected.append((order, needed, *missing))
    told, short = plan.messages, np.isin(plan.messages.kind, [MessageKind.SHORTAGE, MessageKind.BELOW_SAFETY])
    columns = (told.ref, told.day, told.kind, told.quantity)
    assert sorted(zip(*(one[short].tolist() for one in columns), strict=True)) == sorted(expected)


@relaxed
@given(problems())
def test_pegging_uses_every_supply_once_and_covers_every_demand(problem: mrp.Problem) -> None:
    plan = plan_of(problem)
    if plan is None:
        return
    pegs = mrp.peg(plan)
    rows = list(
        zip(
            *(
                getattr(pegs, name).tolist()
                for name in ("item", "demand_kind", "demand", "supply_kind", "supply", "quantity")
            ),
            strict=True,
        )
    )
    wanted_on = {
        Demand.INDEPENDENT: np.maximum(problem.demands.day, 0),
        Demand.DEPENDENT: plan.orders.start,
        Demand.REPLACING: plan.taken.day,
    }
    came_on = {
        Supply.RECEIPT: plan.arrival, Supply.PLANNED: plan.orders.due, Supply.YIELDED: plan.orders.due,
        Supply.REPLACEMENT: plan.taken.day,
    }  # fmt: skip
    for order in range(len(plan.orders)):
        drawn = [row[-1] for row in rows if row[3] == Supply.PLANNED and row[4] == order]
        assert sum(drawn) == plan.orders.quantity[order]
    for item in range(len(problem.items)):
        if problem.bom.phantom[item]:
            continue
        days = mrp.balance(plan, item)
        by_day = np.zeros(problem.calendars.days, np.int64)
        covered = bool((days.projected >= days.kept).all())
        safety = 0
        for of, kind, demand, supply_kind, supply, quantity in rows:
            if of != item:
                continue
            safety += quantity * ((kind == Demand.SAFETY_STOCK) - (supply_kind == Supply.RELEASED))
            if kind in wanted_on:
                day = int(wanted_on[Demand(kind)][demand])
                by_day[day] += quantity
                if supply_kind in came_on and covered:
                    assert came_on[Supply(supply_kind)][supply] <= day
        if covered:
            assert by_day.tolist() == required(plan, item)
            assert safety == days.kept[-1]
        else:
            assert (np.cumsum(by_day) <= np.cumsum(required(plan, item))).all()


@relaxed
@given(problems())
def test_every_order_is_explained_by_its_arithmetic(problem: mrp.Problem) -> None:
    plan = plan_of(problem)
    if plan is None:
        return
    together = (LotRule.PERIOD, LotRule.WAGNER_WHITIN, LotRule.MIN_MAX)
    for order in range(len(plan.orders)):
        why = mrp.explain(plan, order)
        shortage = why.safety_stock + why.gross - why.on_hand - why.scheduled - why.planned
        assert shortage <= why.net if why.rule in together else shortage == why.net
        assert shortage > 0 or why.rule is LotRule.MIN_MAX
        assert why.quantity >= why.net or why.rule is LotRule.WAGNER_WHITIN
        assert why.zh
        assert why.en
        assert set(mrp.demands_behind(plan, order)) <= set(range(len(problem.demands)))


@relaxed
@given(problems())
def test_two_runs_give_the_same_bytes(problem: mrp.Problem) -> None:
    one, two = plan_of(problem), plan_of(problem)
    if one is None or two is None:
        return
    for name in ("item", "quantity", "lots", "lot", "started", "start", "due", "needed", "late"):
        assert getattr(one.orders, name).tobytes() == getattr(two.orders, name).tobytes()
    for name in ("kind", "item", "day", "quantity", "ref"):
        assert getattr(one.messages, name).tobytes() == getattr(two.messages, name).tobytes()
    assert mrp.peg(one).quantity.tobytes() == mrp.peg(two).quantity.tobytes()


@relaxed
@given(problems(plain=True), st.data())
def test_more_demand_never_lowers_the_supply_planned_lot_for_lot(
    problem: mrp.Problem, data: st.DataObject
) -> None:
    n, days = len(problem.items), problem.calendars.days
    extra = data.draw(
        st.tuples(st.integers(0, n - 1), st.integers(0, days - 1), st.integers(1, 20), st.just(0))
    )
    base = mrp.run(problem)
    old = problem.demands
    rows = [
        *zip(old.item.tolist(), old.day.tolist(), old.quantity.tolist(), old.ref.tolist(), strict=True),
        extra,
    ]
    more = mrp.run(
        mrp.Problem(
            problem.items,
            problem.bom,
            mrp.demands(rows),
            problem.receipts,
            problem.calendars,
            problem.settings,
        )
    )
    totals = [np.bincount(p.orders.item, p.orders.quantity, n) for p in (base, more)]
    assert (totals[1] >= totals[0]).all()
