"""What a buyer lives through: work done on the document ends its task, a supplier breaks a promise, goods go back and are replaced."""

from datetime import timedelta

from tests.suite.test_factory import cell, create, decide, examined, keep, press, tasks_at

from jingwei.collab.desk import at_desk
from jingwei.collab.sight import see
from jingwei.store.tables import names
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told


async def ordered(told: Told, ref: str, quantity: int, confirmed: str) -> None:
    """A purchase order of one inspected item, small enough to need no approval, confirmed for a day."""
    lines = [{"item": "@R-BRG-6205", "quantity": quantity, "price": "15.3", "needed_on": "{workday+4}"}]
    made = await create(told, "wufang", "purchasing.order", supplier="@S003", lines=lines)
    told.refs[ref] = made.asked[0]
    await press(told, "wufang", ref, "submit")
    await decide(told, "wufang", ref, "confirm", "complete", confirmed_due=confirmed)


async def promise(told: Told, ref: str, rule: str) -> tuple[str, int]:
    """How a promise of a record stands, and how often its date has moved."""
    catalogue = await told.doors.catalogue(told.workspace)
    async with told.doors.pool.connection() as connection:
        row = await connection.fetchrow(
            f"SELECT state, moves FROM {told.workspace.schema}.promise WHERE form = $1 AND record = $2 AND rule = $3",
            catalogue.forms[told.refs[ref].form].id, told.refs[ref].id, rule,
        )  # fmt: skip
    assert row is not None
    return row[0], row[1]


async def to_come(told: Told, ref: str) -> list[str]:
    """The states of the arrivals of an order for which the supplier is waited for."""
    form = (await told.doors.catalogue(told.workspace)).forms["purchasing.arrival"]
    column = {slug: names.column(form[slug]) for slug in ("state", "order", "rest")}
    async with told.doors.pool.connection() as connection:
        rows = await connection.fetch(
            f"SELECT {column['state']} FROM {told.workspace.schema}.{names.table(form)} "
            f"WHERE {column['order']} = $1 AND {column['rest']} ORDER BY id",
            told.refs[ref].id,
        )
    return [row[0] for row in rows]


async def seen_by(told: Told, login: str, ref: str) -> bool:
    """Whether a person may read a record."""
    made = told.refs[ref]
    form = (await told.doors.catalogue(told.workspace)).forms[made.form]
    actor = await install.actor_of(told, login)
    sight = await at_desk(told.doors, told.workspace, actor, lambda desk: see(desk, [(form.id, made.id)]))
    return (form.id, made.id) in sight


async def test_a_requisition_ordered_from_the_document_leaves_no_task_behind(living: Told) -> None:
    told = living
    await decide(told, "zhenghai", "req_pack", "manager", "approve")
    assert await tasks_at(told, "req_pack", "order")
    await press(told, "wufang", "req_pack", "order")
    assert await cell(told, "req_pack", "state") == "ordered"
    assert await tasks_at(told, "req_pack", "order") == []
    report = await examined(told)
    assert report.faults == ()


async def test_two_requisitions_become_one_order_of_a_supplier(living: Told) -> None:
    told = living
    lines = [{"item": "@R-BRG-6203", "quantity": 10, "needed_on": "{workday+5}", "supplier": "@S003"}]
    for ref in ("first", "second"):
        made = await create(told, "wufang", "purchasing.requisition", reason=ref, lines=lines)
        told.refs[ref] = made.asked[0]
        assert await cell(told, ref, "requester") is not None
        await press(told, "wufang", ref, "submit")
        await decide(told, "zhenghai", ref, "manager", "approve")
    keep(told, await decide(told, "wufang", "first", "order", "complete"), merged="purchasing.order")
    again = await decide(told, "wufang", "second", "order", "complete")
    assert [(one.id, one.created) for one in again.followed if one.form == "purchasing.order"] == [
        (told.refs["merged"].id, False)
    ]
    assert len(await tasks_at(told, "merged", "check")) == 1, "the buyer is asked to submit what was merged"
    await decide(told, "wufang", "merged", "check", "complete")
    assert await cell(told, "merged", "state") == "sent"


async def test_a_merged_order_submitted_from_the_document_leaves_no_task_behind(living: Told) -> None:
    told = living
    lines = [{"item": "@R-BRG-6203", "quantity": 10, "needed_on": "{workday+5}", "supplier": "@S003"}]
    made = await create(told, "wufang", "purchasing.requisition", reason="直接提交", lines=lines)
    told.refs["third"] = made.asked[0]
    await press(told, "wufang", "third", "submit")
    await decide(told, "zhenghai", "third", "manager", "approve")
    keep(told, await press(told, "wufang", "third", "order"), direct="purchasing.order")
    await press(told, "wufang", "direct", "submit")
    assert await tasks_at(told, "direct", "check") == []
    assert await tasks_at(told, "direct", "confirm")


