"""Products the final inspection rejects: some are reworked and inspected again, some scrapped; the books follow, the order ends."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.scenarios.town import Ref, Town

from jingwei.store.transaction import Transaction, read
from jingwei.suite.planning.open_orders import snapshot
from jingwei.suite.planning.snapshot import Snapshot
from jingwei.suite.planning.sources import Names

pytestmark = pytest.mark.slow
ITEM = "@F-M40"


async def made(town: Town, ref: str, quantity: int, good: int) -> None:
    """A work order of which so many have been reported good and sent to the final inspection `fqc`."""
    values = {"item": ITEM, "quantity": str(quantity), "due": town.workday(9), "warehouse": "@W-FIN"}
    await town.create("heqiang", "production.order", ref, **values)
    await town.press("heqiang", ref, "confirm")
    await town.decide("heqiang", ref, "kit")
    await town.follow(ref, picking="inventory.picking")
    await town.decide("qiankun", "picking", "pick")
    found = await town.get("fengbin", "/api/v1/production/operation", fields="code", sort="op_no",
                           filter=f'["order","eq","{town.refs[ref].id}"]')  # fmt: skip
    for row in found["rows"]:
        town.refs["op"] = Ref("production.operation", row[0])
        await town.decide("fengbin", "op", "assign", operator="@tangyan")
        await town.press("tangyan", "op", "begin")
        await town.create("tangyan", "production.report", "report", operation="$op", good=str(good))
        await town.decide("fengbin", "report", "leader", "approve")
    await town.follow("report", fqc="quality.fqc")


async def judge(town: Town, fqc: str, accepted: int, rejected: int, **names: str) -> None:
    values: Mapping[str, object] = {"accepted": str(accepted), "rejected": str(rejected)}
    reason = {"reason": "异响"} if rejected else {}
    await town.decide("gaomin", fqc, "inspect", **values, **reason)
    await town.follow(fqc, **names)


async def test_the_inspector_is_who_opens_the_task(town: Town) -> None:
    await made(town, "wo", 3, 3)
    task = await town.task("gaomin", "fqc", "inspect")
    assert task["preset"] == {"inspector": "ME()"}
    await judge(town, "fqc", 1, 2, receipt="inventory.finished_receipt", ncr="quality.nonconformity")
    assert (await town.value("gaomin", "fqc", "inspector"))["title"] == "高敏"
    assert (await town.value("linjing", "ncr", "order"))["id"] == town.refs["wo"].id


async def test_rejected_products_are_neither_returned_nor_taken_by_concession(town: Town) -> None:
    for wrong in ("return", "concession"):
        refused = await town.decision("linjing", "ncr", "decide", disposition=wrong)
        assert refused.status_code == 422
        assert "只能报废或返工后重检" in refused.text


async def test_what_is_reworked_is_inspected_once_more(town: Town) -> None:
    await town.decide("qiankun", "receipt", "store")
    closing = await town.send("heqiang", "POST", f"{town.refs['wo'].address}/actions/close", {"values": {}})
    assert closing.status_code == 422
    assert "不合格品处理单" in closing.text, "two pieces are still to be decided on"
    await town.decide("linjing", "ncr", "decide", disposition="rework", cause="轴承压装不到位")
    refused = await town.decision("fengbin", "ncr", "rework")
    assert refused.status_code == 422, "it is said what was done"
    await town.decide("fengbin", "ncr", "rework", rework_done="重新压装")
    assert await town.value("linjing", "ncr", "state") == "closed"
    await town.follow("ncr", fqc2="quality.fqc")
    again = (await town.read("gaomin", "fqc2"))["values"]
    assert (again["quantity"]["value"], again["rework_of"]["id"]) == ("2", town.refs["ncr"].id)
    await judge(town, "fqc2", 1, 1, receipt2="inventory.finished_receipt", ncr2="quality.nonconformity")
    await town.decide("qiankun", "receipt2", "store")
    assert await town.value("heqiang", "wo", "state") == "started", "one piece is still to be decided on"


async def test_what_is_scrapped_ends_the_order_and_stays_in_its_cost(town: Town) -> None:
    await town.decide("linjing", "ncr2", "decide", disposition="scrap")
    assert await town.value("linjing", "ncr2", "state") == "closed"
    assert await town.value("heqiang", "wo", "state") == "finished", (
        "two in stock, one scrapped, none to come"
    )
    assert (await town.value("heqiang", "wo", "finished"))["value"] == "2"
    for login in ("sunli", "heqiang"):
        copies = (await town.get(login, "/api/v1/inbox", box="copied"))["tasks"]
        assert any(one["record"]["id"] == town.refs["ncr2"].id for one in copies), login
    left = await town.account("5001")
    assert left > 0, "the scrapped piece was made and has no stock to lie in"
    variance = await town.account("1404")
    await town.press("heqiang", "wo", "close")
    assert await town.account("5001") == 0
    assert await town.account("1404") == variance + left


async def test_an_order_of_which_nothing_is_good_ends_too(town: Town) -> None:
    await made(town, "bad", 1, 1)
    await judge(town, "fqc", 0, 1, ncr3="quality.nonconformity")
    await town.decide("linjing", "ncr3", "decide", disposition="scrap")
    assert await town.value("heqiang", "bad", "state") == "finished"
    await town.press("heqiang", "bad", "close")
    assert await town.account("5001") == Decimal(0)


async def test_what_was_scrapped_is_no_supply_for_the_plan(town: Town) -> None:
    await made(town, "part", 2, 1)
    assert await coming(town, "part") == 2
    await judge(town, "fqc", 0, 1, ncr4="quality.nonconformity")
    await town.decide("linjing", "ncr4", "decide", disposition="scrap")
    assert await coming(town, "part") == 1


async def coming(town: Town, ref: str) -> Fraction:
    """What MRP still expects of a work order."""
    catalogue, schema = await town.doors.catalogue(town.workspace), town.workspace.schema

    async def work(transaction: Transaction) -> Snapshot:
        return await snapshot(transaction, Names(catalogue, schema), town.today, True)

    found = await read(town.doors.pool, work)
    return sum((found.amount(row) for row in found.coming(int(town.refs[ref].id))), Fraction(0))


async def test_a_refusal_of_a_document_about_an_item_names_item_quantity_and_unit(town: Town) -> None:
    found = await town.get("fengbin", "/api/v1/production/operation", fields="code", sort="op_no",
                           filter=f'["order","eq","{town.refs["part"].id}"]')  # fmt: skip
    refused = await town.send("tangyan", "POST", "/api/v1/production/report",
                              {"values": {"operation": found["rows"][0][0], "good": "3"}})  # fmt: skip
    said = refused.json()["detail"]
    assert "尚余 1 台，本单还要 3 台，差 2 台" in said
    assert found["rows"][0][2] in said
    assert said.index("M40") < said.index("尚余")
