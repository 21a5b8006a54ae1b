"""Exception messages of a plan in sentences: what to order, bring forward, postpone, cancel or put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jingwei.base.decimals import plain
from jingwei.base.words import Words
from jingwei.engines import mrp
from jingwei.engines.mrp import MessageKind as Kind
from jingwei.suite.planning.snapshot import Item, Snapshot

HIGH, MEDIUM, LOW = 1, 2, 3
SOON = 3
"""Days within which an order has to be released to be worth a message."""

RECEIPTS = {Kind.EXPEDITE, Kind.DEFER, Kind.CANCEL, Kind.RECEIPT_PAST_DUE, Kind.RECEIPT_BEYOND_HORIZON}
DEMANDS = {Kind.DEMAND_PAST_DUE, Kind.DEMAND_BEYOND_HORIZON}
ORDERS = {Kind.START_IN_PAST, Kind.SHORTAGE, Kind.BELOW_SAFETY, Kind.NO_BOM}
SILENT = {Kind.RECEIPT_BEYOND_HORIZON, Kind.DEMAND_BEYOND_HORIZON}
"""Told as a number in the note of the run."""

SLUGS = {
    Kind.EXPEDITE: ("expedite", HIGH), Kind.DEFER: ("defer", LOW), Kind.CANCEL: ("cancel", LOW),
    Kind.RECEIPT_PAST_DUE: ("past_due", HIGH), Kind.DEMAND_PAST_DUE: ("past_due", HIGH),
    Kind.START_IN_PAST: ("start_in_past", HIGH), Kind.SHORTAGE: ("shortage", HIGH),
    Kind.BELOW_SAFETY: ("below_safety", MEDIUM), Kind.NO_BOM: ("no_bom", HIGH),
}  # fmt: skip
LINKS = {"production.order": "work_order", "purchasing.order": "purchase_order", "purchasing.requisition": "requisition", "sales.order": "sales_order",
         "planning.planned_order": "planned_order"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it should stand; `order` is a planned order of this plan, `links` are records by field."""

    kind: str
    urgency: int
    item: Item
    text: Words
    due: date | None = None
    proposed: date | None = None
    quantity: Decimal | None = None
    order: int | None = None
    links: tuple[tuple[str, int], ...] = ()


def messages(snapshot: Snapshot, plan: mrp.Plan) -> Iterator[Message]:
    """The engine's messages, those that say the same of one order once, then what has to be ordered soon."""
    found = plan.messages
    rows = list(
        zip(
            *(c.tolist() for c in (found.kind, found.item, found.day, found.quantity, found.ref)), strict=True
        )
    )
    short = {ref for kind, _, _, _, ref in rows if kind in (Kind.SHORTAGE, Kind.BELOW_SAFETY)}
    told: set[int] = set()
    for number, at, day, steps, ref in rows:
        kind = Kind(number)
        if kind in SILENT or (kind is Kind.START_IN_PAST and ref in short):
            continue
        if kind in ORDERS:
            told.add(ref)
        yield message(snapshot, plan, kind, snapshot.items[at], day, steps, ref)
    for order, (start, at) in enumerate(
        zip(plan.orders.start.tolist(), plan.orders.item.tolist(), strict=True)
    ):
        if start <= SOON and order not in told:
            yield due_soon(snapshot, plan, snapshot.items[at], order, start)
    for at in sorted(set(plan.orders.item.tolist())):
        if (item := snapshot.items[at]).source == "make" and item.id not in snapshot.routed:
            yield unrouted(item)


def unrouted(item: Item) -> Message:
    text = Words(
        "{item}：自制件没有已发布的工艺路线，可以计划，但工单不能确认和排产",
        "{item}: made here but has no released routing; it is planned, but its orders cannot be confirmed or scheduled",
    )
    return Message("data", MEDIUM, item, text.fill(item=item.label))


def beyond(plan: mrp.Plan) -> int:
    """How many demands and receipts lie after the horizon."""
    return sum(1 for kind in plan.messages.kind.tolist() if kind in SILENT)


def due_soon(snapshot: Snapshot, plan: mrp.Plan, item: Item, order: int, start: int) -> Message:
    release, quantity = snapshot.today + timedelta(days=start), item.shown(int(plan.orders.started[order]))
    verb = Words("开工", "start") if item.source == "make" else Words("下单", "order")
    text = Words("{item}：{amount} 应在 {day} 前{verb}", "{item}: {verb} {amount} by {day}")
    text = text.fill(item=item.label, amount=amount(item, quantity), day=release.isoformat(), verb=verb)
    return Message("new", MEDIUM, item, text, arrives(snapshot, plan, order), release, quantity, order)


