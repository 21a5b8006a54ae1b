"""Whatever stands in one cell of a case, the others are planned and nothing breaks."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingwei.engines import case, promise
from jingwei.engines.refusal import InvalidInputError

CASE: dict[str, Any] = {
    "start": "2026-11-23",
    "days": 40,
    "settings": {"scrap": "divide", "pull_within": 5, "defer_after": 1},
    "calendars": {"five": {"week": [1, 1, 1, 1, 1, 0, 0], "holidays": ["2026-12-11"], "workdays": ["2026-12-13"]}},
    "items": [
        {"item": "A", "made": True, "lead_time": 2, "calendar": "five", "maximum": 6, "multiple": 2, "scrap": "0.05"},
        {"item": "B", "step": "0.1", "rule": "period", "period": 3, "safety_days": 2, "fence": 1, "phantom": False},
        {"item": "C", "lead_time": 3, "rule": "economic", "order_cost": "9.5", "holding_cost": "0.01", "by_project": True},
        {"item": "D", "rule": "min_max", "stock_min": 2, "stock_max": 9, "consume_back": 2, "safety_levels": [{"from": 3, "quantity": 4}]},
    ],
    "bom": [
        {"parent": "A", "component": "B", "quantity": "1.5", "per": 2, "scrap": "0.1"},
        {"parent": "A", "component": "C", "quantity": 1, "fixed": 1, "from": "2026-11-01", "to": 39},
        {"parent": "B", "component": "D", "quantity": 3},
    ],
    "outputs": [{"parent": "A", "item": "D", "quantity": 1, "per": 4}],
    "replacements": [
        {"item": "C", "by": "D", "kind": "share", "share": 1, "of": 3},
        {"item": "D", "by": "C", "kind": "substitute", "priority": 2, "from": 5, "quantity": 2},
    ],
    "stock": [{"item": "B", "quantity": "2.5"}, {"item": "C", "quantity": -3, "project": "P"}],
    "receipts": [{"id": "R", "item": "C", "date": 4, "quantity": 7, "firm": True}],
    "demands": [
        {"id": "S", "item": "A", "date": "2026-12-14", "quantity": 20, "priority": 1, "project": "P"},
        {"id": "F", "item": "B", "date": 9, "quantity": 4, "forecast": True},
    ],
    "resources": [{"resource": "M", "minutes": 200, "units": 2, "calendar": "five", "exceptions": [{"date": 3, "minutes": 9}]}],
    "steps": [{"item": "A", "resource": "M", "setup": 5, "minutes": "2.5", "per": 2}],
    "questions": [{"item": "A", "quantity": 4, "due": 6}],
}  # fmt: skip

numbers = st.sampled_from(
    [
        0,
        1,
        -1,
        2.5,
        1e-9,
        10**9,
        10**18,
        10**19,
        10**38,
        -(10**18),
        float("nan"),
        float("inf"),
        1e300,
        -5e-324,
    ]
)
texts = st.sampled_from(
    ["", "A", "B", "C", "D", "M", "P", "five", "share", "successor", "substitute", "fixed", "wagner_whitin",
     "2026-12-01", "0001-01-01", "9999-12-31", "2026-02-30", "1e9", "1e-9", "1e39", "-1", "NaN", "½", "\x00", "一" * 99]
)  # fmt: skip
anything = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=3,
)


def cells(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything in a case."""
    rows = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [path, *(found for key, value in rows for found in cells(value, (*path, key)))]


def put(part: Any, path: tuple[Any, ...], value: Any) -> None:
    """`value` at its path, unless an earlier change took the path away."""
    key, *rest = path
    there = key in part if isinstance(part, dict) else isinstance(part, list) and key in range(len(part))
    if there and rest:
        put(part[key], tuple(rest), value)
    elif there:
        part[key] = value


PATHS = cells(CASE)[1:]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PATHS), anything), min_size=1, max_size=3))
def test_any_cell_may_be_anything(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    broken = deepcopy(CASE)
    for path, value in changes:
        put(broken, path, value)
    try:
        file = case.read(json.dumps(broken))
    except InvalidInputError:
        return  # the file as a whole: its head, its settings, or parts that are no lists of rows
    known = case.encoded(file)
    known, plan = case.run(known)
    answer = case.planned(known, plan)
    made = promise.plan(case.constrained(known))
    within, answers = case.planned_within(known, made), case.answered(known, made)
    assert within["valid"], within["violations"]
    for told in (answer, within, answers):
        json.dumps(told)
        for message in told["messages"]:
            assert message["zh"]
            assert message["en"]
