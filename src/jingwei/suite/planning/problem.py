"""A snapshot as the arrays of the MRP engine: nodes instead of items, steps instead of amounts, days from today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import lcm

import numpy as np

from jingwei.base.calendar import PlantCalendar
from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.engines import bom, mrp
from jingwei.engines.mrp.screen import COST_LIMIT
from jingwei.engines.scrap import ScrapRule
from jingwei.suite.planning import measures
from jingwei.suite.planning.columns import EIGHT, I64, NONE, Columns, chosen
from jingwei.suite.planning.measures import OWN, STEPS
from jingwei.suite.planning.open_orders import PER_MILLION
from jingwei.suite.planning.projects import Nodes, nodes
from jingwei.suite.planning.shares import Place, whole
from jingwei.suite.planning.snapshot import FORECAST, MAKE, RULES, SALES, Snapshot
from jingwei.suite.planning.structures import FAR

LOT_RULES = {
    "lot_for_lot": mrp.LotRule.LOT_FOR_LOT, "fixed": mrp.LotRule.FIXED, "minimum": mrp.LotRule.LOT_FOR_LOT,
    "multiple": mrp.LotRule.LOT_FOR_LOT, "period": mrp.LotRule.PERIOD, "economic": mrp.LotRule.ECONOMIC,
    "wagner_whitin": mrp.LotRule.WAGNER_WHITIN, "min_max": mrp.LotRule.MIN_MAX,
}  # fmt: skip
COSTED = ("economic", "wagner_whitin")
SHARED = -1
"""The priority with which the stock of an item serves the orders it is planned for: before any substitute."""
YEAR = 365


@dataclass(frozen=True, slots=True)
class Rules:
    """The switches of a run that shape the problem."""

    horizon: int = 180
    safety: bool = True
    multiply: bool = False
    """A scrap share s enlarges by × (1 + s) instead of ÷ (1 − s)."""
    pull_within: int = 90
    defer_after: int = 0


@dataclass(frozen=True, slots=True)
class Posed:
    """The problem with what its numbers stand for; rows of demands and receipts are those of the snapshot."""

    seen: Snapshot
    nodes: Nodes
    problem: mrp.Problem
    shared: int
    """Replacements from this row on stand in for nothing: the stock of an item serving the orders it is planned for, and
    the members of a place that is shared."""


def posed(seen: Snapshot, calendar: PlantCalendar, rules: Rules, old: Posed | None = None) -> Posed:
    """The problem; of an earlier one the structure is kept where nothing of it has changed. Raises CycleError of nodes."""
    known = nodes(seen)
    kept = old is not None and same_structure(old, seen, known, rules)
    structure = old.problem.bom if kept and old is not None else structured(seen, known, rules.multiply)
    replacements, shared = replacing(seen, known, rules.multiply)
    problem = mrp.Problem(
        items(seen, known, rules.safety), structure, demands(seen, known), receipts(seen, known),
        calendars(seen, calendar, rules.horizon), mrp.Settings(rules.pull_within, rules.defer_after),
        safety=levels(seen, rules.safety), outputs=yielding(seen, known), replacements=replacements,
    )  # fmt: skip
    return Posed(seen, known, problem, shared)


def same_structure(old: Posed, seen: Snapshot, known: Nodes, rules: Rules) -> bool:
    before = old.seen
    return (
        before.today == seen.today
        and (old.problem.bom.scrap_rule is ScrapRule.MULTIPLY) == rules.multiply
        and np.array_equal(old.nodes.item, known.item)
        and np.array_equal(old.nodes.order, known.order)
        and np.array_equal(before.items["id"], seen.items["id"])
        and np.array_equal(before.items["phantom"], seen.items["phantom"])
        and (
            before.lines is seen.lines
            or all(np.array_equal(before.lines[name], seen.lines[name]) for name in seen.lines)
        )
    )


def calendars(seen: Snapshot, calendar: PlantCalendar, horizon: int) -> mrp.WorkCalendars:
    """The plant's working days, make-up days included, and every day."""
    days = [bool(calendar.shifts_on(seen.today + timedelta(days=day))) for day in range(horizon + 1)]
    if not any(days):
        words = Words("展望期内没有工作日", "There is no working day within the horizon")
        raise Invalid.at(("horizon_days",), "no_working_day", words)
    return mrp.WorkCalendars(np.array([days, [True] * len(days)], np.bool_))


