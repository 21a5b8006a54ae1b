"""For any grants and rows the compiled statements answer what a plain look at the visible cells answers."""

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.query.shop import Shop, money, viewer

from jingwei.base.errors import Forbidden, Invalid
from jingwei.query.request import count_request, group_request, list_request, record_request

FIELDS = ("number", "note", "total", "item", "code", "cost")
ITEM_FIELDS = ("code", "name", "cost")
DEPARTMENTS = (3, 4)
Row = dict[str, Any]


@dataclass(frozen=True)
class Grant:
    """A grant as drawn: its row rule and the fields it opens."""

    rule: str
    fields: frozenset[str]

    def reaches(self, row: Row) -> bool:
        match self.rule:
            case "all":
                return True
            case "own":
                return bool(row["owner"] == 7)
            case "department":
                return bool(row["dept"] == 3)
            case "departments":
                return row["dept"] in DEPARTMENTS
        return bool(row["mark"] == "x")

    def raw(self, formula: str) -> dict[str, Any]:
        rows = {"when": formula} if self.rule == "when" else self.rule
        return {"rows": rows, "do": ["read"], "read": sorted(self.fields)}


def grants(fields: tuple[str, ...]) -> st.SearchStrategy[list[Grant]]:
    rule = st.sampled_from(("all", "own", "department", "departments", "when"))
    return st.lists(st.builds(Grant, rule, st.frozensets(st.sampled_from(fields))), max_size=3)


people = st.fixed_dictionaries(
    {
        "owner": st.sampled_from((None, 7, 8)),
        "dept": st.sampled_from((None, 3, 4, 5)),
        "mark": st.sampled_from(("x", "y")),
        "deleted": st.sampled_from((False, False, False, True)),
    }
)
items = st.lists(people, min_size=1, max_size=3)
orders = st.lists(
    st.tuples(
        people,
        st.sampled_from((None, "a", "b")),
        st.sampled_from((None, 1, 2, 3)),
        st.sampled_from((None, 0, 1, 2)),
    ),
    max_size=8,
)
conditions = st.one_of(
    st.tuples(st.just("note"), st.sampled_from(("eq", "ne", "contains")), st.sampled_from(("a", "b"))),
    st.tuples(st.just("total"), st.sampled_from(("eq", "gt", "le")), st.sampled_from(("1", "2"))),
    st.tuples(st.sampled_from(("note", "total", "item")), st.sampled_from(("empty", "notempty"))),
    st.tuples(st.just("item.code"), st.just("eq"), st.sampled_from(("I0", "I1"))),
    st.tuples(st.just("item.cost"), st.just("ge"), st.just("1")),
)
filters = st.tuples(st.sampled_from(("and", "or")), st.lists(conditions, min_size=1, max_size=2))


def seen(given: list[Grant], row: Row) -> frozenset[str] | None:
    """The fields seen on a row, None when the row is not."""
    reaching = [grant for grant in given if grant.reaches(row)]
    if row["deleted"] or not reaching:
        return None
    return frozenset().union(*(grant.fields for grant in reaching))


def holds(row: Row, visible: frozenset[str], item_fields: frozenset[str], condition: Any) -> bool:
    """A condition over the visible cells."""
    field, op, *value = condition
    head, _, rest = field.partition(".")
    if head not in visible:
        return False
    if rest and rest not in item_fields:
        return False
    cell = row["target"][rest] if rest else row[head]
    match op:
        case "empty":
            return cell is None
        case "notempty":
            return cell is not None
        case "ne":
            return bool(cell != value[0])
    if cell is None:
        return False
    if isinstance(cell, str):
        return cell == value[0] if op == "eq" else value[0] in cell
    number = Decimal(value[0])
    return bool({"eq": cell == number, "gt": cell > number, "ge": cell >= number, "le": cell <= number}[op])


def shown(row: Row, visible: frozenset[str], item_fields: frozenset[str]) -> Row:
    """The row as a list answers it, without the cells that are hidden on it."""
    target = row["target"]
    whole = {
        "number": row["number"],
        "note": row["note"],
        "total": money(row["total"]),
        "item": None if row["item"] is None else {
            "id": str(row["item"]),
            "title": target["name"] if "name" in item_fields else None,
        },
        "code": target["code"] if "code" in item_fields else None,
        "cost": money(target["cost"]) if "cost" in item_fields else None,
    }  # fmt: skip
    return {"id": row["id"], **{slug: value for slug, value in whole.items() if slug in visible}}


