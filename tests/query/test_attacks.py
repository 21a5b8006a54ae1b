"""What a viewer must not learn, tried against real PostgreSQL through every way of reading."""

import json
from typing import Any

import pytest
from tests.query.shop import ADMIN, AMBIENT, Shop, money, raw, viewer

from jingwei.base.errors import Forbidden, Invalid, NotFound, Unavailable
from jingwei.query.compile import Plans
from jingwei.query.cursor import read_cursor
from jingwei.query.request import count_request, group_request, list_request, record_request
from jingwei.spec.catalogue import Catalogue
from jingwei.store.records import read

OPEN = {"rows": "all", "do": ["read"]}
PAID = {"total": 1, "total__unit": "CNY"}


async def two_roles(shop: Shop) -> tuple[int, int, int]:
    """Role a reads its own orders without the total, role b the department's without the note."""
    await shop.publish(
        a={"order": {"rows": "own", "do": ["read"], "read": ["number", "note"]}},
        b={"order": {"rows": "department", "do": ["read"], "read": ["number", "total"]}},
    )
    mine = await shop.add("order", owner=7, dept=9, number="MINE", note="n1", total=100, total__unit="CNY")
    ours = await shop.add("order", owner=8, dept=3, number="OURS", note="n2", total=200, total__unit="CNY")
    both = await shop.add("order", owner=7, dept=3, number="BOTH", note="n3", total=300, total__unit="CNY")
    await shop.add("order", owner=8, dept=9, number="OTHERS", note="n4", total=400, total__unit="CNY")
    return mine, ours, both


async def test_rows_of_one_role_never_meet_fields_of_another(shop: Shop) -> None:
    mine, ours, both = await two_roles(shop)
    found = await shop.rows(viewer("a", "b"), list_request("shop.order"))
    assert found == [
        {"id": both, "number": "BOTH", "total": money(300), "note": "n3"},
        {"id": ours, "number": "OURS", "total": money(200)},
        {"id": mine, "number": "MINE", "note": "n1"},
    ]
    record = await shop.ask(viewer("a", "b"), record_request("shop.order", mine))
    assert record["values"]["total"] is None
    assert record["hidden"] == ["total"]
    assert "n2" not in str(await shop.ask(viewer("a", "b"), record_request("shop.order", ours)))


async def test_each_role_alone_sees_its_own_part(shop: Shop) -> None:
    mine, ours, both = await two_roles(shop)
    assert [r["id"] for r in await shop.rows(viewer("a"), list_request("shop.order"))] == [both, mine]
    assert [r["id"] for r in await shop.rows(viewer("b"), list_request("shop.order"))] == [both, ours]
    with pytest.raises(NotFound):
        await shop.ask(viewer("a"), record_request("shop.order", ours))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["note","eq","n2"]', []),
        ('["note","ne","x"]', ["BOTH", "MINE"]),
        ('["note","in",["n1","n2","n4"]]', ["MINE"]),
        ('["note","contains","n"]', ["BOTH", "MINE"]),
        ('["total","lt","999"]', ["BOTH", "OURS"]),
        ('["note","empty"]', []),
        ('["note","notempty"]', ["BOTH", "MINE"]),
        ('["or",["note","eq","n2"],["number","eq","OURS"]]', ["OURS"]),
        ('["and",["or",["note","starts","n2"],["total","ge","1"]]]', ["BOTH", "OURS"]),
        ('["total","gt","0"]', ["BOTH", "OURS"]),
        ('["total","empty"]', []),
    ],
)
async def test_a_filter_tells_nothing_about_hidden_cells(shop: Shop, text: str, expected: list[str]) -> None:
    await two_roles(shop)
    who = viewer("a", "b")
    found = await shop.rows(who, list_request("shop.order", filter=text, fields="number"))
    assert [row["number"] for row in found] == expected
    counted = await shop.ask(who, count_request("shop.order", filter=text))
    assert counted == {"count": len(expected), "exact": True}


