"""Schedules: a told day on two machines, then random shops judged by the independent checker."""

import subprocess
import sys
from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.engines.shops import big_factory, relaxed, shops

from jingwei.engines import schedule
from jingwei.engines.refusal import HorizonExceededError, InvalidInputError
from jingwei.engines.schedule import Cause, Job, Lock, Operation, Priority, Rule, Shop

EDD = [Rule(Priority.EDD)]
# 08:00–12:00 and 13:00–17:00 on three days
DAYS = schedule.shifts(
    [[(d * 1440 + a, d * 1440 + b) for d in range(3) for a, b in ((480, 720), (780, 1020))]], 4320
)
SETUP = [[[0, 30], [20, 0]]]


def lathe(*jobs: Job) -> schedule.Problem:
    """One machine with two families and day shifts."""
    return schedule.build(jobs, Shop([0], [0], DAYS, SETUP))


def times(one: schedule.Schedule) -> list[tuple[int, int]]:
    return list(zip(one.start.tolist(), one.end.tolist(), strict=True))


def test_work_pauses_over_lunch_and_setup_takes_worked_time() -> None:
    problem = lathe(
        Job([Operation([(0, 200)], family=0)], due=700), Job([Operation([(0, 100)], family=1)], due=900)
    )
    plan = schedule.dispatch(problem, EDD)
    # 08:00–11:20, setup to 11:50, work 11:50–12:00 and 13:00–14:30
    assert times(plan) == [(480, 680), (710, 870)]
    assert (plan.weighted_tardiness, plan.setup_minutes, plan.makespan) == (0, 30, 870)
    assert schedule.violations(plan) == []


def test_material_and_release_hold_an_operation_back() -> None:
    problem = lathe(Job([Operation([(0, 10)], earliest=500)]), Job([Operation([(0, 10)])], release=600))
    assert times(schedule.dispatch(problem, EDD)) == [(500, 510), (600, 610)]


def test_alternative_machines_share_the_work() -> None:
    jobs = [Job([Operation([(0, 60), (1, 60)])]) for _ in range(4)]
    plan = schedule.dispatch(schedule.build(jobs, Shop([0, 0], [0, 0], DAYS)))
    assert sorted(plan.machine.tolist()) == [0, 0, 1, 1]
    assert plan.makespan == 600


def test_started_work_is_not_set_up_again_and_a_pin_keeps_its_minute() -> None:
    problem = lathe(
        Job([Operation([(0, 40)], family=1, lock=Lock.STARTED, machine=0, start=480)]),
        Job([Operation([(0, 60)], family=0)], due=0),
        Job([Operation([(0, 30)], family=1, lock=Lock.PINNED, machine=0, start=600)]),
    )
    plan = schedule.dispatch(problem, EDD)
    # 520 + 20 setup + 60 work + 30 setup would end at 630: the free one goes behind the pin
    assert times(plan) == [(480, 520), (650, 710), (600, 630)]
    assert schedule.violations(plan) == []
    assert plan.conflicts == ()


def test_contradicting_pins_are_conflicts_not_failures() -> None:
    pin = Operation([(0, 60)], lock=Lock.PINNED, machine=0, start=500)
    plan = schedule.dispatch(lathe(Job([pin]), Job([pin])), EDD)
    assert [(one.operation, one.other) for one in plan.conflicts] == [(1, 0)]
    assert {one.rule for one in schedule.violations(plan)} == {"overlap"}


def test_evaluate_times_given_sequences_and_refuses_incomplete_ones() -> None:
    problem = lathe(Job([Operation([(0, 10)])]), Job([Operation([(0, 20)])]))
    assert times(schedule.evaluate(problem, [[1, 0]])) == [(500, 510), (480, 500)]
    for wrong in ([[0]], [[0, 0]], [[0, 1], []]):
        with pytest.raises(InvalidInputError):
            schedule.evaluate(problem, wrong)
    routed = lathe(Job([Operation([(0, 10)]), Operation([(0, 20)])]))
    with pytest.raises(schedule.CircularSequenceError):
        schedule.evaluate(routed, [[1, 0]])


