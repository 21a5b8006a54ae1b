"""What the planning pages get over HTTP, with a worker beside the web process, under the accounts of the factory."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio
from tests.suite.planned import item, rows, sources, submit

from jingwei import wiring
from jingwei.base.settings import Settings
from jingwei.process.commands import Act, Create
from jingwei.store.files import Files
from jingwei.store.ids import IdsOf
from jingwei.store.queue.jobs import Jobs
from jingwei.store.queue.notifier import Notifier
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.web.app import create_app
from jingwei.web.deps import Deps
from jingwei.web.known import Known
from jingwei.wiring.worker import handlers, warm_up

Json = dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pages(living: Told, tmp_path_factory) -> AsyncIterator[dict[str, httpx.AsyncClient]]:  # type: ignore[no-untyped-def]
    """Browsers of the planner, an operator and a buyer; jobs are worked off meanwhile, by kernels that are there as in a worker."""
    warm_up()
    pool, root = living.doors.pool, Path(tmp_path_factory.mktemp("pages"))
    notifier, ids = Notifier(pool), IdsOf()
    doors = wiring.doors(pool, notifier.poke, ids)
    known = Known(doors)
    deps = Deps(
        Settings(), pool, notifier, Files(root), ids, doors, known.profile, known.heard, known.may_read_file
    )
    app = create_app(deps, root)
    working = Jobs(pool, handlers(wiring.doors(pool, notifier.poke, IdsOf()), root).jobs)
    working.rounds.watch(living.workspace)
    notifier.on_poke.append(working.rounds.poke)
    tasks = [asyncio.create_task(notifier.run()), asyncio.create_task(working.rounds.run())]
    made: dict[str, httpx.AsyncClient] = {}
    for login in ("sunli", "tangyan", "heqiang", "wangjun", "lina"):
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        browser = httpx.AsyncClient(transport=transport, base_url="http://jingwei", timeout=60)
        answer = await browser.post("/api/v1/session", json={"login": login, "password": install.PASSWORD})
        assert answer.status_code == 200, answer.text
        browser.headers["X-CSRF-Token"] = answer.json()["csrf"]
        made[login] = browser
    yield made
    for browser in made.values():
        await browser.aclose()
    for task in tasks:
        task.cancel()
    await working.close()
    await asyncio.gather(*tasks, return_exceptions=True)


async def get(browser: httpx.AsyncClient, path: str, status: int = 200) -> Json:
    answer = await browser.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    return found


async def post(browser: httpx.AsyncClient, path: str, body: Json, status: int = 200) -> Json:
    answer = await browser.post(f"/api/v1{path}", json=body)
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    return found


async def test_nothing_is_planned_before_the_first_run(pages: dict[str, httpx.AsyncClient]) -> None:
    assert await get(pages["sunli"], "/planning/mrp/latest") == {
        "run": None,
        "at": None,
        "note": None,
        "job": None,
        "orders": [],
        "messages": [],
    }


async def nothing_wants(living: Told, form: str, login: str) -> None:
    """An order for far more than anybody asks for."""
    line: Json = {"item": {"key": "R-BRG-6203N"}, "quantity": "900", "needed_on": "2027-01-15"}
    values: Json = {"lines": [line]}
    if form == "purchasing.order":
        values |= {"supplier": {"id": str(await first(living, "purchasing.supplier"))}}
        line["price"] = "1"
    await submit(living, login, Create(form, values))


async def first(living: Told, form: str) -> int:
    source = (await sources(living)).form(form, "s")
    number = (await rows(living, f"SELECT min(s.id) FROM {source} WHERE s.deleted_at IS NULL"))[0][0]
    assert isinstance(number, int)
    return number


async def test_a_planner_runs_mrp_and_works_off_what_it_says(
    pages: dict[str, httpx.AsyncClient], living: Told
) -> None:
    planner = pages["sunli"]
    await nothing_wants(living, "purchasing.requisition", "wufang")
    await nothing_wants(living, "purchasing.order", "wufang")
    job = (await post(planner, "/planning/mrp", {"horizon_days": 120}, 202))["job"]
    for _ in range(400):
        state = await get(planner, f"/jobs/{job}")
        if state["state"] not in ("waiting", "running"):
            break
        await asyncio.sleep(0.05)
    assert state["state"] == "done", state
    found = await get(planner, "/planning/mrp/latest")
    assert found["run"]["title"].startswith("MRP")
    assert len(found["orders"]) > 10
    assert all(one["item"]["title"] and Decimal(one["quantity"]["value"]) > 0 for one in found["orders"])
    urgencies = [one["urgency"] for one in found["messages"]]
    assert urgencies == sorted(urgencies)
    assert {one["action"] for one in found["messages"]} >= {"to_work_order", None}
    standing = [
        one for one in found["messages"] if one["kind"] in ("expedite", "defer", "cancel", "past_due")
    ]
    leads = {one["document"]["form"] for one in standing if one["document"]}
    assert leads >= {"purchasing.order", "purchasing.requisition", "production.order"}
    for one in standing:
        assert one["document"] or one["order"], one
        if one["document"]:
            app, _, name = one["document"]["form"].partition(".")
            assert one["document"]["title"] in one["text"]
            await get(planner, f"/{app}/{name}/{one['document']['id']}")


async def test_why_an_order_is_there(pages: dict[str, httpx.AsyncClient]) -> None:
    planner = pages["sunli"]
    orders = (await get(planner, "/planning/mrp/latest"))["orders"]
    roots: list[str] = []
    for order in orders:
        found = await get(planner, f"/planning/orders/{order['id']}/pegging")
        tree = found["tree"]
        assert Decimal(tree["quantity"]["value"]) == Decimal(order["quantity"]["value"])
        assert sum(Decimal(one["quantity"]["value"]) for one in tree["children"]) == Decimal(
            tree["quantity"]["value"]
        )
        assert {"label": "净需求", "value": found["why"][6]["value"]} == found["why"][6]
        roots += [leaf["form"] for leaf in leaves(tree)]
    assert "sales.order" in roots
    assert "production.order" in roots


def leaves(node: Json) -> list[Json]:
    return [leaf for child in node["children"] for leaf in leaves(child)] if node["children"] else [node]


async def test_the_tree_of_a_product_with_its_stock_and_the_way_back(
    pages: dict[str, httpx.AsyncClient], living: Told
) -> None:
    planner, top = pages["sunli"], await item(living, "F-R60")
    found = await get(planner, f"/planning/bom/{top}?quantity=10")
    rows = found["rows"]
    assert found["nodes"] == len(rows)
    assert rows[0] | {"level": 0, "code": "F-R60", "quantity": "10", "unit": "台"} == rows[0]
    for row in rows[1:]:
        assert Decimal(row["quantity"]) >= Decimal(row["per"])
    deepest = next(row for row in rows if row["level"] == max(one["level"] for one in rows))
    up = await get(planner, f"/planning/where-used/{deepest['item']['id']}")
    assert "F-R60" in {row["code"] for row in up["rows"]}


async def test_a_row_tells_its_version_its_scrap_what_may_replace_it_and_since_when(
    pages: dict[str, httpx.AsyncClient], living: Told
) -> None:
    top = await item(living, "F-R40")
    rows = (await get(pages["sunli"], f"/planning/bom/{top}"))["rows"]
    assert rows[0]["bom"]["version"] == "V1"
    assert rows[0]["bom"]["from"] < living.today.isoformat()
    assert rows[0]["bom"]["to"] is None
    assert {row["scrap"] for row in rows[1:]} > {"0", "0.02"}
    [replaced] = [row for row in rows if row["code"] == "R-BRG-6203" and row["level"] == 1]
    [other] = replaced["substitutes"]
    assert (other["code"], other["per"], other["priority"]) == ("R-BRG-6203N", replaced["per"], 2)
    up = (await get(pages["sunli"], f"/planning/where-used/{replaced['item']['id']}"))["rows"]
    assert ("F-R40", "V1") in {(row["code"], row["bom"]["version"]) for row in up}


async def test_the_cost_rolled_up_is_told_to_whoever_may_see_costs(
    pages: dict[str, httpx.AsyncClient], living: Told
) -> None:
    """The demo's standard costs were rolled up from the same structures, so both must agree to the last place."""
    top = await item(living, "F-R60")
    card = await get(pages["wangjun"], f"/engineering/item/{top}")
    found = await get(pages["wangjun"], f"/planning/bom/{top}?quantity=10")
    assert found["costs"] is True
    assert found["rows"][0]["cost"]["each"] == card["values"]["standard_cost"]["value"]
    for at, row in enumerate(found["rows"]):
        below = within(found["rows"], at)
        parts = sum((Decimal(one["cost"]["amount"]) for one in below), Decimal(0))
        assert parts <= Decimal(row["cost"]["amount"]) + len(below) * Decimal("0.01"), "the rest is work"
    hidden = await get(pages["sunli"], f"/planning/bom/{top}")
    assert hidden["costs"] is False
    assert {row["cost"] for row in hidden["rows"]} == {None}


