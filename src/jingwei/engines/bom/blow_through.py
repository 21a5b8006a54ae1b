"""Phantoms dissolved: a parent takes a phantom's components directly, by exactly multiplied ratios."""

from fractions import Fraction

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
    quantity. Scrap is folded into the ratios. Validity periods intersect. Raises QuantityOverflowError
    where a ratio leaves 64 bits.
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
        if max(ratio.numerator, ratio.denominator) > QUANTITY_LIMIT or fixed > QUANTITY_LIMIT:
            raise QuantityOverflowError(component)
    parts = bom.lines

    def column(old: np.ndarray, new: list[int]) -> np.ndarray:
        return np.concatenate([old[kept], np.array(new, np.int64)])

    return Lines(
        parent=column(parts.parent, [line[0] for line in added]),
        component=column(parts.component, [line[1] for line in added]),
        numerator=column(parts.numerator, [line[2].numerator for line in added]),
        denominator=column(parts.denominator, [line[2].denominator for line in added]),
        scrap_ppm=column(parts.scrap_ppm, [0] * len(added)),
        fixed=column(parts.fixed, [line[3] for line in added]),
        valid_from=column(parts.valid_from, [line[4] for line in added]),
        valid_to=column(parts.valid_to, [line[5] for line in added]),
    )
