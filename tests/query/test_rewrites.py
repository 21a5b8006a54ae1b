"""Before and after of every rewrite, as text to be read; `JINGWEI_GOLDEN=write` writes it anew."""

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.query.shop import ADMIN, raw, viewer

from jingwei.query.compile import RULES, compile
from jingwei.query.frame import Frame, Rights
from jingwei.query.names import literal
from jingwei.query.plan import Key, Output, Plan, begin
from jingwei.query.predicate import readable_fields, write_predicate
from jingwei.query.request import (
    Request,
    count_request,
    group_request,
    list_request,
    record_request,
)
from jingwei.query.rewrites.rows import rows
from jingwei.spec.catalogue import build
from jingwei.spec.policy import Rows, Viewer

GOLDEN = Path(__file__).parents[1] / "golden" / "query"
CATALOGUE = build(
    (
        raw(
            clerk={
                "order": [
                    {"rows": "own", "do": ["read", "create", "update"]},
                    {"rows": "departments", "do": ["read"], "hide": ["total", "double", "note"]},
                ],
                "item": {
                    "rows": {"when": "unit = '个' OR family.code = 'F'"},
                    "do": ["read"],
                    "hide": ["cost"],
                },
                "person": {"do": ["read"]},
            },
            keeper={"order": {"rows": {"when": "SUM(lines.quantity) > 10"}, "do": ["read"]}},
        ),
    )
)
CLERK, KEEPER = viewer("clerk"), viewer("keeper")
CASES: Mapping[str, tuple[Viewer, Request]] = {
    "default_list_of_an_administrator": (ADMIN, list_request("shop.order")),
    "default_list_of_a_member": (CLERK, list_request("shop.order")),
    "list_under_a_formula_over_lines": (KEEPER, list_request("shop.order", fields="number")),
    "filter_sort_search": (
        CLERK,
        list_request(
            "shop.order", fields="number,item,code,cost,total", sort="-due", limit="20", q="SO 26",
            filter='["and",["number","starts","SO"],["or",["note","ne","x"],["item.code","in",["A","B"]]]]',
        ),
    ),
    "roll_ups": (CLERK, list_request("shop.item", fields="name,sold,orders,taken")),
    "newest_of_a_member": (CLERK, list_request("shop.order", limit="50")),
    "record_with_lines": (CLERK, record_request("shop.order", "12")),
    "count": (CLERK, count_request("shop.order", filter='[["weight","ge",{"value":"500","unit":"g"}]]')),
    "groups": (CLERK, group_request("shop.order", by="state,item", sum="total,weight")),
}  # fmt: skip
HOPEFUL = {"newest_of_a_member"}


def golden(name: str, text: str) -> None:
    path = GOLDEN / name
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    if os.environ.get("JINGWEI_GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def said(value: Any) -> str:
    """A part of a plan as text."""
    if isinstance(value, tuple):
        return "".join(f"\n    {said(one)}" for one in value) or "nothing"
    if isinstance(value, Output):
        mask = "" if value.mask is None else f" where m{value.mask}"
        return f"{value.item.slug}{mask}{f': {value.json}' if value.json else ''}"
    if isinstance(value, Key):
        return value.order()
    if isinstance(value, Rows):
        return value.kind + (f" {value.when.text}" if value.when is not None else "")
    return str(value).replace("\n", "\n    ")


def change(before: Plan, after: Plan) -> str:
    lines = []
    for field in dataclasses.fields(Plan):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            lines.append(f"  {field.name} was: {said(old)}\n  {field.name} is: {said(new)}\n")
    return "".join(lines) or "  unchanged\n"


@pytest.mark.parametrize("name", CASES)
def test_what_each_rewrite_does(name: str) -> None:
    who, request = CASES[name]
    frame = Frame(CATALOGUE, "w1", Rights.of(who))
    plan = dataclasses.replace(begin(frame, request), hope=name in HOPEFUL)
    told = []
    for rewrite in RULES[type(request)]:
        richer = rewrite(plan)
        if rewrite.__name__ not in ("project_list", "project_record", "count", "group"):
            told.append(f"{rewrite.__name__}\n{change(plan, richer)}")
        plan = richer
    sql, sources = frame.settle(plan.sql)
    arguments = "".join(f"  ${i} {s.name} as {s.sql}\n" for i, s in enumerate(sources, 1))
    golden(f"{name}.txt", "\n".join([*told, f"statement\n{sql}\n", f"arguments\n{arguments}"]))


def test_every_way_to_read_asks_for_permission() -> None:
    assert set(RULES) == {type(request) for _, request in CASES.values()}
    for pipeline in RULES.values():
        assert rows in pipeline
    assert all("SELECT" in compile(CATALOGUE, "w1", who, request).sql for who, request in CASES.values())


@pytest.mark.parametrize(
    ("who", "action", "expected"),
    [
        (ADMIN, "update", "true"),
        (CLERK, "update", "n.owner = $4::bigint"),
        (CLERK, "read", "(n.owner = $4::bigint OR n.dept IN (SELECT unnest($5::bigint[])))"),
        (CLERK, "delete", "false"),
        (viewer(), "read", "false"),
    ],
)
def test_the_door_asks_the_same_rules(who: Viewer, action: str, expected: str) -> None:
    found = write_predicate(CATALOGUE, "w1", who, "shop.order", action, "n", first=4)
    assert found.sql == expected
    assert len(found.sources) == expected.count("$")


def test_readable_fields_are_those_of_any_grant() -> None:
    assert readable_fields(CATALOGUE, CLERK, "shop.item") == frozenset(
        CATALOGUE.form("shop.item").by_slug
    ) - {"cost"}
    assert readable_fields(CATALOGUE, viewer(), "shop.item") == frozenset()


@pytest.mark.parametrize("schema", ["public", "w1; drop", "w0", "W1", "", "w1.t1"])
def test_only_the_schema_of_a_workspace_is_written_into_sql(schema: str) -> None:
    with pytest.raises(ValueError, match="not the schema"):
        compile(CATALOGUE, schema, ADMIN, list_request("shop.order"))


@pytest.mark.parametrize("text", ["a\\", "$1", "a\x00b"])
def test_a_text_of_our_own_that_could_end_its_literal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not belong"):
        literal(text)
    assert literal("it's") == "'it''s'"
