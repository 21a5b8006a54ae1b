"""Every rule of planning in the product: what a planner types into an item, a structure or a forecast shapes the plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.suite.planned import rows, run_mrp, sources, submit

from jingwei.base.errors import Invalid
from jingwei.process.commands import Act, Change, Create
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told

PLANNED = "planning.planned_order"


async def part(told: Told, code: str, **values: object) -> int:
    """A new item of the planner's; bought unless told."""
    plain = {
        "code": code,
        "name": f"件{code}",
        "unit": "个",
        "source": "buy",
        "lead_time_days": "1",
        "inspected": False,
    }
    return (await submit(told, "admin", Create("engineering.item", {**plain, **values}))).asked[0].id


async def structure(told: Told, parent: int, *lines: Mapping[str, object], **values: object) -> int:
    made = await submit(
        told, "admin", Create("engineering.bom", {"item": str(parent), "lines": list(lines), **values})
    )
    await submit(told, "admin", Act("engineering.bom", made.asked[0].id, "release"))
    return made.asked[0].id


async def expect(told: Told, item: int, *wanted: tuple[int, int]) -> list[int]:
    """Forecasts: (quantity, days from today)."""
    made = await submit(
        told, "sunli",
        *(Create("planning.forecast", {"item": str(item), "quantity": str(q), "due": day(told, d)}) for q, d in wanted),
    )  # fmt: skip
    return [one.id for one in made.asked]


def day(told: Told, days: int) -> str:
    return (told.today + timedelta(days=days)).isoformat()


async def stock(told: Told, item: int, quantity: int) -> None:
    """Lies in the raw store."""
    made = await submit(
        told, "admin",
        Create("inventory.opening", {"warehouse": {"key": "W-RAW"}, "lines": [{"item": str(item), "quantity": str(quantity)}]}),
    )  # fmt: skip
    await submit(told, "admin", Act("inventory.opening", made.asked[0].id, "post"))


async def planned(told: Told, item: int) -> list[tuple[Decimal, int]]:
    """(quantity, due in days from today) of what is proposed for an item."""
    p = (await sources(told)).form(PLANNED, "p")
    found = await rows(
        told,
        f"SELECT {p['quantity']}, {p['due']} FROM {p} WHERE {p['item']} = $1 AND {p['state']} = 'proposed' "
        f"AND p.deleted_at IS NULL ORDER BY {p['due']}, p.id",
        item,
    )  # fmt: skip
    return [(Decimal(str(q)), (d - told.today).days) for q, d in found if isinstance(d, date)]


async def said(told: Told, item: int) -> dict[str, str]:
    """The messages about an item by kind."""
    m = (await sources(told)).form("planning.message", "m")
    found = await rows(
        told, f"SELECT {m['kind']}, {m['text']}, {m['text_en']} FROM {m} WHERE {m['item']} = $1 AND m.deleted_at IS NULL", item
    )  # fmt: skip
    assert all(str(row[2]).isascii() or "件" in str(row[2]) for row in found)
    return {str(row[0]): str(row[1]) for row in found}


QUANTITIES = [
    ({"lot_rule": "lot_for_lot"}, [10, 7]),
    ({"lot_rule": "lot_for_lot", "lot_max": "4"}, [10, 7]),
    ({"lot_rule": "fixed", "lot_size": "8"}, [16, 8]),
    ({"lot_rule": "minimum", "lot_min": "9"}, [10, 9]),
    ({"lot_rule": "multiple", "lot_min": "9", "lot_multiple": "6"}, [12, 12]),
    ({"lot_rule": "period", "lot_days": "30"}, [17]),
    ({"lot_rule": "min_max", "stock_min": "5", "stock_max": "20"}, [20, 17]),
    ({"lot_rule": "wagner_whitin", "order_cost": "1000", "holding_rate": "0.1", "standard_cost": "1"}, [17]),
    ({"lot_rule": "wagner_whitin", "order_cost": "0.01", "holding_rate": "5", "standard_cost": "100"}, [10, 7]),
    ({"lot_rule": "economic", "order_cost": "10", "holding_rate": "0.365", "standard_cost": "1"}, [43]),
    ({"safety_stock": "3"}, [3, 10, 7]),
    ({"safety_days": "30"}, [10, 7]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "quantities"), QUANTITIES, ids=[str(n) for n in range(len(QUANTITIES))])
