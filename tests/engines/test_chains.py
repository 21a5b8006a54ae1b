"""What must follow without waiting is moved as a whole: the best of all plans is found, and what was moved is told."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import assume, given
from tests.engines.shops import crowded, every_plan, relaxed

from jingwei.engines import schedule
from jingwei.engines.refusal import HorizonExceededError
from jingwei.engines.schedule import After, Aim, Budget, Job, Operation, Shop, solve


def tiny(seed: int) -> schedule.Problem:
    """Three jobs of one or two steps on one or two of two machines, the second at once after the first; setups, shifts."""
    luck = np.random.default_rng(seed)
    jobs = []
    for _ in range(3):
        steps = [
            Operation(
                [
                    (m, int(luck.integers(5, 41)))
                    for m in sorted(luck.permutation(2)[: luck.integers(1, 3)].tolist())
                ],
                int(luck.integers(2)),
                after=[After(most=0)] if step else [],
                whole=bool(luck.random() < 0.2),
            )
            for step in range(luck.integers(1, 3))
        ]
        jobs.append(Job(steps, 0, int(luck.integers(0, 81)), int(luck.integers(1, 5))))
    hours = schedule.shifts([[(day + 10, day + 60) for day in range(0, 3000, 100)], [(0, 3000)]], 3000)
    return schedule.build(jobs, Shop([0, 0], [0, 1], hours, [[[0, 15], [20, 0]]]))


@pytest.mark.parametrize("aim", Aim)
def test_without_waiting_the_best_of_all_plans_is_found(aim: Aim) -> None:
    for seed in range(12):
        plans = every_plan(tiny(seed))
        found = solve(tiny(seed), Budget(None, 20_000), aim=aim)
        assert schedule.violations(found.schedule) == []
        late, long = (
            min(getattr(plan, name) for plan in plans) for name in ("weighted_tardiness", "makespan")
        )
        assert found.value == (late if aim is Aim.TARDINESS else long), seed


def in_order(minutes: list[list[int]], due: list[int], order: tuple[int, ...]) -> int:
    """Tardiness of a flow shop without waiting: behind one another as soon as no machine is taken twice."""
    begin = late = 0
    for before, job in pairwise((None, *order)):
        if before is not None:
            steps = range(len(minutes[0]))
            begin += max(sum(minutes[before][: k + 1]) - sum(minutes[job][:k]) for k in steps)
        late += max(0, begin + sum(minutes[job]) - due[job])
    return late


def test_a_line_without_waiting_is_put_in_its_best_order() -> None:
    """Hot steel goes through three mills at once: only the order of the six heats is free."""
    for seed in range(4):
        luck = np.random.default_rng(seed)
        minutes, due = luck.integers(1, 31, (6, 3)).tolist(), luck.integers(20, 140, 6).tolist()
        jobs = [
            Job([Operation([(m, row[m])], after=[After(most=0)] if m else []) for m in range(3)], due=day)
            for row, day in zip(minutes, due, strict=True)
        ]
        problem = schedule.build(jobs, Shop([0] * 3, [0] * 3, schedule.always(1000)))
        found = solve(problem, Budget(None, 20_000))
        assert schedule.violations(found.schedule) == []
        assert found.value == min(in_order(minutes, due, order) for order in permutations(range(6)))


def test_a_heat_that_came_too_late_goes_ahead_again_with_all_its_steps() -> None:
    """Two heats in the wrong order: each step that is put elsewhere has its price, and is told."""
    heats = [
        Job([Operation([(m, 10)], after=[After(most=0)] if m else []) for m in range(3)], due=due)
        for due in (30, 200)
    ]
    problem = schedule.build(heats, Shop([0] * 3, [0] * 3, schedule.always(1000)))
    right = schedule.evaluate(problem, [[0, 3], [1, 4], [2, 5]])
    wrong = schedule.evaluate(problem, [[3, 0], [4, 1], [5, 2]])
    assert (right.weighted_tardiness, wrong.weighted_tardiness) == (0, 10)
    mended = schedule.repair(right, wrong, Budget(None, 2_000), price=3)
    assert schedule.violations(mended.schedule) == []
    assert (mended.schedule.weighted_tardiness, mended.gained) == (0, 10)
    assert mended.displaced.tolist() in ([0, 1, 2], [3, 4, 5])
    assert schedule.repair(right, wrong, Budget(None, 2_000), price=4).schedule is wrong


@relaxed
@given(crowded())
def test_a_chain_that_costs_too_much_stands_where_it_stood(problem: schedule.Problem) -> None:
    """Whatever is tried and taken back, the plan is what was counted."""
    try:
        first = schedule.dispatch(problem)
    except HorizonExceededError:
        assume(False)
    told = [first.weighted_tardiness]
    better = schedule.improve(
        problem, first, Budget(None, 1_000), displacement=20, seed=5, tell=lambda one: told.append(one.value)
    )
    assert schedule.violations(better) == []
    assert better.weighted_tardiness <= told[-1] <= told[0]
