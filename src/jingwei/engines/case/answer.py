"""What the engines answer to a case, in its own names, units and dates."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from jingwei.engines import bom, mrp
from jingwei.engines.arrays import QUANTITY_LIMIT
from jingwei.engines.case.encode import Case, up
from jingwei.engines.case.names import amount, date_of, faults, messages, named
from jingwei.engines.refusal import InvalidInputError, QuantityOverflowError


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
        "messages": [*faults(case), *messages(case, plan.messages)],
    }


def exploded(case: Case, code: str, quantity: Fraction, day: int | None) -> dict[str, Any]:
    """Everything one order of an item takes."""
    top = next((at for at, node in enumerate(case.nodes) if node == (code, "")), None)
    if top is None:
        raise InvalidInputError(f"没有物料 {code}。", f"There is no item {code}.", ("item",))
    if quantity <= 0:
        raise InvalidInputError("数量必须大于 0。", "The quantity must be more than 0.", ("quantity",))
    try:
        need = bom.explode(case.structure, top, min(up(case.items[top], quantity), QUANTITY_LIMIT), day=day)
        nodes = bom.node_count(case.structure, top, day=day)
    except QuantityOverflowError as error:
        which = case.nodes[error.item][0]
        raise InvalidInputError(
            f"{code} 展开后，物料 {which} 的数量超出可精确计算的范围。",
            f"Exploding {code}, the quantity of item {which} exceeds the exact range.",
            ("items", which),
        ) from error
    under = sorted(range(len(case.nodes)), key=lambda at: (int(case.structure.level[at]), case.nodes[at]))
    return {
        "item": code,
        "quantity": amount(case, top, int(need[top])),
        "scrap": case.structure.scrap_rule.value,
        "nodes": nodes,
        "totals": [
            {
                "item": case.nodes[at][0],
                "level": int(case.structure.level[at] - case.structure.level[top]),
                "quantity": amount(case, at, int(need[at])),
            }
            for at in under
            if at != top and need[at]
        ],
        "messages": list(faults(case)),
    }


def _orders(case: Case, plan: mrp.Plan) -> Iterator[dict[str, Any]]:
    orders = plan.orders
    names = ("item", "quantity", "started", "lots", "lot", "start", "due", "needed", "late")
    for number, row in enumerate(zip(*(getattr(orders, name).tolist() for name in names), strict=True)):
        at, quantity, started, lots, lot, start, due, needed, late = row
        yield {
            "order": number, **named(case, at), "made": case.items[at].made,
            "quantity": amount(case, at, quantity), "started": amount(case, at, started),
            "lots": lots, "lot": amount(case, at, lot),
            "start": date_of(case, start), "due": date_of(case, due), "needed": date_of(case, needed), "late": late,
        }  # fmt: skip


def _replacements(case: Case, plan: mrp.Plan) -> Iterator[dict[str, Any]]:
    names = ("item", "day", "quantity", "by", "steps")
    rows = zip(*(getattr(plan.taken, name).tolist() for name in names), strict=True)
    for number, (at, day, quantity, by, steps) in enumerate(rows):
        yield {
            "replacement": number, **named(case, at), "date": date_of(case, day), "quantity": amount(case, at, quantity),
            "by": case.nodes[by][0], "by_quantity": amount(case, by, steps),
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
        yield {**named(case, at), "quantity": amount(case, at, quantity), "supply": come, "for": gone}