def test_a_drag_puts_the_operation_there_and_pushes_the_others() -> None:
    problem = lathe(*(Job([Operation([(0, 60)])]) for _ in range(3)))
    plan = schedule.evaluate(problem, [[0, 1, 2]])
    moved = schedule.move(problem, plan, 2, 0, start=480)
    assert times(moved.schedule) == [(540, 600), (600, 660), (480, 540)]
    assert moved.changed.tolist() == [0, 1, 2]
    assert moved.problem.lock.tolist() == [Lock.FREE, Lock.FREE, Lock.PINNED]
    later = schedule.move(problem, plan, 0, 0, start=900)
    assert times(later.schedule) == [(900, 960), (480, 540), (540, 600)]
    first = schedule.move(problem, plan, 1, 0, position=0)
    assert times(first.schedule)[1] == (480, 540)


def test_a_drag_against_the_routing_lands_at_the_nearest_possible_place() -> None:
    problem = lathe(Job([Operation([(0, 60)]), Operation([(0, 60)])]), Job([Operation([(0, 60)])]))
    moved = schedule.move(problem, schedule.evaluate(problem, [[0, 1, 2]]), 1, 0, start=0)
    assert times(moved.schedule)[:2] == [(480, 540), (540, 600)]


def test_a_drag_is_refused_where_it_makes_no_sense() -> None:
    problem = lathe(
        Job([Operation([(0, 60)], lock=Lock.STARTED, machine=0, start=480)]), Job([Operation([(0, 60)])])
    )
    plan = schedule.dispatch(problem)
    with pytest.raises(InvalidInputError):
        schedule.move(problem, plan, 0, 0, start=600)
    with pytest.raises(InvalidInputError):
        schedule.move(problem, plan, 1, 1, start=600)
    with pytest.raises(InvalidInputError):
        schedule.move(problem, plan, 1, 0)


def test_lateness_is_explained_back_to_its_cause() -> None:
    problem = lathe(
        Job([Operation([(0, 100)], family=0, earliest=550)], due=600),
        Job([Operation([(0, 200)], family=1)], due=601),
    )
    plan = schedule.evaluate(problem, [[0, 1]])
    chain = schedule.why_late(plan, 1)
    assert [(link.operation, link.cause, link.blocker) for link in chain] == [
        (1, Cause.MACHINE, 0),
        (0, Cause.MATERIAL, -1),
    ]
    assert (chain[0].since, chain[0].setup) == (650, 30)


def test_what_does_not_fit_the_calendar_is_named() -> None:
    with pytest.raises(HorizonExceededError) as refused:
        schedule.dispatch(lathe(Job([Operation([(0, 10)]), Operation([(0, 1435)])])))
    assert refused.value.operation == 1


