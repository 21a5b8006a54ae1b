"""Depreciation of fixed assets to the cent: straight line, units of work, double declining balance, sum of years.

>>> from jingwei.engines import assets
>>> assets.depreciate(assets.Asset(Decimal(1000), Decimal(100), date(2026, 1, 15), months=24))[0].amount
Decimal('37.50')
"""

from jingwei.engines.assets.asset import Asset, Charge, Method, Revaluation, Usage
from jingwei.engines.assets.depreciate import depreciate

__all__ = ["Asset", "Charge", "Method", "Revaluation", "Usage", "depreciate"]
