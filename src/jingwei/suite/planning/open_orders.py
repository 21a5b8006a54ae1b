"""Demand and supply of the documents under way: sales orders, work orders, purchasing, firm planned orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from jingwei.store.transaction import Transaction
from jingwei.suite.planning.snapshot import (
    Item,
    Line,
    Snapshot,
    Supply,
    Want,
    exact,
    items,
    routed,
    structures,
)
from jingwei.suite.planning.sources import Names

PLANNED, WORK, SALES = "planning.planned_order", "production.order", "sales.order"


async def snapshot(transaction: Transaction, names: Names, today: date, inspection: bool) -> Snapshot:
    """Everything a run needs, read once."""
    known = await items(transaction, names, inspection)
    lines = await structures(transaction, names)
    by_id = {item.id: item for item in known}
    wants = [
        *await sold(transaction, names),
        *await for_work(transaction, names),
        *await picked(transaction, names),
    ]
    supplies = [*await purchased(transaction, names), *await requested(transaction, names)]
    below: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        below[line.parent].append(line)
    for supply, start, started, exploded in (
        *await made(transaction, names, by_id),
        *await firm(transaction, names, by_id),
    ):
        supplies.append(supply)
        if not exploded:
            wants.extend(needs(supply, start or supply.day, started, below))
    return Snapshot(
        today, known, lines,
        tuple(one for one in wants if one.amount > 0 and one.item in by_id),
        tuple(one for one in supplies if one.amount > 0 and one.item in by_id),
        await routed(transaction, names),
    )  # fmt: skip


def needs(
    supply: Supply, start: date, started: Fraction, below: Mapping[int, Iterable[Line]]
) -> Iterator[Want]:
    """What an order without components of its own yet will take when it begins."""
    kind = "planned" if supply.form == PLANNED else "work"
    for line in below.get(supply.item, ()):
        if line.holds(start):
            amount = line.amount if line.fixed else line.amount * started
            yield Want(kind, line.component, start, amount, supply.form, supply.record, supply.title)


async def sold(transaction: Transaction, names: Names) -> list[Want]:
    """Effective sales order lines less what notices have already taken out of the free stock."""
    o, ln, b = (
        names.form(SALES, "o"),
        names.form("sales.order.lines", "l"),
        names.ledger("sales.order_lines", "b"),
    )
    rows = await transaction.fetch(
        f"SELECT l.id, o.id, {o['number']}, {ln['item']}, "
        f"{ln['quantity.base']} - greatest(coalesce({b['noticed']}, 0), coalesce({b['shipped']}, 0)), "
        f"CASE WHEN {ln['due']} IS NULL OR {ln['due']} = {o['due']} THEN coalesce({o['promised_due']}, {o['due']}) "
        f"ELSE greatest({ln['due']}, {o['promised_due']}) END "
        f"FROM {ln} JOIN {o} ON o.id = l.parent LEFT JOIN {b} ON {b['order_line']} = l.id "
        f"WHERE o.deleted_at IS NULL AND {o['state']} = 'effective' ORDER BY l.id"
    )
    return [Want("sales", item, day, exact(open_), SALES, order, number, line, order)
            for line, order, number, item, open_, day in rows if day is not None]  # fmt: skip


async def for_work(transaction: Transaction, names: Names) -> list[Want]:
    """Components that confirmed work orders still have to be given."""
    o, c, b = (
        names.form(WORK, "o"),
        names.form("production.order.components", "c"),
        names.ledger("production.component_issue", "b"),
    )
    rows = await transaction.fetch(
        f"SELECT c.id, o.id, {o['number']}, {c['item']}, coalesce({b['required']}, {c['quantity.base']}) + coalesce({b['extra']}, 0) "
        f"- coalesce({b['issued']}, 0) - coalesce({b['backflushed']}, 0), coalesce({o['starts_on']}, {o['due']}), {o['sales_order']} "
        f"FROM {c} JOIN {o} ON o.id = c.parent LEFT JOIN {b} ON {b['component']} = c.id WHERE o.deleted_at IS NULL "
        f"AND {o['state']} IN ('confirmed', 'released', 'started') AND {c['issue']} <> 'none' ORDER BY c.id"
    )
    return [Want("work", item, day, exact(open_), WORK, order, number, line, sales)
            for line, order, number, item, open_, day, sales in rows]  # fmt: skip


async def picked(transaction: Transaction, names: Names) -> list[Want]:
    """Lines of pickings under way that count as issued but reserve nothing: their lot is chosen when they are taken."""
    p, ln, i = (
        names.form("inventory.picking", "p"),
        names.form("inventory.picking.lines", "l"),
        names.form("engineering.item", "i"),
    )
    o = names.form(WORK, "o")
    rows = await transaction.fetch(
        f"SELECT {ln['component']}, o.id, {o['number']}, {ln['item']}, {ln['quantity.base']}, coalesce({p['due']}, {o['due']}), "
        f"{o['sales_order']} FROM {ln} JOIN {p} ON p.id = l.parent JOIN {i} ON i.id = {ln['item']} JOIN {o} ON o.id = {p['order']} "
        f"WHERE p.deleted_at IS NULL AND {p['state']} = 'draft' AND {p['kind']} <> 'backflush' "
        f"AND ({i['lot_controlled']} OR {ln['warehouse']} IS NULL) ORDER BY l.id"
    )
    return [Want("work", item, day, exact(amount), WORK, order, number, line, sales)
            for line, order, number, item, amount, day, sales in rows]  # fmt: skip


async def purchased(transaction: Transaction, names: Names) -> list[Supply]:
    """Purchase order lines not arrived yet; what has arrived is stock under inspection."""
    o, ln = names.form("purchasing.order", "o"), names.form("purchasing.order.lines", "l")
    b = names.ledger("purchasing.order_lines", "b")
    rows = await transaction.fetch(
        f"SELECT o.id, {o['number']}, {ln['item']}, "
        f"{ln['quantity.base']} - coalesce({b['arrived']}, 0) + coalesce({b['returned']}, 0), "
        f"coalesce({o['confirmed_due']}, {ln['needed_on']}) FROM {ln} JOIN {o} ON o.id = l.parent "
        f"LEFT JOIN {b} ON {b['order_line']} = l.id WHERE o.deleted_at IS NULL "
        f"AND {o['state']} IN ('draft', 'review', 'sent', 'confirmed') ORDER BY l.id"
    )
    return [
        Supply(item, day, exact(open_), "purchasing.order", order, number)
        for order, number, item, open_, day in rows
    ]


async def requested(transaction: Transaction, names: Names) -> list[Supply]:
    """Requisition lines not ordered yet, or again not."""
    q, ln = names.form("purchasing.requisition", "q"), names.form("purchasing.requisition.lines", "l")
    rows = await transaction.fetch(
        f"SELECT q.id, {q['number']}, {ln['item']}, "
        f"{ln['quantity.base']} - coalesce({ln['ordered.base']}, 0), {ln['needed_on']} FROM {ln} JOIN {q} ON q.id = l.parent "
        f"WHERE q.deleted_at IS NULL AND {q['state']} IN ('draft', 'review', 'approved') ORDER BY l.id"
    )
    return [
        Supply(item, day, exact(amount), "purchasing.requisition", head, number)
        for head, number, item, amount, day in rows
    ]


Coming = tuple[Supply, date | None, Fraction, bool]
"""A supply, the day it begins, what it starts with, whether its components are demand of their own already."""


async def made(transaction: Transaction, names: Names, known: Mapping[int, Item]) -> list[Coming]:
    """Open work orders: what is still to be received, less expected scrap and what was reported or judged as such."""
    o, r, f, b = (
        names.form(WORK, "o"),
        names.form("production.report", "r"),
        names.form("inventory.finished_receipt", "f"),
        names.ledger("production.output", "b"),
    )
    rows = await transaction.fetch(
        f"SELECT o.id, {o['number']}, {o['item']}, {o['quantity.base']}, {o['due']}, {o['starts_on']}, {o['state']}, "
        f"coalesce((SELECT {b['scrapped']} FROM {b} WHERE {b['order']} = o.id), 0) + "
        f"(SELECT coalesce(sum({r['scrap.base']}), 0) FROM {r} WHERE {r['order']} = o.id AND {r['state']} <> 'void' AND r.deleted_at IS NULL), "
        f"(SELECT coalesce(sum({f['quantity.base']}), 0) FROM {f} WHERE {f['order']} = o.id AND {f['state']} = 'posted' AND f.deleted_at IS NULL) "
        f"FROM {o} WHERE o.deleted_at IS NULL AND {o['state']} IN ('draft', 'confirmed', 'released', 'started') ORDER BY o.id"
    )
    found: list[Coming] = []
    for order, number, item, quantity, due, start, state, scrap, received in rows:
        if item in known:
            quantity = exact(quantity)
            good = min(quantity - exact(scrap), quantity * (1 - known[item].scrap)) - exact(received)
            found.append((Supply(item, due, good, WORK, order, number), start, quantity, state != "draft"))
    return found


async def firm(transaction: Transaction, names: Names, known: Mapping[int, Item]) -> list[Coming]:
    """Planned orders a planner has confirmed: they are kept as they are."""
    p = names.form(PLANNED, "p")
    rows = await transaction.fetch(
        f"SELECT p.id, {p['number']}, {p['item']}, {p['quantity.base']}, {p['due']}, {p['release_on']} FROM {p} "
        f"WHERE p.deleted_at IS NULL AND {p['state']} = 'firm' ORDER BY p.id"
    )
    return [
        (Supply(item, due, exact(quantity) * (1 - known[item].scrap), PLANNED, order, number, True), start, exact(quantity), False)
        for order, number, item, quantity, due, start in rows if item in known
    ]  # fmt: skip
