"""Split orders, and maintenance that is fixed or has to find its place."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.engines import schedule
from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.schedule import After, Budget, Job, Lock, Operation, Shop, even_lots, in_lots, violations

TWO = Shop([0, 0], [0, 0], schedule.always(5_000))
EITHER = [(0, 100), (1, 100)]


def solved(jobs: list[Job], shop: Shop) -> schedule.Schedule:
    problem = schedule.build(jobs, shop)
    found = schedule.solve(problem, Budget(None, 2_000)).schedule
    assert violations(found) == []
    return found


def test_two_lots_run_side_by_side() -> None:
    """100 pieces take 100 minutes on one machine and 50 on two."""
    jobs, owner = in_lots([Job([Operation(EITHER)], due=50)], {0: even_lots(100, lots=2)}, TWO)
    found = solved(jobs, TWO)
    assert owner == (0, 0)
    assert sorted(found.machine.tolist()) == [0, 1]
    assert (found.makespan, found.weighted_tardiness) == (50, 0)


def test_an_assembly_waits_for_all_lots_and_an_oven_takes_its_time() -> None:
    shop = Shop([0] * 3, [0] * 3, schedule.always(5_000), ovens={2: 10})
    part = Job([Operation(EITHER), Operation([(2, 60)], size=10)], due=110)
    frame = Job([Operation([(0, 5)], after=[After(0, 1)])], due=115)
    jobs, owner = in_lots([part, frame], {0: (5, 5)}, shop)
    assert owner == (0, 0, 1)
    assert [one.size for job in jobs for one in job.operations] == [1, 5, 1, 5, 1]
    found = solved(jobs, shop)
    assert found.end.tolist()[1::2] == [110, 110]  # both lots share one filling of 60 minutes
    assert found.start.tolist()[4] == 110


@given(
    quantity=st.integers(1, 10_000),
    count=st.integers(1, 40),
    most=st.integers(1, 500),
    work=st.integers(1, 900),
)
def test_lots_are_all_of_the_quantity_and_nearly_equal(
    quantity: int, count: int, most: int, work: int
) -> None:
    count = min(count, quantity)
    for lots in (even_lots(quantity, lots=count), even_lots(quantity, most=most)):
        assert sum(lots) == quantity
        assert max(lots) - min(lots) <= 1
    assert len(even_lots(quantity, lots=count)) == count
    assert max(even_lots(quantity, most=most)) <= most
    jobs, _ = in_lots([Job([Operation([(0, work)])])], {0: even_lots(quantity, lots=count)}, TWO)
    minutes = sum(job.operations[0].modes[0][1] for job in jobs)
    assert work <= minutes < work + count


@st.composite
def orders(draw: st.DrawFn) -> tuple[list[Job], dict[int, tuple[int, ...]]]:
    """Jobs of one or two operations that may overlap, each may wait for the one before it, some are split."""
    jobs, lots = [], {}
    for row in range(draw(st.integers(1, 4))):
        first = [After(row - 1, 0, draw(st.integers(0, 9)))] if row and draw(st.booleans()) else []
        steps = [Operation([(0, draw(st.integers(1, 60))), (1, draw(st.integers(1, 60)))], after=first)]
        if draw(st.booleans()):
            steps.append(Operation([(1, draw(st.integers(1, 60)))], after=[After(share=(1, 3))]))
        jobs.append(Job(steps, due=draw(st.integers(0, 90))))
        if draw(st.booleans()):
            lots[row] = even_lots(draw(st.integers(3, 30)), lots=draw(st.integers(1, 3)))
    return jobs, lots


@given(orders())
@settings(max_examples=40, deadline=None)
def test_any_split_orders_make_a_valid_plan(given: tuple[list[Job], dict[int, tuple[int, ...]]]) -> None:
    jobs, lots = given
    made, owner = in_lots(jobs, lots, TWO)
    problem = schedule.build(made, TWO)
    found = schedule.improve(problem, schedule.dispatch(problem), Budget(None, 200))
    assert violations(found) == []
    for after, row in enumerate(owner):
        for waits in jobs[row].operations[0].after:
            ends = [found.end[problem.job_first[lot]] for lot, of in enumerate(owner) if of == waits.job]
            assert found.start[problem.job_first[after]] >= max(ends) + waits.lag


@pytest.mark.parametrize(
    ("jobs", "lots", "said"),
    [
        ([Job([Operation(EITHER)])], {0: (3, 0)}, "more than 0"),
        ([Job([Operation(EITHER)])], {0: ()}, "1 to 1000 lots"),
        ([Job([Operation(EITHER)])], {1: (2, 2)}, "does not exist"),
        ([Job([Operation(EITHER, lock=Lock.STARTED, machine=0, start=0)])], {0: (1, 1)}, "locked or started"),
        ([Job([Operation(EITHER)]), Job([Operation(EITHER, after=[After(0, 0, most=5)])])], {0: (1, 1)}, "in time"),
        ([Job([Operation(EITHER, after=[After(7, 0)])])], {0: (1, 1)}, "which there is not"),
    ],
)  # fmt: skip
def test_what_cannot_be_split_is_refused(
    jobs: list[Job], lots: dict[int, tuple[int, ...]], said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        in_lots(jobs, lots, TWO)


def plant(*jobs: dict[str, Any]) -> schedule.Plant:
    shop = {"n_machines": 2, "groups": [[0, 1]], "machine_calendar": [0, 0], "setups": [[[0]]]}
    return schedule.plant_of(json.dumps({**shop, "calendars": [[[0, 480]]], "jobs": list(jobs)}))


def test_a_file_says_what_is_split() -> None:
    """Job 1 fits only in lots; job 0 has a mistake, job 2 waits for it."""
    step = {"modes": [[0, 600], [1, 600]]}
    found = plant(
        {"due": 9, "ops": [step], "split": {"quantity": 5}},
        {"due": 9, "ops": [step], "split": {"quantity": 90, "most": 40}},
        {"due": 9, "ops": [{**step, "modes": [[0, 9]], "after": [{"job": 0, "op": 0}]}]},
        {"due": 9, "ops": [{**step, "modes": [[0, 9]], "after": [{"job": 1, "op": 0}]}]},
    )
    assert found.rows == (1, 1, 1, 3)
    assert found.problem.mode_minutes.tolist() == [200] * 6 + [9]
    assert [note.job for note in found.left_out] == [0, 2]
    assert "split" in found.left_out[0].en


@pytest.mark.parametrize(
    "split",
    [{"quantity": 0, "lots": 1}, {"quantity": 3, "lots": 4}, {"quantity": 3, "lots": 0}, {"quantity": 9, "most": 0},
     {"quantity": 9, "most": 1, "lots": 1}, {"quantity": 10**9, "most": 1}, {"quantity": "x", "lots": 1}, 7],
)  # fmt: skip
def test_a_split_that_makes_no_sense_leaves_its_job_out(split: Any) -> None:
    found = plant(
        {"due": 9, "ops": [{"modes": [[0, 5]]}], "split": split}, {"due": 9, "ops": [{"modes": [[0, 5]]}]}
    )
    assert [note.job for note in found.left_out] == [0]
    assert found.rows == (1,)


def test_circles_among_lots_name_the_jobs_of_the_file() -> None:
    def waits(job: int) -> dict[str, Any]:
        return {"due": 9, "ops": [{"modes": [[0, 4]], "after": [{"job": job, "op": 0}]}]}

    found = plant(
        {"due": 9, "ops": [{"modes": [[0, 4]]}]}, {**waits(2), "split": {"quantity": 4, "lots": 2}}, waits(1)
    )
    assert [note.job for note in found.left_out] == [1, 2]
    assert found.rows == (0,)


def test_fixed_maintenance_is_a_gap_and_placed_maintenance_finds_its_place() -> None:
    """Serviced from 100 to 160 by the calendar, and for 40 minutes in one go somewhere from 200 to 300."""
    shop = Shop([0], [0], schedule.shifts([[(0, 100), (160, 1_000)]], 1_000))
    service = Job([Operation([(0, 40)], whole=True)], release=200, due=300, weight=1_000)
    found = solved(
        [Job([Operation([(0, 90)])], due=90), Job([Operation([(0, 80)], whole=True)], due=240), service], shop
    )
    assert found.weighted_tardiness == 0
    assert not ((found.start < 160) & (found.end > 100)).any()
    assert found.start[2] >= 240
    assert found.end[2] <= 300
