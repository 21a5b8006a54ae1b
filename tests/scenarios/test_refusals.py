"""Bad input over HTTP: refused with a sentence at the field or row it is about, and not a row is left behind."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.scenarios.town import Json, Ref, Town

pytestmark = pytest.mark.slow
LINE: Json = {"item": {"key": "F-R40"}, "quantity": "2", "price": "560"}
ORDER: Json = {"customer": {"key": "C001"}, "customer_po": "HD-1", "due": "2026-12-30", "lines": [LINE]}


async def sales_order(town: Town, ref: str = "order", **values: object) -> Ref:
    await town.create("lina", "sales.order", ref, **{**ORDER, "customer_po": f"PO-{ref}", **values})
    return town.refs[ref]


async def refused(
    town: Town, answer: httpx.Response, status: int, before: dict[str, int], code: str | None = None
) -> Json:
    """The problem, after making sure that nothing was written and everything still agrees."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert await town.written() == before
    await town.examine()
    problem: Json = answer.json()
    codes = [fault["code"] for fault in problem["faults"]]
    assert code is None or code in codes, problem
    return problem


def paths(problem: Json) -> list[list[Any]]:
    return [fault["path"] for fault in problem["faults"]]


async def test_the_same_submit_twice_is_one_order(town: Town) -> None:
    sent = {"values": {**ORDER, "customer_po": "HD-twice"}}
    first = await town.done(await town.send("lina", "POST", "/api/v1/sales/order", sent, key="twice-000001"))
    before = await town.written()
    second = await town.send("lina", "POST", "/api/v1/sales/order", sent, key="twice-000001")
    assert second.json()["id"] == first["id"]
    assert await town.written() == before
    changed = {"values": {**ORDER, "customer_po": "HD-other"}}
    answer = await town.send("lina", "POST", "/api/v1/sales/order", changed, key="twice-000001")
    await refused(town, answer, 422, before)


async def test_five_taps_at_once_are_one_order(town: Town) -> None:
    sent = {"values": {**ORDER, "customer_po": "HD-taps"}}
    answers = await asyncio.gather(
        *(town.send("lina", "POST", "/api/v1/sales/order", sent, key="taps-000001") for _ in range(5))
    )
    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["id"] for one in answers}) == 1
    listed = await town.get("lina", "/api/v1/sales/order", filter='["customer_po","eq","HD-taps"]')
    assert len(listed["rows"]) == 1
    await town.examine()


async def test_a_stale_version_is_shown_what_happened_and_disjoint_changes_merge(town: Town) -> None:
    order = await sales_order(town, "stale")
    seen = await town.read("lina", "stale")
    await town.done(
        await town.send("zhaolei", "PATCH", order.address, {"ver": seen["ver"], "values": {"note": "急"}})
    )
    sent = {"ver": seen["ver"], "values": {"due": "2026-12-31"}}
    merged = await town.done(await town.send("lina", "PATCH", order.address, sent))
    assert (merged["values"]["note"], merged["values"]["due"]) == ("急", "2026-12-31")
    before = await town.written()
    answer = await town.send("lina", "PATCH", order.address, {"ver": seen["ver"], "values": {"note": "不急"}})
    problem = await refused(town, answer, 409, before)
    assert problem["mine"]["note"] == "不急"
    assert problem["theirs"]["note"] == "急"
    assert problem["base"]["note"] is None
    assert await town.value("lina", "stale", "note") == "急"


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ({"quantity": "1e308"}, "quantity"), ({"quantity": "-1"}, "quantity"), ({"quantity": "NaN"}, "quantity"),
        ({"quantity": "两台"}, "quantity"), ({"quantity": {"value": "1", "unit": "furlong"}}, "quantity"),
        ({"quantity": {"value": "1", "unit": "kg"}}, "quantity"), ({"price": "1e400"}, "price"),
        ({"price": {"value": "1", "unit": "EURO"}}, "price"), ({"tax_rate": "13"}, "tax_rate"),
        ({"item": "999999999999"}, "item"), ({"item": {"key": "no such"}}, "item"), ({"item": None}, "item"),
        ({"due": "2026-02-30"}, "due"), ({"amount": "1"}, "amount"), ({"nothing": 1}, "nothing"),
        ({"price": "9" * 200}, "price"), ({"specification": "x"}, "specification"),
    ],
)  # fmt: skip
async def test_a_bad_cell_is_named_with_its_row(town: Town, line: Json, path: str) -> None:
    before = await town.written()
    sent = {"values": {**ORDER, "customer_po": "HD-bad", "lines": [LINE, {**LINE, **line}]}}
    problem = await refused(town, await town.send("lina", "POST", "/api/v1/sales/order", sent), 422, before)
    assert ["lines", 1, path] in [one[:3] for one in paths(problem)], problem


