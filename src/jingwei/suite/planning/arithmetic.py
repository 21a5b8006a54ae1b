"""How a planned order came to its quantity, line by line, in the item's own unit."""

from __future__ import annotations

from datetime import date, timedelta

from jingwei.base.decimals import plain
from jingwei.engines import mrp
from jingwei.suite.planning.labels import LABELS
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
    def shown(steps: int) -> str:
        return plain(item.shown(steps))

    if why.rule is mrp.LotRule.FIXED:
        return f"固定批量 {shown(why.lot_fixed)}"
    parts = [f"合并 {why.lot_period} 天需求" if why.rule is mrp.LotRule.PERIOD else "按需"]
    parts += [f"最小 {shown(why.lot_min)}"] * (why.lot_min > 0)
    parts += [f"倍数 {shown(why.lot_multiple)}"] * (why.lot_multiple > 1)
    return "，".join(parts)
