"""The weave: every state of a cell, whose orders are shown, and that it agrees with the timeline."""

from datetime import date
from typing import Any

from tests.collab.conftest import Works, hours

from jingwei.collab.timeline import timeline
from jingwei.collab.weave import weave, weft_of


async def cells(works: Works, order: int, who: str = "admin") -> dict[str, Any]:
    """The order's row as department → cell, untouched departments left out."""
    shown: Any = await works.read(who, weave)
    [found] = [one for one in shown["orders"] if one["record"]["id"] == str(order)]
    return {lane: cell for lane, cell in found["cells"].items() if cell["state"] != "none"}


async def effective(works: Works, due: date = date(2026, 12, 1)) -> int:
    order = await works.order(due)
    await works.set_state("sales.order", order, "effective")
    return order


async def document(works: Works, form: str, state: str, source: tuple[str, int], **values: object) -> int:
    """A bare document of a form made from another one."""
    found = (await works.doors.catalogue(works.workspace)).forms[form]
    identity = works.id()
    await works.sql(
        f"INSERT INTO {{s}}.t{found.id} (id, ver, created_at, updated_at) VALUES ($1, 1, $2, $2)",
        identity, works.clock.now(),
    )  # fmt: skip
    await works.set_state(form, identity, state)
    await works.trace(source, (form, identity))
    return identity


async def test_an_order_nobody_has_anything_of_is_its_own_departments_turn(works: Works) -> None:
    assert await cells(works, await effective(works)) == {"sales": {"state": "turn", "tasks": 0}}


async def test_a_task_is_a_turn_with_hours_and_the_owner_waits(works: Works) -> None:
    order, now = await effective(works), works.clock.now()
    await works.task("sales.order", order, "ma", department="planning", due=now + hours(24))
    await works.task("sales.order", order, "ma", department="planning", due=now + hours(2))
    found = await cells(works, order)
    assert found == {
        "sales": {"state": "waiting", "tasks": 0},
        "planning": {"state": "turn", "tasks": 2, "hours": 2.0},
    }


async def test_a_late_task_is_red_with_working_days(works: Works) -> None:
    order = await effective(works)
    # Friday 09:00, one working day before Monday 09:00.
    await works.task("sales.order", order, "cai", department="purchasing", due=works.clock.now() - hours(72))
    assert (await cells(works, order))["purchasing"] == {
        "state": "late",
        "tasks": 1,
        "hours": -8.0,
        "days": 1,
    }


async def test_documents_under_way_finished_and_waiting(works: Works) -> None:
    order = await effective(works)
    work = await document(works, "production.order", "released", ("sales.order", order))
    found = await cells(works, order)
    assert (found["sales"]["state"], found["production"]["state"]) == ("waiting", "turn")
    picking = await document(works, "inventory.picking", "draft", ("production.order", work))
    found = await cells(works, order)
    assert (found["production"]["state"], found["warehouse"]["state"]) == ("waiting", "turn")
    await works.set_state("inventory.picking", picking, "posted")
    await works.set_state("production.order", work, "finished")
    found = await cells(works, order)
    assert {lane: cell["state"] for lane, cell in found.items()} == {
        "sales": "turn", "production": "done", "warehouse": "done",
    }  # fmt: skip


async def test_a_task_done_leaves_its_trace(works: Works) -> None:
    order, now = await effective(works), works.clock.now()
    await works.task("sales.order", order, "wu", department="quality", done=now, by="wu")
    assert (await cells(works, order))["quality"]["state"] == "done"


async def test_only_open_orders_the_reader_may_see(works: Works) -> None:
    order = await effective(works)
    await works.task("sales.order", order, "li", department="sales", due=works.clock.now() - hours(1))
    others = await works.order(date(2026, 12, 2), who="zhou")

    async def shown(who: str, only_open: bool = True) -> set[str]:
        found: Any = await works.read(who, lambda desk: weave(desk, only_open))
        return {one["record"]["id"] for one in found["orders"]}

    assert str(order) in await shown("li")
    assert str(others) not in await shown("li")  # a clerk sees her own
    assert {str(order), str(others)} <= await shown("zong")
    assert await shown("he") == set()
    await works.set_state("sales.order", order, "closed")
    assert str(order) not in await shown("li")
    assert str(order) in await shown("li", only_open=False)


async def test_column_heads_count_what_is_shown(works: Works) -> None:
    order = await works.order(date(2026, 12, 3), who="zhou")
    await works.task("sales.order", order, "zhou", department="finance", due=works.clock.now() - hours(1))
    found: Any = await works.read("zhou", weave)
    heads = {one["slug"]: one for one in found["departments"]}
    assert heads["finance"]["late"] >= 1
    assert heads["finance"]["title"] == "财务部"
    assert next(one["slug"] for one in found["departments"]) == "customer"


async def test_the_row_of_one_order_agrees_with_its_timeline(works: Works) -> None:
    order, now = await effective(works), works.clock.now()
    work = await document(works, "production.order", "released", ("sales.order", order))
    await document(works, "inventory.picking", "draft", ("production.order", work))
    await works.task(
        "production.order", work, "wu", department="quality", due=now + hours(1), opened=now - hours(1)
    )
    for form, record in (("production.order", work), ("sales.order", order)):
        await works.sql(
            f"UPDATE {{s}}.t{await works.form(form)} SET created_at = $1 WHERE id = $2",
            now - hours(5),
            record,
        )
        await works.sql("DELETE FROM {s}.change WHERE record = $1", record)
    place = (await works.form("sales.order"), order)
    _, weft = await works.read("admin", lambda desk: weft_of(desk, place))
    form = (await works.doors.catalogue(works.workspace)).forms["sales.order"]
    told: Any = await works.read("admin", lambda desk: timeline(desk, form, order))
    assert weft is not None
    for lane in told["lanes"]:
        last = [bar["kind"] for bar in lane["bars"] if bar["to"] == now and bar["from"] < now]
        state = weft.courts[lane["slug"]].state
        assert (state == "turn") == ("ball" in last), lane
        assert (state == "waiting") == (last == ["waiting"]), lane


async def test_customer_and_supplier_have_their_columns_while_nothing_waits_for_them(works: Works) -> None:
    """A column that comes and goes with the day could not be learned."""
    await effective(works)
    shown: Any = await works.read("admin", weave)
    slugs = [one["slug"] for one in shown["departments"]]
    assert (slugs[0], slugs[-1]) == ("customer", "supplier")
