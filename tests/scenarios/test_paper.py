"""Paper is an answer like any other: whoever prints sees on it what he sees on the screen, and nothing else."""

import copy
from typing import Any

import pytest
from tests.scenarios.town import Town

from jingwei.suite.load import load

pytestmark = pytest.mark.slow
NOTE = "客户不知道的说明"


@pytest.fixture(scope="module")
async def order(town: Town) -> str:
    """A confirmed work order with operations, a note and a leader; its address."""
    await town.create(
        "heqiang", "production.order", "wo", item={"key": "F-R40"}, quantity="3", due="2026-12-18", note=NOTE
    )
    await town.press("heqiang", "wo", "confirm")
    return town.refs["wo"].address


async def printed(town: Town, login: str, address: str) -> tuple[int, str]:
    answer = await (await town.at(login)).get(f"{address}/print/traveller")
    return answer.status_code, answer.text


async def test_who_sees_all_prints_all(town: Town, order: str) -> None:
    status, page = await printed(town, "heqiang", order)
    assert status == 200
    assert NOTE in page
    assert page.count("<svg") > 2


@pytest.mark.parametrize("login", ["machao", "zhaolei", "lina"])
async def test_what_is_hidden_on_the_screen_is_hidden_on_paper(town: Town, order: str, login: str) -> None:
    seen = await town.get(login, order)
    assert "note" not in seen["values"]
    assert "leader" not in seen["values"]
    status, page = await printed(town, login, order)
    assert NOTE not in page
    assert status in (200, 403, 404)


async def test_who_may_not_read_the_order_prints_nothing_not_even_its_qr(town: Town, order: str) -> None:
    await town.hire("pan", "finance")
    browser = await town.at("pan")
    for address in (f"{order}/print/traveller", f"{order}/qr.svg", order):
        answer = await browser.get(address)
        assert answer.status_code in (403, 404), address
        assert "WO" not in answer.text


async def test_a_column_the_role_may_not_see_is_left_out_and_the_rest_is_printed(
    town: Town, order: str
) -> None:
    _, before = await printed(town, "machao", order)
    assert "数控" in before or "装配" in before
    assert "工作中心" in before
    catalogue = await town.doors.catalogue(town.workspace)
    apps: list[dict[str, Any]] = copy.deepcopy(list(load()))
    app = next(one for one in apps if one["app"] == "production")
    for role in app["roles"].values():
        hidden = role["grants"]["operation"].setdefault("hide", [])
        role["grants"]["operation"]["hide"] = [*hidden, "work_centre", "code"]
    await town.doors.catalogues.publish(town.workspace, tuple(apps), catalogue.version)
    status, page = await printed(town, "machao", order)
    assert status == 200, page
    assert "工作中心" not in page
    assert "工序码" not in page
    assert "工时(分)" in page
    assert page.count("<svg") == before.count("<svg")
