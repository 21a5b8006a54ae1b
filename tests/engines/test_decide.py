"""Routes and overtime: decided as the best of all ways to decide, and told apart from what is only a little worse."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.test_search import every_plan

from jingwei.engines import schedule
from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.schedule import (
    After,
    Budget,
    Choice,
    Decided,
    Job,
    Operation,
    Overtime,
    Shop,
    Undecided,
    decide,
    violations,
)
from jingwei.engines.schedule.decide import choices

DAY = 1_440
WEEK = [(day * DAY + 480, day * DAY + 960) for day in range(5)]
SATURDAY = Overtime(0, 5 * DAY + 480, 5 * DAY + 960, cost=300)
HORIZON = 14 * DAY
Step = tuple[int, int]
"""An operation: its job and which of its steps it is."""


def shop(machines: int, *overtime: Overtime, weeks: int = 2) -> Shop:
    hours = [(start + 7 * DAY * week, end + 7 * DAY * week) for week in range(weeks) for start, end in WEEK]
    return Shop([0] * machines, [0] * machines, schedule.shifts([hours], weeks * 7 * DAY), overtime=overtime)


def test_the_second_route_is_taken_where_the_usual_one_is_full() -> None:
    """Two jobs on one lathe, due at the end of a shift: one of them is milled instead, though that takes longer."""
    lathe, mill = [Operation([(0, 400)])], [Operation([(1, 250)]), Operation([(1, 200)])]
    found = decide(Undecided([Job(lathe, due=960, routes=[mill])] * 2, shop(2)), Budget(None, 10_000))
    assert sorted(found.choice.route) == [0, 1]
    assert (found.value, found.proven) == (0, True)
    assert violations(found.solution.schedule) == []


@pytest.mark.parametrize(("cost", "comes"), [(300, True), (30_000, False)])
def test_people_come_on_saturday_only_if_it_is_worth_it(cost: int, comes: bool) -> None:
    """Six days of work in a week of five; without Saturday it ends on Monday, two days late."""
    job = Job([Operation([(0, 480)])] * 6, due=5 * DAY + 960, weight=1)
    saturday = Overtime(0, SATURDAY.start, SATURDAY.end, cost)
    found = decide(Undecided([job], shop(1, saturday)), Budget(None, 10_000))
    assert found.choice.worked == (comes,)
    assert found.value == (cost if comes else 2 * DAY)
    assert found.proven


@st.composite
def tiny(draw: st.DrawFn) -> Undecided:
    """Two jobs of one or two operations, some with a second route, two machines, up to two overtime shifts."""

    def route() -> list[Operation]:
        count = draw(st.integers(1, 2))
        return [Operation([(draw(st.integers(0, 1)), draw(st.integers(20, 600)))]) for _ in range(count)]

    jobs = [
        Job(
            route(),
            due=draw(st.integers(0, 3 * DAY)),
            weight=draw(st.integers(1, 3)),
            routes=[route()] if draw(st.booleans()) else [],
        )
        for _ in range(2)
    ]
    evening = [Overtime(0, day * DAY + 960, day * DAY + 1_080, draw(st.integers(0, 400))) for day in range(2)]
    return Undecided(jobs, shop(2, *evening[: draw(st.integers(0, 2))]))


@settings(max_examples=30, deadline=None)
@given(tiny())
def test_what_is_decided_is_the_best_of_all_ways_to_decide(undecided: Undecided) -> None:
    best = min(
        plan.weighted_tardiness + undecided.cost(choice)
        for choice in choices(undecided)
        for plan in every_plan(undecided.posed(choice))
    )
    found = decide(undecided, Budget(None, 400_000))
    assert (found.value, found.bound, found.proven) == (best, best, True)
    assert violations(found.solution.schedule) == []


def factory(jobs: int, machines: int) -> Undecided:
    """Jobs of three steps, half of them with a second route on other machines; a Saturday shift in each of six weeks."""
    random = np.random.default_rng(11)

    def route() -> list[Operation]:
        return [
            Operation([(int(random.integers(machines)), int(random.integers(30, 300)))]) for _ in range(3)
        ]

    made = [
        Job(
            route(),
            due=int(random.integers(2, 40)) * DAY,
            weight=int(random.integers(1, 5)),
            routes=[route()] if number % 2 else [],
        )
        for number in range(jobs)
    ]
    saturdays = [
        Overtime(0, (7 * week + 5) * DAY + 480, (7 * week + 5) * DAY + 960, 4_000) for week in range(6)
    ]
    return Undecided(made, shop(machines, *saturdays, weeks=9))


def test_turning_decisions_over_beats_never_and_always() -> None:
    undecided = factory(160, 6)
    budget = Budget(None, 150_000)
    found = decide(undecided, budget, seed=3)
    assert violations(found.solution.schedule) == []
    assert found.value == found.solution.schedule.weighted_tardiness + undecided.cost(found.choice)
    assert (
        found.solution.schedule.problem.job_first.tolist() == undecided.posed(found.choice).job_first.tolist()
    )
    usual = undecided.usual
    always = Choice(usual.route, (True,) * 6)
    for fixed in (usual, always):
        plain = schedule.solve(undecided.posed(fixed), budget, seed=3)
        assert found.value < 0.9 * (plain.value + undecided.cost(fixed))
    again = decide(undecided, budget, seed=3)
    assert (again.value, again.choice) == (found.value, found.choice)


def test_a_plan_that_stands_is_gone_on_from() -> None:
    """What is displaced must be worth it, and where nothing is, overtime alone makes the plan better."""
    undecided, budget = factory(160, 6), Budget(None, 150_000)
    stands = schedule.solve(undecided.posed(undecided.usual), Budget(None, 20_000), seed=3).schedule
    anew = decide(undecided, budget, seed=3)
    cheap, dear = (decide(undecided, budget, start=stands, displacement=d, seed=3) for d in (200, 10**9))
    assert violations(cheap.solution.schedule) == violations(dear.solution.schedule) == []
    assert anew.value < cheap.value < dear.value < stands.weighted_tardiness
    assert sum(cheap.choice.route) > 0
    assert 2 * displaced(stands, cheap) < displaced(stands, anew)
    assert (displaced(stands, dear), dear.choice.route) == (0, undecided.usual.route)


def displaced(before: schedule.Schedule, found: Decided) -> int:
    """Operations of jobs on their usual route with another one right before them than before."""
    after = found.solution.schedule

    def neighbours(plan: schedule.Schedule) -> list[tuple[Step, Step]]:
        """Who stands before whom on the machines, by job and step, of those on the usual route."""
        rows: list[tuple[Step, Step]] = []
        for row in np.split(plan.sequence, plan.sequence_first[1:-1]):
            usual = [
                (int(plan.problem.job_of[one]), int(one - plan.problem.job_first[plan.problem.job_of[one]]))
                for one in row.tolist()
                if not found.choice.route[plan.problem.job_of[one]]
            ]
            rows += pairwise(usual)
        return rows

    return len(set(neighbours(after)) - set(neighbours(before)))


def test_nobody_is_called_in_for_nothing() -> None:
    """A job that is done on Monday, and Saturdays that cost nothing to open: none of them is worked."""
    undecided = Undecided(
        [Job([Operation([(0, 60)])], due=DAY)],
        shop(1, *(Overtime(0, (7 * w + 5) * DAY + 480, (7 * w + 5) * DAY + 600) for w in range(6)), weeks=7),
    )
    found = decide(undecided, Budget(None, 5_000))
    assert found.choice.worked == (False,) * 6
    assert found.value == 0


@pytest.mark.parametrize(
    ("overtime", "said"),
    [
        (Overtime(1, 0, 60), "Overtime 0: there is no calendar 1."),
        (Overtime(0, 60, 60), "Overtime 0: 60–60 is no time between 0 and"),
        (Overtime(0, 100, 500), "Overtime 0 (100–500) overlaps a shift or other overtime of calendar 0."),
        (Overtime(0, 0, 60, -1), "Overtime 0: the cost -1 must not be negative"),
    ],
)
def test_overtime_that_cannot_be_is_refused(overtime: Overtime, said: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        Undecided([Job([Operation([(0, 1)])])], shop(1, overtime))
    assert refused.value.en.startswith(said)
    assert refused.value.place[0] == "overtime"


def test_nobody_waits_for_an_operation_that_is_not_decided() -> None:
    several = Job([Operation([(0, 5)])], routes=[[Operation([(0, 6)])]])
    waits = Job([Operation([(0, 5)], after=[After(0, 0)])])
    with pytest.raises(InvalidInputError, match="job 0, which has several routes"):
        Undecided([several, waits], shop(1))
