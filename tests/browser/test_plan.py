"""The pages of planning and engineering in real Chromium: messages that lead to their documents, structures that say everything."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.hands import DESK, PHONE, person, typed

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
DOCUMENTS = ("purchasing/order", "purchasing/requisition", "production/order")


def planned(page: Page) -> None:
    """The messages of the first run, which the demo factory asks for as it begins."""
    for _ in range(60):
        page.goto("/plan/mrp")
        page.locator("main h1").wait_for()
        page.wait_for_load_state("networkidle")
        if page.locator("[data-leads]").count():
            return
    pytest.fail("The first run did not end.")


@SIZES
def test_a_message_leads_to_the_document_it_is_about(
    chromium: Browser, base: str, size: tuple[int, int]
) -> None:
    with person(chromium, base, "sunli", size) as page:
        planned(page)
        for document in DOCUMENTS:
            link = page.locator(f"[data-leads='{document.replace('/', '.')}']").first
            number = link.inner_text().split()[-1]
            link.click()
            page.wait_for_url(re.compile(rf"/a/{document}/\d+$"))
            expect(page.locator("h1")).to_contain_text(number)
            page.go_back()


@SIZES
@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_a_structure_says_version_scrap_substitutes_and_cost(
    chromium: Browser, base: str, size: tuple[int, int], english: bool
) -> None:
    said = (
        {"scrap": "Scrap", "substitute": "Substitutes"}
        if english
        else {"scrap": "损耗率", "substitute": "替代料"}
    )
    with person(chromium, base, "wangjun", size) as page:
        listed = page.evaluate(
            "async () => (await (await fetch('/api/v1/engineering/item?fields=code&limit=200')).json()).rows"
        )
        top = next(row[0] for row in listed if row[2] == "F-R40")
        page.evaluate(
            "language => localStorage.setItem('jingwei.language', language)", "en" if english else "zh"
        )
        page.goto(f"/plan/bom/{top}")
        row = page.locator(f"[data-item='{top}']")
        expect(row.locator("[data-version=V1] a")).to_have_attribute(
            "href", re.compile(r"^/a/engineering/bom/\d+$")
        )
        expect(row).to_contain_text(re.compile(r"¥\d"))
        tree = page.locator("[role=treegrid]")
        expect(tree).to_contain_text(said["scrap"])
        expect(tree).to_contain_text("2%")
        page.locator("[data-substitutes]").first.click()
        popover = page.locator(".ant-popover:visible")
        expect(popover).to_contain_text(said["substitute"])
        expect(popover.get_by_role("link")).to_have_attribute(
            "href", re.compile(r"^/a/engineering/item/\d+$")
        )
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    with person(chromium, base, "chengong", size) as page:
        page.goto(f"/plan/bom/{top}")
        expect(page.locator("[data-version=V1]").first).to_be_visible()
        expect(page.locator("[role=treegrid]")).not_to_contain_text("¥")


def test_the_picker_of_a_structure_offers_released_ones_alone(chromium: Browser, base: str) -> None:
    with person(chromium, base, "chengong") as page:
        page.goto("/a/engineering/bom?q=B-F-R40-V1")
        page.locator("[data-row]").first.click()
        page.locator("[data-action=new_version]").first.click()
        expect(page.get_by_text("B-F-R40-V2").first).to_be_visible()
    with person(chromium, base, "heqiang") as page:
        page.goto("/a/production/order/new")
        typed(page, page.locator("[data-field=item] input").first, "行星减速机 R40")
        page.locator("[data-field=bom] input").first.click()
        offered = page.locator(".ant-select-dropdown:visible .ant-select-item-option")
        expect(offered).to_have_count(1)
        expect(offered).to_contain_text("B-F-R40-V1")


@SIZES
@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_a_run_its_messages_the_reason_of_an_order_and_two_runs_compared(
    chromium: Browser, base: str, size: tuple[int, int], english: bool
) -> None:
    with person(chromium, base, "sunli", size) as page:
        planned(page)
        page.evaluate(
            "language => localStorage.setItem('jingwei.language', language)", "en" if english else "zh"
        )
        page.reload()
        page.locator("[data-action=run]").click()
        expect(page.locator("[data-action=run]")).to_be_visible(timeout=60_000)
        tabs = page.locator(".ant-segmented-item")
        tabs.nth(1).click()
        page.locator("[data-planned]").first.click()
        expect(page.locator("[data-why]")).to_contain_text("Lot rule" if english else "批量规则")
        expect(page.locator("[data-days]")).to_be_visible(timeout=30_000)
        page.locator("[data-days] summary").click()
        expect(page.locator("[data-days] tbody tr").first).to_be_visible()
        if size[0] < 721:
            # On a phone it lies over the list and is put away first.
            page.locator(".ant-drawer-close").click()
        tabs.nth(2).click()
        rows = page.locator("[data-run] input[type=checkbox]")
        expect(rows.nth(1)).to_be_visible()
        rows.nth(0).check()
        rows.nth(1).check()
        page.locator("[data-action=compare]").click()
        expect(page.locator("[data-compare] h2")).to_contain_text("→")
