"""The schedule on the living demo factory: feasible, stable, and a drag that is only a proposal."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from tests.suite.planned import job_done, record, rows, sources

from jingwei.base.errors import Invalid
from jingwei.process.commands import Act, Change
from jingwei.store.queue.jobs import Job, enqueue
from jingwei.store.transaction import Transaction, read, run
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.dragging import Kept, Ready
from jingwei.suite.planning.reading import shop
from jingwei.suite.planning.shop import OPERATION

Bar = tuple[int, int, datetime, datetime]


async def scheduled(told: Told, **args: object) -> Mapping[str, object]:
    async def work(transaction: Transaction) -> int:
        return await enqueue(
            transaction, told.workspace, told.doors.ids[told.workspace], "planning.schedule", args
        )

    return await job_done(told, await run(told.doors.pool, work))


async def bars(told: Told) -> list[tuple[object, ...]]:
    p = (await sources(told)).form(OPERATION, "p")
    return await rows(
        told,
        f"SELECT p.id, {p['machine']}, {p['planned_start']}, {p['planned_end']}, {p['order']}, {p['op_no']}, {p['state']}, p.ver "
        f"FROM {p} WHERE {p['state']} NOT IN ('waiting', 'finished', 'cancelled') ORDER BY {p['machine']}, {p['planned_start']}, p.id",
    )


async def test_every_open_operation_gets_a_machine_and_a_time_within_its_shifts(living: Told) -> None:
    door = living.doors[living.workspace]
    short = living.refs["wo_r60"].id
    await door.submit(
        install.PLATFORM, (Act("production.order", short, "release_short", {"waiver": "先做壳体"}),)
    )
    done = await scheduled(living, do="run", accept=True)
    found = await bars(living)
    assert done["operations"] == len(found) + 1, "and the maintenance of the hobbing machine"
    assert len(found) >= 4
    assert all(isinstance(bar[1], int) and isinstance(bar[2], datetime) for bar in found)
    for before, after in pairwise(found):
        assert before[1] != after[1] or before[3] <= after[2], "two operations on one machine at a time"  # type: ignore[operator]


async def test_starts_lie_in_a_shift_of_the_machine(living: Told) -> None:
    names = await sources(living)
    seen = await read(living.doors.pool, lambda t: shop(t, names))
    machines = {machine.id: machine for machine in seen.machines}
    for _, machine, start, end, _, _, state, _ in await bars(living):
        assert isinstance(start, datetime)
        assert isinstance(end, datetime)
        windows = machines[int(str(machine))].windows(living.doors.plant, start - timedelta(days=9), end)
        if state != "started":
            assert any(a <= start < b for a, b in windows), (machine, start)


async def test_operations_of_an_order_follow_one_another(living: Told) -> None:
    by_order: dict[object, list[tuple[object, ...]]] = {}
    for bar in sorted(await bars(living), key=lambda bar: (bar[4], bar[5])):  # type: ignore[arg-type, return-value]
        by_order.setdefault(bar[4], []).append(bar)
    for chain in by_order.values():
        for before, after in pairwise(chain):
            if after[6] != "started":
                assert before[3] <= after[2]  # type: ignore[operator]


async def test_a_drag_is_a_proposal(living: Told) -> None:
    names = await sources(living)
    seen = await read(living.doors.pool, lambda t: shop(t, names))
    task = next(t for order in seen.orders for t in order.tasks if not t.started)
    machine = next(m for m in seen.machines if m.centre == task.centre)
    before = await bars(living)
    assert task.start is not None
    wanted = task.start + timedelta(days=7)
    done = await scheduled(
        living, do="move", bar=str(task.id), machine=str(machine.id), **{"from": wanted.isoformat()}
    )
    proposal = done["proposal"]
    assert isinstance(proposal, list)
    moved = next(one for one in proposal if one["bar"] == str(task.id))
    assert datetime.fromisoformat(moved["from"]) >= wanted
    assert moved["locked"] is True
    assert json.dumps(done["slipped"])
    assert await bars(living) == before


async def test_what_cannot_move_says_so(living: Told) -> None:
    running = living.refs["op_hob"].id
    cells = await record(living, OPERATION, running)
    assert isinstance(cells["machine"], dict)
    at = living.doors.clock.now().isoformat()
    with pytest.raises(Invalid) as error:
        await scheduled(living, do="move", bar=str(running), machine=cells["machine"]["id"], **{"from": at})
    assert "已开工" in str(error.value.problem("zh"))


async def test_dispatching_again_at_the_same_moment_changes_only_what_time_has_moved(living: Told) -> None:
    before = {bar[0]: bar[1] for bar in await bars(living)}
    await scheduled(living, do="run", accept=True)
    assert {bar[0]: bar[1] for bar in await bars(living)} == before


async def test_the_deadline_of_a_dispatch_follows_its_planned_start(living: Told) -> None:
    """It never comes before the hours a leader has at least."""
    waiting = await dispatches(living)
    assert waiting
    for operation, start, opened, due, rings in waiting:
        least = living.doors.plant.deadline(opened, 4 * 60)
        assert due == max(start, least), operation
        assert rings["escalate"] == rings["deadline"] == due
        assert rings["remind"] <= due
    moved, start, opened, _, _ = waiting[0]
    later = max(start, opened) + timedelta(days=9)
    values = {"planned_start": later.isoformat(), "planned_end": (later + timedelta(hours=1)).isoformat()}
    door = living.doors[living.workspace]
    await door.submit(await install.actor_of(living, "sunli"), (Change(OPERATION, moved, values),))
    again = {row[0]: row for row in await dispatches(living)}
    assert again[moved][3] == later
    assert again[moved][4] == {"deadline": later, "escalate": later, "remind": later - timedelta(hours=2)}
    assert {one: again[one][3] for one in again if one != moved} == {row[0]: row[3] for row in waiting[1:]}


async def dispatches(told: Told) -> list[tuple[int, datetime, datetime, datetime, dict[str, datetime]]]:
    """(operation, planned start, opened, due, timers by name) of the open dispatch tasks."""
    names, schema = await sources(told), told.workspace.schema
    p = names.form(OPERATION, "p")
    found = await rows(
        told,
        f"SELECT p.id, {p['planned_start']}, t.opened_at, t.due_at, (SELECT json_object_agg(m.data->>'name', m.due)::text "
        f"FROM {schema}.timer m WHERE m.instance = t.instance AND m.token = t.token::text) FROM {p} "
        f"JOIN {schema}.task t ON t.record = p.id AND t.node = 'assign' ORDER BY p.id",
    )
    return [
        (int(str(row[0])), moment(row[1]), moment(row[2]), moment(row[3]), rung(str(row[4]))) for row in found
    ]


def moment(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value


def rung(timers: str) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(due) for name, due in json.loads(timers).items()}


async def test_what_stands_is_kept_between_drags_until_something_happens(living: Told) -> None:
    kept, names, now = Kept(), await sources(living), living.doors.clock.now()
    job = Job(0, "planning.schedule", living.workspace, {}, None, 1, living.doors.pool)
    first = await kept.standing(living.doors, job, names, now)
    assert await kept.standing(living.doors, job, names, now + timedelta(minutes=4)) is first
    assert await kept.standing(living.doors, job, names, now + timedelta(minutes=6)) is not first
    before = await kept.standing(living.doors, job, names, now)
    task = next(task for task in before.plan.tasks if task.end is not None and not task.started)
    assert task.end is not None
    later = task.end + timedelta(minutes=7)
    door = living.doors[living.workspace]
    await door.submit(install.PLATFORM, (Change(OPERATION, task.id, {"planned_end": later.isoformat()}),))
    after = await kept.standing(living.doors, job, names, now)
    assert after is not before
    assert next(one for one in after.plan.tasks if one.id == task.id).end == later


async def test_a_transaction_that_was_open_when_the_drag_was_read_is_not_overlooked(living: Told) -> None:
    """Its number is older than the snapshot, and yet the snapshot did not see it."""
    kept, names, now = Kept(), await sources(living), living.doors.clock.now()
    job = Job(0, "planning.schedule", living.workspace, {}, None, 1, living.doors.pool)

    async def slow(transaction: Transaction) -> Ready:
        await transaction.execute(
            f"INSERT INTO {living.workspace.schema}.event (id, kind, via) VALUES (9000000000, 'test', 'page')"
        )
        return await kept.standing(living.doors, job, names, now)

    first = await run(living.doors.pool, slow)
    assert await kept.standing(living.doors, job, names, now) is not first
