"""Balances and movements as engines and calls read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from jingwei.spec.ledger import Ledger
from jingwei.store.tables import names
from jingwei.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Balance:
    """One balance row: dimension → value, measure → amount."""

    key: Mapping[str, object]
    amounts: Mapping[str, Decimal]


async def balances(
    transaction: Transaction, schema: str, ledger: Ledger, where: Mapping[str, object]
) -> list[Balance]:
    """The rows of a guarded ledger whose dimensions have these values (a tuple means any of them)."""
    known = {d.slug: d for d in ledger.dimensions}
    conditions, args = ["true"], []
    for slug, value in where.items():
        many = isinstance(value, tuple)
        args.append(list(value) if isinstance(value, tuple) else value)
        column = names.dimension(known[slug])
        conditions.append(
            f"{column} = ANY(${len(args)}::{known[slug].sql}[])" if many else f"{column} = ${len(args)}"
        )
    dimensions = [names.dimension(d) for d in ledger.dimensions]
    measures = [names.measure(m) for m in ledger.measures]
    rows = await transaction.fetch(
        f"SELECT {', '.join([*dimensions, *measures])} FROM {schema}.{names.balance(ledger)} "
        f"WHERE {' AND '.join(conditions)} ORDER BY {', '.join(dimensions)}",
        *args,
    )
    split = len(dimensions)
    return [
        Balance(
            dict(zip((d.slug for d in ledger.dimensions), row[:split], strict=True)),
            dict(zip((m.slug for m in ledger.measures), row[split:], strict=True)),
        )
        for row in rows
    ]
