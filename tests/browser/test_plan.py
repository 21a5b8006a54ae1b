"""The pages of planning and engineering in real Chromium: messages that lead to their documents, structures that say everything."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.hands import DESK, PHONE, person

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
