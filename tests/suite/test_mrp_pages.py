"""The log of runs, two runs compared, and why an order is there: as the planner's pages get them, with a worker beside."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
from tests.suite.planned import rows, sources, submit
from tests.suite.test_mrp_rules import expect, part, planned, said, stock, structure
from tests.suite.test_planning_pages import get, pages, post
from tests.suite.test_promising import routing

from jingwei.process.commands import Act, Change, Create
from jingwei.suite.demo.install import Told

__all__ = ["pages"]
Json = dict[str, Any]


async def ran(planner: httpx.AsyncClient, **settings: object) -> Json:
    """One run to its end; its job."""
    job = (await post(planner, "/planning/mrp", settings, 202))["job"]
    for _ in range(600):
        state = await get(planner, f"/jobs/{job}")
        if state["state"] not in ("waiting", "running"):
            break
        await asyncio.sleep(0.05)
    return state


async def test_the_log_tells_what_was_read_and_how_it_was_planned(
    pages: dict[str, httpx.AsyncClient], living: Told
) -> None:
    planner = pages["sunli"]
    assert (await ran(planner, horizon_days=120))["state"] == "done"
    assert (await ran(planner, horizon_days=120))["state"] == "done"
    newest, before = (await get(planner, "/planning/mrp/runs"))["runs"][:2]
    assert (before["method"], newest["method"]) == ("full", "net"), "the worker kept the first plan"
    assert (newest["made"], newest["changed"], newest["gone"]) == ("0", "0", "0")
    assert int(newest["items_read"]) > 50
    assert int(newest["lines_read"]) > 50
    assert newest["snapshot"].count(":") == 2
    nothing = await get(planner, f"/planning/mrp/compare?from={before['id']}&to={newest['id']}")
    assert nothing["orders"] == []
    assert nothing["messages"] == []


async def test_two_runs_are_compared_order_by_order(
    pages: dict[str, httpx.AsyncClient], living: Told
) -> None:
    planner = pages["sunli"]
    first = (await get(planner, "/planning/mrp/runs"))["runs"][0]
    due = (living.today + timedelta(days=60)).isoformat()
    wanted = {"item": str(await part(living, "T-CMP")), "quantity": "25", "due": due}
    made = await submit(living, "sunli", Create("planning.forecast", wanted))
    assert (await ran(planner, horizon_days=120))["state"] == "done"
    second = (await get(planner, "/planning/mrp/runs"))["runs"][0]
    assert second["method"] == "full", "there is an item more"
    found = await get(planner, f"/planning/mrp/compare?from={first['id']}&to={second['id']}")
    new = [one for one in found["orders"] if one["how"] == "new"]
    assert any(one["after"]["quantity"]["value"].startswith("25") for one in new)
    assert all(one["before"] is None and one["order"]["title"] for one in new)
    await submit(living, "sunli", Act("planning.forecast", made.asked[0].id, "close"))
    assert (await ran(planner, horizon_days=120))["state"] == "done"
    third = (await get(planner, "/planning/mrp/runs"))["runs"][0]
    assert third["method"] == "net"
    back = await get(planner, f"/planning/mrp/compare?from={second['id']}&to={third['id']}")
    assert {one["order"]["id"] for one in back["orders"] if one["how"] == "gone"} >= {
        one["order"]["id"] for one in new
    }
    whole = await get(planner, f"/planning/mrp/compare?from={first['id']}&to={third['id']}")
    assert not {one["order"]["id"] for one in whole["orders"]} & {one["order"]["id"] for one in new}


async def test_an_order_tells_its_arithmetic_the_days_of_its_item_and_what_it_is_made_of(
    pages: dict[str, httpx.AsyncClient],
) -> None:
    planner = pages["sunli"]
    orders = (await get(planner, "/planning/mrp/latest"))["orders"]
    made = next(one for one in orders if one["make"] and one["state"] == "proposed")
    told = await get(planner, f"/planning/orders/{made['id']}/derivation")
    labels = [line["label"] for line in told["why"]]
    assert labels[0] == "需求日"
    assert labels[-2:] == ["提前期（工作日）", "投放日"] or labels[-1] == "晚于应投放日（工作日）"
    assert sum(day["needed"] for day in told["days"]) <= 1
    assert told["supplies"]
    assert all(Decimal(one["quantity"]["value"]) > 0 and one["item"]["title"] for one in told["supplies"])
    for one in told["supplies"]:
        if one["document"]:
            app, _, name = one["document"]["form"].partition(".")
            await get(planner, f"/{app}/{name}/{one['document']['id']}")


async def test_what_is_no_proposal_any_more_says_so(
    pages: dict[str, httpx.AsyncClient], living: Told
) -> None:
    planner = pages["sunli"]
    order = (await get(planner, "/planning/mrp/latest"))["orders"][0]
    await submit(living, "sunli", Act("planning.planned_order", int(order["id"]), "firm"))
    assert (await ran(planner, horizon_days=120))["state"] == "done"
    refused = await get(planner, f"/planning/orders/{order['id']}/derivation", 422)
    assert "不在最近一次运算" in refused["detail"]


async def test_who_may_not_see_plans_gets_neither_log_nor_reasons(
    pages: dict[str, httpx.AsyncClient],
) -> None:
    order = (await get(pages["sunli"], "/planning/mrp/latest"))["orders"][0]
    for path in ("/planning/mrp/runs", f"/planning/orders/{order['id']}/derivation"):
        await get(pages["tangyan"], path, 403)


async def test_net_change_leaves_nothing_for_a_full_run_to_correct(
    pages: dict[str, httpx.AsyncClient], living: Told
) -> None:
    planner = pages["sunli"]
    await ran(planner, horizon_days=120)
    top, raw = (
        await part(living, "T-NET", source="make"),
        await part(living, "T-NET-R", lot_rule="fixed", lot_size="7"),
    )
    await ran(planner, horizon_days=120)
    await structure(living, top, {"component": str(raw), "quantity": "3"})
    forecasts = await expect(living, top, (5, 30), (6, 50))
    changes: list[Create | Change | Act] = [
        Change("engineering.item", raw, {"safety_stock": "4"}),
        Change("planning.forecast", forecasts[0], {"quantity": "9"}),
        Act("planning.forecast", forecasts[1], "close"),
    ]
    for change in (None, *changes):
        if change is not None:
            await submit(living, "sunli", change)
        assert (await ran(planner, horizon_days=120))["state"] == "done"
        assert (await get(planner, "/planning/mrp/runs"))["runs"][0]["method"] == "net"
        assert (await ran(planner, horizon_days=120, full=True))["state"] == "done"
        whole = (await get(planner, "/planning/mrp/runs"))["runs"][0]
        assert (whole["method"], whole["made"], whole["changed"], whole["gone"]) == ("full", "0", "0", "0")
    assert sum(q for q, _ in await planned(living, raw)) == 35, "3 × 9 + 4, in sevens"
    await stock(living, raw, 8)
    await ran(planner, horizon_days=120)
    assert sum(q for q, _ in await planned(living, raw)) == 28, "what lies in stock is counted in every run"
    assert "工艺路线" in (await said(living, top))["data"]
    centre = (
        await rows(
            living, f"SELECT min(c.id) FROM {(await sources(living)).form('production.work_centre', 'c')}"
        )
    )[0][0]
    await routing(living, top, int(str(centre)), 5)
    await ran(planner, horizon_days=120)
    assert (await get(planner, "/planning/mrp/runs"))["runs"][0]["method"] == "net"
    assert "data" not in await said(living, top)
