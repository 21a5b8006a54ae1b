"""From the arrays of a problem to those of the kernels: screened, grouped by item, in the order of planning."""

from collections.abc import Callable
from math import lcm
from typing import TypeAlias

import numpy as np

from jingwei.engines.arrays import I64, Flags, frozen
from jingwei.engines.bom import Bom
from jingwei.engines.bom.kernels import levelled
from jingwei.engines.bom.structure import cycle_in
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import grouped, reciprocal
from jingwei.engines.mrp import tables as t
from jingwei.engines.mrp.forecast import consumed
from jingwei.engines.mrp.problem import Problem
from jingwei.engines.mrp.rows import Replacing

Grouping: TypeAlias = tuple[I64, I64, I64 | None]
"""Rows, the item of each, and the order to keep among those of one item (None: as they stand)."""


def same_parts(problem: Problem, old: Problem) -> frozenset[str]:
    """The parts of two problems that say the same; of structures only whether they are the same object."""
    found = {"bom"} if problem.bom is old.bom else set()
    for name in ("items", "demands", "receipts", "safety", "outputs", "replacements"):
        one, other = getattr(problem, name), getattr(old, name)
        if one is other or all(_equal(getattr(one, at), getattr(other, at)) for at in one.__slots__):
            found.add(name)
    return frozenset(found)


def _equal(one: np.ndarray, other: np.ndarray) -> bool:
    return one is other or np.array_equal(one, other)


def gathered(
    problem: Problem, bom: Bom, sheet: I64, old: t.Tables | None = None, same: frozenset[str] = frozenset()
) -> t.Tables:
    """The tables of a problem; `bom` is its bill of materials with phantoms dissolved, `sheet` gets its traits.

    What follows from the parts of the problem that are the `same` is taken from the tables of the `old` one.
    """
    n = bom.n_items
    demand, receipt, made, change, level = (
        problem.demands, problem.receipts, problem.outputs, problem.replacements, problem.safety,
    )  # fmt: skip

    def by_item(name: str, parts: set[str], rows: Callable[[], Grouping]) -> tuple[I64, I64]:
        if old is not None and parts <= same:
            return getattr(old, name), getattr(old, name.removesuffix("s") + "_first")
        return _by_item(*rows(), n)

    def replacing(item: I64) -> Grouping:
        table = np.column_stack([
            change.item, change.by, change.numerator, change.denominator, change.kind, change.from_day,
            np.arange(len(change)), _shares(problem),
        ])  # fmt: skip
        # Substitutes come before the successor: what is free is taken before the item is given up.
        return table, item, np.lexsort((np.arange(len(change)), change.priority, change.kind))

    def demands() -> Grouping:
        columns = [np.maximum(demand.day, 0), consumed(problem), np.arange(len(demand))]
        return np.column_stack(columns), demand.item, None

    def receipts() -> Grouping:
        columns = [receipt.day, receipt.quantity, receipt.firm, np.arange(len(receipt))]
        return np.column_stack(columns), receipt.item, np.argsort(receipt.day, kind="stable")

    def outputs() -> Grouping:
        return np.column_stack([made.parent, made.item, made.numerator, made.denominator]), made.item, None

    def levels() -> Grouping:
        return np.column_stack([level.day, level.quantity]), level.item, np.argsort(level.day, kind="stable")

    if old is None or sheet is not old.sheet:
        _traits(sheet, problem, bom)
    kept = old is not None and "bom" in same
    links, terms = (old.links, old.terms) if old is not None and kept else _lines(problem, bom)
    if old is not None and kept and {"outputs", "replacements"} <= same:
        order, place = old.order, old.place
    else:
        order, place = planning_order(problem, bom), np.empty(n, np.int64)
        place[order] = np.arange(n)
    return t.Tables(
        frozen(sheet), frozen(order), frozen(place), links, bom.above, terms, bom.below, bom.below_rows,
        *by_item("demands", {"demands", "items"}, demands),
        *by_item("receipts", {"receipts"}, receipts),
        *by_item("outputs", {"outputs"}, outputs),
        *by_item("replacing", {"replacements"}, lambda: replacing(change.item)),
        *by_item("replaced", {"replacements"}, lambda: replacing(change.by)),
        *by_item("levels", {"safety"}, levels),
        problem.calendars.rank, problem.calendars.nth,
    )  # fmt: skip