async def test_all_faulty_cells_are_said_at_once(town: Town) -> None:
    before = await town.written()
    rows = [{**LINE, "quantity": "0"}, LINE, {**LINE, "tax_rate": "2", "due": "soon"}]
    sent = {"values": {**ORDER, "due": "31.12.2026", "lines": rows}}
    problem = await refused(town, await town.send("lina", "POST", "/api/v1/sales/order", sent), 422, before)
    wanted = [["due"], ["lines", 0, "quantity"], ["lines", 2, "tax_rate"], ["lines", 2, "due"]]
    assert sorted(map(str, paths(problem))) == sorted(map(str, wanted))


async def test_what_is_missing_is_named(town: Town) -> None:
    before = await town.written()
    sent = {"values": {"lines": [{"item": {"key": "F-R40"}}]}}
    problem = await refused(town, await town.send("lina", "POST", "/api/v1/sales/order", sent), 422, before)
    assert {tuple(one) for one in paths(problem)} >= {
        ("customer",), ("lines", 0, "quantity"), ("lines", 0, "price"),
    }  # fmt: skip


async def test_a_cell_of_ten_megabytes(town: Town) -> None:
    before = await town.written()
    sent = {"values": {**ORDER, "note": "长" * (10 * 2**20 // 3)}}
    answer = await town.send("lina", "POST", "/api/v1/sales/order", sent)
    assert answer.status_code in (413, 422)
    await refused(town, answer, answer.status_code, before)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"values": 1}', b'{"values": {}, "more": 1}', b'\xff\xfe', b'{"values": {"lines": {}}}',
             b'{"values": {"lines": [1]}}', b"[" * 5000],
)  # fmt: skip
async def test_what_is_not_a_document(town: Town, body: bytes) -> None:
    before = await town.written()
    browser = await town.at("lina")
    answer = await browser.post("/api/v1/sales/order", content=body)
    assert answer.status_code in (400, 422), answer.text
    await refused(town, answer, answer.status_code, before)


async def test_a_structure_that_contains_itself_is_not_released(town: Town) -> None:
    """The planet carrier would need the reducer it is part of, three levels up."""
    lines = [{"component": "@F-R40", "quantity": "1", "op_no": 10}]
    await town.create(
        "chengong",
        "engineering.bom",
        "cycle",
        code="B-S-PLN-40-V2",
        item="@S-PLN-40",
        version="V2",
        lines=lines,
    )
    before = await town.written()
    address = f"{town.refs['cycle'].address}/actions/release"
    answer = await town.send("zhoutao", "POST", address, {"values": {}})
    problem = await refused(town, answer, 422, before, "cycle")
    assert ["lines", 0, "component"] in paths(problem)
    assert "S-PLN-40 → F-R40 → S-GS-40 → S-PLN-40" in str(problem)
    assert await town.value("zhoutao", "cycle", "state") == "draft"


async def test_what_is_not_there_cannot_be_issued_or_moved(town: Town) -> None:
    lines = [{"item": "@R-PLATE", "quantity": "1"}, {"item": "@R-CABLE-4", "quantity": "260.5"}]
    values = {"warehouse": "@W-RAW", "to_warehouse": "@W-LINE", "lines": lines}
    await town.create("qiankun", "inventory.transfer", "transfer", **values)
    before = await town.written()
    address = f"{town.refs['transfer'].address}/actions/post"
    problem = await refused(town, await town.send("qiankun", "POST", address, {"values": {}}), 409, before)
    assert "库存不足" in str(problem)
    assert await town.value("qiankun", "transfer", "state") == "draft"


async def test_only_who_has_the_task_decides_it_and_only_once(town: Town) -> None:
    order = await sales_order(town, "decided")
    await town.press("lina", "decided", "submit")
    task = (await town.task("gaomin", "decided", "quality"))["id"]
    before = await town.written()
    for login in ("lina", "sunli", "qiankun", "zhaolei"):
        answer = await town.send(login, "POST", f"/api/v1/tasks/{task}", {"do": "approve"})
        await refused(town, answer, 403, before)
    answer = await town.send(
        "gaomin", "POST", f"/api/v1/tasks/{task}", {"do": "approve", "values": {"total": "1"}}
    )
    await refused(town, answer, 422, before)
    await town.done(
        await town.send("gaomin", "POST", f"/api/v1/tasks/{task}", {"do": "approve"}, key="approved-1")
    )
    before = await town.written()
    again = await town.send("gaomin", "POST", f"/api/v1/tasks/{task}", {"do": "approve"}, key="approved-1")
    assert again.is_success, "the same request again has the same answer"
    assert await town.written() == before
    answer = await town.send("gaomin", "POST", f"/api/v1/tasks/{task}", {"do": "approve"})
    assert answer.status_code in (404, 409)
    await refused(town, answer, answer.status_code, before)
    address = f"{order.address}/actions/submit"
    answer = await town.send("lina", "POST", address, {"values": {}})
    assert answer.status_code in (409, 422)
    await refused(town, answer, answer.status_code, before)


