"""Statistical process control: charts, rules, capability and gauge studies; numbers in, numbers out.

>>> from jingwei.engines import spc
>>> chart = spc.xbar_r(rows)                                  # k × n measurements
>>> spc.violations(chart.location, spc.NELSON)                # which points, which rule
>>> spc.of_subgroups(rows, spc.Limits(73.95, 74.05)).within   # Cp, Cpk with intervals
"""

from jingwei.engines.spc.attributes import c, np_, p, u
from jingwei.engines.spc.capability import (
    Capability,
    Index,
    Indices,
    Limits,
    UnstableProcessError,
    of_subgroups,
    of_values,
)
from jingwei.engines.spc.chart import Chart, Frozen, Series
from jingwei.engines.spc.constants import Constants, constants
from jingwei.engines.spc.estimate import Sigma, Within
from jingwei.engines.spc.gauge import Gauge, Share, Source, analysis_of_variance, average_and_range
from jingwei.engines.spc.measurements import i_mr, xbar_r, xbar_s
from jingwei.engines.spc.memory import Cusum, cusum, ewma
from jingwei.engines.spc.rules import BEYOND, NELSON, WESTERN_ELECTRIC, Rule, Violation, violations

__all__ = [
    "BEYOND",
    "NELSON",
    "WESTERN_ELECTRIC",
    "Capability",
    "Chart",
    "Constants",
    "Cusum",
    "Frozen",
    "Gauge",
    "Index",
    "Indices",
    "Limits",
    "Rule",
    "Series",
    "Share",
    "Sigma",
    "Source",
    "UnstableProcessError",
    "Violation",
    "Within",
    "analysis_of_variance",
    "average_and_range",
    "c",
    "constants",
    "cusum",
    "ewma",
    "i_mr",
    "np_",
    "of_subgroups",
    "of_values",
    "p",
    "u",
    "violations",
    "xbar_r",
    "xbar_s",
]
