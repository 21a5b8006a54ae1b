"""Saved views over HTTP: one's own, shared ones, who may share, and what is refused."""

from typing import Any

import pytest

ORDERS = "/api/v1/views/sales/order"
LOOK = {
    "filter": [["state", "in", ["draft"]]],
    "sort": "-due",
    "columns": ["number", "due"],
    "widths": {"due": 120},
}


async def test_a_view_comes_back_as_it_was_kept_and_only_to_its_owner(browser: Any) -> None:
    li, zhou = await browser("li"), await browser("zhou")
    made = await li.post(ORDERS, json={"title": "  我的  草稿 ", "look": LOOK})
    assert made.status_code == 201, made.text
    kept = made.json()
    assert (kept["title"], kept["shared"], kept["mine"], kept["look"]) == ("我的 草稿", False, True, LOOK)
    assert kept["owner"]["title"] == "李销售"
    assert [one["id"] for one in (await li.get(ORDERS)).json()["views"]] == [kept["id"]]
    assert (await zhou.get(ORDERS)).json() == {"views": [], "can_share": True}
    for answer in (
        await zhou.patch(f"/api/v1/views/{kept['id']}", json={"title": "x"}),
        await zhou.delete(f"/api/v1/views/{kept['id']}"),
    ):
        assert answer.status_code == 404, "somebody else's own view does not exist"
    changed = await li.patch(f"/api/v1/views/{kept['id']}", json={"look": {"kind": "kanban"}})
    assert (changed.json()["look"], changed.json()["title"]) == ({"kind": "kanban"}, "我的 草稿")
    assert (await li.delete(f"/api/v1/views/{kept['id']}")).status_code == 204
    assert (await li.get(ORDERS)).json()["views"] == []


async def test_a_shared_view_is_seen_by_all_readers_and_changed_by_its_maker_or_an_administrator(
    browser: Any,
) -> None:
    li, zhou, admin = await browser("li"), await browser("zhou"), await browser("admin")
    number = (await li.post(ORDERS, json={"title": "本周交货", "look": LOOK, "shared": True})).json()["id"]
    seen = (await zhou.get(ORDERS)).json()["views"]
    assert [(one["title"], one["mine"], one["owner"]["title"]) for one in seen] == [
        ("本周交货", False, "李销售")
    ]
    assert (await zhou.patch(f"/api/v1/views/{number}", json={"shared": False})).status_code == 403
    assert (await zhou.delete(f"/api/v1/views/{number}")).status_code == 403
    assert (await admin.patch(f"/api/v1/views/{number}", json={"title": "下周交货"})).json()[
        "title"
    ] == "下周交货"
    assert (await admin.delete(f"/api/v1/views/{number}")).status_code == 204
    assert (await li.get(ORDERS)).json()["views"] == []


async def test_who_may_only_read_keeps_views_but_does_not_share_them(browser: Any) -> None:
    ma, he = await browser("ma"), await browser("he")
    address = "/api/v1/views/sales/customer"
    told = await ma.get(address)
    if told.status_code == 403:  # the planner reads orders, not customers
        address = "/api/v1/views/sales/delivery"
        told = await ma.get(address)
    assert told.status_code == 200, told.text
    assert told.json()["can_share"] is False
    refused = await ma.post(address, json={"title": "甲", "look": {}, "shared": True})
    assert (refused.status_code, refused.json()["faults"][0]["path"]) == (403, ["shared"])
    own = (await ma.post(address, json={"title": "甲", "look": {}})).json()
    assert (await ma.patch(f"/api/v1/views/{own['id']}", json={"shared": True})).status_code == 403
    assert (await he.get(address)).status_code == 403, "who may not read the form keeps no views of it"
    assert (await he.post(address, json={"title": "甲", "look": {}})).status_code == 403


async def test_two_views_of_a_name_and_too_many_views_are_refused(browser: Any) -> None:
    zhou = await browser("zhou")
    assert (await zhou.post(ORDERS, json={"title": "甲", "look": {}})).status_code == 201
    again = await zhou.post(ORDERS, json={"title": "甲", "look": {}})
    assert (again.status_code, again.json()["faults"][0]["path"]) == (409, ["title"])
    for n in range(59):
        assert (await zhou.post(ORDERS, json={"title": f"v{n}", "look": {}})).status_code == 201
    full = await zhou.post(ORDERS, json={"title": "多一个", "look": {}})
    assert (full.status_code, full.json()["faults"][0]["code"]) == (422, "too_many_views")


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "", "look": {}}, {"title": "x" * 61, "look": {}}, {"title": "x", "look": {"filter": [["due"]]}},
        {"title": "x", "look": {"kind": "pie"}}, {"title": "x", "look": {"colour": "red"}}, {"title": "x"},
        {"title": "x", "look": {"columns": ["c" * 100] * 300}}, {"title": "x", "look": {"filter": [["a", "eq", float(10**30)]] * 201}},
    ],
)  # fmt: skip
async def test_what_is_no_view_is_refused(browser: Any, sent: dict[str, Any]) -> None:
    answer = await (await browser("li")).post(ORDERS, json=sent)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), (
        answer.text
    )


@pytest.mark.parametrize(
    "call",
    [("get", "/api/v1/views/sales/nothing"), ("patch", "/api/v1/views/1"), ("delete", "/api/v1/views/1")],
)
async def test_what_is_not_there(browser: Any, call: tuple[str, str]) -> None:
    method, address = call
    sent = {} if method != "patch" else {"json": {}}
    assert (await getattr(await browser("li"), method)(address, **sent)).status_code == 404
