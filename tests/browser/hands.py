"""The hands of people in front of the pages: they sign in, type, choose, press and decide, and see nothing but what is drawn."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

PASSWORD = "jingwei-2026"
PICTURES = os.environ.get("JINGWEI_PICTURES")
"""Where the story leaves the pictures of the guide; usually nowhere."""
DESK, PHONE = (1440, 900), (390, 844)
SOON = 20_000.0


@dataclass(slots=True)
class Hands:
    """One person at one window."""

    page: Page
    context: BrowserContext
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(path)

    def fill(self, name: str, text: str) -> None:
        """Types into a field of the form, whatever kind it is."""
        box = self.page.locator(f"[data-field={name}]").first
        typed(self.page, box.locator("input, textarea").first, text)

    def cell(self, row: int, name: str, text: str, table: str = "lines") -> None:
        """Types into a cell of a sub-table that stands open for editing."""
        place = self.page.locator(f"[data-field={table}] [data-name={name}]").nth(row)
        if place.locator("input").count() == 0:
            place.click()
        typed(self.page, place.locator("input, textarea").first, text)
        self.page.keyboard.press("Escape")

    def add_line(self) -> None:
        """A sub-table of a new record may begin with an empty line or with none."""
        self.page.locator("[data-field=lines]").wait_for()
        if self.page.locator("[data-field=lines] [data-cell]").count() == 0:
            self.page.locator("[data-field=lines] button", has_text="添加一行").click()

    def edit(self, name: str) -> None:
        """A click on a value opens the record for editing there, unless it stands open already."""
        box = self.page.locator(f"[data-field={name}]")
        if box.locator("input").count() == 0:
            box.locator("> div").last.click()
        box.locator("input").wait_for()

    def save(self) -> None:
        self.page.keyboard.press("Control+s")
        expect(self.page.locator("[data-field] input")).to_have_count(0)

    def press(self, action: str) -> None:
        self.page.locator(f"[data-action={action}]").first.click()

    def press_and_confirm(self, action: str) -> None:
        """An action that asks first: the dialog is answered with yes."""
        self.press(action)
        self.page.locator(".ant-modal-footer .ant-btn-primary").click()
        expect(self.page.locator(".ant-modal-footer")).to_have_count(0)

    def open_task(self, *words: str) -> None:
        """The task of the inbox whose line says all these words."""
        self.go("/inbox")
        lines = self.page.locator("[data-task]")
        for word in words:
            lines = lines.filter(has_text=word)
        task = lines.first.get_attribute("data-task")
        lines.first.click()
        # The page opens the first task by itself, and that one may bear the same title.
        expect(self.page.locator(f"[data-task='{task}']")).to_have_attribute("aria-current", "true")
        expect(self.page.locator("h1", has_text=words[0])).to_be_visible()

    def decide(self, what: str, note: str = "") -> None:
        """Decides the open task; a reason is asked for where one is due. The task then leaves the inbox."""
        self.page.wait_for_url(re.compile(r"/inbox/\d+"))
        task = self.page.url.split("/inbox/")[1].split("?")[0]
        if note and what in ("approve", "complete"):
            self.page.get_by_placeholder("意见").fill(note)
        self.page.locator(f"[data-decide={what}]").click()
        if what in ("reject", "return"):
            self.page.get_by_placeholder("原因").fill(note)
            self.page.locator(f"[data-decide={what}]").click()
        expect(self.page.locator(f"[data-task='{task}']")).to_have_count(0)

    def own_task(self, title: str) -> None:
        """The task that waits for this person on the document shown."""
        self.page.locator("[data-own-task]", has_text=title).click()
        expect(self.page.locator("h1", has_text=title)).to_be_visible()

    def follow(self, form: str) -> None:
        """The link in the bubble that names what the last step made."""
        self.page.locator(f"[data-made='{form}']").first.click()

    def edit_lines(self) -> None:
        """The lines of the record shown, open for typing."""
        self.page.locator("[data-field=lines]").wait_for()
        self.page.keyboard.press("e")
        self.page.locator("[data-field=lines] [data-cell]").first.wait_for()

    def row_of(self, text: str, table: str = "lines") -> int:
        """Which line of the sheet, or which card on a phone, names this item."""
        names = self.page.locator(f"[data-field={table}]").first.locator("[data-name=item]")
        names.first.wait_for()
        return next(i for i, one in enumerate(names.all_inner_texts()) if text in one)

    def number_beside(self, text: str) -> str:
        """The number of the newest record in the list that says this."""
        line = self.page.locator("[data-row]", has_text=text).first
        return line.inner_text().split()[0]

    def record(self, letters: str) -> str:
        """The number of the record shown, which is saved and whose numbers begin with these letters."""
        heading = self.page.locator("h1").first
        expect(heading).to_have_text(re.compile(rf"^{letters}\d"))
        return heading.inner_text().split()[0]

    def picture(self, name: str) -> None:
        """What the person sees now, kept for the guide when pictures are wanted."""
        if PICTURES:
            expect(self.page.locator(".ant-message-notice")).to_have_count(0, timeout=SOON)
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png")

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.get_by_text(text).first).to_be_visible()


def typed(page: Page, place: Locator, text: str) -> None:
    """A picker searches and takes what it finds, a calendar takes the day, everything else takes the text."""
    if place.get_attribute("role") == "combobox":
        place.click()
        place.press_sequentially(text, delay=15)
        page.locator(".ant-select-dropdown:visible .ant-select-item-option", has_text=text).first.click()
    else:
        place.fill(text)
        if place.locator("xpath=ancestor::*[contains(@class,'ant-picker')]").count():
            place.press("Enter")


@dataclass(slots=True)
class Company:
    """Everybody who has a window open: at a desk unless `sizes` says otherwise."""

    chromium: Browser
    base: str
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    windows: dict[str, Hands] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def at(self, login: str) -> Hands:
        if login not in self.windows:
            self.windows[login] = signed_in(self.chromium, self.base, login, self.sizes.get(login, DESK))
        return self.windows[login]

    def close(self) -> None:
        for hands in self.windows.values():
            hands.context.close()


def signed_in(
    chromium: Browser, base: str, login: str, size: tuple[int, int] = DESK, meant: tuple[int, ...] = ()
) -> Hands:
    """A window in which somebody has signed in by typing; `wrong` gathers what fails behind the page."""
    width, height = size
    context = chromium.new_context(
        base_url=base, viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai",
        is_mobile=size is PHONE, has_touch=size is PHONE,
    )  # fmt: skip
    page, wrong = context.new_page(), list[str]()
    page.set_default_timeout(SOON)

    def heard(answer: Response) -> None:
        unknown = answer.status == 401 and answer.url.endswith("/api/v1/session")
        if answer.status >= 400 and answer.status not in meant and not unknown:
            wrong.append(f"{answer.status} {answer.request.method} {answer.url}")

    page.on("response", heard)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    # The browser itself writes a line for the first 401, in which nobody is signed in yet.
    known = tuple(map(str, (401, *meant)))
    page.on(
        "console",
        lambda m: wrong.append(m.text) if m.type == "error" and not any(n in m.text for n in known) else None,
    )
    page.goto("/")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.locator("[data-place=home], [data-me]").first.wait_for()
    return Hands(page, context, wrong)


@contextmanager
def person(
    chromium: Browser, base: str, login: str, size: tuple[int, int] = DESK, meant: tuple[int, ...] = ()
) -> Iterator[Page]:
    """A window for a while; afterwards nothing may have gone wrong in it but what was `meant`."""
    hands = signed_in(chromium, base, login, size, meant)
    yield hands.page
    assert hands.wrong == []
    hands.context.close()


def scheduling(browser: Browser, base: str, *, waits: bool, frozen: str = "0") -> None:
    """The planner's settings of the schedule: whether it waits for material, and what is frozen."""
    with person(browser, base, "sunli") as page:
        page.goto("/a/planning/scheduling/new")
        page.locator("[data-field=frozen_hours] input").fill(frozen)
        switch = page.locator("[data-field=wait_material] [role=switch]")
        expect(switch).to_be_checked()
        if not waits:
            switch.click()
        page.locator("[data-action=create]").click()
        page.wait_for_url(re.compile(r"/a/planning/scheduling/\d+"))
