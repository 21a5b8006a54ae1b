"""A bill of materials ready to compute with: checked for cycles, levelled, indexed downwards and upwards."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import I64, QUANTITY_LIMIT, Flags, flags, frozen
from jingwei.engines.bom.kernels import levelled
from jingwei.engines.bom.lines import Lines, scrap_ratio
from jingwei.engines.exact import grouped
from jingwei.engines.refusal import CycleError, InvalidInputError
from jingwei.engines.scrap import ScrapRule


@dataclass(frozen=True, slots=True)
class Bom:
    """Items 0 … n_items-1 and their lines.

    phantom           items that are never ordered: their components belong to the parent's order
    gross_num/_den    per line: quantity per with scrap, reduced; component steps per parent step
    below/below_rows  lines by parent (rows below_rows[below[p]:below[p+1]])
    above/above_rows  lines by component
    order             items with every parent before its components
    level             low-level code: the longest path from any top
    Effectivity is not considered for cycles: a loop across two validity periods is refused too.
    """

    n_items: int
    lines: Lines
    phantom: Flags
    scrap_rule: ScrapRule = ScrapRule.DIVIDE
    gross_num: I64 = field(init=False)
    gross_den: I64 = field(init=False)
    below: I64 = field(init=False)
    below_rows: I64 = field(init=False)
    above: I64 = field(init=False)
    above_rows: I64 = field(init=False)
    order: I64 = field(init=False)
    level: I64 = field(init=False)

    def __post_init__(self) -> None:
        for name in ("parent", "component"):
            _refuse_unknown_item(name, getattr(self.lines, name), self.n_items)
        factor, divisor = scrap_ratio(self.scrap_rule, self.lines.scrap_ppm)
        num, den = _product(self.lines.numerator, factor), _product(self.lines.denominator, divisor)
        common = np.gcd(num, den)
        below, below_rows = grouped(self.lines.parent, self.n_items)
        above, above_rows = grouped(self.lines.component, self.n_items)
        order, level, placed = levelled(self.lines.component, below, below_rows, above)
        if placed < self.n_items:
            raise cycle_in(self.lines.parent, above, above_rows, order[:placed])
        derived = {
            "gross_num": num // common,
            "gross_den": den // common,
            "below": below,
            "below_rows": below_rows,
            "above": above,
            "above_rows": above_rows,
            "order": order,
            "level": level,
        }
        for name, array in derived.items():
            object.__setattr__(self, name, frozen(array))
        object.__setattr__(self, "phantom", flags("phantom", self.phantom, self.n_items))


def build(
    n_items: int,
    lines: Lines,
    *,
    phantom: npt.ArrayLike | None = None,
    scrap_rule: ScrapRule = ScrapRule.DIVIDE,
) -> Bom:
    """The bill of materials of `lines`; raises CycleError with the path, InvalidInputError at its place."""
    none = np.zeros(n_items, np.bool_)
    return Bom(n_items, lines, none if phantom is None else np.asarray(phantom), scrap_rule)


def _refuse_unknown_item(name: str, items: I64, n_items: int) -> None:
    unknown = np.flatnonzero(items >= n_items)
    if unknown.size:
        row = int(unknown[0])
        raise InvalidInputError(
            f"BOM 第 {row} 行引用了不存在的物料 {items[row]}。",
            f"BOM line {row} names item {items[row]}, which does not exist.",
            (f"lines.{name}", row),
        )


def _product(quantities: I64, factors: I64) -> I64:
    """quantities × factors, refused where scrap makes a ratio leave the exact range."""
    wide = np.flatnonzero(quantities > QUANTITY_LIMIT // factors)
    if wide.size:
        row = int(wide[0])
        raise InvalidInputError(
            f"BOM 第 {row} 行的用量与损耗相乘后超出可精确计算的范围。",
            f"BOM line {row}: quantity per and scrap together leave the exact range.",
            ("lines.numerator", row),
        )
    return quantities * factors


def cycle_in(parent: I64, above: I64, above_rows: I64, levelled_items: I64) -> CycleError:
    """One closed path among the items that could not be levelled; each has a parent of the same kind."""
    placed = set(levelled_items.tolist())
    item = next(i for i in range(len(above) - 1) if i not in placed)
    walked: dict[int, int] = {}
    path: list[int] = []
    while item not in walked:
        walked[item] = len(path)
        path.append(item)
        parents = parent[above_rows[above[item] : above[item + 1]]].tolist()
        item = next(one for one in parents if one not in placed)
    upward = [*path[walked[item] :], item]
    return CycleError(tuple(reversed(upward)))
