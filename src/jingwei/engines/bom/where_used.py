"""Upwards through a bill of materials: which items take a component, directly or through others."""

from dataclasses import dataclass

import numpy as np

from jingwei.engines.arrays import I64, Flags, frozen
from jingwei.engines.bom.kernels import reached
from jingwei.engines.bom.structure import Bom
from jingwei.engines.refusal import InvalidInputError


@dataclass(frozen=True, slots=True)
class WhereUsed:
    """Items above a component: item, level (lines on the shortest way up), top (nothing takes it)."""

    item: I64
    level: I64
    top: Flags

    def __len__(self) -> int:
        return len(self.item)


def where_used(bom: Bom, item: int, *, multi_level: bool = True, tops_only: bool = False) -> WhereUsed:
    """The exact inverse of `explode`: nearest first, then by item number; `item` itself is left out."""
    if not 0 <= item < bom.n_items:
        raise InvalidInputError(f"物料 {item} 不存在。", f"Item {item} does not exist.", ("item",))
    level = {item: 0}
    # `reached` walks breadth first, so every item is met after one of its nearest ways down.
    for upper in reached(item, bom.lines.parent, bom.above, bom.above_rows).tolist()[1:]:
        rows = bom.below_rows[bom.below[upper] : bom.below[upper + 1]]
        below = bom.lines.component[rows].tolist()
        level[upper] = 1 + min(level[child] for child in below if child in level)
    del level[item]
    found = [
        (steps, upper)
        for upper, steps in level.items()
        if (multi_level or steps == 1) and not (tops_only and bom.above[upper] < bom.above[upper + 1])
    ]
    found.sort()
    items = np.array([upper for _, upper in found], np.int64)
    return WhereUsed(
        frozen(items),
        frozen(np.array([steps for steps, _ in found], np.int64)),
        frozen(bom.above[items] == bom.above[items + 1]),
    )
