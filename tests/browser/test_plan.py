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
