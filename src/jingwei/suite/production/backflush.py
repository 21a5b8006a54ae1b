"""Backflush (倒冲): a confirmed report consumes the components of its operation that are not picked, once."""

from __future__ import annotations

from decimal import Decimal

from jingwei.base.decimals import multiply
from jingwei.base.units import BUILT_IN, to_step
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.suite.inventory.kit import lots
from jingwei.suite.production.explode import number, the_item


async def backflush(room: Room, report: Row) -> None:
    """An issue document, posted at once; the ledger of required against issued refuses a second time."""
    orders = await room.open("production.order", [int(str(report.cells["order"]))])
    operations = await room.open("production.operation", [int(str(report.cells["operation"]))])
    if not orders or not operations or report.cells.get("kind") != "normal":
        return
    made = number(report.cells["good.base"]) + number(report.cells["scrap.base"])
    lines = [
        (line, amount)
        for line in due(orders[0], operations[0])
        if (amount := await consumed(room, line, made)) > 0
    ]
    if not lines:
        return
    values = {
        "order": orders[0].id,
        "report": report.id,
        "kind": "backflush",
        "state": "posted",
        "due": room.formulas.ambient.today,
    }
    document = await room.create("inventory.picking", values)
    room.trace(report, document, "backflush")
    for line, amount in lines:
        await issue(room, document, line, amount)


def due(order: Row, operation: Row) -> list[Row]:
    """The components of this operation; those of no operation are used at the last one."""
    here = operation.cells.get("op_no")
    last = operation.cells.get("last") is True
    return [
        line
        for line in order.lines["components"]
        if line.cells.get("issue") == "backflush"
        and (line.cells.get("op_no") == here or (line.cells.get("op_no") is None and last))
    ]


async def consumed(room: Room, line: Row, made: Decimal) -> Decimal:
    """What the report uses, never more than is still required; a fixed quantity goes with the first report."""
    found = await room.balances("production.component_issue", {"component": line.id})
    rest = found[0].amounts["required"] - found[0].amounts["issued"] if found else Decimal(0)
    unit = BUILT_IN.unit(str(line.cells["quantity.unit"]))
    wanted = rest if line.cells.get("fixed") is True else multiply(number(line.cells["per.base"]), made)
    return min(rest, to_step(wanted, unit.step, "up") if unit.factor == 1 else wanted)


async def issue(room: Room, document: Row, line: Row, amount: Decimal) -> None:
    item = await the_item(room, line.cells["item"])
    warehouse = line.cells.get("warehouse") or item.cells.get("warehouse")
    controlled = item.cells.get("lot_controlled") is True
    where = int(str(warehouse))
    parts = await lots(room, item.id, where, amount) if controlled else [("", amount)]
    for lot, part in parts:
        quantity = from_base(part, str(line.cells["quantity.unit"]))
        await room.line(
            document, "lines",
            {
                "item": item.id, "expected": quantity, "quantity": quantity, "warehouse": where, "lot": lot or None,
                "component": line.id, "unit_cost": number(item.cells.get("standard_cost") or Decimal(0)),
            },
        )  # fmt: skip


def from_base(amount: Decimal, unit: str) -> Decimal:
    """An amount in base units in the unit of the line."""
    factor = BUILT_IN.unit(unit).factor
    return amount if factor == 1 else amount * factor.denominator / factor.numerator
