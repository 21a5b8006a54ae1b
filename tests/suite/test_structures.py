"""Versions of a structure: one holds at a time, no item contains itself however the loop comes about, and orders keep theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.suite.planned import rows, sources

from jingwei.base.errors import Invalid
from jingwei.process.commands import Act, Change, Create, Decide, Outcome
from jingwei.store import cases
from jingwei.store.records import load
from jingwei.store.transaction import Transaction, read
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.web import described

pytestmark = pytest.mark.asyncio(loop_scope="session")
BOM, ROUTING = "engineering.bom", "engineering.routing"


async def submit(told: Told, login: str, *commands: Create | Act | Change | Decide) -> Outcome:
    return await told.doors[told.workspace].submit(await install.actor_of(told, login), commands)


async def items(told: Told, *codes: str) -> None:
    values = {"unit": "个", "kind": "semi", "source": "make"}
    await submit(
        told, "zhoutao", *(Create("engineering.item", {"code": c, "name": c, **values}) for c in codes)
    )


async def bom(told: Told, item: str, *parts: str, version: str = "V1", **values: object) -> int:
    lines = [{"component": {"key": part}, "quantity": "1"} for part in parts]
    head = {"item": {"key": item}, "version": version, "lines": lines}
    return (await submit(told, "chengong", Create(BOM, {**head, **values}))).asked[0].id


async def press(told: Told, action: str, *ids: int, form: str = BOM) -> Outcome:
    return await submit(told, "zhoutao", *(Act(form, one, action) for one in ids))


async def cells(told: Told, identity: int, form: str = BOM) -> load.Cells:
    described = (await told.doors.catalogue(told.workspace)).forms[form]

    async def work(transaction: Transaction) -> load.Cells:
        return (await load.rows(transaction, told.workspace.schema, described, [identity]))[identity]

    return await read(told.doors.pool, work)


async def state(told: Told, identity: int, form: str = BOM) -> object:
    return (await cells(told, identity, form))["state"]


async def test_a_loop_made_within_one_submission_is_refused_at_both_its_lines(living: Told) -> None:
    await items(living, "L-A", "L-B")
    first = await bom(living, "L-A", "R-PLATE", "L-B")
    second = await bom(living, "L-B", "L-A")
    with pytest.raises(Invalid) as refused:
        await press(living, "release", first, second)
    assert {(f.path, f.code) for f in refused.value.faults} == {
        ((0, "lines", 1, "component"), "cycle"),
        ((1, "lines", 0, "component"), "cycle"),
    }
    assert "L-A → L-B → L-A" in refused.value.faults[0].message.zh
    assert [await state(living, one) for one in (first, second)] == ["draft", "draft"]


async def test_of_two_in_review_together_the_one_that_closes_the_loop_cannot_be_approved(
    living: Told,
) -> None:
    await items(living, "R-A", "R-B")
    first, second = await bom(living, "R-A", "R-B"), await bom(living, "R-B", "R-A")
    for one in (first, second):
        await submit(living, "chengong", Act(BOM, one, "submit"))
    await submit(living, "zhoutao", Decide(await review(living, first), "approve"))
    with pytest.raises(Invalid) as refused:
        await submit(living, "zhoutao", Decide(await review(living, second), "approve"))
    assert [(f.path, f.code) for f in refused.value.faults] == [(("lines", 0, "component"), "cycle")]
    assert [await state(living, one) for one in (first, second)] == ["released", "review"]
    await submit(living, "zhoutao", Decide(await review(living, second), "reject", "循环"))
    assert await state(living, second) == "draft"


async def review(told: Told, identity: int) -> int:
    form = (await told.doors.catalogue(told.workspace)).forms[BOM]

    async def work(transaction: Transaction) -> list[cases.Task]:
        return await cases.tasks(
            transaction, told.workspace.schema, "t.form = $1 AND t.record = $2", form.id, identity
        )

    return (await read(told.doors.pool, work))[0].id


async def test_an_old_version_that_would_close_a_loop_does_not_come_back(living: Told) -> None:
    await items(living, "T-A", "T-B")
    old = await bom(living, "T-A", "T-B")
    await press(living, "release", old)
    await press(living, "freeze", old)
    await press(living, "release", await bom(living, "T-B", "T-A"))
    with pytest.raises(Invalid) as refused:
        await press(living, "thaw", old)
    assert [f.path for f in refused.value.faults] == [("lines", 0, "component")]
    assert await state(living, old) == "frozen"


async def test_parent_and_child_may_change_places_in_one_submission(living: Told) -> None:
    """What counts is the image that is left: each of the old versions would close a loop with one of the new."""
    await items(living, "S-A", "S-B")
    await press(living, "release", await bom(living, "S-A", "S-B"), await bom(living, "S-B", "R-PLATE"))
    new = await bom(living, "S-A", "R-PLATE", version="V2"), await bom(living, "S-B", "S-A", version="V2")
    await press(living, "release", *reversed(new))
    assert [await state(living, one) for one in new] == ["released", "released"]


async def test_a_bom_of_itself_is_refused_at_its_line(living: Told) -> None:
    await items(living, "I-A")
    with pytest.raises(Invalid) as refused:
        await press(living, "release", await bom(living, "I-A", "R-PLATE", "I-A"))
    assert [(f.path, f.message.zh) for f in refused.value.faults] == [
        (("lines", 1, "component"), "BOM 循环：I-A → I-A")
    ]


async def test_releasing_a_new_version_supersedes_the_old_and_orders_keep_theirs(living: Told) -> None:
    await items(living, "V-A")
    first = await bom(living, "V-A", "R-PLATE")
    await press(living, "release", first)
    steps = [
        {
            "op_no": 10,
            "name": "钳工",
            "work_centre": {"key": "WC-MILL"},
            "minutes_per_unit": "2",
            "piece_rate": "1",
        }
    ]
    routing = {"item": {"key": "V-A"}, "version": "V1", "operations": steps}
    old = (await submit(living, "chengong", Create(ROUTING, routing))).asked[0].id
    await press(living, "release", old, form=ROUTING)
    order = await work_order(living, "V-A")
    second = (await submit(living, "chengong", Act(BOM, first, "new_version"))).followed[0].id
    copied = await cells(living, second)
    assert (copied["version"], copied["code"], copied["valid_from"]) == ("V2", "B-V-A-V2", None)
    assert await state(living, first) == "released", "a draft replaces nothing"
    await press(living, "release", second)
    assert [await state(living, one) for one in (first, second)] == ["superseded", "released"]
    new = (await submit(living, "chengong", Act(ROUTING, old, "new_version"))).followed[0].id
    await press(living, "release", new, form=ROUTING)
    assert [await state(living, one, ROUTING) for one in (old, new)] == ["superseded", "released"]
    kept = await cells(living, order, "production.order")
    assert (kept["bom"], kept["routing"]) == (first, old)
    fresh = await cells(living, await work_order(living, "V-A"), "production.order")
    assert (fresh["bom"], fresh["routing"]) == (second, new)
    await press(living, "thaw", first)
    assert [await state(living, one) for one in (first, second)] == ["released", "superseded"]


async def test_an_alternative_routing_holds_beside_the_main_one_and_an_order_not_begun_takes_it(
    living: Told,
) -> None:
    await items(living, "ALT-A")
    await press(living, "release", await bom(living, "ALT-A", "R-PLATE"))
    step = {"work_centre": {"key": "WC-MILL"}, "minutes_per_unit": "2", "piece_rate": "1"}
    one, two = {**step, "op_no": 10, "name": "钳工"}, {**step, "op_no": 20, "name": "去毛刺"}
    made = []
    for version, priority, steps in (("V1", 1, [one, two]), ("B1", 2, [one]), ("B2", 2, [two])):
        values = {
            "item": {"key": "ALT-A"},
            "version": version,
            "priority": str(priority),
            "operations": steps,
        }
        made.append((await submit(living, "chengong", Create(ROUTING, values))).asked[0].id)
        await press(living, "release", made[-1], form=ROUTING)
    main, _, other = made
    assert [await state(living, one, ROUTING) for one in made] == ["released", "superseded", "released"]
    order = await work_order(living, "ALT-A")
    assert (await cells(living, order, "production.order"))["routing"] == main, "the newest is no main one"
    await submit(living, "sunli", Act("production.order", order, "reroute", {"routing": str(other)}))
    assert (await cells(living, order, "production.order"))["routing"] == other
    p = (await sources(living)).form("production.operation", "p")
    operations = await rows(
        living,
        f"SELECT {p['code']}, {p['state']}, {p['last']} FROM {p} WHERE {p['order']} = $1 ORDER BY p.id",
        order,
    )
    number = str((await cells(living, order, "production.order"))["number"])
    assert operations == [
        (f"{number}-010", "cancelled", False),
        (f"{number}-020", "cancelled", False),
        (f"{number}-020-2", "waiting", True),
    ]
    stranger = (await cells(living, await work_order(living, "V-A"), "production.order"))["routing"]
    with pytest.raises(Invalid) as refused:
        await submit(living, "sunli", Act("production.order", order, "reroute", {"routing": str(stranger)}))
    assert refused.value.faults[0].code == "no_routing"


async def work_order(told: Told, item: str) -> int:
    due = (told.today + timedelta(days=10)).isoformat()
    made = await submit(
        told, "sunli", Create("production.order", {"item": {"key": item}, "quantity": "5", "due": due})
    )
    await submit(told, "sunli", Act("production.order", made.asked[0].id, "confirm"))
    return made.asked[0].id


async def test_a_version_that_begins_later_ends_the_present_one_on_that_day(living: Told) -> None:
    await items(living, "D-A")
    first = await bom(living, "D-A", "R-PLATE")
    begins = living.today + timedelta(days=30)
    later = await bom(living, "D-A", "R-PLATE", version="V2", valid_from=begins.isoformat())
    await press(living, "release", first)
    await press(living, "release", later)
    assert [await state(living, one) for one in (first, later)] == ["released", "released"]
    assert (await cells(living, first))["valid_to"] == begins
    now = await bom(living, "D-A", "R-PLATE", version="V3")
    await press(living, "release", now)
    assert [await state(living, one) for one in (first, later, now)] == ["superseded", "released", "released"]
    assert (await cells(living, now))["valid_from"] == living.today


async def test_a_version_with_an_end_gives_back_to_the_one_it_interrupts(living: Told) -> None:
    await items(living, "E-A")
    first = await bom(living, "E-A", "R-PLATE")
    until = (living.today + timedelta(days=9)).isoformat()
    for_now = await bom(living, "E-A", "R-PLATE", version="V2", valid_to=until)
    await press(living, "release", first)
    await press(living, "release", for_now)
    assert [await state(living, one) for one in (first, for_now)] == ["released", "released"]
    past = await bom(living, "E-A", "R-PLATE", version="V3", valid_from="2020-01-01", valid_to="2020-02-01")
    with pytest.raises(Invalid) as refused:
        await press(living, "release", past)
    assert [f.path for f in refused.value.faults] == [("valid_to",)]
    assert isinstance((await cells(living, for_now))["valid_from"], date)


async def test_a_link_takes_only_what_agrees_with_the_record(living: Told) -> None:
    """A machine of the operation's own work centre, a BOM of the order's own item; the pages are told by which fields."""
    await items(living, "W-A", "W-B")
    other = await bom(living, "W-B", "R-PLATE")
    await press(living, "release", other)
    due = (living.today + timedelta(days=10)).isoformat()
    order = {"item": {"key": "W-A"}, "quantity": "5", "due": due, "bom": {"id": str(other)}}
    with pytest.raises(Invalid) as refused:
        await submit(living, "sunli", Create("production.order", order))
    assert [(f.path, f.code) for f in refused.value.faults] == [(("bom",), "not_alike")]
    operation = living.refs["op_hob"].id
    before = await cells(living, operation, "production.operation")
    machines = await machines_of(living)
    wrong = next(one for one, centre in machines.items() if centre != before["work_centre"])
    right = next(one for one, centre in machines.items() if centre == before["work_centre"])
    with pytest.raises(Invalid) as refused:
        await submit(living, "heqiang", Change("production.operation", operation, {"machine": str(wrong)}))
    assert [(f.path, f.code) for f in refused.value.faults] == [(("machine",), "not_alike")]
    await submit(living, "heqiang", Change("production.operation", operation, {"machine": str(right)}))
    catalogue = await living.doors.catalogue(living.workspace)
    viewer = (await install.actor_of(living, "heqiang")).viewer
    shown = described.form(catalogue, viewer, catalogue.forms["production.operation"], "zh")["fields"]
    assert isinstance(shown, list)
    limits = {one["field"]: one.get("where") for one in shown}
    assert (limits["machine"], limits["order"]) == ({"work_centre": "work_centre"}, None)


async def test_a_link_takes_only_what_is_released_and_keeps_what_it_has(living: Told) -> None:
    """A draft is not chosen for an order; what an order has may be superseded afterwards."""
    await items(living, "Z-A")
    draft = await bom(living, "Z-A", "R-PLATE")
    due = (living.today + timedelta(days=10)).isoformat()
    order = {"item": {"key": "Z-A"}, "quantity": "5", "due": due, "bom": {"id": str(draft)}}
    with pytest.raises(Invalid) as refused:
        await submit(living, "sunli", Create("production.order", order))
    assert [(f.path, f.code) for f in refused.value.faults] == [(("bom",), "not_among")]
    assert refused.value.faults[0].message.zh == "“BOM 版本”的状态应为“已发布”"
    await press(living, "release", draft)
    made = await submit(living, "sunli", Create("production.order", order))
    await press(living, "freeze", draft)
    await submit(living, "sunli", Change("production.order", made.asked[0].id, {"quantity": "6"}))
    catalogue = await living.doors.catalogue(living.workspace)
    viewer = (await install.actor_of(living, "heqiang")).viewer
    shown = described.form(catalogue, viewer, catalogue.forms["production.order"], "zh")["fields"]
    assert isinstance(shown, list)
    limits = {one["field"]: one.get("where") for one in shown}
    assert limits["routing"] == limits["bom"] == {"item": "item", "state": ("released",)}


async def machines_of(told: Told) -> dict[int, object]:
    """The work centre of every machine."""
    form = (await told.doors.catalogue(told.workspace)).forms["production.machine"]

    async def work(transaction: Transaction) -> dict[int, object]:
        found = await load.where(transaction, told.workspace.schema, form, {})
        rows = await load.rows(transaction, told.workspace.schema, form, found)
        return {one: row["work_centre"] for one, row in rows.items()}

    return await read(told.doors.pool, work)


async def test_an_order_is_split_into_even_lots_with_operations_of_their_own(living: Told) -> None:
    order = await work_order(living, "V-A")
    act = lambda lots: submit(living, "sunli", Act("production.order", order, "split", {"lots": lots}))  # noqa: E731
    await act("2")
    p = (await sources(living)).form("production.operation", "p")
    sql = f"SELECT {p['code']}, {p['lot']}, {p['quantity']} FROM {p} WHERE {p['order']} = $1 AND {p['state']} <> 'cancelled' ORDER BY p.id"
    number = str((await cells(living, order, "production.order"))["number"])
    assert await rows(living, sql, order) == [(f"{number}-010.1", 1, 3), (f"{number}-010.2", 2, 2)]
    with pytest.raises(Invalid) as refused:
        await act("6")
    assert refused.value.faults[0].message.zh == "数量不够拆成 6 批"
    await act("1")
    assert await rows(living, sql, order) == [(f"{number}-010-2", None, 5)]
