"""MRP on the living demo factory: proposals with full pegging, nothing changed by a second run, hands that are not overruled."""

from decimal import Decimal

import pytest
from tests.suite.planned import job_done, newest_job, record, rows, run_mrp, sources, submit

from jingwei.base.errors import Invalid
from jingwei.process.commands import Act, Change, Create
from jingwei.store.queue.jobs import Job, Stopped, cancel
from jingwei.store.transaction import run
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.ending import stopped_waiting
from jingwei.suite.planning.mrp import plan_materials
from jingwei.suite.planning.warm import Warm

PLANNED = "planning.planned_order"


async def pegging_gaps(told: Told) -> list[tuple[object, ...]]:
    """Planned orders whose pegging does not sum to their quantity."""
    names = await sources(told)
    p, line = names.form(PLANNED, "p"), names.form("planning.planned_order.pegging", "n")
    return await rows(
        told,
        f"SELECT p.id, {p['quantity.base']}, sum({line['quantity']}) FROM {p} LEFT JOIN {line} ON n.parent = p.id "
        f"WHERE p.deleted_at IS NULL GROUP BY 1, 2 HAVING {p['quantity.base']} IS DISTINCT FROM sum({line['quantity']})",
    )


async def proposed(told: Told) -> list[tuple[object, ...]]:
    """Every living proposal with its version."""
    p = (await sources(told)).form(PLANNED, "p")
    return await rows(
        told, f"SELECT p.id, p.ver, {p['state']} FROM {p} WHERE p.deleted_at IS NULL ORDER BY p.id"
    )


async def test_a_run_proposes_orders_pegged_to_the_last_piece(living: Told) -> None:
    done = await run_mrp(living)
    assert int(str(done["orders"])) > 10
    assert await pegging_gaps(living) == []
    run = await record(living, "planning.run", int(str(done["run"])))
    assert run["state"] == "done"
    assert Decimal(str(run["orders"])) == done["orders"]


async def test_the_same_data_give_the_same_plan_and_nothing_is_written(living: Told) -> None:
    before = await proposed(living)
    done = await run_mrp(living)
    assert done["written"] == 0
    assert await proposed(living) == before


async def test_only_the_newest_run_waits_for_the_planner(living: Told) -> None:
    names = await sources(living)
    r, form = names.form("planning.run", "r"), names.catalogue.forms["planning.run"].id
    newest = int(str((await run_mrp(living))["run"]))
    waiting = await rows(living, f"SELECT DISTINCT record FROM {names.schema}.task WHERE form = $1", form)
    assert waiting == [(newest,)]
    states = await rows(living, f"SELECT {r['state']} FROM {r} WHERE r.id < $1 ORDER BY r.id", newest)
    assert states[-1] == ("superseded",)


async def test_what_is_planned_for_an_order_is_known_to_its_weave(living: Told) -> None:
    names = await sources(living)
    p = names.form(PLANNED, "p")
    order, planned = (names.catalogue.forms[slug].id for slug in ("sales.order", PLANNED))
    missing = await rows(
        living,
        f"SELECT p.id FROM {p} WHERE p.deleted_at IS NULL AND {p['sales_order']} IS NOT NULL AND NOT EXISTS "
        f"(SELECT FROM {names.schema}.order_object o WHERE o.order_form = $1 AND o.order_record = {p['sales_order']} "
        "AND o.form = $2 AND o.record = p.id)",
        order, planned,
    )  # fmt: skip
    found = await rows(living, f"SELECT count(*) FROM {p} WHERE {p['sales_order']} IS NOT NULL")
    assert int(str(found[0][0])) > 0
    assert missing == []


async def test_what_a_planner_confirms_stays_and_is_counted_as_coming(living: Told) -> None:
    p = (await sources(living)).form(PLANNED, "p")
    identity = int(
        str((await rows(living, f"SELECT p.id FROM {p} WHERE {p['source']} = 'make' ORDER BY 1"))[0][0])
    )
    await submit(living, "sunli", Act(PLANNED, identity, "firm"))
    before = await record(living, PLANNED, identity)
    await run_mrp(living)
    assert await record(living, PLANNED, identity) == before
    again = await run_mrp(living)
    assert again["written"] == 0
    assert await pegging_gaps(living) == []


async def test_a_run_stopped_before_it_began_says_so_at_once(living: Told) -> None:
    """No worker sees its job any more, so nobody would tell the planner who still reads that it is running."""
    run_ = (await submit(living, "sunli", Create("planning.run", {}))).asked[0].id
    await submit(living, "sunli", Act("planning.run", run_, "start"))
    job = await newest_job(living)
    await run(living.doors.pool, lambda t: cancel(t, living.workspace, job))
    for _ in range(2):
        await stopped_waiting(living.doors, living.workspace, job)
        ended = await record(living, "planning.run", run_)
        assert (ended["state"], ended["ver"]) == ("cancelled", 3)
        assert str(ended["note_en"]).startswith("Stopped by hand before it began")


