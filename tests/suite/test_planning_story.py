"""One customer order from confirmation to the kit of its work order: MRP, release, approval, purchase order, explosion."""

from decimal import Decimal

from tests.suite.planned import item, record, rows, run_mrp, sources, submit

from jingwei.process.commands import Act, Create, Decide, Made, Outcome
from jingwei.store import doctor
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.sources import Source

PLANNED = "planning.planned_order"


async def decide(told: Told, login: str, made: Made, node: str, do: str, **values: object) -> Outcome:
    task = await install.task_at(told, made, node)
    decision = Decide(task, do, None, None, None, values)  # type: ignore[arg-type]
    actor = await install.actor_of(told, login)
    return await told.doors[told.workspace].submit(actor, (decision,))


def named(outcome: Outcome, form: str) -> list[Made]:
    return [one for one in outcome.followed if one.form == form and one.created]


async def planned(told: Told) -> Source:
    return (await sources(told)).form(PLANNED, "p")


async def effective(told: Told, quantity: int) -> Made:
    """A sales order for gearboxes through its review."""
    due = install.moment(told, "workday", 60).isoformat()
    lines = [{"item": {"key": "F-R60"}, "quantity": quantity, "price": "820", "due": due}]
    values = {"customer": {"key": "C001"}, "customer_po": "HD-STORY-1", "due": due, "lines": lines}
    order = (await submit(told, "lina", Create("sales.order", values))).asked[0]
    await submit(told, "lina", Act("sales.order", order.id, "submit"))
    await decide(told, "gaomin", order, "quality", "approve")
    await decide(told, "sunli", order, "planning", "approve", planning_date=due)
    await decide(told, "wufang", order, "purchasing", "approve")
    await decide(told, "dengying", order, "finance", "approve")
    await decide(told, "lina", order, "consolidate", "complete", promised_due=due)
    await decide(told, "lina", order, "wait_customer", "approve")
    return order


async def test_the_story(living: Told) -> None:
    order = await effective(living, 300)
    await run_mrp(living)
    p, gear = await planned(living), await item(living, "F-R60")

    # One planned order for what stock and open work orders do not cover, pegged to this line alone.
    mine = await rows(
        living, f"SELECT p.id, {p['quantity.base']} FROM {p} WHERE {p['item']} = $1 AND {p['sales_order']} = $2 AND p.deleted_at IS NULL",
        gear, order.id,
    )  # fmt: skip
    assert len(mine) == 1
    top, quantity = int(str(mine[0][0])), Decimal(str(mine[0][1]))
    assert 0 < quantity <= 300
    pegging = (await record(living, PLANNED, top))["pegging"]
    assert isinstance(pegging, list)
    assert {peg["kind"] for peg in pegging} == {"sales"}
    assert sum(Decimal(peg["quantity"]) for peg in pegging) == quantity

    # Bought parts below it go to a requisition, through its approval, into purchase orders.
    bought = await rows(
        living, f"SELECT p.id FROM {p} WHERE {p['source']} = 'buy' AND {p['sales_order']} = $1 AND p.deleted_at IS NULL "
        "ORDER BY p.id", order.id,
    )  # fmt: skip
    assert bought
    requisition = named(
        await submit(living, "sunli", Act(PLANNED, int(str(bought[0][0])), "to_requisition")),
        "purchasing.requisition",
    )[0]
    await decide(living, "zhenghai", requisition, "manager", "approve")
    ordered = await decide(living, "wufang", requisition, "order", "complete")
    assert (await record(living, "purchasing.requisition", requisition.id))["state"] == "ordered"
    assert [one for one in ordered.followed if one.form == "purchasing.order"]

    # The gearbox itself becomes a work order that is exploded and found short.
    released = await submit(living, "sunli", Act(PLANNED, top, "to_work_order"))
    work = named(released, "production.order")[0]
    await decide(living, "heqiang", work, "check", "complete")
    cells = await record(living, "production.order", work.id)
    assert cells["state"] == "confirmed"
    assert isinstance(cells["components"], list)
    assert len(cells["components"]) > 3
    await submit(living, "heqiang", Act("production.order", work.id, "check_kit"))
    assert (await record(living, "production.order", work.id))["kit"] == "short"

    # All of it belongs to the customer's order.
    names = await sources(living)
    owned = await rows(
        living, f"SELECT form, record FROM {names.schema}.order_object WHERE order_form = $1 AND order_record = $2",
        names.catalogue.forms["sales.order"].id, order.id,
    )  # fmt: skip
    forms = {names.catalogue.by_id[int(str(form))].slug for form, _ in owned}
    assert {
        PLANNED,
        "production.order",
        "production.operation",
        "purchasing.requisition",
        "purchasing.order",
    } <= forms


async def test_what_was_released_is_supply_for_the_next_run(living: Told) -> None:
    """Releasing moves a quantity from a proposal to an order: nothing is planned twice, nothing forgotten."""
    await run_mrp(living)
    p = await planned(living)
    again = await rows(
        living, f"SELECT {p['item']}, sum({p['quantity.base']}) FROM {p} WHERE {p['state']} = 'proposed' AND p.deleted_at IS NULL "
        f"AND {p['item']} = $1 GROUP BY 1", await item(living, "F-R60"),
    )  # fmt: skip
    assert again == []
    done = await run_mrp(living)
    assert done["written"] == 0


async def test_a_new_demand_changes_what_it_touches_and_nothing_else(living: Told) -> None:
    p = await planned(living)
    before = {
        row[0]: row
        for row in await rows(living, f"SELECT p.id, p.ver, {p['item']} FROM {p} WHERE p.deleted_at IS NULL")
    }
    line = {"item": {"key": "F-M40"}, "quantity": 500, "price": "1460"}
    values = {"customer": {"key": "C004"}, "customer_po": "HZ-STORY-2", "due": install.moment(living, "workday", 80).isoformat(),
              "state": "effective", "lines": [line]}  # fmt: skip
    door = living.doors[living.workspace]
    made = await door.submit(
        install.PLATFORM, (Create("sales.order", {k: v for k, v in values.items() if k != "state"}),)
    )
    await door.submit(
        install.PLATFORM, (Act("sales.order", made.asked[0].id, "take_over", {"state": "effective"}),)
    )
    await run_mrp(living)
    after = {
        row[0]: row
        for row in await rows(living, f"SELECT p.id, p.ver, {p['item']} FROM {p} WHERE p.deleted_at IS NULL")
    }
    assert len(after) > len(before)
    untouched = {key for key in before if after.get(key) == before[key]}
    assert untouched, "orders of other products stay as they are"
    catalogue = await living.doors.catalogue(living.workspace)
    async with living.doors.pool.connection() as connection:
        assert (await doctor.examine(connection, living.workspace, catalogue)).faults == ()
