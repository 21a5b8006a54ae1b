"""How urgent a line of a sales order is: whoever plans, promises or makes it goes by the line, and by the order where it says nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.suite.planned import record, rows, run_mrp, sources, submit
from tests.suite.test_mrp_rules import PLANNED, day, part, planned, stock, structure
from tests.suite.test_promising import Clerk

from jingwei.base.errors import Invalid
from jingwei.process.commands import Act, Create
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.snapshot import SALES


async def sold(told: Told, *lines: Mapping[str, object], **values: object) -> int:
    """An effective sales order; a line says its item, its days and whatever else."""
    listed = [
        {"quantity": "5", "price": "10", **line, "due": day(told, int(str(line["due"])))} for line in lines
    ]
    head = {
        "customer": {"key": "C001"},
        "customer_po": f"P-{listed}"[:80],
        "due": day(told, 90),
        "lines": listed,
        **values,
    }
    made = await submit(told, "admin", Create("sales.order", head))
    take = Act("sales.order", made.asked[0].id, "take_over", {"state": "effective"})
    await told.doors[told.workspace].submit(install.PLATFORM, [take])
    return made.asked[0].id


async def priorities(told: Told, item: int) -> list[str]:
    p = (await sources(told)).form(PLANNED, "p")
    found = await rows(
        told, f"SELECT {p['priority']} FROM {p} WHERE {p['item']} = $1 AND {p['state']} = 'proposed' AND p.deleted_at IS NULL ORDER BY {p['due']}", item
    )  # fmt: skip
    return [str(one) for (one,) in found]


@pytest.fixture
def clerk(living: Told) -> Clerk:
    return Clerk(living)


async def test_planned_orders_are_as_urgent_as_the_line_they_serve(living: Told) -> None:
    made, bolt, plain, hasty = (
        await part(living, "T-PRM", source="make"), await part(living, "T-PRB"), await part(living, "T-PRP"), await part(living, "T-PRH"),
    )  # fmt: skip
    await structure(living, made, {"component": str(bolt), "quantity": "4"})
    await sold(living, {"item": str(made), "due": 40, "priority": "urgent"}, {"item": str(plain), "due": 40})
    await sold(
        living,
        {"item": str(hasty), "due": 50},
        {"item": str(plain), "due": 60, "priority": "normal"},
        priority="high",
    )
    await run_mrp(living)
    assert await priorities(living, made) == await priorities(living, bolt) == ["urgent"]
    assert await priorities(living, hasty) == ["high"]
    assert await priorities(living, plain) == ["normal", "normal"]
    p = (await sources(living)).form(PLANNED, "p")
    [(order,)] = await rows(
        living, f"SELECT p.id FROM {p} WHERE {p['item']} = $1 AND p.deleted_at IS NULL", made
    )
    await submit(living, "sunli", Act(PLANNED, int(str(order)), "to_work_order"))
    o = (await sources(living)).form("production.order", "o")
    [(work,)] = await rows(living, f"SELECT o.id FROM {o} WHERE {o['planned_order']} = $1", order)
    assert (await record(living, "production.order", int(str(work))))["priority"] == "urgent"
    await run_mrp(living)
    assert await priorities(living, bolt) == ["urgent"], (
        "a draft work order passes its priority on to what it takes"
    )


async def test_promises_serve_the_more_urgent_line_first(living: Told, clerk: Clerk) -> None:
    item = await part(living, "T-PRQ", lead_time_days="20", lead_calendar="natural")
    await stock(living, item, 5)
    usual = await sold(living, {"item": str(item), "due": 3})
    urgent = await sold(living, {"item": str(item), "due": 6, "priority": "urgent"})
    await clerk.line(item, 1, 30)
    wants, plan = clerk.ready.footing.sight.seen.wants, clerk.ready.plan
    days = {
        int(wants["record"][row]): int(plan.day[at])
        for at, row in enumerate(plan.problem.materials.demands.ref.tolist())
        if wants["form"][row] == SALES and wants["record"][row] in (usual, urgent)
    }
    assert days[urgent] == 6
    assert days[usual] >= 20


async def test_stock_of_what_is_planned_by_order_goes_to_the_more_urgent_one(living: Told) -> None:
    item = await part(living, "T-PRO", policy="order")
    await sold(living, {"item": str(item), "due": 30})
    await sold(living, {"item": str(item), "due": 40, "priority": "urgent"})
    await stock(living, item, 5)
    await run_mrp(living)
    assert [due < 40 for _, due in await planned(living, item)] == [True], "the usual one is ordered"
    assert await priorities(living, item) == ["normal"]


async def test_a_line_of_an_effective_order_becomes_urgent_by_the_button_of_the_head(living: Told) -> None:
    item, other = await part(living, "T-PRL"), await part(living, "T-PRK")
    order = await sold(living, {"item": str(item), "due": 40}, {"item": str(other), "due": 40})
    await run_mrp(living)
    assert await priorities(living, item) == await priorities(living, other) == ["normal"]
    before = await record(living, "sales.order", order)
    lines = before["lines"]
    assert isinstance(lines, list)
    asked = {"priority": "high", "lines": [{"id": lines[0]["id"], "priority": "urgent"}]}
    await submit(living, "zhaolei", Act("sales.order", order, "prioritize", asked))
    await run_mrp(living)
    assert (await priorities(living, item), await priorities(living, other)) == (["urgent"], ["high"])
    p = (await sources(living)).form(PLANNED, "p")
    [(planned_order,)] = await rows(
        living, f"SELECT p.id FROM {p} WHERE {p['item']} = $1 AND p.deleted_at IS NULL", item
    )
    assert (await record(living, PLANNED, int(str(planned_order))))["priority"] == "urgent"


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ({"quantity": "900"}, ("lines", 0, "quantity")),
        ({"$delete": True}, ("lines", 0, "$delete")),
        ({"id": None, "priority": "urgent"}, ("lines", 0)),
    ],
)
async def test_the_button_changes_nothing_else_of_a_line(
    living: Told, asked: dict[str, object], at: tuple[str | int, ...]
) -> None:
    order = await sold(
        living, {"item": str(await part(living, f"T-PRX-{len(at)}-{'-'.join(asked)}"[:40])), "due": 40}
    )
    before = await record(living, "sales.order", order)
    lines = before["lines"]
    assert isinstance(lines, list)
    values = {"priority": "high", "lines": [{"id": lines[0]["id"], **asked}]}
    with pytest.raises(Invalid) as refusal:
        await submit(living, "zhaolei", Act("sales.order", order, "prioritize", values))
    assert [(one.path, one.code) for one in refusal.value.faults] == [(at, "not_asked")]
    assert await record(living, "sales.order", order) == before