def _partial(problem: Problem, bom: Bom) -> Flags:
    """Lines that do not hold on every day of the plan."""
    partial: Flags = (bom.lines.valid_from > 0) | (bom.lines.valid_to < problem.calendars.days)
    return partial


def _traits(sheet: I64, problem: Problem, bom: Bom) -> None:
    """What only few items have."""
    sheet[bom.lines.parent[_partial(problem, bom)], t.DATED] = 1
    made, change = problem.outputs, problem.replacements
    for item, trait in (
        (problem.safety.item, t.PHASED), (made.item, t.YIELDED), (made.parent, t.YIELDING),
        (change.item, t.REPLACED), (change.by, t.REPLACING),
    ):  # fmt: skip
        sheet[np.unique(item), t.TRAITS] |= trait


def _lines(problem: Problem, bom: Bom) -> tuple[I64, I64]:
    """Links and terms of the lines."""
    parts = bom.lines
    plain = (parts.fixed == 0) & ~_partial(problem, bom) & ~bom.phantom[parts.parent]
    links = upward(bom.above_rows, parts.parent, bom.gross_num, bom.gross_den, plain)
    return frozen(links), frozen(np.column_stack([parts.fixed, parts.valid_from, parts.valid_to]))


@kernel
def upward(rows: I64, parent: I64, num: I64, den: I64, plain: np.ndarray) -> I64:
    """The lines in order of their component, each with what is needed to divide by its denominator."""
    links = np.empty((len(rows), t.LINK_WIDTH), np.int64)
    for at in range(len(rows)):
        row = rows[at]
        links[at, t.PARENT], links[at, t.NUM], links[at, t.DEN] = parent[row], num[row], den[row]
        links[at, t.MAGIC], links[at, t.SHIFT] = reciprocal(den[row])
        links[at, t.LINE], links[at, t.PLAIN] = row, plain[row]
    return links


def _shares(problem: Problem) -> I64:
    """Per replacement its share as a numerator over the least common denominator of its item's shares."""
    change, found = problem.replacements, np.ones((len(problem.replacements), 2), np.int64)
    rows = np.flatnonzero(change.kind == Replacing.SHARE)
    for item in np.unique(change.item[rows]).tolist():
        mine = rows[change.item[rows] == item].tolist()
        shares = [change.portion(row) for row in mine]
        whole = lcm(*(share.denominator for share in shares))
        found[mine] = [(int(share * whole), whole) for share in shares]
    return found


def _by_item(rows: I64, item: I64, order: I64 | None, n_items: int) -> tuple[I64, I64]:
    """The rows by item, those of one item in the given order, and where each item's begin."""
    first, at = grouped(item if order is None else item[order], n_items)
    return frozen(rows[at if order is None else order[at]]), frozen(first)


def planning_order(problem: Problem, bom: Bom) -> I64:
    """Every item after all it depends on: parents, what yields it, what it substitutes or succeeds.

    A substitute stands before its item, whose shortage takes what the substitute has left over; a successor after it.
    """
    made, change = problem.outputs, problem.replacements
    if not len(made) and not len(change):
        return bom.order
    early = change.kind == Replacing.SUBSTITUTE
    before = np.concatenate([bom.lines.parent, made.parent, np.where(early, change.by, change.item)])
    after = np.concatenate([bom.lines.component, made.item, np.where(early, change.item, change.by)])
    below, below_rows = grouped(before, bom.n_items)
    above, above_rows = grouped(after, bom.n_items)
    order, _, placed = levelled(after, below, below_rows, above)
    if placed < bom.n_items:
        raise cycle_in(before, above, above_rows, order[:placed])
    return np.asarray(order)
