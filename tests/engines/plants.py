"""Random plants for the properties of planning, and their requirements in plain fractions."""

from fractions import Fraction
from math import ceil

import numpy as np
from hypothesis import strategies as st

from jingwei.engines import bom, mrp
from jingwei.engines.refusal import CycleError


@st.composite
def problems(draw: st.DrawFn, *, plain: bool = False) -> mrp.Problem:
    """Small plants with everything; `plain` ones are lot for lot in whole numbers without scrap."""
    n, days = draw(st.integers(1, 6)), draw(st.integers(1, 25))
    pairs = draw(
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), min_size=n - 1, max_size=8)
    )
    below = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]

    def each(count: int, low: int, high: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=count, max_size=count))

    def unless_plain(count: int, low: int, high: int, otherwise: int) -> list[int]:
        return [otherwise] * count if plain else each(count, low, high)

    count = len(below)
    # Lines that always hold and take nothing by the order are planned by loops of their own.
    simple = plain or draw(st.booleans())

    def unless_simple(low: int, high: int, otherwise: int) -> list[int]:
        return [otherwise] * count if simple else each(count, low, high)

    lines = bom.lines(
        [a for a, _ in below], [b for _, b in below], each(count, 1, 4), unless_plain(count, 1, 3, 1),
        scrap_ppm=unless_plain(count, 0, 300_000, 0), fixed=unless_simple(0, 3, 0),
        valid_from=unless_simple(-5, 10, -5), valid_to=unless_simple(5, 30, 30),
    )  # fmt: skip
    fewer = draw(st.booleans())
    stock_min = unless_plain(n, 0, 20, 0)
    items = mrp.items(
        n, on_hand=each(n, -5, 30), safety_stock=each(n, 0, 8), lot_rule=unless_plain(n, 0, 2 if fewer else 5, 0),
        lot_fixed=each(n, 1, 20), lot_min=unless_plain(n, 0, 15, 0), lot_max=unless_plain(n, 0, 40, 0),
        lot_multiple=unless_plain(n, 0, 7, 0), lot_period=each(n, 1, 9), lead_time=each(n, 0, 6),
        scrap_ppm=unless_plain(n, 0, 400_000, 0), made=np.isin(np.arange(n), [a for a, _ in below]),
        calendar=each(n, 0, 1), order_cost=each(n, 1, 90), holding_cost=each(n, 1, 3),
        stock_min=stock_min, stock_max=[least + 5 for least in stock_min],
        safety_days=unless_plain(n, 0, 0 if fewer else 4, 0), fence=unless_plain(n, 0, 0 if fewer else 9, 0),
        demand_fence=unless_plain(n, 0, 5, 0), consume_back=each(n, 0, 4), consume_forward=each(n, 0, 4),
    )  # fmt: skip
    working = np.ones((2, days), np.bool_)
    working[1, draw(st.integers(1, 3)) :: draw(st.integers(1, 4))] = False
    row = st.tuples(st.integers(0, n - 1), st.integers(-3, days + 2), st.integers(0, 25), st.integers(0, 9))
    demand = draw(
        st.lists(st.tuples(row, st.integers(0, 0 if plain or fewer else 1)), min_size=n // 2, max_size=8)
    )
    receipts = draw(st.lists(st.tuples(row, st.integers(0, 1)), max_size=6))
    real_only = plain or draw(st.booleans())
    phantom = [False] * n if real_only else draw(st.lists(st.booleans(), min_size=n, max_size=n))
    real = [item for item in range(n) if not phantom[item]]
    special = not plain and not fewer and len(real) > 1
    arguments = (
        items,
        bom.build(n, lines, phantom=np.array(phantom)),
        mrp.demands([(*one, forecast) for one, forecast in demand]),
        mrp.receipts([(*one, firm) for one, firm in receipts]),
        mrp.WorkCalendars(working),
        mrp.Settings(pull_within=draw(st.integers(0, 12))),
    )
    if not special:
        return mrp.Problem(*arguments)
    two = st.lists(st.sampled_from(real), min_size=2, max_size=2, unique=True)
    level = st.tuples(st.integers(0, n - 1), st.integers(-2, days), st.integers(0, 12))
    ratio = st.integers(1, 3)
    output = st.tuples(two, ratio, ratio)
    replacement = st.tuples(
        two, ratio, ratio, st.integers(0, 2), st.integers(0, 9), st.integers(-2, days), st.integers(1, 4)
    )
    replacements: dict[tuple[int, int], tuple[int, ...]] = {}
    for pair, num, den, kind, priority, day, of in draw(st.lists(replacement, max_size=3)):
        old = pair[0]
        others = [one for one in replacements.values() if one[0] == old and one[4] == kind]
        shared = sum(Fraction(1, one[8]) for one in others) + Fraction(1, of)
        full = {mrp.Replacing.SUCCESSOR: bool(others), mrp.Replacing.SHARE: shared > 1}
        if (old, pair[1]) not in replacements and not full.get(mrp.Replacing(kind), False):
            replacements[(old, pair[1])] = (*pair, num, den, kind, priority, day, 1, of)
    levels = {(item, day): quantity for item, day, quantity in draw(st.lists(level, max_size=4))}
    return mrp.Problem(
        *arguments,
        safety=mrp.safety_levels([(*key, quantity) for key, quantity in levels.items()]),
        outputs=mrp.outputs(
            [(*sorted(pair), num, den) for pair, num, den in draw(st.lists(output, max_size=3))]
        ),
        replacements=mrp.replacements(list(replacements.values())),
    )


def plan_of(problem: mrp.Problem) -> mrp.Plan | None:
    """The plan, unless the replacements run in a circle."""
    try:
        return mrp.run(problem)
    except CycleError:
        return None


def required(plan: mrp.Plan, item: int) -> list[int]:
    """Requirements per day in plain fractions: demands, parents' planned orders, what the item replaces."""
    problem, parts = plan.problem, plan.bom.lines
    days = problem.calendars.days
    need = [0] * days
    quantities = mrp.consumed(problem)
    wanted = list(
        zip(problem.demands.item.tolist(), problem.demands.day.tolist(), quantities.tolist(), strict=True)
    )
    for of, day, quantity in wanted:
        if of == item and day < days:
            need[max(day, 0)] += quantity
    for row in range(len(parts)):
        if parts.component[row] != item:
            continue
        parent = int(parts.parent[row])
        per = Fraction(int(parts.numerator[row]), int(parts.denominator[row]))
        per /= 1 - Fraction(int(parts.scrap_ppm[row]), 1_000_000)
        lost = Fraction(int(problem.items.scrap_ppm[parent]), 1_000_000)
        first, last = plan.span[parent].tolist()
        takers = [
            (int(plan.orders.start[order]), ceil(lot / (1 - lost)))
            for order in range(first, last)
            for lot in plan.orders.lot_sizes(order)
        ]
        if plan.bom.phantom[parent]:
            takers = [(max(day, 0), quantity) for of, day, quantity in wanted if of == parent and quantity]
        for day, quantity in takers:
            if day < days and parts.valid_from[row] <= day < parts.valid_to[row]:
                need[day] += ceil(quantity * per) + int(parts.fixed[row])
    taken = plan.taken
    for at in np.flatnonzero(taken.by == item).tolist():
        need[int(taken.day[at])] += int(taken.steps[at])
    return need


def arriving(plan: mrp.Plan, item: int) -> list[int]:
    """What comes in per day: receipts as planned, by-products lot by lot, replacements, planned orders."""
    problem, days = plan.problem, plan.problem.calendars.days
    come = [0] * days
    for of, day, quantity in zip(
        problem.receipts.item.tolist(), plan.arrival.tolist(), problem.receipts.quantity.tolist(), strict=True
    ):
        if of == item and day < days:
            come[day] += quantity
    for parent, product, num, den in zip(
        *(getattr(problem.outputs, name).tolist() for name in ("parent", "item", "numerator", "denominator")),
        strict=True,
    ):
        if product == item:
            for order in range(*plan.span[parent].tolist()):
                come[int(plan.orders.due[order])] += sum(
                    lot * num // den for lot in plan.orders.lot_sizes(order)
                )
    for at in np.flatnonzero(plan.taken.item == item).tolist():
        come[int(plan.taken.day[at])] += int(plan.taken.quantity[at])
    for order in range(*plan.span[item].tolist()):
        come[int(plan.orders.due[order])] += int(plan.orders.quantity[order])
    return come


def kept(plan: mrp.Plan, item: int, gross: list[int]) -> list[int]:
    """The stock that has to remain on each day, without what the item gives as a substitute."""
    problem = plan.problem
    own = list(gross)
    for at in np.flatnonzero(plan.taken.by == item).tolist():
        if problem.replacements.kind[plan.taken.relation[at]] == mrp.Replacing.SUBSTITUTE:
            own[int(plan.taken.day[at])] -= int(plan.taken.steps[at])
    levels = sorted(
        (day, quantity)
        for of, day, quantity in zip(
            *(getattr(problem.safety, name).tolist() for name in ("item", "day", "quantity")), strict=True
        )
        if of == item
    )
    change = problem.replacements
    ends = change.from_day[(change.item == item) & (change.kind == mrp.Replacing.SUCCESSOR)].tolist()
    stock = []
    for day in range(len(gross)):
        level = int(problem.items.safety_stock[item])
        for since, quantity in levels:
            level = quantity if since <= day else level
        cover = sum(own[day + 1 : day + 1 + int(problem.items.safety_days[item])])
        stock.append(0 if ends and day >= ends[0] else max(level, cover))
    return stock
