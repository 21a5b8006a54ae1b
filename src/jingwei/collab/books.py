"""Whether the books agree: stock balances, the sum of stock movements, and the inventory accounts of the general ledger."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal

from jingwei.base.decimals import ZERO, subtract
from jingwei.collab.desk import Desk, Json
from jingwei.spec.catalogue import Catalogue
from jingwei.store.tables import names

STOCK, GENERAL = "inventory.stock", "finance.gl"
FRESH = 5.0
"""Seconds an answer is given again without adding up anew."""


@dataclass(frozen=True, slots=True)
class Books:
    """Three sums that must be one."""

    stock: Decimal
    movements: Decimal
    ledger: Decimal

    @property
    def equal(self) -> bool:
        return self.stock == self.movements == self.ledger

    @property
    def difference(self) -> Decimal:
        return subtract(self.stock, self.ledger)


class Bookkeeper:
    """Remembers the sums of each workspace for a few seconds."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], tuple[float, Books | None]] = {}

    async def books(self, desk: Desk) -> Books | None:
        key = (desk.schema, desk.catalogue.version)
        held = self._known.get(key)
        if held is None or time.monotonic() - held[0] > FRESH:
            held = self._known[key] = (time.monotonic(), await add_up(desk))
        return held[1]


async def add_up(desk: Desk) -> Books | None:
    """The sums as they stand in one snapshot; None where the workspace has no stock or no general ledger."""
    sql = sums_sql(desk.schema, desk.catalogue)
    row = await desk.transaction.fetchrow(sql) if sql is not None else None
    return None if row is None else Books(*(value or ZERO for value in row))


def sums_sql(schema: str, catalogue: Catalogue) -> str | None:
    stock, general = catalogue.ledgers.get(STOCK), catalogue.ledgers.get(GENERAL)
    accounts = catalogue.by_role.get("account")
    if stock is None or general is None or accounts is None:
        return None
    flag = accounts.by_slug.get("inventory")
    account = next((d for d in general.dimensions if d.to == accounts.slug), None)
    if flag is None or account is None:
        return None
    value = names.measure(stock.measure("value"))
    debit, credit = (names.measure(general.measure(one)) for one in ("debit", "credit"))
    return (
        f"SELECT (SELECT sum({value}) FROM {schema}.{names.balance(stock)}), "
        f"(SELECT sum({value}) FROM {schema}.{names.movement(stock)}), "
        f"(SELECT sum(m.{debit} - m.{credit}) FROM {schema}.{names.movement(general)} m "
        f"JOIN {schema}.{names.table(accounts)} a ON a.id = m.{names.dimension(account)} WHERE a.{names.column(flag)})"
    )


def may_see(desk: Desk) -> bool:
    """Amounts are for readers of the accounts; that the books agree is for everybody."""
    form = desk.catalogue.by_role.get("account")
    return form is not None and bool(desk.catalogue.access(desk.viewer, form.slug).may("read"))


def shown(desk: Desk, books: Books | None) -> Json | None:
    if books is None:
        return None
    sums = (books.stock, books.movements, books.ledger)
    amounts = [f"{one:.2f}" if may_see(desk) else None for one in sums]
    return {"stock": amounts[0], "movements": amounts[1], "ledger": amounts[2], "equal": books.equal}
