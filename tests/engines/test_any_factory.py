"""Whatever stands in one cell of a factory's file, it is planned or refused with a sentence, and nothing breaks."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.engines.test_any_case import anything, cells, put

from jingwei.engines import schedule
from jingwei.engines.refusal import EngineError

FACTORY: dict[str, Any] = {
    "n_machines": 3, "groups": [[0, 1], [2]], "machine_calendar": [0, 0, 1],
    "calendars": [[[0, 480], [1440, 1920]], [[0, 2000]]], "setups": [[[0, 10], [10, 0]], [[0, 5], [5, 0]]],
    "overtime": [{"calendar": 0, "start": 500, "end": 700, "cost": 3}],
    "units": [0, None], "unlimited": [], "ovens": {"2": 4},
    "jobs": [
        {"release": 0, "due": 200, "weight": 2,
         "ops": [{"fam": 0, "modes": [[0, 100], [1, 90]]}, {"fam": 0, "modes": [[2, 60]], "after": [{"lag": 5, "share": [1, 2]}]}]},
        {"release": 10, "due": 100, "ops": [{"fam": 1, "modes": [[1, 90]], "needs": [{"units": [0, 1], "use": "setup"}], "whole": True}],
         "routes": [[{"modes": [[0, 70]]}, {"modes": [[2, 20]]}]]},
        {"due": 900, "ops": [{"modes": [[2, 30]], "after": [{"job": 0, "op": 1, "most": 600}], "size": 2, "earliest": 40}]},
    ],
}  # fmt: skip
PATHS = cells(FACTORY)[1:]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PATHS), anything), min_size=1, max_size=3))
@example([(("machine_calendar", 1), 9)])
@example([(("calendars", 0), [])])
@example([(("calendars",), [[], []])])
@example([(("calendars", 0, 0, 0), 10**19)])
@example([(("jobs", 1, "due"), 10**19)])
def test_any_cell_may_be_anything(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    broken = deepcopy(FACTORY)
    for path, value in changes:
        put(broken, path, value)
    text = json.dumps(broken)
    try:
        plant = schedule.plant_of(text)
        plan = schedule.dispatch(plant.problem)
    except EngineError:
        return  # the shop itself, in a sentence
    assert schedule.violations(plan) == [] or plan.conflicts
    assert sorted({*plant.rows, *(note.job for note in plant.left_out)}) == list(range(len(broken["jobs"])))