async def test_the_day_after_a_broken_promise_the_buyer_chases_until_all_has_arrived(living: Told) -> None:
    told = living
    await ordered(told, "late", 10, "{workday-1}")
    assert await tasks_at(told, "late", "chase"), "the promised day has passed"
    moved = told.today + timedelta(days=9)
    await decide(told, "wufang", "late", "chase", "complete", confirmed_due=moved.isoformat())
    assert await tasks_at(told, "late", "chase") == []
    assert await promise(told, "late", "supplier") == ("asked", 1)
    await press(told, "wufang", "late", "redate", confirmed_due="{workday-1}", confirm_note="又改了")
    keep(told, await press(told, "qiankun", "late", "arrive"), came="purchasing.arrival")
    await decide(told, "qiankun", "came", "count", "complete")
    assert await cell(told, "late", "arrived_on") == told.today
    assert await promise(told, "late", "supplier") == ("broken", 2)
    assert await tasks_at(told, "late", "chase") == []


async def test_chasing_ends_when_everything_comes_in_the_meantime(living: Told) -> None:
    told = living
    await ordered(told, "soon", 10, "{workday-1}")
    assert await tasks_at(told, "soon", "chase")
    keep(told, await press(told, "qiankun", "soon", "arrive"), here="purchasing.arrival")
    await decide(told, "qiankun", "here", "count", "complete")
    assert await tasks_at(told, "soon", "chase") == []


async def test_what_goes_back_to_the_supplier_is_replaced_or_no_longer_waited_for(living: Told) -> None:
    told = living
    await decide(told, "qiankun", "return_bearing", "ship", "complete", tracking_no="SF1")
    assert await cell(told, "return_bearing", "state") == "posted"
    assert await to_come(told, "po_bearing") == ["draft", "draft"], "the rest, and what replaces the returned"
    await press(told, "wufang", "po_bearing", "close")
    assert await to_come(told, "po_bearing") == ["void", "void"]
    assert await tasks_at(told, "arrival_rest", "rest") == []
    assert (await examined(told)).faults == ()


async def test_a_replacement_is_counted_inspected_and_received_like_any_arrival(living: Told) -> None:
    told = living
    await ordered(told, "po", 10, "{today}")
    keep(told, await press(told, "qiankun", "po", "arrive"), arrival="purchasing.arrival")
    keep(told, await decide(told, "qiankun", "arrival", "count", "complete"), iqc="quality.iqc")
    assert await promise(told, "po", "supplier") == ("kept", 0), "it came on the day; inspection is not his"
    judged = [{"row": 1, "accepted": 0, "rejected": 10, "reason": "锈蚀"}]
    followed = await decide(told, "gaomin", "iqc", "inspect", "complete", lines=judged)
    keep(told, followed, ncr="quality.nonconformity")
    assert not await seen_by(told, "tangyan", "ncr")
    measures = [{"what": "换防锈油", "person": "@tangyan"}]
    answer = {"disposition": "return", "actions": [install.filled(told, one) for one in measures]}
    followed = await decide(told, "linjing", "ncr", "decide", "complete", **answer)
    assert await seen_by(told, "tangyan", "ncr"), "who owes an action reads what it is about"
    assert not await seen_by(told, "machao", "ncr")
    keep(told, followed, back="purchasing.supplier_return")
    followed = await decide(told, "qiankun", "back", "ship", "complete", tracking_no="SF2")
    keep(told, followed, again="purchasing.arrival")
    await decide(told, "wufang", "again", "rest", "complete")
    keep(told, await decide(told, "qiankun", "again", "count", "complete"), iqc2="quality.iqc")
    judged = [{"row": 1, "accepted": 10, "rejected": 0}]
    followed = await decide(told, "gaomin", "iqc2", "inspect", "complete", lines=judged)
    keep(told, followed, good="inventory.receipt")
    await decide(told, "qiankun", "good", "store", "complete")
    assert await cell(told, "po", "state") == "received"
    assert (await examined(told)).faults == ()


async def test_an_arrival_registered_by_mistake_can_be_registered_again(living: Told) -> None:
    told = living
    await ordered(told, "twice", 10, "{workday+3}")
    keep(told, await press(told, "qiankun", "twice", "arrive"), wrong="purchasing.arrival")
    assert await cell(told, "twice", "announced") is True
    await press(told, "qiankun", "wrong", "void")
    assert await tasks_at(told, "wrong", "count") == []
    keep(told, await press(told, "qiankun", "twice", "arrive"), right="purchasing.arrival")
    assert await tasks_at(told, "right", "count")
