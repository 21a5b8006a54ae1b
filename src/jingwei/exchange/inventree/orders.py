"""Purchase and sales orders: open ones with what is still to come, finished ones as closed history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jingwei.base.decimals import ZERO, divide, multiply, plain, subtract
from jingwei.base.words import Words
from jingwei.exchange.inventree import models as m
from jingwei.exchange.inventree.entry import origin
from jingwei.exchange.inventree.ground import Ground, key, line_text, money
from jingwei.exchange.inventree.items import Sources
from jingwei.exchange.wanted import Line, Settle, Stage, Wanted

BOUGHT: Mapping[int, str] = {
    10: "draft", 25: "draft", 20: "confirmed", 30: "closed", 40: "cancelled", 50: "cancelled", 60: "cancelled"
}  # fmt: skip
"""InvenTree: pending, on hold, placed, complete, cancelled, lost, returned."""
SOLD: Mapping[int, str] = {
    10: "effective", 15: "effective", 25: "draft", 20: "closed", 30: "closed", 40: "cancelled", 50: "cancelled", 60: "closed"
}  # fmt: skip
"""InvenTree: pending, in progress, on hold, shipped, complete, cancelled, lost, returned."""
OPEN = frozenset({"draft", "confirmed", "effective"})


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of an order in units of the item; `open` is what has not been delivered."""

    pk: int
    part: int
    quantity: Decimal
    open: Decimal
    price: Decimal | None
    target: date | None
    note: str


def settle(state: str) -> Settle | None:
    """A draft stays one; everything else is taken over as it stands."""
    return None if state == "draft" else Settle("take_over", values={"state": state})


def state_of(ground: Ground, model: str, pk: int, status: int, known: Mapping[int, str]) -> str:
    if status not in known:
        ground.notice(
            origin(model, pk, "status"), "unknown_status", "未知状态 {s}，按草稿导入", "Unknown status {s}, imported as a draft",
            s=status,
        )  # fmt: skip
    return known.get(status, "draft")


def purchases(ground: Ground, sources: Sources) -> Stage:
    """A line counts packs of a supplier part; here it counts units of the item."""
    orders = ground.export.of("order.purchaseorder", m.Order)
    lines: dict[int, list[Kept]] = {}
    for pk, line in ground.export.of("order.purchaseorderlineitem", m.OrderLine).items():
        sold = ground.supplier_parts.get(line.part or 0)
        at = origin("order.purchaseorderlineitem", pk)
        if sold is None or line.quantity == 0:
            skipped(ground, at)
            continue
        price = ground.price(sold.part, line.price, line.currency, (*at, "purchase_price_currency"))
        each = sources.main(sold.part)[1] if price is None else divide(price, sold.pack)
        lines.setdefault(line.order, []).append(kept(pk, sold.part, line, sold.pack, each))
    wanted = []
    for pk, order in orders.items():
        state = state_of(ground, "order.purchaseorder", pk, order.status, BOUGHT)
        rows, state, left = remaining(lines.get(pk, []), state)
        if not rows:
            empty(ground, "order.purchaseorder", pk)
            continue
        day = order.issued or order.created
        due = order.target or max((one.target for one in rows if one.target), default=None) or day
        values = {
            "supplier": ground.company(order.partner), "day": shown(day), "confirmed_due": shown(due),
            "note": remarks(ground, order, left, extras(ground, "order.purchaseorderextraline", pk)),
        }  # fmt: skip
        body = [
            Line({**row(ground, one, state, "order.purchaseorderlineitem"), "needed_on": shown(one.target or due)},
                 origin("order.purchaseorderlineitem", one.pk))
            for one in rows
        ]  # fmt: skip
        at = origin("order.purchaseorder", pk)
        wanted.append(
            Wanted(key("order.purchaseorder", pk), values, at, {"lines": body}, settle=settle(state))
        )
    return Stage(
        Words("采购订单", "Purchase orders"),
        "purchasing.order",
        "source_key",
        wanted,
        matched_by={"lines": ("item",)},
    )


