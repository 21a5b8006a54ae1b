"""The within-subgroup standard deviation by four estimators, each with its effective degrees of freedom."""

from dataclasses import dataclass
from enum import Enum
from math import sqrt

import numpy as np

from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.spc.constants import c4, constants
from jingwei.engines.spc.samples import F64, Subgroups


class Within(Enum):
    """How σ within subgroups is estimated."""

    RANGE = "R̄/d2"
    DEVIATION = "s̄/c4"
    POOLED = "s pooled"
    MOVING_RANGE = "MR̄/d2"


@dataclass(frozen=True, slots=True)
class Sigma:
    """An estimate and the degrees of freedom a chi-square interval for it may use."""

    value: float
    degrees: float


def within(samples: Subgroups, method: Within) -> Sigma:
    """σ of rational subgroups; subgroups of different size each count as one, unless pooled."""
    if method is Within.POOLED:
        weight = samples.size - 1
        mean_square = float((weight * samples.deviation**2).sum() / weight.sum())
        # Unbiased like the others: s pooled ÷ c4(d + 1).
        return Sigma(sqrt(mean_square) / c4(float(weight.sum()) + 1), float(weight.sum()))
    if method is Within.MOVING_RANGE:
        raise InvalidInputError(
            "移动极差法用于单值数据，不用于子组。",
            "The moving range is for single values, not for subgroups.",
            ("within",),
        )
    known = [constants(int(size)) for size in samples.size]
    if method is Within.RANGE:
        ratio, noise = (
            samples.spread / [one.d2 for one in known],
            np.array([one.d3 / one.d2 for one in known]),
        )
    else:
        ratio, noise = (
            samples.deviation / [one.c4 for one in known],
            np.array([one.c5 / one.c4 for one in known]),
        )
    # A chi-square with d degrees has a relative variance of s of 1/(2d) (Bissell 1990): 0.9·k(n−1) for R̄.
    degrees = len(samples) ** 2 / (2 * float((noise**2).sum()))
    return Sigma(float(ratio.mean()), degrees)


def moving(values: F64) -> Sigma:
    """σ of single values from the ranges of neighbours; 0.62(n−1) degrees (Bissell 1990)."""
    ranges = np.abs(np.diff(values))
    return Sigma(float(ranges.mean()) / constants(2).d2, 0.62 * (len(values) - 1))
