"""The timeline of one order as it would be read in a dispute."""

from datetime import UTC, date, datetime
from typing import Any

from tests.collab.conftest import Works
from tests.collab.test_weave import document

from jingwei.base.errors import NotFound
from jingwei.collab.timeline import timeline


def at(day: int, hour: int) -> datetime:
    """An hour in Shanghai of a day in November 2026."""
    return datetime(2026, 11, day, hour - 8, tzinfo=UTC)


async def told(works: Works, form: str, record: int, who: str = "admin") -> Any:
    found = (await works.doors.catalogue(works.workspace)).forms[form]
    return await works.read(who, lambda desk: timeline(desk, found, record))


async def story(works: Works) -> tuple[int, int]:
    """Monday 16 to Friday 20: drafted, reviewed by quality, made from Thursday on."""
    order = await works.order(date(2026, 12, 1))
    await works.changed("sales.order", order, at(16, 9), None, "draft")
    await works.changed("sales.order", order, at(16, 10), "draft", "review")
    await works.task(
        "sales.order", order, "wu", department="quality", title="质量评审",
        opened=at(16, 10), due=at(16, 16), done=at(17, 10), by="wu",
    )  # fmt: skip
    await works.changed("sales.order", order, at(17, 10), "review", "effective")
    work = await document(works, "production.order", "released", ("sales.order", order))
    await works.changed("production.order", work, at(19, 8), None, "released")
    await works.changed("production.order", work, at(20, 17), "released", "finished")
    return order, work


async def test_lanes_hours_milestones_and_hand_offs(works: Works) -> None:
    order, work = await story(works)
    found = await told(works, "sales.order", order)
    lanes = {lane["slug"]: lane for lane in found["lanes"]}
    assert list(lanes) == ["sales", "production", "quality"]
    [quality] = lanes["quality"]["bars"]
    assert (quality["from"], quality["to"], quality["title"], quality["late"]) == (
        at(16, 10),
        at(17, 10),
        "质量评审",
        True,
    )
    assert lanes["quality"]["hours"] == 8.0
    # 1,130 yuan at 6 % a year for the whole 24 hours.
    assert lanes["quality"]["cost"] == {"value": "0.19", "unit": "CNY"}
    assert lanes["production"]["hours"] == 16.0
    assert [(bar["kind"], bar["from"]) for bar in lanes["sales"]["bars"]] == [
        ("ball", at(16, 9)), ("waiting", at(16, 10)), ("ball", at(17, 10)), ("waiting", at(19, 8)), ("ball", at(20, 17)),
    ]  # fmt: skip
    assert [one["title"] for one in found["milestones"]] == ["草稿", "合同评审", "已生效"]
    assert ("sales", "quality") in {(h["from"], h["to"]) for h in found["handoffs"]}
    assert ("sales", "production") in {(h["from"], h["to"]) for h in found["handoffs"]}
    assert (await told(works, "production.order", work))["order"]["id"] == str(order)


async def test_flags_of_promises(works: Works) -> None:
    order, _ = await story(works)
    await works.promise("sales.order", order, "purchasing", "planning", date(2026, 11, 30), "accepted")
    await works.promise("sales.order", order, "production", "planning", date(2026, 11, 20), "accepted")
    moved = await works.promise(
        "sales.order", order, "quality", "sales", date(2026, 11, 25), "kept", at(20, 10)
    )
    await works.sql(
        """UPDATE {s}.promise SET history = '[{"at": "2026-11-18T02:00:00Z", "from": "2026-11-20", "to": "2026-11-25"}]' """
        "WHERE id = $1", moved,
    )  # fmt: skip
    found = await told(works, "sales.order", order)
    flags = {(flag["lane"], flag["kind"]) for flag in found["flags"]}
    assert flags == {
        ("purchasing", "promised"),
        ("production", "broken"),
        ("quality", "moved"),
        ("quality", "kept"),
    }


async def test_a_document_out_of_sight_is_a_bar_without_a_name(works: Works) -> None:
    order, _ = await story(works)
    receipt = await document(works, "quality.fqc", "draft", ("sales.order", order))
    await works.changed("quality.fqc", receipt, at(20, 9), None, "draft")
    found = await told(works, "sales.order", order, "li")
    [lane] = [lane for lane in found["lanes"] if lane["slug"] == "quality"]
    [bar] = [bar for bar in lane["bars"] if bar["record"]["id"] == str(receipt)]
    assert (bar["title"], bar["record"]["title"]) == ("无权查看的单据", None)


async def test_a_document_without_an_order_is_followed_by_itself(works: Works) -> None:
    found = (await works.doors.catalogue(works.workspace)).forms["quality.nonconformity"]
    identity = works.id()
    await works.sql(
        f"INSERT INTO {{s}}.t{found.id} (id, ver, created_at, updated_at) VALUES ($1, 1, $2, $2)",
        identity,
        at(18, 9),
    )
    await works.changed("quality.nonconformity", identity, at(18, 9), None, "open")
    told_ = await told(works, "quality.nonconformity", identity)
    assert [lane["slug"] for lane in told_["lanes"]] == ["quality"]
    assert told_["lanes"][0]["hours"] == 24.0


async def test_one_unknown_to_the_reader_is_not_found(works: Works, browser: Any) -> None:
    order, _ = await story(works)
    answer = await (await browser("he")).get(f"/api/v1/sales/order/{order}/timeline")
    assert answer.status_code == NotFound.status


async def test_who_may_not_see_the_value_sees_no_cost(works: Works) -> None:
    order, _ = await story(works)
    found = await told(works, "sales.order", order, "wu")
    assert found["lanes"]
    assert all(lane["cost"] is None for lane in found["lanes"])
