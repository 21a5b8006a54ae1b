"""Acceptance sampling by attributes: plans, verdicts, switching and operating characteristics of GB/T 2828.1-2012.

>>> from jingwei.engines import sampling
>>> sampling.plan(5000, "1.5")                                     # L: 200, Ac 7, Re 8
>>> sampling.inspect(sampling.Scheme(Decimal("1.5")), lots)[-1].standing   # what the next lot gets
"""

from jingwei.engines.sampling.characteristic import (
    Model,
    acceptance,
    acceptance_of_lot,
    average_sample,
    outgoing,
    quality_at,
)
from jingwei.engines.sampling.plan import Plan, Stage, Verdict, by_letter, code_letter, judge, plan
from jingwei.engines.sampling.switching import Inspected, Lot, Scheme, Standing, StoppedError, inspect
from jingwei.engines.sampling.tables import AQLS, Level, Severity

__all__ = [
    "AQLS",
    "Inspected",
    "Level",
    "Lot",
    "Model",
    "Plan",
    "Scheme",
    "Severity",
    "Stage",
    "Standing",
    "StoppedError",
    "Verdict",
    "acceptance",
    "acceptance_of_lot",
    "average_sample",
    "by_letter",
    "code_letter",
    "inspect",
    "judge",
    "outgoing",
    "plan",
    "quality_at",
]
