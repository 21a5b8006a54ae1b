"""The control chart constants d2, d3 and c4 of normal samples, computed for any size instead of tabled.

d2 and d3 are mean and standard deviation of the range of n standard normal values (ISO 7870-2, annex A;
Montgomery, *Statistical Quality Control*, appendix VI), c4 is the mean of their standard deviation.
A2 = 3/(d2√n), D4 = 1 + 3 d3/d2 and the like follow from them and are nowhere stored.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, sqrt

import numpy as np

from jingwei.engines.distributions import normal_cdf
from jingwei.engines.spc.samples import F64

_WIDEST = 16.0
_STEP = 1 / 8
_NODES = 96


@dataclass(frozen=True, slots=True)
class Constants:
    """For samples of `size`: mean and deviation of the range, mean of the standard deviation, in σ."""

    size: int
    d2: float
    d3: float
    c4: float

    @property
    def c5(self) -> float:
        """The standard deviation of the standard deviation."""
        return sqrt(1 - self.c4**2)


@lru_cache(maxsize=1024)
def constants(size: int) -> Constants:
    """The constants of samples of `size` ≥ 2."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    width, weights = (nodes + 1) * _WIDEST / 2, weights * _WIDEST / 2
    wider = 1 - _narrower(size, width)
    d2 = float(weights @ wider)
    d3 = sqrt(float(2 * weights @ (width * wider)) - d2**2)
    return Constants(size, d2, d3, c4(size))


def c4(size: float) -> float:
    """E(s)/σ; the size may be effective, so not whole."""
    return sqrt(2 / (size - 1)) * exp(lgamma(size / 2) - lgamma((size - 1) / 2))


def d2_star(size: int, samples: int) -> float:
    """The d2 that makes the *mean square* of an average range of few samples right (Duncan; AIAG MSA, app. C)."""
    known = constants(size)
    return sqrt(known.d2**2 + known.d3**2 / samples)


def _narrower(size: int, width: F64) -> F64:
    """P(range ≤ width) = n ∫ φ(x) (Φ(x + width) − Φ(x))^(n−1) dx; the trapezoid is exact for such a bell."""
    x = np.arange(-9.0, 9.0, _STEP)
    density = np.exp(-x * x / 2) / sqrt(2 * np.pi)
    between = _phi(x[None, :] + width[:, None]) - _phi(x)[None, :]
    return np.asarray(size * _STEP * (density * between ** (size - 1)).sum(axis=1))


_phi = np.vectorize(normal_cdf, otypes=[np.float64])
