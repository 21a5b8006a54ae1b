"""Plans in real Chromium: run, watch, compare, accept one order, accept the rest; and what if a machine is down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.hands import PHONE, person, scheduling, typed

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WARM = 150_000.0
"""Milliseconds a worker may take whose kernels are compiled for the first time."""
ORDERS = (("行星减速机 R40", "60"), ("行星减速机 R40", "45"), ("行星减速机 R40", "30"))


def due() -> str:
    return (date.today() + timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def orders(chromium: Browser, base: str) -> list[str]:
    """Work orders that cannot all be in time; that their material is not there is another story."""
    scheduling(chromium, base, waits=False)
    found = []
    with person(chromium, base, "heqiang") as page:
        for item, quantity in ORDERS:
            page.goto("/a/production/order/new")
            for name, text in (("item", item), ("quantity", quantity), ("due", due())):
                typed(page, page.locator(f"[data-field={name}] input").first, text)
            page.locator("[data-action=create]").click()
            page.locator("[data-action=confirm]").click()
            expect(page.locator("h1")).to_contain_text("已确认")
            found.append(page.locator("h1").inner_text().split()[0])
            page.locator("[data-action=check_kit]").click()
            expect(page.locator("[data-field=kit]")).to_contain_text("欠料")
            page.reload()
            page.locator("button:has(.anticon-ellipsis):visible").last.click()
            page.locator("[role=menuitem]", has_text="欠料下达").click()
            page.locator(".ant-modal textarea, .ant-modal input").first.fill("先做壳体")
            page.locator(".ant-modal-footer button").last.click()
            expect(page.locator(".ant-modal-footer")).to_have_count(0)
    return found


@pytest.fixture
def desk(chromium: Browser, base: str, orders: list[str]) -> Iterator[Page]:
    """The planner at the plans of the schedule."""
    with person(chromium, base, "sunli", meant=(422,)) as page:
        page.goto("/plan/schedule")
        page.locator("[data-side] .ant-segmented-item", has_text="方案").click()
        expect(page.locator("[data-plan=standing]")).to_be_visible()
        yield page


def plan_of(page: Page, title: str) -> Locator:
    return page.locator("[data-plan]", has_text=title)


def begin(page: Page, title: str, seconds: str) -> None:
    page.locator("#plan-title").fill(title)
    page.locator(".ant-modal .ant-segmented-item", has_text=seconds).click()
    page.locator("[data-action=begin-plan]").click()
    expect(page.locator(".ant-modal:visible")).to_have_count(0)


def test_a_plan_is_watched_stopped_compared_and_accepted(desk: Page, orders: list[str]) -> None:
    desk.locator("[data-action=new-plan]").click()
    begin(desk, "第一版", "120 秒")
    searching = plan_of(desk, "第一版")
    expect(searching.locator("[data-curve]")).to_be_visible(timeout=WARM)
    expect(searching).to_contain_text("不会低于")
    grows = [int(searching.locator("[data-curve]").get_attribute("data-curve") or 0)]
    for _ in range(4):  # Each step is pushed: asking by itself, the page would see two in this time.
        desk.wait_for_timeout(1000)
        grows.append(int(searching.locator("[data-curve]").get_attribute("data-curve") or 0))
    assert grows == sorted(set(grows)), grows
    searching.locator("[data-action=stop-plan]").click()
    expect(searching).to_have_attribute("data-state", "stopped")
    searching.locator("button").first.click()
    view = desk.locator("[data-plan-view]")
    expect(view.locator("[data-figures]")).to_contain_text("现行排程")
    expect(view.locator("[data-figures]")).to_contain_text("第一版")
    expect(desk.locator(f"[data-bar][aria-label*='{orders[0]}']")).not_to_have_count(0)
    mine = view.locator("[data-order]", has_text=orders[0])
    mine.locator("[data-action=accept-order]").click()
    expect(desk.locator(".ant-message-success")).to_be_visible()
    expect(view).not_to_contain_text("已过期")
    expect(view.locator("[data-order][data-accepted=false]", has_text=orders[0])).to_have_count(0)
    rest = view.locator("[data-action=accept-plan]")
    expect(rest).to_contain_text("采纳其余")
    if rest.is_enabled():
        rest.click()
        expect(plan_of(desk, "第一版")).to_contain_text("已采纳")
    plan_of(desk, "现行排程").locator("button").first.click()
    for number in orders:
        expect(desk.locator(f"[data-bar][aria-label*='{number}']")).not_to_have_count(0)


def test_what_if_a_machine_is_down(desk: Page, orders: list[str]) -> None:
    desk.locator("[data-action=new-plan]").click()
    desk.locator("[data-action=if-machine]").click()
    row = desk.locator("[data-if=machine]")
    desk.locator("[data-action=begin-plan]").click()
    expect(row.locator("[data-lacks]")).to_contain_text("请选机台")
    row.locator(".ant-select").first.click()
    desk.keyboard.type("装配线 A")
    desk.keyboard.press("Enter")
    expect(row.locator("[data-lacks]")).to_contain_text("请选起止时间")
    times = row.locator(".ant-picker-input input")
    for at, days in ((0, 0), (1, 9)):
        times.nth(at).click()
        times.nth(at).fill((date.today() + timedelta(days=days)).strftime("%m-%d 00:00"))
        desk.keyboard.press("Enter")
    begin(desk, "装配线停", "2 秒")
    plan = plan_of(desk, "装配线停")
    expect(plan).to_have_attribute("data-state", "done", timeout=WARM)
    expect(plan).to_contain_text("假设")
    plan.locator("button").first.click()
    view = desk.locator("[data-plan-view]")
    expect(view.locator("[data-order]")).not_to_have_count(0)
    expect(desk.locator("[data-ghost]")).not_to_have_count(0)
    view.locator("[data-action=drop-plan]").click()
    expect(plan).to_have_count(0)
    expect(desk.locator("[data-ghost]")).to_have_count(0)


def test_a_late_order_leads_to_the_bar_in_its_way(desk: Page, orders: list[str]) -> None:
    desk.locator("[data-side] .ant-segmented-item", has_text="订单").click()
    why = desk.locator("aside [data-why]").first
    bar = why.get_attribute("data-why")
    why.click()
    link = desk.locator("aside h2 a")
    expect(link).to_have_attribute("href", f"/a/production/operation/{bar}")


def test_plans_are_read_on_the_phone(chromium: Browser, base: str, desk: Page, orders: list[str]) -> None:
    with person(chromium, base, "sunli", PHONE) as page:
        page.goto("/plan/schedule")
        page.locator(".ant-segmented-item", has_text="方案").click()
        plan_of(page, "第一版").locator("button").first.click()
        expect(page.locator("[data-figures]")).to_contain_text("拖期合计")
