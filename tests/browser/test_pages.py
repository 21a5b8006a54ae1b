"""The generic pages in real Chromium: a form filled by keyboard, a lost race settled, a table imported, a view shared."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.hands import PHONE, person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASTE = """(text) => {
  const cell = document.querySelector('[data-cell="1:0"]')
  const data = new DataTransfer()
  data.setData('text/plain', text)
  cell.focus()
  cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
}"""
SEND = """async ([address, body]) => {
  const session = await (await fetch('/api/v1/session')).json()
  const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf, 'Idempotency-Key': crypto.randomUUID() }
  const answer = await fetch(address, { method: body.ver === undefined ? 'POST' : 'PATCH', headers, body: JSON.stringify(body) })
  return await answer.json()
}"""


def send(page: Page, address: str, body: dict[str, object]) -> dict[str, object]:
    found: dict[str, object] = page.evaluate(SEND, [address, body])
    assert "id" in found, json.dumps(found, ensure_ascii=False)
    return found


def read(page: Page, address: str) -> dict[str, object]:
    found: dict[str, object] = page.evaluate("async (address) => (await fetch(address)).json()", address)
    return found


def test_an_order_is_typed_by_keyboard_and_pasted_and_shows_what_follows_at_once(
    chromium: Browser, base: str
) -> None:
    with person(chromium, base, "zhaolei") as page:
        page.goto("/a/sales/order/new")
        expect(page.locator("[data-field=ordered_on] input")).not_to_have_value("")
        expect(page.locator("[data-field=consolidator]")).to_contain_text("赵磊")
        page.locator("[data-field=customer] input").focus()
        page.keyboard.type("hd")
        page.locator(".ant-select-item-option", has_text="华东物流").wait_for()
        page.keyboard.press("Enter")
        page.locator('[data-cell="0:0"]').focus()
        page.keyboard.press("Enter")
        page.keyboard.type("F-M40")
        page.locator(".ant-select-item-option", has_text="减速电机").first.wait_for()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("12")
        page.keyboard.press("Tab")
        page.keyboard.type("100")
        page.keyboard.press("Tab")
        expect(page.locator('[data-cell="0:2"]')).to_contain_text("台")
        expect(page.locator("[data-field=total]")).to_contain_text("1,200.00")
        page.locator("[data-field=lines] button", has_text="添加一行").click()
        page.keyboard.press("Escape")
        page.evaluate(PASTE, "S-MOT-80\t\t3\t55.5\nF-M40\t\t\t10\n")
        expect(page.locator('[data-cell="1:0"]')).to_contain_text("伺服电机 80")
        expect(page.locator("[data-field=total]")).to_contain_text("1,366.50")
        page.keyboard.press("Control+s")
        expect(page.get_by_role("alert")).to_contain_text("第 3 行")
        expect(page.locator('[data-cell="2:2"]')).to_be_focused()
        page.keyboard.press("2")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+s")
        page.wait_for_url(lambda address: not address.endswith("/new"))
        expect(page.locator("[data-field=total]")).to_contain_text("1,386.50")


def test_a_lost_race_is_settled_field_by_field_and_lines_merge(chromium: Browser, base: str) -> None:
    with person(chromium, base, "zhaolei", meant=(409,)) as page:
        customer = read(page, "/api/v1/sales/customer?limit=1")["rows"][0][0]  # type: ignore[index]
        item = read(page, "/api/v1/engineering/item?limit=1&q=F-M40")["rows"][0][0]  # type: ignore[index]
        line = {"item": item, "quantity": "5", "price": "10"}
        values = {"customer": customer, "customer_po": "RACE", "lines": [line]}
        made = send(page, "/api/v1/sales/order", {"values": values})
        address = f"/api/v1/sales/order/{made['id']}"
        page.goto(f"/a/sales/order/{made['id']}")
        page.locator("[data-field=customer_po]").wait_for()
        page.keyboard.press("e")
        page.locator("[data-field=customer_po] input").fill("MINE")
        page.locator('[data-cell="0:2"]').click()
        page.keyboard.type("50")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        first = made["values"]["lines"][0]["id"]  # type: ignore[index]
        lines = [{"id": first, "price": "11"}, {**line, "quantity": "7"}]
        theirs = {"customer_po": "THEIRS", "note": "他们的", "lines": lines}
        send(page, address, {"ver": made["ver"], "values": theirs})
        page.keyboard.press("Control+s")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("THEIRS")
        dialog.locator("label", has_text="THEIRS").click()
        dialog.get_by_role("button", name="按选择保存").click()
        expect(dialog).to_be_hidden()
        stands = read(page, address)["values"]
        assert stands["customer_po"] == "THEIRS"  # type: ignore[index]
        assert stands["note"] == "他们的"  # type: ignore[index]
        kept = [(one["quantity"]["value"], one["price"]["value"]) for one in stands["lines"]]  # type: ignore[index]
        assert kept == [("50", "11.0000"), ("7", "10.0000")]
        page.keyboard.press("e")
        page.locator("[data-field=note] textarea").fill("未保存")
        page.locator("[data-place=inbox]").click()
        page.get_by_role("button", name="留下").click()
        assert page.url.endswith(str(made["id"])), "what is typed is not lost by a click"
        page.get_by_role("button", name="放弃修改").click()


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_a_table_is_checked_corrected_and_imported(
    chromium: Browser, base: str, tmp_path: Path, size: tuple[int, int] | None
) -> None:
    code = "D" if size is None else "P"
    file = tmp_path / "sales.customer.csv"
    with person(chromium, base, "zhaolei", **({} if size is None else {"size": size})) as page:
        page.goto("/import")
        file.write_text(f"编码,名称,账期（天）\n{code}1,甲,六十\n{code}2,,15\n{code}3,丙,30\n")
        page.set_input_files("[data-file]", file)
        expect(page.locator("[data-form]")).to_contain_text("客户")
        page.locator("[data-action=check]").click()
        expect(page.get_by_text("第 2 行 · 账期（天）")).to_be_visible()
        expect(page.get_by_text("第 3 行 · 名称")).to_be_visible()
        file.write_text(f"编码,名称,账期（天）\n{code}1,甲{code},60\n{code}2,乙{code},15\n")
        page.set_input_files("[data-file]", file)
        page.locator("[data-action=check]").click()
        page.locator("[data-action=import]").click()
        page.locator("table").get_by_role("link", name="客户").click()
        expect(page.locator("[data-row]", has_text=f"乙{code}")).to_be_visible()


def test_a_view_is_kept_and_shared_and_a_record_is_found_by_its_initials(
    chromium: Browser, base: str
) -> None:
    with person(chromium, base, "zhaolei") as page:
        page.goto("/a/sales/order?f=" + json.dumps([["state", "in", ["effective"]]]) + "&s=-due")
        page.locator("[data-view-menu]").click()
        page.get_by_placeholder("视图名称").fill("生效订单")
        page.locator("[data-views] input[type=checkbox]").check()
        page.get_by_role("button", name="保存视图").click()
        expect(page.locator("[data-view-menu]")).to_have_text("生效订单")
    with person(chromium, base, "lina") as page:
        page.goto("/a/sales/order")
        page.wait_for_load_state("networkidle")
        page.locator("[data-view-menu]").click()
        # While the menu grows, a press and a release on a busy machine may hit two places.
        expect(page.locator("[class*=ant-zoom]")).to_have_count(0)
        page.locator("[data-views]").get_by_role("button", name="生效订单").click()
        expect(page).to_have_url(re.compile("effective.*s=-due"))
        page.keyboard.press("Control+k")
        page.keyboard.type("hdwl")
        page.get_by_role("option", name="华东物流设备有限公司").click()
        expect(page).to_have_url(re.compile("/a/sales/customer/"))


def test_a_refused_submission_opens_the_document_at_what_is_missing(chromium: Browser, base: str) -> None:
    with person(chromium, base, "lina", meant=(422,)) as page:
        customer = read(page, "/api/v1/sales/customer?limit=1")["rows"][0][0]  # type: ignore[index]
        item = read(page, "/api/v1/engineering/item?limit=1&q=F-M40")["rows"][0][0]  # type: ignore[index]
        values = {"customer": customer, "lines": [{"item": item, "quantity": "5", "price": "10"}]}
        made = send(page, "/api/v1/sales/order", {"values": values})
        page.goto(f"/a/sales/order/{made['id']}")
        page.locator("[data-action=submit]").click()
        expect(page.get_by_role("alert")).to_contain_text("客户订单号")
        expect(page.locator("[data-field=customer_po] input")).to_be_focused()
        expect(page.locator("[data-field=due] label")).to_contain_text("*")
        expect(page.locator("[data-field=planning_note], [data-field=cancel_reason]")).to_have_count(0)
        page.keyboard.type("PO-REFUSED")
        due = page.locator("[data-field=due] input").first
        due.fill((date.today() + timedelta(days=30)).isoformat())
        due.press("Enter")
        expect(page.locator("[data-name=due]")).not_to_be_empty()
        page.keyboard.press("Control+s")
        page.locator("[data-action=submit]").click()
        expect(page.locator("h1")).to_contain_text("合同评审")
        stands = read(page, f"/api/v1/sales/order/{made['id']}")["values"]
        assert stands["customer_po"] == "PO-REFUSED", "a correction leaves the keyboard where it is"  # type: ignore[index]
        assert stands["lines"][0]["due"] == stands["due"]  # type: ignore[index]


def test_stock_is_found_and_leads_to_the_documents_behind_it(chromium: Browser, base: str) -> None:
    with person(chromium, base, "qiankun") as page:
        page.goto("/stock")
        page.locator("[data-find]").fill("L2610-07")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody tr")).to_contain_text("40 千克")
        page.locator("tbody tr a", has_text="收发明细").click()
        expect(page.locator("h1")).to_contain_text("漆包线")
        page.locator("tbody tr a", has_text="期初库存").click()
        page.wait_for_url(re.compile(r"/a/inventory/opening/\d+"))


def test_a_phone_scans_where_a_code_is_asked_for_and_typing_stays_possible(
    chromium: Browser, base: str
) -> None:
    with person(chromium, base, "qiankun", PHONE) as page:
        page.goto("/stock")
        expect(page.locator("nav [data-place=stock]")).to_be_visible()
        page.locator("[data-scan]").first.click()
        expect(page.locator("[role=status]")).to_contain_text("相机不可用")
        page.locator("[data-find]").fill("6205")
        expect(page.locator("main li")).not_to_have_count(0)
        expect(page.locator("main li").first).to_contain_text("深沟球轴承 6205")


def test_import_is_offered_only_to_whoever_may_import(chromium: Browser, base: str) -> None:
    for login, offered in (("wufang", 1), ("machao", 0)):
        with person(chromium, base, login) as page:
            page.goto("/apps")
            page.locator("[data-place=apps]").first.wait_for()
            expect(page.locator("[data-place=imports]")).to_have_count(offered)
