"""One customer order from the quotation to the audited voucher, by hand, in the pages, under thirteen accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser
from tests.browser.hands import Company

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def company(chromium: Browser, base: str) -> Iterator[Company]:
    """All windows stay open from the first step to the last, as in an office."""
    company = Company(chromium, base)
    yield company
    company.close()


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def test_sales_quotes_and_the_customer_orders(company: Company) -> None:
    """130 drive boxes for 54,600: above 50,000 the manager agrees to the price first."""
    lina = company.at("lina")
    lina.go("/a/sales/quotation/new")
    lina.fill("customer", "华东")
    lina.add_line()
    for name, text in (("item", "S-DRV"), ("quantity", "130"), ("price", "420")):
        lina.cell(0, name, text)
    lina.press("create")
    quotation = lina.record()
    lina.press("submit")
    lina.sees("核价中")
    zhaolei = company.at("zhaolei")
    zhaolei.open_task("核价", quotation)
    zhaolei.sees("¥54,600.00")
    zhaolei.decide("approve")
    lina.press("win")
    lina.page.wait_for_url("**/sales/order/**")
    company.names["order"] = order = lina.record()
    lina.edit("customer_po")
    lina.fill("customer_po", "HD-2026-131")
    lina.fill("due", in_days(60))
    lina.save()
    lina.press("submit")
    lina.sees("质量评审", "计划评审", "采购评审", "财务评审", "汇总评审意见")
    assert order.startswith("SO")


def test_the_departments_review_the_contract(company: Company) -> None:
    """The item is a standard one, so nobody asks engineering; planning counters the date and sales settles it."""
    order = company.names["order"]
    for login, step, said in (
        ("gaomin", "质量评审", {"quality_note": "按常规检验"}),
        ("sunli", "计划评审", {"planning_date": in_days(63), "planning_note": "驱动板要等"}),
        ("wufang", "采购评审", {"purchasing_date": in_days(30)}),
        ("dengying", "财务评审", {"finance_note": "额度内"}),
    ):
        hands = company.at(login)
        hands.open_task(step, order)
        for name, text in said.items():
            hands.fill(name, text)
        hands.decide("approve")
    lina = company.at("lina")
    lina.open_task("汇总评审意见", order)
    lina.sees("按常规检验", "驱动板要等", "额度内")
    lina.fill("promised_due", in_days(63))
    lina.decide("complete")
    lina.open_task("等待客户确认", order)
    lina.decide("approve")
