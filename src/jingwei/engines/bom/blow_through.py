"""Phantoms dissolved: a parent takes a phantom's components directly, by multiplied ratios."""

from fractions import Fraction
from math import ceil

import numpy as np

from jingwei.engines.arrays import QUANTITY_LIMIT
from jingwei.engines.bom.lines import Lines
from jingwei.engines.bom.structure import Bom
from jingwei.engines.refusal import QuantityOverflowError

# parent, component, ratio with scrap, fixed, valid from, valid to
Line = tuple[int, int, Fraction, int, int, int]


def blow_through(bom: Bom) -> Bom:
    """The same bill of materials in which no phantom is a component; nothing is rounded on the way.

    A phantom keeps its own lines, for demand on the phantom itself. Fixed quantities below a phantom are
    taken once per order of the real parent; a fixed quantity *of* a phantom is multiplied down like any
    quantity. Scrap is folded into the ratios; one whose terms leave 64 bits (scrap of 1 ppm on four levels
    does) becomes the nearest that stays within. Validity periods intersect. Raises QuantityOverflowError
    where the value of a ratio leaves 64 bits.
    """
    parts = bom.lines
    touched = bom.phantom[parts.component]
    if not touched.any():
        return bom
    dissolved: dict[int, list[Line]] = {}
    for item in bom.order[::-1].tolist():
        if bom.phantom[item]:
            rows = bom.below_rows[bom.below[item] : bom.below[item + 1]].tolist()
            dissolved[item] = [line for row in rows for line in _dissolve(bom, row, dissolved)]
    kept = np.flatnonzero(~touched & ~bom.phantom[parts.parent])
    added = [line for lines_ in dissolved.values() for line in lines_]
    for row in np.flatnonzero(touched & ~bom.phantom[parts.parent]).tolist():
        added.extend(_dissolve(bom, row, dissolved))
    return Bom(bom.n_items, _joined(bom, kept.tolist(), added), bom.phantom, bom.scrap_rule)


def _dissolve(bom: Bom, row: int, dissolved: dict[int, list[Line]]) -> list[Line]:
    """Line `row` itself, or the lines of the phantom it names as seen from its parent."""
    parts = bom.lines
    parent, component = int(parts.parent[row]), int(parts.component[row])
    ratio = Fraction(int(bom.gross_num[row]), int(bom.gross_den[row]))
    fixed, start, end = int(parts.fixed[row]), int(parts.valid_from[row]), int(parts.valid_to[row])
    if not bom.phantom[component]:
        return [(parent, component, ratio, fixed, start, end)]
    through: list[Line] = []
    for _, below, per, once, since, until in dissolved[component]:
        first, last = max(start, since), min(end, until)
        if first < last:
            extra = -((-fixed * per.numerator) // per.denominator)
            through.append((parent, below, ratio * per, once + extra, first, last))
    return through


def _joined(bom: Bom, kept: list[int], added: list[Line]) -> Lines:
    """Untouched lines and dissolved ones together; dissolved ratios carry their scrap already."""
    for _, component, ratio, fixed, _, _ in added:
        if max(ceil(ratio), fixed) > QUANTITY_LIMIT:
            raise QuantityOverflowError(component)
    ratios = [_within_64_bits(line[2]) for line in added]
    parts = bom.lines

    def column(old: np.ndarray, new: list[int]) -> np.ndarray:
        return np.concatenate([old[kept], np.array(new, np.int64)])

    return Lines(
        parent=column(parts.parent, [line[0] for line in added]),
        component=column(parts.component, [line[1] for line in added]),
        numerator=column(parts.numerator, [ratio.numerator for ratio in ratios]),
        denominator=column(parts.denominator, [ratio.denominator for ratio in ratios]),
        scrap_ppm=column(parts.scrap_ppm, [0] * len(added)),
        fixed=column(parts.fixed, [line[3] for line in added]),
        valid_from=column(parts.valid_from, [line[4] for line in added]),
        valid_to=column(parts.valid_to, [line[5] for line in added]),
    )


def _within_64_bits(ratio: Fraction) -> Fraction:
    """The ratio itself where its terms allow it, else the nearest: off by less than one step in 2^62 / ratio."""
    if max(ratio.numerator, ratio.denominator) <= QUANTITY_LIMIT:
        return ratio
    return ratio.limit_denominator(QUANTITY_LIMIT // ceil(ratio))
