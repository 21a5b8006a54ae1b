"""Whether the books agree: stock balances, the sum of stock movements, and the inventory accounts of the general ledger."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jingwei.base.decimals import subtract
from jingwei.spec.catalogue import Catalogue
from jingwei.store.pool import Connection
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction

STOCK, GENERAL = "inventory.stock", "finance.gl"


@dataclass(frozen=True, slots=True)
class Books:
    """Value of the stock by balances, by movements and by the general ledger's inventory accounts."""

    stock: Decimal
    movements: Decimal
    ledger: Decimal

    @property
    def equal(self) -> bool:
        return self.stock == self.movements == self.ledger

    @property
    def difference(self) -> Decimal:
        return subtract(self.stock, self.ledger)


async def books(asked: Transaction | Connection, schema: str, catalogue: Catalogue) -> Books | None:
    """The sums as they stand in one snapshot; None where the workspace has no stock or no general ledger."""
    sql = _sums(schema, catalogue)
    row = await asked.fetchrow(sql) if sql is not None else None
    return None if row is None else Books(*row)


def _sums(schema: str, catalogue: Catalogue) -> str | None:
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
        f"SELECT (SELECT coalesce(sum({value}), 0) FROM {schema}.{names.balance(stock)}), "
        f"(SELECT coalesce(sum({value}), 0) FROM {schema}.{names.movement(stock)}), "
        f"(SELECT coalesce(sum(m.{debit} - m.{credit}), 0) FROM {schema}.{names.movement(general)} m "
        f"JOIN {schema}.{names.table(accounts)} a ON a.id = m.{names.dimension(account)} WHERE a.{names.column(flag)})"
    )
