"""Build orders become work orders with what is still to be made and what that still needs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from jingwei.base.decimals import EXACT, plain, subtract
from jingwei.base.units import BUILT_IN, to_step
from jingwei.base.words import Words
from jingwei.exchange.inventree import models as m
from jingwei.exchange.inventree.entry import origin
from jingwei.exchange.inventree.ground import Ground, key
from jingwei.exchange.inventree.orders import latest, settle, shown, state_of
from jingwei.exchange.wanted import Line, Named, Stage, Wanted

BUILT: Mapping[int, str] = {10: "confirmed", 20: "confirmed", 25: "draft", 30: "cancelled", 40: "closed"}
"""InvenTree: pending, in production, on hold, cancelled, complete."""
OPEN = frozenset({"draft", "confirmed"})


def builds(ground: Ground, sold: frozenset[str]) -> Stage:
    """Components are those of the build order itself; `sold` are the keys of the sales orders taken over."""
    source = ground.export.of("part.bomitem", m.BomLine)
    below: dict[int, list[tuple[int, m.BuildLine]]] = {}
    for pk, line in ground.export.of("build.buildline", m.BuildLine).items():
        below.setdefault(line.build, []).append((pk, line))
    wanted = []
    for pk, one in ground.export.of("build.build", m.Build).items():
        at = origin("build.build", pk)
        if one.quantity == 0:
            ground.notice(
                (*at, "quantity"), "zero", "数量为 0 的生产单未导入", "A build of quantity 0 is left out"
            )
            continue
        state = state_of(ground, "build.build", pk, one.status, BUILT)
        left = max(Decimal(0), subtract(one.quantity, one.completed))
        if state in OPEN and left == 0:
            state = "closed"
        share = Fraction(left) / Fraction(one.quantity) if state in OPEN else Fraction(1)
        rows = [
            component(ground, number, source[line.bom_item], line, share, one)
            for number, line in below.get(pk, ())
            if line.quantity
        ]
        values = described(ground, one, left if state in OPEN else one.quantity, sold)
        wanted.append(Wanted(key("build.build", pk), values, at, {"components": rows}, settle=settle(state)))
    return Stage(
        Words("生产工单", "Work orders"), "production.order", "source_key", wanted,
        matched_by={"components": ("item",)},
    )  # fmt: skip


def described(ground: Ground, one: m.Build, quantity: Decimal, sold: frozenset[str]) -> dict[str, object]:
    due = latest(one.created, one.target or one.finished)
    order = key("order.salesorder", one.sales_order) if one.sales_order else ""
    made = (
        f"原数量 / ordered {plain(one.quantity)}, 已完成 / completed {plain(one.completed)}"
        if one.completed
        else ""
    )
    texts = (f"InvenTree {one.reference}", one.title, made, one.notes)
    return {
        "item": ground.item(one.part), "quantity": ground.amount(one.part, quantity), "due": shown(due),
        "starts_on": shown(one.created), "warehouse": ground.place(one.destination or ground.home[one.part]),
        "sales_order": Named("sales.order", "source_key", order) if order in sold else None,
        "note": "\n".join(text for text in texts if text)[:90_000],
    }  # fmt: skip


def component(
    ground: Ground, pk: int, line: m.BomLine, need: m.BuildLine, share: Fraction, build: m.Build
) -> Line:
    """What the open part of the build still needs, rounded up to the step of the unit."""
    known = ground.measures[line.sub_part]
    exact = Fraction(need.quantity) * share * known.factor
    step = BUILT_IN.unit(known.unit).step
    whole = exact.denominator == 1 or share == 1
    value = (
        EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
        if whole
        else to_step(exact, step, "up")
    )
    values = {
        "item": ground.item(line.sub_part),
        "quantity": {"value": plain(value), "unit": known.unit},
        "issue": "none" if line.consumable else "pick",
        "warehouse": ground.place(build.source or ground.home[line.sub_part]),
    }
    return Line(values, origin("build.buildline", pk))
