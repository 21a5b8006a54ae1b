"""What a purchase order no longer brings is asked for again: the requisition is to order once more, and the plan counts it once."""

from fractions import Fraction

from tests.suite.test_factory import cell, create, decide, examined, keep, press, submit, tasks_at

from jingwei.process.commands import Change
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction, read
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.open_orders import snapshot
from jingwei.suite.planning.snapshot import Snapshot
from jingwei.suite.planning.sources import Names


async def approved(told: Told, ref: str, item: str, quantity: int) -> None:
    lines = [{"item": item, "quantity": quantity, "needed_on": "{workday+5}", "supplier": "@S003"}]
    told.refs[ref] = (await create(told, "wufang", "purchasing.requisition", reason=ref, lines=lines)).asked[
        0
    ]
    await press(told, "wufang", ref, "submit")
    await decide(told, "zhenghai", ref, "manager", "approve")


async def merged(told: Told, requisition: str, order: str) -> None:
    keep(told, await decide(told, "wufang", requisition, "order", "complete"), **{order: "purchasing.order"})


async def coming(told: Told, *refs: str) -> list[Fraction]:
    """What MRP expects of each of these documents."""
    catalogue, schema = await told.doors.catalogue(told.workspace), told.workspace.schema

    async def work(transaction: Transaction) -> Snapshot:
        return await snapshot(transaction, Names(catalogue, schema), told.today, True)

    found = await read(told.doors.pool, work)
    return [sum((found.amount(row) for row in found.coming(told.refs[ref].id)), Fraction(0)) for ref in refs]


async def rows_of(told: Told, ref: str, table: str) -> list[int]:
    form = (await told.doors.catalogue(told.workspace)).forms[table]
    async with told.doors.pool.connection() as connection:
        rows = await connection.fetch(
            f"SELECT id FROM {told.workspace.schema}.{names.table(form)} WHERE parent = $1 ORDER BY pos",
            told.refs[ref].id,
        )
    return [row[0] for row in rows]


async def test_a_cancelled_order_leaves_its_requisition_to_order_again(living: Told) -> None:
    told = living
    await approved(told, "asked", "@R-BRG-6203", 10)
    assert await coming(told, "asked") == [10]
    await merged(told, "asked", "po")
    await press(told, "wufang", "po", "submit")
    assert await coming(told, "asked", "po") == [0, 10]
    await decide(told, "wufang", "po", "confirm", "complete", confirmed_due="{workday+3}")
    keep(told, await press(told, "qiankun", "po", "arrive"), announced="purchasing.arrival")
    await press(told, "wufang", "po", "cancel")
    assert await cell(told, "announced", "state") == "void", "nobody waits at the gate for it"
    assert await cell(told, "asked", "state") == "approved"
    assert await coming(told, "asked", "po") == [10, 0]
    assert await tasks_at(told, "asked", "order"), "the buyer is asked again"
    await merged(told, "asked", "po2")
    assert told.refs["po2"].id != told.refs["po"].id
    assert await cell(told, "asked", "state") == "ordered"
    assert await coming(told, "asked", "po2") == [0, 10]
    assert (await examined(told)).faults == ()


async def test_a_draft_that_is_given_up_twice_gives_back_once(living: Told) -> None:
    told = living
    await press(told, "wufang", "po2", "cancel")
    await merged(told, "asked", "po3")
    await press(told, "wufang", "po3", "cancel")
    assert await coming(told, "asked") == [10]
    await press(told, "wufang", "asked", "drop")
    assert await cell(told, "asked", "state") == "closed"
    assert await tasks_at(told, "asked", "order") == []
    assert await coming(told, "asked") == [0]


async def test_a_line_taken_out_of_the_draft_is_not_ordered_with_it(living: Told) -> None:
    told = living
    await approved(told, "stays", "@R-BRG-6203", 7)
    await approved(told, "leaves", "@R-BRG-6205", 5)
    await merged(told, "stays", "both")
    await decide(told, "wufang", "leaves", "order", "complete")
    row = (await rows_of(told, "both", "purchasing.order.lines"))[1]
    made = told.refs["both"]
    values = {"lines": [{"id": str(row), "$delete": True}]}
    await submit(told, "wufang", Change(made.form, made.id, values))
    await press(told, "wufang", "both", "submit")
    assert [await cell(told, ref, "state") for ref in ("stays", "leaves")] == ["ordered", "approved"]
    assert await coming(told, "stays", "leaves", "both") == [0, 5, 7]


async def test_what_has_not_come_of_a_closed_order_is_asked_for_again(living: Told) -> None:
    told = living
    await decide(told, "wufang", "both", "confirm", "complete", confirmed_due="{workday+3}")
    keep(told, await press(told, "qiankun", "both", "arrive"), came="purchasing.arrival")
    await decide(told, "qiankun", "came", "count", "complete", lines=[{"row": 1, "quantity": 3}])
    await press(told, "wufang", "both", "close")
    assert await coming(told, "stays", "both") == [4, 0]
    await merged(told, "stays", "rest")
    assert await coming(told, "stays", "rest") == [0, 4]
    assert (await examined(told)).faults == ()
