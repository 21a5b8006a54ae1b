"""What the engines answer to a case, in its own names, units and dates."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import Any

from jingwei.engines import bom, mrp
from jingwei.engines.case.encode import Case, up
from jingwei.engines.mrp import MessageKind
from jingwei.engines.refusal import InvalidInputError

EXACT = Context(prec=200, traps=[Inexact])


def planned(case: Case, plan: mrp.Plan, *, pegging: bool = True) -> dict[str, Any]:
    """Planned orders, pegging and messages, with the conventions they were computed by."""
    return {
        "start": case.file.start.isoformat(),
        "days": case.file.days,
        "conventions": {
            "scrap": case.structure.scrap_rule.value,
            "inputs": "rounded up to the component's step, each lot by itself",
            "by_products": "rounded down to the item's step, each lot by itself",
        },
        "orders": list(_orders(case, plan)),
        "replacements": list(_replacements(case, plan)),
        "pegging": list(_pegging(case, plan)) if pegging else [],
        "messages": [*_faults(case), *_messages(case, plan)],
    }


def exploded(case: Case, code: str, quantity: Fraction, day: int | None) -> dict[str, Any]:
    """Everything one order of an item takes."""
    top = next((at for at, node in enumerate(case.nodes) if node == (code, "")), None)
    if top is None:
        raise InvalidInputError(f"没有物料 {code}。", f"There is no item {code}.", ("item",))
    need = bom.explode(case.structure, top, up(case.items[top], quantity), day=day)
    under = sorted(range(len(case.nodes)), key=lambda at: (int(case.structure.level[at]), case.nodes[at]))
    return {
        "item": code,
        "quantity": _amount(case, top, int(need[top])),
        "scrap": case.structure.scrap_rule.value,
        "nodes": bom.node_count(case.structure, top, day=day),
        "totals": [
            {
                "item": case.nodes[at][0],
                "level": int(case.structure.level[at] - case.structure.level[top]),
                "quantity": _amount(case, at, int(need[at])),
            }
            for at in under
            if at != top and need[at]
        ],
        "messages": list(_faults(case)),
    }


def _amount(case: Case, at: int, steps: int) -> str:
    exact = case.items[at].step * steps
    value = EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _date(case: Case, day: int) -> str:
    return (case.file.start + timedelta(days=day)).isoformat()


def _named(case: Case, at: int) -> dict[str, str]:
    code, project = case.nodes[at]
    return {"item": code, "project": project} if project else {"item": code}


def _orders(case: Case, plan: mrp.Plan) -> Iterator[dict[str, Any]]:
    orders = plan.orders
    names = ("item", "quantity", "started", "lots", "lot", "start", "due", "needed", "late")
    for number, row in enumerate(zip(*(getattr(orders, name).tolist() for name in names), strict=True)):
        at, quantity, started, lots, lot, start, due, needed, late = row
        yield {
            "order": number, **_named(case, at), "made": case.items[at].made,
            "quantity": _amount(case, at, quantity), "started": _amount(case, at, started),
            "lots": lots, "lot": _amount(case, at, lot),
            "start": _date(case, start), "due": _date(case, due), "needed": _date(case, needed), "late": late,
        }  # fmt: skip


def _replacements(case: Case, plan: mrp.Plan) -> Iterator[dict[str, Any]]:
    names = ("item", "day", "quantity", "by", "steps")
    rows = zip(*(getattr(plan.taken, name).tolist() for name in names), strict=True)
    for number, (at, day, quantity, by, steps) in enumerate(rows):
        yield {
            "replacement": number, **_named(case, at), "date": _date(case, day), "quantity": _amount(case, at, quantity),
            "by": case.nodes[by][0], "by_quantity": _amount(case, by, steps),
        }  # fmt: skip


def _pegging(case: Case, plan: mrp.Plan) -> Iterator[dict[str, Any]]:
    pegs = mrp.peg(plan)
    names = ("item", "supply_kind", "supply", "demand_kind", "demand", "quantity")
    for at, supply_kind, supply, demand_kind, demand, quantity in zip(
        *(getattr(pegs, name).tolist() for name in names), strict=True
    ):
        come = {"kind": mrp.Supply(supply_kind).name.lower()}
        gone = {"kind": mrp.Demand(demand_kind).name.lower()}
        if supply >= 0:
            receipt = supply_kind == mrp.Supply.RECEIPT
            come |= {"receipt": case.receipts[supply].id} if receipt else {"number": supply}
        if demand >= 0:
            independent = demand_kind == mrp.Demand.INDEPENDENT
            gone |= {"demand": case.demands[demand].id} if independent else {"number": demand}
        yield {**_named(case, at), "quantity": _amount(case, at, quantity), "supply": come, "for": gone}


def _faults(case: Case) -> Iterator[dict[str, Any]]:
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


def _messages(case: Case, plan: mrp.Plan) -> Iterator[dict[str, Any]]:
    told = plan.messages
    names = ("kind", "item", "day", "quantity", "ref")
    for number, at, day, quantity, ref in zip(*(getattr(told, name).tolist() for name in names), strict=True):
        kind = MessageKind(number)
        found: dict[str, Any] = {"kind": kind.name.lower(), **_named(case, at)}
        data = kind in PLAIN
        if day != -1 or kind in RECEIPTS | DEMANDS:
            found["date"] = _date(case, day)
        if quantity >= 0 or data:
            found["quantity"] = str(quantity) if data else _amount(case, at, quantity)
        if kind in RECEIPTS:
            found["receipt"] = case.receipts[ref].id
        elif kind in DEMANDS:
            found["demand"] = case.demands[ref].id
        elif kind in ORDERS:
            found["order"] = ref
        about = [
            str(found[name]) for name in ("receipt", "demand", "order", "date", "quantity") if name in found
        ]
        zh, en = mrp.TITLES[kind]
        label = " ".join(part for part in case.nodes[at] if part)
        found["zh"] = f"{label}：{zh}（{'，'.join(about)}）" if about else f"{label}：{zh}"
        found["en"] = f"{label}: {en} ({', '.join(about)})" if about else f"{label}: {en}"
        yield found
