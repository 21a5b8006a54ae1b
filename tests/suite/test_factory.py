"""The demo factory installed through the write door: its books agree, and what must not happen is refused."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
import pytest_asyncio

from jingwei.base.clock import SystemClock
from jingwei.base.errors import Forbidden, Invalid, JingweiError
from jingwei.process.commands import Act, Change, Create, Decide, Outcome
from jingwei.query.request import ListRequest
from jingwei.store import doctor
from jingwei.store.ids import IdsOf
from jingwei.store.ledgers.read import balances
from jingwei.store.pool import Pool
from jingwei.store.records.load import Cells, lines
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction, read
from jingwei.store.workspace import Workspace
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.load import load
from jingwei.wiring import doors


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told(pool: Pool, factory: Workspace) -> AsyncIterator[Told]:
    """The whole story, told once."""
    made = doors(pool, lambda _: None, IdsOf(), SystemClock())
    await made.catalogues.publish(factory, tuple(load()), 0)
    yield await install.tell(made, factory)
    await made.close()


async def submit(told: Told, login: str, *commands: Create | Act | Change | Decide) -> Outcome:
    return await told.doors[told.workspace].submit(await install.actor_of(told, login), commands)


async def decide(told: Told, login: str, ref: str, node: str, do: str, **values: object) -> Outcome:
    step = {"as": login, "decide": ref, "node": node, "do": do, "values": values}
    task = await install.task_at(told, told.refs[ref], node)
    answers = await install.addressed(told, told.refs[ref], install.filled(told, step["values"]))
    return await submit(told, login, Decide(task, do, None, None, None, answers))  # type: ignore[arg-type]


async def tasks_at(told: Told, ref: str, node: str) -> list[tuple[int, int]]:
    """(task, person) of every open task of a record at a node."""
    made = told.refs[ref]
    catalogue, schema = await told.doors.catalogue(told.workspace), told.workspace.schema
    async with told.doors.pool.connection() as connection:
        rows = await connection.fetch(
            f"SELECT t.id, p.person FROM {schema}.task t JOIN {schema}.task_person p ON p.task = t.id "
            "WHERE t.form = $1 AND t.record = $2 AND t.node = $3 ORDER BY t.id",
            catalogue.forms[made.form].id, made.id, node,
        )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


async def create(told: Told, login: str, form: str, **values: object) -> Outcome:
    return await submit(told, login, Create(form, install.filled(told, values)))


async def examined(told: Told) -> doctor.Report:
    catalogue = await told.doors.catalogue(told.workspace)
    async with told.doors.pool.connection() as connection:
        return await doctor.examine(connection, told.workspace, catalogue)


async def measured(told: Told, ledger: str, *measures: str) -> Decimal:
    """The first measure less the others, over all balances of a ledger."""
    catalogue = await told.doors.catalogue(told.workspace)

    async def work(transaction: Transaction) -> Decimal:
        rows = await balances(transaction, told.workspace.schema, catalogue.ledgers[ledger], {})
        first, *rest = measures
        return sum((r.amounts[first] - sum(r.amounts[m] for m in rest) for r in rows), Decimal(0))

    return await read(told.doors.pool, work)


async def account(told: Told, code: str) -> Decimal:
    """Debit less credit of one account in the general ledger."""
    catalogue = await told.doors.catalogue(told.workspace)
    ledger, form = catalogue.ledgers["finance.gl"], catalogue.forms["finance.account"]
    debit, credit = (names.measure(ledger.measure(m)) for m in ("debit", "credit"))
    by = names.dimension(next(d for d in ledger.dimensions if d.slug == "account"))
    schema = told.workspace.schema
    async with told.doors.pool.connection() as connection:
        found: Decimal = await connection.fetchval(
            f"SELECT coalesce(sum(g.{debit} - g.{credit}), 0) FROM {schema}.{names.movement(ledger)} g "
            f"JOIN {schema}.{names.table(form)} a ON a.id = g.{by} WHERE a.{names.column(form['code'])} = $1",
            code,
        )
    return found


async def refused(told: Told, login: str, form: str, words: str, **values: object) -> None:
    with pytest.raises(JingweiError) as error:
        await create(told, login, form, **values)
    assert words in " ".join(fault.message.zh for fault in error.value.faults)


async def test_books_agree(told: Told) -> None:
    report = await examined(told)
    assert report.faults == ()
    assert report.books is not None
    assert report.books.equal
    assert report.books.stock > 0


async def test_control_accounts_are_their_ledgers(told: Told) -> None:
    assert await account(told, "5001") == await measured(told, "production.wip", "value")
    assert -await account(told, "2202.02") == await measured(told, "finance.accrual", "accrued", "cleared")
    assert await account(told, "1122") == await measured(told, "finance.receivable", "due", "received")
    assert -await account(told, "2211") > 0
    assert await account(told, "2221.06") == 0, "what was signed for has been invoiced"


async def test_goods_shipped_leave_with_the_signature(told: Told) -> None:
    assert await account(told, "1406") == 0
    assert await account(told, "6401") > 0
    assert -await account(told, "6001") > await account(told, "6401")


async def test_more_than_the_operation_before_has_given_is_refused(told: Told) -> None:
    operation = told.refs["op_hob"].id
    words = "汇报数量超过上道工序合格数与允差"
    await refused(told, "luyi", "production.report", words, operation=str(operation), good=16)
    await create(told, "luyi", "production.report", operation=str(operation), good=15)
    await refused(told, "luyi", "production.report", words, operation=str(operation), good=1)


async def test_reserved_stock_cannot_be_moved(told: Told) -> None:
    lines = [{"item": "@F-R60", "quantity": 2}]
    values = {"warehouse": "@W-FIN", "to_warehouse": "@W-LINE", "lines": lines}
    made = await create(told, "qiankun", "inventory.transfer", **values)
    with pytest.raises(JingweiError) as error:
        await submit(told, "qiankun", Act("inventory.transfer", made.asked[0].id, "post"))
    assert error.value.problem("zh")["detail"] == (
        "库存不足：行星减速机 R60（成品仓，可用） 尚余 1 台，本单还要 2 台，差 1 台"
    )


async def test_more_than_ordered_cannot_arrive(told: Told) -> None:
    await decide(told, "wufang", "arrival_rest", "rest", "complete")
    with pytest.raises(JingweiError) as error:
        await decide(told, "qiankun", "arrival_rest", "count", "complete", lines=[{"row": 1, "quantity": 90}])
    assert error.value.problem("zh")["detail"] == (
        "到货超过订单数量与允差：深沟球轴承 6205-2RS 尚余 40 个，本单还要 90 个，差 50 个"
    )


async def test_the_maker_of_a_voucher_cannot_audit_it(told: Told) -> None:
    roles = [{"role": r} for r in ("people.employee", "finance.accountant", "finance.auditor")]
    values = {"login": "both", "name": "一人两职", "department": "@finance", "roles": roles}
    actor = install.PLATFORM
    await told.doors[told.workspace].submit(actor, (Create("people.person", install.filled(told, values)),))
    told.doors.directories.forget(told.workspace)
    lines = [{"account": "@1002", "debit": "10"}, {"account": "@4001", "credit": "10"}]
    made = await create(told, "xuhui", "finance.voucher", summary="股东投入", lines=lines)
    told.refs["voucher"] = made.asked[0]
    await decide(told, "both", "voucher", "make", "complete")
    with pytest.raises(Forbidden):
        await decide(told, "both", "voucher", "audit", "approve")
    await decide(told, "dengying", "voucher", "audit", "approve")


async def test_a_voucher_that_does_not_balance_is_refused(told: Told) -> None:
    lines = [{"account": "@1002", "debit": "10"}, {"account": "@4001", "credit": "9.99"}]
    await refused(told, "xuhui", "finance.voucher", "借贷不平", summary="差一分", lines=lines)
    lines = [{"account": "@2202", "debit": "10"}, {"account": "@4001", "credit": "10"}]
    await refused(told, "xuhui", "finance.voucher", "末级科目", summary="上级科目", lines=lines)


async def test_an_operator_sees_own_reports_only(told: Told) -> None:
    actor = await install.actor_of(told, "machao")
    answer = await told.doors.ask(
        told.workspace, actor, ListRequest("production.report", ("number", "operator"))
    )
    assert answer.body.count(b"BG") == 1


async def press(told: Told, login: str, ref: str, action: str, **values: object) -> Outcome:
    made = told.refs[ref]
    return await submit(told, login, Act(made.form, made.id, action, install.filled(told, values)))


def keep(told: Told, outcome: Outcome, **refs: str) -> None:
    """Remembers documents that followed: `keep(told, outcome, pick="inventory.picking")`."""
    for ref, form in refs.items():
        told.refs[ref] = next(m for m in outcome.followed if m.form == form and m.created)


async def cell(told: Told, ref: str, field: str) -> object:
    """What a record holds in a field."""
    catalogue, made = await told.doors.catalogue(told.workspace), told.refs[ref]
    form = catalogue.forms[made.form]
    async with told.doors.pool.connection() as connection:
        return await connection.fetchval(
            f"SELECT {names.column(form[field])} FROM {told.workspace.schema}.{names.table(form)} "
            "WHERE id = $1",
            made.id,
        )


async def test_extra_material_is_approved_and_what_is_left_comes_back(told: Told) -> None:
    keep(told, await press(told, "fengbin", "wo_planet", "extra_material"), extra="inventory.picking")
    await decide(told, "heqiang", "extra", "agree", "approve")
    lines: list[dict[str, object]] = [{"row": 1, "quantity": "1.5"}]
    await decide(told, "qiankun", "extra", "pick", "complete", lines=lines)
    assert await cell(told, "extra", "state") == "posted"
    keep(told, await press(told, "fengbin", "wo_planet", "return_material"), back="inventory.material_return")
    made = told.refs["back"]
    change = await install.addressed(told, made, {"lines": [{"row": 1, "quantity": "0.5"}], "reason": "余料"})
    await submit(told, "qiankun", Change(made.form, made.id, change))
    await press(told, "qiankun", "back", "post")
    assert (await examined(told)).faults == ()
    assert await account(told, "5001") == await measured(told, "production.wip", "value")


async def test_more_cannot_come_back_than_was_issued(told: Told) -> None:
    keep(told, await press(told, "fengbin", "wo_planet", "return_material"), much="inventory.material_return")
    made = told.refs["much"]
    change = await install.addressed(told, made, {"lines": [{"row": 1, "quantity": "500"}], "reason": "试试"})
    await submit(told, "qiankun", Change(made.form, made.id, change))
    with pytest.raises(JingweiError) as error:
        await press(told, "qiankun", "much", "post")
    assert "退料超过已领数量" in str(error.value.problem("zh"))


async def test_a_supplier_invoice_clears_the_accrual(told: Told) -> None:
    before = await account(told, "2202.02")
    keep(told, await press(told, "xuhui", "receipt_bearing", "invoice"), bill="finance.purchase_invoice")
    await press(told, "xuhui", "bill", "post", invoice_no="26322000000099")
    total = await cell(told, "receipt_bearing", "total_net")
    assert isinstance(total, Decimal)
    assert await account(told, "2202.02") == before + total
    assert await measured(told, "finance.payable", "due", "paid") == -await account(told, "2202.01")
    with pytest.raises(Invalid):
        await press(told, "xuhui", "receipt_bearing", "invoice")


async def test_rejected_material_is_received_only_by_concession_of_the_board(told: Told) -> None:
    lines = [{"item": "@R-CAST-H40", "quantity": 20, "price": "40", "needed_on": "{today}"}]
    told.refs["po"] = (await create(told, "wufang", "purchasing.order", supplier="@S002", lines=lines)).asked[
        0
    ]
    await press(told, "wufang", "po", "submit")
    await decide(told, "wufang", "po", "confirm", "complete", confirmed_due="{today}")
    keep(told, await press(told, "qiankun", "po", "arrive"), arrival="purchasing.arrival")
    with pytest.raises(Invalid, match="rows_given"):
        await decide(
            told, "qiankun", "arrival", "count", "complete", lines=[{"item": "@R-CAST-C40", "quantity": 5}]
        )
    keep(told, await decide(told, "qiankun", "arrival", "count", "complete"), iqc="quality.iqc")
    judged: list[dict[str, object]] = [{"row": 1, "accepted": 12, "rejected": 7, "reason": "气孔"}]
    with pytest.raises(Invalid, match="check"):
        await decide(told, "gaomin", "iqc", "inspect", "complete", lines=judged)
    judged[0]["rejected"] = 8
    followed = await decide(told, "gaomin", "iqc", "inspect", "complete", lines=judged)
    keep(told, followed, good="inventory.receipt", ncr="quality.nonconformity")
    await decide(told, "qiankun", "good", "store", "complete")
    assert await cell(told, "po", "state") == "confirmed"
    people = (await told.doors.directory(told.workspace)).persons.values()
    login = {one.login: str(one.id) for one in people}
    measures = [
        {"what": "来料加严检验", "person": login["gaomin"]},
        {"what": "约谈供应商", "person": login["wufang"]},
    ]
    await decide(told, "linjing", "ncr", "decide", "complete", disposition="concession", actions=measures)
    await decide(told, "zhoutao", "ncr", "board", "approve")
    assert await cell(told, "ncr", "state") == "open"
    keep(told, await decide(told, "heqiang", "ncr", "board", "approve"), conceded="inventory.receipt")
    await decide(told, "qiankun", "conceded", "store", "complete")
    assert await cell(told, "po", "state") == "received"
    # Each corrective action is the task of the one it names; the case ends with the last of them.
    mine = await tasks_at(told, "ncr", "carry_out")
    assert {told_to for _, told_to in mine} == {int(login["gaomin"]), int(login["wufang"])}
    for task, person in mine:
        who = next(name for name, number in login.items() if int(number) == person)
        await submit(told, who, Decide(task, "complete", None, None, None, {"result": "已完成"}))
    assert await tasks_at(told, "ncr", "carry_out") == []
    assert (await examined(told)).faults == ()


async def test_a_counting_difference_waits_for_finance(told: Told) -> None:
    lines = [{"item": "@R-CABLE-4", "quantity": "-3.5"}, {"item": "@R-PLATE", "quantity": 6}]
    made = await create(
        told, "qiankun", "inventory.adjustment", warehouse="@W-RAW", reason="抽盘", lines=lines
    )
    told.refs["count"] = made.asked[0]
    await press(told, "qiankun", "count", "submit")
    before = await account(told, "1901")
    await decide(told, "dengying", "count", "finance", "approve")
    assert await account(told, "1901") - before == Decimal("16.10") - Decimal("4.80")
    assert (await examined(told)).faults == ()


async def test_the_planner_releases_to_purchasing_and_production(told: Told) -> None:
    days = {"release_on": "{today}", "due": "{workday+18}"}
    bought = {"item": "@R-PCB-DRV", "quantity": 30, "source": "buy", "supplier": "@S007", **days}
    made = {"item": "@S-DRV", "quantity": 10, "source": "make", "supplier": None, **days}
    for ref, values in (("plan_buy", bought), ("plan_make", made)):
        told.refs[ref] = (await create(told, "sunli", "planning.planned_order", **values)).asked[0]
    keep(told, await press(told, "sunli", "plan_buy", "to_requisition"), req="purchasing.requisition")
    await decide(told, "zhenghai", "req", "manager", "approve")
    keep(told, await decide(told, "wufang", "req", "order", "complete"), merged="purchasing.order")
    assert await cell(told, "req", "state") == "ordered"
    keep(told, await press(told, "sunli", "plan_make", "to_work_order"), wo="production.order")
    await decide(told, "heqiang", "wo", "check", "complete")
    assert await cell(told, "wo", "state") == "confirmed"
    keep(told, await decide(told, "heqiang", "wo", "kit", "complete"), kit="inventory.picking")
    assert await cell(told, "wo", "state") == "released"


async def kit_lines(told: Told, ref: str) -> dict[int, Decimal]:
    """What each picked component of a work order needs, by its line."""
    rows = await lines_of(told, "production.order", ref, "components")
    return {int(str(row["id"])): number(row["quantity.base"]) for row in rows if row["issue"] == "pick"}


async def picked(told: Told, ref: str) -> dict[int, Decimal]:
    """What a picking reserves for each component."""
    rows = await lines_of(told, "inventory.picking", ref, "lines")
    return {int(str(row["component"])): number(row["quantity.base"]) for row in rows}


async def lines_of(told: Told, form: str, ref: str, table: str) -> list[Cells]:
    inner = (await told.doors.catalogue(told.workspace)).forms[form][table].table
    assert inner is not None

    async def work(transaction: Transaction) -> list[Cells]:
        return await lines(transaction, told.workspace.schema, inner, [told.refs[ref].id])

    return await read(told.doors.pool, work)


def number(value: object) -> Decimal:
    assert isinstance(value, Decimal)
    return value


async def supplied(told: Told, short: set[int], needed: dict[int, Decimal]) -> None:
    """More than enough of everything that is short comes into the warehouse its line is issued from."""
    for row in await lines_of(told, "production.order", "short", "components"):
        if int(str(row["id"])) in short:
            values = {
                "warehouse": str(row["warehouse"]), "reason": "盘盈",
                "lines": [{"item": str(row["item"]), "quantity": str(needed[int(str(row["id"]))])}],
            }  # fmt: skip
            told.refs["more"] = (await create(told, "qiankun", "inventory.adjustment", **values)).asked[0]
            await press(told, "qiankun", "more", "submit")
            await decide(told, "dengying", "more", "finance", "approve")


async def test_what_is_short_cannot_be_released_without_a_reason(told: Told) -> None:
    values = {"item": "@S-DRV", "quantity": 400, "due": "{workday+9}", "warehouse": "@W-SEMI"}
    told.refs["short"] = (await create(told, "heqiang", "production.order", **values)).asked[0]
    await press(told, "heqiang", "short", "confirm")
    await press(told, "heqiang", "short", "check_kit")
    assert await cell(told, "short", "kit") == "short"
    with pytest.raises(JingweiError) as error:
        await press(told, "heqiang", "short", "release")
    assert "库存不足" in str(error.value.problem("zh"))
    with pytest.raises(Invalid):
        await press(told, "heqiang", "short", "release_short")
    keep(
        told,
        await press(told, "heqiang", "short", "release_short", waiver="先做有料的 14 套"),
        part="inventory.picking",
    )
    assert await cell(told, "short", "state") == "released"
    needed, given = await kit_lines(told, "short"), await picked(told, "part")
    assert given
    assert all(given[line] <= needed[line] for line in given)
    short = {line for line in needed if given.get(line, Decimal(0)) < needed[line]}
    assert short, "what is not there is in no picking"
    with pytest.raises(Invalid) as again:
        await press(told, "heqiang", "short", "pick")
    assert again.value.code == "nothing_left"
    await supplied(told, short, needed)
    keep(told, await press(told, "heqiang", "short", "pick"), rest="inventory.picking")
    rest = await picked(told, "rest")
    assert {line: given.get(line, Decimal(0)) + rest.get(line, Decimal(0)) for line in needed} == needed


async def test_after_all_that_the_books_still_agree(told: Told) -> None:
    assert (await examined(told)).faults == ()