def sales(ground: Ground, sources: Sources) -> Stage:
    orders = ground.export.of("order.salesorder", m.Order)
    lines: dict[int, list[Kept]] = {}
    for pk, line in ground.export.of("order.salesorderlineitem", m.OrderLine).items():
        at = origin("order.salesorderlineitem", pk)
        if line.part is None or line.quantity == 0:
            skipped(ground, at)
            continue
        price = ground.price(line.part, line.price, line.currency, (*at, "sale_price_currency"))
        known = sources.sold.get(line.part) if price is None else price
        lines.setdefault(line.order, []).append(kept(pk, line.part, line, Decimal(1), known))
    named: set[tuple[int, str]] = set()
    wanted = []
    for pk, order in orders.items():
        state = state_of(ground, "order.salesorder", pk, order.status, SOLD)
        rows, state, left = remaining(lines.get(pk, []), state)
        if not rows:
            empty(ground, "order.salesorder", pk)
            continue
        day = order.created or order.issued
        due = latest(
            day,
            order.target or max((one.target for one in rows if one.target), default=None) or order.finished,
        )
        theirs = order.their_reference or order.reference
        theirs = f"{theirs} ({order.reference})" if (order.partner, theirs) in named else theirs
        named.add((order.partner, theirs))
        values = {
            "customer": ground.company(order.partner), "customer_po": line_text(theirs, 80), "ordered_on": shown(day),
            "due": shown(due), "promised_due": shown(due),
            "cancel_reason": "InvenTree" if state == "cancelled" else None,
            "note": remarks(ground, order, left, extras(ground, "order.salesorderextraline", pk)),
        }  # fmt: skip
        body = [
            Line({**row(ground, one, state, "order.salesorderlineitem"), "due": shown(one.target or due)},
                 origin("order.salesorderlineitem", one.pk))
            for one in rows
        ]  # fmt: skip
        at = origin("order.salesorder", pk)
        wanted.append(Wanted(key("order.salesorder", pk), values, at, {"lines": body}, settle=settle(state)))
    return Stage(
        Words("销售订单", "Sales orders"),
        "sales.order",
        "source_key",
        wanted,
        matched_by={"lines": ("item",)},
    )


def kept(pk: int, part: int, line: m.OrderLine, pack: Decimal, price: Decimal | None) -> Kept:
    left = max(ZERO, subtract(line.quantity, line.done))
    return Kept(pk, part, multiply(line.quantity, pack), multiply(left, pack), price, line.target, line.notes)


def remaining(lines: list[Kept], state: str) -> tuple[list[Kept], str, list[Kept]]:
    """(lines to take over, state, lines with a part delivered): an open order without anything open is closed."""
    if state not in OPEN:
        return lines, state, []
    if lines and not any(one.open for one in lines):
        return lines, "closed", []
    return [one for one in lines if one.open], state, [one for one in lines if one.open != one.quantity]


def row(ground: Ground, one: Kept, state: str, model: str) -> dict[str, object]:
    if one.price is None:
        ground.notice(
            origin(model, one.pk), "no_price", "没有价格，按 0 导入", "It has no price and is imported as 0"
        )
    quantity = one.open if state in OPEN else one.quantity
    # The file knows no value-added tax: prices are taken as they stand, at rate 0.
    return {
        "item": ground.item(one.part), "quantity": ground.amount(one.part, quantity), "price": money(one.price) or "0",
        "tax_rate": "0",
    }  # fmt: skip


def remarks(ground: Ground, order: m.Order, delivered: list[Kept], extra: list[str]) -> str:
    """The order's own number, words and what is not a line here."""
    theirs = f"对方单号 / their no. {order.their_reference}" if order.their_reference else ""
    before = [
        f"{ground.codes[one.part]}: 原订 / ordered {plain(one.quantity)}, 已交 / delivered {plain(subtract(one.quantity, one.open))}"
        for one in delivered
    ]
    texts = (f"InvenTree {order.reference}", order.description, theirs, order.notes, *extra, *before)
    return "\n".join(text for text in texts if text)[:90_000]


def extras(ground: Ground, model: str, order: int) -> list[str]:
    """Charges without an item are kept as remarks, and said."""
    found = []
    for pk, one in ground.export.of(model, m.ExtraLine).items():
        if one.order == order:
            amount = f"{plain(one.quantity)} × {plain(one.price or ZERO)} {one.currency}"
            found.append(f"附加费 / charge {one.reference}: {amount}")
            ground.notice(
                origin(model, pk), "charge", "附加费 {a} 写入备注，不是订单行", "The charge {a} is kept in the note, not as a line", a=amount
            )  # fmt: skip
    return found


def skipped(ground: Ground, at: tuple[str | int, ...]) -> None:
    ground.notice(
        at, "line_left_out", "没有物料或数量的行未导入", "A line without part or quantity is left out"
    )


def empty(ground: Ground, model: str, pk: int) -> None:
    ground.notice(origin(model, pk), "no_lines", "没有明细的订单未导入", "An order without lines is left out")


def latest(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)


def shown(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
