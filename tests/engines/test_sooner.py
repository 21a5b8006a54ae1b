"""Lateness first, then the makespan: a shorter plan in which nobody is later."""

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.engines.shops import crowded, relaxed, shops

from jingwei.engines import schedule
from jingwei.engines.refusal import HorizonExceededError
from jingwei.engines.schedule import Budget, Job, Lock, Need, Operation, Shop, later, sooner
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


def test_what_is_free_waits_for_all_pins_before_it_also_where_they_contradict_each_other() -> None:
    """Fixed in a pause both pins begin when it is over, at 700; one is on the machine for a minute, one for two."""
    hours = schedule.shifts([[(0, 1), (700, 8000)]], 8000)
    jobs = [
        Job([Operation([(0, 1)], lock=Lock.PINNED, machine=0, start=2)]),
        Job([Operation([(0, 1)]) for _ in range(3)]),
        Job([Operation([(0, 2)], lock=Lock.PINNED, machine=0, start=1)]),
    ]
    before = schedule.dispatch(schedule.build(jobs, Shop([0], [0], hours)))
    after = sooner(before, Budget(None, 400))
    for plan in (before, after, later(after)):
        assert [(one.operation, one.other) for one in plan.conflicts] == [(4, 0)]
        assert [(one.rule, one.operation) for one in schedule.violations(plan)] == [("overlap", 4)]
        assert plan.start[[0, 4]].tolist() == [700, 700]
        assert plan.start[2] >= 702


def test_a_short_pin_within_a_long_one_frees_nothing() -> None:
    """The mill is fixed from 10 to 110, against that from 30 to 40 and from 60 to 70, too: who is free begins at 110."""
    pins = [
        Job([Operation([(0, minutes)], lock=Lock.PINNED, machine=0, start=start)])
        for start, minutes in ((10, 100), (30, 10), (60, 10))
    ]
    free = [Job([Operation([(0, 20)]), Operation([(1, 5)])], due=due) for due in (90, 60)]
    problem = schedule.build([*pins, *free], Shop([0, 0], [0, 0], schedule.always(500)))
    first = schedule.dispatch(problem)
    for plan in (
        first,
        schedule.improve(problem, first, Budget(None, 2_000)),
        sooner(first, Budget(None, 2_000)),
    ):
        assert [(one.operation, one.other) for one in plan.conflicts] == [(1, 0), (2, 0)]
        assert [(one.rule, one.operation) for one in schedule.violations(plan)] == [
            ("overlap", 1),
            ("overlap", 2),
        ]
        assert sorted(plan.start[[3, 5]].tolist()) == [110, 130]
        waits = schedule.why_late(plan, 3 if plan.start[3] == 110 else 4)[1]
        assert (waits.blocker, waits.since) == (0, 110)


def test_a_person_fixed_at_two_places_at_once_is_free_when_both_are_done() -> None:
    """One setter is with the first machine until 100 and, against that, with the second until 30."""
    setter = [Need([0])]
    pins = [
        Job([Operation([(at, minutes)], lock=Lock.PINNED, machine=at, start=start, needs=setter)])
        for at, start, minutes in ((0, 0, 100), (1, 20, 10))
    ]
    free = [Job([Operation([(2, 20)], needs=setter)], due=due) for due in (90, 60)]
    problem = schedule.build([*pins, *free], Shop([0] * 3, [0] * 3, schedule.always(500), units=[-1]))
    first = schedule.dispatch(problem)
    for plan in (
        first,
        schedule.improve(problem, first, Budget(None, 2_000)),
        sooner(first, Budget(None, 2_000)),
    ):
        assert [(one.operation, one.other) for one in plan.conflicts] == [(1, 0)]
        assert [(one.rule, one.operation) for one in schedule.violations(plan)] == [("unit", 1)]
        assert sorted(plan.start[2:].tolist()) == [100, 120]


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
