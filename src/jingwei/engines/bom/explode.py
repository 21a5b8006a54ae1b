"""Downwards through a bill of materials: totals per item, indented tree, number of nodes."""

from dataclasses import dataclass

import numpy as np

from jingwei.engines.arrays import I64, QUANTITY_LIMIT, Flags, frozen
from jingwei.engines.bom.kernels import counted, indented, reached, totals
from jingwei.engines.bom.structure import Bom
from jingwei.engines.refusal import InvalidInputError, QuantityOverflowError, TreeTooLargeError

TREE_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Tree:
    """The indented bill of materials in pre-order; row 0 is the top.

    item, line (-1 for the top), parent (row, -1 for the top), level (0 for the top), quantity (steps of
    the item), phantom (the row's components are issued with its parent's order).
    """

    item: I64
    line: I64
    parent: I64
    level: I64
    quantity: I64
    phantom: Flags

    def __len__(self) -> int:
        return len(self.item)


def explode(bom: Bom, top: int, quantity: int, *, day: int | None = None) -> I64:
    """Steps needed of every item for one order of `quantity` steps of `top`; an int64 array of n_items.

    Each item is one order for its total: a line rounds up once, its fixed quantity is added once.
    `day` keeps the lines valid on that day. Raises QuantityOverflowError, InvalidInputError.
    """
    _refuse_item(bom, top)
    _refuse_quantity(quantity)
    parts = bom.lines
    need, failed = totals(
        _under(bom, top), quantity, bom.below, bom.below_rows, parts.component,
        bom.gross_num, bom.gross_den, parts.fixed, _live(bom, day),
    )  # fmt: skip
    if failed >= 0:
        raise QuantityOverflowError(int(failed))
    return frozen(need)


def node_count(bom: Bom, top: int, *, day: int | None = None) -> int:
    """How many rows `tree` would have, the top included; no tree is built."""
    _refuse_item(bom, top)
    nodes, failed = counted(_under(bom, top), bom.below, bom.below_rows, bom.lines.component, _live(bom, day))
    if failed >= 0:
        raise QuantityOverflowError(int(failed))
    return int(nodes)


def tree(bom: Bom, top: int, quantity: int, *, day: int | None = None, limit: int = TREE_LIMIT) -> Tree:
    """Every occurrence of every component under `top`, with the quantity of that occurrence.

    Each occurrence rounds up and adds fixed quantities by itself, so the occurrences of an item sum to at
    least its total in `explode`, and to exactly that where nothing is rounded or fixed.
    Raises TreeTooLargeError.
    """
    nodes = node_count(bom, top, day=day)
    if nodes > limit:
        raise TreeTooLargeError(nodes, limit)
    _refuse_quantity(quantity)
    parts = bom.lines
    item, line, parent, level, amount, failed = indented(
        top, quantity, nodes, bom.below, bom.below_rows, parts.component,
        bom.gross_num, bom.gross_den, parts.fixed, _live(bom, day),
    )  # fmt: skip
    if failed >= 0:
        raise QuantityOverflowError(int(failed))
    return Tree(
        frozen(item), frozen(line), frozen(parent), frozen(level), frozen(amount), frozen(bom.phantom[item])
    )


def _under(bom: Bom, top: int) -> I64:
    """`top` and all below it, parents before components."""
    found = reached(top, bom.lines.component, bom.below, bom.below_rows)
    # A parent's low-level code is always smaller than its component's, so levels sort parents first.
    return np.asarray(found[np.argsort(bom.level[found], kind="stable")])


def _live(bom: Bom, day: int | None) -> Flags:
    if day is None:
        return np.ones(len(bom.lines), np.bool_)
    return np.asarray((bom.lines.valid_from <= day) & (day < bom.lines.valid_to))


def _refuse_item(bom: Bom, item: int) -> None:
    if not 0 <= item < bom.n_items:
        raise InvalidInputError(f"物料 {item} 不存在。", f"Item {item} does not exist.", ("item",))


def _refuse_quantity(quantity: int) -> None:
    if not 0 <= quantity <= QUANTITY_LIMIT:
        raise InvalidInputError(
            f"数量 {quantity} 不在 0 到 2^62 之间。",
            f"The quantity {quantity} is not between 0 and 2^62.",
            ("quantity",),
        )
