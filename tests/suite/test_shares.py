"""Substitutes by share: the ratios of a group are whole at release, and divide plans, work orders, costs and the tree of a BOM."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pytest
from tests.suite.planned import rows, run_mrp, sources, submit
from tests.suite.test_mrp_rules import day, expect, part, planned, structure

from jingwei.base.errors import Invalid
from jingwei.process.commands import Act, Change, Create
from jingwei.store.transaction import read
from jingwei.suite.costing.roll_up import read as books
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.mrp import computed, seen_now
from jingwei.suite.planning.problem import Rules
from jingwei.suite.planning.warm import Kept

Line = Mapping[str, object]


def line(item: int, ratio: str | None = None, **values: object) -> Line:
    return {"component": str(item), "quantity": "1", "substitute_group": "S", "ratio": ratio, **values}


async def refused(told: Told, *lines: Line) -> list[tuple[str, str]]:
    """(field, sentence) of what stands in the way of releasing a structure of these lines."""
    main = await part(told, f"T-SHR{len(lines)}{abs(hash(str(lines)))}"[:38], source="make")
    with pytest.raises(Invalid) as found:
        await structure(told, main, *lines)
    return [(str(fault.path[-1]), fault.message.zh) for fault in found.value.faults]


async def test_ratios_come_to_the_whole_every_day(living: Told) -> None:
    a, b = await part(living, "T-RA"), await part(living, "T-RB")
    assert await refused(living, line(a, "0.6"), line(b, "0.3")) == [
        ("ratio", "替代组“S”的使用比例合计为 90%，应为 100%")
    ]
    [(field, said)] = await refused(living, line(a, "0.6"), line(b, "0.4", valid_to=day(living, 30)))
    assert (field, said) == ("ratio", f"替代组“S”从 {day(living, 30)} 起的使用比例合计为 60%，应为 100%")
    assert [one for one, _ in await refused(living, line(a, "0.6"), line(b))] == ["ratio"]
    [(_, alone)] = await refused(living, {"component": str(a), "quantity": "1", "ratio": "0.5"})
    assert "先填本行的替代组" in alone
    [(field, said)] = await refused(living, line(a, "0.5"), line(b, "0.5", fixed=True))
    assert (field, "固定用量" in said) == ("fixed", True)
    [(field, said)] = await refused(living, line(a, "0.5"), line(a, "0.5"))
    assert (field, "同一个组件" in said) == ("component", True)
    ghost = await part(living, "T-RG", source="make", phantom=True)
    [(field, said)] = await refused(living, line(a, "0.5"), line(ghost, "0.5"))
    assert (field, "虚拟件" in said) == ("component", True)


async def test_a_requirement_is_divided_in_whole_pieces_that_are_remembered(living: Told) -> None:
    main = await part(living, "T-SM", source="make")
    a, b = await part(living, "T-SA"), await part(living, "T-SB")
    await structure(living, main, line(a, "0.6"), line(b, "0.4", quantity="2"))
    await expect(living, main, (7, 30), (7, 60), (1, 90))
    await run_mrp(living)
    assert [q for q, _ in await planned(living, a)] == [4, 4, 1]
    assert [q for q, _ in await planned(living, b)] == [6, 6]
    g, p = (
        (await sources(living)).form("planning.planned_order.pegging", "g"),
        (await sources(living)).form("planning.planned_order", "p"),
    )
    found = await rows(
        living,
        f"SELECT {g['kind']}, {g['share']}, {g['instead_of']}, {g['planned_order']} IS NOT NULL, {p['explanation']} FROM {g} "
        f"JOIN {p} ON p.id = g.parent WHERE {p['item']} = $1 AND p.deleted_at IS NULL ORDER BY p.id LIMIT 1",
        b,
    )  # fmt: skip
    kind, share, instead, above, said = found[0]
    assert (kind, share, instead, above) == ("planned", Decimal("0.4"), None, True)
    assert "使用比例（替代组）：40%" in str(said)


async def test_net_change_divides_like_a_full_run(living: Told) -> None:
    main = await part(living, "T-NM", source="make")
    a, b = await part(living, "T-NA"), await part(living, "T-NB")
    await structure(living, main, line(a, "0.75"), line(b, "0.25"))
    names = await sources(living)
    await expect(living, main, (10, 30))
    seen = await seen_now(living.doors, names, False)
    before = Kept(
        Rules(),
        False,
        0,
        await computed(living.doors, names, seen, living.doors.plant, Rules(), None, None),
        np.empty(0, np.int64),
    )
    await expect(living, main, (3, 50), (6, 20))
    seen = await seen_now(living.doors, names, False, seen)
    net = await computed(living.doors, names, seen, living.doors.plant, Rules(), before, None)
    full = await computed(living.doors, names, seen, living.doors.plant, Rules(), None, None)
    assert net.plan.changed is not None
    for name in ("item", "start", "due", "quantity", "started"):
        assert np.array_equal(getattr(net.plan.orders, name), getattr(full.plan.orders, name)), name
    mine = [full.place == int(seen.places(np.array([one]))[0]) for one in (a, b)]
    assert [int(full.plan.orders.quantity[one].sum()) for one in mine] == [14, 5]


async def test_shares_change_on_the_day_the_lines_say(living: Told) -> None:
    main = await part(living, "T-DM", source="make", lead_time_days="0")
    a, b = await part(living, "T-DA"), await part(living, "T-DB")
    later = day(living, 50)
    await structure(
        living, main, line(a, "0.9", valid_to=later), line(b, "0.1", valid_to=later),
        line(a, "0.2", valid_from=later), line(b, "0.8", valid_from=later),
    )  # fmt: skip
    await expect(living, main, (100, 30), (100, 80))
    await run_mrp(living)
    assert [q for q, _ in await planned(living, a)] == [90, 20]
    assert [q for q, _ in await planned(living, b)] == [10, 80]


async def test_scrap_belongs_to_the_line_that_loses_it(living: Told) -> None:
    main = await part(living, "T-LM", source="make")
    a, b = await part(living, "T-LA"), await part(living, "T-LB")
    await structure(living, main, line(a, "0.5"), line(b, "0.5", scrap="0.2"))
    await expect(living, main, (80, 30))
    await run_mrp(living)
    assert [q for q, _ in await planned(living, a)] == [40]
    assert [q for q, _ in await planned(living, b)] == [50]


async def test_a_phantom_s_place_is_shared_by_what_its_parent_needs(living: Told) -> None:
    main, ghost = (
        await part(living, "T-PM", source="make"),
        await part(living, "T-PG", source="make", phantom=True),
    )
    a, b = await part(living, "T-PA"), await part(living, "T-PB")
    await structure(living, ghost, line(a, "0.5"), line(b, "0.5"))
    await structure(living, main, {"component": str(ghost), "quantity": "2"})
    await expect(living, main, (5, 30))
    await run_mrp(living)
    assert [q for one in (a, b) for q, _ in await planned(living, one)] == [5, 5]


async def work_order(told: Told, item: int, quantity: int) -> dict[int, Decimal]:
    """What a confirmed work order takes, by item."""
    made = await submit(
        told, "heqiang",
        Create("production.order", {"item": str(item), "quantity": str(quantity), "due": day(told, 40)}),
    )  # fmt: skip
    order = made.asked[0].id
    await submit(told, "heqiang", Act("production.order", order, "confirm"))
    c = (await sources(told)).form("production.order.components", "c")
    found = await rows(told, f"SELECT {c['item']}, {c['quantity']} FROM {c} WHERE c.parent = $1", order)
    return {int(str(item)): Decimal(str(quantity)) for item, quantity in found}


async def test_work_orders_keep_the_shares_over_many_small_ones(living: Told) -> None:
    main = await part(living, "T-WM", source="make")
    a, b = await part(living, "T-WA"), await part(living, "T-WB")
    await structure(living, main, line(a, "0.75"), line(b, "0.25", quantity="2"))
    centre = (
        await rows(
            living, f"SELECT w.id FROM {(await sources(living)).form('production.work_centre', 'w')} LIMIT 1"
        )
    )[0][0]
    made = await submit(
        living, "admin",
        Create("engineering.routing", {"item": str(main), "operations": [
            {"op_no": "10", "name": "装", "work_centre": str(centre), "minutes_per_unit": "1"}]}),
    )  # fmt: skip
    await submit(living, "admin", Act("engineering.routing", made.asked[0].id, "release"))
    assert [await work_order(living, main, 1) for _ in range(4)] == [{a: 1}, {a: 1}, {b: 2}, {a: 1}]
    assert await work_order(living, main, 8) == {a: 6, b: 4}


async def test_costs_take_each_line_for_its_share(living: Told) -> None:
    main = await part(living, "T-CM", source="make")
    a, b = await part(living, "T-CA"), await part(living, "T-CB")
    for one, cost in ((a, "10"), (b, "20")):
        await submit(living, "admin", Change("engineering.item", one, {"purchase_price": cost}))
        await rows(
            living,
            f"UPDATE {(await sources(living)).form('engineering.item', 'i')} SET "
            f"{(await sources(living)).form('engineering.item', 'i')['standard_cost'].removeprefix('i.')} = $1 WHERE i.id = $2 RETURNING 1",
            Decimal(cost), one,
        )  # fmt: skip
    await structure(living, main, line(a, "0.75"), line(b, "0.25"))

    names = await sources(living)
    found = await read(living.doors.pool, lambda t: books(t, names, living.today))
    assert found.rolled({})[main].total == Decimal("12.5")
