"""A seller on the way: a quotation and an order of two lines made, saved and submitted on a phone by touch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.hands import PHONE, Hands, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LINES = (("S-DRV", "20", "430"), ("F-R40", "2", "560"))


@pytest.fixture(scope="module")
def lina(chromium: Browser, base: str) -> Iterator[Hands]:
    hands = signed_in(chromium, base, "lina", PHONE)
    yield hands
    assert hands.wrong == []
    hands.context.close()


def begin(lina: Hands, form: str, title: str) -> None:
    """From the list by its plus, which a screen reader calls by its name."""
    lina.go(f"/a/sales/{form}")
    lina.page.get_by_role("button", name=f"新建{title}").first.tap()
    lina.fill("customer", "杭州")


def two_lines(lina: Hands) -> None:
    for row, (item, quantity, price) in enumerate(LINES):
        if row:
            lina.page.locator("[data-field=lines] button", has_text="添加一行").tap()
        else:
            lina.add_line()
        for name, text in (("item", item), ("quantity", quantity), ("price", price)):
            lina.cell(row, name, text)
    wide = lina.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, "nothing is pushed out of the screen"


def test_a_quotation_of_two_lines_is_sent(lina: Hands) -> None:
    """Below 50,000 nobody has to agree to the price."""
    begin(lina, "quotation", "报价单")
    two_lines(lina)
    lina.page.locator("[data-action=create]").tap()
    lina.record("BJ")
    lina.sees("¥9,720.00")
    lina.page.locator("[data-action=submit]").tap()
    expect(lina.page.locator("[data-action=win]")).to_be_visible()


def test_an_order_of_two_lines_goes_into_review(lina: Hands) -> None:
    begin(lina, "order", "销售订单")
    lina.fill("customer_po", "HZ-PHONE-1")
    lina.fill("due", (date.today() + timedelta(days=40)).isoformat())
    two_lines(lina)
    lina.page.locator("[data-action=create]").tap()
    order = lina.record("SO")
    lina.sees("¥9,720.00")
    lina.page.locator("[data-action=submit]").tap()
    expect(lina.page.locator("[data-action=submit]")).to_have_count(0)
    lina.go("/inbox?box=started")
    expect(lina.page.locator("[data-task]", has_text=order).first).to_contain_text("等待：")
