"""Capability Cp, Cpk, Cpm and performance Pp, Ppk with confidence intervals (GB/T 40681 / ISO 22514-2; Montgomery ch. 8).

Cp intervals are exact for a chi-square σ̂; Cpk intervals are Bissell's (1990). The expected shares outside
assume a normal distribution.
"""

from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np
import numpy.typing as npt

from jingwei.engines.distributions import chi_square_quantile, normal_cdf, normal_quantile
from jingwei.engines.refusal import EngineError, InvalidInputError
from jingwei.engines.spc.estimate import Sigma, Within, moving, within
from jingwei.engines.spc.measurements import i_mr, xbar_r, xbar_s
from jingwei.engines.spc.samples import F64, Rows, enough, series, subgroups

PER_MILLION = 1_000_000


class UnstableProcessError(EngineError):
    """A process out of control has no capability to speak of; `point` is the first beyond its limits."""

    def __init__(self, point: int) -> None:
        super().__init__(
            f"过程不稳定：第 {point} 点超出控制限。请先查明原因，再计算过程能力。",
            f"The process is not stable: point {point} lies beyond its limits. Find the cause first.",
            ("points", point),
        )
        self.point = point


@dataclass(frozen=True, slots=True)
class Limits:
    """The specification; one side may be open."""

    lower: float | None = None
    upper: float | None = None
    target: float | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.lower, self.target, self.upper) if value is not None]
        closed = self.lower is not None or self.upper is not None
        if not closed or not all(map(isfinite, given)) or self.lower == self.upper or given != sorted(given):
            raise InvalidInputError(
                "规格限不正确：至少给出一侧，且下限 < 上限，目标值在两者之间。",
                "The specification is wrong: give one side at least, lower < upper, the target between them.",
                ("limits",),
            )


@dataclass(frozen=True, slots=True)
class Index:
    """An index and its two-sided confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Indices:
    """The indices of one σ; those that need the missing side of a specification are None.

    both   Cp or Pp
    below  Cpl or Ppl;  above  Cpu or Ppu (points)
    worst  Cpk or Ppk
    outside_ppm  expected parts per million outside
    """

    sigma: Sigma
    both: Index | None
    below: float | None
    above: float | None
    worst: Index
    outside_ppm: float


@dataclass(frozen=True, slots=True)
class Capability:
    """`within` holds Cp/Cpk of the short term, `overall` Pp/Ppk of all the variation there was.

    cpm needs a target and both sides; observed_ppm counts the measurements outside.
    """

    count: int
    mean: float
    within: Indices
    overall: Indices
    cpm: float | None
    observed_ppm: float


def of_subgroups(
    rows: Rows,
    limits: Limits,
    *,
    method: Within = Within.RANGE,
    confidence: float = 0.95,
    unstable: bool = False,
) -> Capability:
    """From rational subgroups; refused for an unstable process unless `unstable` says it is known."""
    samples = subgroups(rows)
    if not unstable:
        chart = xbar_r(rows) if method is Within.RANGE else xbar_s(rows)
        _refuse_unstable(chart.location.beyond)
        _refuse_unstable(chart.spread.beyond if chart.spread else np.zeros(0, np.bool_))
    return _capability(samples.values, within(samples, method), limits, confidence)


def of_values(
    values: npt.ArrayLike, limits: Limits, *, confidence: float = 0.95, unstable: bool = False
) -> Capability:
    """From single values in the order they were made; σ within from moving ranges."""
    kept = enough("values", series(("values",), values), 2)
    if not unstable:
        chart = i_mr(kept)
        _refuse_unstable(chart.location.beyond)
        ranges = chart.spread.beyond if chart.spread else np.zeros(0, np.bool_)
        _refuse_unstable(np.concatenate([[False], ranges]))  # a range is known with the second of its points
    return _capability(kept, moving(kept), limits, confidence)


def _capability(values: F64, short: Sigma, limits: Limits, confidence: float) -> Capability:
    mean, deviation = float(values.mean()), float(values.std(ddof=1))
    if not (short.value > 0 and deviation > 0):
        raise InvalidInputError(
            "数据没有变异，过程能力无定义。", "The data do not vary; capability is undefined.", ("values",)
        )
    if not 0 < confidence < 1:
        raise InvalidInputError(
            f"置信水平 {confidence} 应在 0 与 1 之间。",
            f"The confidence {confidence} must lie between 0 and 1.",
            ("confidence",),
        )
    outside = np.zeros(len(values), np.bool_)
    if limits.lower is not None:
        outside |= values < limits.lower
    if limits.upper is not None:
        outside |= values > limits.upper
    long = Sigma(deviation, len(values) - 1)
    return Capability(
        count=len(values),
        mean=mean,
        within=_indices(mean, short, limits, len(values), confidence),
        overall=_indices(mean, long, limits, len(values), confidence),
        cpm=_cpm(mean, deviation, limits),
        observed_ppm=float(outside.mean()) * PER_MILLION,
    )


def _indices(mean: float, sigma: Sigma, limits: Limits, count: int, confidence: float) -> Indices:
    below = None if limits.lower is None else (mean - limits.lower) / (3 * sigma.value)
    above = None if limits.upper is None else (limits.upper - mean) / (3 * sigma.value)
    both = None
    if limits.lower is not None and limits.upper is not None:
        both = _both((limits.upper - limits.lower) / (6 * sigma.value), sigma, confidence)
    sides = [side for side in (below, above) if side is not None]
    share = sum(normal_cdf(-3 * side) for side in sides)
    worst = _worst(min(sides), sigma, count, confidence)
    return Indices(sigma, both, below, above, worst, share * PER_MILLION)


def _both(value: float, sigma: Sigma, confidence: float) -> Index:
    tail = (1 - confidence) / 2
    low, high = (
        value * sqrt(chi_square_quantile(sigma.degrees, share) / sigma.degrees) for share in (tail, 1 - tail)
    )
    return Index(value, low, high)


def _worst(value: float, sigma: Sigma, count: int, confidence: float) -> Index:
    z = normal_quantile(1 - (1 - confidence) / 2)
    # Bissell's relative error, written so that an index of 0 keeps the error of the mean.
    half = z * sqrt(1 / (9 * count) + value**2 / (2 * sigma.degrees))
    return Index(value, value - half, value + half)


def _cpm(mean: float, deviation: float, limits: Limits) -> float | None:
    if limits.lower is None or limits.upper is None or limits.target is None:
        return None
    return (limits.upper - limits.lower) / (6 * sqrt(deviation**2 + (mean - limits.target) ** 2))


def _refuse_unstable(beyond: npt.NDArray[np.bool_]) -> None:
    points = np.flatnonzero(beyond)
    if points.size:
        raise UnstableProcessError(int(points[0]))
