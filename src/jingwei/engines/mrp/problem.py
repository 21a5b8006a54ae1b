"""What material requirements planning needs to know, as frozen arrays."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import DAY_LIMIT, I64, QUANTITY_LIMIT, Flags, flags, integers
from jingwei.engines.bom import Bom
from jingwei.engines.mrp.calendar import WorkCalendars
from jingwei.engines.refusal import InvalidInputError

# Stock, safety stock and a total requirement together stay below 2^63.
STOCK_LIMIT = QUANTITY_LIMIT >> 2


class LotRule(IntEnum):
    """How a shortage becomes lots; minimum, multiple and maximum apply to all but FIXED."""

    LOT_FOR_LOT = 0
    FIXED = 1
    PERIOD = 2


@dataclass(frozen=True, slots=True)
class Items:
    """One entry per item. Nonsense in a single item is kept here and becomes a message of the plan.

    on_hand, safety_stock   steps
    lot_rule                LotRule; lot_fixed (FIXED), lot_period in calendar days (PERIOD)
    lot_min/_max/_multiple  steps, 0 = none; more than lot_max becomes several lots
    lead_time               working days of the item's calendar; -1 = not maintained
    scrap_ppm               loss of the item's own process, parts per million of what is started
    made                    made here (needs a bill of materials), not bought
    calendar                row of the WorkCalendars
    """

    on_hand: I64
    safety_stock: I64
    lot_rule: I64
    lot_fixed: I64
    lot_min: I64
    lot_max: I64
    lot_multiple: I64
    lot_period: I64
    lead_time: I64
    scrap_ppm: I64
    made: Flags
    calendar: I64

    def __post_init__(self) -> None:
        count = len(np.atleast_1d(self.on_hand))
        for name in self.__slots__:
            value = getattr(self, name)
            kept: I64 | Flags
            if name == "made":
                kept = flags("items.made", value, count)
            else:
                kept = integers(f"items.{name}", value, count, -STOCK_LIMIT, STOCK_LIMIT)
            object.__setattr__(self, name, kept)

    def __len__(self) -> int:
        return len(self.on_hand)


@dataclass(frozen=True, slots=True)
class Demands:
    """Independent demand: item, day it is wanted (negative = overdue), quantity ≥ 0, ref of the caller."""

    item: I64
    day: I64
    quantity: I64
    ref: I64

    def __post_init__(self) -> None:
        _freeze_rows(self, "demands")

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
        _freeze_rows(self, "receipts")
        object.__setattr__(self, "firm", flags("receipts.firm", self.firm, len(self.item)))

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class Settings:
    """How far the plan may move receipts and how patient its messages are (calendar days)."""

    pull_within: int = 90  # a receipt that is not firm may be brought forward from this far ahead
    defer_after: int = 0  # no "postpone" for receipts at most this early

    def __post_init__(self) -> None:
        if min(self.pull_within, self.defer_after) < 0:
            raise InvalidInputError("MRP 参数不能为负数。", "MRP settings cannot be negative.", ("settings",))


@dataclass(frozen=True, slots=True)
class Problem:
    """A snapshot to plan. Demand of open work orders for components is the caller's, as Demands."""

    items: Items
    bom: Bom
    demands: Demands
    receipts: Receipts
    calendars: WorkCalendars
    settings: Settings = Settings()

    def __post_init__(self) -> None:
        if self.bom.n_items != len(self.items):
            raise InvalidInputError(
                f"BOM 有 {self.bom.n_items} 个物料，物料表有 {len(self.items)} 个。",
                f"The BOM speaks of {self.bom.n_items} items, the item table of {len(self.items)}.",
                ("bom",),
            )
        for name, rows in (("demands", self.demands), ("receipts", self.receipts)):
            unknown = np.flatnonzero(rows.item >= len(self.items))
            if unknown.size:
                row = int(unknown[0])
                raise InvalidInputError(
                    f"{name} 第 {row} 行引用了不存在的物料 {rows.item[row]}。",
                    f"{name}, row {row}: item {rows.item[row]} does not exist.",
                    (name, row, "item"),
                )


def items(
    count: int,
    *,
    on_hand: npt.ArrayLike | None = None,
    safety_stock: npt.ArrayLike | None = None,
    lot_rule: npt.ArrayLike | None = None,
    lot_fixed: npt.ArrayLike | None = None,
    lot_min: npt.ArrayLike | None = None,
    lot_max: npt.ArrayLike | None = None,
    lot_multiple: npt.ArrayLike | None = None,
    lot_period: npt.ArrayLike | None = None,
    lead_time: npt.ArrayLike | None = None,
    scrap_ppm: npt.ArrayLike | None = None,
    made: npt.ArrayLike | None = None,
    calendar: npt.ArrayLike | None = None,
) -> Items:
    """Items from integer sequences; left out means zero: no stock, lot for lot, bought, no lead time."""

    def or_zero(values: npt.ArrayLike | None) -> I64:
        return np.zeros(count, np.int64) if values is None else np.asarray(values)

    return Items(
        on_hand=or_zero(on_hand),
        safety_stock=or_zero(safety_stock),
        lot_rule=or_zero(lot_rule),
        lot_fixed=or_zero(lot_fixed),
        lot_min=or_zero(lot_min),
        lot_max=or_zero(lot_max),
        lot_multiple=or_zero(lot_multiple),
        lot_period=or_zero(lot_period),
        lead_time=or_zero(lead_time),
        scrap_ppm=or_zero(scrap_ppm),
        made=np.zeros(count, np.bool_) if made is None else np.asarray(made),
        calendar=or_zero(calendar),
    )


def demands(rows: npt.ArrayLike) -> Demands:
    """Demands from rows (item, day, quantity, ref)."""
    table = _table(rows, 4)
    return Demands(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def receipts(rows: npt.ArrayLike) -> Receipts:
    """Receipts from rows (item, day, quantity, ref, firm as 0 or 1)."""
    table = _table(rows, 5)
    return Receipts(table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4] != 0)


def _table(rows: npt.ArrayLike, width: int) -> I64:
    table = np.asarray(rows)
    return table.reshape(-1, width) if table.ndim == 2 or not table.size else table[np.newaxis, :]


def _freeze_rows(rows: Demands | Receipts, name: str) -> None:
    count = len(np.atleast_1d(rows.item))
    ranges = {
        "item": (0, QUANTITY_LIMIT),
        "day": (-DAY_LIMIT, DAY_LIMIT),
        "quantity": (0, QUANTITY_LIMIT),
        "ref": (-QUANTITY_LIMIT, QUANTITY_LIMIT),
    }
    for column, (low, high) in ranges.items():
        kept = integers(f"{name}.{column}", getattr(rows, column), count, low, high)
        object.__setattr__(rows, column, kept)