def within(rows: list[Json], at: int) -> list[Json]:
    """The rows one level below this one."""
    found: list[Json] = []
    for row in rows[at + 1 :]:
        if row["level"] <= rows[at]["level"]:
            break
        found += [row] if row["level"] == rows[at]["level"] + 1 else []
    return found


async def test_a_quantity_that_is_none_is_refused(pages: dict[str, httpx.AsyncClient], living: Told) -> None:
    top = await item(living, "F-R60")
    for bad in ("0", "-1", "1e308", "zehn"):
        refused = await get(pages["sunli"], f"/planning/bom/{top}?quantity={bad}", 422)
        assert refused["faults"]


async def test_the_kit_of_an_order_that_is_short(pages: dict[str, httpx.AsyncClient], living: Told) -> None:
    found = await get(pages["heqiang"], f"/planning/kit/{living.refs['wo_r60'].id}")
    assert found["ready"] is False
    short = [line for line in found["lines"] if Decimal(line["short"]["value"]) > 0]
    assert short
    assert all(
        Decimal(x["short"]["value"]) == Decimal(x["need"]["value"]) - Decimal(x["available"]["value"])
        for x in short
    )


async def test_what_is_released_is_no_longer_asked_for(
    pages: dict[str, httpx.AsyncClient], living: Told
) -> None:
    planner = pages["sunli"]
    before = (await get(planner, "/planning/mrp/latest"))["messages"]
    asked = next(one for one in before if one["action"] == "to_work_order")
    act = Act("planning.planned_order", int(asked["order"]), "to_work_order")
    await living.doors[living.workspace].submit(await install.actor_of(living, "sunli"), (act,))
    after = (await get(planner, "/planning/mrp/latest"))["messages"]
    assert after == [one for one in before if one["order"] != asked["order"]]


