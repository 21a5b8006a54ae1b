"""Starting as late as nothing suffers from: judged by the checker, whatever the shop is like."""

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.engines.shops import crowded, relaxed, shops

from jingwei.engines import schedule
from jingwei.engines.refusal import HorizonExceededError
from jingwei.engines.schedule import Budget, Job, Lock, Operation, Shop


@relaxed
@given(st.one_of(shops(pins=True), crowded(pins=True)), st.booleans())
def test_nothing_suffers_and_nothing_fixed_moves(problem: schedule.Problem, until_due: bool) -> None:
    try:
        before = schedule.improve(problem, schedule.dispatch(problem), Budget(None, 300))
    except HorizonExceededError:
        assume(False)
    after = schedule.later(before, until_due=until_due)
    assert len(schedule.violations(after)) <= len(schedule.violations(before))
    assert after.weighted_tardiness == before.weighted_tardiness
    assert after.setup_minutes == before.setup_minutes
    assert (after.start >= before.start).all()
    pinned = problem.lock >= Lock.PINNED
    assert (after.start[pinned] == before.start[pinned]).all()
    if not until_due:
        assert after.in_progress_minutes <= before.in_progress_minutes
        assert after.early_minutes == before.early_minutes
    else:
        assert after.early_minutes <= before.early_minutes


def test_a_first_step_waits_until_the_second_can_take_it_over() -> None:
    """The mill is busy until 100: sawing early only fills the floor. Nothing else is due before 200."""
    day = schedule.shifts([[(0, 120), (140, 400)]], 400)
    jobs = [Job([Operation([(1, 100)])], due=100), Job([Operation([(0, 30)]), Operation([(1, 20)])], due=200)]
    plan = schedule.dispatch(schedule.build(jobs, Shop([0, 0], [0, 0], day)))
    assert plan.start.tolist() == [0, 0, 100]
    assert (plan.in_progress_minutes, plan.early_minutes) == (100 + 120, 80)
    assert schedule.later(plan).start.tolist() == [0, 70, 100]
    due = schedule.later(plan, until_due=True)
    # Due at 200: milling from 180, sawing from 150 when the pause is over.
    assert due.start.tolist() == [0, 150, 180]
    assert due.end.tolist() == [100, 180, 200]