async def test_a_lot_rule_makes_lots(living: Told, values: dict[str, str], quantities: list[int]) -> None:
    number = QUANTITIES.index((values, quantities))
    item = await part(living, f"T-LOT-{number}", **values)
    await expect(living, item, (10, 40), (7, 55))
    await run_mrp(living, horizon_days=179)
    assert [q for q, _ in await planned(living, item)] == quantities
    assert "data" not in await said(living, item)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"lot_rule": "fixed"}, "lot_size"),
        ({"lot_rule": "period"}, "lot_days"),
        ({"lot_rule": "min_max", "stock_min": "9", "stock_max": "5"}, "stock_max"),
        ({"lot_rule": "economic", "order_cost": "5"}, "order_cost"),
        ({"lot_rule": "multiple", "lot_min": "9", "lot_max": "5"}, "lot_max"),
    ],
)
async def test_a_rule_without_its_sizes_is_refused_at_its_field(
    living: Told, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as error:
        await part(living, "T-BAD", **values)
    assert error.value.faults[0].path[-1] == field


async def test_forecasts_are_consumed_by_orders_and_void_within_the_demand_fence(living: Told) -> None:
    item = await part(living, "T-FC", demand_fence="20", consume_back="10", consume_forward="5")
    await expect(living, item, (50, 10), (50, 40), (30, 60))
    await run_mrp(living)
    assert [q for q, _ in await planned(living, item)] == [50, 30]
    found = await rows(
        living,
        f"SELECT kind FROM (SELECT {(g := (await sources(living)).form('planning.planned_order.pegging', 'g'))['kind']} AS kind, "
        f"g.parent FROM {g}) s JOIN {(p := (await sources(living)).form(PLANNED, 'p'))} ON p.id = s.parent AND {p['item']} = $1",
        item,
    )  # fmt: skip
    assert {str(one[0]) for one in found} == {"forecast"}


async def test_nothing_is_planned_inside_the_planning_fence_and_the_planner_is_told(living: Told) -> None:
    item = await part(living, "T-FENCE", planning_fence="30")
    await expect(living, item, (5, 10))
    await run_mrp(living)
    assert all(due >= 28 for _, due in await planned(living, item))
    told = await said(living, item)
    assert "计划时界" in told["fenced"]
    assert "5 个" in told["fenced"]


async def test_free_stock_of_a_substitute_is_used_before_anything_is_ordered(living: Told) -> None:
    item, other = await part(living, "T-MAIN"), await part(living, "T-SUB")
    await stock(living, other, 8)
    await submit(
        living,
        "sunli",
        Change(
            "engineering.item", item, {"substitutes": [{"item": str(other), "ratio": "2", "priority": "1"}]}
        ),
    )
    await expect(living, item, (10, 30))
    await run_mrp(living)
    assert [q for q, _ in await planned(living, item)] == [6]
    assert "T-SUB" in (await said(living, item))["substituted"]


async def test_an_item_does_not_replace_itself(living: Told) -> None:
    item = await part(living, "T-SELF")
    with pytest.raises(Invalid, match="does not replace itself"):
        await submit(
            living,
            "sunli",
            Change(
                "engineering.item",
                item,
                {"substitutes": [{"item": str(item), "ratio": "1", "priority": "1"}]},
            ),
        )


async def test_a_successor_takes_over_when_the_old_part_is_used_up(living: Told) -> None:
    old, new = await part(living, "T-OLD"), await part(living, "T-NEW")
    await stock(living, old, 6)
    await submit(living, "sunli", Change("engineering.item", old, {"successor": str(new)}))
    await expect(living, old, (10, 30))
    await run_mrp(living)
    assert await planned(living, old) == []
    assert [q for q, _ in await planned(living, new)] == [4]
    assert "T-NEW" in (await said(living, old))["succeeded"]
    g, p = (
        (await sources(living)).form("planning.planned_order.pegging", "g"),
        (await sources(living)).form(PLANNED, "p"),
    )
    found = await rows(
        living,
        f"SELECT {g['kind']}, {g['instead_of']}, {g['quantity']} FROM {g} JOIN {p} ON p.id = g.parent WHERE {p['item']} = $1 "
        "AND p.deleted_at IS NULL",
        new,
    )  # fmt: skip
    assert found == [("forecast", old, Decimal(4))]


async def test_a_by_product_serves_before_anything_is_ordered(living: Told) -> None:
    main, raw, more = (
        await part(living, "T-CO", source="make"),
        await part(living, "T-CO-RAW"),
        await part(living, "T-BY"),
    )
    await structure(
        living, main, {"component": str(raw), "quantity": "1"}, outputs=[{"item": str(more), "quantity": "0.5"}]
    )  # fmt: skip
    await submit(living, "admin", Change("engineering.item", more, {"unit": "kg"}))
    await expect(living, main, (10, 30))
    await expect(living, more, (9, 40))
    await run_mrp(living)
    assert sum(q for q, _ in await planned(living, more)) == 4


async def test_the_scrap_convention_is_a_setting_of_the_run(living: Told) -> None:
    main, raw = await part(living, "T-SCR", source="make"), await part(living, "T-SCR-R")
    await structure(living, main, {"component": str(raw), "quantity": "1", "scrap": "0.2"})
    await expect(living, main, (100, 30))
    await run_mrp(living)
    assert [q for q, _ in await planned(living, raw)] == [125]
    await run_mrp(living, scrap_rule="multiply")
    assert [q for q, _ in await planned(living, raw)] == [120]


async def test_what_is_planned_by_order_is_not_thrown_together(living: Told) -> None:
    item = await part(living, "T-MTO", policy="order", lot_rule="period", lot_days="60")
    stocked = await part(living, "T-MTS", lot_rule="period", lot_days="60")
    for n in range(2):
        lines = [
            {"item": str(one), "quantity": "3", "price": "10", "due": day(living, 30 + n)}
            for one in (item, stocked)
        ]
        made = await submit(
            living, "admin",
            Create("sales.order", {"customer": {"key": "C001"}, "customer_po": f"PO-{n}", "due": day(living, 30 + n), "lines": lines}),
        )  # fmt: skip
        take = Act("sales.order", made.asked[0].id, "take_over", {"state": "effective"})
        await living.doors[living.workspace].submit(install.PLATFORM, [take])
    await run_mrp(living)
    assert [q for q, _ in await planned(living, stocked)] == [6]
    assert [q for q, _ in await planned(living, item)] == [3, 3]
    p = (await sources(living)).form(PLANNED, "p")
    roots = await rows(
        living, f"SELECT DISTINCT {p['sales_order']} FROM {p} WHERE {p['item']} = $1 AND p.deleted_at IS NULL", item
    )  # fmt: skip
    assert len(roots) == 2
    assert (None,) not in roots
    await stock(living, item, 4)
    await run_mrp(living)
    assert sum(q for q, _ in await planned(living, item)) == 2, (
        "what lies in stock serves the orders, the first one first"
    )


async def test_safety_stock_by_date_replaces_the_fixed_one(living: Told) -> None:
    item = await part(
        living, "T-LEVEL", safety_stock="2", safety_levels=[{"from": day(living, 20), "quantity": "9"}]
    )
    await run_mrp(living)
    assert [q for q, _ in await planned(living, item)] == [2, 7]


async def test_make_up_days_and_natural_days(living: Told) -> None:
    """Working days skip holidays and count make-up days; natural days count all."""
    work, natural = (
        await part(living, "T-WD", lead_time_days="10"),
        await part(living, "T-ND", lead_time_days="10", lead_calendar="natural"),
    )
    for item in (work, natural):
        await expect(living, item, (5, 60))
    await run_mrp(living)
    p = (await sources(living)).form(PLANNED, "p")

    async def spans(item: int) -> list[tuple[Any, ...]]:
        return await rows(living, f"SELECT {p['release_on']}, {p['due']} FROM {p} WHERE {p['item']} = $1 AND p.deleted_at IS NULL", item)  # fmt: skip

    (begin, end), (first, last) = (await spans(work))[0], (await spans(natural))[0]
    for one in (begin, end, first, last):
        assert isinstance(one, date)
    calendar = living.doors.plant.calendar
    assert sum(bool(calendar.shifts_on(begin + timedelta(days=n))) for n in range((end - begin).days)) == 10
    assert (last - first).days == 10


async def test_a_line_that_ends_gives_way_on_that_very_day(living: Told) -> None:
    """The old part is used up to the day before it ends, the new one from that day on."""
    for start, used in ((34, "old"), (35, "new"), (36, "new")):
        top = await part(living, f"T-END-{start}", source="make", lead_time_days="0", lead_calendar="natural")
        old, new = await part(living, f"T-END-{start}-O"), await part(living, f"T-END-{start}-N")
        await structure(
            living, top,
            {"component": str(old), "quantity": "2", "valid_to": day(living, 35)},
            {"component": str(new), "quantity": "3", "valid_from": day(living, 35)},
        )  # fmt: skip
        await expect(living, top, (10, start))
        await run_mrp(living)
        begun = [due for _, due in await planned(living, top)]
        needed = {
            "old": [q for q, _ in await planned(living, old)],
            "new": [q for q, _ in await planned(living, new)],
        }
        wanted = {"old": [], "new": []} | ({"old": [20]} if begun[0] < 35 else {"new": [30]})
        assert needed == wanted, (start, used, begun)


async def test_a_line_that_ends_before_it_begins_is_refused_where_it_is_written(living: Told) -> None:
    top, low = await part(living, "T-BACK", source="make"), await part(living, "T-BACK-L")
    line = {"component": str(low), "quantity": "1", "valid_from": day(living, 9), "valid_to": day(living, 9)}
    with pytest.raises(Invalid) as refusal:
        await submit(living, "admin", Create("engineering.bom", {"item": str(top), "lines": [line]}))
    assert [(one.path, one.code) for one in refusal.value.faults] == [(("lines", 0, "valid_to"), "backwards")]


async def test_what_a_planned_order_says_of_itself_it_says_in_english_as_well(living: Told) -> None:
    """A by-product counts on what comes along with others; orders and messages told before that are told anew, not made anew."""
    main, along, raw = (
        await part(living, "T-COBY-MAIN", source="make"), await part(living, "T-COBY-ALONG"), await part(living, "T-COBY-RAW"),
    )  # fmt: skip
    outputs = [{"item": str(along), "quantity": "0.5"}]
    await structure(living, main, {"component": str(raw), "quantity": "1"}, outputs=outputs)
    await expect(living, main, (100, 40))
    await expect(living, along, (80, 60))
    await run_mrp(living)
    assert [q for q, _ in await planned(living, along)] == [30]
    names = await sources(living)
    p, m = names.form(PLANNED, "p"), names.form("planning.message", "m")

    async def told() -> list[tuple[object, ...]]:
        found = await rows(living, f"SELECT p.id, {p['explanation']}, {p['explanation_en']} FROM {p} WHERE p.deleted_at IS NULL AND {p['item']} = $1", along)  # fmt: skip
        return found + await rows(living, f"SELECT m.id, {m['text']}, {m['text_en']} FROM {m} WHERE m.deleted_at IS NULL ORDER BY m.id")  # fmt: skip

    before = await told()
    assert "在途与副产出（至该日）：50 个" in str(before[0][1])
    assert "On order or made along with others up to that day: 50 pcs" in str(before[0][2])
    assert str(before[0][2]).isascii()
    assert len(before) > 1
    async with living.doors.pool.connection() as connection:
        await connection.execute(f"UPDATE {p} SET {p['explanation_en'].removeprefix('p.')} = NULL")
        await connection.execute(f"UPDATE {m} SET {m['text_en'].removeprefix('m.')} = NULL")
    await run_mrp(living)
    assert await told() == before
