"""The rows of a planning problem besides items: demands, receipts, safety stock by day, outputs, replacements."""

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import DAY_LIMIT, I64, QUANTITY_LIMIT, Flags, flags, integers
from jingwei.engines.mrp.items import STOCK_LIMIT

ITEM = (0, QUANTITY_LIMIT)
DAY = (-DAY_LIMIT, DAY_LIMIT)
QUANTITY = (0, QUANTITY_LIMIT)
REFERENCE = (-QUANTITY_LIMIT, QUANTITY_LIMIT)
RATIO = (1, QUANTITY_LIMIT)


@dataclass(frozen=True, slots=True)
class Demands:
    """Independent demand: item, day it is wanted (negative = overdue), quantity ≥ 0, ref of the caller.

    A forecast is what may be ordered: orders of its item consume it, see Items.consume_back. Those that are not
    in `consumes` do not (what a work order takes was not forecast); left out, all do.
    """

    item: I64
    day: I64
    quantity: I64
    ref: I64
    forecast: Flags
    consumes: Flags | None = None

    def __post_init__(self) -> None:
        _freeze(self, "demands", item=ITEM, day=DAY, quantity=QUANTITY, ref=REFERENCE)
        object.__setattr__(self, "forecast", flags("demands.forecast", self.forecast, len(self.item)))
        consumes = np.ones(len(self.item), np.bool_) if self.consumes is None else self.consumes
        object.__setattr__(self, "consumes", flags("demands.consumes", consumes, len(self.item)))

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class Receipts:
    """Orders already placed: item, day they arrive, open quantity ≥ 0, ref; firm ones are never moved."""

    item: I64
    day: I64
    quantity: I64
    ref: I64
    firm: Flags

    def __post_init__(self) -> None:
        _freeze(self, "receipts", item=ITEM, day=DAY, quantity=QUANTITY, ref=REFERENCE)
        object.__setattr__(self, "firm", flags("receipts.firm", self.firm, len(self.item)))

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class SafetyLevels:
    """Time-phased safety stock: from `day` until the item's next row, `quantity` instead of Items.safety_stock."""

    item: I64
    day: I64
    quantity: I64

    def __post_init__(self) -> None:
        _freeze(self, "safety", item=ITEM, day=DAY, quantity=(0, STOCK_LIMIT))

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class Outputs:
    """Co- and by-products: an order of `parent` also yields numerator / denominator steps of `item` per good step.

    They arrive on the day the order is due, each lot rounded down.
    """

    parent: I64
    item: I64
    numerator: I64
    denominator: I64

    def __post_init__(self) -> None:
        _freeze(self, "outputs", parent=ITEM, item=ITEM, numerator=QUANTITY, denominator=RATIO)

    def __len__(self) -> int:
        return len(self.item)


class Replacing(IntEnum):
    """What a replacement does when its item is short."""

    SUBSTITUTE = 0  # the free stock of `by` is taken before anything is ordered
    SUCCESSOR = 1  # nothing is ordered any more: `by` takes the item's place when its supply is used up
    SHARE = 2  # a share of every requirement of the item is covered by `by`, whatever lies there of either


@dataclass(frozen=True, slots=True)
class Replacements:
    """Row k: numerator / denominator steps of `by` stand for one step of `item`, from `from_day` on.

    Substitutes are tried by `priority`, smallest first. An item has at most one successor. The shares of an item,
    share / share_of, come to at most 1; the item itself has what is left of it. Each requirement is divided among
    them in whole steps: what cannot be divided goes to whoever has had least for his share so far – if that says
    nothing to the item itself, then by priority – and is remembered, so that shares hold over many small ones too.
    """

    item: I64
    by: I64
    numerator: I64
    denominator: I64
    kind: I64
    priority: I64
    from_day: I64
    share: I64 | None = None
    share_of: I64 | None = None

    def __post_init__(self) -> None:
        for name in ("share", "share_of"):
            if getattr(self, name) is None:
                object.__setattr__(self, name, np.ones(len(np.atleast_1d(self.item)), np.int64))
        _freeze(
            self, "replacements", item=ITEM, by=ITEM, numerator=RATIO, denominator=RATIO,
            kind=(0, 2), priority=REFERENCE, from_day=DAY, share=RATIO, share_of=RATIO,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.item)

    def portion(self, row: int) -> Fraction:
        """The share of a row."""
        assert self.share is not None
        assert self.share_of is not None
        return Fraction(int(self.share[row]), int(self.share_of[row]))


def demands(rows: npt.ArrayLike) -> Demands:
    """Demands from rows (item, day, quantity, ref), with forecast and consumes as 0 or 1 where they are told."""
    table = _table(rows, 4, 5, 6)
    forecast = table[:, 4] != 0 if table.shape[1] > 4 else np.zeros(len(table), np.bool_)
    consumes = table[:, 5] != 0 if table.shape[1] > 5 else None
    return Demands(table[:, 0], table[:, 1], table[:, 2], table[:, 3], forecast, consumes)


def receipts(rows: npt.ArrayLike) -> Receipts:
    """Receipts from rows (item, day, quantity, ref, firm as 0 or 1)."""
    table = _table(rows, 5)
    return Receipts(table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4] != 0)


def safety_levels(rows: npt.ArrayLike) -> SafetyLevels:
    """Safety levels from rows (item, day, quantity)."""
    return SafetyLevels(*_table(rows, 3).T)


def outputs(rows: npt.ArrayLike) -> Outputs:
    """Outputs from rows (parent, item, numerator, denominator)."""
    return Outputs(*_table(rows, 4).T)


def replacements(rows: npt.ArrayLike) -> Replacements:
    """Replacements from rows (item, by, numerator, denominator, kind, priority, from day), with share and share_of."""
    return Replacements(*_table(rows, 7, 9).T)


def _table(rows: npt.ArrayLike, *widths: int) -> npt.NDArray[np.int64]:
    table = np.asarray(rows)
    if not table.size:
        return np.empty((0, widths[0]), np.int64)
    table = table if table.ndim == 2 else table[np.newaxis, :]
    return table if table.shape[1] in widths else table.reshape(-1, widths[0])


def _freeze(
    rows: Demands | Receipts | SafetyLevels | Outputs | Replacements, name: str, **ranges: tuple[int, int]
) -> None:
    count = len(np.atleast_1d(rows.item))
    for column, (low, high) in ranges.items():
        kept = integers(f"{name}.{column}", getattr(rows, column), count, low, high)
        object.__setattr__(rows, column, kept)
