"""Charts that remember: EWMA and tabular CUSUM, for small lasting shifts (GB/T 17989.6 / ISO 7870-6, -4)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import frozen as read_only
from jingwei.engines.refusal import InvalidInputError
from jingwei.engines.spc.chart import SIGMAS, Chart, Frozen, panel
from jingwei.engines.spc.estimate import moving
from jingwei.engines.spc.measurements import refuse_constant
from jingwei.engines.spc.samples import F64, enough, series


@dataclass(frozen=True, slots=True)
class Cusum:
    """Cumulative sums of what exceeds the slack, in units of the measurement; float64[k] each.

    upper grows while values lie above centre + slack·σ, lower while they lie below centre − slack·σ; both
    are ≥ 0. A point signals beyond `limit` = decision·σ. upper_run/lower_run: how many points the sum has
    been above 0, so the shift began that many points back.
    """

    upper: F64
    lower: F64
    upper_run: npt.NDArray[np.int64]
    lower_run: npt.NDArray[np.int64]
    limit: float
    centre: float
    sigma: float

    @property
    def beyond(self) -> npt.NDArray[np.bool_]:
        return np.asarray((self.upper > self.limit) | (self.lower > self.limit))


def ewma(
    values: npt.ArrayLike,
    *,
    weight: float = 0.2,
    frozen: Frozen | None = None,
    size: int = 1,
    sigmas: float = SIGMAS,
    steady: bool = False,
) -> Chart:
    """z = weight·x + (1 − weight)·z, begun at the centre; x are single values or means of `size`.

    `frozen.sigma` is that of single measurements. `steady` draws the limits of a long-running chart instead
    of the narrower ones of its first points.
    """
    kept = enough("values", series(("values",), values), 2)
    if not 0 < weight <= 1:
        raise InvalidInputError(
            f"EWMA 权重 {weight} 应大于 0 且不大于 1。",
            f"The EWMA weight {weight} must be above 0 and at most 1.",
            ("weight",),
        )
    process = _process(kept, frozen, size)
    smooth = np.empty(len(kept))
    last = process.centre
    for row, value in enumerate(kept.tolist()):
        last = smooth[row] = weight * value + (1 - weight) * last
    age = np.arange(1, len(kept) + 1)
    grown = np.ones(len(kept)) if steady else 1 - (1 - weight) ** (2 * age)
    error = process.sigma / np.sqrt(size) * np.sqrt(weight / (2 - weight) * grown)
    return Chart(panel(smooth, process.centre, error, sigmas, -np.inf), None, process.centre, process.sigma)


def cusum(
    values: npt.ArrayLike,
    *,
    slack: float = 0.5,
    decision: float = 5.0,
    frozen: Frozen | None = None,
    size: int = 1,
    head_start: float = 0.0,
) -> Cusum:
    """Two one-sided sums; slack k, decision h and head start in standard errors of a point (fast initial
    response: head_start = decision/2)."""
    kept = enough("values", series(("values",), values), 2)
    if not (slack >= 0 and decision > 0 and 0 <= head_start < decision):
        raise InvalidInputError(
            "CUSUM 要求 k ≥ 0、h > 0、0 ≤ 首值 < h。",
            "A CUSUM needs k ≥ 0, h > 0 and 0 ≤ head start < h.",
            ("slack",),
        )
    process = _process(kept, frozen, size)
    error = process.sigma / float(np.sqrt(size))
    deviation = kept - process.centre
    upper, upper_run = _summed(deviation - slack * error, head_start * error)
    lower, lower_run = _summed(-deviation - slack * error, head_start * error)
    return Cusum(upper, lower, upper_run, lower_run, decision * error, process.centre, process.sigma)


def _process(kept: F64, frozen: Frozen | None, size: int) -> Frozen:
    if size < 1:
        raise InvalidInputError(
            f"子组大小 {size} 应至少为 1。", f"The size {size} must be at least 1.", ("size",)
        )
    estimated = frozen or Frozen(float(kept.mean()), moving(kept).value * float(np.sqrt(size)))
    return refuse_constant(estimated)


def _summed(excess: F64, begin: float) -> tuple[F64, npt.NDArray[np.int64]]:
    total, run = begin, 0
    sums, runs = np.empty(len(excess)), np.zeros(len(excess), np.int64)
    for row, value in enumerate(excess.tolist()):
        total = max(0.0, total + value)
        run = run + 1 if total > 0 else 0
        sums[row], runs[row] = total, run
    return read_only(sums), read_only(runs)
