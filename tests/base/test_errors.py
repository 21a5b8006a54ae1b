"""A refusal carries its status, every fault with its place, and speaks the caller's language."""

from decimal import Decimal

import pytest

from jingwei.base.errors import (
    BalanceRefused,
    Conflict,
    Fault,
    Faults,
    Forbidden,
    Invalid,
    JingweiError,
    NotFound,
    TooLarge,
    TooMany,
    Unauthorised,
    Unavailable,
)
from jingwei.base.words import Words, same

REQUIRED = Words("必填", "Required")


def test_invalid_tells_all_faults_at_once() -> None:
    faults = Faults()
    faults.add(("customer",), "required", REQUIRED)
    faults.add(("lines", 2, "quantity"), "too_small", Words("须大于零", "Must be more than zero"))
    with pytest.raises(Invalid) as caught:
        faults.refuse()
    assert caught.value.problem("en") == {
        "type": "urn:jingwei:error:invalid",
        "title": "The content breaks rules",
        "status": 422,
        "detail": "2 things break rules",
        "faults": [
            {"path": ["customer"], "code": "required", "message": "Required"},
            {"path": ["lines", 2, "quantity"], "code": "too_small", "message": "Must be more than zero"},
        ],
    }
    assert "有 2 处" in str(caught.value.problem("zh")["detail"])


def test_nothing_found_refuses_nothing() -> None:
    Faults().refuse()
    with pytest.raises(ValueError, match="at least one"):
        Invalid([])


def test_faults_of_a_part_are_seen_from_the_whole() -> None:
    inner = Invalid.at(("quantity",), "required", REQUIRED)
    faults = Faults()
    faults.take(inner, "lines", 0)
    assert faults.found == [Fault(("lines", 0, "quantity"), "required", REQUIRED)]
    assert inner.under("lines", 0).faults == tuple(faults.found)


def test_conflict_shows_three_versions() -> None:
    error = Conflict("changed", same("x"), base={"due": "1"}, mine={"due": "2"}, theirs={"due": "3"})
    body = error.problem("en")
    assert (body["status"], body["base"], body["mine"], body["theirs"]) == (
        409,
        {"due": "1"},
        {"due": "2"},
        {"due": "3"},
    )


def test_balance_refused_names_what_is_short() -> None:
    error = BalanceRefused(
        Words("库存", "Stock"),
        ((Words("物料", "item"), same("1403")), (Words("状态", "status"), Words("待检", "to inspect"))),
        Words("现存量", "on hand"),
        Decimal("7.00000000"),
        Decimal(100),
    )
    assert error.problem("zh")["detail"] == "库存（物料 1403，状态 待检）的现存量不足：可用 7，需要 100"
    assert (
        error.message.en
        == "Not enough on hand in Stock (item 1403, status to inspect): 7 available, 100 asked"
    )
    assert error.problem("en")["dimensions"] == [
        {"title": "item", "value": "1403"},
        {"title": "status", "value": "to inspect"},
    ]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Unauthorised, 401),
        (Forbidden, 403),
        (NotFound, 404),
        (Conflict, 409),
        (TooLarge, 413),
        (TooMany, 429),
        (Unavailable, 503),
    ],
)
def test_every_kind_has_its_status(kind: type[JingweiError], status: int) -> None:
    body = kind("code", Words("中文", "English"), ("a", 1)).problem("en")
    assert (body["status"], body["faults"]) == (
        status,
        [{"path": ["a", 1], "code": "code", "message": "English"}],
    )
