"""A contract review run by the real flow engine, as inbox, weave, timeline and history tell it."""

from datetime import date
from typing import Any

from tests.collab.conftest import Works

from jingwei.collab.inbox import inbox
from jingwei.process.commands import Decide


async def test_a_contract_review_is_told_everywhere(works: Works, browser: Any) -> None:
    order = await works.order(date(2026, 12, 1), customer_po="PO-77")
    await works.act("sales.order", order, "submit", "li")
    [task] = await works.read("wu", lambda desk: inbox(desk, "mine"))
    assert (task["title"], task["record"]["id"], task["minutes_left"]) == ("质量评审", str(order), 480)  # type: ignore[index]
    assert task["edit"] == ["quality_note"]

    client = await browser("li")
    weave = (await client.get("/api/v1/weave")).json()
    cells = weave["orders"][0]["cells"]
    assert {lane: cells[lane]["state"] for lane in ("sales", "quality", "planning", "purchasing", "finance")} == {
        "sales": "waiting", "quality": "turn", "planning": "turn", "purchasing": "turn", "finance": "turn",
    }  # fmt: skip

    started = (await client.get("/api/v1/inbox?box=started")).json()["tasks"]
    assert {one["waiting_for"] for one in started} >= {"吴检验", "马计划", "蔡采购"}
    urge = Decide(int(str(task["id"])), "urge", "客户在等")
    await works.doors[works.workspace].submit(await works.actor("li"), (urge,))
    # The clock of the test stands ahead of the database's.
    await works.sql("UPDATE {s}.event SET at = $1 WHERE kind LIKE 'flow.urged%'", works.clock.now())
    decide = Decide(int(str(task["id"])), "approve", "按图检验", values={"quality_note": "可检"})
    [urged] = await works.read("wu", lambda desk: inbox(desk, "mine"))
    assert urged["urgent"] is True
    await works.doors[works.workspace].submit(await works.actor("wu"), (decide,), why="按图检验")
    assert await works.read("wu", lambda desk: inbox(desk, "mine")) == []
    [done] = await works.read("wu", lambda desk: inbox(desk, "done"))
    assert (done["outcome"], done["can"]) == ("approved", [])

    history = (await client.get(f"/api/v1/sales/order/{order}/history")).json()
    told = [one for one in history if one["actor"] and one["actor"]["title"] == "吴检验"]
    assert any(change["field"] == "quality_note" for one in told for change in one["changes"])
    assert "质量评审：同意" in {one["title"] for one in told}

    timeline = (await client.get(f"/api/v1/sales/order/{order}/timeline")).json()
    assert {"quality", "planning", "purchasing", "finance"} <= {lane["slug"] for lane in timeline["lanes"]}
    assert [one["title"] for one in timeline["milestones"]][-1] == "合同评审"
