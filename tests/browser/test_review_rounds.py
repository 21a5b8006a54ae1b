"""Contract review in the pages: one department refuses with a reason, sales changes the order, a second round passes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.hands import PHONE, Company, person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REASON = "航插停产，换型号才能按期"
ROUND = (
    ("gaomin", "质量评审", {}),
    ("sunli", "计划评审", {"planning_date": 44}),
    ("wufang", "采购评审", {}),
    ("dengying", "财务评审", {}),
)


@pytest.fixture(scope="module")
def company(chromium: Browser, base: str) -> Iterator[Company]:
    company = Company(chromium, base, {"wufang": PHONE})
    yield company
    company.close()


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def test_purchasing_refuses_and_the_others_are_asked_no_more(company: Company) -> None:
    lina, wufang, gaomin = (company.at(login) for login in ("lina", "wufang", "gaomin"))
    lina.go("/a/sales/order/new")
    lina.fill("customer", "华东")
    lina.fill("customer_po", "HD-REVIEW-1")
    lina.fill("due", in_days(45))
    lina.add_line()
    for name, text in (("item", "S-DRV"), ("quantity", "40"), ("price", "430")):
        lina.cell(0, name, text)
    lina.press("create")
    order = company.names["order"] = lina.record("SO")
    lina.press("submit")
    lina.sees("质量评审", "采购评审")
    wufang.open_task("采购评审", order)
    wufang.decide("reject", REASON)
    gaomin.go("/inbox")
    gaomin.sees("待我处理")
    expect(gaomin.page.locator("[data-task]", has_text=order)).to_have_count(0)


def test_the_seller_is_asked_to_change_it_and_reads_why(company: Company) -> None:
    """The reason stands in the line of the inbox, on the page of the task and in the flow beside the document."""
    lina, order = company.at("lina"), company.names["order"]
    lina.go("/")
    lina.sees(f"吴芳驳回：{REASON}")
    lina.go("/inbox")
    expect(lina.page.locator("[data-task]", has_text=order)).to_contain_text(f"吴芳驳回：{REASON}")
    lina.open_task("修改后再次提交", order)
    expect(lina.page.locator("[data-sent=reject]")).to_have_text(f"吴芳驳回：{REASON}")
    lina.page.locator("h1 + p a", has_text=order).click()
    lina.record("SO")
    lina.sees("草稿", REASON)
    lina.edit_lines()
    lina.cell(0, "quantity", "30")
    lina.save()
    lina.press("submit")
    lina.sees("现在在 高敏")


def test_the_second_round_passes_and_the_order_takes_effect(company: Company) -> None:
    lina, order = company.at("lina"), company.names["order"]
    for login, step, days in ROUND:
        hands = company.at(login)
        hands.open_task(step, order)
        expect(hands.page.locator("[data-sent]")).to_have_count(0)
        for name, ahead in days.items():
            hands.fill(name, in_days(ahead))
        hands.decide("approve")
    lina.open_task("汇总评审意见", order)
    lina.fill("promised_due", in_days(44))
    lina.decide("complete")
    lina.open_task("等待客户确认", order)
    lina.decide("approve")
    lina.go("/a/sales/order")
    lina.page.get_by_text(order).first.click()
    lina.sees("已生效", "¥12,900.00")


def test_a_fault_of_the_house_is_not_called_a_correction_to_make(chromium: Browser, base: str) -> None:
    """Only what stands at a field is counted; an answer 503 and a lost connection are sentences."""
    with person(chromium, base, "lina", meant=(503,)) as page:
        page.goto("/a/sales/customer/new")
        page.locator("[data-field=code] input").fill("C-LATE")
        page.locator("[data-field=name] input").fill("晚到的客户")
        body = json.dumps(
            {
                "type": "urn:jingwei:error:unavailable",
                "title": "",
                "status": 503,
                "detail": "数据库暂时连不上",
            }
        )
        page.route(
            "**/api/v1/sales/customer",
            lambda route: route.fulfill(status=503, content_type="application/problem+json", body=body),
        )
        page.locator("[data-action=create]").click()
        expect(page.get_by_role("alert")).to_have_text("数据库暂时连不上")
        page.locator("[data-field=name] input").fill("")
        page.locator("[data-action=create]").click()
        expect(page.get_by_role("alert")).to_contain_text("1 处需要修改")


def test_nothing_failed_behind_any_page(company: Company) -> None:
    for login, hands in company.windows.items():
        assert hands.wrong == [], login
