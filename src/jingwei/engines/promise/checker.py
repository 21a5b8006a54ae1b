"""Every rule a plan of promises breaks, in plain Python that shares nothing with the kernels."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from jingwei.engines.mrp import LotRule
from jingwei.engines.mrp.screen import bad_lots
from jingwei.engines.promise.plan import Plan
from jingwei.engines.promise.problem import Problem
from jingwei.engines.scrap import ScrapRule


def violations(plan: Plan) -> list[str]:
    """Sentences; none for a plan that holds."""
    return [*_lead_times(plan), *_lots(plan), *_stock(plan), *_capacity(plan), *_dates(plan)]


def _holding(problem: Problem, item: int, today: int) -> Iterator[tuple[int, Fraction, int]]:
    lines = problem.materials.bom.lines
    bom = problem.materials.bom
    for row in bom.below_rows[bom.below[item] : bom.below[item + 1]].tolist():
        if lines.valid_from[row] <= today < lines.valid_to[row]:
            per = Fraction(int(bom.gross_num[row]), int(bom.gross_den[row]))
            yield int(lines.component[row]), per, int(lines.fixed[row])


def _as_of(plan: Plan, demand: int) -> int:
    demands, days = plan.problem.materials.demands, plan.problem.materials.calendars.days
    due = int(demands.day[demand]) if 0 <= demand < len(demands) else 0
    return min(max(due, 0), days - 1)


def _lead_times(plan: Plan) -> Iterator[str]:
    known, phantom = plan.problem.materials.items, plan.problem.materials.bom.phantom
    worked = [
        [day for day, open_ in enumerate(row) if open_]
        for row in plan.problem.materials.calendars.working.tolist()
    ]
    for number, (_, item, _, _, start, finish) in enumerate(plan.orders.tolist()):
        if start < 0:
            yield f"order {number} of item {item} begins on day {start}, before today"
        calendar = int(known.calendar[item])
        days = worked[calendar if 0 <= calendar < len(worked) else 0]
        lead = 0 if phantom[item] else max(0, int(known.lead_time[item]))
        if bisect_right(days, finish) - bisect_right(days, start - 1) <= lead and lead:
            yield f"order {number} of item {item} has not its {lead} working days between {start} and {finish}"


def _lots(plan: Plan) -> Iterator[str]:
    """Every order is a lot that may be, and starts enough for its good ones; phantoms are neither lots nor lost."""
    materials = plan.problem.materials
    known, senseless = materials.items, bad_lots(materials)
    divided = materials.bom.scrap_rule is ScrapRule.DIVIDE
    for number, (_, item, quantity, started, _, _) in enumerate(plan.orders.tolist()):
        phantom = bool(materials.bom.phantom[item])
        lost = Fraction(int(known.scrap_ppm[item]), 1_000_000)
        if phantom or not 0 <= lost < 1:
            lost = Fraction(0)
        if started < ceil(quantity / (1 - lost) if divided else quantity * (1 + lost)):
            yield f"order {number} of item {item} starts {started}, too few for {quantity} good ones"
        if phantom or senseless[item]:
            continue
        names = ("lot_min", "lot_max", "lot_multiple")
        least, most, multiple = (int(getattr(known, name)[item]) for name in names)
        if known.lot_rule[item] == LotRule.FIXED:
            least = most = multiple = int(known.lot_fixed[item])
        if quantity < least or (most and quantity > most) or (multiple and quantity % multiple):
            yield (
                f"order {number} of item {item} brings {quantity}; "
                f"its lots are {least} to {most or 'any'} in steps of {multiple or 1}"
            )


def _stock(plan: Plan) -> Iterator[str]:
    """No item is ever used before it is there."""
    problem = plan.problem
    days = problem.materials.calendars.days
    moves: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for item, amount in enumerate(problem.materials.items.on_hand.tolist()):
        moves[item][0] += max(0, amount)
    receipts, demands = problem.materials.receipts, problem.materials.demands
    for item, day, amount in zip(
        receipts.item.tolist(), receipts.day.tolist(), receipts.quantity.tolist(), strict=True
    ):
        if day < days:
            moves[item][max(0, day)] += amount
    for demand, item, quantity, started, start, finish in plan.orders.tolist():
        moves[item][finish] += quantity
        for component, per, fixed in _holding(problem, item, _as_of(plan, demand)):
            moves[component][start] -= ceil(started * per) + fixed
    for item, amount, day in zip(
        demands.item.tolist(), demands.quantity.tolist(), plan.day.tolist(), strict=True
    ):
        if day >= 0:
            moves[item][day] -= amount
    for debt, day in zip(plan.debts, plan.debt_days, strict=True):
        if day >= 0:
            moves[debt.item][day] -= debt.quantity
    for item, by_day in moves.items():
        total = 0
        for day in sorted(by_day):
            total += by_day[day]
            if total < 0:
                yield f"item {item} is {-total} short on day {day}"
                break


def _capacity(plan: Plan) -> Iterator[str]:
    """No resource does more than it can, and every order has all its minutes, one operation after the other."""
    problem = plan.problem
    minutes, units = problem.capacity.minutes, problem.capacity.units
    total: dict[tuple[int, int], int] = defaultdict(int)
    by_order: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for order, resource, day, part in plan.loads.tolist():
        total[resource, day] += part
        by_order[order].append((resource, day, part))
        if part > -(-int(minutes[resource, day]) // int(units[resource])):
            yield f"order {order} has {part} minutes of resource {resource} on day {day}, more than one of it works"
    for (resource, day), used in total.items():
        if used > minutes[resource, day]:
            yield f"resource {resource} works {used} of {minutes[resource, day]} minutes on day {day}"
    steps: dict[int, list[tuple[int, int, Fraction]]] = defaultdict(list)
    made_by = problem.steps
    for item, resource, setup, num, den in zip(
        made_by.item.tolist(), made_by.resource.tolist(), made_by.setup.tolist(), made_by.numerator.tolist(),
        made_by.denominator.tolist(), strict=True,
    ):  # fmt: skip
        steps[item].append((resource, setup, Fraction(num, den)))
    for order, (_, item, _, started, start, finish) in enumerate(plan.orders.tolist()):
        yield from _operations(
            order, started, start, finish, steps[item], sorted(by_order[order], key=lambda one: one[1])
        )


def _operations(
    order: int,
    started: int,
    start: int,
    finish: int,
    steps: list[tuple[int, int, Fraction]],
    parts: list[tuple[int, int, int]],
) -> Iterator[str]:
    wanted: dict[int, int] = defaultdict(int)
    for resource, setup, per in steps:
        wanted[resource] += setup + ceil(started * per)
    had: dict[int, int] = defaultdict(int)
    for resource, day, part in parts:
        had[resource] += part
        if not start <= day < finish:
            yield f"order {order} is worked at on day {day}, outside {start} to {finish}"
    if {one: amount for one, amount in wanted.items() if amount} != dict(had):
        yield f"order {order} has {dict(had)} minutes by resource and needs {dict(wanted)}"
    once = [resource for resource, _, _ in steps if sum(one == resource for one, _, _ in steps) == 1]
    spans = [[day for one, day, _ in parts if one == resource] for resource in once]
    for (one, earlier), (other, later) in zip(zip(once, spans), zip(once[1:], spans[1:])):  # noqa: B905
        if earlier and later and max(earlier) > min(later):
            yield f"order {order} is at resource {other} before it left resource {one}"


def _dates(plan: Plan) -> Iterator[str]:
    demands = plan.problem.materials.demands
    for demand, (due, day) in enumerate(zip(demands.day.tolist(), plan.day.tolist(), strict=True)):
        if 0 <= day < due:
            yield f"demand {demand} is promised for day {day} before it is wanted on {due}"
