"""What material requirements planning looks at: one moment of the factory as columns, and its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np

from jingwei.store.transaction import Transaction
from jingwei.suite.planning import measures
from jingwei.suite.planning.columns import I64, NONE, Columns, amount, columns, days, flag
from jingwei.suite.planning.measures import CODES
from jingwei.suite.planning.sources import Names

ITEM = "engineering.item"
MAKE, BUY, OUTSIDE = 0, 1, 2
SOURCES = ("make", "buy", "outside")
RULES = ("lot_for_lot", "fixed", "minimum", "multiple", "period", "economic", "wagner_whitin", "min_max")
SALES, WORK, PLANNED, FORECAST, PURCHASE, REQUISITION = range(6)
FORMS = (
    "sales.order", "production.order", "planning.planned_order", "planning.forecast", "purchasing.order",
    "purchasing.requisition",
)  # fmt: skip
"""Documents that want or bring something, by their number in the columns."""
RANKS = ("urgent", "high", "normal")
USUAL = len(RANKS) - 1
"""The rank of what nobody has said to be more urgent."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the factory.

    items      one row per item in order of id: planning data, amounts in hundred-millionths of its unit
    lines      main lines of released structures: parent, component (ids), num / den steps per step, fixed steps …
    outputs    co- and by-products; substitutes: what may stand for what; levels: safety stock by date
    wants      form, record, line, item, day, steps, order (sales order, 0), rank (0 urgent, 1 high, 2) of what is demanded
    supplies   the same of what is on order, and whether it is firm
    horizon    the transactions this has seen, as PostgreSQL writes a snapshot
    """

    today: date
    items: Columns
    lines: Columns
    outputs: Columns
    substitutes: Columns
    levels: Columns
    wants: Columns
    supplies: Columns
    horizon: str

    def places(self, identities: I64) -> I64:
        """Places of items, -1 for those that are not there."""
        return places(self.items["id"], identities)

    def day(self, number: int) -> date:
        return self.today + timedelta(days=number)

    def unit(self, place: int) -> int:
        return int(self.items["unit"][place])

    def shown(self, place: int, steps: int) -> Decimal:
        """Steps of an item in its own unit."""
        return measures.shown(steps, self.unit(place))

    def coming(self, record: int) -> list[int]:
        """The rows of the supplies that a document brings."""
        found: list[int] = np.flatnonzero(self.supplies["record"] == record).tolist()
        return found

    def amount(self, supply: int) -> Fraction:
        """What a row of the supplies brings, in the base unit of its item."""
        place = int(self.places(self.supplies["item"][supply : supply + 1])[0])
        return measures.STEPS[self.unit(place) - 1] * int(self.supplies["steps"][supply])


def places(ids: I64, wanted: I64) -> I64:
    if not len(ids):
        return np.full(len(wanted), -1, np.int64)
    at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[at] == wanted, at, -1)


async def items(transaction: Transaction, names: Names, today: date) -> dict[str, I64]:
    """The planning data of every living item."""
    i, r = names.form(ITEM, "i"), names.form("engineering.routing", "r")
    own = ("lot_size", "lot_min", "lot_max", "lot_multiple", "safety_stock", "stock_min", "stock_max", "order_cost", "holding_rate", "standard_cost")  # fmt: skip
    whole = ("lot_days", "safety_days", "planning_fence", "demand_fence", "consume_back", "consume_forward")
    cells = {
        "id": "i.id", "unit": f"array_position($1::text[], {i['unit']})",
        "source": f"CASE {i['source']} WHEN 'make' THEN 0 WHEN 'buy' THEN 1 ELSE 2 END",
        "phantom": flag(i["phantom"]), "lead": i["lead_time_days"], "natural": flag(f"{i['lead_calendar']} = 'natural'"),
        "rule": f"coalesce(array_position($2::text[], {i['lot_rule']}), 1) - 1",
        "by_order": flag(f"{i['policy']} = 'order'"), "scrap": f"trunc(coalesce({i['scrap']}, 0) * 1000000)",
        "supplier": i["supplier"], "routed": flag("r.item IS NOT NULL"),
        "successor": i["successor"], "successor_ratio": amount(f"coalesce({i['successor_ratio']}, 1)"),
        "successor_from": f"{i['successor_from']} - $3::date",
        **{slug: amount(f"coalesce({i[slug]}, 0)") for slug in own},
        **{slug: f"coalesce({i[slug]}, 0)" for slug in whole},
    }  # fmt: skip
    return await columns(
        transaction, cells,
        f"FROM {i} LEFT JOIN (SELECT DISTINCT {r['item']} AS item FROM {r} "
        f"WHERE r.deleted_at IS NULL AND {r['state']} = 'released') r ON r.item = i.id "
        "WHERE i.deleted_at IS NULL ORDER BY i.id",
        CODES, list(RULES), today,
    )  # fmt: skip


async def free_stock(transaction: Transaction, names: Names, inspection: bool, ids: I64) -> I64:
    """What of each item is free, stock under inspection included when the run says so."""
    b = names.ledger("inventory.stock", "b")
    counted = f"{b['status']} = 'available'" + (f" OR {b['status']} = 'inspection'" if inspection else "")
    cells = {"item": b["item"], "free": amount(f"sum({b['on_hand']} - {b['reserved']})")}
    rows = await columns(transaction, cells, f"FROM {b} WHERE {counted} GROUP BY {b['item']}")
    found, at = np.zeros(len(ids), np.int64), places(ids, rows["item"])
    found[at[at >= 0]] = rows["free"][at >= 0]
    return found


async def levels(transaction: Transaction, names: Names, today: date) -> dict[str, I64]:
    """Safety stock from a day on, in the order of days."""
    v = names.form(f"{ITEM}.safety_levels", "v")
    cells = {"item": "v.parent", "day": days(v["from"]), "amount": amount(v["quantity"])}
    return await columns(transaction, cells, f"FROM {v} ORDER BY v.parent, {v['from']}, v.pos", today)


@dataclass(frozen=True, slots=True)
class Label:
    code: str
    name: str
    unit: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


async def labels(transaction: Transaction, names: Names, ids: Sequence[int]) -> dict[int, Label]:
    """What items are called, of those that have to be spoken of."""
    i = names.form(ITEM, "i")
    rows = await transaction.fetch(
        f"SELECT i.id, {i['code']}, {i['name']}, {i['unit']} FROM {i} WHERE i.id = ANY($1::bigint[])",
        list(ids),
    )
    return {row[0]: Label(row[1], row[2], row[3]) for row in rows}


async def titles(transaction: Transaction, names: Names, form: int, records: Sequence[int]) -> dict[int, str]:
    """The numbers of documents, of those that have to be spoken of."""
    d = names.form(FORMS[form], "d")
    rows = await transaction.fetch(
        f"SELECT d.id, {d['number']} FROM {d} WHERE d.id = ANY($1::bigint[])", list(records)
    )
    return {row[0]: row[1] for row in rows}


def absent(values: I64) -> I64:
    """Where nothing stands, 0: ids begin at 1."""
    return np.where(values == NONE, 0, values)