async def test_a_field_hidden_on_every_row_is_as_good_as_absent(shop: Shop) -> None:
    await two_roles(shop)
    who = viewer("a")
    for attempt in (
        lambda: list_request("shop.order", fields="total"),
        lambda: list_request("shop.order", filter='["total","gt","100"]'),
        lambda: list_request("shop.order", sort="total"),
        lambda: list_request("shop.order", fields="double"),
        lambda: list_request("shop.order", fields="no_such_field"),
        lambda: count_request("shop.order", filter='["total","empty"]'),
        lambda: group_request("shop.order", by="total"),
        lambda: group_request("shop.order", by="number", sum="total"),
        lambda: list_request("shop.order", filter='["item.cost","gt","1"]'),
    ):
        with pytest.raises(Invalid, match="unknown_field"):
            await shop.ask(who, attempt())


async def test_sorting_by_a_cell_hidden_on_some_rows_is_refused(shop: Shop) -> None:
    await two_roles(shop)
    with pytest.raises(Forbidden) as refused:
        await shop.ask(viewer("a", "b"), list_request("shop.order", sort="number,-total"))
    assert refused.value.path == ("sort", 1)
    found = await shop.rows(viewer("a", "b"), list_request("shop.order", sort="number"))
    assert [row["number"] for row in found] == ["BOTH", "MINE", "OURS"]


async def test_groups_and_sums_see_visible_cells_only(shop: Shop) -> None:
    await two_roles(shop)
    who = viewer("a", "b")
    by_note = await shop.ask(who, group_request("shop.order", by="note", sum="total"))
    assert by_note["rows"] == [
        {"key": "n1", "count": 1, "sums": {"total": None}},
        {"key": "n3", "count": 1, "sums": {"total": money(300)}},
        {"key": None, "count": 1, "sums": {"total": money(200)}},
    ]


async def test_search_needs_every_searched_field(shop: Shop) -> None:
    await shop.publish(
        all={"order": OPEN},
        blind={"order": {**OPEN, "hide": ["note"]}},
        own={"order": [{"rows": "own", "do": ["read"]}, {**OPEN, "hide": ["note"]}]},
    )
    mine = await shop.add("order", owner=7, number="A", note="secret", search="a secret")
    await shop.add("order", owner=8, number="B", note="secret", search="b secret")
    both = await shop.rows(viewer("all"), list_request("shop.order", q="SECRET"))
    assert len(both) == 2
    with pytest.raises(Forbidden):
        await shop.ask(viewer("blind"), list_request("shop.order", q="secret"))
    with pytest.raises(Forbidden):
        await shop.ask(viewer("blind"), count_request("shop.order", q="b"))
    found = await shop.rows(viewer("own"), list_request("shop.order", q="secret"))
    assert [row["id"] for row in found] == [mine]
    assert await shop.rows(viewer("all"), list_request("shop.order", q="%")) == []
    assert await shop.rows(viewer("all"), list_request("shop.order", q="a_")) == []


async def test_links_look_ups_and_roll_ups_obey_the_target(shop: Shop) -> None:
    await shop.publish(
        thrifty={
            "order": OPEN,
            "item": [
                {"rows": {"when": "unit <> 'secret'"}, "do": ["read"], "hide": ["cost", "taken"]},
                {"rows": "own", "do": ["read"], "read": ["code", "cost"]},
            ],
        },
        nobody={"order": OPEN},
    )
    plain = await shop.add("item", code="P", name="Plain", unit="个", cost=5, cost__unit="CNY")
    dark = await shop.add("item", code="D", name="Dark", unit="secret", cost=6, cost__unit="CNY")
    mine = await shop.add("item", owner=7, code="M", name="Mine", unit="secret", cost=7, cost__unit="CNY")
    gone = await shop.add("item", code="G", name="Gone", unit="个", deleted=True)
    for number, item in (("1", plain), ("2", dark), ("3", mine), ("4", gone)):
        await shop.add("order", number=number, item=item)
    request = list_request("shop.order", fields="item,code,cost", sort="number")
    found = await shop.rows(viewer("thrifty"), request)
    assert [(r["item"]["title"], r["code"], r["cost"]) for r in found] == [
        ("Plain", "P", None),
        (None, None, None),
        (None, "M", money(7)),
        (None, None, None),
    ]
    blind = await shop.rows(viewer("nobody"), request)
    assert [(r["item"]["title"], r["code"], r["cost"]) for r in blind] == [(None, None, None)] * 4
    for hidden in ('["item.cost","gt","1"]', '["item.taken","empty"]', '["item.nothing","empty"]'):
        with pytest.raises(Invalid, match=r"unknown_field|bad_operator"):
            await shop.ask(viewer("nobody"), list_request("shop.order", filter=hidden))
    rich = await shop.rows(
        viewer("thrifty"), list_request("shop.order", fields="number", filter='["item.cost","gt","1"]')
    )
    assert [r["number"] for r in rich] == ["3"]
    coded = await shop.rows(
        viewer("thrifty"),
        list_request("shop.order", fields="number", sort="number", filter='["item.code","ne","x"]'),
    )
    assert [r["number"] for r in coded] == ["1", "3"]


