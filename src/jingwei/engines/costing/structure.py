"""Bills of materials for costing: exact quantities per unit, ordered by low-level code.

Plain Python on purpose: a roll-up belongs to a request, and the compiled explosion does not load there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from jingwei.engines.refusal import CycleError, InvalidInputError
from jingwei.engines.scrap import ScrapRule


@dataclass(frozen=True, slots=True)
class Component:
    """One unit of `parent` takes `quantity` of `component`, or one lot does where `fixed`.

    Items are any whole numbers. scrap is the share lost, 0 ≤ scrap < 1.
    """

    parent: int
    component: int
    quantity: Fraction
    scrap: Fraction = Fraction(0)
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """Components by parent, and every item of them with its low-level code: the longest way from a top.

    order   components before what is made of them
    """

    components: tuple[Component, ...]
    rule: ScrapRule = ScrapRule.DIVIDE
    below: dict[int, list[Component]] = field(init=False, default_factory=dict)
    level: dict[int, int] = field(init=False, default_factory=dict)
    order: tuple[int, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        for row, line in enumerate(self.components):
            _refuse_wrong_line(row, line)
            self.below.setdefault(line.parent, []).append(line)
        _levelled(self.components, self.below, self.level)
        object.__setattr__(
            self, "order", tuple(sorted(self.level, key=lambda item: (-self.level[item], item)))
        )

    def per_unit(self, line: Component, lot: Fraction) -> Fraction:
        """What one unit of the parent takes, scrap and its share of a fixed quantity included."""
        quantity = line.quantity / lot if line.fixed else line.quantity
        return quantity / (1 - line.scrap) if self.rule is ScrapRule.DIVIDE else quantity * (1 + line.scrap)


def _levelled(
    components: Sequence[Component], below: dict[int, list[Component]], level: dict[int, int]
) -> None:
    """Fills in the low-level codes from the tops down; what is never reached stands in or under a cycle."""
    waiting: dict[int, int] = {}
    for line in components:
        waiting[line.component] = waiting.get(line.component, 0) + 1
    ready = [item for item in below if item not in waiting]
    level.update(dict.fromkeys(ready, 0))
    for item in ready:
        for line in below.get(item, ()):
            level[line.component] = max(level.get(line.component, 0), level[item] + 1)
            waiting[line.component] -= 1
            if not waiting[line.component]:
                ready.append(line.component)
    stuck = {item for item, count in waiting.items() if count}
    if stuck:
        raise CycleError(_cycle(components, stuck))


def _cycle(components: Sequence[Component], stuck: set[int]) -> tuple[int, ...]:
    """One closed path, downwards: each stuck item has a stuck parent, so going up ends in a circle."""
    parent_of = {line.component: line.parent for line in components if line.parent in stuck}
    item, path = min(stuck), list[int]()
    while item not in path:
        path.append(item)
        item = parent_of[item]
    circle = [*path[path.index(item) :], item]
    return tuple(reversed(circle))


def _refuse_wrong_line(row: int, line: Component) -> None:
    if line.quantity < 0:
        raise InvalidInputError(
            f"第 {row} 行（物料 {line.parent} 用 {line.component}）的用量小于 0。",
            f"Line {row} (item {line.component} in {line.parent}): the quantity is below 0.",
            ("components", row, "quantity"),
        )
    if not 0 <= line.scrap < 1:
        raise InvalidInputError(
            f"第 {row} 行（物料 {line.parent} 用 {line.component}）的损耗率应不小于 0 且小于 1。",
            f"Line {row} (item {line.component} in {line.parent}): scrap must be 0 or more and below 1.",
            ("components", row, "scrap"),
        )
