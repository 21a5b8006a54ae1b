"""What a move would cost is told before it is made: never too much where that can be known, and nothing good enough is given up."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.plants_to_schedule import loaded_factory
from tests.engines.shops import big_factory, relaxed, shops

from jingwei.engines import schedule
from jingwei.engines.refusal import HorizonExceededError
from jingwei.engines.schedule import Job, Operation, Priority, Rule, Shop
from jingwei.engines.schedule.anneal import UNTRIED, tried
from jingwei.engines.schedule.crowd import crowd_of
from jingwei.engines.schedule.floor import (
    MACHINE,
    MODE,
    PLACE,
    Floor,
    Scratch,
    copied,
    floor_of,
    schedule_of,
    scratch_of,
)
from jingwei.engines.schedule.moves import setups_changed
from jingwei.engines.schedule.slope import appraise, estimate
from jingwei.engines.schedule.slope_among import AWAITED, GRAIN, PRICE, estimate_among
from jingwei.engines.schedule.tables import shop_of


def test_a_minute_is_worth_all_that_is_late_and_waits_for_it() -> None:
    """Three jobs on the first machine; the second goes on to another, where nobody else is."""
    problem = schedule.build(
        [
            Job([Operation([(0, 10)])], due=100, weight=7),
            Job([Operation([(0, 10)]), Operation([(1, 5)])], due=20, weight=2),
            Job([Operation([(0, 10)])], due=20, weight=3),
        ],
        Shop([0, 0], [0, 0], schedule.always(1000)),
    )  # fmt: skip
    floor, scratch = state_of(schedule.evaluate(problem, [[0, 1, 3], [2]]))
    appraise(floor, None, scratch.worth)
    assert scratch.worth[:4, AWAITED].tolist() == [-1, 0, 1, 1]
    assert scratch.worth[:4, PRICE].tolist() == [5 * GRAIN, 5 * GRAIN, 2 * GRAIN, 3 * GRAIN]
    # The third before the second: ten minutes sooner for 3 a minute, ten later for 2 a minute.
    assert estimate(floor, scratch.worth, 3, int(floor.op[3, MODE]), 1) == 10 * 2 - 10 * 3


@pytest.mark.parametrize("units", [[], [-1]], ids=["machines alone", "somebody beside them"])
@relaxed
@given(st.data())
def test_it_tells_too_little_rather_than_too_much(units: list[int], data: st.DataObject) -> None:
    """Jobs of one operation, machines that never rest: lateness is convex, and what it tells is a bound."""
    machines, count = data.draw(st.integers(1, 3)), data.draw(st.integers(2, 8))
    minutes, families = st.integers(1, 40), data.draw(st.integers(1, 3))
    setup = data.draw(st.lists(st.integers(0, 25), min_size=families**2, max_size=families**2))
    jobs = [
        Job(
            [Operation([(machine, data.draw(minutes)) for machine in range(machines)], data.draw(st.integers(0, families - 1)))],
            data.draw(st.integers(0, 30)), data.draw(st.integers(0, 150)), data.draw(st.integers(0, 5)),
        )
        for _ in range(count)
    ]  # fmt: skip
    kinds = np.array(setup).reshape(1, families, families)
    problem = schedule.build(
        jobs, Shop([0] * machines, [0] * machines, schedule.always(10_000), kinds, units)
    )
    plan = schedule.dispatch(problem)
    floor, tell = told_by(plan)
    for operation, mode, place, other in moved_once(plan, floor):
        assert other is not None
        told = tell(operation, mode, place)
        assert told <= other.weighted_tardiness - plan.weighted_tardiness
        more = other.setup_minutes - plan.setup_minutes
        assert setups_changed(floor, operation, mode, place) == more


@relaxed
@given(shops(), st.integers(-2000, 2000), st.integers(0, 3))
def test_nothing_good_enough_is_given_up_once_it_is_tried(
    problem: schedule.Problem, enough: int, setup_cost: int
) -> None:
    """Shifts, re-entrance, other machines: whoever is tried stays just when that costs no more than is enough."""
    first = schedule.dispatch(problem)
    plan = schedule.evaluate(
        problem, [part.tolist() for part in np.split(first.sequence, first.sequence_first[1:-1])]
    )
    floor, scratch = state_of(plan)
    appraise(floor, None, scratch.worth)
    for operation, mode, place, other in moved_once(plan, floor):
        own = copied(floor)
        stays, worse, timed = tried(own, scratch, operation, mode, place, float(enough), 1e9, setup_cost)
        if other is None:
            assert not stays
            continue
        cost = other.weighted_tardiness - plan.weighted_tardiness
        cost += setup_cost * (other.setup_minutes - plan.setup_minutes)
        assert stays == (cost <= enough and timed != UNTRIED)
        if stays:
            assert worse == cost
            assert schedule_of(problem, own).start.tolist() == other.start.tolist()
        else:
            assert own.op.tobytes() == floor.op.tobytes()


@pytest.mark.parametrize("factory", [big_factory, loaded_factory])
@pytest.mark.parametrize("rule", [Priority.EDD, Priority.ATCS])
def test_of_what_makes_a_plan_better_hardly_anything_looks_too_dear(
    rule: Priority, factory: Callable[[int, int], schedule.Problem]
) -> None:
    """In a factory with shifts and setups it is no bound; what is lost is little beside what need not be carried through."""
    roomy = factory(300, 6)
    problem = replace(roomy, due=roomy.due // 4)
    plan = schedule.dispatch(problem, [Rule(rule)])
    floor, tell = told_by(plan)
    better = dear = worse = spared = 0
    for operation, mode, place, other in moved_once(plan, floor, 6):
        if other is None:
            continue
        cost = other.weighted_tardiness - plan.weighted_tardiness
        told = tell(operation, mode, place)
        better, dear = better + (cost < 0), dear + (cost < 0 < told)
        worse, spared = worse + (cost > 0), spared + (told > 0 and cost > 0)
    assert better > 50
    assert dear < 0.3 * better
    assert spared > 0.8 * worse


def told_by(plan: schedule.Schedule) -> tuple[Floor, Callable[[int, int, int], int]]:
    """A plan as a search changes it, and what the search tells of a move in it."""
    floor, scratch = state_of(plan)
    if plan.problem.extras is None:
        appraise(floor, None, scratch.worth)
        return floor, partial(estimate, floor, scratch.worth)
    crowd = crowd_of(plan.problem, plan)
    appraise(floor, crowd, scratch.worth)
    return floor, partial(estimate_among, floor, crowd, scratch.worth)


def state_of(plan: schedule.Schedule) -> tuple[Floor, Scratch]:
    """A plan as a search changes it."""
    floor = floor_of(plan.problem, shop_of(plan.problem), plan)
    return floor, scratch_of(floor)


def moved_once(
    plan: schedule.Schedule, floor: Floor, near: int = 1_000
) -> Iterator[tuple[int, int, int, schedule.Schedule | None]]:
    """Every move of one operation, in its own row to a `near` place; and the plan timed anew, None where there is none."""
    problem = plan.problem
    rows = [part.tolist() for part in np.split(plan.sequence, plan.sequence_first[1:-1])]
    for operation in range(problem.operations):
        for mode in range(int(problem.mode_first[operation]), int(problem.mode_first[operation + 1])):
            machine = int(problem.mode_machine[mode])
            same = machine == floor.op[operation, MACHINE]
            for place in range(len(rows[machine]) + (not same)):
                if same and not 1 <= abs(place - floor.op[operation, PLACE]) <= near:
                    continue
                others = [[one for one in row if one != operation] for row in rows]
                others[machine].insert(place, operation)
                try:
                    yield operation, mode, place, schedule.evaluate(problem, others)
                except (schedule.CircularSequenceError, HorizonExceededError):
                    yield operation, mode, place, None