async def test_roll_ups_add_what_may_be_read_and_nothing_else(shop: Shop) -> None:
    await shop.publish(
        own={"item": OPEN, "order": {"rows": "own", "do": ["read"]}},
        poor={"item": OPEN, "order": {**OPEN, "hide": ["total", "lines"]}},
        none={"item": OPEN},
        linkless={"item": OPEN, "order": {**OPEN, "hide": ["item"]}},
    )
    item = await shop.add("item", code="P", name="Plain")
    for owner, total in ((7, 10), (7, 20), (8, 40)):
        order = await shop.add("order", owner=owner, item=item, state="done", total=total, total__unit="CNY")
        await shop.add(
            "order.lines", parent=order, item=item, quantity=total, quantity__unit="个", quantity__base=total
        )
    await shop.add("order", owner=7, item=item, state="void", total=80, total__unit="CNY")
    await shop.add("order", owner=7, item=item, state="done", total=160, total__unit="CNY", deleted=True)
    request = list_request("shop.item", fields="orders,taken,sold")

    async def seen(role: str) -> tuple[Any, Any, Any]:
        (row,) = await shop.rows(viewer(role), request)
        return row["orders"], row["taken"], row["sold"]

    assert await seen("own") == ("3", money(30), {"value": "30", "unit": "个"})
    assert await seen("poor") == ("4", None, None)
    assert await seen("none") == (None, None, None)
    assert await seen("linkless") == (None, None, {"value": "70", "unit": "个"})
    (row,) = await shop.rows(ADMIN, request)
    assert row["taken"] == money(70)


async def test_a_link_picker_is_an_ordinary_list(shop: Shop) -> None:
    await shop.publish(
        picker={"item": {"rows": "own", "do": ["read"], "read": ["name"]}}, stranger={"order": OPEN}
    )
    mine = await shop.add("item", owner=7, name="Mine", search="mine")
    await shop.add("item", owner=8, name="Other", search="other")
    assert await shop.rows(viewer("picker"), list_request("shop.item")) == [{"id": mine, "name": "Mine"}]
    with pytest.raises(Forbidden):
        await shop.ask(viewer("stranger"), list_request("shop.item"))
    groups = await shop.ask(viewer("picker"), group_request("shop.item", by="name"))
    assert [group["key"] for group in groups["rows"]] == ["Mine"]


async def test_missing_departments_and_owners_deny(shop: Shop) -> None:
    await shop.publish(
        many={"order": {"rows": "departments", "do": ["read"]}},
        one={"order": {"rows": "department", "do": ["read"]}},
        own={"order": {"rows": "own", "do": ["read"]}},
        writer={"order": {"rows": "all", "do": ["create"]}},
    )
    await shop.add("order", number="1", owner=None, dept=None)
    await shop.add("order", number="2", owner=0, dept=0)
    nowhere = viewer("many", departments=())
    for who in (nowhere, viewer("many", departments=(5,)), viewer("one"), viewer("own")):
        assert await shop.rows(who, list_request("shop.order")) == []
        assert await shop.rows(who, list_request("shop.order", filter='["number","ne","x"]')) == []
        assert (await shop.ask(who, count_request("shop.order")))["count"] == 0
    for who in (viewer(), viewer("writer"), viewer("unheard_of")):
        for request in (
            list_request("shop.order"),
            record_request("shop.order", 1),
            count_request("shop.order"),
        ):
            with pytest.raises(Forbidden):
                await shop.ask(who, request)


