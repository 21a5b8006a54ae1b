"""The thread in real Chromium, shorter: an order made and submitted, approved by another, seen woven, reported by phone."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.hands import DESK, PHONE, person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def choose(page: Page, text: str) -> None:
    """Types into the picker that has the focus and takes what it finds."""
    page.keyboard.type(text, delay=15)
    page.locator(".ant-select-item-option", has_text=text).first.click()


def create_order(page: Page, number: str, size: tuple[int, int]) -> str:
    """An order of one line through the form; its address."""
    page.goto("/a/sales/order/new")
    page.locator("[data-field=customer] input").first.click()
    choose(page, "华东")
    page.locator("[data-field=customer_po] input").fill(number)
    due = page.locator("[data-field=due] input").first
    due.fill((date.today() + timedelta(days=30)).isoformat())
    due.press("Enter")
    if size is DESK:
        cell = page.locator("[data-field=lines] [data-cell]")
        headers = [text.rstrip("*") for text in page.locator("[data-field=lines] thead th").all_inner_texts()]
        at = {name: headers.index(name) - 1 for name in ("物料", "数量", "含税单价")}
        page.locator(f"[data-cell='0:{at['物料']}']").click()
        choose(page, "R40")
        for name, text in (("数量", "3"), ("含税单价", "560")):
            page.locator(f"[data-cell='0:{at[name]}']").click()
            page.keyboard.type(text)
        expect(cell.filter(has_text="1,680.00").first).to_be_visible()
    page.locator("[data-action=create]").click()
    page.wait_for_url(re.compile(r"/a/sales/order/\d+$"))
    return page.url


def test_an_order_goes_from_the_form_through_the_inbox_into_the_weave(chromium: Browser, base: str) -> None:
    with person(chromium, base, "lina") as page:
        address = create_order(page, "WEB-1", DESK)
        page.locator("[data-action=submit]").click()
        expect(page.get_by_text("合同评审").first).to_be_visible()
        title = page.locator("h1").first.inner_text().split()[0]
        assert title.startswith("SO")
    with person(chromium, base, "gaomin") as page:
        page.goto("/inbox")
        page.locator("[data-task]", has_text=title).first.click()
        page.locator("[data-decide=approve]").click()
        expect(page.locator("[data-task]", has_text=title)).to_have_count(0)
    with person(chromium, base, "zhaolei") as page:
        page.goto("/weave")
        row = page.locator("[data-order]", has_text=title)
        expect(row).to_be_visible()
        expect(row.locator("[data-state=turn]")).to_have_count(3)
        page.goto(f"{address}/timeline")
        for step in ("质量评审", "计划评审", "财务评审"):
            expect(page.get_by_role("link", name=step).first).to_be_visible()


def test_a_report_is_made_on_the_phone_by_typing_the_code(chromium: Browser, base: str) -> None:
    with person(chromium, base, "luyi", PHONE) as page:
        page.goto("/report")
        listed = page.request.get(
            "/api/v1/production/operation?fields=code&filter=[%22state%22,%22eq%22,%22started%22]&sort=-code"
        ).json()
        code = next(row[2] for row in listed["rows"] if row[2].endswith("20"))
        page.locator("form input").fill(code)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/report/\d+$"))
        for fact in ("计划", "上道合格", "已报", "还可报"):
            expect(page.get_by_text(fact, exact=True).locator("..")).to_contain_text("个")
        page.get_by_role("button", name="+").first.click()
        page.locator("[data-action=report]").click()
        expect(page.get_by_text("¥2.00").or_(page.get_by_text("2.00")).first).to_be_visible()


def test_the_form_of_a_report_says_that_a_quantity_is_needed(chromium: Browser, base: str) -> None:
    with person(chromium, base, "fengbin") as page:
        page.goto("/a/production/report/new")
        good = page.locator("[data-field=good]")
        expect(good).to_contain_text("*")
        page.locator("[data-field=scrap] input").first.fill("1")
        expect(good).not_to_contain_text("*")


@SIZES
@pytest.mark.parametrize(
    ("login", "path", "text"),
    [
        ("zhaolei", "/", "轮到我了"), ("sunli", "/inbox", "计划评审"), ("zhaolei", "/a/sales/order", "SO"), ("zhaolei", "/weave", "经纬图"),
        ("sunli", "/plan/mrp", "MRP"), ("sunli", "/plan/schedule", "排产"), ("chengong", "/plan/bom", "BOM"),
        ("heqiang", "/plan/kit", "齐套"), ("wufang", "/promises", "承诺"), ("luyi", "/report", "报工"), ("lina", "/apps", "销售"),
    ],
)  # fmt: skip
def test_every_page_opens_without_a_fault(
    chromium: Browser, base: str, size: tuple[int, int], login: str, path: str, text: str
) -> None:
    """Nothing is wider than the window, and nothing fails behind the page."""
    with person(chromium, base, login, size) as page:
        page.goto(path)
        expect(page.get_by_text(text).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
