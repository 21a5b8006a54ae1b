"""How a planned order came to its quantity and its days, line by line, in the item's own unit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

import numpy as np

from jingwei.base.decimals import plain
from jingwei.engines import mrp
from jingwei.suite.planning import measures
from jingwei.suite.planning.columns import EIGHT
from jingwei.suite.planning.labels import LABELS, RULES
from jingwei.suite.planning.pegs import Proposed

MOST_LOTS = 12


def explained(proposed: Proposed, order: int) -> str:
    """`label：value` lines; the pages show them as they are, in the reader's language."""
    plan, seen = proposed.plan, proposed.posed.seen
    why = proposed.explainer.explain(order)
    unit = seen.unit(int(proposed.place[order]))

    def amount(steps: int) -> str:
        return f"{number(steps, unit)} {measures.code(unit)}"

    lines = [
        ("day", seen.day(why.day).isoformat()),
        ("gross", amount(why.gross)),
        ("on_hand", amount(why.on_hand)),
        ("coming" if proposed.yielded[int(plan.orders.item[order])] else "scheduled", amount(why.scheduled)),
        ("planned", amount(why.planned)),
        ("safety", amount(why.safety_stock)),
        *shares(proposed, order),
        ("net", amount(why.net)),
        ("rule", rule(why, unit)),
        ("order", amount(why.quantity)),
    ]
    if why.started > why.quantity:
        lines.append(("started", amount(why.started)))
    sizes = plan.orders.lot_sizes(order)
    if len(sizes) > 1:
        more = " + …" if len(sizes) > MOST_LOTS else ""
        lines.append(("lots", " + ".join(number(one, unit) for one in sizes[:MOST_LOTS]) + more))
    lines.extend(days(proposed, order))
    return "\n".join(f"{LABELS[key].zh}：{value}" for key, value in lines)


def shares(proposed: Proposed, order: int) -> Iterator[tuple[str, str]]:
    """With which parts of a place what stands above has come down to the item."""
    pegs = proposed.pegs
    found = np.unique(pegs.share[pegs.first[order] : pegs.first[order + 1]])
    told = [f"{plain(Decimal(one) * 100 / EIGHT)}%" for one in found[found > 0].tolist()]
    if told:
        yield "share", "、".join(told)


def days(proposed: Proposed, order: int) -> list[tuple[str, str]]:
    """From the day it is needed back to the day it is released."""
    plan, seen = proposed.plan, proposed.posed.seen
    item = int(plan.orders.item[order])
    found = [
        ("due", seen.day(int(plan.orders.due[order])).isoformat()),
        ("lead", str(max(int(plan.problem.items.lead_time[item]), 0))),
        ("release", seen.day(int(plan.orders.start[order])).isoformat()),
    ]
    if plan.orders.late[order] > 0:
        found.append(("late", str(int(plan.orders.late[order]))))
    return found


def rule(why: mrp.Explanation, unit: int) -> str:
    match why.rule:
        case mrp.LotRule.FIXED:
            return said("fixed", why.lot_fixed, unit)
        case mrp.LotRule.PERIOD:
            parts = [RULES["period"].fill(n=why.lot_period).zh]
        case mrp.LotRule.ECONOMIC:
            parts = [said("economic", why.lot_economic, unit)]
        case mrp.LotRule.WAGNER_WHITIN:
            parts = [RULES["cheapest"].zh]
        case mrp.LotRule.MIN_MAX:
            parts = [said("up_to", why.stock_max, unit)]
        case _:
            parts = [RULES["exact"].zh]
    parts += [said("least", why.lot_min, unit)] * (why.lot_min > 0)
    parts += [said("multiple", why.lot_multiple, unit)] * (why.lot_multiple > 1)
    parts += [said("most", why.lot_max, unit)] * (why.lot_max > 0)
    return "，".join(parts)


@lru_cache(maxsize=1 << 14)
def said(key: str, steps: int, unit: int) -> str:
    return RULES[key].fill(n=number(steps, unit)).zh


@lru_cache(maxsize=1 << 14)
def number(steps: int, unit: int) -> str:
    """Steps in the unit itself; the same few are told of order after order."""
    return plain(measures.shown(steps, unit))