def message(
    snapshot: Snapshot, plan: mrp.Plan, kind: Kind, item: Item, day: int, steps: int, ref: int
) -> Message:
    when = snapshot.today + timedelta(days=day)
    quantity = item.shown(steps) if steps >= 0 else None
    if kind in RECEIPTS:
        return about_receipt(snapshot, kind, item, when, quantity, ref)
    if kind in DEMANDS:
        want = snapshot.wants[ref]
        slug, urgency = SLUGS[kind]
        text = Words(
            "{want}：{item} {amount} 应于 {day} 供给，已逾期",
            "{want}: {amount} of {item} was due {day} and is overdue",
        ).fill(want=want.title, item=item.label, amount=amount(item, quantity), day=want.day.isoformat())
        return Message(
            slug, urgency, item, text, want.day, None, quantity, None, link(want.form, want.record)
        )
    if kind in ORDERS:
        return about_order(snapshot, plan, kind, item, when, quantity, ref)
    text = Words("{item}：{title}，请核对物料资料", "{item}: {title}; check the item's planning data")
    text = text.fill(item=item.label, title=Words(*mrp.TITLES[kind]))
    return Message("data", LOW, item, text, quantity=quantity)


def about_receipt(
    snapshot: Snapshot, kind: Kind, item: Item, when: date, quantity: Decimal | None, ref: int
) -> Message:
    supply = snapshot.supplies[ref]
    slug, urgency = SLUGS[kind]
    said = {
        Kind.EXPEDITE: Words("应由 {day} 提前到 {when}", "bring forward from {day} to {when}"),
        Kind.DEFER: Words("可由 {day} 推迟到 {when}", "may move from {day} to {when}"),
        Kind.CANCEL: Words("（{day}）已无需求，可取消", "({day}) is wanted by nothing and may be cancelled"),
        Kind.RECEIPT_PAST_DUE: Words("应于 {day} 到达，已逾期", "was due {day} and is overdue"),
    }[kind].fill(day=supply.day.isoformat(), when=when.isoformat())
    text = Words("{supply}：{item} {amount} {said}", "{supply}: {item}, {amount}: {said}")
    text = text.fill(supply=supply.title, item=item.label, amount=amount(item, quantity), said=said)
    proposed = when if kind in (Kind.EXPEDITE, Kind.DEFER) else None
    return Message(
        slug,
        urgency,
        item,
        text,
        supply.day,
        proposed,
        quantity,
        None,
        link(supply.form, supply.record),
    )


def about_order(
    snapshot: Snapshot,
    plan: mrp.Plan,
    kind: Kind,
    item: Item,
    when: date,
    quantity: Decimal | None,
    order: int,
) -> Message:
    slug, urgency = SLUGS[kind]
    due = arrives(snapshot, plan, order)
    late = int(plan.orders.late[order])
    text = {
        Kind.START_IN_PAST: Words(
            "{item}：{amount} 应在 {late} 个工作日前投放，最早 {when} 可到",
            "{item}: {amount} should have been released {late} working days ago, {when} is the earliest",
        ),
        Kind.SHORTAGE: Words(
            "{item}：{when} 缺 {amount}，按提前期已来不及（晚 {late} 个工作日）",
            "{item}: {amount} short on {when}, the lead time makes it {late} working days late",
        ),
        Kind.BELOW_SAFETY: Words(
            "{item}：{when} 低于安全库存 {amount}，补货来不及",
            "{item}: {amount} below the safety stock on {when}, too late to replenish",
        ),
        Kind.NO_BOM: Words(
            "{item}：自制件没有有效的已发布 BOM，无法展开用料",
            "{item}: made here but has no valid released BOM, its material cannot be planned",
        ),
    }[kind].fill(item=item.label, amount=amount(item, quantity), when=when.isoformat(), late=late)
    return Message(slug, urgency, item, text, due, None, quantity, order)


def arrives(snapshot: Snapshot, plan: mrp.Plan, order: int) -> date:
    return snapshot.today + timedelta(days=int(plan.orders.due[order]))


def amount(item: Item, quantity: Decimal | None) -> str:
    return "" if quantity is None else f"{plain(quantity)} {item.unit}"


def link(form: str, record: int) -> tuple[tuple[str, int], ...]:
    return ((LINKS[form], record),) if form in LINKS else ()