@pytest.mark.parametrize(
    ("operation", "place"),
    [
        (Operation([]), ("operations", 0)),
        (Operation([(3, 5)]), ("mode_machine", 0)),
        (Operation([(0, 0)]), ("mode_minutes", 0)),
        (Operation([(0, 5)], family=7), ("family", 0)),
        (Operation([(0, 5)], lock=Lock.PINNED, machine=0), ("operations", 0, "locked_start")),
    ],
)
def test_nonsense_is_refused_at_its_place(operation: Operation, place: tuple[str | int, ...]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        lathe(Job([operation]))
    assert refused.value.place == place


def test_job_shop_texts_are_read() -> None:
    ft06_like = "2 2\n0 3 1 2\n1 4 0 1\n"
    assert schedule.dispatch(schedule.from_job_shop(ft06_like)).makespan == 6
    flexible = schedule.from_flexible("1 2 1\n2 2 1 5 2 4 1 1 3\n")
    assert schedule.dispatch(flexible).makespan == 7
    with pytest.raises(InvalidInputError):
        schedule.from_job_shop("5 5\n0 1\n")
    with pytest.raises(InvalidInputError):
        schedule.from_job_shop("1 1\nx 1\n")


rules = st.sampled_from([Rule(Priority.EDD), Rule(Priority.SPT), Rule(Priority.MWKR), Rule(Priority.ATCS)])


def rows(one: schedule.Schedule) -> list[list[int]]:
    return [part.tolist() for part in np.split(one.sequence, one.sequence_first[1:-1])]


@relaxed
@given(shops(), rules)
def test_every_rule_gives_a_feasible_schedule_that_evaluates_to_itself(
    problem: schedule.Problem, rule: Rule
) -> None:
    plan = schedule.dispatch(problem, [rule])
    assert schedule.violations(plan) == []
    again = schedule.evaluate(problem, rows(plan))
    assert again.start.tobytes() == plan.start.tobytes()
    assert again.sequence.tobytes() == plan.sequence.tobytes()


@relaxed
@given(shops(pins=True), rules)
def test_pins_hold_and_every_violation_is_announced_as_a_conflict(
    problem: schedule.Problem, rule: Rule
) -> None:
    plan = schedule.dispatch(problem, [rule])
    found = schedule.violations(plan)
    assert "lock" not in {one.rule for one in found}
    assert bool(found) == bool(plan.conflicts)
    again = schedule.evaluate(problem, rows(plan))
    assert again.end.tobytes() == plan.end.tobytes()


@relaxed
@given(shops(pins=True), st.data())
def test_any_drag_leads_to_a_feasible_schedule_with_the_operation_pinned(
    problem: schedule.Problem, data: st.DataObject
) -> None:
    plan = schedule.dispatch(problem)
    assume(not plan.conflicts)
    free = np.flatnonzero(problem.lock != Lock.STARTED).tolist()
    assume(free)
    operation = data.draw(st.sampled_from(free))
    modes = slice(problem.mode_first[operation], problem.mode_first[operation + 1])
    machine = int(data.draw(st.sampled_from(problem.mode_machine[modes].tolist())))
    wanted = data.draw(st.integers(0, 1500))
    moved = schedule.move(problem, plan, operation, machine, start=wanted)
    assert moved.schedule.machine[operation] == machine
    assert moved.problem.lock[operation] == Lock.PINNED
    assert "lock" not in {one.rule for one in schedule.violations(moved.schedule)}
    # only an older pin behind the moved operation in its job can be contradicted, and that is announced
    assert bool(schedule.violations(moved.schedule)) == bool(moved.schedule.conflicts)
    if (problem.lock < Lock.PINNED).all():
        assert schedule.violations(moved.schedule) == []
        assert moved.schedule.start[operation] >= wanted


@relaxed
@given(shops(), st.data())
def test_the_checker_notices_any_operation_that_starts_too_early(
    problem: schedule.Problem, data: st.DataObject
) -> None:
    plan = schedule.dispatch(problem)
    operation = data.draw(st.integers(0, problem.operations - 1))
    start = plan.start.copy()
    start[operation] -= data.draw(st.integers(1, 50))
    assert schedule.violations(replace(plan, start=start))


@relaxed
@given(shops(pins=True))
def test_every_chain_of_lateness_ends_at_a_cause_outside(problem: schedule.Problem) -> None:
    plan = schedule.dispatch(problem)
    assume(not plan.conflicts)
    for job in range(len(problem.release)):
        chain = schedule.why_late(plan, job)
        assert chain[-1].blocker == -1
        assert chain[-1].cause in (Cause.RELEASE, Cause.MATERIAL, Cause.PINNED)
        for link in chain:
            assert link.since + link.setup + link.pause == plan.start[link.operation]
            assert link.pause >= 0


def test_five_thousand_operations_have_a_feasible_plan_within_a_second() -> None:
    problem = big_factory(5_000, 60)
    schedule.warm_up()
    begun = process_time()
    plan = schedule.dispatch(problem, EDD)
    first = process_time() - begun
    best = schedule.dispatch(problem)
    assert first < 1.0
    assert schedule.violations(best) == []
    assert best.weighted_tardiness <= plan.weighted_tardiness


def test_importing_compiles_nothing_and_warming_up_compiles_everything() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from jingwei.engines import bom, mrp, schedule\n"
            "from jingwei.engines.schedule import kernels, rules\n"
            "from jingwei.engines.mrp import kernel\n"
            "known = [kernels.timed, rules.dispatched, kernel.planned]\n"
            "print(sum(len(one.signatures) for one in known))\n"
            "for engine in (bom, mrp, schedule): engine.warm_up()\n"
            "print([len(one.signatures) for one in known])\n"
            "p = schedule.from_job_shop('2 2\\n0 3 1 2\\n1 4 0 1\\n')\n"
            "schedule.move(p, schedule.dispatch(p), 1, 1, start=2)\n"
            "print([len(one.signatures) for one in known])\n",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split("\n")[:3] == ["0", "[1, 1, 1]", "[1, 1, 1]"]


@relaxed
@given(shops(pins=True), rules, st.data())
def test_a_repair_after_a_drag_never_worsens_and_never_moves_a_lock(
    problem: schedule.Problem, rule: Rule, data: st.DataObject
) -> None:
    plan = schedule.dispatch(problem, [rule])
    movable = np.flatnonzero(problem.lock < Lock.PINNED)
    assume(len(movable))
    operation = data.draw(st.sampled_from(movable.tolist()))
    machine = int(plan.machine[operation])
    start, price = data.draw(st.integers(0, 900)), data.draw(st.sampled_from([0, 30]))
    alone = schedule.move(problem, plan, operation, machine, start=start)
    within = schedule.Budget(None, 400)
    moved = schedule.move(problem, plan, operation, machine, start=start, within=within, price=price)
    saved = alone.schedule.weighted_tardiness - moved.schedule.weighted_tardiness
    assert saved == moved.gained >= price * len(moved.displaced)
    if not len(moved.displaced):
        assert moved.schedule.end.tobytes() == alone.schedule.end.tobytes()
    for one in np.flatnonzero(moved.problem.lock >= Lock.PINNED).tolist():
        assert moved.schedule.start[one] == alone.schedule.start[one]
        assert moved.schedule.machine[one] == alone.schedule.machine[one]
    assert operation not in moved.displaced
    if not alone.schedule.conflicts:
        assert schedule.violations(moved.schedule) == []
    again = schedule.move(problem, plan, operation, machine, start=start, within=within, price=price)
    assert again.schedule.start.tobytes() == moved.schedule.start.tobytes()


def test_a_repair_puts_the_pushed_order_elsewhere_only_where_that_saves_its_price() -> None:
    jobs = [Job([Operation([(0, 60)])], due=2000), Job([Operation([(0, 60), (1, 60)])], due=560)]
    problem = schedule.build(jobs, Shop([0, 0], [0, 0], DAYS))
    plan = schedule.evaluate(problem, [[1, 0], []])
    within = schedule.Budget(None, 2000)
    pushed = schedule.move(problem, plan, 0, 0, start=480)
    assert (times(pushed.schedule), pushed.gained) == ([(480, 540), (540, 600)], 0)
    cheap = schedule.move(problem, plan, 0, 0, start=480, within=within, price=39)
    assert (times(cheap.schedule), cheap.gained) == ([(480, 540), (480, 540)], 40)
    assert (cheap.displaced.tolist(), cheap.schedule.machine.tolist()) == ([1], [0, 1])
    dear = schedule.move(problem, plan, 0, 0, start=480, within=within, price=40)
    assert (times(dear.schedule), dear.displaced.tolist()) == (times(pushed.schedule), [])


def test_asked_for_an_impossible_minute_an_operation_does_not_keep_its_machine_waiting() -> None:
    jobs = [Job([Operation([(0, 100)]), Operation([(1, 60)])]), Job([Operation([(1, 60)])])]
    problem = schedule.build(jobs, Shop([0, 0], [0, 0], DAYS))
    plan = schedule.evaluate(problem, [[0], [2, 1]])
    moved = schedule.move(problem, plan, 1, 1, start=480)
    assert times(moved.schedule) == [(480, 580), (580, 640), (480, 540)]


@relaxed
@given(shops(pins=True), rules, st.sampled_from([0, 5, 60]))
def test_a_search_with_a_price_of_displacement_pays_it(
    problem: schedule.Problem, rule: Rule, price: int
) -> None:
    plan = schedule.dispatch(problem, [rule])
    better = schedule.improve(problem, plan, schedule.Budget(None, 600), displacement=price)
    elsewhere = int((better.machine != plan.machine).sum())
    assert plan.weighted_tardiness - better.weighted_tardiness >= price * elsewhere
    if not plan.conflicts:
        assert schedule.violations(better) == []