def items(seen: Snapshot, known: Nodes, keep_safety: bool) -> mrp.Items:
    """A lot rule uses its own sizes only, others may still stand in the item; what is kept in stock is kept once."""
    sheet, unit, at = seen.items, seen.items["unit"], known.item
    own = known.order == 0
    rule = np.array([int(LOT_RULES[name]) for name in RULES])[sheet["rule"]]
    # Orders are not brought up to the maximum of the stock.
    rule = np.where(~own & (rule[at] == mrp.LotRule.MIN_MAX), 0, rule[at])
    least = np.isin(sheet["rule"], [RULES.index(one) for one in RULES[2:]])
    multiple = np.isin(sheet["rule"], [RULES.index(one) for one in RULES[3:]])
    fixed, bounded = sheet["rule"] == RULES.index("fixed"), sheet["rule"] == RULES.index("min_max")
    safe = own & keep_safety

    def sized(name: str, where: I64 | np.ndarray) -> I64:
        return np.where(where, measures.up(sheet[name], unit, OWN), 0)[at]

    order_cost, holding = costs(seen)
    cells = {
        "on_hand": np.where(own, measures.down(sheet["stock"], unit)[at], 0),
        "safety_stock": np.where(safe, measures.up(sheet["safety_stock"], unit, OWN)[at], 0),
        "safety_days": np.where(safe, sheet["safety_days"][at], 0),
        "lot_rule": rule,
        "lot_fixed": sized("lot_size", fixed),
        "lot_min": sized("lot_min", least),
        "lot_max": np.where(fixed, 0, measures.down(sheet["lot_max"], unit, OWN))[at],
        "lot_multiple": sized("lot_multiple", multiple),
        "lot_period": np.where(sheet["rule"] == RULES.index("period"), sheet["lot_days"], 0)[at],
        "stock_min": np.where(own, sized("stock_min", bounded), 0),
        "stock_max": np.where(own, sized("stock_max", bounded), 0),
        "order_cost": order_cost[at],
        "holding_cost": holding[at],
        "lead_time": np.where(sheet["lead"] == NONE, -1, sheet["lead"])[at],
        "fence": sheet["planning_fence"][at],
        "demand_fence": sheet["demand_fence"][at],
        "consume_back": sheet["consume_back"][at],
        "consume_forward": sheet["consume_forward"][at],
        "scrap_ppm": sheet["scrap"][at],
        "made": (sheet["source"] == MAKE)[at],
        "calendar": sheet["natural"][at],
    }
    # A place that is shared has nothing of its own: no stock, no lots, no time.
    place = np.arange(len(known)) >= known.own
    return mrp.items(
        len(known), **{name: np.where(place, np.zeros_like(values), values) for name, values in cells.items()}
    )


def costs(seen: Snapshot) -> tuple[I64, I64]:
    """Cost of an order, and of a step in stock for a day, as whole numbers in the same ratio; only ratios matter."""
    sheet = seen.items
    order, holding = np.zeros_like(sheet["id"]), np.zeros_like(sheet["id"])
    for at in np.flatnonzero(np.isin(sheet["rule"], [RULES.index(one) for one in COSTED])).tolist():
        worth = Fraction(int(sheet["standard_cost"][at]), EIGHT) * STEPS[seen.unit(at) - 1]
        a = Fraction(int(sheet["order_cost"][at]), EIGHT)
        b = worth * Fraction(int(sheet["holding_rate"][at]), EIGHT) / YEAR
        common = lcm(a.denominator, b.denominator)
        shrink = max(Fraction(max(a, b) * common, COST_LIMIT), Fraction(1))
        order[at], holding[at] = round(a * common / shrink), round(b * common / shrink)
    return order, holding


