"""The schedule in real Chromium: what is late is red and said in words, and a bar that stays says why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.hands import PHONE, person, scheduling, typed

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BY_HOW_MUCH = re.compile("迟 .*(小时|天)")


@pytest.fixture(scope="module")
def late(chromium: Browser, base: str) -> str:
    """The number of a work order released although short, due tomorrow and days of work away from it."""
    scheduling(chromium, base, waits=False)
    with person(chromium, base, "heqiang") as page:
        page.goto("/a/production/order/new")
        for name, text in (("item", "行星减速机 R40"), ("quantity", "120"), ("due", tomorrow())):
            typed(page, page.locator(f"[data-field={name}] input").first, text)
        page.locator("[data-action=create]").click()
        page.locator("[data-action=confirm]").click()
        expect(page.locator("h1")).to_contain_text("已确认")
        number = page.locator("h1").inner_text().split()[0]
        page.locator("[data-action=check_kit]").click()
        expect(page.locator("[data-field=kit]")).to_contain_text("欠料")
        page.reload()
        page.locator("button:has(.anticon-ellipsis):visible").last.click()
        page.locator("[role=menuitem]", has_text="欠料下达").click()
        page.locator(".ant-modal textarea, .ant-modal input").first.fill("先做壳体")
        page.locator(".ant-modal-footer button").last.click()
        expect(page.locator(".ant-modal-footer")).to_have_count(0)
    return number


def tomorrow() -> str:
    return (date.today() + timedelta(days=1)).isoformat()


@pytest.fixture
def board(chromium: Browser, base: str, late: str) -> Iterator[Page]:
    """The planner's schedule, dispatched anew; a refused move is part of the story."""
    with person(chromium, base, "sunli", meant=(422,)) as page:
        page.goto("/plan/schedule")
        page.locator("[data-action=run]").click()
        expect(page.locator(".ant-message-success")).to_be_visible()
        expect(bars(page, late)).not_to_have_count(0)
        yield page


def test_people_and_tools_are_rows_too(board: Page) -> None:
    """Who hobs, and with which hob: the same bars in other rows."""
    board.locator("[data-rows=operator]").click()
    expect(board.locator("[data-lane]", has_text="陆毅")).to_be_visible()
    expect(bars(board, "滚齿")).not_to_have_count(0)
    board.locator("[data-rows=tool]").click()
    expect(board.locator("[data-lane]", has_text="滚刀 m1 一号")).to_be_visible()
    expect(bars(board, "滚齿")).not_to_have_count(0)
    board.locator("[data-rows=machine]").click()
    expect(board.locator("[data-lane]", has_text="滚齿机 1 号")).to_be_visible()


def bars(page: Page, text: str) -> Locator:
    return page.locator(f"[data-bar][aria-label*='{text}']")


def red(bar: Locator) -> bool:
    """Whether the drawing under a bar's name is red."""
    r, g, b = bar.evaluate(
        """bar => { const canvas = document.querySelector('[data-gantt-field] canvas')
        const [sheet, box] = [canvas.getBoundingClientRect(), bar.getBoundingClientRect()]
        const x = Math.max(box.left, sheet.left) - sheet.left + 4, y = box.top - sheet.top + box.height - 5
        const density = canvas.width / sheet.width
        return [...canvas.getContext('2d').getImageData(x * density, y * density, 1, 1).data].slice(0, 3) }"""
    )
    return bool(r > 150 and g < 100 and b < 100)


def pull(page: Page, bar: Locator, right: float, down: float = 0) -> None:
    """Takes a bar at its end, which is in view, and lets it go elsewhere."""
    box = bar.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] - min(12, box["width"] / 2), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=6)
    page.mouse.up()


def test_what_is_late_is_red_and_says_by_how_much(board: Page, late: str) -> None:
    bar = bars(board, late).first
    expect(bar).to_have_attribute("aria-label", BY_HOW_MUCH)
    assert red(bar)
    box = bar.bounding_box()
    assert box
    board.mouse.move(box["x"] + 6, box["y"] + 12)
    expect(board.locator("[data-hint]")).to_have_text(BY_HOW_MUCH)
    board.mouse.move(0, 0)
    assert not red(board.locator("[data-bar]:not([data-late=true])").first)
    row = board.locator("aside button[data-late=true]")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(late)
    expect(row).to_have_text(BY_HOW_MUCH)
    expect(board.locator("aside li", has_text="工时不够")).to_have_count(1)
    expect(board.locator("h1")).to_contain_text("迟交订单 1")


def test_what_is_late_is_said_on_the_phone_too(chromium: Browser, base: str, board: Page, late: str) -> None:
    with person(chromium, base, "sunli", PHONE) as page:
        page.goto("/plan/schedule")
        line = page.locator("a[data-late=true]").first
        expect(line).to_contain_text(late)
        expect(line).to_have_text(BY_HOW_MUCH)


def test_a_bar_that_stays_says_why_and_how_to_free_it(board: Page) -> None:
    started, free = bars(board, "滚齿"), bars(board, "渗碳淬火")
    refused = board.locator("[data-refused]")
    pull(board, started, 60)
    expect(refused).to_contain_text("已开工")
    stood = free.get_attribute("aria-label")
    pull(board, free, 80, 36)
    expect(refused).to_contain_text("工作中心不同")
    expect(board.locator("[data-ghost]")).to_have_count(0)
    expect(free).to_have_attribute("aria-label", stood or "")
    pull(board, free, 120)
    board.locator("[data-action=accept]").click()
    expect(refused).to_have_count(0)
    expect(free).not_to_have_attribute("aria-label", stood or "")
    pull(board, free, 60)
    expect(refused).to_contain_text("已锁定")
    expect(refused).to_contain_text("解锁")
    board.locator("[data-action=unlock]").click()
    expect(refused).to_have_count(0)
    pull(board, free, 60)
    expect(board.locator("[data-ghost]")).not_to_have_count(0)


def test_whoever_may_only_look_is_told_so(chromium: Browser, base: str, board: Page) -> None:
    with person(chromium, base, "tangyan") as page:
        page.goto("/plan/schedule")
        pull(page, bars(page, "渗碳淬火"), 80)
        expect(page.locator("[data-refused]")).to_contain_text("只能查看")


def test_what_lacks_material_waits_for_it_and_what_is_frozen_stays(
    chromium: Browser, base: str, late: str, board: Page
) -> None:
    """Nothing of it is on order: it waits for lead times; a bar in the frozen day cannot be pulled."""
    scheduling(chromium, base, waits=True)
    board.reload()
    board.locator("[data-action=run]").click()
    expect(board.locator(".ant-message-success")).to_be_visible()
    row = board.locator("aside li", has_text="等料")
    expect(row.first).to_contain_text("尚未下单，按提前期")
    scheduling(chromium, base, waits=True, frozen="24")
    board.reload()
    frozen = board.locator("[data-bar][data-held=frozen]").first
    expect(frozen).to_be_visible()
    pull(board, frozen, 60)
    expect(board.locator("[data-refused]")).to_contain_text("在冻结期内")
