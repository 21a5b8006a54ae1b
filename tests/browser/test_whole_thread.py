"""One customer order from the quotation to the audited voucher, by hand, in the pages, under twelve accounts.

The purchasing manager, the keeper and the people of the shop floor work on phones, the others at desks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser
from tests.browser.hands import PHONE, Company

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def company(chromium: Browser, base: str) -> Iterator[Company]:
    """All windows stay open from the first step to the last, as in an office."""
    company = Company(chromium, base, dict.fromkeys(ON_PHONES, PHONE))
    yield company
    company.close()


ON_PHONES = frozenset({"zhenghai", "qiankun", "fengbin", "tangyan"})


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def test_sales_quotes_and_the_customer_orders(company: Company) -> None:
    """130 drive boxes for 54,600: above 50,000 the manager agrees to the price first."""
    lina = company.at("lina")
    lina.go("/a/sales/quotation/new")
    lina.fill("customer", "华东")
    lina.add_line()
    for name, text in (("item", "S-DRV"), ("quantity", "130"), ("price", "420")):
        lina.cell(0, name, text)
    lina.picture("step-quotation")
    lina.press("create")
    quotation = lina.record("BJ")
    lina.press("submit")
    lina.sees("核价中")
    zhaolei = company.at("zhaolei")
    zhaolei.open_task("核价", quotation)
    zhaolei.sees("¥54,600.00")
    zhaolei.decide("approve")
    lina.press("win")
    company.names["order"] = lina.record("SO")
    lina.press("submit")
    lina.sees("请填写“客户订单号”")
    lina.picture("step-missing")
    lina.fill("customer_po", "HD-2026-131")
    lina.fill("due", in_days(60))
    lina.save()
    lina.press("submit")
    lina.sees("质量评审", "计划评审", "采购评审", "财务评审", "汇总评审意见")
    lina.picture("step-review")


def test_the_departments_review_the_contract(company: Company) -> None:
    """The item is a standard one, so nobody asks engineering; planning counters the date and sales settles it."""
    order = company.names["order"]
    for login, step, said in (
        ("gaomin", "质量评审", {"quality_note": "按常规检验"}),
        ("sunli", "计划评审", {"planning_date": in_days(63), "planning_note": "驱动板要等"}),
        ("wufang", "采购评审", {"purchasing_date": in_days(30)}),
        ("dengying", "财务评审", {"finance_note": "额度内"}),
    ):
        hands = company.at(login)
        hands.open_task(step, order)
        for name, text in said.items():
            hands.fill(name, text)
        hands.decide("approve")
    lina = company.at("lina")
    lina.open_task("汇总评审意见", order)
    lina.sees("按常规检验", "驱动板要等", "额度内")
    lina.fill("promised_due", in_days(63))
    lina.picture("step-consolidate")
    lina.decide("complete")
    lina.open_task("等待客户确认", order)
    lina.decide("approve")


def test_the_planner_runs_mrp_releases_the_order_and_answers(company: Company) -> None:
    """Everything pegged to the order is released together; a board order of another customer's goes along."""
    order, sunli = company.names["order"], company.at("sunli")
    sunli.go("/plan/mrp")
    sunli.page.get_by_role("button", name="运行 MRP").first.click()
    sunli.sees("MRP 已完成")
    sunli.page.get_by_text("计划订单").first.click()
    for wanted in (order, "R-PCB-DRV"):
        sunli.page.get_by_placeholder("筛选物料").fill(wanted)
        sunli.page.locator("thead input[type=checkbox]").click()
        sunli.page.locator("[data-planned]").first.click()
        sunli.sees("需求追溯")
        if wanted == order:
            sunli.picture("step-mrp")
        sunli.press("release")
        sunli.sees("没有待投放的计划订单")
    sunli.open_task("运行MRP", order)
    sunli.decide("complete")
    sunli.go("/a/production/order")
    company.names["work_order"] = sunli.number_beside("驱动盒总成")