def demands(seen: Snapshot, known: Nodes) -> mrp.Demands:
    w = seen.wants
    rows = len(w["day"])
    return mrp.Demands(
        known.at(seen.places(w["item"]), w["order"]), w["day"], w["steps"], np.arange(rows),
        w["form"] == FORECAST, np.asarray(w["form"] == SALES),
    )  # fmt: skip


def receipts(seen: Snapshot, known: Nodes) -> mrp.Receipts:
    s = seen.supplies
    return mrp.Receipts(
        known.at(seen.places(s["item"]), s["order"]), s["day"], s["steps"], np.arange(len(s["day"])), s["firm"] == 1
    )  # fmt: skip


def structured(seen: Snapshot, known: Nodes, multiply: bool) -> bom.Bom:
    """Component steps per parent step as exact ratios; lines of what is planned by order once for every order."""
    rule = ScrapRule.MULTIPLY if multiply else ScrapRule.DIVIDE
    rows = with_wholes(seen, known.places)
    above, below, place = seen.places(rows["parent"]), seen.places(rows["component"]), rows["place"].tolist()
    for row in np.flatnonzero(rows["place"]).tolist():
        below[row] = known.shared[place[row], 0]
    line, parent, component = np.arange(len(above)), above, below
    if known.of:
        more = [
            (
                row,
                node,
                known.shared[place[row], order] if place[row] else known.within(int(below[row]), order),
            )
            for row in np.flatnonzero(np.isin(above, list(known.by_item))).tolist()
            for node in known.orders_of(int(above[row]))
            for order in (int(known.order[node]),)
        ]
        table = np.array(more, np.int64).reshape(-1, 3)
        line, parent, component = (
            np.concatenate([one, table[:, at]]) for at, one in enumerate((line, parent, component))
        )
    num, den, fixed = rows["num"][line], rows["den"][line], once(rows, multiply)[line]
    begin, end, scrap = rows["begin"][line], rows["end"][line], rows["scrap"][line]
    lines = bom.lines(
        parent, component, num, den, scrap_ppm=scrap, fixed=fixed, valid_from=np.maximum(begin, -FAR), valid_to=np.minimum(end, FAR)
    )  # fmt: skip
    phantom = (seen.items["phantom"] == 1)[known.item] & (np.arange(len(known)) < known.own)
    return bom.build(len(known), lines, phantom=phantom, scrap_rule=rule)


def with_wholes(seen: Snapshot, places: Sequence[Place]) -> Columns:
    """The lines with those of a shared place as one, in the steps of its first member; `place` only there."""
    rows = {name: values.copy() for name, values in seen.lines.items()} if places else dict(seen.lines)
    kept = np.ones(len(rows["line"]), np.bool_)
    rows["place"] = np.zeros_like(rows["place"])
    for place in places:
        kept[seen.lines["place"] == place.number] = False
        each, once_only = whole(seen, place)
        for at in place.lines:
            kept[at], rows["place"][at] = True, place.number
            rows["num"][at], rows["den"][at] = each.numerator, each.denominator
            rows["once_num"][at], rows["once_den"][at] = once_only.numerator, once_only.denominator
    return chosen(rows, kept) if places else rows


