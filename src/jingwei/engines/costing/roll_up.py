"""Roll-up (成本卷算): what a unit costs, from the bottom of the structure to the top.

Each item is rounded once, to the digits costs are kept in, and enters what is made of it with that cost: so
anybody can add a level up on paper and find the same number.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from jingwei.engines.costing.elements import EXACT, NAMES, ZERO, Elements, rounded
from jingwei.engines.costing.structure import Structure
from jingwei.engines.refusal import InvalidInputError

DIGITS = 4
MINUTES = 60

Units: TypeAlias = tuple[int, ...]
"""A total and its elements as whole multiples of the smallest amount in the roll-up."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What one operation adds to a unit of `item`.

    setup     minutes once a lot; every unit of the lot carries its share
    minutes   per unit
    labour, machine, overhead   rates per hour of that time
    piece     wage per unit;  outside   price per unit of work done elsewhere
    """

    item: int
    setup: Decimal = ZERO
    minutes: Decimal = ZERO
    labour: Decimal = ZERO
    machine: Decimal = ZERO
    overhead: Decimal = ZERO
    piece: Decimal = ZERO
    outside: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one unit, seen twice; both views have the same total.

    level   this level: material is everything the components cost
    split   all levels: the labour in a component is labour here too
    """

    level: Elements
    split: Elements

    @property
    def total(self) -> Decimal:
        return self.level.total


@dataclass(frozen=True, slots=True)
class RollUp:
    """Costs by item; `unpriced` are items that came out at 0 because nobody gave them a cost."""

    costs: dict[int, Cost]
    unpriced: tuple[int, ...]


def roll_up(
    structure: Structure,
    *,
    given: Mapping[int, Elements],
    conversion: Mapping[int, Elements] | None = None,
    lots: Mapping[int, Decimal] | None = None,
    digits: int = DIGITS,
) -> RollUp:
    """Given costs win; what has components costs these and its conversion; the rest is unpriced.

    conversion   labour, machine, overhead, outside of making one unit (see `converted`)
    lots         standard lot sizes, 1 where none is given
    """
    conversion, costs, unpriced = conversion or {}, dict[int, Cost](), list[int]()
    scale = max((digits, *(_decimals(one) for one in (*given.values(), *conversion.values()))))
    units: dict[int, Units] = {}
    for item in dict.fromkeys((*structure.order, *given, *conversion)):
        if item in given:
            cost = Cost(given[item], given[item])
        elif item in structure.below or item in conversion:
            below = _components(item, structure, units, _lot(item, lots))
            cost = _made(below, conversion.get(item, Elements()), scale, digits)
        else:
            cost = Cost(Elements(), Elements())
            unpriced.append(item)
        costs[item] = cost
        units[item] = tuple(int(value.scaleb(scale, EXACT)) for value in (cost.total, *cost.split.each()))
    return RollUp(costs, tuple(sorted(unpriced)))


def converted(
    operations: Iterable[Operation], *, lots: Mapping[int, Decimal] | None = None, digits: int = DIGITS
) -> dict[int, Elements]:
    """The conversion cost of one unit of each item that has operations."""
    sums: dict[int, list[Fraction]] = defaultdict(lambda: [Fraction(0)] * len(NAMES))
    for row, one in enumerate(operations):
        _refuse_negative(row, one)
        hours = (Fraction(one.setup) / _lot(one.item, lots) + Fraction(one.minutes)) / MINUTES
        added = (
            Fraction(0),
            hours * Fraction(one.labour) + Fraction(one.piece),
            hours * Fraction(one.machine),
            hours * Fraction(one.overhead),
            Fraction(one.outside),
        )
        sums[one.item] = [a + b for a, b in zip(sums[one.item], added, strict=True)]
    return {item: Elements(*(rounded(value, digits) for value in parts)) for item, parts in sums.items()}


def _components(item: int, structure: Structure, units: Mapping[int, Units], lot: Fraction) -> list[Fraction]:
    """Total and elements of what one unit takes, summed by denominator: most quantities share a few, and
    whole numbers add faster than fractions."""
    sums: dict[int, list[int]] = {}
    for line in structure.below.get(item, ()):
        taken, cost = structure.per_unit(line, lot), units[line.component]
        share = taken.numerator
        known = sums.get(taken.denominator)
        if known is None:
            sums[taken.denominator] = [share * value for value in cost]
        else:
            for place, value in enumerate(cost):
                known[place] += share * value
    return [
        sum((Fraction(values[place], below) for below, values in sums.items()), Fraction(0))
        for place in range(len(NAMES) + 1)
    ]


def _made(below: list[Fraction], own: Elements, scale: int, digits: int) -> Cost:
    total, *parts = (rounded(value / 10**scale, digits) for value in below)
    level = Elements(material=total).plus(own)
    return Cost(level, _closed(parts, own, level.total))


def _closed(below: list[Decimal], own: Elements, total: Decimal) -> Elements:
    """The elements of all levels; what rounding each of them left goes to the largest."""
    split = Elements(*below).plus(own)
    values = list(split.each())
    largest = max(range(len(values)), key=lambda place: values[place])
    values[largest] = EXACT.add(values[largest], EXACT.subtract(total, split.total))
    return Elements(*values)


def _decimals(cost: Elements) -> int:
    return max(_scale(value) for value in cost.each())


def _scale(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _lot(item: int, lots: Mapping[int, Decimal] | None) -> Fraction:
    lot = Fraction(lots.get(item, 1)) if lots else Fraction(1)
    if lot <= 0:
        raise InvalidInputError(
            f"物料 {item} 的标准批量 {lot} 应大于 0。",
            f"Item {item}: the lot size {lot} must be above 0.",
            ("lots", item),
        )
    return lot


def _refuse_negative(row: int, one: Operation) -> None:
    for name in ("setup", "minutes", "labour", "machine", "overhead", "piece", "outside"):
        if not getattr(one, name) >= 0:
            raise InvalidInputError(
                f"第 {row} 道工序（物料 {one.item}）的 {name} 小于 0。",
                f"Operation {row} (item {one.item}): {name} is below 0.",
                ("operations", row, name),
            )
