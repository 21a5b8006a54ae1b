"""One search across the shop's forms: what is found, in which order, and never what the reader may not see."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.query.shop import ADMIN, Shop, viewer

from jingwei.collab import search as searching
from jingwei.collab.desk import Desk
from jingwei.spec.policy import Viewer
from jingwei.store.directory import Directory
from jingwei.store.transaction import Transaction, read
from jingwei.wiring import plant

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
EVERYTHING = {"order": {"do": ["read"]}, "item": {"do": ["read"]}}


async def find(shop: Shop, who: Viewer, text: str) -> list[dict[str, Any]]:
    async def work(transaction: Transaction) -> Any:
        desk = Desk(
            transaction, shop.workspace.schema, shop.catalogue, Directory({}, {}), who, plant(NOW), NOW, "zh",
        )  # fmt: skip
        return await searching.search(desk, text)

    found: list[dict[str, Any]] = (await read(shop.pool, work))["results"]
    return found


def titles(found: list[dict[str, Any]]) -> list[str | None]:
    return [one["title"] for one in found]


async def test_one_request_finds_records_of_several_forms_best_fit_first(shop: Shop) -> None:
    await shop.publish(all=EVERYTHING)
    motor = await shop.add("item", code="M1", name="电机", search="电机 dianji dj")
    await shop.add("item", code="M2", name="减速电机", search="减速电机 jiansudianji jsdj")
    await shop.add("item", code="X9", name="螺栓", search="螺栓 luoshuan ls")
    order = await shop.add(
        "order", number="SO-1", note="电机 两台", item=motor, state="draft", search="so-1 电机 两台"
    )
    found = await find(shop, viewer("all"), "电机")
    assert titles(found) == ["电机", "SO-1", "减速电机"]
    assert found[1] == {
        "form": "shop.order", "form_title": "订单", "id": str(order), "title": "SO-1", "state": "draft", "more": "电机 · 电机 两台",
    }  # fmt: skip
    assert titles(await find(shop, viewer("all"), "dj")) == ["电机", "减速电机"]
    assert titles(await find(shop, viewer("all"), "JiansuDianji")) == ["减速电机"]
    assert titles(await find(shop, viewer("all"), "两台 so-")) == ["SO-1"]
    assert titles(await find(shop, viewer("all"), "x9")) == ["螺栓"], "a code in full is found by its index"


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "\\", "没有这个"])
async def test_nothing_is_found_by_nothing_or_by_signs_of_a_pattern(shop: Shop, text: str) -> None:
    await shop.publish(all=EVERYTHING)
    await shop.add("item", code="A", name="轴", search="轴 zhou z")
    assert await find(shop, viewer("all"), text) == []


async def test_rows_out_of_reach_are_not_found_by_words_nor_by_their_number(shop: Shop) -> None:
    await shop.publish(own={"order": {"rows": "own", "do": ["read"]}})
    await shop.add("order", number="SO-7", owner=7, search="so-7 加急")
    await shop.add("order", number="SO-8", owner=8, search="so-8 加急")
    await shop.add("order", number="SO-9", owner=7, deleted=True, search="so-9 加急")
    for text in ("加急", "SO-8", "so-", "SO-9"):
        assert set(titles(await find(shop, viewer("own"), text))) <= {"SO-7"}, text
    assert titles(await find(shop, viewer("own"), "加急")) == ["SO-7"]
    assert set(titles(await find(shop, ADMIN, "加急"))) == {"SO-7", "SO-8"}
    assert await find(shop, viewer("nobody"), "加急") == []
    assert await find(shop, viewer("own"), "姓") == [], "forms without a grant are not searched"


async def test_a_hidden_searched_field_closes_the_search_by_words_and_hidden_cells_are_not_told(
    shop: Shop,
) -> None:
    await shop.publish(
        blind={"order": {"do": ["read"], "hide": ["note"]}, "item": {"do": ["read"], "hide": ["name"]}}
    )
    item = await shop.add("item", code="M1", name="密件", search="密件 mijian mj")
    await shop.add("order", number="SO-1", note="大客户", item=item, search="so-1 大客户 dakehu dkh")
    assert await find(shop, viewer("blind"), "大客户") == []
    assert await find(shop, viewer("blind"), "密件") == []
    found = await find(shop, viewer("blind"), "M1")
    assert [(one["title"], one["more"]) for one in found] == [(None, "M1")]


async def test_a_row_shows_its_hidden_title_only_under_the_grant_that_opens_it(shop: Shop) -> None:
    await shop.publish(
        some={"order": {"do": ["read"], "hide": ["note", "number"]}},
        mine={"order": {"rows": "own", "do": ["read"]}},
    )
    await shop.add("order", number="SO-1", note="急", owner=7, search="so-1 急")
    await shop.add("order", number="SO-2", note="急", owner=8, search="so-2 急")
    assert titles(await find(shop, viewer("some", "mine"), "急")) == ["SO-1"]


async def test_each_form_gives_its_best_and_all_together_stay_few(shop: Shop) -> None:
    await shop.publish(all=EVERYTHING)
    for n in range(40):
        await shop.add("order", number=f"SO-{n}", search=f"so-{n} 轴")
        await shop.add("item", code=f"I{n}", name=f"轴 {n}", search=f"轴 {n} zhou z")
    found = await find(shop, viewer("all"), "轴")
    assert len(found) == 2 * searching.PER_FORM
    assert titles(found)[0] == "轴 39", "of equal fit the newest comes first"


async def test_too_much_is_refused(shop: Shop) -> None:
    with pytest.raises(Exception, match="200"):
        await find(shop, ADMIN, "x" * 201)


async def test_a_key_typed_in_full_finds_no_record_whose_key_is_hidden(shop: Shop) -> None:
    """Else keys could be tried one by one."""
    await shop.publish(
        some={"item": {"do": ["read"], "hide": ["code"]}}, mine={"item": {"rows": "own", "do": ["read"]}}
    )
    await shop.add("item", code="K1", name="mine", owner=7)
    await shop.add("item", code="K2", name="theirs", owner=8)
    assert await find(shop, viewer("some"), "K1") == []
    assert titles(await find(shop, viewer("some", "mine"), "K1")) == ["mine"]
    assert await find(shop, viewer("some", "mine"), "K2") == []
