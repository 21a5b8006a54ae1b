"""A sales order is done when everything ordered has been signed for and invoiced."""

from __future__ import annotations

from collections.abc import Iterable

from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.store.tables import names


async def order_progress(room: Room, document: Row) -> None:
    """Closes the order behind a signed receipt note or an issued invoice."""
    identity = document.cells.get("order")
    orders = await room.open("sales.order", [identity]) if isinstance(identity, int) else []
    if not orders or orders[0].cells["state"] != "effective":
        return
    ids = [line.id for line in orders[0].lines["lines"]]
    if await lines_done(room, "sales.order_lines", ids, "signed") and await lines_done(
        room, "sales.order_lines", ids, "invoiced"
    ):
        room.put(orders[0], {"state": "closed"})


async def lines_done(room: Room, ledger: str, lines: list[int], measure: str) -> bool:
    """Whether each order line has as much of the measure as was ordered."""
    found = {
        one.key["order_line"]: one.amounts
        for one in await room.balances(ledger, {"order_line": tuple(lines)})
    }
    return all(line in found and found[line][measure] >= found[line]["ordered"] for line in lines)


async def owners(room: Room, form: str, table: str, lines: Iterable[object]) -> list[Row]:
    """The records that these rows of a sub-table belong to."""
    rows = room.catalogue.forms[form][table].table
    if rows is None:
        raise TypeError(f"{form}.{table} is no sub-table")
    ids = [one for one in lines if isinstance(one, int)]
    found = await room.transaction.fetch(
        f"SELECT DISTINCT parent FROM {room.schema}.{names.table(rows)} WHERE id = ANY($1::bigint[]) ORDER BY 1",
        ids,
    )
    return await room.open(form, [row[0] for row in found])
