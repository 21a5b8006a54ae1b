"""Takes the pictures of the guide and the README from a running demo factory: `python docs/guide/shots.py [address]`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

IMG = Path(__file__).parent / "img"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PASSWORD = "jingwei-2026"
DESK, PHONE = (1440, 900), (390, 844)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: who looks at what."""

    name: str
    login: str
    path: str | Callable[[Page], str]
    size: tuple[int, int] = DESK
    dark: bool = False
    english: bool = False
    ready: str = "main"
    act: Callable[[Page], None] | None = None
    """What the person does there first."""


def newest(form: str, condition: str = "") -> Callable[[Page], str]:
    """The address of the newest record of a form that the person sees."""

    def found(page: Page) -> str:
        address = f"/api/v1/{form}?limit=1&sort=-number" + (f"&filter={condition}" if condition else "")
        rows = page.request.get(address).json()["rows"]
        return f"/a/{form}/{rows[0][0]}"

    return found


def behind(form: str, condition: str, tail: str) -> Callable[[Page], str]:
    return lambda page: newest(form, condition)(page) + tail


def flow_of(form: str, condition: str) -> Callable[[Page], str]:
    """The picture of the flow that runs on a record."""

    def found(page: Page) -> str:
        record = page.request.get(f"/api/v1{newest(form, condition)(page).removeprefix('/a')}").json()
        return f"/flow/{record['flow']['instance']}"

    return found


def structure(page: Page) -> str:
    """The structure of the deepest product."""
    rows = page.request.get('/api/v1/engineering/item?limit=1&filter=["code","eq","F-K40"]').json()["rows"]
    return f"/plan/bom/{rows[0][0]}"


TYPED = (("F-K40", "20", "980"), ("F-R60", "10", "860"), ("S-SHF-40", "15", "60"))


def typing(page: Page) -> None:
    """An order half typed: customer, date, three lines; the reason of the first date unfolded."""
    due = (date.today() + timedelta(days=14)).isoformat()
    for name, text in (("customer", "杭州"), ("due", due)):
        fill(page, page.locator(f"[data-field={name}] input").first, text)
    for row, line in enumerate(TYPED):
        type_row(page, "lines", row, dict(zip(("item", "quantity", "price"), line, strict=True)))
    page.locator("[data-line='2'] time").wait_for(timeout=60_000)
    page.locator("[data-why='0']").click()
    page.locator("[data-panel=promise]").scroll_into_view_if_needed()


def closing(page: Page) -> None:
    """A week of six days and the days the plant is closed, typed into its calendar."""
    year = date.today().year + 1
    type_row(page, "week", 0, {"weekdays": "123456", "begins": "08:00", "ends": "12:00"})
    type_row(page, "week", 1, {"weekdays": "12345", "begins": "13:00", "ends": "17:30"})
    type_row(page, "days", 0, {"first": f"{year}-02-04", "last": f"{year}-02-12", "remark": "春节放假"})
    type_row(page, "days", 1, {"first": f"{year}-07-01", "last": f"{year}-07-02", "remark": "年中盘点"})


def type_row(page: Page, table: str, row: int, texts: Mapping[str, str]) -> None:
    """A row of a sub-table, which is added where it is not there yet."""
    if page.locator(f"[data-field={table}] [data-name={next(iter(texts))}]").count() <= row:
        page.locator(f"[data-field={table}] button", has_text="添加一行").click()
    for name, text in texts.items():
        cell = page.locator(f"[data-field={table}] [data-name={name}]").nth(row)
        if cell.locator("input").count() == 0:
            cell.click()
        fill(page, cell.locator("input").first, text)
        page.keyboard.press("Escape")


def fill(page: Page, box: Locator, text: str) -> None:
    """A picker takes what it finds, a calendar the day, everything else the text."""
    if box.get_attribute("role") == "combobox":
        box.press_sequentially(text, delay=15)
        found = page.locator(".ant-select-dropdown:visible .ant-select-item-option", has_text=text)
        found.last.click()
    else:
        box.fill(text)
        if box.locator("xpath=ancestor::*[contains(@class,'ant-picker')]").count():
            box.press("Enter")


