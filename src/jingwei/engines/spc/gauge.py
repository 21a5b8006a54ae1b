"""Gauge repeatability and reproducibility of a crossed study: analysis of variance, and average and range.

Standard: AIAG *Measurement Systems Analysis*, 4th edition, ch. III B; GB/T 32467 in its terms.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import frozen
from jingwei.engines.distributions import fisher_tail
from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.spc.constants import constants, d2_star
from jingwei.engines.spc.samples import F64

POOLING = 0.25
"""AIAG pools an interaction into repeatability when its p-value is above this."""


@dataclass(frozen=True, slots=True)
class Source:
    """A line of the analysis of variance; F and p are None for the error and the total."""

    name: str
    degrees: int
    squares: float
    mean_square: float
    f: float | None = None
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """One component: its variance and what it is of the total (contribution), of the study variation and of
    the tolerance, all as fractions of 1."""

    variance: float
    deviation: float
    contribution: float
    study: float
    tolerance: float | None


@dataclass(frozen=True, slots=True)
class Gauge:
    """repeatability (equipment, EV) + reproducibility (appraiser AV, with interaction) = gauge (GRR); with
    part to part (PV) the total (TV). categories: how many classes of parts the gauge can tell apart (ndc),
    None for one that does not vary at all."""

    repeatability: Share
    reproducibility: Share
    interaction: Share
    gauge: Share
    part: Share
    total: Share
    categories: int | None
    table: tuple[Source, ...] = ()
    pooled: bool = False


def analysis_of_variance(
    measured: npt.ArrayLike, *, tolerance: float | None = None, pooling: float = POOLING
) -> Gauge:
    """measured: float[parts, appraisers, trials]; negative variance components count as 0."""
    study = _study(measured)
    parts, appraisers, trials = study.shape
    table = _table(study)
    part, appraiser, crossed, error = table[:4]
    pooled = crossed.p is not None and crossed.p > pooling
    if pooled:
        degrees, squares = crossed.degrees + error.degrees, crossed.squares + error.squares
        error = Source("repeatability", degrees, squares, squares / degrees)
        part, appraiser = (_tested(one, error) for one in (part, appraiser))
        table = (part, appraiser, error, table[4])
        divisor, interaction = error.mean_square, 0.0
    else:
        divisor = crossed.mean_square
        interaction = max(0.0, (crossed.mean_square - error.mean_square) / trials)
    operators = max(0.0, (appraiser.mean_square - divisor) / (parts * trials))
    pieces = max(0.0, (part.mean_square - divisor) / (appraisers * trials))
    return _gauge(error.mean_square, operators, interaction, pieces, tolerance, table, pooled)


def average_and_range(measured: npt.ArrayLike, *, tolerance: float | None = None) -> Gauge:
    """measured: float[parts, appraisers, trials]; K1 = 1/d2, K2 = K3 = 1/d2* of one sample."""
    study = _study(measured)
    parts, appraisers, trials = study.shape
    equipment = float(np.ptp(study, axis=2).mean()) / constants(trials).d2
    between = float(np.ptp(study.mean(axis=(0, 2)))) / d2_star(appraisers, 1)
    operators = max(0.0, between**2 - equipment**2 / (parts * trials))
    pieces = (float(np.ptp(study.mean(axis=(1, 2)))) / d2_star(parts, 1)) ** 2
    return _gauge(equipment**2, operators, 0.0, pieces, tolerance)


def _study(measured: npt.ArrayLike) -> F64:
    raw = np.asarray(measured, np.float64)
    if raw.ndim != 3 or min(raw.shape) < 2:
        raise InvalidInputError(
            f"量具研究的数据应为 零件 × 评价人 × 重复次数，每项至少 2，实际形状为 {raw.shape}。",
            f"A gauge study is parts × appraisers × trials, at least 2 of each; its shape is {raw.shape}.",
            ("measured",),
        )
    wrong = np.argwhere(~np.isfinite(raw))
    if len(wrong):
        part, appraiser, trial = (int(index) for index in wrong[0])
        raise InvalidInputError(
            f"零件 {part}、评价人 {appraiser} 的第 {trial} 次测量缺失。",
            f"Part {part}, appraiser {appraiser}: trial {trial} is missing.",
            ("measured", part, appraiser, trial),
        )
    return frozen(raw.copy())


def _table(study: F64) -> tuple[Source, ...]:
    parts, appraisers, trials = study.shape
    grand, cell = study.mean(), study.mean(axis=2)
    by_part, by_appraiser = study.mean(axis=(1, 2)), study.mean(axis=(0, 2))
    squares = {
        "part": appraisers * trials * float(((by_part - grand) ** 2).sum()),
        "appraiser": parts * trials * float(((by_appraiser - grand) ** 2).sum()),
        "interaction": trials * float(((cell - by_part[:, None] - by_appraiser[None, :] + grand) ** 2).sum()),
        "repeatability": float(((study - cell[:, :, None]) ** 2).sum()),
    }
    degrees = {
        "part": parts - 1,
        "appraiser": appraisers - 1,
        "interaction": (parts - 1) * (appraisers - 1),
        "repeatability": parts * appraisers * (trials - 1),
    }
    part, appraiser, crossed, error = (
        Source(name, degrees[name], squares[name], squares[name] / degrees[name]) for name in squares
    )
    total = float(((study - grand) ** 2).sum())
    everything = Source("total", study.size - 1, total, total / (study.size - 1))
    return _tested(part, crossed), _tested(appraiser, crossed), _tested(crossed, error), error, everything


def _tested(source: Source, against: Source) -> Source:
    if against.mean_square <= 0:
        return source
    ratio = source.mean_square / against.mean_square
    tail = fisher_tail(source.degrees, against.degrees, ratio)
    return Source(source.name, source.degrees, source.squares, source.mean_square, ratio, tail)


def _gauge(
    repeatability: float,
    operators: float,
    interaction: float,
    pieces: float,
    tolerance: float | None,
    table: tuple[Source, ...] = (),
    pooled: bool = False,
) -> Gauge:
    if tolerance is not None and not tolerance > 0:
        raise InvalidInputError(
            f"公差 {tolerance} 应大于 0。", f"The tolerance {tolerance} must be above 0.", ("tolerance",)
        )
    both = repeatability + operators + interaction
    total = both + pieces
    if total <= 0:
        raise InvalidInputError(
            "所有测量值相同，无法评价量具。",
            "All measurements are equal; the gauge cannot be judged.",
            ("measured",),
        )

    def share(variance: float) -> Share:
        deviation = sqrt(variance)
        of_tolerance = None if tolerance is None else 6 * deviation / tolerance
        return Share(variance, deviation, variance / total, deviation / sqrt(total), of_tolerance)

    # 1.41 is √2 as AIAG prints it.
    categories = int(1.41 * sqrt(pieces / both)) if both > 0 else None
    return Gauge(
        repeatability=share(repeatability),
        reproducibility=share(operators + interaction),
        interaction=share(interaction),
        gauge=share(both),
        part=share(pieces),
        total=share(total),
        categories=categories,
        table=table,
        pooled=pooled,
    )
