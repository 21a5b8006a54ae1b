"""Searching for better plans: never worse, never invalid, never past a lock, and the optimum where it is known."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.shops import big_factory, every_plan, relaxed, shops

from jingwei.engines import schedule
from jingwei.engines.chance import below, chance, draw, unit
from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.schedule import Aim, Budget, Job, Lock, Operation, Progress, Shop, solve
from jingwei.engines.schedule.anneal import Heat, annealed
from jingwei.engines.schedule.bounds import least_makespan, least_tardiness
from jingwei.engines.schedule.floor import copied, floor_of, schedule_of, scratch_of
from jingwei.engines.schedule.makespan import Elite, elite_of, mixed
from jingwei.engines.schedule.tables import shop_of
from jingwei.engines.schedule.window import put_together, windows, worth_of

FT06 = """6 6
2 1 0 3 1 6 3 7 5 3 4 6
1 8 2 5 4 10 5 10 0 10 3 4
2 5 3 4 5 8 0 9 1 1 4 7
1 5 0 5 2 5 3 3 4 8 5 9
2 9 1 3 4 5 5 4 0 3 3 1
1 3 3 3 5 9 0 10 4 4 2 1
"""
"""Fisher & Thompson (1963), 6 × 6; the optimum is 55."""
few = settings(relaxed, max_examples=40)


def test_chance_is_the_same_everywhere_and_even() -> None:
    state = chance(1)
    assert [draw(state) for _ in range(3)] == [draw(again) for again in [chance(1)] for _ in range(3)]
    assert [draw(chance(seed)) for seed in (1, 2)] != [draw(chance(1))] * 2
    counts = np.bincount([below(state, 6) for _ in range(60_000)], minlength=6)
    assert abs(counts - 10_000).max() < 500
    drawn = np.array([unit(state) for _ in range(20_000)])
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert abs(drawn.mean() - 0.5) < 0.01


@relaxed
@given(shops(), st.integers(0, 40))
def test_improving_never_worsens_and_what_it_counted_is_what_the_plan_says(
    problem: schedule.Problem, setup_cost: int
) -> None:
    first = schedule.dispatch(problem)
    told: list[Progress] = []
    better = schedule.improve(problem, first, Budget(None, 2_000), setup_cost=setup_cost, tell=told.append)
    assert schedule.violations(better) == []

    def worth(plan: schedule.Schedule) -> int:
        return plan.weighted_tardiness + setup_cost * plan.setup_minutes

    assert worth(better) <= worth(first)
    if told:
        assert told[-1].value == worth(better)
        assert all(one.value >= two.value for one, two in pairwise(told))
    assert least_tardiness(problem) <= better.weighted_tardiness


@relaxed
@given(shops(pins=True))
def test_locks_never_move(problem: schedule.Problem) -> None:
    first = schedule.dispatch(problem)
    better = schedule.improve(problem, first, Budget(None, 1_500))
    pinned = problem.lock >= Lock.PINNED
    assert (better.start[pinned] == first.start[pinned]).all()
    locked = problem.lock != Lock.FREE
    assert (better.machine[locked] == problem.locked_machine[locked]).all()
    assert {one.operation for one in better.conflicts} <= {one.operation for one in first.conflicts}
    if not better.conflicts:
        assert schedule.violations(better) == []


@relaxed
@given(shops(), st.integers(2, 3), st.integers(1, 1000))
def test_windows_searched_apart_make_a_plan_together(
    problem: schedule.Problem, count: int, seed: int
) -> None:
    """Whatever each search makes of its own stretch of time, the rows put together are a valid plan."""
    first = schedule.dispatch(problem)
    floor = floor_of(problem, shop_of(problem), first)
    parts = windows(floor, [1 / count] * count, chance(seed))
    assert sorted(np.concatenate([part.those for part in parts]).tolist()) == list(range(problem.operations))
    floors, scratch = [copied(floor) for _ in parts], scratch_of(floor)
    heat = Heat(500.0, 50.0, 50_000.0, 0, 0, 0.7)
    for number, (own, part) in enumerate(zip(floors, parts, strict=True)):
        if len(part.those):
            moved = np.zeros(problem.operations, np.int64)
            annealed(own, None, part, scratch, chance(seed + number), 400, heat, moved)
            assert set(np.flatnonzero(moved).tolist()) <= set(part.those.tolist())
    whole = put_together(floors, parts, scratch)
    assert whole is not None
    plan = schedule_of(problem, whole)
    assert schedule.violations(plan) == []
    assert worth_of(whole, 3) == plan.weighted_tardiness + 3 * plan.setup_minutes


def test_two_searches_share_a_large_plan_and_give_the_same_again() -> None:
    problem = big_factory(2_000, 12)
    first = schedule.dispatch(problem)
    found = [schedule.improve(problem, first, Budget(None, 20_000), seed=5, workers=2) for _ in range(2)]
    assert schedule.violations(found[0]) == []
    assert found[0].start.tobytes() == found[1].start.tobytes()
    assert found[0].weighted_tardiness < first.weighted_tardiness


@st.composite
def tiny(draw: st.DrawFn) -> schedule.Problem:
    """Two or three jobs, at most five operations, shifts, setups, dates and weights; few enough to try everything."""
    steps = draw(st.lists(st.integers(1, 2), min_size=2, max_size=3))
    jobs = [
        Job(
            [
                Operation(
                    [
                        (m, draw(st.integers(5, 60)))
                        for m in sorted(draw(st.sets(st.integers(0, 1), min_size=1)))
                    ],
                    draw(st.integers(0, 1)),
                    draw(st.sampled_from([0, 0, 77])),
                )
                for _ in range(count)
            ],
            draw(st.sampled_from([0, 0, 30])),
            draw(st.integers(0, 100)),
            draw(st.integers(1, 4)),
        )
        for count in steps
    ]
    always, days = [(0, 2_000)], range(0, 2_000, 100)
    early, late = [(day + 10, day + 60) for day in days], [(day + 30, day + 90) for day in days]
    first, second = draw(st.sampled_from([(always, always), (early, early), (early, late)]))
    hours = schedule.shifts([first, second], 2_000)
    return schedule.build(jobs, Shop([0, 0], [0, 1], hours, [[[0, 15], [20, 0]]]))


@few
@given(tiny())
def test_what_the_search_finds_is_the_best_of_all_plans(problem: schedule.Problem) -> None:
    for setup_cost in (0, 3):
        best = min(plan.weighted_tardiness + setup_cost * plan.setup_minutes for plan in every_plan(problem))
        found = solve(problem, Budget(None, 400_000), setup_cost=setup_cost)
        assert (found.value, found.bound, found.proven) == (best, best, True)
        assert schedule.violations(found.schedule) == []


@st.composite
def plain(draw: st.DrawFn) -> schedule.Problem:
    """Three jobs of two operations without setups and pauses, some with a choice."""
    jobs = [
        Job(
            [
                Operation(
                    [
                        (m, draw(st.integers(1, 9)))
                        for m in sorted(draw(st.sets(st.integers(0, 1), min_size=1)))
                    ]
                )
                for _ in range(2)
            ]
        )
        for _ in range(3)
    ]
    return schedule.build(jobs, Shop([0, 0], [0, 0], schedule.always(200)))


@few
@given(plain())
def test_the_shortest_of_all_plans_is_found(problem: schedule.Problem) -> None:
    best = min(plan.makespan for plan in every_plan(problem))
    found = solve(problem, Budget(None, 200_000), aim=Aim.MAKESPAN)
    assert (found.value, found.proven) == (best, True)
    assert least_makespan(problem) <= best
    assert schedule.violations(found.schedule) == []


def test_ft06_is_solved() -> None:
    problem = schedule.from_job_shop(FT06)
    found = solve(problem, Budget(None, 60_000), aim=Aim.MAKESPAN)
    assert least_makespan(problem) == 52
    assert (found.value, found.bound, found.proven) == (55, 55, True)
    assert schedule.violations(found.schedule) == []


@pytest.mark.parametrize("aim", Aim)
def test_a_seed_and_a_number_of_moves_give_the_same_plan_again(aim: Aim) -> None:
    problem = schedule.from_job_shop(FT06) if aim is Aim.MAKESPAN else big_factory(400, 3)
    runs = [solve(problem, Budget(None, 30_000), aim=aim, seed=3, workers=2).schedule for _ in range(2)]
    assert runs[0].start.tobytes() == runs[1].start.tobytes()
    assert runs[0].sequence.tobytes() == runs[1].sequence.tobytes()


def test_a_factory_gets_much_better_and_may_be_stopped() -> None:
    problem = big_factory(800, 4)
    first = schedule.dispatch(problem)
    told: list[Progress] = []
    found = solve(problem, Budget(None, 60_000), tell=told.append)
    assert schedule.violations(found.schedule) == []
    assert found.value < 0.8 * first.weighted_tardiness
    seen = len(told)
    solve(problem, Budget(None, 60_000), tell=told.append, stop=lambda: len(told) >= seen + 3)
    assert len(told) == seen + 3


def test_a_mixture_of_orders_respects_the_routings() -> None:
    problem = schedule.from_job_shop(FT06)
    one = elite_of(schedule.dispatch(problem, [schedule.Rule(schedule.Priority.SPT)]))
    other = elite_of(schedule.dispatch(problem, [schedule.Rule(schedule.Priority.MWKR)]))
    for share in (0.0, 0.4, 1.0):
        rank = Elite.rank(mixed(one, other, share, np.random.default_rng(1)))
        within = np.diff(rank)[np.diff(problem.job_of) == 0]
        assert (within > 0).all()


def test_a_budget_is_seconds_or_moves() -> None:
    for wrong in ((None, None), (1.0, 1), (0.0, None), (None, -1)):
        with pytest.raises(InvalidInputError):
            Budget(*wrong)


def test_what_fills_every_machine_to_the_last_minute_is_solved_by_what_must_be_so() -> None:
    """A plan without a minute idle, cut into jobs: searching gets nowhere near, a tight deadline leaves no choice."""
    problem = without_idling(machines=100, jobs=103, each=100, minutes=60_000, seed=2)
    assert problem.operations == 10_000
    assert schedule.dispatch(problem).makespan > 70_000
    found = solve(problem, Budget(None, 20_000), aim=Aim.MAKESPAN)
    assert (found.value, found.proven) == (60_000, True)
    assert schedule.violations(found.schedule) == []


def without_idling(machines: int, jobs: int, each: int, minutes: int, seed: int) -> schedule.Problem:
    """Every machine works `minutes` without a pause; what begins next goes to any job that is free, or to a new one."""
    luck = np.random.default_rng(seed)
    begins = []
    for machine in range(machines):
        cuts = [0, *sorted(luck.choice(np.arange(1, minutes), each - 1, replace=False).tolist()), minutes]
        begins += [(begin, end, machine) for begin, end in pairwise(cuts)]
    free, rows = [0] * jobs, [list[Operation]() for _ in range(jobs)]
    for begin, end, machine in sorted(begins):
        job = int(luck.choice([one for one in range(len(free)) if free[one] <= begin]))
        free[job] = end
        rows[job].append(Operation([(machine, end - begin)]))
    horizon = schedule.always(minutes * 4)
    return schedule.build([Job(row) for row in rows], Shop([0] * machines, [0] * machines, horizon))
