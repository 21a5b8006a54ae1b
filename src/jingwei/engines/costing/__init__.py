"""Product costing in exact decimals: multi-level roll-up and variances; plain Python, nothing compiled.

>>> from jingwei.engines import costing
>>> structure = costing.Structure((costing.Component(1, 2, Fraction(3)),))
>>> costing.roll_up(structure, given={2: costing.Elements(material=Decimal("1.50"))}).costs[1].total
Decimal('4.5000')
"""

from jingwei.engines.costing.elements import Elements
from jingwei.engines.costing.roll_up import DIGITS, Cost, Operation, RollUp, converted, roll_up
from jingwei.engines.costing.structure import Component, Structure
from jingwei.engines.costing.variances import Mixed, Overhead, Use, lot_size, mix_and_yield
from jingwei.engines.scrap import ScrapRule

__all__ = [
    "DIGITS",
    "Component",
    "Cost",
    "Elements",
    "Mixed",
    "Operation",
    "Overhead",
    "RollUp",
    "ScrapRule",
    "Structure",
    "Use",
    "converted",
    "lot_size",
    "mix_and_yield",
    "roll_up",
]
