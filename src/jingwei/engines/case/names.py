"""An item, an amount and a day as the case writes them, and what was wrong with its rows."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Context, Decimal, Inexact
from typing import Any

from jingwei.engines import mrp
from jingwei.engines.case.encode import Case
from jingwei.engines.case.sentences import SENTENCES
from jingwei.engines.mrp import MessageKind

EXACT = Context(prec=200, traps=[Inexact])


def amount(case: Case, at: int, steps: int) -> str:
    exact = case.items[at].step * steps
    value = EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def date_of(case: Case, day: int) -> str:
    return (case.file.start + timedelta(days=day)).isoformat()


def named(case: Case, at: int) -> dict[str, str]:
    code, project = case.nodes[at]
    return {"item": code, "project": project} if project else {"item": code}


def faults(case: Case) -> Iterator[dict[str, Any]]:
    for fault in case.faults:
        yield {"kind": "refused", "place": list(fault.place), "zh": fault.zh, "en": fault.en}


RECEIPTS = {
    MessageKind.EXPEDITE, MessageKind.DEFER, MessageKind.CANCEL, MessageKind.RECEIPT_PAST_DUE,
    MessageKind.RECEIPT_BEYOND_HORIZON,
}  # fmt: skip
DEMANDS = {MessageKind.DEMAND_PAST_DUE, MessageKind.DEMAND_BEYOND_HORIZON}
ORDERS = {MessageKind.START_IN_PAST, MessageKind.SHORTAGE, MessageKind.BELOW_SAFETY, MessageKind.NO_BOM}
PLAIN = {
    MessageKind.BAD_LEAD_TIME,
    MessageKind.BAD_CALENDAR,
    MessageKind.BAD_LOT_RULE,
    MessageKind.BAD_SCRAP,
    MessageKind.BAD_FENCE,
}
"""The quantity of these is the wrong value itself."""


def messages(case: Case, told: mrp.Messages) -> Iterator[dict[str, Any]]:
    names = ("kind", "item", "day", "quantity", "ref")
    for number, at, day, quantity, ref in zip(*(getattr(told, name).tolist() for name in names), strict=True):
        kind = MessageKind(number)
        found: dict[str, Any] = {"kind": kind.name.lower(), **named(case, at)}
        data = kind in PLAIN
        if day != -1 or kind in RECEIPTS | DEMANDS:
            found["date"] = date_of(case, day)
        if quantity >= 0 or data:
            found["quantity"] = str(quantity) if data else amount(case, at, quantity)
        if kind in RECEIPTS:
            found["receipt"] = case.receipts[ref].id
        elif kind in DEMANDS:
            found["demand"] = case.demands[ref].id
        elif kind in ORDERS and ref >= 0:
            found["order"] = ref
        zh, en = SENTENCES[kind]
        said = {
            "item": " ".join(part for part in case.nodes[at] if part),
            "about": next((found[name] for name in ("receipt", "demand", "order") if name in found), ""),
            "date": found.get("date", ""), "quantity": found.get("quantity", ""),
        }  # fmt: skip
        found["zh"], found["en"] = f"{zh.format(**said)}。", f"{en.format(**said)}."
        yield found