async def test_a_task_goes_only_to_whoever_may_read_its_document(town: Town) -> None:
    await sales_order(town, "passed_on")
    await town.press("lina", "passed_on", "submit")
    task = (await town.task("wufang", "passed_on", "purchasing"))["id"]

    async def person(login: str) -> str:
        listed = await town.get("wufang", "/api/v1/people/person", filter=f'["login","eq","{login}"]')
        return str(listed["rows"][0][0])

    before = await town.written()
    body = {"do": "transfer", "to": await person("jiangwei")}
    answer = await town.send("wufang", "POST", f"/api/v1/tasks/{task}", body)
    await refused(town, answer, 422, before, "may_not_read")
    body = {"do": "transfer", "to": await person("zhenghai")}
    await town.done(await town.send("wufang", "POST", f"/api/v1/tasks/{task}", body))
    decision = {"do": "approve", "values": {"purchasing_note": "主管看过"}}
    moved = (await town.task("zhenghai", "passed_on", "purchasing"))["id"]
    await town.done(await town.send("zhenghai", "POST", f"/api/v1/tasks/{moved}", decision))
    assert await town.value("lina", "passed_on", "purchasing_note") == "主管看过"


async def test_two_persons_approve_at_once_and_one_has_come_too_late(town: Town) -> None:
    await town.hire("secondeye", "quality", "quality.inspector")
    await sales_order(town, "raced")
    await town.press("lina", "raced", "submit")
    task = (await town.task("gaomin", "raced", "quality"))["id"]
    assert (await town.task("secondeye", "raced", "quality"))["id"] == task
    answers = await asyncio.gather(
        *(
            town.send(who, "POST", f"/api/v1/tasks/{task}", {"do": "approve"})
            for who in ("gaomin", "secondeye")
        )
    )
    late = [one for one in answers if not one.is_success]
    assert len(late) == 1
    assert late[0].status_code in (404, 409)
    await town.examine()


async def test_locked_and_flow_set_fields_are_not_written(town: Town) -> None:
    order = await sales_order(town, "locked")
    before = await town.written()
    answer = await town.send("lina", "PATCH", order.address, {"values": {"state": "effective"}})
    assert ["state"] in paths(await refused(town, answer, 422, before))
    answer = await town.send("lina", "PATCH", order.address, {"values": {"planning_note": "可以"}})
    assert answer.status_code in (403, 422)
    await refused(town, answer, answer.status_code, before)
    await town.press("lina", "locked", "submit")
    before = await town.written()
    rows = [{"id": (await town.read("lina", "locked"))["values"]["lines"][0]["id"], "quantity": "9"}]
    answer = await town.send("lina", "PATCH", order.address, {"values": {"lines": rows}})
    assert answer.status_code in (403, 409, 422)
    await refused(town, answer, answer.status_code, before)


async def test_a_line_of_another_order_cannot_be_taken(town: Town) -> None:
    first, second = await sales_order(town, "first"), await sales_order(town, "second")
    line = (await town.read("lina", "first"))["values"]["lines"][0]["id"]
    before = await town.written()
    answer = await town.send(
        "lina", "PATCH", second.address, {"values": {"lines": [{"id": line, "$delete": True}]}}
    )
    await refused(town, answer, 422, before)
    assert len((await town.read("lina", "first"))["values"]["lines"]) == 1
    assert first.id != second.id


async def test_the_same_customer_order_number_twice(town: Town) -> None:
    await sales_order(town, "one", customer_po="HD-same")
    before = await town.written()
    sent = {"values": {**ORDER, "customer_po": "HD-same"}}
    answer = await town.send("lina", "POST", "/api/v1/sales/order", sent)
    assert answer.status_code in (409, 422)
    problem = await refused(town, answer, answer.status_code, before)
    assert any("customer_po" in one for one in paths(problem)), problem


async def test_without_the_pages_word_nothing_is_written(town: Town) -> None:
    """A form on another site has the cookie, not the word."""
    browser = await town.at("lina")
    before = await town.written()
    answer = await browser.post("/api/v1/sales/order", json={"values": ORDER}, headers={"X-CSRF-Token": ""})
    await refused(town, answer, 403, before)