async def test_deleted_rows_are_seen_by_nobody(shop: Shop) -> None:
    await shop.publish()
    gone = await shop.add("order", number="1", deleted=True)
    assert await shop.rows(ADMIN, list_request("shop.order")) == []
    assert (await shop.ask(ADMIN, count_request("shop.order")))["count"] == 0
    assert (await shop.ask(ADMIN, group_request("shop.order", by="state")))["rows"] == []
    with pytest.raises(NotFound):
        await shop.ask(ADMIN, record_request("shop.order", gone))


async def test_a_sub_table_is_no_back_door(shop: Shop) -> None:
    await shop.publish(no_lines={"order": {**OPEN, "hide": ["lines"]}})
    order = await shop.add("order", number="1")
    await shop.add("order.lines", parent=order, quantity=3, quantity__unit="个", quantity__base=3)
    for who in (viewer("no_lines"), ADMIN):
        with pytest.raises(NotFound):
            await shop.ask(who, list_request("shop.order.lines"))
    record = await shop.ask(viewer("no_lines"), record_request("shop.order", order))
    assert "lines" not in record["values"]
    assert (await shop.ask(ADMIN, record_request("shop.order", order)))["values"]["lines"][0]["quantity"] == {
        "value": "3",
        "unit": "个",
    }


