"""A person decides in the very moment in which the time-out decides; see docs/reference/attacks.md."""

from __future__ import annotations

import asyncio
import copy
from typing import Literal

import pytest
from tests.process.lab import BUNDLE, PLATFORM, Lab
from tests.waiting import eventually

from jingwei.process.commands import Actor, Command, Decide, Outcome, Wake
from jingwei.spec.flow.refuse import Closed
from jingwei.store.transaction import Transaction, run

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
Late = Literal["pass", "reject"]


async def asked(lab: Lab, when_late: Late) -> tuple[int, int, Wake]:
    """A request before its first signature: the record, the task, and its time-out as the worker would ring it."""
    bundle = copy.deepcopy(BUNDLE)
    nodes = bundle["flows"]["approval"]["nodes"]
    first = nodes["first"]
    del nodes["second"]
    first["deadline"], first["to"] = {"hours": 8, "then": when_late}, "agreed"
    await lab.doors.catalogues.publish(lab.workspace, (bundle,), (await lab.catalogue()).version)
    request = await lab.create("keeper", "request", what="decided once")
    task = (await lab.act("keeper", "request", request, "ask")).tasks[0]
    [timer] = await lab.sql(
        "SELECT t.id, t.instance, t.token, t.data->>'name' AS name FROM {s}.timer t "
        "JOIN {s}.task k ON k.instance = t.instance WHERE k.id = $1 AND t.data->>'name' = 'deadline'",
        task,
    )
    return request, task, Wake(timer["instance"], timer["token"], timer["name"], timer["id"])


async def after(lab: Lab, first: tuple[Actor, Command], second: tuple[Actor, Command]) -> Outcome | None:
    """Carries out the first, lets the second read what stood before and wait, commits the first; None when the second was refused."""

    async def waits() -> bool:
        return bool((await lab.sql(WAITING))[0][0])

    async def work(transaction: Transaction) -> asyncio.Task[Outcome]:
        await lab.door.inside(transaction, first[0], (first[1],))
        late = asyncio.create_task(lab.door.submit(second[0], (second[1],)))
        await eventually(waits)
        return late

    try:
        return await (await run(lab.pool, work))
    except Closed:
        return None


async def told(lab: Lab, request: int) -> tuple[str, int, list[str]]:
    """The request's state, its open tasks, and how it was decided according to the log."""
    state = (await lab.cells("request", request))["state"]
    tasks = await lab.sql("SELECT id FROM {s}.task WHERE record = $1", request)
    done = await lab.sql("SELECT outcome FROM {s}.task_done WHERE record = $1", request)
    return state, len(tasks), [row[0] for row in done]


@pytest.mark.parametrize("when_late", ["pass", "reject"])
async def test_who_approves_just_before_the_time_out_has_decided(lab: Lab, when_late: Late) -> None:
    request, task, wake = await asked(lab, when_late)
    boss = await lab.actor("boss")
    await after(lab, (boss, Decide(task, "approve")), (PLATFORM, wake))
    state, tasks, outcomes = await told(lab, request)
    assert (state, tasks, len(outcomes)) == ("done", 0, 1)
    [row] = await lab.sql("SELECT count(*) FROM {s}.event e JOIN {s}.event_object o ON o.event = e.id "
                          "WHERE o.record = $1 AND e.kind = 'flow.late:first'", request)  # fmt: skip
    assert row[0] == 0, "Nothing was late."


@pytest.mark.parametrize(("when_late", "state"), [("pass", "done"), ("reject", "draft")])
async def test_who_approves_just_after_the_time_out_is_told_that_it_is_decided(
    lab: Lab, when_late: Late, state: str
) -> None:
    request, task, wake = await asked(lab, when_late)
    boss = await lab.actor("boss")
    assert await after(lab, (PLATFORM, wake), (boss, Decide(task, "approve"))) is None
    found, tasks, outcomes = await told(lab, request)
    assert (found, tasks, len(outcomes)) == (state, 0, 1)


async def test_a_time_out_that_rings_twice_decides_once(lab: Lab) -> None:
    """Two workers, or one that was cut off after the commit."""
    request, _, wake = await asked(lab, "reject")
    await after(lab, (PLATFORM, wake), (PLATFORM, wake))
    await lab.door.submit(PLATFORM, (wake,))
    state, tasks, outcomes = await told(lab, request)
    assert (state, tasks, len(outcomes)) == ("draft", 0, 1)


async def test_both_at_once_again_and_again_leave_one_decision_each(lab: Lab) -> None:
    boss = await lab.actor("boss")
    for _ in range(12):
        request, task, wake = await asked(lab, "reject")
        await asyncio.gather(
            lab.door.submit(boss, (Decide(task, "approve"),)), lab.door.submit(PLATFORM, (wake,)),
            return_exceptions=True,
        )  # fmt: skip
        state, tasks, outcomes = await told(lab, request)
        assert (tasks, len(outcomes)) == (0, 1)
        assert (state, outcomes[0]) in (("done", "approved"), ("draft", "rejected"), ("done", "approve"))
