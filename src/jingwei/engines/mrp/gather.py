"""From the arrays of a problem to those of the kernels: screened, grouped by item, in the order of planning."""

from math import lcm

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.bom import Bom
from jingwei.engines.bom.kernels import levelled
from jingwei.engines.bom.structure import cycle_in
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import grouped, reciprocal
from jingwei.engines.mrp import tables as t
from jingwei.engines.mrp.forecast import consumed
from jingwei.engines.mrp.problem import Problem
from jingwei.engines.mrp.rows import Replacing


def gathered(problem: Problem, bom: Bom, sheet: I64, links: I64 | None = None) -> t.Tables:
    """The tables of a problem; `bom` is its bill of materials with phantoms dissolved, `sheet` gets its traits.

    `links` are those of the same bill of materials where it was gathered before.
    """
    parts, n = bom.lines, bom.n_items
    partial = (parts.valid_from > 0) | (parts.valid_to < problem.calendars.days)
    sheet[parts.parent[partial], t.DATED] = 1
    plain = (parts.fixed == 0) & ~partial & ~bom.phantom[parts.parent]
    if links is None:
        links = frozen(upward(bom.above_rows, parts.parent, bom.gross_num, bom.gross_den, plain))
    order = planning_order(problem, bom)
    place = np.empty(n, np.int64)
    place[order] = np.arange(n)
    demand, receipt, made, change, level = (
        problem.demands, problem.receipts, problem.outputs, problem.replacements, problem.safety,
    )  # fmt: skip
    demands = np.column_stack([np.maximum(demand.day, 0), consumed(problem), np.arange(len(demand))])
    receipts = np.column_stack([receipt.day, receipt.quantity, receipt.firm, np.arange(len(receipt))])
    outputs = np.column_stack([made.parent, made.item, made.numerator, made.denominator])
    replacing = np.column_stack([
        change.item, change.by, change.numerator, change.denominator, change.kind, change.from_day,
        np.arange(len(change)), _shares(problem),
    ])  # fmt: skip
    levels = np.column_stack([level.day, level.quantity])
    # Substitutes come before the successor: what is free is taken before the item is given up.
    ranked = np.lexsort((np.arange(len(change)), change.priority, change.kind))
    for item, trait in (
        (level.item, t.PHASED), (made.item, t.YIELDED), (made.parent, t.YIELDING), (change.item, t.REPLACED), (change.by, t.REPLACING)
    ):  # fmt: skip
        sheet[np.unique(item), t.TRAITS] |= trait
    by_day = np.argsort(receipt.day, kind="stable")
    phased = np.argsort(level.day, kind="stable")
    return t.Tables(
        frozen(sheet), frozen(order), frozen(place), links, bom.above,
        frozen(np.column_stack([parts.fixed, parts.valid_from, parts.valid_to])), bom.below, bom.below_rows,
        *_by_item(demands, demand.item, np.arange(len(demand)), n),
        *_by_item(receipts, receipt.item, by_day, n),
        *_by_item(outputs, made.item, np.arange(len(made)), n),
        *_by_item(replacing, change.item, ranked, n),
        *_by_item(replacing, change.by, ranked, n),
        *_by_item(levels, level.item, phased, n),
        problem.calendars.rank, problem.calendars.nth,
    )  # fmt: skip


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


def _by_item(rows: I64, item: I64, order: I64, n_items: int) -> tuple[I64, I64]:
    """The rows by item, those of one item in the given order, and where each item's begin."""
    first, at = grouped(item[order], n_items)
    return frozen(rows[order[at]]), frozen(first)


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
