"""The stock pages over HTTP: what lies where and how it came there, under the rights of whoever looks."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio
from tests.suite.test_factory import decide

from jingwei import wiring
from jingwei.base.settings import Settings
from jingwei.store.files import Files
from jingwei.store.ids import IdsOf
from jingwei.store.queue.notifier import Notifier
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.web.app import create_app
from jingwei.web.deps import Deps
from jingwei.web.known import Known

Json = dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pages(living: Told, tmp_path_factory) -> AsyncIterator[dict[str, httpx.AsyncClient]]:  # type: ignore[no-untyped-def]
    """Browsers of the warehouse, of finance and of an operator."""
    pool, root = living.doors.pool, Path(tmp_path_factory.mktemp("stock"))
    notifier, ids = Notifier(pool), IdsOf()
    known = Known(wiring.doors(pool, notifier.poke, ids))
    deps = Deps(
        Settings(), pool, notifier, Files(root), ids, known.doors, known.profile, known.heard, known.may_read_file
    )  # fmt: skip
    app = create_app(deps, root)
    made: dict[str, httpx.AsyncClient] = {}
    for login in ("qiankun", "dengying", "tangyan"):
        browser = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://jingwei")
        answer = await browser.post("/api/v1/session", json={"login": login, "password": install.PASSWORD})
        assert answer.status_code == 200, answer.text
        made[login] = browser
    yield made
    for browser in made.values():
        await browser.aclose()


async def get(browser: httpx.AsyncClient, path: str, answered: int = 200, **query: str) -> Json:
    answer = await browser.get(f"/api/v1/planning/stock{path}", params=query)
    assert answer.status_code == answered, answer.text
    found: Json = answer.json()
    return found


async def test_stock_is_found_by_item_warehouse_lot_and_status(pages: dict[str, httpx.AsyncClient]) -> None:
    keeper = pages["qiankun"]
    wire = (await get(keeper, "", q="l2610-07"))["lines"]
    assert [(one["code"], one["lot"], one["on_hand"]["value"]) for one in wire] == [
        ("R-WIRE-05", "L2610-07", "40")
    ]
    blocked = (await get(keeper, "", status="blocked"))["lines"]
    assert [(one["code"], one["on_hand"]) for one in blocked] == [
        ("R-BRG-6205", {"value": "20", "unit": "个"})
    ]
    everything = await get(keeper, "")
    assert not everything["more"]
    place = blocked[0]["warehouse"]["id"]
    here = (await get(keeper, "", warehouse=place))["lines"]
    assert 0 < len(here) < len(everything["lines"])
    assert {one["warehouse"]["id"] for one in here} == {place}
    assert (await get(keeper, "", q="nothing like it"))["lines"] == []


async def test_reserved_stock_is_not_free(pages: dict[str, httpx.AsyncClient]) -> None:
    (gear,) = (await get(pages["qiankun"], "", q="F-R60"))["lines"]
    free = Decimal(gear["on_hand"]["value"]) - Decimal(gear["reserved"]["value"])
    assert (gear["reserved"]["value"], Decimal(gear["free"]["value"])) == ("3", free)


async def test_the_movements_of_an_item_name_their_documents_and_add_up(
    living: Told, pages: dict[str, httpx.AsyncClient]
) -> None:
    keeper = pages["qiankun"]
    lines = (await get(keeper, "", q="R-BRG-6205"))["lines"]
    told = await get(keeper, f"/{lines[0]['item']['id']}")
    assert told["code"] == "R-BRG-6205"
    newest: dict[tuple[str, str], str] = {}
    for one in reversed(told["moves"]):
        newest[(one["warehouse"]["id"], one["status"])] = one["balance"]["value"]
    lies = {(one["warehouse"]["id"], one["status"]): one["on_hand"]["value"] for one in lines}
    assert {key: value for key, value in newest.items() if value != "0"} == lies
    assert {one["form"] for one in told["moves"]} >= {
        "inventory.opening", "purchasing.arrival", "quality.iqc", "inventory.receipt",
    }  # fmt: skip
    await decide(living, "qiankun", "return_bearing", "ship", "complete")
    after = await get(keeper, f"/{lines[0]['item']['id']}", status="blocked")
    assert [(one["form"], one["change"]["value"]) for one in after["moves"][:1]] == [
        ("purchasing.supplier_return", "-20")
    ]
    assert (await get(keeper, "", status="blocked"))["lines"] == []


async def test_value_is_shown_to_whoever_sees_costs(pages: dict[str, httpx.AsyncClient]) -> None:
    (seen,) = (await get(pages["dengying"], "", q="F-R60"))["lines"]
    assert Decimal(seen["value"]["value"]) > 0
    for login in ("qiankun", "tangyan"):
        (hidden,) = (await get(pages[login], "", q="F-R60"))["lines"]
        assert hidden["value"] is None


async def test_what_cannot_be_asked_is_refused(pages: dict[str, httpx.AsyncClient]) -> None:
    await get(pages["qiankun"], "", 422, status="elsewhere")
    await get(pages["qiankun"], "", 422, warehouse="x")
    await get(pages["qiankun"], "/1", 404)