async def stock(shop: Shop, item_rows: list[Row], order_rows: list[Any]) -> list[Row]:
    """Puts the rows in and gives them with all they hold."""
    await shop.clear()
    targets: list[Row] = []
    for i, row in enumerate(item_rows):
        cells = {"code": f"I{i}", "name": f"Item {i}", "cost": i, "cost__unit": "CNY", "unit": row["mark"]}
        where = {key: row[key] for key in ("owner", "dept", "deleted")}
        targets.append({**row, **cells, "id": await shop.add("item", **where, **cells)})
    found: list[Row] = []
    for i, (row, note, total, item) in enumerate(order_rows):
        target = targets[item] if item is not None and item < len(targets) else None
        link = target["id"] if target else None
        cells = {"number": f"N{i}", "note": note, "total": total, "total__unit": "CNY", "item": link}
        where = {key: row[key] for key in ("owner", "dept", "deleted")}
        identity = await shop.add("order", **where, **cells, state="draft" if row["mark"] == "x" else "done")
        found.append({**row, **cells, "id": identity, "target": target})
    return found


def targets_of(row: Row, item_grants: list[Grant]) -> frozenset[str]:
    """The fields seen of the item a row points to; none where it may not be seen."""
    found = None if row["target"] is None else seen(item_grants, row["target"])
    return found or frozenset()


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(grants(FIELDS), grants(ITEM_FIELDS), items, orders, filters)
async def test_the_statement_sees_the_visible_cells(
    shop: Shop,
    order_grants: list[Grant],
    item_grants: list[Grant],
    item_rows: list[Row],
    order_rows: list[Any],
    condition: Any,
) -> None:
    await shop.publish(
        role={
            "order": [grant.raw("state = 'draft'") for grant in order_grants],
            "item": [grant.raw("unit = 'x'") for grant in item_grants],
        }
    )
    rows = await stock(shop, item_rows, order_rows)
    who = viewer("role", departments=DEPARTMENTS)
    visible = {row["id"]: fields for row in rows if (fields := seen(order_grants, row)) is not None}
    fields = frozenset().union(*(grant.fields for grant in order_grants))
    if not order_grants:
        for request in (list_request("shop.order"), count_request("shop.order")):
            try:
                await shop.ask(who, request)
            except Forbidden:
                continue
            raise AssertionError("a form without a grant was read")
        return
    if fields:
        await same_list(shop, who, rows, visible, fields, item_grants, condition)
    await same_records(shop, who, rows, visible, item_grants)
    if {"note", "total"} <= fields:
        await same_groups(shop, who, rows, visible)


async def same_list(
    shop: Shop,
    who: Any,
    rows: list[Row],
    visible: Any,
    fields: frozenset[str],
    item_grants: Any,
    condition: Any,
) -> None:
    join, parts = condition
    names = ",".join(sorted(fields))
    plain = await shop.rows(who, list_request("shop.order", fields=names))
    expected = [
        shown(row, visible[row["id"]], targets_of(row, item_grants))
        for row in sorted(rows, key=lambda row: -row["id"])
        if row["id"] in visible
    ]
    assert plain == expected
    text = json.dumps([join, *map(list, parts)])
    try:
        filtered = await shop.rows(who, list_request("shop.order", fields=names, filter=text))
        counted = await shop.ask(who, count_request("shop.order", filter=text, exact=True))
    except Invalid:
        items_seen = frozenset().union(*(grant.fields for grant in item_grants))
        asked = [part[0].partition(".") for part in parts]
        assert any(head not in fields or (rest and rest not in items_seen) for head, _, rest in asked)
        return
    each = any if join == "or" else all
    left = {
        row["id"]
        for row in rows
        if row["id"] in visible
        and each(holds(row, visible[row["id"]], targets_of(row, item_grants), part) for part in parts)
    }
    assert filtered == [row for row in expected if row["id"] in left]
    assert counted == {"count": len(left), "exact": True}


async def same_records(shop: Shop, who: Any, rows: list[Row], visible: Any, item_grants: Any) -> None:
    for row in rows[:2]:
        if row["id"] not in visible:
            continue
        record = await shop.ask(who, record_request("shop.order", row["id"]))
        expected = shown(row, visible[row["id"]], targets_of(row, item_grants))
        values = {slug: value for slug, value in record["values"].items() if slug not in record["hidden"]}
        assert {"id": int(record["id"]), **values} == expected
        assert all(record["values"][slug] is None for slug in record["hidden"])


async def same_groups(shop: Shop, who: Any, rows: list[Row], visible: Any) -> None:
    counts: dict[Any, int] = defaultdict(int)
    sums: dict[Any, list[int]] = defaultdict(list)
    for row in rows:
        if row["id"] not in visible:
            continue
        key = row["note"] if "note" in visible[row["id"]] else None
        counts[key] += 1
        if row["total"] is not None and "total" in visible[row["id"]]:
            sums[key].append(row["total"])
    answer = await shop.ask(who, group_request("shop.order", by="note", sum="total"))
    assert {row["key"]: (row["count"], row["sums"]["total"]) for row in answer["rows"]} == {
        key: (count, money(sum(sums[key])) if sums[key] else None) for key, count in counts.items()
    }
