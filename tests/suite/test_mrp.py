"""MRP on the living demo factory: proposals with full pegging, nothing changed by a second run, hands that are not overruled."""

from decimal import Decimal

from tests.suite.planned import record, rows, run_mrp, sources, submit

from jingwei.process.commands import Act
from jingwei.suite.demo.install import Told

PLANNED = "planning.planned_order"


async def pegging_gaps(told: Told) -> list[tuple[object, ...]]:
    """Planned orders whose pegging does not sum to their quantity."""
    names = await sources(told)
    p, line = names.form(PLANNED, "p"), names.form("planning.planned_order.pegging", "n")
    return await rows(
        told,
        f"SELECT p.id, {p['quantity.base']}, sum({line['quantity']}) FROM {p} LEFT JOIN {line} ON n.parent = p.id "
        f"WHERE p.deleted_at IS NULL GROUP BY 1, 2 HAVING {p['quantity.base']} IS DISTINCT FROM sum({line['quantity']})",
    )


async def proposed(told: Told) -> list[tuple[object, ...]]:
    """Every living proposal with its version."""
    p = (await sources(told)).form(PLANNED, "p")
    return await rows(
        told, f"SELECT p.id, p.ver, {p['state']} FROM {p} WHERE p.deleted_at IS NULL ORDER BY p.id"
    )


async def test_a_run_proposes_orders_pegged_to_the_last_piece(living: Told) -> None:
    done = await run_mrp(living)
    assert int(str(done["orders"])) > 10
    assert await pegging_gaps(living) == []
    run = await record(living, "planning.run", int(str(done["run"])))
    assert run["state"] == "done"
    assert Decimal(str(run["orders"])) == done["orders"]


async def test_the_same_data_give_the_same_plan_and_nothing_is_written(living: Told) -> None:
    before = await proposed(living)
    done = await run_mrp(living)
    assert done["written"] == 0
    assert await proposed(living) == before


async def test_what_is_planned_for_an_order_is_known_to_its_weave(living: Told) -> None:
    names = await sources(living)
    p = names.form(PLANNED, "p")
    order, planned = (names.catalogue.forms[slug].id for slug in ("sales.order", PLANNED))
    missing = await rows(
        living,
        f"SELECT p.id FROM {p} WHERE p.deleted_at IS NULL AND {p['sales_order']} IS NOT NULL AND NOT EXISTS "
        f"(SELECT FROM {names.schema}.order_object o WHERE o.order_form = $1 AND o.order_record = {p['sales_order']} "
        "AND o.form = $2 AND o.record = p.id)",
        order, planned,
    )  # fmt: skip
    found = await rows(living, f"SELECT count(*) FROM {p} WHERE {p['sales_order']} IS NOT NULL")
    assert int(str(found[0][0])) > 0
    assert missing == []


async def test_what_a_planner_confirms_stays_and_is_counted_as_coming(living: Told) -> None:
    p = (await sources(living)).form(PLANNED, "p")
    identity = int(
        str((await rows(living, f"SELECT p.id FROM {p} WHERE {p['source']} = 'make' ORDER BY 1"))[0][0])
    )
    await submit(living, "sunli", Act(PLANNED, identity, "firm"))
    before = await record(living, PLANNED, identity)
    await run_mrp(living)
    assert await record(living, PLANNED, identity) == before
    again = await run_mrp(living)
    assert again["written"] == 0
    assert await pegging_gaps(living) == []
