"""Frames of the schedule page in Chromium while a board of thousands of bars is scrolled and dragged; prints what it measured.

python bench/frames.py http://127.0.0.1:8420 [--bars 5000] [--user sunli]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.boards import Json, board

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
COUNT = """() => { const gaps = window.__gaps = []; let last = performance.now()
  const beat = now => { gaps.push(now - last); last = now; if (window.__gaps === gaps) requestAnimationFrame(beat) }
  requestAnimationFrame(beat) }"""
STOP = "() => { const gaps = window.__gaps; window.__gaps = null; return gaps.slice(2) }"
SCROLL = """async ([dx, dy, seconds]) => {
  const box = document.querySelector('[data-gantt-field]'); const end = performance.now() + seconds * 1000
  let [sx, sy] = [dx, dy]
  while (performance.now() < end) {
    const [x, y] = [box.scrollLeft, box.scrollTop]
    box.scrollBy(sx, sy)
    await new Promise(done => requestAnimationFrame(done))
    if (dx && box.scrollLeft === x) sx = -sx
    if (dy && box.scrollTop === y) sy = -sy
  } }"""


def show(page: Page, made: Json) -> None:
    """Every question for the schedule is answered with this board; the rest of the page is the real one."""
    body = json.dumps(made)
    page.route("**/api/v1/planning/schedule", lambda route: answered(route, body))
    page.goto("/plan/schedule")
    page.locator("[data-gantt-field]").wait_for()
    page.wait_for_timeout(500)


def answered(route: Route, body: str) -> None:
    if route.request.method == "GET":
        route.fulfill(body=body, content_type="application/json")
    else:
        route.continue_()


def scrolling(page: Page, dx: int, dy: int, seconds: float = 4) -> list[float]:
    page.evaluate(COUNT)
    page.evaluate(SCROLL, [dx, dy, seconds])
    found: list[float] = page.evaluate(STOP)
    return found


def at_hand(page: Page) -> tuple[float, float]:
    """Where a bar that may move stands well inside the field."""
    page.evaluate("() => document.querySelector('[data-gantt-field]').scrollTo(600, 0)")
    page.wait_for_timeout(600)
    x, y = page.evaluate(
        """() => { const field = document.querySelector('[data-gantt-field]').getBoundingClientRect()
        for (const bar of document.querySelectorAll('[data-bar]:not([data-held])')) { const r = bar.getBoundingClientRect()
          if (r.left > field.left + 220 && r.right < field.right - 200 && r.top > field.top + 120 && r.bottom < field.bottom - 120)
            return [r.left + r.width / 2, r.top + r.height / 2] } return [0, 0] }"""
    )
    assert x, "no bar to drag is in view"
    return x, y


def dragging(page: Page, steps: int = 120) -> list[float]:
    """A bar that may move is carried about; what the drop would do is not part of it."""
    x, y = at_hand(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(COUNT)
    for step in range(steps):
        page.mouse.move(x + (step % 60) * 3, y + (step % 40))
    found: list[float] = page.evaluate(STOP)
    page.keyboard.press("Escape")
    page.mouse.up()
    return found


def told(name: str, gaps: list[float]) -> Json:
    ordered = sorted(gaps)
    median, p95 = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    mean = statistics.fmean(ordered)
    return {"name": name, "frames": len(ordered), "fps": round(1000 / mean, 1), "median_ms": round(median, 1),
            "p95_ms": round(p95, 1), "worst_ms": round(ordered[-1], 1)}  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("address")
    asked.add_argument("--bars", type=int, default=5_000)
    asked.add_argument("--machines", type=int, default=60)
    asked.add_argument("--user", default="sunli")
    asked.add_argument("--password", default="jingwei-2026")
    given = asked.parse_args()
    made = board(given.bars, given.machines, begin=datetime.now(UTC))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        context = browser.new_context(
            base_url=given.address,
            viewport={"width": 1440, "height": 900},
            timezone_id="Asia/Shanghai",
            locale="zh-CN",
        )
        page = context.new_page()
        page.goto("/")
        page.locator("input").nth(0).fill(given.user)
        page.locator("input").nth(1).fill(given.password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
        page.wait_for_timeout(1500)
        show(page, made)
        for level in ("hour", "shift", "day", "week"):
            page.locator(f"[data-zoom={level}]").click()
            page.wait_for_timeout(600)
            in_view = page.evaluate(
                "() => Number(document.querySelector('[data-in-view]')?.dataset.inView ?? 0)"
            )
            print(json.dumps({"zoom": level, "bars_in_view": in_view}))
            print(json.dumps(told(f"{level}: scroll across", scrolling(page, 24, 0))))
            print(json.dumps(told(f"{level}: scroll down", scrolling(page, 0, 12))))
            print(json.dumps(told(f"{level}: scroll both", scrolling(page, 24, 12))))
            if level != "week":
                print(json.dumps(told(f"{level}: drag", dragging(page))))
        browser.close()


if __name__ == "__main__":
    main()
