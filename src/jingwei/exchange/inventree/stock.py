"""Stock items: each is a lot of its own; those on hand come in through opening documents, the others are only recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from jingwei.base.decimals import plain
from jingwei.base.words import Words
from jingwei.exchange.inventree import models as m
from jingwei.exchange.inventree.entry import origin
from jingwei.exchange.inventree.export import above
from jingwei.exchange.inventree.ground import Ground, key, line_text, money
from jingwei.exchange.tally import Tally
from jingwei.exchange.wanted import Line, Settle, Stage, Wanted
from jingwei.spec.catalogue import Catalogue
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction

LINES = 200
AVAILABLE, BLOCKED, RETURNED, GONE = {10, 50}, {55, 65, 75}, {85}, {60, 70}
"""InvenTree: OK, attention; damaged, rejected, quarantined; returned; destroyed, lost."""

OPENING = "inventree:opening:"


@dataclass(frozen=True, slots=True)
class Opened:
    """A lot that already stands in an opening document."""

    quantity: Decimal
    unit: str


def place(item: m.StockItem) -> tuple[str, str | None]:
    """(where it is, stock status when it is on hand here)."""
    if item.building:
        return "production", None
    if item.inside is not None:
        return "installed", None
    if item.consumed_by is not None or item.quantity == 0:
        return "consumed", None
    if item.customer is not None:
        return "customer", None
    if item.status in GONE:
        return "gone", None
    if item.status in AVAILABLE:
        return "stock", "available"
    return "blocked", "inspection" if item.status in RETURNED else "blocked"


def lot_code(pk: int, item: m.StockItem) -> str:
    """What is written on the label, made unique by the pk."""
    label = line_text(item.batch, 30) or (f"SN{line_text(item.serial, 30)}" if item.serial else "")
    return f"{label} #{pk}".strip()


def lots(ground: Ground) -> Stage:
    """One record per stock item, containers before what is installed in them."""
    parents = {pk: one.inside for pk, one in ground.stock.items()}
    ordered = sorted(ground.stock, key=lambda pk: (len(above(parents, pk)), pk))
    wanted = [
        Wanted(key("stock.stockitem", pk), described(ground, pk), origin("stock.stockitem", pk))
        for pk in ordered
    ]
    return Stage(Words("批次档案", "Lots"), "inventory.lot", "source_key", wanted, adopt="code")


def described(ground: Ground, pk: int) -> dict[str, object]:
    item = ground.stock[pk]
    bought = ground.supplier_parts.get(item.supplier_part or 0)
    at = origin("stock.stockitem", pk)
    price = ground.price(item.part, item.price, item.currency, (*at, "purchase_price_currency"))
    where, _ = place(item)
    if item.status not in AVAILABLE | BLOCKED | RETURNED | GONE:
        ground.notice(
            (*at, "status"),
            "unknown_status",
            "未知状态 {s}，按冻结处理",
            "Unknown status {s}, taken as blocked",
            s=item.status,
        )
    return {
        "code": lot_code(pk, item), "item": ground.item(item.part), "serial": line_text(item.serial, 100),
        "batch": line_text(item.batch, 100), "quantity": ground.amount(item.part, item.quantity), "place": where,
        "warehouse": ground.place(item.location) if where in ("stock", "blocked", "production") else None,
        "installed_in": {"key": lot_code(item.inside, ground.stock[item.inside])} if item.inside else None,
        "customer": ground.company(item.customer) if item.customer else None,
        "supplier": ground.company(bought.supplier) if bought else None, "price": money(price),
        "expires_on": item.expires.isoformat() if item.expires else None, "note": item.notes[:90_000],
    }  # fmt: skip


def openings(ground: Ground, opened: Mapping[str, Opened], drafts: list[str], tally: Tally) -> Stage:
    """What is on hand and in no opening document yet, by warehouse; drafts of an import cut off are posted."""
    post = Settle("post")
    waiting: dict[int, list[int]] = defaultdict(list)
    for pk, item in sorted(ground.stock.items()):
        if place(item)[1] is None:
            continue
        known = opened.get(lot_code(pk, item))
        if known is None:
            waiting[item.location or 0].append(pk)
        else:
            compare(ground, tally, pk, item, known)
    wanted = [Wanted(name, {}, ("stock.stockitem",), settle=post) for name in drafts]
    for location, pks in sorted(waiting.items()):
        parts = range(0, len(pks), LINES)
        wanted.extend(opening(ground, location, pks[at : at + LINES], post) for at in parts)
    return Stage(Words("期初库存", "Opening stock"), "inventory.opening", "source_key", wanted, only_new=True)


def opening(ground: Ground, location: int, pks: list[int], post: Settle) -> Wanted:
    values = {"warehouse": ground.place(location), "note": f"InvenTree #{pks[0]} … #{pks[-1]}"}
    lines = [Line(on_hand(ground, pk), origin("stock.stockitem", pk)) for pk in pks]
    name = f"{OPENING}{location}:{pks[0]}"
    return Wanted(name, values, origin("stock.stockitem", pks[0]), {"lines": lines}, settle=post)


def on_hand(ground: Ground, pk: int) -> dict[str, object]:
    item = ground.stock[pk]
    return {
        "item": ground.item(item.part),
        "quantity": ground.amount(item.part, item.quantity),
        "lot": lot_code(pk, item),
        "status": place(item)[1],
    }


def compare(ground: Ground, tally: Tally, pk: int, item: m.StockItem, known: Opened) -> None:
    """Opening stock is booked once; a later difference is a matter of stocktaking."""
    now = ground.amount(item.part, item.quantity)
    if plain(known.quantity) != now["value"]:
        words = Words(
            "期初已按 {a} 入账，文件现为 {b}，请用盘点单调整",
            "Booked as {a} before, the file now says {b}; adjust it by a stocktake",
        )
        at = origin("stock.stockitem", pk, "quantity")
        tally.notice(at, "opened_before", words.fill(a=plain(known.quantity), b=now["value"]))


async def opened_before(
    transaction: Transaction, schema: str, catalogue: Catalogue
) -> tuple[dict[str, Opened], list[str]]:
    """Lots of the opening documents of earlier imports, and which of these documents are still drafts."""
    form = catalogue.forms["inventory.opening"]
    table = form["lines"].table
    if table is None:
        raise TypeError("inventory.opening.lines is no sub-table")
    head, body = f"{schema}.{names.table(form)}", f"{schema}.{names.table(table)}"
    source, state = names.column(form["source_key"]), names.column(form["state"])
    lot, quantity = names.column(table["lot"]), table["quantity"]
    rows = await transaction.fetch(
        f"SELECT l.{lot}, l.{names.column(quantity)}, l.{names.column(quantity, 'unit')} FROM {head} h "
        f"JOIN {body} l ON l.parent = h.id WHERE starts_with(h.{source}, $1) AND h.deleted_at IS NULL",
        OPENING,
    )
    drafts = await transaction.fetch(
        f"SELECT {source} FROM {head} WHERE starts_with({source}, $1) AND {state} = 'draft' AND deleted_at IS NULL "
        "ORDER BY id",
        OPENING,
    )
    return {row[0]: Opened(row[1], row[2]) for row in rows if row[0]}, [row[0] for row in drafts]
