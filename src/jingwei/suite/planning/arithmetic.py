"""How a planned order came to its quantity, line by line, in the item's own unit."""

from __future__ import annotations

from datetime import date, timedelta

from jingwei.base.decimals import plain
from jingwei.engines import mrp
from jingwei.suite.planning.labels import LABELS, RULES
from jingwei.suite.planning.snapshot import Item


def explained(plan: mrp.Plan, order: int, item: Item, today: date) -> str:
    """`label：value` lines; the pages show them as they are, in the reader's language."""
    why = mrp.explain(plan, order)

    def amount(steps: int) -> str:
        return f"{plain(item.shown(steps))} {item.unit}"

    lines = [
        ("day", (today + timedelta(days=why.day)).isoformat()),
        ("gross", amount(why.gross)),
        ("on_hand", amount(why.on_hand)),
        ("scheduled", amount(why.scheduled)),
        ("planned", amount(why.planned)),
        ("safety", amount(why.safety_stock)),
        ("net", amount(why.net)),
        ("rule", rule(why, item)),
        ("order", amount(why.quantity)),
    ]
    if why.started > why.quantity:
        lines.append(("started", amount(why.started)))
    lots = int(plan.orders.lots[order])
    if lots > 1:
        lines.append(
            ("lots", " + ".join(plain(item.shown(one)) for one in plan.orders.lot_sizes(order)[:12]))
        )
    lines.append(("lead", f"{item.lead or 0}"))
    return "\n".join(f"{LABELS[key].zh}：{value}" for key, value in lines)


def rule(why: mrp.Explanation, item: Item) -> str:
    def said(key: str, steps: int) -> str:
        return RULES[key].fill(n=plain(item.shown(steps))).zh

    if why.rule is mrp.LotRule.FIXED:
        return said("fixed", why.lot_fixed)
    period = why.rule is mrp.LotRule.PERIOD
    parts = [RULES["period"].fill(n=why.lot_period).zh if period else RULES["exact"].zh]
    parts += [said("least", why.lot_min)] * (why.lot_min > 0)
    parts += [said("multiple", why.lot_multiple)] * (why.lot_multiple > 1)
    return "，".join(parts)
