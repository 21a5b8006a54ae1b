"""A control chart as data: points, centre line, limits and the standard error the zones are made of."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import frozen
from jingwei.engines.spc.samples import F64

SIGMAS = 3.0


@dataclass(frozen=True, slots=True)
class Series:
    """One panel; all arrays are float64[k].

    value   the statistic of each point
    centre  the centre line
    lower   the lower limit, never below what the statistic can reach
    upper   the upper limit
    error   the standard error of a point: zone C ends at centre ± 1 error, B at ± 2
    """

    value: F64
    centre: F64
    lower: F64
    upper: F64
    error: F64

    def __len__(self) -> int:
        return len(self.value)

    @property
    def beyond(self) -> npt.NDArray[np.bool_]:
        """Which points lie outside the limits."""
        return np.asarray((self.value < self.lower) | (self.value > self.upper))


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart for location and, for measurements, one for spread beside it.

    centre and sigma are the process parameters in use: estimated from the data (phase I), or given
    (phase II, when limits are frozen). Attribute charts have no sigma.
    """

    location: Series
    spread: Series | None
    centre: float
    sigma: float | None

    @property
    def stable(self) -> bool:
        """No point of either panel beyond its limits."""
        spread = self.spread is not None and self.spread.beyond.any()
        return not (spread or self.location.beyond.any())


@dataclass(frozen=True, slots=True)
class Frozen:
    """Process parameters from an earlier, stable study: with them a chart is in phase II."""

    centre: float
    sigma: float


def panel(
    value: F64, centre: npt.ArrayLike, error: npt.ArrayLike, sigmas: float, floor: float, roof: float = np.inf
) -> Series:
    """centre ± sigmas · error, cut at what the statistic can reach."""
    middle = np.broadcast_to(np.asarray(centre, np.float64), value.shape)
    width = np.broadcast_to(np.asarray(error, np.float64), value.shape)
    return Series(
        value=frozen(value),
        centre=frozen(middle.copy()),
        lower=frozen(np.maximum(floor, middle - sigmas * width)),
        upper=frozen(np.minimum(roof, middle + sigmas * width)),
        error=frozen(width.copy()),
    )
