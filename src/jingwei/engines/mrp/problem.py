"""What material requirements planning needs to know: a snapshot, refused where a row names what does not exist."""

from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.bom import Bom
from jingwei.engines.mrp.calendar import WorkCalendars
from jingwei.engines.mrp.items import Items
from jingwei.engines.mrp.rows import (
    Demands,
    Outputs,
    Receipts,
    Replacements,
    Replacing,
    SafetyLevels,
    outputs,
    replacements,
    safety_levels,
)
from jingwei.engines.refusal import InvalidInputError

SHARES_LIMIT = 10**9
"""The least common denominator of an item's shares: its square and more fit into 64 bits."""


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
    safety: SafetyLevels = field(default_factory=lambda: safety_levels([]))
    outputs: Outputs = field(default_factory=lambda: outputs([]))
    replacements: Replacements = field(default_factory=lambda: replacements([]))

    def __post_init__(self) -> None:
        if self.bom.n_items != len(self.items):
            raise InvalidInputError(
                f"BOM 有 {self.bom.n_items} 个物料，物料表有 {len(self.items)} 个。",
                f"The BOM speaks of {self.bom.n_items} items, the item table of {len(self.items)}.",
                ("bom",),
            )
        named = {
            "demands": ("item",), "receipts": ("item",), "safety": ("item",),
            "outputs": ("parent", "item"), "replacements": ("item", "by"),
        }  # fmt: skip
        for name, columns in named.items():
            for column in columns:
                self._refuse_unknown(name, column, getattr(getattr(self, name), column))
        self._refuse_replacements()

    def _refuse_unknown(self, name: str, column: str, item: I64) -> None:
        unknown = np.flatnonzero(item >= len(self.items))
        if unknown.size:
            row = int(unknown[0])
            raise InvalidInputError(
                f"{name} 第 {row} 行引用了不存在的物料 {item[row]}。",
                f"{name}, row {row}: item {item[row]} does not exist.",
                (name, row, column),
            )

    def _refuse_replacements(self) -> None:
        """Phantoms hold no stock to use up; a pair is named once, an item has one successor, nothing is its own."""
        seen: set[tuple[int, int]] = set()
        shares: dict[int, list[Fraction]] = {}
        rows = self.replacements
        for row, (item, by, kind) in enumerate(
            zip(rows.item.tolist(), rows.by.tolist(), rows.kind.tolist(), strict=True)
        ):
            if self.bom.phantom[item] or self.bom.phantom[by]:
                column = "item" if self.bom.phantom[item] else "by"
                raise InvalidInputError(
                    f"replacements 第 {row} 行涉及虚拟件，虚拟件没有库存可替代。",
                    f"replacements, row {row} names a phantom, which has no stock to use.",
                    ("replacements", row, column),
                )
            keys = {(item, by)} | ({(item, -1)} if kind == Replacing.SUCCESSOR else set())
            if item == by or keys & seen:
                raise InvalidInputError(
                    f"replacements 第 {row} 行重复，或物料 {item} 已有后继，或替代的是自己。",
                    f"replacements, row {row}: named twice, a second successor of item {item}, or itself.",
                    ("replacements", row, "by"),
                )
            seen |= keys
            if kind == Replacing.SHARE:
                shares.setdefault(item, []).append(rows.portion(row))
                self._refuse_shares(row, item, shares[item])

    def _refuse_shares(self, row: int, item: int, shares: list[Fraction]) -> None:
        """Together at most the whole, and fractions that the kernels can count together."""
        if sum(shares) > 1 or lcm(*(share.denominator for share in shares)) > SHARES_LIMIT:
            raise InvalidInputError(
                f"replacements 第 {row} 行：物料 {item} 的使用比例合计超过 1，或分得太细。",
                f"replacements, row {row}: the shares of item {item} come to more than 1, or are too fine.",
                ("replacements", row, "share"),
            )
