"""What was done by mistake: a report reversed with everything that followed from it, a work order cancelled with its operations."""

from decimal import Decimal

import pytest
from tests.suite.test_factory import account, cell, create, decide, examined, keep, measured, press, submit

from jingwei.base.errors import JingweiError
from jingwei.process.commands import Decide
from jingwei.store.tables import names
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told


async def refused(told: Told, login: str, ref: str, action: str, words: str, **values: object) -> None:
    with pytest.raises(JingweiError) as error:
        await press(told, login, ref, action, **values)
    assert words in " ".join(fault.message.zh for fault in error.value.faults)


async def states(told: Told, form: str, link: str, ref: str) -> list[str]:
    """The states of the documents that point to a record."""
    catalogue = await told.doors.catalogue(told.workspace)
    made = catalogue.forms[form]
    async with told.doors.pool.connection() as connection:
        rows = await connection.fetch(
            f"SELECT {names.column(made['state'])} FROM {told.workspace.schema}.{names.table(made)} "
            f"WHERE {names.column(made[link])} = $1 ORDER BY id",
            told.refs[ref].id,
        )
    return [row[0] for row in rows]


async def agrees(told: Told) -> None:
    assert (await examined(told)).faults == ()
    assert await account(told, "5001") == await measured(told, "production.wip", "value")


async def make(told: Told, ref: str, item: str, quantity: int) -> None:
    """A work order of its own, released, with what it needs taken; `{ref}_10` and so on are its operations."""
    values = {"item": item, "quantity": quantity, "due": "{workday+9}", "warehouse": "@W-FIN"}
    told.refs[ref] = (await create(told, "heqiang", "production.order", **values)).asked[0]
    confirmed = await press(told, "heqiang", ref, "confirm")
    operations = [m for m in confirmed.followed if m.form == "production.operation" and m.created]
    told.refs.update({f"{ref}_{10 * (i + 1)}": made for i, made in enumerate(operations)})


async def release(told: Told, ref: str) -> None:
    keep(told, await press(told, "heqiang", ref, "release"), **{f"{ref}_kit": "inventory.picking"})
    for operation in [name for name in told.refs if name in (f"{ref}_10", f"{ref}_20")]:
        await decide(told, "fengbin", operation, "assign", "complete", operator="@tangyan")


async def report(told: Told, ref: str, operation: str, good: int) -> None:
    made = await create(told, "tangyan", "production.report", operation=f"${operation}", good=good)
    told.refs[ref] = made.asked[0]


async def test_a_confirmed_report_goes_back_with_its_backflush_its_wage_and_its_inspection(
    living: Told,
) -> None:
    told = living
    await make(told, "wo", "@F-M40", 2)
    await release(told, "wo")
    await decide(told, "qiankun", "wo_kit", "pick", "complete")
    stood = {
        "wip": await account(told, "5001"), "wages": await account(told, "2211"), "overhead": await account(told, "5101"),
        "flow": await measured(told, "production.operation_flow", "used"),
        "stock": await measured(told, "inventory.stock", "value"),
    }  # fmt: skip
    await report(told, "first", "wo_10", 2)
    await decide(told, "fengbin", "first", "leader", "approve")
    assert await states(told, "inventory.picking", "report", "first") == ["posted"], "screws are backflushed"
    assert await states(told, "production.wage", "report", "first") == ["open"]
    assert await cell(told, "wo_10", "state") == "finished"
    assert await account(told, "5001") > stood["wip"]
    assert await account(told, "5101") < stood["overhead"], "the hours of the work centre are absorbed"
    assert await cell(told, "wo_20", "came") == 2
    await report(told, "second", "wo_20", 2)
    await decide(told, "fengbin", "second", "leader", "approve")
    await refused(told, "fengbin", "first", "void", "下道工序", void_reason="数量填错")
    await press(told, "fengbin", "second", "void", void_reason="还没试车")
    assert await states(told, "quality.fqc", "report", "second") == ["void"]
    await press(told, "heqiang", "first", "void", void_reason="数量填错")
    for form in ("inventory.picking", "production.wage"):
        assert await states(told, form, "report", "first") == ["void"]
    assert await cell(told, "wo_10", "state") == "started"
    assert await cell(told, "wo_10", "finished_at") is None
    assert await cell(told, "wo_10", "used") == 0
    assert await cell(told, "wo_20", "came") == 0
    assert stood == {
        "wip": await account(told, "5001"), "wages": await account(told, "2211"), "overhead": await account(told, "5101"),
        "flow": await measured(told, "production.operation_flow", "used"),
        "stock": await measured(told, "inventory.stock", "value"),
    }  # fmt: skip
    await agrees(told)
    await report(told, "again", "wo_10", 1)
    await decide(told, "fengbin", "again", "leader", "approve")
    await agrees(told)


async def test_what_was_inspected_or_settled_is_not_reversed(living: Told) -> None:
    told = living
    await refused(told, "heqiang", "report_test", "void", "不能冲销", void_reason="试试")
    await report(told, "third", "wo_10", 1)
    followed = await decide(told, "fengbin", "third", "leader", "approve")
    keep(told, followed, wage="production.wage")
    await press(told, "xuhui", "wage", "settle")
    await refused(told, "fengbin", "third", "void", "已结算", void_reason="试试")
    await agrees(told)


async def test_a_report_the_leader_rejects_lets_its_operation_go_on(living: Told) -> None:
    told = living
    await make(told, "quick", "@F-M40", 1)
    await release(told, "quick")
    await report(told, "wrong", "quick_10", 1)
    assert await cell(told, "quick_10", "state") == "finished"
    task = await install.task_at(told, told.refs["wrong"], "leader")
    await submit(told, "fengbin", Decide(task, "reject", "数量不对", None, None, {}))
    assert await cell(told, "quick_10", "state") == "started"
    assert await cell(told, "wrong", "state") == "void"
    # Whoever reported is told by a task, and has it read when the button is pressed.
    with pytest.raises(JingweiError):
        await decide(told, "fengbin", "wrong", "told", "complete")
    await decide(told, "tangyan", "wrong", "told", "complete")
    await agrees(told)


async def test_a_cancelled_order_takes_its_operations_along_and_frees_what_was_reserved(living: Told) -> None:
    told = living
    reserved = await measured(told, "inventory.stock", "reserved")
    await make(told, "early", "@F-M40", 1)
    with pytest.raises(JingweiError, match="check"):
        await report(told, "too_early", "early_10", 1)
    await press(told, "heqiang", "early", "cancel")
    assert await states(told, "production.operation", "order", "early") == ["cancelled"] * 2
    await make(told, "late", "@F-M40", 1)
    keep(told, await press(told, "heqiang", "late", "release"), late_kit="inventory.picking")
    assert await measured(told, "inventory.stock", "reserved") > reserved
    await press(told, "heqiang", "late", "cancel")
    assert await states(told, "production.operation", "order", "late") == ["cancelled"] * 2
    assert await cell(told, "late_kit", "state") == "void"
    assert await measured(told, "inventory.stock", "reserved") == reserved
    await agrees(told)


async def test_an_order_with_reports_or_material_is_not_cancelled(living: Told) -> None:
    told = living
    await make(told, "busy", "@F-M40", 1)
    await release(told, "busy")
    await decide(told, "qiankun", "busy_kit", "pick", "complete")
    await refused(told, "heqiang", "busy", "cancel", "已领")
    await report(told, "done", "busy_10", 1)
    await refused(told, "heqiang", "busy", "cancel", "未冲销")
    assert await cell(told, "busy", "state") == "started"
    assert await measured(told, "production.operation_flow", "used") > Decimal(0)
