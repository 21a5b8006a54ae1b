"""Over HTTP: every address of the contract answers its own route, in shape and under the caller's rights."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.collab.conftest import PLATFORM, Works, hours

from jingwei.process.commands import Change


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("/api/v1/inbox?box=mine", {"tasks"}),
        (
            "/api/v1/home",
            {
                "department",
                "tasks",
                "promises",
                "orders_at_risk",
                "numbers",
                "mine",
                "coming",
                "starts",
                "books",
                "weave",
            },
        ),
        ("/api/v1/weave?open=1", {"departments", "orders"}),
        ("/api/v1/promises?side=owe", {"promises"}),
    ],
)
async def test_addresses_of_one_and_two_words_are_not_taken_for_forms(
    browser: Any, address: str, keys: set[str]
) -> None:
    answer = await (await browser("li")).get(address)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == keys


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/inbox?box=trash", 422), ("/api/v1/promises?side=both", 422), ("/api/v1/tasks/x", 422),
        ("/api/v1/tasks/999999999", 404), ("/api/v1/promises/999999999", 404), ("/api/v1/sales/nothing/1/history", 404),
        ("/api/v1/sales/order/999999999/history", 404), ("/api/v1/sales/order/999999999/links", 404),
    ],
)  # fmt: skip
async def test_refusals(browser: Any, address: str, status: int) -> None:
    answer = await (await browser("li")).get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("address", ["/api/v1/home", "/api/v1/weave", "/api/v1/inbox", "/api/v1/promises"])
async def test_nobody_is_told_anything(browser: Any, address: str) -> None:
    client = await browser("li")
    client.cookies.clear()
    assert (await client.get(address)).status_code == 401


async def test_history_tells_before_and_after_in_words(works: Works, browser: Any) -> None:
    order = await works.order(date(2026, 12, 1))
    rows = await works.sql(f"SELECT ver FROM {{s}}.t{await works.form('sales.order')} WHERE id = $1", order)
    change = Change(
        "sales.order",
        order,
        {"due": "2026-12-08", "consolidator": str(works.persons["zhou"])},
        rows[0]["ver"],
    )
    await works.doors[works.workspace].submit(await works.actor("li"), (change,), why="客户要求推迟")
    found = (await (await browser("li")).get(f"/api/v1/sales/order/{order}/history")).json()
    assert [one["kind"] for one in found] == ["change", "create"]
    assert (found[0]["actor"]["title"], found[0]["why"]) == ("李销售", "客户要求推迟")
    told = {c["field"]: (c["title"], c["before"], c["after"]) for c in found[0]["changes"]}
    assert told == {
        "due": ("客户要求交期", "2026-12-01", "2026-12-08"), "consolidator": ("评审汇总人", "李销售", "周主管"),
    }  # fmt: skip
    made = {c["field"]: c["after"] for c in found[1]["changes"]}
    assert made["state"] == "草稿"
    assert "水泵" in made["lines"]
    assert "10 台" in made["lines"]


async def test_hidden_fields_are_left_out_of_history(works: Works, browser: Any) -> None:
    item = await works.create(
        "engineering.item",
        code=f"H{works.id()}",
        name="轴",
        unit="件",
        kind="raw",
        source="buy",
        inventory_account=str(works.refs["account"]),
        purchase_price="55",
    )
    change = Change("engineering.item", item, {"purchase_price": "66", "name": "主轴"})
    await works.doors[works.workspace].submit(PLATFORM, (change,))
    address = f"/api/v1/engineering/item/{item}/history"
    clerk, admin = [(await (await browser(who)).get(address)).json() for who in ("li", "admin")]
    assert {c["field"] for c in clerk[0]["changes"]} == {"name"}
    assert "purchase_price" not in {c["field"] for one in clerk for c in one["changes"]}
    prices = [c for c in admin[0]["changes"] if c["field"] == "purchase_price"]
    assert [(c["before"], c["after"]) for c in prices] == [("55 CNY", "66 CNY")]


async def test_hidden_columns_of_a_sub_table_are_left_out_of_history(works: Works, browser: Any) -> None:
    order = await works.order(date(2026, 12, 1))
    [line] = await works.sql(
        f"SELECT id FROM {{s}}.t{await works.form('sales.order.lines')} WHERE parent = $1", order
    )
    patch = {"lines": [{"id": str(line["id"]), "price": "226", "quantity": "12"}]}
    await works.doors[works.workspace].submit(PLATFORM, (Change("sales.order", order, patch),))
    address = f"/api/v1/sales/order/{order}/history"
    seller, planner = [(await (await browser(who)).get(address)).json() for who in ("li", "ma")]
    told = {c["title"]: (c["before"], c["after"]) for c in seller[0]["changes"]}
    assert told["交货明细 · 数量"] == ("10 台", "12 台")
    assert told["交货明细 · 含税单价"] == ("113 CNY", "226 CNY")
    hidden = {"lines.price", "lines.amount", "lines.net", "lines.tax_rate", "total"}
    catalogue = await works.doors.catalogue(works.workspace)
    reads = catalogue.access((await works.actor("ma")).viewer, "sales.order").reads()
    assert hidden - reads, "the planner is expected not to see every price"
    for one in planner:
        for change in one["changes"]:
            assert change["field"] in reads, change
            if change["field"] == "lines" and "lines.price" not in reads:
                assert "含税单价" not in str(change["after"])


async def test_links_up_and_down_and_what_one_may_not_read(works: Works, browser: Any) -> None:
    order = await works.order(date(2026, 12, 1))
    other, foreign = await works.order(date(2026, 12, 1)), await works.order(date(2026, 12, 1), who="zhou")
    await works.trace(("sales.order", order), ("sales.order", other), quantity=Decimal("10"))
    await works.trace(("sales.order", foreign), ("sales.order", order))
    found = (await (await browser("li")).get(f"/api/v1/sales/order/{order}/links")).json()
    [down], [up] = found["down"], found["up"]
    assert (down["id"], down["form_title"], down["state"], down["kind"]) == (
        str(other),
        "销售订单",
        "draft",
        "push",
    )
    assert down["title"].startswith("SO")
    assert down["quantity"]["value"] == "10"
    assert (up["id"], up["title"], up["state"], up["quantity"]) == (str(foreign), None, None, None)


async def test_a_promise_is_answered_by_its_departments_over_http(works: Works, browser: Any) -> None:
    order = await works.order(date(2026, 12, 10))
    one = await works.promise("sales.order", order, "purchasing", "planning", date(2026, 12, 1))
    buyer, planner = await browser("cai"), await browser("ma")
    sent = {"do": "counter", "due": "2026-12-04", "note": "排产已满"}
    countered = (
        await buyer.post(f"/api/v1/promises/{one}", json=sent, headers={"Idempotency-Key": f"counter-{one}"})
    ).json()
    assert (countered["state"], countered["proposed"], countered["due"]) == (
        "countered",
        "2026-12-04",
        "2026-12-01",
    )
    assert (countered["from"]["title"], countered["to"]["title"]) == ("采购部", "计划部")
    agreed = (await planner.post(f"/api/v1/promises/{one}", json={"do": "agree"})).json()
    assert (agreed["state"], agreed["due"], agreed["moves"]) == ("accepted", "2026-12-04", 1)
    refused = await (await browser("wu")).post(
        f"/api/v1/promises/{one}", json={"do": "counter", "due": "2026-12-24"}
    )
    assert refused.status_code == 403
    assert (await buyer.post(f"/api/v1/promises/{one}", json={"do": "break"})).status_code == 422


async def test_home_says_which_orders_are_at_risk_and_why(works: Works, browser: Any) -> None:
    order = await works.order(date(2026, 12, 1))
    await works.task(
        "sales.order",
        order,
        "cai",
        department="purchasing",
        title="采购评审",
        due=works.clock.now() - hours(72),
    )
    await works.promise("sales.order", order, "purchasing", "planning", date(2026, 12, 5), "accepted")
    home = (await (await browser("li")).get("/api/v1/home")).json()
    [risk] = [one for one in home["orders_at_risk"] if one["record"]["id"] == str(order)]
    assert (risk["due"], risk["days_late"]) == ("2026-12-01", 4)
    assert "采购部“采购评审”逾期 1 个工作日" in risk["reason"][0]
    assert "采购部承诺“到货”2026-12-05，比交期晚 4 天" in risk["reason"][1]
    stranger = (await (await browser("he")).get("/api/v1/home")).json()
    assert stranger["orders_at_risk"] == []


async def test_home_lists_no_promise_of_a_document_one_may_not_read(works: Works, browser: Any) -> None:
    """`he` may not read orders and heads nothing; the list of all promises of his department keeps them."""
    order = await works.order(date(2026, 12, 10))
    one = await works.promise("sales.order", order, "warehouse", "sales", date(2026, 12, 1))
    he, li = await browser("he"), await browser("li")
    owed = (await li.get("/api/v1/home")).json()["promises"]["owed"]
    assert str(one) in [promise["id"] for promise in owed]
    owe = (await he.get("/api/v1/home")).json()["promises"]["owe"]
    assert str(one) not in [promise["id"] for promise in owe]
    listed = (await he.get("/api/v1/promises", params={"side": "owe"})).json()["promises"]
    assert str(one) in [promise["id"] for promise in listed]


async def test_the_numbers_of_a_department_are_counted(works: Works, browser: Any) -> None:
    order, now = await works.order(date(2026, 12, 1)), works.clock.now()
    await works.task("sales.order", order, "qian", department="finance", due=now - hours(1))
    await works.task("sales.order", order, "qian", department="finance", due=now + hours(1))
    await works.task(
        "sales.order",
        order,
        "qian",
        department="finance",
        due=now,
        done=now - hours(1),
        by="qian",
        opened=now - hours(5),
    )
    await works.task(
        "sales.order", order, "qian", department="finance", due=now - hours(4), done=now - hours(1), by="qian"
    )
    await works.promise("sales.order", order, "finance", "sales", date(2026, 11, 20), "kept", now - hours(1))
    await works.promise(
        "sales.order", order, "finance", "sales", date(2026, 11, 20), "broken", now - hours(1)
    )
    home = (await (await browser("qian")).get("/api/v1/home")).json()
    found = {one["title"]: one for one in home["numbers"]}
    assert {title: found[title]["value"] for title in ("部门待办", "逾期任务", "近 7 天办结", "任务按时率", "守诺率")} == {
        "部门待办": "2", "逾期任务": "1", "近 7 天办结": "2", "任务按时率": "50", "守诺率": "50",
    }  # fmt: skip
    assert "1 ÷ 2" in found["守诺率"]["how"]
    assert found["库存金额"]["value"] == "0.00"


async def test_the_books_agree_or_say_so(works: Works, browser: Any, app: Any) -> None:
    catalogue = await works.doors.catalogue(works.workspace)
    stock, general = catalogue.ledgers["inventory.stock"], catalogue.ledgers["finance.gl"]
    item, place, lot, status = (f"d{d.id}" for d in stock.dimensions)
    value, debit, credit = (
        f"v{m.id}" for m in (stock.measure("value"), general.measure("debit"), general.measure("credit"))
    )
    keys = f"{item}, {place}, {lot}, {status}, {value}"
    await works.sql(f"INSERT INTO {{s}}.b{stock.id} ({keys}) VALUES (1, 1, '', 'available', 150)")
    await works.sql(
        f"INSERT INTO {{s}}.m{stock.id} (id, form, record, line, rule, {keys}) "
        "VALUES (1, 1, 1, 0, 'r', 1, 1, '', 'available', 100), (2, 1, 2, 0, 'r', 1, 1, '', 'available', 50)"
    )
    dimensions = ", ".join(f"d{d.id}" for d in general.dimensions)
    await works.sql(
        f"INSERT INTO {{s}}.m{general.id} (id, form, record, line, rule, {dimensions}, {debit}, {credit}) "
        f"VALUES (1, 1, 1, 0, 'r', $1, 0, 0, 0, 0, '2026-11', 200, 0), (2, 1, 1, 1, 'r', $1, 0, 0, 0, 0, '2026-11', 0, 60)",
        works.refs["account"],
    )
    app.state.bookkeeper._known.clear()
    books = (await (await browser("qian")).get("/api/v1/home")).json()["books"]
    assert books == {"stock": "150.00", "movements": "150.00", "ledger": "140.00", "equal": False}
    await works.sql(f"UPDATE {{s}}.m{general.id} SET {credit} = 50 WHERE id = 2")
    app.state.bookkeeper._known.clear()
    seller = (await (await browser("li")).get("/api/v1/home")).json()["books"]
    assert seller == {"stock": None, "movements": None, "ledger": None, "equal": True}


async def test_the_language_is_the_callers(works: Works, browser: Any) -> None:
    client = await browser("zhou")
    await client.patch("/api/v1/session", json={"language": "en"})
    order = await works.order(date(2026, 12, 1), who="zhou")
    await works.task("sales.order", order, "zhou", due=works.clock.now() - hours(1))
    [task] = [
        t for t in (await client.get("/api/v1/inbox")).json()["tasks"] if t["record"]["id"] == str(order)
    ]
    assert task["title"] == "评审 (en)"
    assert "1 working hour late" in task["reason"]
    [late] = [
        one for one in (await client.get("/api/v1/home")).json()["numbers"] if one["title"] == "Late tasks"
    ]
    assert late["unit"] == ("task" if late["value"] == "1" else "tasks")
    assert (await client.get(f"/api/v1/sales/order/{order}/history")).json()[0]["title"] == "Created"
    await client.patch("/api/v1/session", json={"language": "zh"})


async def test_a_lost_race_tells_what_stands_there_now_and_its_version(works: Works, browser: Any) -> None:
    order = await works.order(date(2026, 12, 1))
    other = await works.create("sales.customer", code=f"C{works.id()}", name="海东阀门")
    li, address = await browser("li"), f"/api/v1/sales/order/{order}"
    read = (await li.get(address)).json()
    theirs = {"customer_po": "PO-2", "customer": str(other)}
    assert (await li.patch(address, json={"ver": read["ver"], "values": theirs})).status_code == 200
    mine = {"customer_po": "PO-1", "customer": str(works.refs["customer"]), "due": "2026-12-24"}
    refused = await li.patch(address, json={"ver": read["ver"], "values": mine})
    problem = refused.json()
    assert refused.status_code == 409, refused.text
    assert problem["theirs"]["customer_po"] == "PO-2"
    assert problem["theirs"].get("customer") in (None, {"id": str(other), "title": "海东阀门"})
    assert problem["mine"]["customer_po"] == "PO-1"
    assert problem["ver"] == read["ver"] + 1
    settled = await li.patch(address, json={"ver": problem["ver"], "values": mine})
    assert settled.json()["values"]["due"] == "2026-12-24", "saved upon the version told"


async def test_who_holds_the_role_of_administrator_is_told_so(browser: Any) -> None:
    told = {
        who: (await (await browser(who)).get("/api/v1/session")).json()["admin"] for who in ("admin", "li")
    }
    assert told == {"admin": True, "li": False}
