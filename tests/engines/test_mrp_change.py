"""Net change: whatever changes in whatever plant, the changed plan is the plan of a full run."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.plants import plan_of, problems

from jingwei.engines import bom, mrp
from jingwei.engines.refusal import CycleError

ORDERS = ("item", "quantity", "lots", "lot", "started", "start", "due", "needed", "late")
MESSAGES = ("kind", "item", "day", "quantity", "ref")
TAKEN = ("item", "day", "quantity", "by", "steps", "relation")


def assert_same(one: mrp.Plan, other: mrp.Plan) -> None:
    for part, names in (("orders", ORDERS), ("messages", MESSAGES), ("taken", TAKEN)):
        for name in names:
            assert (
                getattr(getattr(one, part), name).tobytes() == getattr(getattr(other, part), name).tobytes()
            ), (part, name)
    assert one.arrival.tobytes() == other.arrival.tobytes()
    pegs, others = mrp.peg(one), mrp.peg(other)
    for name in ("item", "supply_kind", "supply", "demand_kind", "demand", "line", "quantity"):
        assert getattr(pegs, name).tobytes() == getattr(others, name).tobytes()


@st.composite
def changed(draw: st.DrawFn, problem: mrp.Problem) -> mrp.Problem:
    """The problem with one thing different: a demand, a receipt, an item, a line, a replacement."""
    n, days = len(problem.items), problem.calendars.days
    item, day, quantity = draw(st.integers(0, n - 1)), draw(st.integers(-2, days)), draw(st.integers(0, 30))
    what = draw(
        st.sampled_from(["demand", "cancel", "receipt", "item", "line", "replacement", "safety", "output"])
    )
    if what in ("demand", "cancel"):
        old = problem.demands
        rows = list(zip(*(getattr(old, name).tolist() for name in old.__slots__), strict=True))
        if what == "cancel" and rows:
            del rows[draw(st.integers(0, len(rows) - 1))]
        else:
            rows.insert(draw(st.integers(0, len(rows))), (item, day, quantity, 0, False, True))
        return replace(problem, demands=mrp.demands(rows))
    if what == "receipt":
        kept = problem.receipts
        rows = list(zip(*(getattr(kept, name).tolist() for name in kept.__slots__), strict=True))
        if rows and draw(st.booleans()):
            at = draw(st.integers(0, len(rows) - 1))
            of, arrives, amount, ref, firm = rows[at]
            rows[at] = draw(
                st.sampled_from(
                    [
                        (of, day, amount, ref, firm),
                        (of, arrives, quantity, ref, firm),
                        (of, arrives, amount, ref, not firm),
                    ]
                )
            )
        else:
            rows.insert(0, (item, day, quantity, 0, draw(st.booleans())))
        return replace(problem, receipts=mrp.receipts(rows))
    if what == "item":
        column = draw(st.sampled_from(problem.items.__slots__))
        values = getattr(problem.items, column).copy()
        values[item] = {
            "scrap_ppm": quantity * 1000,
            "lot_rule": quantity % 6,
            "calendar": quantity % 2,
            "made": quantity % 2 == 0,
        }.get(column, quantity)
        return replace(problem, items=replace(problem.items, **{column: values}))
    if what == "line":
        parts = problem.bom.lines
        keep = np.ones(len(parts), np.bool_)
        if len(parts):
            keep[draw(st.integers(0, len(parts) - 1))] = draw(st.booleans())
        columns = {name: getattr(parts, name)[keep] for name in parts.__slots__}
        if n > 1:
            above = draw(st.integers(0, n - 2))
            new = dict(
                zip(
                    parts.__slots__,
                    (above, draw(st.integers(above + 1, n - 1)), 2, 1, 0, 0, -9, 99),
                    strict=True,
                )
            )
            columns = {name: np.append(values, new[name]) for name, values in columns.items()}
        lines = bom.Lines(**columns)
        return replace(problem, bom=bom.build(n, lines, phantom=problem.bom.phantom))
    if what == "safety":
        return replace(problem, safety=mrp.safety_levels([(item, max(day, 0), quantity)]))
    keep = draw(st.booleans())
    if what == "output":
        return replace(problem, outputs=problem.outputs if keep else mrp.outputs([]))
    return replace(problem, replacements=problem.replacements if keep else mrp.replacements([]))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(), st.data())
def test_net_change_equals_the_full_run(problem: mrp.Problem, data: st.DataObject) -> None:
    plan = plan_of(problem)
    if plan is None:
        return
    for _ in range(data.draw(st.integers(1, 3))):
        problem = data.draw(changed(problem))
        whole = plan_of(problem)
        if whole is None:
            return
        plan = mrp.replan(plan, problem)
        assert_same(plan, whole)


@settings(max_examples=50, deadline=None)
@given(problems(), st.data())
def test_a_plan_stays_as_it_is_when_others_are_changed_from_it(
    problem: mrp.Problem, data: st.DataObject
) -> None:
    plan = plan_of(problem)
    if plan is None:
        return
    for _ in range(3):
        try:
            mrp.replan(plan, data.draw(changed(problem)))
        except CycleError:
            continue
    assert_same(plan, mrp.run(problem))


def test_a_change_touches_only_what_hangs_on_it() -> None:
    """Two products with a part each: an order for one leaves the other alone, a swallowed change its parts."""
    problem = mrp.Problem(
        mrp.items(4, on_hand=[0, 0, 50, 0], made=[True, True, False, False]),
        bom.build(4, bom.lines([0, 1], [2, 3], [1, 1])),
        mrp.demands([(0, 5, 3, 0), (1, 5, 3, 1)]),
        mrp.receipts([]),
        mrp.every_day(10),
    )
    plan = mrp.run(problem)
    more = mrp.replan(plan, replace(problem, demands=mrp.demands([(0, 5, 4, 0), (1, 5, 3, 1)])))
    assert more.changed is not None
    assert more.changed.tolist() == [0]
    same = mrp.replan(plan, problem)
    assert same.changed is not None
    assert len(same.changed) == 0
