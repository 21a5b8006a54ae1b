"""What is refused before anything is compiled, each at its place; and which requests share a statement."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.query.shop import ADMIN, AMBIENT, raw, viewer

from jingwei.base.errors import Invalid
from jingwei.query.compile import PATIENCE, Plans
from jingwei.query.conditions import Group, read_filter
from jingwei.query.frame import Given
from jingwei.query.request import (
    ListRequest,
    Request,
    count_request,
    group_request,
    list_request,
    record_request,
)
from jingwei.spec.catalogue import build

CATALOGUE = build(
    (
        raw(
            own={"order": {"rows": "own", "do": ["read"]}},
            team={"order": {"rows": "departments", "do": ["read"]}},
            all={"order": {"do": ["read"]}},
        ),
    )
)
ONE = ["number", "eq", "x"]


def nested(depth: int) -> Any:
    tree: Any = ONE
    for _ in range(depth - 1):
        tree = ["and", tree]
    return tree


@pytest.mark.parametrize(
    ("raw_filter", "path", "code"),
    [
        ("{", ("filter",), "not_json"),
        ("NaN", ("filter",), "not_json"),
        ("[" * 100_000, ("filter",), "not_json"),
        ("x" * 300_000, ("filter",), "too_long"),
        ("{}", ("filter",), "not_condition"),
        ("5", ("filter",), "not_condition"),
        ('["number"]', ("filter",), "not_condition"),
        ('["number","eq","x","y"]', ("filter",), "not_condition"),
        ('["number",5,"x"]', ("filter",), "not_condition"),
        ('["and"]', ("filter",), "empty_group"),
        ('["or",["number","eq","x"],[]]', ("filter", 2), "not_condition"),
        ('["number","like","x"]', ("filter", 1), "unknown_operator"),
        ('[["number","eq","x"],["number","in","x"]]', ("filter", 1, 2), "not_list"),
        ('["number","eq",null]', ("filter", 2), "no_value"),
        ('["number","eq",["x"]]', ("filter", 2), "no_value"),
        ('["number","eq"]', ("filter", 2), "no_value"),
        (json.dumps(nested(9)), ("filter", *[1] * 8), "too_deep"),
        (json.dumps([ONE] * 201), ("filter",), "too_many"),
        (json.dumps(["number", "in", ["x"] * 1001]), ("filter", 2), "too_many"),
    ],
)
def test_a_filter_that_is_none_is_refused_at_its_place(
    raw_filter: str, path: tuple[Any, ...], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        list_request("shop.order", filter=raw_filter)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(path, code)]


def test_the_limits_themselves_are_allowed() -> None:
    assert len(list_request("shop.order", filter=json.dumps([ONE] * 200)).conditions) == 200
    assert isinstance(read_filter(nested(8)), Group)
    list_request("shop.order", filter=json.dumps(["number", "in", ["x"] * 1000]), limit="500")
    assert list_request("shop.order", filter="[]").conditions == ()


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"limit": "0"}, ("limit",)),
        ({"limit": "501"}, ("limit",)),
        ({"limit": "-1"}, ("limit",)),
        ({"limit": "٥"}, ("limit",)),
        ({"limit": "9" * 99}, ("limit",)),
        ({"sort": "due,-due"}, ("sort",)),
        ({"sort": "a,b,c,d,e"}, ("sort",)),
        ({"q": "x" * 201}, ("q",)),
        ({"q": "a b c d e f g h i"}, ("q",)),
        ({"q": "a\x00b"}, ("q",)),
        ({"fields": ","}, ("fields",)),
    ],
)
def test_a_query_beyond_its_limits_is_refused(query: dict[str, str], path: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        list_request("shop.order", **query)
    assert refused.value.path == path


def arguments(request: Request) -> list[object]:
    plans = Plans("w1")
    return plans.ask(CATALOGUE, ADMIN, request, AMBIENT)[1]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (["number", "eq", " x "], ["x"]),
        (["number", "contains", "50%_\\"], ["%50\\%\\_\\\\%"]),
        (["number", "starts", "a"], ["a%"]),
        (["due", "ge", "2026-11-22"], [datetime(2026, 11, 22).date()]),
        (["promised", "lt", "2026-11-22T08:00:00+08:00"], [datetime(2026, 11, 22, tzinfo=UTC)]),
        (["state", "in", ["draft", "done"]], [["draft", "done"]]),
        (["urgent", "eq", True], [True]),
        (["item", "eq", "12"], [12]),
        (["item", "eq", {"id": "12"}], [12]),
        (["total", "eq", "1.5"], [Decimal("1.5")]),
        (["total", "gt", 0.1], [Decimal("0.1")]),
        (["total", "eq", {"value": "1.5", "unit": "USD"}], [Decimal("1.5"), "USD"]),
        (["weight", "gt", "2"], [Decimal(2)]),
        (["weight", "gt", {"value": "500", "unit": "g"}], [Decimal("0.5")]),
        (["weight", "in", ["1", {"value": "2", "unit": "t"}]], [[Decimal(1), Decimal(2000)]]),
        (["double", "le", "3"], [Decimal(3)]),
        (["rate", "ne", 1], [Decimal(1)]),
        (["note", "empty"], []),
        (["owner", "eq", "7"], [7]),
        (["id", "in", ["7", "8"]], [[7, 8]]),
    ],
)
def test_values_are_read_by_the_type_of_their_field(condition: Any, expected: list[object]) -> None:
    assert arguments(list_request("shop.order", filter=json.dumps(condition))) == expected


@pytest.mark.parametrize(
    ("condition", "path", "code"),
    [
        (["due", "eq", "22.11.2026"], ("filter", 2), "not_date"),
        (["state", "eq", "nonsense"], ("filter", 2), "not_an_option"),
        (["state", "in", ["draft", "nonsense"]], ("filter", 2, 1), "not_an_option"),
        (["total", "gt", "1e308"], ("filter", 2), "not_a_number"),
        (["item", "eq", {"key": "A"}], ("filter", 2), "no_value"),
        (["weight", "gt", {"value": "1", "unit": "parsec"}], ("filter", 2), "unknown_unit"),
        (["total", "in", [{"value": "1", "unit": "CNY"}]], ("filter", 2), "no_value"),
        (["number", "eq", ""], ("filter", 2), "no_value"),
        (["number", "eq", "a\x00b"], ("filter", 2), "bad_character"),
        (["urgent", "eq", "yes"], ("filter", 2), "not_switch"),
        (["number", "gt", "x"], ("filter",), "bad_operator"),
        (["double", "contains", "1"], ("filter",), "bad_operator"),
        (["code", "eq", "x"], ("filter",), "bad_operator"),
        (["lines", "empty"], ("filter",), "bad_operator"),
        (["item.family.code", "eq", "x"], ("filter", 0), "unknown_field"),
        (["number.x", "eq", "x"], ("filter", 0), "unknown_field"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_at_its_place(
    condition: Any, path: tuple[Any, ...], code: str
) -> None:
    request = list_request("shop.order", filter=json.dumps(condition))
    with pytest.raises(Invalid) as refused:
        arguments(request)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(path, code)]


def test_requests_of_one_shape_share_a_statement() -> None:
    plans, own = Plans("w1"), viewer("own")
    first = list_request("shop.order", filter='["number","eq","a"]', sort="due")
    second = list_request("shop.order", filter='["number","eq","b"]', sort="due")
    statement = plans.prepare(CATALOGUE, own, first)
    assert plans.prepare(CATALOGUE, viewer("own", person=8), second) is statement
    args = [
        statement.arguments(Given(viewer("own", person=p), r, AMBIENT)) for p, r in ((7, first), (8, second))
    ]
    assert sorted(map(str, args[0])) == ["7", "a"]
    assert sorted(map(str, args[1])) == ["8", "b"]
    others: list[tuple[Any, Request]] = [
        (viewer("all"), first),
        (viewer("own", "all"), first),
        (ADMIN, first),
        (own, list_request("shop.order", filter='["number","ne","a"]', sort="due")),
        (own, list_request("shop.order", filter='["number","eq","a"]', sort="-due")),
        (own, list_request("shop.order", filter='["number","eq","a"]', sort="due", limit="7")),
        (own, count_request("shop.order", filter='["number","eq","a"]')),
    ]
    assert all(plans.prepare(CATALOGUE, who, request) is not statement for who, request in others)
    newer = build((raw(own={"order": {"rows": "all", "do": ["read"]}}),), CATALOGUE)
    assert plans.prepare(newer, own, first).sql != statement.sql


def test_a_hopeful_statement_that_was_in_vain_is_not_tried_again_for_a_while() -> None:
    plans, who, request = Plans("w1"), viewer("own", "team"), list_request("shop.order")
    hopeful = plans.prepare(CATALOGUE, who, request)
    assert hopeful.hopeful
    whole = plans.prepare(CATALOGUE, who, request, whole=True)
    assert not whole.hopeful
    assert all(plans.prepare(CATALOGUE, who, request) is whole for _ in range(PATIENCE - 1))
    assert plans.prepare(CATALOGUE, who, request) is hopeful
    for other in (ADMIN, viewer("own")):
        assert not plans.prepare(CATALOGUE, other, request).hopeful
    assert not plans.prepare(CATALOGUE, who, list_request("shop.order", sort="due")).hopeful


def test_old_statements_are_given_up() -> None:
    plans = Plans("w1", size=2)
    requests = [list_request("shop.order", limit=str(n)) for n in (1, 2, 3)]
    made = [plans.prepare(CATALOGUE, ADMIN, request) for request in requests]
    assert plans.prepare(CATALOGUE, ADMIN, requests[2]) is made[2]
    assert plans.prepare(CATALOGUE, ADMIN, requests[0]) is not made[0]


def test_no_statement_holds_a_person_or_a_value() -> None:
    secret = "Zx9-secret"
    requests: list[Request] = [
        list_request("shop.order", filter=json.dumps(["number", "contains", secret]), q=secret),
        record_request("shop.order", "987654321"),
        group_request("shop.order", by="state", filter=json.dumps(["note", "eq", secret])),
    ]
    for request in requests:
        statement = Plans("w1").prepare(CATALOGUE, viewer("own", person=555_555_555), request)
        for private in (secret, "987654321", "555555555"):
            assert private.lower() not in statement.sql.lower()
    assert isinstance(requests[0], ListRequest)


@pytest.mark.parametrize(
    ("by", "sums", "code"),
    [
        ("number,note,state,due,owner", None, "bad_group"),
        (",", None, "bad_group"),
        ("state", ",".join(f"f{n}" for n in range(21)), "bad_sum"),
    ],
)
def test_a_group_has_few_keys_and_sums(by: str, sums: str | None, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        group_request("shop.order", by=by, sum=sums)
