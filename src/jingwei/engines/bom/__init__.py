"""Bills of materials in exact integers: explode, tree, node count, where used, phantoms blown through.

Quantities are int64 counts of an item's step (0.001 kg, 1 piece …); the step itself stays with the caller.
"""

import numpy as np

from jingwei.engines.bom.blow_through import blow_through
from jingwei.engines.bom.explode import TREE_LIMIT, Tree, explode, node_count, tree
from jingwei.engines.bom.lines import Lines, lines
from jingwei.engines.bom.structure import Bom, build
from jingwei.engines.bom.where_used import WhereUsed, where_used
from jingwei.engines.scrap import ScrapRule


def warm_up() -> None:
    """Load or compile every kernel once, so that no request waits for it."""
    tiny = build(2, lines([0], [1], [2]))
    explode(tiny, 0, 1)
    tree(tiny, 0, 1)
    where_used(tiny, 1)
    blow_through(build(2, lines([0], [1], [2]), phantom=np.array([False, True])))


__all__ = [
    "TREE_LIMIT",
    "Bom",
    "Lines",
    "ScrapRule",
    "Tree",
    "WhereUsed",
    "blow_through",
    "build",
    "explode",
    "lines",
    "node_count",
    "tree",
    "warm_up",
    "where_used",
]