def once(rows: Columns, multiply: bool) -> I64:
    """Steps taken once per order, scrap included: the engine enlarges only what is taken per piece."""
    found = np.zeros(len(rows["num"]), np.int64)
    for at in np.flatnonzero(rows["once_num"] > 0).tolist():
        share = Fraction(int(rows["scrap"][at]), PER_MILLION)
        plain = Fraction(int(rows["once_num"][at]), int(rows["once_den"][at]))
        found[at] = -(-(plain * (1 + share) if multiply else plain / (1 - share)) // 1)
    return found


def levels(seen: Snapshot, keep_safety: bool) -> mrp.SafetyLevels:
    """Safety stock by date; of those that began before today only the last holds, which the engine sees to by order."""
    if not keep_safety or not len(seen.levels["item"]):
        return mrp.safety_levels([])
    at = seen.places(seen.levels["item"])
    kept = at >= 0
    steps = measures.up(seen.levels["amount"][kept], seen.items["unit"][at[kept]], OWN)
    return mrp.SafetyLevels(at[kept], np.maximum(seen.levels["day"][kept], 0), steps)


def yielding(seen: Snapshot, known: Nodes) -> mrp.Outputs:
    """By-products per good step of the parent, of whatever order it is made for."""
    rows = [
        (node, item, num, den)
        for parent, item, num, den in zip(
            seen.places(seen.outputs["parent"]).tolist(), seen.places(seen.outputs["item"]).tolist(),
            seen.outputs["num"].tolist(), seen.outputs["den"].tolist(), strict=True,
        )
        for node in (parent, *known.orders_of(parent))
    ]  # fmt: skip
    return mrp.outputs(rows)


def replacing(seen: Snapshot, known: Nodes, multiply: bool) -> tuple[mrp.Replacements, int]:
    """Substitutes and successors; then the stock of an item for the orders it is planned for, and the members of shared
    places; phantoms have neither."""
    rows: dict[tuple[int, int], tuple[int, ...]] = {}
    phantom = seen.items["phantom"] == 1

    def add(item: int, by: int, num: int, den: int, kind: int, priority: int, day: int) -> None:
        if item == by or phantom[item] or phantom[by] or (item, by) in rows:
            return
        for node in (item, *known.orders_of(item)):
            other = known.within(by, int(known.order[node]))
            rows.setdefault((node, other), (node, other, num, den, kind, priority, day, 1, 1))

    for item, by, num, den, day in successors(seen):
        add(item, by, num, den, int(mrp.Replacing.SUCCESSOR), 0, day)
    s = seen.substitutes
    named = (seen.places(s["item"]), seen.places(s["by"]), s["num"], s["den"], s["priority"], s["day"])
    for item, by, num, den, priority, day in zip(*(one.tolist() for one in named), strict=True):
        add(item, by, num, den, int(mrp.Replacing.SUBSTITUTE), priority, day)
    shared = len(rows)
    for node in range(len(phantom), known.own):
        item = int(known.item[node])
        if not phantom[item]:
            rows[node, item] = (node, item, 1, 1, int(mrp.Replacing.SUBSTITUTE), SHARED, -FAR, 1, 1)
    rows.update({(row[0], row[1]): row for row in members(seen, known, multiply)})
    return mrp.replacements(list(rows.values())), shared


def members(seen: Snapshot, known: Nodes, multiply: bool) -> Iterator[tuple[int, ...]]:
    """Who covers what a shared place wants, to which share."""
    for place in known.places:
        nodes_of = [(order, node) for (number, order), node in known.shared.items() if number == place.number]
        for turn, (one, ratio) in enumerate(zip(place.members, place.ratios(seen, multiply), strict=True)):
            for order, node in nodes_of:
                yield (
                    node, known.within(one.item, order), ratio.numerator, ratio.denominator, int(mrp.Replacing.SHARE),
                    turn, -FAR, one.share.numerator, one.share.denominator,
                )  # fmt: skip


def successors(seen: Snapshot) -> list[tuple[int, int, int, int, int]]:
    """(item, successor, steps of it per steps of the item, from which day)."""
    sheet = seen.items
    found = []
    for at in np.flatnonzero(sheet["successor"] != NONE).tolist():
        by = int(seen.places(sheet["successor"][at : at + 1])[0])
        if by < 0:
            continue
        ratio = Fraction(int(sheet["successor_ratio"][at]), EIGHT)
        exact = ratio * Fraction(int(OWN.num[seen.unit(at) - 1]), int(OWN.den[seen.unit(at) - 1]))
        exact /= Fraction(int(OWN.num[seen.unit(by) - 1]), int(OWN.den[seen.unit(by) - 1]))
        day = int(sheet["successor_from"][at])
        found.append((at, by, exact.numerator, exact.denominator, -FAR if day == NONE else day))
    return found
