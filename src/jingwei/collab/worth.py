"""What it costs that an order waits: the money bound in it, for as long as somebody has the ball."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from jingwei.base.decimals import EXACT, plain, round_to
from jingwei.collab.desk import Desk, Json, Place
from jingwei.query import names
from jingwei.query.permission import FALSE, seen, visible
from jingwei.query.show import gated
from jingwei.spec.fields.computed import result
from jingwei.spec.form import Field, Form

VALUE = ("total", "amount")
"""The money field of an order form that is its value, the first there is."""
CAPITAL = Decimal("0.06")
"""What a yuan bound for a year costs; a usual rate of working capital loans."""
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Worth:
    """The value of an order in its currency."""

    amount: Decimal
    currency: str

    def bound(self, spans: Iterable[tuple[datetime, datetime]]) -> Json:
        """What these times cost, all hours of the day counted: money does not stop at closing time."""
        seconds = sum(int((end - begin).total_seconds()) for begin, end in spans)
        yearly = EXACT.multiply(self.amount, CAPITAL)
        cost = EXACT.divide(EXACT.multiply(yearly, Decimal(seconds)), Decimal(int(YEAR.total_seconds())))
        return {"value": plain(round_to(cost, 2)), "unit": self.currency}


async def worth(desk: Desk, order: Place) -> Worth | None:
    """None for an order without a value, and for a reader who may not see it."""
    form = desk.catalogue.by_id[order[0]]
    item = value_field(form)
    if item is None:
        return None
    frame = desk.frame(2)
    living = visible(frame, form, "r")
    shown = seen(frame, form, "r", item.slug)
    if FALSE in (living, shown):
        return None
    amount, unit = gated(shown, names.column(item, "r")("")), names.column(item, "r")("unit")
    sql = f"SELECT {amount} AS amount, {unit} AS unit FROM {frame.table(form)} r WHERE r.id = $1 AND {living}"
    row = await desk.transaction.fetchrow(sql, order[1], *desk.arguments(frame))
    return None if row is None or row["amount"] is None else Worth(row["amount"], row["unit"] or "CNY")


def value_field(form: Form) -> Field | None:
    found = (form.by_slug.get(slug) for slug in VALUE)
    return next((one for one in found if one is not None and is_money(one)), None)


def is_money(item: Field) -> bool:
    return item.type == "money" or (item.type == "formula" and result(item) == "money")
