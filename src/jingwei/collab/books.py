"""Whether the books agree, as the home page shows it: added up every few seconds at most."""

from __future__ import annotations

import time

from jingwei.collab.desk import Desk, Json
from jingwei.store.ledgers.books import Books, books

FRESH = 5.0
"""Seconds an answer is given again without adding up anew."""


class Bookkeeper:
    """Remembers the sums of each workspace for a few seconds."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], tuple[float, Books | None]] = {}

    async def books(self, desk: Desk) -> Books | None:
        key = (desk.schema, desk.catalogue.version)
        held = self._known.get(key)
        if held is None or time.monotonic() - held[0] > FRESH:
            held = self._known[key] = (
                time.monotonic(),
                await books(desk.transaction, desk.schema, desk.catalogue),
            )
        return held[1]


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
