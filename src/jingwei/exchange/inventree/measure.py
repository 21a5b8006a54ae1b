"""Units of InvenTree, which are free text, as units of an item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from jingwei.base.units import BUILT_IN

ITEM_UNITS = ("个", "套", "箱", "包", "卷", "桶", "张", "kg", "g", "t", "m", "mm", "m²", "L", "mL")
"""What an imported item may be counted in; other units of the same dimension are converted into the first of it."""

NAMES = {
    "个": "pcs pc piece pieces ea each unit units no nos count dimensionless stk stück",
    "套": "set sets", "箱": "box boxes carton cartons", "包": "pack packs packet bag bags", "卷": "roll rolls reel reels",
    "桶": "drum drums", "张": "sheet sheets",
    "kg": "kg kgs kilogram kilograms kilogramme", "g": "g gram grams gramme", "t": "t ton tonne tonnes", "lb": "lb lbs pound pounds",
    "m": "m metre metres meter meters", "mm": "mm millimetre millimetres millimeter millimeters",
    "cm": "cm centimetre centimetres centimeter centimeters", "km": "km kilometre kilometer", "in": "in inch inches",
    "ft": "ft foot feet", "m²": "m2 m^2 m**2 m² square_metre square_meter", "cm²": "cm2 cm^2 cm**2 cm²", "mm²": "mm2 mm^2 mm**2 mm²",
    "L": "l litre litres liter liters", "mL": "ml millilitre millilitres milliliter milliliters", "m³": "m3 m^3 m**3 m³",
}  # fmt: skip


def _named() -> Iterator[tuple[str, str]]:
    for code, names in NAMES.items():
        yield code.casefold(), code
        for name in names.split():
            yield name, code


BY_NAME = dict(_named())


@dataclass(frozen=True, slots=True)
class Measure:
    """The unit of an item, and how many of it one unit of the source makes."""

    unit: str
    factor: Fraction = Fraction(1)

    @property
    def base(self) -> Fraction:
        """How many base units (kg, m, L …) one unit of the item makes; costs are kept per base unit."""
        return BUILT_IN.unit(self.unit).factor


PIECES = Measure("个")


def measure(text: str) -> Measure | None:
    """The measure for a unit of the file; nothing means pieces, None that nobody knows it."""
    if not text:
        return PIECES
    code = BY_NAME.get(text.strip().casefold())
    if code is None:
        return None
    if code in ITEM_UNITS:
        return Measure(code)
    source = BUILT_IN.unit(code)
    target = next(unit for unit in map(BUILT_IN.unit, ITEM_UNITS) if unit.dimension == source.dimension)
    return Measure(target.code, source.factor / target.factor)
