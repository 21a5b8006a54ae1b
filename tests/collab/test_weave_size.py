"""A page of two hundred orders among ten thousand open tasks stays one quick statement."""

import time

import pytest
from tests.collab.conftest import Works

from jingwei.collab.weave import weave

CHAIN = (
    "planning.planned_order", "purchasing.requisition", "purchasing.order", "production.order", "inventory.picking",
    "production.report", "quality.fqc", "inventory.finished_receipt", "sales.delivery", "sales.invoice",
)  # fmt: skip
ORDERS, A_FORM, TASKS = 200, 600, 1_000
MOST_SECONDS = 0.5
"""Ten times what it takes on two quiet cores; a plan gone wrong takes longer still."""


async def fill(works: Works) -> None:
    """Every order has three documents of each form of the chain, a third of them under way."""
    catalogue = await works.doors.catalogue(works.workspace)
    order = catalogue.forms["sales.order"]
    state, due, number = (f"f{order[slug].id}" for slug in ("state", "due", "number"))
    await works.sql(
        f"INSERT INTO {{s}}.t{order.id} (id, ver, created_at, updated_at, {state}, {due}, {number}) "
        "SELECT 1000000 + i, 1, now(), now(), 'effective', date '2026-11-20' + i, 'SO-' || i "
        f"FROM generate_series(1, {ORDERS}) i"
    )
    await works.sql(
        f"INSERT INTO {{s}}.order_object SELECT {order.id}, 1000000 + i, {order.id}, 1000000 + i "
        f"FROM generate_series(1, {ORDERS}) i"
    )
    above, departments = (order.id, "1000001 + (i - 1) / 3"), list(works.departments.values())
    for index, slug in enumerate(CHAIN):
        form, base = catalogue.forms[slug], 2_000_000 + index * 100_000
        choices = form[form.state or ""].choices
        begins, over = choices[0].value, next(c.value for c in choices if c.colour == "green")
        await works.sql(
            f"INSERT INTO {{s}}.t{form.id} (id, ver, created_at, updated_at, f{form[form.state or ''].id}) SELECT {base} + i, "
            f"1, now(), now(), CASE WHEN i % 3 = 0 THEN '{begins}' ELSE '{over}' END FROM generate_series(1, {A_FORM}) i"
        )
        await works.sql(
            f"INSERT INTO {{s}}.order_object SELECT {order.id}, 1000001 + (i - 1) / 3, {form.id}, {base} + i "
            f"FROM generate_series(1, {A_FORM}) i"
        )
        await works.sql(
            "INSERT INTO {s}.trace (id, from_form, from_record, to_form, to_record, kind) "
            f"SELECT {base} + i, {above[0]}, {above[1]}, {form.id}, {base} + i, 'push' FROM generate_series(1, {A_FORM}) i"
        )
        await works.sql(
            "INSERT INTO {s}.task (id, instance, token, node, kind, form, record, department, title, due_at) "
            f"SELECT {base} + i, {base} + i, '1', 'n', 'approve', {form.id}, {base} + 1 + i % {A_FORM}, "
            f'(ARRAY{departments})[1 + i % {len(departments)}], \'{{"zh": "评审"}}\', $1 FROM generate_series(1, {TASKS}) i',
            works.clock.now(),
        )
        above = (form.id, f"{base} + i")
    await works.sql("ANALYZE")


@pytest.mark.slow
async def test_two_hundred_orders_among_ten_thousand_tasks(works: Works) -> None:
    await fill(works)
    [tasks] = await works.sql("SELECT count(*) FROM {s}.task")
    assert tasks[0] == len(CHAIN) * TASKS
    taken = []
    for _ in range(10):
        begun = time.perf_counter()
        shown = await works.read("admin", weave)
        taken.append(time.perf_counter() - begun)
    orders = shown["orders"]
    assert isinstance(orders, list)
    assert len(orders) == ORDERS
    assert min(taken) < MOST_SECONDS, taken
