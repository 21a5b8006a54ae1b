"""Receiving by hand: a line that came in two lots is divided on the page, at the desk and on the phone; the inspector is who handles it."""

import re

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.hands import DESK, PHONE, Company

pytestmark = pytest.mark.slow
SIZES = {"desk": DESK, "phone": PHONE}


@pytest.mark.parametrize("size", list(SIZES))
def test_two_lots_of_one_line_are_counted_and_inspected(chromium: Browser, base: str, size: str) -> None:
    company = Company(chromium, base, {"qiankun": SIZES[size], "gaomin": SIZES[size]})
    wufang, qiankun, gaomin = (company.at(login) for login in ("wufang", "qiankun", "gaomin"))
    wufang.go("/a/purchasing/order/new")
    wufang.fill("supplier", "S006")
    wufang.add_line()
    for name, text in (
        ("item", "R-WIRE-05"),
        ("quantity", "30"),
        ("price", "90"),
        ("needed_on", "2030-01-08"),
    ):
        wufang.cell(0, name, text)
    wufang.save()
    number = wufang.record("PO")
    wufang.press("submit")
    wufang.own_task("登记供应商承诺交期")
    wufang.fill("confirmed_due", "2030-01-07")
    wufang.decide("complete")

    qiankun.go("/a/purchasing/order")
    qiankun.page.get_by_text(number).first.click()
    qiankun.press("arrive")
    qiankun.own_task("卸货清点")
    qiankun.cell(0, "quantity", "18")
    qiankun.cell(0, "lot", f"A-{size}")
    qiankun.page.locator("[data-split='0']").click()
    qiankun.cell(1, "quantity", "12")
    qiankun.cell(1, "lot", f"B-{size}")
    qiankun.picture(f"step-lots-{size}")
    qiankun.decide("complete")

    gaomin.open_task("来料检验判定", "漆包线")
    expect(gaomin.page.locator("[data-field=inspector]").first).to_contain_text("高敏")
    expect(gaomin.page.locator("[data-field=lines] [data-name=lot]").nth(1)).to_have_text(
        re.compile(f"B-{size}")
    )
    gaomin.cell(0, "accepted", "18")
    gaomin.cell(1, "accepted", "12")
    gaomin.decide("complete")
    for hands in (wufang, qiankun, gaomin):
        assert hands.wrong == []
    company.close()