NASTY = [
    "'; DROP TABLE w1.head; --", "' OR '1'='1", '"', "\\'", "$1", "%s", "{0}", "a\nb",
    "𝕏‮", "1e308", "NULL", "--", "/*",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
async def test_nothing_typed_becomes_sql(shop: Shop, text: str) -> None:
    """Values are found as they are, names that are not fields are refused, every table stands."""
    await shop.publish()
    await shop.add("order", number=text, note=text, search=text.lower())
    await shop.add("order", number="other", search="other")
    stored = json.dumps(text)
    if "\n" not in text:
        for op in ("eq", "contains", "starts"):
            found = await shop.rows(ADMIN, list_request("shop.order", filter=f'["number","{op}",{stored}]'))
            assert [row["number"] for row in found] == [text], op
        found = await shop.rows(
            ADMIN, list_request("shop.order", filter=f'["number","in",[{stored},{stored}]]')
        )
        assert [row["number"] for row in found] == [text]
    found = await shop.rows(ADMIN, list_request("shop.order", q=text))
    assert [row["number"] for row in found] == [text]
    for attempt in (
        lambda: list_request("shop.order", fields=text),
        lambda: list_request("shop.order", sort=text),
        lambda: list_request("shop.order", filter=json.dumps([text, "eq", "x"])),
        lambda: list_request("shop.order", filter=json.dumps([f"item.{text}", "eq", "x"])),
        lambda: list_request("shop.order", filter=json.dumps(["number", text, "x"])),
        lambda: list_request("shop.order", filter=json.dumps(["due", "eq", text])),
        lambda: list_request("shop.order", filter=json.dumps(["total", "gt", text])),
        lambda: list_request("shop.order", filter=json.dumps(["item", "eq", text])),
        lambda: list_request("shop.order", after=text),
        lambda: list_request("shop.order", limit=text),
        lambda: group_request("shop.order", by=text),
        lambda: record_request("shop.order", text),
    ):
        with pytest.raises(Invalid):
            await shop.ask(ADMIN, attempt())
    with pytest.raises(NotFound):
        await shop.ask(ADMIN, list_request(text))
    assert (await shop.ask(ADMIN, count_request("shop.order")))["count"] == 2


async def test_a_tampered_cursor_is_refused_or_harmless(shop: Shop) -> None:
    await shop.publish(own={"order": {"rows": "own", "do": ["read"]}})
    for number in range(4):
        await shop.add("order", owner=7 + number % 2, number=str(number), due=None)
    first = await shop.ask(viewer("own"), list_request("shop.order", sort="-due", limit="1"))
    assert read_cursor(first["next"]).order == "-due,-id"
    second = await shop.rows(
        viewer("own"), list_request("shop.order", sort="-due", limit="5", after=first["next"])
    )
    assert len(second) == 1
    with pytest.raises(Invalid, match="bad_cursor"):
        await shop.ask(viewer("own"), list_request("shop.order", sort="due", after=first["next"]))


async def test_search_through_the_title_of_a_link_needs_that_title(shop: Shop) -> None:
    """Where a searched field is a link, its target must be readable too, or the search would spell it out."""
    forms = raw(
        own={"order": OPEN, "item": {"rows": "own", "do": ["read"]}},
        untitled={"order": OPEN, "item": {**OPEN, "hide": ["name"]}},
    )
    forms["forms"]["order"]["searched"] = ["number", "item"]
    await shop.publish_raw(forms)
    mine = await shop.add("item", owner=7, name="Mine")
    other = await shop.add("item", owner=8, name="Other")
    for number, item in (("1", mine), ("2", other), ("3", None)):
        await shop.add("order", number=number, item=item, search=f"word {number}")
    found = await shop.rows(
        viewer("own"), list_request("shop.order", q="word", fields="number", sort="number")
    )
    assert [row["number"] for row in found] == ["1", "3"]
    with pytest.raises(Forbidden):
        await shop.ask(viewer("untitled"), list_request("shop.order", q="word"))


async def test_a_grant_does_not_outlive_the_catalogue_it_was_read_from(shop: Shop) -> None:
    """A process that still holds the old catalogue notices the new one before it answers."""
    old = await shop.publish(own={"order": OPEN})
    await shop.add("order", number="1")
    await shop.publish(own={"order": {"rows": "own", "do": ["read"]}})
    new, asked = shop.catalogue, []

    async def load(newest: bool) -> Catalogue:
        asked.append(newest)
        return new if newest else old

    plans, who = Plans(shop.workspace.schema), viewer("own")
    for request in (
        list_request("shop.order"),
        count_request("shop.order"),
        group_request("shop.order", by="state"),
    ):
        asked.clear()
        async with shop.pool.connection() as connection:
            answer = await read.ask(connection, plans, load, who, request, AMBIENT)
        assert asked == [False, True]
        assert answer.version == new.version
        assert b'"1"' not in answer.body
    async with shop.pool.connection() as connection:
        with pytest.raises(NotFound):
            await read.ask(connection, plans, load, who, record_request("shop.order", shop.next), AMBIENT)


async def test_a_catalogue_that_keeps_moving_is_not_answered_from(shop: Shop) -> None:
    old = await shop.publish(own={"order": OPEN})
    await shop.publish(own={"order": OPEN})

    async def load(newest: bool) -> Catalogue:
        return old

    async with shop.pool.connection() as connection:
        with pytest.raises(Unavailable):
            await read.ask(
                connection, Plans(shop.workspace.schema), load, ADMIN, list_request("shop.order"), AMBIENT
            )


@pytest.mark.parametrize("count", [16, 17, 40])
async def test_no_department_is_cut_off(shop: Shop, count: int) -> None:
    """However many departments somebody has: all of them, and no other."""
    await shop.publish(many={"order": {"rows": "departments", "do": ["read"]}})
    for dept in range(100, 100 + count + 1):
        await shop.add("order", number=f"{count}-{dept}", dept=dept)
    who = viewer("many", departments=tuple(range(100, 100 + count)))
    wanted = [f"{count}-{dept}" for dept in range(100, 100 + count)]
    for sort in ("number", "id"):
        found = await shop.rows(who, list_request("shop.order", fields="number", sort=sort, limit="200"))
        assert sorted(row["number"] for row in found) == wanted
    assert (await shop.ask(who, count_request("shop.order")))["count"] == count
