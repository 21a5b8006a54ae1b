"""The lines of a question as the engine takes them; what is wrong with a line is told of that line alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import numpy as np

from jingwei.base.units import BUILT_IN
from jingwei.engines.arrays import QUANTITY_LIMIT
from jingwei.store.transaction import Transaction
from jingwei.suite.planning import measures
from jingwei.suite.planning.columns import NONE
from jingwei.suite.planning.snapshot import Snapshot
from jingwei.suite.planning.sources import Names

Json = dict[str, object]
LONGEST = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line: `place` of its item, whole steps of it, the day it is wanted (None: as soon as possible)."""

    row: int
    place: int = -1
    steps: int = 0
    due: int | None = None
    wrong: Json | None = None
    """Why it cannot be asked: the code of a sentence, the field it is about and what fills it."""


def wanted_lines(
    seen: Snapshot, lines: Sequence[Mapping[str, object]], gone: Mapping[int, Decimal]
) -> list[Wanted]:
    """`gone`: what of each line of the order has left the free stock, in base units."""
    return [wanted(seen, row, line, gone) for row, line in enumerate(lines)]


async def noticed(transaction: Transaction, names: Names, record: int) -> dict[int, Decimal]:
    """What of the lines of a sales order is on a notice or has been shipped."""
    ln, b = names.form("sales.order.lines", "l"), names.ledger("sales.order_lines", "b")
    rows = await transaction.fetch(
        f"SELECT l.id, greatest(coalesce({b['noticed']}, 0), coalesce({b['shipped']}, 0)) FROM {ln} "
        f"JOIN {b} ON {b['order_line']} = l.id WHERE l.parent = $1",
        record,
    )
    return dict(rows)


def wanted(seen: Snapshot, row: int, line: Mapping[str, object], gone: Mapping[int, Decimal]) -> Wanted:
    def refused(code: str, field: str, **more: object) -> Wanted:
        return Wanted(row, wrong={"code": code, "field": field, **more})

    if line.get("wrong"):
        return refused(str(line["wrong"]), str(line["field"]))
    item = int(str(line["item"]))
    place = int(seen.places(np.array([item]))[0])
    if place < 0:
        return refused("no_item", "item")
    if seen.items["unit"][place] == NONE:
        return refused("no_unit", "item", item=item)
    unit = seen.unit(place)
    asked = str(line.get("unit") or measures.code(unit))
    if asked not in measures.CODES or BUILT_IN.unit(asked).dimension != measures.UNITS[unit - 1].dimension:
        return refused("other_unit", "quantity", item=item, unit=asked, own=measures.code(unit))
    amount = number(line.get("quantity"))
    if amount is None:
        return refused("no_number", "quantity")
    if amount <= 0:
        return refused("not_positive", "quantity")
    left = Fraction(gone.get(int(str(line.get("line") or 0)), 0))
    open_ = Fraction(amount) * BUILT_IN.unit(asked).factor - left
    if open_ <= 0:
        return refused("all_done", "quantity")
    steps = -(-open_ // measures.STEPS[unit - 1])
    if steps > QUANTITY_LIMIT:
        return refused("too_much", "quantity")
    told = line.get("wanted")
    due = None if not told else (date.fromisoformat(str(told)) - seen.today).days
    return Wanted(row, place, int(steps), due)


def number(value: object) -> Decimal | None:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    # A number of a million digits is no quantity.
    return found if found.is_finite() and abs(found.adjusted()) < LONGEST else None
