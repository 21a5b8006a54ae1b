"""The inbox: whose tasks, in which order, and what a reader without rights is told."""

from datetime import date

import pytest
from tests.collab.conftest import Works, hours

from jingwei.base.errors import Invalid, NotFound
from jingwei.collab.inbox import box_of, inbox, task_detail


async def test_late_comes_first_then_the_order_that_is_due_first_then_the_deadline(works: Works) -> None:
    now = works.clock.now()
    soon, far = await works.order(date(2026, 11, 26)), await works.order(date(2027, 3, 1))
    relaxed = await works.task("sales.order", soon, "ma", due=now + hours(30))
    hurried = await works.task("sales.order", far, "ma", due=now + hours(1))
    later = await works.task("sales.order", far, "ma", due=now + hours(9))
    late = await works.task("sales.order", far, "ma", due=now - hours(1))
    listed = await works.read("ma", lambda desk: inbox(desk, "mine"))
    assert [one["id"] for one in listed] == [str(late), str(relaxed), str(hurried), str(later)]
    assert listed[0]["late"] is True
    assert "逾期" in str(listed[0]["reason"])
    assert "还有 3 天" in str(listed[1]["reason"])
    assert listed[1]["order"]["due"] == date(2026, 11, 26)  # type: ignore[index]
    assert listed[2]["minutes_left"] == 60


async def test_minutes_left_are_working_time(works: Works) -> None:
    # Monday 09:00 to Tuesday 09:00 is one day of eight hours.
    record = await works.order(date(2026, 12, 1))
    one = await works.task("sales.order", record, "cai", due=works.clock.now() + hours(24))
    found = await works.read("cai", lambda desk: task_detail(desk, one))
    assert found["minutes_left"] == 480


async def test_a_document_one_may_not_read_is_not_named(works: Works) -> None:
    record = await works.order(date(2026, 12, 1))
    one = await works.task("sales.order", record, "he", due=works.clock.now())
    [found] = await works.read("he", lambda desk: inbox(desk, "mine"))
    assert found["id"] == str(one)
    assert found["record"] == {"id": str(record), "title": None}
    assert found["order"] is None
    assert found["reason"] is None


async def test_what_may_be_done_depends_on_who_looks(works: Works) -> None:
    record, instance = await works.order(date(2026, 12, 1)), works.id()
    await works.sql(
        "INSERT INTO {s}.instance (id, flow, version, form, record, started_by) VALUES ($1,'sales.review',1,$2,$3,$4)",
        instance, await works.form("sales.order"), record, works.persons["li"],
    )  # fmt: skip
    one = await works.task(
        "sales.order", record, "wu", department="quality", instance=instance, node="quality"
    )
    mine = await works.read("wu", lambda desk: task_detail(desk, one))
    assert mine["can"] == ["approve", "reject", "return", "transfer"]
    assert mine["flow_title"] == "合同评审"
    assert mine["why"]["rule"] == "角色“检验员”"  # type: ignore[index]
    assert mine["waiting_for"] == ""
    started = await works.read("li", lambda desk: inbox(desk, "started"))
    assert [(t["id"], t["can"], t["waiting_for"]) for t in started] == [
        (str(one), ["withdraw", "urge"], "吴检验")
    ]


async def test_a_task_nobody_was_found_for_waits_for_an_administrator(works: Works) -> None:
    one = await works.task("sales.order", await works.order(date(2026, 12, 1)))
    listed = await works.read("admin", lambda desk: inbox(desk, "mine"))
    assert "approve" in next(t["can"] for t in listed if t["id"] == str(one))  # type: ignore[operator]
    assert str(one) not in {t["id"] for t in await works.read("li", lambda desk: inbox(desk, "mine"))}


async def test_done_and_copied(works: Works) -> None:
    record, now = await works.order(date(2026, 12, 1)), works.clock.now()
    done = await works.task("sales.order", record, "zhou", done=now, by="zhou")
    copy = await works.task(
        "sales.order", record, "zhou", done=now, kind="cc", outcome="copied", title="抄送"
    )
    assert [t["id"] for t in await works.read("zhou", lambda desk: inbox(desk, "done"))] == [str(done)]
    [copied] = await works.read("zhou", lambda desk: inbox(desk, "copied"))
    assert (copied["id"], copied["kind"], copied["can"]) == (str(copy), "cc", [])
    assert await works.read("zhou", lambda desk: inbox(desk, "mine")) == []


async def test_a_task_is_told_to_those_involved_and_to_readers_of_its_record(works: Works) -> None:
    one = await works.task("sales.order", await works.order(date(2026, 12, 1)), "wu")
    assert (await works.read("zong", lambda desk: task_detail(desk, one)))["can"] == []
    for stranger, task in (("he", one), ("qian", 987654321)):
        with pytest.raises(NotFound):
            await works.read(stranger, lambda desk, task=task: task_detail(desk, task))


def test_an_unknown_box_is_refused() -> None:
    with pytest.raises(Invalid):
        box_of("trash")
