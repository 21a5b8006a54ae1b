"""A case as the arrays of the engines: names become numbers, amounts steps; what cannot be planned is left out by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import TypeVar

import numpy as np

from jingwei.engines import bom, mrp
from jingwei.engines.bom import Bom
from jingwei.engines.case.cells import Fault
from jingwei.engines.case.rows import KINDS, RULES, Amount, File, Item, Line
from jingwei.engines.case.sound import counted, item_fits, naming_known, replaceable, staffed, twice
from jingwei.engines.exact import PER_MILLION
from jingwei.engines.mrp.gather import planning_order
from jingwei.engines.refusal import CycleError, QuantityOverflowError

Row = TypeVar("Row")
Node = tuple[str, str]
"""An item, and the project it is planned for (empty: by stock)."""


@dataclass(frozen=True, slots=True)
class Case:
    """A problem with the names of its numbers; `faults` are all rows left out."""

    file: File
    nodes: tuple[Node, ...]
    items: tuple[Item, ...]
    receipts: tuple[Amount, ...]
    demands: tuple[Amount, ...]
    structure: Bom
    problem: mrp.Problem
    faults: tuple[Fault, ...]


def encoded(file: File) -> Case:
    """The problem of a case; rows that name unknown items, second items of one name and circles are left out."""
    faults = list(file.faults)
    known = _known(file, faults)

    def naming(rows: Iterable[Row], part: str, *fields: str) -> tuple[Row, ...]:
        return tuple(naming_known(rows, part, fields, known, faults))

    clean = replace(
        file,
        bom=naming(file.bom, "bom", "parent", "component"),
        outputs=naming(file.outputs, "outputs", "parent", "item"),
        replacements=naming(file.replacements, "replacements", "item", "by"),
        stock=naming(file.stock, "stock", "item"),
        receipts=naming(file.receipts, "receipts", "item"),
        demands=naming(file.demands, "demands", "item"),
        steps=naming(file.steps, "steps", "item"),
        questions=naming(file.questions, "questions", "item"),
    )
    clean = staffed(replaceable(counted(clean, known, faults), known, faults), faults)
    faults.extend(twice(clean))
    while True:
        nodes = _nodes(clean, known)
        try:
            return _built(clean, known, nodes, faults)
        except CycleError as error:
            clean = _without(clean, [nodes[at][0] for at in error.items], faults)


def run(case: Case) -> tuple[Case, mrp.Plan]:
    """The plan of a case; an item whose quantity leaves the exact range is left out and named."""
    while True:
        try:
            return case, mrp.run(case.problem)
        except QuantityOverflowError as error:
            code = case.nodes[error.item][0]
            said = Fault(
                ("items", code),
                f"物料 {code} 的数量超出可精确计算的范围，已略去它的用量和需求。",
                f"The quantity of item {code} exceeds the exact range; its use and demand were left out.",
            )
            case = encoded(_without_item(case.file, code, said))


def _without_item(file: File, code: str, said: Fault) -> File:
    """The case in which nothing takes an item and nobody wants it."""

    def others(rows: tuple[Amount, ...]) -> tuple[Amount, ...]:
        return tuple(row for row in rows if row.item != code)

    return replace(
        file,
        bom=tuple(line for line in file.bom if line.component != code),
        outputs=tuple(row for row in file.outputs if row.item != code),
        replacements=tuple(row for row in file.replacements if code not in (row.item, row.by)),
        stock=others(file.stock),
        receipts=others(file.receipts),
        demands=others(file.demands),
        faults=(*file.faults, said),
    )


def _known(file: File, faults: list[Fault]) -> dict[str, Item]:
    known: dict[str, Item] = {}
    for at, item in enumerate(file.items):
        if item.code in known:
            faults.append(
                Fault(("items", at, "item"), f"物料 {item.code} 重复。", f"Item {item.code} is there twice.")
            )
        elif not item_fits(item):
            faults.append(
                Fault(
                    ("items", at),
                    f"物料 {item.code}：计划数据超出可精确计算的范围，已略去。",
                    f"Item {item.code}: its planning data exceeds the exact range; left out.",
                )
            )
        elif item.calendar not in file.calendars:
            faults.append(
                Fault(
                    ("items", at, "calendar"),
                    f"物料 {item.code}：没有日历 {item.calendar}，按每天工作计划。",
                    f"Item {item.code}: there is no calendar {item.calendar}; planned as working every day.",
                )
            )
            known[item.code] = replace(item, calendar="")
        else:
            known[item.code] = item
    return known


def _without(file: File, path: list[str], faults: list[Fault]) -> File:
    """The case without the row that closes a circle."""
    shown = " → ".join(path)
    steps = set(pairwise(path))

    def told(part: str, upper: str, lower: str) -> None:
        faults.append(
            Fault(
                (part, upper, lower),
                f"{part} {upper} → {lower} 使结构成环，已略去：{shown}。",
                f"{part} {upper} → {lower} closes a circle and was left out: {shown}.",
            )
        )

    for part, upper, lower in (
        ("replacements", "item", "by"), ("replacements", "by", "item"), ("outputs", "parent", "item"), ("bom", "parent", "component")
    ):  # fmt: skip
        rows = getattr(file, part)
        for at in range(len(rows) - 1, -1, -1):
            if (getattr(rows[at], upper), getattr(rows[at], lower)) in steps:
                told(part, getattr(rows[at], upper), getattr(rows[at], lower))
                return replace(file, **{part: rows[:at] + rows[at + 1 :]})
    # The circle runs through dissolved phantoms: a replacement or by-product among its items is to blame.
    for part, upper, lower in (("replacements", "item", "by"), ("outputs", "parent", "item")):
        rows = getattr(file, part)
        for at in range(len(rows) - 1, -1, -1):
            if {getattr(rows[at], upper), getattr(rows[at], lower)} <= set(path):
                told(part, getattr(rows[at], upper), getattr(rows[at], lower))
                return replace(file, **{part: rows[:at] + rows[at + 1 :]})
    raise AssertionError(shown)


def _nodes(file: File, known: dict[str, Item]) -> tuple[Node, ...]:
    """Every item by stock, and every by-project item once for each project whose demand reaches it."""
    projects: dict[str, set[str]] = {code: set() for code in known}
    waiting = [(row.item, row.project) for row in (*file.demands, *file.receipts, *file.stock) if row.project]
    below: dict[str, list[str]] = {}
    for line in file.bom:
        below.setdefault(line.parent, []).append(line.component)
    while waiting:
        code, project = waiting.pop()
        if known[code].by_project and project not in projects[code]:
            projects[code].add(project)
            waiting.extend((component, project) for component in below.get(code, ()))
    return tuple((code, project) for code in known for project in ("", *sorted(projects[code])))


def _built(file: File, known: dict[str, Item], nodes: tuple[Node, ...], faults: list[Fault]) -> Case:
    place = {node: at for at, node in enumerate(nodes)}
    items = tuple(known[code] for code, _ in nodes)

    def node(code: str, project: str) -> int:
        return place[(code, project)] if (code, project) in place else place[(code, "")]

    def dated(rows: tuple[Amount, ...], steps: Callable[[Item, Fraction], int]) -> list[tuple[int, ...]]:
        found = ((node(row.item, row.project), row) for row in rows)
        return [
            (at, row.day, steps(items[at], row.quantity), ref, int(row.marked))
            for ref, (at, row) in enumerate(found)
        ]

    stock = [Fraction(0)] * len(nodes)
    for row in file.stock:
        stock[node(row.item, row.project)] += row.quantity
    structure = _structure(file, known, nodes, node)
    names = list(file.calendars)
    problem = mrp.Problem(
        _items(items, nodes, stock, names),
        structure,
        mrp.demands(dated(file.demands, up)),
        mrp.receipts(dated(file.receipts, down)),
        mrp.WorkCalendars(np.array([file.calendars[name] for name in names], np.bool_)),
        mrp.Settings(file.pull_within, file.defer_after),
        safety=mrp.safety_levels(
            [
                (at, max(day, 0), up(item, quantity))
                for at, item in enumerate(items)
                if not nodes[at][1]
                for day, quantity in item.levels
            ]
        ),
        outputs=mrp.outputs(
            [
                (at, node(row.item, project), *_steps(row.ratio, known[row.parent], known[row.item]))
                for row in file.outputs
                for at, (code, project) in enumerate(nodes)
                if code == row.parent
            ]
        ),
        replacements=mrp.replacements(
            [
                (at, node(row.by, project), *_steps(row.ratio, known[row.item], known[row.by]),
                 KINDS.index(row.kind), row.priority, row.begins, row.share.numerator, row.share.denominator)
                for row in file.replacements
                for at, (code, project) in enumerate(nodes)
                if code == row.item
            ]
        ),
    )  # fmt: skip
    # Circles through replacements and by-products show only here.
    planning_order(problem, bom.blow_through(structure))
    # What is wrong is told once, also where the case is encoded again.
    told = tuple(dict.fromkeys(faults))
    return Case(
        replace(file, faults=told),
        nodes,
        items,
        file.receipts,
        file.demands,
        structure,
        problem,
        told,
    )


def up(item: Item, quantity: Fraction) -> int:
    """Steps that cover an amount."""
    return -(-quantity // item.step)


def down(item: Item, quantity: Fraction) -> int:
    """Whole steps within an amount."""
    return quantity // item.step


def _steps(ratio: Fraction, above: Item, below: Item) -> tuple[int, int]:
    """A ratio of units as one of steps."""
    exact = ratio * above.step / below.step
    return exact.numerator, exact.denominator


def _structure(
    file: File, known: dict[str, Item], nodes: tuple[Node, ...], node: Callable[[str, str], int]
) -> Bom:
    by_parent: dict[str, list[Line]] = {}
    for line in file.bom:
        by_parent.setdefault(line.parent, []).append(line)
    rows = []
    for at, (code, project) in enumerate(nodes):
        for line in by_parent.get(code, ()):
            below = known[line.component]
            rows.append(
                (at, node(line.component, project), *_steps(line.ratio, known[code], below),
                 int(line.scrap * PER_MILLION), up(below, line.fixed), line.begins, line.ends)
            )  # fmt: skip
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(8)]
    lines = bom.lines(
        *columns[:4], scrap_ppm=columns[4], fixed=columns[5], valid_from=columns[6], valid_to=columns[7]
    )
    return bom.build(
        len(nodes), lines, phantom=[known[code].phantom for code, _ in nodes], scrap_rule=file.scrap
    )


def _items(
    items: tuple[Item, ...], nodes: tuple[Node, ...], stock: list[Fraction], names: list[str]
) -> mrp.Items:
    """Planning data in steps; what is kept in stock for its own sake is kept once, not for every project."""
    own = [not project for _, project in nodes]

    def steps(name: str) -> list[int]:
        return [up(item, item.numbers[name]) for item in items]

    costs = [_costs(item) for item in items]
    return mrp.items(
        len(items),
        on_hand=[down(item, amount) for item, amount in zip(items, stock, strict=True)],
        safety_stock=[kept * mine for kept, mine in zip(steps("safety_stock"), own, strict=True)],
        safety_days=[item.whole["safety_days"] * mine for item, mine in zip(items, own, strict=True)],
        lot_rule=[
            RULES.index(item.rule) if mine or item.rule != "min_max" else 0
            for item, mine in zip(items, own, strict=True)
        ],
        lot_fixed=steps("lot"),
        lot_min=steps("minimum"),
        lot_max=[down(item, item.numbers["maximum"]) for item in items],
        lot_multiple=steps("multiple"),
        lot_period=[item.whole["period"] for item in items],
        stock_min=steps("stock_min"),
        stock_max=steps("stock_max"),
        order_cost=[cost for cost, _ in costs],
        holding_cost=[holding for _, holding in costs],
        lead_time=[item.whole["lead_time"] for item in items],
        fence=[item.whole["fence"] for item in items],
        demand_fence=[item.whole["demand_fence"] for item in items],
        consume_back=[item.whole["consume_back"] for item in items],
        consume_forward=[item.whole["consume_forward"] for item in items],
        scrap_ppm=[int(item.numbers["scrap"] * PER_MILLION) for item in items],
        made=[item.made for item in items],
        calendar=[names.index(item.calendar) for item in items],
    )


def _costs(item: Item) -> tuple[int, int]:
    """Order cost and holding cost of one step for one day as whole numbers in the same ratio."""
    order, holding = item.numbers["order_cost"], item.numbers["holding_cost"] * item.step
    common = lcm(order.denominator, holding.denominator)
    return int(order * common), int(holding * common)