KIT = '["customer_po","eq","HD-2026-1107"]'
DONE = '["customer_po","eq","HD-2026-1085"]'
REVIEW = '["customer_po","eq","NY-PO-2291"]'
SHOTS = (
    Shot("home", "zhaolei", "/"),
    Shot("home-dark", "zhaolei", "/", dark=True),
    Shot("home-en", "zhaolei", "/", english=True),
    Shot("home-phone", "lina", "/", PHONE),
    Shot("inbox", "sunli", "/inbox"),
    Shot("inbox-phone", "sunli", "/inbox", PHONE),
    Shot("list", "zhaolei", "/a/sales/order"),
    Shot("order", "zhaolei", newest("sales/order", KIT)),
    Shot("order-dark", "zhaolei", newest("sales/order", KIT), dark=True),
    Shot("flow", "zhaolei", flow_of("sales/order", REVIEW)),
    Shot("weave", "zhaolei", "/weave"),
    Shot("weave-dark", "zhaolei", "/weave", dark=True),
    Shot("weave-en", "zhaolei", "/weave", english=True),
    Shot("weave-phone", "zhaolei", "/weave", PHONE),
    Shot("timeline", "zhaolei", behind("sales/order", DONE, "/timeline")),
    Shot("timeline-phone", "zhaolei", behind("sales/order", DONE, "/timeline"), PHONE),
    Shot("mrp", "sunli", "/plan/mrp"),
    Shot("mrp-en", "sunli", "/plan/mrp", english=True),
    Shot("calendar", "sunli", "/a/planning/calendar/new", act=closing),
    Shot("schedule", "sunli", "/plan/schedule"),
    Shot("schedule-dark", "sunli", "/plan/schedule", dark=True),
    Shot("bom", "chengong", structure),
    Shot("report-phone", "luyi", "/report", PHONE),
    Shot("promises", "wufang", "/promises"),
    Shot("dates", "lina", "/a/sales/order/new", ready="[data-field=lines]", act=typing),
)


@contextmanager
def looking(browser: Browser, base: str, shot: Shot) -> Iterator[Page]:
    """A page of a person signed in, in the look that is asked for."""
    width, height = shot.size
    context = browser.new_context(
        base_url=base, viewport={"width": width, "height": height}, locale="en-US" if shot.english else "zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if shot.dark else "light", is_mobile=width < 600, has_touch=width < 600,
    )  # fmt: skip
    page = context.new_page()
    answer = page.request.post("/api/v1/session", data={"login": shot.login, "password": PASSWORD}).json()
    page.request.patch(
        "/api/v1/session",
        data={"language": "en" if shot.english else "zh"},
        headers={"X-CSRF-Token": answer["csrf"]},
    )
    yield page
    context.close()


def plan(browser: Browser, base: str) -> None:
    """A plan and a schedule to look at, when nobody has made one yet."""
    with looking(browser, base, Shot("", "sunli", "/")) as page:
        for path in ("/plan/mrp", "/plan/schedule"):
            page.goto(path)
            page.wait_for_load_state("networkidle")
            run = page.locator("[data-action=run]").first
            if run.is_visible():
                run.click()
                page.wait_for_timeout(8000)


def main(base: str, only: str = "") -> None:
    IMG.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        if not only:
            plan(browser, base)
        for shot in SHOTS:
            if only not in shot.name:
                continue
            with looking(browser, base, shot) as page:
                page.goto(shot.path if isinstance(shot.path, str) else shot.path(page))
                page.locator(shot.ready).first.wait_for()
                page.wait_for_load_state("networkidle")
                if shot.act is not None:
                    shot.act(page)
                page.wait_for_timeout(400)
                page.screenshot(path=IMG / f"{shot.name}.png")
                print(shot.name)
        browser.close()


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["http://127.0.0.1:8420"]))
