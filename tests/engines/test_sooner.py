"""Lateness first, then the makespan: a shorter plan in which nobody is later."""

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.engines.shops import crowded, relaxed, shops

from jingwei.engines import schedule
from jingwei.engines.refusal import HorizonExceededError
from jingwei.engines.schedule import Budget, Job, Lock, Operation, Shop, sooner
from jingwei.engines.schedule.plan import tardiness


@relaxed
@given(st.one_of(shops(pins=True), crowded(pins=True)))
def test_nobody_is_later_and_nothing_fixed_moves(problem: schedule.Problem) -> None:
    try:
        before = schedule.dispatch(problem)
    except HorizonExceededError:
        assume(False)
    after = sooner(before, Budget(None, 400))
    assert after.problem is problem
    assert after.makespan <= before.makespan
    if after.makespan < before.makespan:
        assert (tardiness(problem, after.end) <= tardiness(problem, before.end)).all()
    assert len(schedule.violations(after)) <= len(schedule.violations(before))
    pinned = problem.lock >= Lock.PINNED
    assert (after.start[pinned] == before.start[pinned]).all()


def painted(*due: int) -> schedule.Schedule:
    """Red, blue, red on one machine, ten minutes each and twenty of cleaning between colours."""
    jobs = [
        Job([Operation([(0, 10)], family)], due=minute) for family, minute in zip((0, 1, 0), due, strict=True)
    ]
    shop = Shop([0], [0], schedule.always(500), [[[0, 20], [20, 0]]])
    return schedule.evaluate(schedule.build(jobs, shop), [[0, 1, 2]])


def test_a_colour_less_to_clean_is_a_shorter_plan() -> None:
    assert painted(200, 200, 200).makespan == 70
    assert sooner(painted(200, 200, 200), Budget(None, 2_000)).makespan == 50


def test_not_if_somebody_would_be_late_by_it() -> None:
    """The first red and the blue have to be done by 10 and 40; and who is late already gets no later."""
    assert sooner(painted(10, 40, 200), Budget(None, 2_000)).makespan == 70
    assert sooner(painted(5, 35, 200), Budget(None, 2_000)).makespan == 70