async def test_schedule_drag_and_keep(pages: dict[str, httpx.AsyncClient], living: Told) -> None:
    planner = pages["sunli"]
    door = living.doors[living.workspace]
    short = Act("production.order", living.refs["wo_r60"].id, "release_short", {"waiver": "先做壳体"})
    await door.submit(install.PLATFORM, (short,))
    found = await post(planner, "/planning/schedule", {"do": "run", "accept": True})
    assert {bar["machine"] for bar in found["bars"]} <= {machine["id"] for machine in found["machines"]}
    assert len(found["bars"]) >= 4
    bar = next(one for one in found["bars"] if not one["started"])
    later = "2031-01-06T01:00:00Z"
    refused = await post(
        planner, "/planning/schedule", {"do": "move", "bar": bar["id"], "machine": "1", "from": later}, 422
    )
    assert "工作中心" in refused["detail"]
    day = bar["to"][:10] + "T23:59:00Z"
    asked = {"do": "move", "bar": bar["id"], "machine": bar["machine"], "from": day}
    proposal = await post(planner, "/planning/schedule", asked)
    assert bar["id"] in {one["bar"] for one in proposal["proposal"]}
    assert proposal["slipped"]
    kept = await post(planner, "/planning/schedule", {"do": "save", "bars": proposal["proposal"]})
    moved = next(one for one in kept["bars"] if one["id"] == bar["id"])
    assert moved["locked"] is True
    assert moved["from"] > bar["from"]
    again = await post(planner, "/planning/schedule", {"do": "run", "accept": True})
    stays = next(one for one in again["bars"] if one["id"] == bar["id"])
    assert (stays["machine"], stays["from"]) == (moved["machine"], moved["from"])
    before = {"bar": bar["id"], **{name: bar[name] for name in ("machine", "from", "to")}, "locked": False}
    undone = await post(planner, "/planning/schedule", {"do": "save", "bars": [before]})
    back = next(one for one in undone["bars"] if one["id"] == bar["id"])
    assert (back["machine"], back["from"], back["locked"]) == (bar["machine"], bar["from"], False)


async def test_an_operator_neither_plans_nor_sees_plans(
    pages: dict[str, httpx.AsyncClient], living: Told
) -> None:
    operator = pages["tangyan"]
    assert (await post(operator, "/planning/mrp", {}, 403))["status"] == 403
    assert (await get(operator, "/planning/mrp/latest", 403))["status"] == 403
    assert (await post(operator, "/planning/schedule", {"do": "run", "accept": True}, 403))["status"] == 403
    top = await item(living, "F-R60")
    assert (await get(operator, f"/planning/bom/{top}", 403))["status"] == 403
    assert "bars" in await get(operator, "/planning/schedule")
