"""Reversing a report (冲销): what followed from it goes back with it, unless somebody has already built on it."""

from __future__ import annotations

from decimal import Decimal

from jingwei.base.decimals import ZERO, add, multiply, plain, subtract
from jingwei.base.errors import Faults
from jingwei.base.words import Words
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.production.explode import ONE, number

OVER = Words("工单 {o} 已完工、结案或取消，不能冲销报工", "Work order {o} is finished, closed or cancelled")
NEXT = Words(
    "下道工序 {p} 已按此报工 {u}，冲销后只剩 {l}，请先冲销下道工序",
    "The next operation {p} has reported {u} of it and only {l} would be left: reverse that first",
)
REWORKED = Words("返工已汇报 {u}，请先冲销返工报工", "{u} of the rework are reported: reverse that first")
JUDGED = Words("成品检验 {n} 已判定，不能冲销", "Final inspection {n} has judged it")
SETTLED = Words("计件工资 {n} 已结算，请先与财务核对", "Piece wage {n} is settled: finance first")


async def reverse(room: Room, report: Row) -> None:
    """Backflush, wage and open inspection become void with the report; each takes its own postings back exactly."""
    [operation] = await room.open("production.operation", [int(str(report.cells["operation"]))])
    [order] = await room.open("production.order", [int(str(report.cells["order"]))])
    inspections = await room.find("quality.fqc", {"report": report.id})
    wages = await room.find("production.wage", {"report": report.id})
    faults = Faults()
    if order.cells["state"] in ("finished", "closed", "cancelled"):
        faults.add((), "order_over", OVER.fill(o=str(order.cells["number"])))
    await built_upon(room, report, operation, faults)
    for document, state, words in (
        *((f, "judged", JUDGED) for f in inspections),
        *((w, "settled", SETTLED) for w in wages),
    ):
        if document.cells["state"] == state:
            faults.add((), state, words.fill(n=str(document.cells["number"])))
    faults.refuse()
    backflushed = await room.find("inventory.picking", {"report": report.id})
    for document in (*inspections, *wages, *backflushed):
        room.put(document, {"state": "void"})
    if operation.cells["state"] == "finished":
        room.put(operation, {"state": "started", "finished_at": None})


async def built_upon(room: Room, report: Row, operation: Row, faults: Faults) -> None:
    """The guards of the quantity flow refuse this too; here it is said in the words of the floor."""
    following = report.cells.get("next")
    if isinstance(following, int):
        [after] = await room.open("production.operation", [following])
        available, used = await flow(room, following, "available", "used")
        passed = multiply(
            number(report.cells["good.base"]), add(ONE, number(report.cells.get("tolerance") or ZERO))
        )
        left = subtract(available, passed)
        if left < used:
            faults.add((), "built_upon", NEXT.fill(p=str(after.cells["code"]), u=plain(used), l=plain(left)))
    waiting, reworked = await flow(room, operation.id, "rework", "reworked")
    if subtract(waiting, number(report.cells["rework.base"])) < reworked and report.cells["kind"] == "normal":
        faults.add((), "reworked", REWORKED.fill(u=plain(reworked)))


async def flow(room: Room, operation: int, *measures: str) -> tuple[Decimal, ...]:
    """How the quantities of an operation stand."""
    found = await room.balances("production.operation_flow", {"operation": operation})
    return tuple(found[0].amounts[one] if found else ZERO for one in measures)
