"""Two lots of one order line: the arrival line is divided, each lot is inspected, received, recorded and issued by itself."""

from decimal import Decimal
from typing import Any

import pytest
from tests.scenarios.town import Town

pytestmark = pytest.mark.slow
WIRE = "@R-WIRE-05"


async def ordered(town: Town, ref: str, item: str, quantity: int) -> None:
    rows = [{"item": item, "quantity": str(quantity), "price": "20", "needed_on": town.workday(4)}]
    await town.create("wufang", "purchasing.order", ref, supplier="@S006", lines=rows)
    await town.press("wufang", ref, "submit")
    await town.decide("wufang", ref, "confirm", confirmed_due=town.workday(3))
    await town.press("qiankun", ref, "arrive")
    await town.follow(ref, **{f"{ref}_arrival": "purchasing.arrival"})


async def lines(town: Town, login: str, ref: str) -> list[Any]:
    found: list[Any] = (await town.read(login, ref))["values"]["lines"]
    return found


async def test_one_line_comes_in_two_lots_and_the_rest_is_chased_once(town: Town) -> None:
    await ordered(town, "po", WIRE, 50)
    whole = (await lines(town, "qiankun", "po_arrival"))[0]["id"]
    rows = [
        {"row": 1, "quantity": "20", "lot": "LA"},
        {"$split": whole, "quantity": "15", "lot": "LB"},
    ]
    await town.decide("qiankun", "po_arrival", "count", lines=rows)
    await town.follow("po_arrival", iqc="quality.iqc", rest="purchasing.arrival")
    shown = [(one["lot"], one["quantity"]) for one in await lines(town, "gaomin", "iqc")]
    assert shown == [("LA", {"value": "20", "unit": "kg"}), ("LB", {"value": "15", "unit": "kg"})]
    rest = await lines(town, "qiankun", "rest")
    assert [one["expected"]["value"] for one in rest] == ["15"], "20 and 15 of 50 have come"
    judged = [{"row": 1, "accepted": "20"}, {"row": 2, "accepted": "15"}]
    await town.decide("gaomin", "iqc", "inspect", lines=judged)
    await town.follow("iqc", receipt="inventory.receipt")
    await town.decide("qiankun", "receipt", "store")
    assert await recorded(town) == {"LA": "20", "LB": "15"}


async def test_documents_up_and_down_give_their_quantity_its_unit(town: Town) -> None:
    links = await town.get("qiankun", f"{town.refs['po_arrival'].address}/links")
    told = {one["form"]: one["quantity"] for one in (*links["up"], *links["down"])}
    assert told["purchasing.order"] == {"value": "50", "unit": "kg"}
    assert told["purchasing.arrival"] == {"value": "15", "unit": "kg"}
    assert told["quality.iqc"] is None, "two lots"


async def recorded(town: Town) -> dict[str, str]:
    """The lot records with their quantities."""
    found = await town.get("qiankun", "/api/v1/inventory/lot", fields="code,quantity,place,supplier")
    for row in found["rows"]:
        assert (row[4]["value"] if isinstance(row[4], dict) else row[4]) == "stock"
        assert row[5] is not None
    return {row[2]: row[3]["value"] for row in found["rows"]}


async def test_more_than_is_open_is_refused_over_all_parts_together(town: Town) -> None:
    await town.decide("wufang", "rest", "rest")
    whole = (await lines(town, "qiankun", "rest"))[0]["id"]
    rows = [{"row": 1, "quantity": "10", "lot": "LA"}, {"$split": whole, "quantity": "8", "lot": "LC"}]
    before = await town.written()
    refused = await town.decision("qiankun", "rest", "count", lines=rows)
    assert refused.status_code in (409, 422)
    assert "尚余 15 千克，本单还要 18 千克，差 3 千克" in refused.json()["detail"]
    assert await town.written() == before
    rows = [{"row": 1, "quantity": "10", "lot": "LA"}, {"$split": whole, "quantity": "5", "lot": "LC"}]
    await town.decide("qiankun", "rest", "count", lines=rows)
    await town.follow("rest", iqc="quality.iqc")
    judged = [{"row": 1, "accepted": "10"}, {"row": 2, "accepted": "5"}]
    await town.decide("gaomin", "iqc", "inspect", lines=judged)
    await town.follow("iqc", receipt="inventory.receipt")
    await town.decide("qiankun", "receipt", "store")
    assert await recorded(town) == {"LA": "30", "LB": "15", "LC": "5"}
    assert await town.value("wufang", "po", "state") == "received"


async def test_a_divided_line_is_put_together_again_but_a_given_one_stays(town: Town) -> None:
    await ordered(town, "po2", WIRE, 30)
    whole = (await lines(town, "qiankun", "po2_arrival"))[0]["id"]
    await town.change("qiankun", "po2_arrival", lines=[{"$split": whole, "quantity": "1", "lot": "LX"}])
    first, part = await lines(town, "qiankun", "po2_arrival")
    assert (first["id"], part["item"], part["expected"]["value"]) == (whole, first["item"], "0")
    seen = await town.read("qiankun", "po2_arrival")
    for row, wanted in ((first, 422), (part, 200)):
        sent = {"ver": seen["ver"], "values": {"lines": [{"id": row["id"], "$delete": True}]}}
        answer = await town.send("qiankun", "PATCH", town.refs["po2_arrival"].address, sent)
        assert answer.status_code == wanted, answer.text
    added: dict[str, Any] = {"ver": seen["ver"] + 1, "values": {"lines": [{"quantity": "1", "lot": "LY"}]}}
    answer = await town.send("qiankun", "PATCH", town.refs["po2_arrival"].address, added)
    assert answer.status_code == 422
    assert "不能增加或删除" in answer.text


async def test_a_lot_number_belongs_to_one_item(town: Town) -> None:
    await town.create("qiankun", "inventory.lot", "strange", code="L9", item="@R-BRG-6203", quantity="1")
    refused = await town.decision("qiankun", "po2_arrival", "count", lines=[{"row": 1, "lot": "L9"}])
    assert refused.status_code == 422
    assert "已是物料" in refused.text
    await town.decide("qiankun", "po2_arrival", "count", lines=[{"row": 1, "lot": "LD"}])


async def test_a_work_order_is_issued_from_two_lots(town: Town) -> None:
    """The stator needs wire, some of one lot and the rest of another."""
    values = {"item": "@S-STA-80", "quantity": "2", "due": town.workday(9)}
    await town.create("heqiang", "production.order", "wo", **values)
    await town.press("heqiang", "wo", "confirm")
    await town.decide("heqiang", "wo", "kit")
    await town.follow("wo", picking="inventory.picking")
    shown = await lines(town, "qiankun", "picking")
    at = next(i for i, one in enumerate(shown) if "漆包线" in one["item"]["title"])
    whole, needed = shown[at]["id"], Decimal(shown[at]["quantity"]["value"])
    rows = [
        {"row": at + 1, "quantity": "0.3", "lot": "LA"},
        {"$split": whole, "quantity": str(needed - Decimal("0.3")), "lot": "LB"},
    ]
    await town.decide("qiankun", "picking", "pick", lines=rows)
    assert await town.value("qiankun", "picking", "state") == "posted"
    listed = await town.get("qiankun", "/api/v1/inventory/picking", filter='["state","eq","draft"]')
    assert listed["rows"] == [], "nothing is missing of the two together"