def test_purchasing_merges_the_requisitions_into_one_order(company: Company) -> None:
    zhenghai, wufang = company.at("zhenghai"), company.at("wufang")
    wanted = [f"QG{date.today():%y%m}-{n:04}" for n in range(2, 7)]
    for number in wanted:
        zhenghai.open_task("请购审批", number)
        zhenghai.decide("approve")
    first, *rest = wanted
    wufang.open_task("合并下单", first)
    wufang.decide("complete")
    wufang.follow("purchasing.order")
    purchase, address = wufang.record("PO"), wufang.page.url
    for number in rest:
        wufang.open_task("合并下单", number)
        wufang.decide("complete")
    wufang.go(address)
    for item in ("驱动板", "驱动盒壳体", "航空插头", "电缆"):
        wufang.sees(item)
    wufang.picture("step-purchase")
    wufang.press("submit")
    wufang.sees("审批中")
    zhenghai.open_task("采购主管审批", purchase)
    zhenghai.decide("approve")
    wufang.open_task("登记供应商承诺交期", purchase)
    wufang.fill("confirmed_due", in_days(20))
    wufang.decide("complete")
    company.names["purchase"] = purchase


def test_goods_arrive_in_part_and_one_lot_is_bad(company: Company) -> None:
    """60 of the boards come with the first lorry; of 200 m of cable 20 are damaged and go back."""
    qiankun, gaomin, linjing = (company.at(login) for login in ("qiankun", "gaomin", "linjing"))
    qiankun.go("/a/purchasing/order")
    qiankun.page.get_by_text(company.names["purchase"]).first.click()
    qiankun.press("arrive")
    qiankun.own_task("卸货清点")
    boards = qiankun.row_of("驱动板")
    qiankun.cell(boards, "quantity", "60")
    qiankun.picture("step-arrival-phone")
    qiankun.decide("complete")
    gaomin.open_task("来料检验判定")
    arrived = (
        ("驱动板", "60", "0"),
        ("驱动盒壳体", "110", "0"),
        ("航空插头", "132", "0"),
        ("电缆", "180", "20"),
        ("驱动板", "30", "0"),
    )
    for row, (item, good, bad) in enumerate(arrived):
        assert gaomin.row_of(item) in (0, row)
        gaomin.cell(row, "accepted", good)
        gaomin.cell(row, "rejected", bad)
    gaomin.page.locator("[data-decide=complete]").click()
    gaomin.sees("请填写“不合格原因”")
    gaomin.cell(gaomin.row_of("电缆"), "reason", "外皮破损")
    gaomin.picture("step-inspection")
    gaomin.decide("complete")
    qiankun.open_task("合格品入库")
    qiankun.decide("complete")
    linjing.open_task("判定处置方式")
    linjing.fill("disposition", "退货")
    linjing.decide("complete")
    qiankun.go("/a/purchasing/supplier_return")
    qiankun.open_task("不合格品退货", qiankun.number_beside("昆山"))
    qiankun.decide("complete")


def test_production_waits_for_the_rest_of_the_boards(company: Company) -> None:
    order, work_order = company.names["order"], company.names["work_order"]
    heqiang, wufang, qiankun, gaomin = (company.at(one) for one in ("heqiang", "wufang", "qiankun", "gaomin"))
    heqiang.open_task("确认工单", work_order)
    heqiang.decide("complete")
    heqiang.open_task("齐套检查并下达", work_order)
    heqiang.page.locator("[data-decide=complete]").click()
    heqiang.sees("库存不足")
    heqiang.picture("step-short")
    wufang.open_task("等待供应商补交余量", "驱动板")
    wufang.decide("complete")
    qiankun.open_task("卸货清点", "驱动板")
    qiankun.decide("complete")
    gaomin.open_task("来料检验判定")
    gaomin.cell(0, "accepted", "46")
    gaomin.cell(0, "rejected", "0")
    gaomin.decide("complete")
    qiankun.open_task("合格品入库")
    qiankun.decide("complete")
    heqiang.open_task("齐套检查并下达", work_order)
    heqiang.decide("complete")
    qiankun.open_task("备料发料", order)
    qiankun.decide("complete")


