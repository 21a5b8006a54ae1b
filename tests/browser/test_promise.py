"""A clerk types an order: dates appear while it is typed, one is taken, the order is saved with it; on a phone too."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, expect
from tests.browser.hands import DESK, PHONE, Hands, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WANTED = date.today() + timedelta(days=9)


def begun(chromium: Browser, base: str, size: tuple[int, int]) -> tuple[Hands, Locator]:
    """A new order for a drive kit, whose board alone takes eighteen working days to come."""
    lina = signed_in(chromium, base, "lina", size)
    lina.go("/a/sales/order/new")
    lina.fill("customer", "杭州")
    lina.fill("customer_po", f"HZ-DATES-{size[0]}")
    lina.fill("due", WANTED.isoformat())
    lina.add_line()
    panel = lina.page.locator("[data-panel=promise]")
    expect(panel).to_contain_text("填写物料和数量后")
    lina.cell(0, "item", "F-K40")
    lina.cell(0, "quantity", "20")
    # The first question of the day may wait for the plan of everything that stands.
    expect(panel.locator("[data-line='0'] time")).to_be_visible(timeout=60_000)
    return lina, panel


def test_dates_appear_while_an_order_is_typed_and_one_is_taken(chromium: Browser, base: str) -> None:
    lina, panel = begun(chromium, base, DESK)
    kit = panel.locator("[data-line='0']")
    expect(kit).to_contain_text("天")
    panel.locator("[data-why='0']").click()
    chain = kit.locator("ol li")
    expect(chain.filter(has_text="PCBA")).to_contain_text("需采购，提前期 18 个工作日")
    expect(chain.last).to_contain_text("驱动套件 K40")
    assert kit.get_by_role("link", name="驱动板 PCBA").get_attribute("href") is not None
    first = kit.locator("time").get_attribute("datetime")
    lina.cell(0, "quantity", "300")
    expect(kit.locator("time")).not_to_have_attribute("datetime", str(first))
    later = str(kit.locator("time").get_attribute("datetime"))
    assert later > str(first) > WANTED.isoformat()
    lacking = panel.locator("[data-shortages]")
    lacking.locator("summary").click()
    board = lacking.locator("[data-short]", has_text="驱动板 PCBA")
    expect(board).to_contain_text("采购")
    board.get_by_role("button").click()
    expect(board.locator("[data-why]")).to_contain_text("净需求")
    panel.locator("[data-take='0']").click()
    expect(lina.page.locator("[data-field=lines] [data-name=due]").first).to_contain_text(later[5:])
    expect(kit).to_contain_text("可按期")
    expect(panel.locator("[data-take='0']")).to_have_count(0)
    lina.cell(0, "price", "980")
    lina.page.locator("[data-action=create]").click()
    lina.record("SO")
    expect(lina.page.locator("[data-field=lines]")).to_contain_text(later[5:])
    # Afterwards the same is one press away.
    lina.page.locator("[data-promise-ask]").click()
    expect(panel.locator("[data-line='0']")).to_contain_text("可按期")
    expect(panel.locator("[data-take='0']")).to_have_count(0)
    assert lina.wrong == []
    lina.context.close()


def test_whoever_reviews_an_order_works_its_dates_out_in_the_task(chromium: Browser, base: str) -> None:
    sunli = signed_in(chromium, base, "sunli", DESK)
    sunli.open_task("计划评审")
    sunli.page.locator("[data-promise-ask]").click()
    panel = sunli.page.locator("[data-panel=promise]")
    expect(panel.locator("[data-line] time").first).to_be_visible(timeout=60_000)
    expect(panel.locator("[data-take]")).to_have_count(0)
    assert sunli.wrong == []
    sunli.context.close()


def test_the_same_on_a_phone(chromium: Browser, base: str) -> None:
    lina, panel = begun(chromium, base, PHONE)
    lina.page.locator("[data-field=lines] button", has_text="添加一行").tap()
    lina.cell(1, "item", "F-R60X")
    lina.cell(1, "quantity", "1")
    expect(panel.locator("[data-wrong]")).to_have_text(re.compile("没有已发布的 BOM 和工艺路线"))
    assert not lina.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    day = str(panel.locator("[data-line='0'] time").get_attribute("datetime"))
    panel.locator("[data-take='0']").tap()
    expect(panel.locator("[data-line='0']")).to_contain_text("可按期")
    expect(lina.page.locator("[data-field=lines] [data-name=due] input").first).to_have_value(day)
    assert lina.wrong == []
    lina.context.close()