async def test_a_stopped_run_says_so_and_may_be_run_again(living: Told) -> None:
    made = await submit(living, "sunli", Create("planning.run", {}))
    number = made.asked[0].id
    await submit(living, "sunli", Act("planning.run", number, "start"))
    identity = await newest_job(living)
    job = Job(
        identity,
        "planning.mrp",
        living.workspace,
        {"run": str(number)},
        None,
        1,
        living.doors.pool,
        stopped=True,
    )
    with pytest.raises(Stopped):
        await plan_materials(living.doors, Warm(), job)
    await rows(
        living, f"UPDATE {living.workspace.schema}.job SET state = 'cancelled' WHERE id = $1", identity
    )
    ended = await record(living, "planning.run", number)
    assert ended["state"] == "cancelled"
    assert str(ended["note_en"]).startswith("Stopped by hand")
    await submit(living, "sunli", Act("planning.run", number, "start"))
    again = await record(living, "planning.run", number)
    assert (again["note"], again["note_en"]) == (None, None)
    await job_done(living, await newest_job(living))
    assert (await record(living, "planning.run", number))["state"] == "done"


async def test_a_run_whose_job_never_began_does_not_run_for_ever(living: Told) -> None:
    number = (await submit(living, "sunli", Create("planning.run", {}))).asked[0].id
    await submit(living, "sunli", Act("planning.run", number, "start"))
    job = await newest_job(living)
    await run(living.doors.pool, lambda t: cancel(t, living.workspace, job))
    assert (await record(living, "planning.run", number))["state"] == "running"
    await run_mrp(living)
    assert (await record(living, "planning.run", number))["state"] == "cancelled"


async def test_two_runs_at_once_are_refused(living: Told) -> None:
    first, second = [
        (await submit(living, "sunli", Create("planning.run", {}))).asked[0].id for _ in range(2)
    ]
    await submit(living, "sunli", Act("planning.run", first, "start"))
    with pytest.raises(Invalid) as error:
        await submit(living, "sunli", Act("planning.run", second, "start"))
    assert "正在运算" in str(error.value.problem("zh"))
    await job_done(living, await newest_job(living))
    assert (await record(living, "planning.run", second))["state"] == "new"


async def test_a_person_cannot_write_what_the_engine_fills_in(living: Told) -> None:
    p = (await sources(living)).form(PLANNED, "p")
    identity = int(str((await rows(living, f"SELECT p.id FROM {p} WHERE {p['state']} = 'proposed'"))[0][0]))
    with pytest.raises(Invalid) as error:
        await submit(living, "sunli", Change(PLANNED, identity, {"explanation": "因为"}))
    assert error.value.faults[0].code == "not_writable"


async def test_a_structure_that_contains_itself_fails_the_run_with_its_path(living: Told) -> None:
    """The door releases no loop; one that came about otherwise is named by the run, which writes nothing."""
    before = await proposed(living)
    boms = [
        Create("engineering.bom", {"code": code, "item": {"key": top}, "version": "V9", "lines": [{"component": {"key": part}, "quantity": "1"}]})
        for code, top, part in (("B-LOOP-1", "F-R60X", "F-R60"), ("B-LOOP-2", "F-R60", "F-R60X"))
    ]  # fmt: skip
    door = living.doors[living.workspace]
    made = (await door.submit(install.PLATFORM, boms)).asked
    with pytest.raises(Invalid):
        await door.submit(install.PLATFORM, [Act("engineering.bom", one.id, "release") for one in made])
    b = (await sources(living)).form("engineering.bom", "b")
    column = str(b["state"]).removeprefix("b.")
    await rows(living, f"UPDATE {b} SET {column} = 'released' WHERE b.id = ANY($1)", [one.id for one in made])
    with pytest.raises(Invalid) as error:
        await run_mrp(living)
    assert "F-R60X" in str(error.value.problem("zh"))
    assert await proposed(living) == before
    r = (await sources(living)).form("planning.run", "r")
    last = (
        await rows(
            living, f"SELECT {r['state']}, {r['note']}, {r['note_en']} FROM {r} ORDER BY r.id DESC LIMIT 1"
        )
    )[0]
    assert last[0] == "failed"
    assert "成环" in str(last[1])
    assert "contains itself" in str(last[2])