def test_the_shop_floor_reports_on_the_phone(company: Company) -> None:
    """128 good and 2 scrapped: the scrap needs its reason, the leader confirms, the operator sees the wage."""
    work_order, fengbin = company.names["work_order"], company.at("fengbin")
    fengbin.open_task("派工", work_order)
    fengbin.fill("operator", "唐燕")
    fengbin.decide("complete")
    tangyan = company.at("tangyan")
    tangyan.go("/report")
    tangyan.page.get_by_text(f"{work_order}-010").first.click()
    tangyan.sees("还可报")
    good, scrap, _ = tangyan.page.locator("main input").all()
    good.fill("128")
    scrap.fill("2")
    tangyan.press("report")
    tangyan.sees("请填写“不良原因”")
    tangyan.picture("step-report-phone")
    tangyan.page.get_by_role("button", name="操作不当").click()
    tangyan.press("report")
    tangyan.sees("报工完成", "¥320.00")
    tangyan.picture("step-wage-phone")
    report = tangyan.page.get_by_text("BG").first.inner_text()
    fengbin.open_task("班组长确认报工", report)
    fengbin.decide("approve")


def test_quality_passes_them_and_they_go_into_stock(company: Company) -> None:
    gaomin, qiankun = company.at("gaomin"), company.at("qiankun")
    gaomin.open_task("成品检验判定")
    gaomin.sees(company.names["work_order"])
    gaomin.fill("accepted", "128")
    gaomin.decide("complete")
    qiankun.open_task("产成品入库")
    qiankun.sees(company.names["work_order"])
    qiankun.decide("complete")


def test_they_are_shipped_and_signed_for(company: Company) -> None:
    """130 are not there, so the notice is refused in words and 128 are shipped."""
    order, lina, qiankun = company.names["order"], company.at("lina"), company.at("qiankun")
    lina.go("/a/sales/order")
    lina.page.get_by_text(order).first.click()
    lina.press("notify_shipping")
    lina.page.wait_for_url("**/sales/notice/**")
    lina.press("submit")
    lina.sees("尚余 128 套")
    lina.picture("step-notice")
    lina.edit_lines()
    lina.cell(0, "quantity", "128")
    lina.save()
    lina.press("submit")
    lina.sees("已通知")
    qiankun.open_task("拣货出库", order)
    qiankun.fill("carrier", "德邦")
    qiankun.decide("complete")
    lina.open_task("等待客户签收", order)
    lina.fill("signed_on", in_days(0))
    lina.fill("signed_by", "许经理")
    lina.decide("complete")


def test_finance_invoices_and_audits(company: Company) -> None:
    """The maker of a voucher does not audit it; at the end stock and books are the same."""
    order, xuhui, dengying = company.names["order"], company.at("xuhui"), company.at("dengying")
    xuhui.open_task("开具销售发票", order)
    xuhui.fill("invoice_no", "26312000000188410099")
    xuhui.decide("complete")
    xuhui.open_task("制单确认", order)
    voucher = xuhui.page.locator("main a[href*='/finance/voucher/']").first.inner_text().strip()
    xuhui.decide("complete")
    dengying.open_task("凭证审核", voucher)
    dengying.picture("step-voucher")
    dengying.decide("approve")
    dengying.go("/")
    dengying.sees("账实相符")


def test_weave_and_timeline_tell_who_had_the_ball(company: Company) -> None:
    order, zhaolei = company.names["order"], company.at("zhaolei")
    zhaolei.go("/weave")
    zhaolei.page.locator("[data-order]", has_text=order).first.click()
    zhaolei.page.wait_for_url("**/timeline")
    lanes = ("客户", "销售部", "计划部", "采购部", "仓储部", "生产部", "质量部", "财务部", "供应商")
    zhaolei.sees(*lanes)
    zhaolei.picture("step-timeline")


def test_nothing_failed_behind_any_page(company: Company) -> None:
    """A refusal is answered with 409 or 422, which the browser logs too; nothing else may have gone wrong."""
    assert len(company.windows) >= 12
    for login, hands in company.windows.items():
        assert [
            one
            for one in hands.wrong
            if not one.startswith(("409", "422")) and "409" not in one and "422" not in one
        ] == [], login
