"""Paging by key: every row once and in order, whatever is empty, equal or turned."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from tests.query.shop import ADMIN, Shop, viewer

from jingwei.base.errors import Invalid
from jingwei.query.request import ListRequest, Sort, list_request

SORTS = (
    "", "id", "-id", "due", "-due", "number", "-number", "total", "-total", "urgent", "-promised", "rate",
    "-weight",
    "due,-number", "-due,number,-total", "state,-due", "-state,total,id", "created_at", "-created_at,due",
)  # fmt: skip


async def fill(shop: Shop) -> None:
    """Rows with many equal and many empty values."""
    for i in range(40):
        await shop.add(
            "order", owner=7 if i % 3 else 8, dept=3 + i % 4,
            number=None if i % 7 == 0 else "编号-%03d" % (i % 9),  # noqa: UP031
            due=None if i % 4 == 0 else date(2026, 1, 1 + i % 5),
            state=("draft", "done", None)[i % 3],
            total=None if i % 5 == 0 else Decimal(i % 6) + Decimal("0.0001"), total__unit="CNY",
            weight=None if i % 6 == 0 else Decimal(i % 4), weight__unit="kg",
            weight__base=None if i % 6 == 0 else Decimal(i % 4),
            urgent=i % 2 == 0, rate=Decimal(i % 3) / 8,
            promised=None if i % 8 == 0 else datetime(2026, 1, 1, i % 5, 30, 1, 123456, tzinfo=UTC),
        )  # fmt: skip


async def walk(shop: Shop, who: Any, sort: str, limit: int) -> list[int]:
    found: list[int] = []
    after = None
    while True:
        answer = await shop.ask(
            who, list_request("shop.order", fields="number", sort=sort, limit=str(limit), after=after)
        )
        assert len(answer["rows"]) <= limit
        found += [int(row[0]) for row in answer["rows"]]
        after = answer["next"]
        if after is None:
            return found


@pytest.mark.parametrize("sort", SORTS)
async def test_pages_together_are_the_whole_list_in_order(shop: Shop, sort: str) -> None:
    await shop.publish(
        mixed={"order": [{"rows": "own", "do": ["read"]}, {"rows": "departments", "do": ["read"]}]},
        condition={
            "order": [{"rows": {"when": "rate < 0.2"}, "do": ["read"]}, {"rows": "own", "do": ["read"]}]
        },
    )
    await fill(shop)
    many = tuple(range(3, 30))
    readers = (
        ADMIN, viewer("mixed", departments=(3, 4)), viewer("mixed", departments=many), viewer("condition"),
    )  # fmt: skip
    for who in readers:
        whole = await walk(shop, who, sort, 500)
        assert len(whole) == len(set(whole)) > 10
        for limit in (3, 7):
            assert await walk(shop, who, sort, limit) == whole
    whole = await walk(shop, ADMIN, sort, 500)
    assert len(whole) == 40


@pytest.mark.parametrize("sort", ["due", "-due", "number", "-number", "total", "-total"])
async def test_empty_values_come_last_either_way(shop: Shop, sort: str) -> None:
    await shop.publish()
    await fill(shop)
    slug = sort.removeprefix("-")
    rows = await shop.rows(ADMIN, list_request("shop.order", fields=slug, sort=sort))
    values = [row[slug]["value"] if isinstance(row[slug], dict) else row[slug] for row in rows]
    filled = [value for value in values if value is not None]
    assert values == filled + [None] * (len(values) - len(filled))
    assert all(a >= b if sort.startswith("-") else a <= b for a, b in pairwise(filled))


async def test_a_page_tells_whether_there_is_another(shop: Shop) -> None:
    await shop.publish()
    for number in range(3):
        await shop.add("order", number=str(number))
    exact = await shop.ask(ADMIN, list_request("shop.order", sort="number", limit="3"))
    assert len(exact["rows"]) == 3
    assert exact["next"] is None
    short = await shop.ask(ADMIN, list_request("shop.order", sort="number", limit="2"))
    assert short["next"] is not None
    assert "=" not in short["next"]
    assert "\n" not in short["next"]


@pytest.mark.parametrize(
    "cursor", ["", "AAAA", "W10", "WyJhIl0", "WyItaWQiLCAieCJd", "WyItaWQiLCI5OTk5OTk5OTk5OTk5OTk5OTk5OTkiXQ",
     "é", "a" * 50_000]
)  # fmt: skip
async def test_a_broken_cursor_is_refused(shop: Shop, cursor: str) -> None:
    with pytest.raises(Invalid, match="bad_cursor"):
        await shop.ask(ADMIN, list_request("shop.order", after=cursor or "="))


async def test_wide_answers_pass_the_limit_of_a_hundred_arguments(shop: Shop) -> None:
    await shop.publish()
    await shop.add("order", number="1")
    fields = tuple(slug for slug in shop.catalogue.form("shop.order").by_slug if slug != "lines")
    answer = await shop.ask(ADMIN, ListRequest("shop.order", fields * 8, sort=(Sort("number"),)))
    assert len(answer["rows"][0]) == 2 + 8 * len(fields) > 100
