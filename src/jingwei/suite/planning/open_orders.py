"""Demand and supply of the documents under way as columns: orders, forecasts, work orders, purchasing, firm planned orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import numpy as np

from jingwei.store.transaction import Transaction
from jingwei.suite.planning import measures, structures
from jingwei.suite.planning.columns import (
    EIGHT,
    I64,
    NONE,
    Columns,
    amount,
    chosen,
    columns,
    days,
    flag,
    joined,
)
from jingwei.suite.planning.measures import STEPS
from jingwei.suite.planning.routings import ROUTING
from jingwei.suite.planning.snapshot import (
    FORECAST,
    FORMS,
    ITEM,
    PLANNED,
    PURCHASE,
    REQUISITION,
    SALES,
    USUAL,
    WORK,
    Snapshot,
    absent,
    free_stock,
    items,
    levels,
    places,
)
from jingwei.suite.planning.sources import Names

WANT = ("form", "record", "line", "order", "item", "day", "amount", "rank")
SUPPLY = ("form", "record", "order", "item", "day", "amount", "firm", "start", "whole", "exploded", "rank")
PER_MILLION = 1_000_000


async def snapshot(
    transaction: Transaction, names: Names, today: date, inspection: bool, before: Snapshot | None = None
) -> Snapshot:
    """Everything a run needs; one moment only inside `read_at_once`.

    Master data and structures are taken from a snapshot `before` where no event has touched them since.
    """
    horizon = await transaction.fetchval("SELECT pg_current_snapshot()::text")
    if before is not None and (before.today != today or await touched(transaction, names, before.horizon)):
        before = None
    known = dict(before.items) if before is not None else await items(transaction, names, today)
    known["stock"] = await free_stock(transaction, names, inspection, known["id"])
    coming = await supplies(transaction, names, today, known)
    if before is not None:
        lines, by, instead, safety = before.lines, before.outputs, before.substitutes, before.levels
    else:
        versions = await structures.heads(transaction, names, today)
        lines = await structures.lines(transaction, names, today, known, versions)
        by = await structures.outputs(transaction, names, known, versions)
        instead = await structures.substitutes(transaction, names, today, known, versions)
        safety = await levels(transaction, names, today)
    wants = joined(
        [
            await sold(transaction, names, today),
            await expected(transaction, names, today),
            await for_work(transaction, names, today),
            await picked(transaction, names, today),
        ]
    )
    return Snapshot(
        today, known, lines, by, instead, safety, stepped(joined([wants, needs(coming, known, lines)]), known),
        arriving(coming, known), horizon,
    )  # fmt: skip


async def touched(transaction: Transaction, names: Names, horizon: str) -> bool:
    """Whether an item, a structure or a routing has been written since; ids are taken before commits, so transactions decide."""
    forms = [names.catalogue.forms[slug].id for slug in (ITEM, structures.BOM, ROUTING)]
    found: bool = await transaction.fetchval(
        f"SELECT EXISTS (SELECT FROM {names.schema}.event e JOIN {names.schema}.event_object o ON o.event = e.id "
        "WHERE e.xid >= pg_snapshot_xmin($1::text::pg_snapshot) AND o.form = ANY($2::bigint[]))",
        horizon, forms,
    )  # fmt: skip
    return found


def stepped(rows: Columns, known: Columns) -> dict[str, I64]:
    """What is wanted in whole steps of living items."""
    at = places(known["id"], rows["item"])
    kept = (rows["amount"] > 0) & (at >= 0) & (rows["day"] != NONE)
    found = chosen(rows, kept)
    found["steps"] = measures.up(found.pop("amount"), known["unit"][at[kept]])
    found["order"], found["line"] = absent(found["order"]), absent(found["line"])
    return found


def arriving(rows: Columns, known: Columns) -> dict[str, I64]:
    """What is on order in whole steps of living items."""
    at = places(known["id"], rows["item"])
    kept = (rows["amount"] > 0) & (at >= 0) & (rows["day"] != NONE)
    found = chosen({name: rows[name] for name in SUPPLY[:7]}, kept)
    found["steps"] = measures.down(found.pop("amount"), known["unit"][at[kept]])
    found["order"] = absent(found["order"])
    return found


async def wanted(
    transaction: Transaction, cells: Mapping[str, str], rest: str, today: date
) -> dict[str, I64]:
    return await columns(transaction, {name: cells[name] for name in WANT}, rest, today)


def ranked(sql: str) -> str:
    return f"coalesce(array_position(ARRAY['urgent', 'high'], {sql}) - 1, {USUAL})"


async def sold(transaction: Transaction, names: Names, today: date) -> dict[str, I64]:
    """Effective sales order lines less what notices have already taken out of the free stock."""
    o, ln, b = (
        names.form(FORMS[SALES], "o"),
        names.form("sales.order.lines", "l"),
        names.ledger("sales.order_lines", "b"),
    )
    due = (
        f"(CASE WHEN {ln['due']} IS NULL OR {ln['due']} = {o['due']} THEN coalesce({o['promised_due']}, {o['due']}) "
        f"ELSE greatest({ln['due']}, {o['promised_due']}) END)"
    )
    cells = {
        "form": str(SALES), "record": "o.id", "line": "l.id", "order": "o.id", "item": ln["item"], "day": days(due),
        "amount": amount(f"{ln['quantity.base']} - greatest(coalesce({b['noticed']}, 0), coalesce({b['shipped']}, 0))"),
        "rank": ranked(f"coalesce({ln['priority']}, {o['priority']})"),
    }  # fmt: skip
    return await wanted(
        transaction, cells,
        f"FROM {ln} JOIN {o} ON o.id = l.parent LEFT JOIN {b} ON {b['order_line']} = l.id "
        f"WHERE o.deleted_at IS NULL AND {o['state']} = 'effective' ORDER BY l.id",
        today,
    )  # fmt: skip


async def expected(transaction: Transaction, names: Names, today: date) -> dict[str, I64]:
    """Forecasts; what the engine leaves of them is what orders have not consumed."""
    f = names.form(FORMS[FORECAST], "f")
    cells = {
        "form": str(FORECAST), "record": "f.id", "line": "0", "order": "0", "item": f["item"], "day": days(f["due"]),
        "amount": amount(f["quantity.base"]), "rank": str(USUAL),
    }  # fmt: skip
    return await wanted(
        transaction, cells, f"FROM {f} WHERE f.deleted_at IS NULL AND {f['state']} = 'active' ORDER BY f.id", today
    )  # fmt: skip


async def for_work(transaction: Transaction, names: Names, today: date) -> dict[str, I64]:
    """Components that confirmed work orders still have to be given."""
    o, c, b = (
        names.form(FORMS[WORK], "o"),
        names.form("production.order.components", "c"),
        names.ledger("production.component_issue", "b"),
    )
    cells = {
        "form": str(WORK), "record": "o.id", "line": "c.id", "order": o["sales_order"], "item": c["item"],
        "day": days(f"coalesce({o['starts_on']}, {o['due']})"),
        "amount": amount(
            f"coalesce({b['required']}, {c['quantity.base']}) + coalesce({b['extra']}, 0) - coalesce({b['issued']}, 0) "
            f"- coalesce({b['backflushed']}, 0)"
        ),
        "rank": ranked(o["priority"]),
    }  # fmt: skip
    return await wanted(
        transaction, cells,
        f"FROM {c} JOIN {o} ON o.id = c.parent LEFT JOIN {b} ON {b['component']} = c.id WHERE o.deleted_at IS NULL "
        f"AND {o['state']} IN ('confirmed', 'released', 'started') AND {c['issue']} <> 'none' ORDER BY c.id",
        today,
    )  # fmt: skip


async def picked(transaction: Transaction, names: Names, today: date) -> dict[str, I64]:
    """Lines of pickings under way that count as issued but reserve nothing: their lot is chosen when they are taken."""
    p, ln, i = (
        names.form("inventory.picking", "p"),
        names.form("inventory.picking.lines", "l"),
        names.form("engineering.item", "i"),
    )
    o = names.form(FORMS[WORK], "o")
    cells = {
        "form": str(WORK), "record": "o.id", "line": ln["component"], "order": o["sales_order"], "item": ln["item"],
        "day": days(f"coalesce({p['due']}, {o['due']})"), "amount": amount(ln["quantity.base"]), "rank": ranked(o["priority"]),
    }  # fmt: skip
    return await wanted(
        transaction, cells,
        f"FROM {ln} JOIN {p} ON p.id = l.parent JOIN {i} ON i.id = {ln['item']} JOIN {o} ON o.id = {p['order']} "
        f"WHERE p.deleted_at IS NULL AND {p['state']} = 'draft' AND {p['kind']} <> 'backflush' "
        f"AND ({i['lot_controlled']} OR {ln['warehouse']} IS NULL) ORDER BY l.id",
        today,
    )  # fmt: skip


async def supplies(transaction: Transaction, names: Names, today: date, known: Columns) -> dict[str, I64]:
    return joined(
        [
            await purchased(transaction, names, today),
            await requested(transaction, names, today),
            await made(transaction, names, today, known),
            await firm(transaction, names, today, known),
        ]
    )


async def purchased(transaction: Transaction, names: Names, today: date) -> dict[str, I64]:
    """Purchase order lines not arrived yet; what has arrived is stock under inspection."""
    o, ln = names.form(FORMS[PURCHASE], "o"), names.form("purchasing.order.lines", "l")
    b = names.ledger("purchasing.order_lines", "b")
    cells = {
        "form": str(PURCHASE), "record": "o.id", "order": "0", "item": ln["item"],
        "day": days(f"coalesce({o['confirmed_due']}, {ln['needed_on']})"),
        "amount": amount(f"{ln['quantity.base']} - coalesce({b['arrived']}, 0) + coalesce({b['returned']}, 0)"),
        "firm": "0", "start": "0", "whole": "0", "exploded": "1", "rank": str(USUAL),
    }  # fmt: skip
    return await columns(
        transaction, cells,
        f"FROM {ln} JOIN {o} ON o.id = l.parent LEFT JOIN {b} ON {b['order_line']} = l.id WHERE o.deleted_at IS NULL "
        f"AND {o['state']} IN ('draft', 'review', 'sent', 'confirmed') ORDER BY l.id",
        today,
    )  # fmt: skip


async def requested(transaction: Transaction, names: Names, today: date) -> dict[str, I64]:
    """Requisition lines not ordered yet, or again not."""
    q, ln = names.form(FORMS[REQUISITION], "q"), names.form("purchasing.requisition.lines", "l")
    cells = {
        "form": str(REQUISITION), "record": "q.id", "order": "0", "item": ln["item"], "day": days(ln["needed_on"]),
        "amount": amount(f"{ln['quantity.base']} - coalesce({ln['ordered.base']}, 0)"),
        "firm": "0", "start": "0", "whole": "0", "exploded": "1", "rank": str(USUAL),
    }  # fmt: skip
    return await columns(
        transaction, cells,
        f"FROM {ln} JOIN {q} ON q.id = l.parent "
        f"WHERE q.deleted_at IS NULL AND {q['state']} IN ('draft', 'review', 'approved') ORDER BY l.id",
        today,
    )  # fmt: skip


async def made(transaction: Transaction, names: Names, today: date, known: Columns) -> dict[str, I64]:
    """Open work orders: what is still to be received, less expected scrap and what was reported or judged as such."""
    o, r, f, b = (
        names.form(FORMS[WORK], "o"),
        names.form("production.report", "r"),
        names.form("inventory.finished_receipt", "f"),
        names.ledger("production.output", "b"),
    )
    scrapped = (
        f"coalesce((SELECT {b['scrapped']} FROM {b} WHERE {b['order']} = o.id), 0) + (SELECT coalesce(sum({r['scrap.base']}), 0) "
        f"FROM {r} WHERE {r['order']} = o.id AND {r['state']} <> 'void' AND r.deleted_at IS NULL)"
    )
    received = (
        f"(SELECT coalesce(sum({f['quantity.base']}), 0) FROM {f} WHERE {f['order']} = o.id AND {f['state']} = 'posted' "
        "AND f.deleted_at IS NULL)"
    )
    cells = {
        "form": str(WORK), "record": "o.id", "order": o["sales_order"], "item": o["item"], "day": days(o["due"]),
        "scrapped": amount(scrapped), "received": amount(received), "firm": "0",
        "start": days(f"coalesce({o['starts_on']}, {o['due']})"), "whole": amount(o["quantity.base"]),
        "exploded": flag(f"{o['state']} <> 'draft'"), "rank": ranked(o["priority"]),
    }  # fmt: skip
    found = await columns(
        transaction, cells,
        f"FROM {o} WHERE o.deleted_at IS NULL AND {o['state']} IN ('draft', 'confirmed', 'released', 'started') ORDER BY o.id",
        today,
    )  # fmt: skip
    whole = found["whole"]
    good = np.minimum(whole - found.pop("scrapped"), yielded(whole, found["item"], known)) - found.pop(
        "received"
    )
    return {**found, "amount": good}


async def firm(transaction: Transaction, names: Names, today: date, known: Columns) -> dict[str, I64]:
    """Planned orders a planner has confirmed: they are kept as they are."""
    p = names.form(FORMS[PLANNED], "p")
    cells = {
        "form": str(PLANNED), "record": "p.id", "order": p["sales_order"], "item": p["item"], "day": days(p["due"]),
        "firm": "1", "start": days(p["release_on"]), "whole": amount(p["quantity.base"]), "exploded": "0", "rank": ranked(p["priority"]),
    }  # fmt: skip
    found = await columns(
        transaction, cells, f"FROM {p} WHERE p.deleted_at IS NULL AND {p['state']} = 'firm' ORDER BY p.id", today
    )  # fmt: skip
    return {**found, "amount": yielded(found["whole"], found["item"], known)}


def yielded(whole: I64, item: I64, known: Columns) -> I64:
    """What comes out good of what is started."""
    at = places(known["id"], item)
    good = PER_MILLION - np.append(known["scrap"], 0)[at]
    exact = [a * b // PER_MILLION for a, b in zip(whole.tolist(), good.tolist(), strict=True)]
    return np.array(exact, np.int64)


def needs(coming: Columns, known: Columns, lines: Columns) -> dict[str, I64]:
    """What orders without components of their own yet will take when they begin."""
    rows: list[tuple[int, ...]] = []
    order = np.argsort(lines["parent"], kind="stable")
    parents = lines["parent"][order]
    for at in np.flatnonzero((coming["exploded"] == 0) & (coming["amount"] > 0)):
        item, start = int(coming["item"][at]), int(coming["start"][at])
        first, last = np.searchsorted(parents, item, "left"), np.searchsorted(parents, item, "right")
        above = int(places(known["id"], np.array([item]))[0])
        started = (
            Fraction(int(coming["whole"][at]), EIGHT) / STEPS[int(known["unit"][above]) - 1]
            if above >= 0
            else 0
        )
        for row in order[first:last].tolist():
            if lines["begin"][row] <= start < lines["end"][row]:
                below = int(places(known["id"], lines["component"][row : row + 1])[0])
                kept = Fraction(PER_MILLION - int(lines["scrap"][row]), PER_MILLION)
                per = Fraction(int(lines["num"][row]), int(lines["den"][row])) * started
                once = Fraction(int(lines["once_num"][row]), int(lines["once_den"][row]))
                steps = -(-(per + once) // kept)
                worth = STEPS[int(known["unit"][below]) - 1] * steps * EIGHT
                rows.append(
                    (int(coming["form"][at]), int(coming["record"][at]), 0, int(coming["order"][at]),
                     int(lines["component"][row]), start, int(worth), int(coming["rank"][at]))
                )  # fmt: skip
    table = np.array(rows, np.int64).reshape(-1, len(WANT))
    return {name: table[:, at] for at, name in enumerate(WANT)}
