"""The distributions behind intervals and tests: normal, gamma, beta, chi-square, Student's t and Fisher's F.

Distribution functions are good to about 1e-13; quantiles are found by bisection on them, so they can be no
worse than the functions. Series and continued fractions: Abramowitz & Stegun 6.5.29, 6.5.31, 26.5.8.
"""

from collections.abc import Callable
from math import erfc, exp, isfinite, lgamma, log, log1p, sqrt
from statistics import NormalDist

from jingwei.engines.refusal import InvalidInputError

_STANDARD = NormalDist()
_TINY = 1e-300
_CLOSE = 1e-16
_STEPS = 10_000


def normal_cdf(x: float) -> float:
    """P(Z ≤ x) for a standard normal Z."""
    return 0.5 * erfc(-x / sqrt(2))


def normal_quantile(p: float) -> float:
    """The x with P(Z ≤ x) = p."""
    _refuse_probability(p)
    return _STANDARD.inv_cdf(p)


def gamma_cdf(shape: float, x: float) -> float:
    """The regularized lower incomplete gamma function P(shape, x)."""
    if x <= 0:
        return 0.0
    scale = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        for step in range(1, _STEPS):
            term *= x / (shape + step)
            total += term
            if term < total * _CLOSE:
                break
        return scale * total
    tail = _continued(lambda k: -k * (k - shape), lambda k: x - shape + 1 + 2 * k)
    return 1 - scale / tail


def beta_cdf(a: float, b: float, x: float) -> float:
    """The regularized incomplete beta function I_x(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(b, a, 1 - x)
    scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a

    def numerator(k: int) -> float:
        half = k // 2
        if k % 2:
            return -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        return half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))

    return scale / _continued(numerator, lambda _: 1.0)


def chi_square_cdf(df: float, x: float) -> float:
    """P(X ≤ x) for chi-square with `df` degrees of freedom, which need not be whole."""
    _refuse_degrees(df)
    return gamma_cdf(df / 2, x / 2)


def chi_square_quantile(df: float, p: float) -> float:
    """The x with P(X ≤ x) = p."""
    return _quantile(lambda x: chi_square_cdf(df, x), p)


def student_cdf(df: float, x: float) -> float:
    """P(T ≤ x) for Student's t."""
    _refuse_degrees(df)
    tail = beta_cdf(df / 2, 0.5, df / (df + x * x)) / 2
    return tail if x < 0 else 1 - tail


def student_quantile(df: float, p: float) -> float:
    """The x with P(T ≤ x) = p."""
    _refuse_probability(p)
    if p < 0.5:
        return -student_quantile(df, 1 - p)
    return 0.0 if p == 0.5 else _quantile(lambda x: student_cdf(df, x), p)


def fisher_cdf(df1: float, df2: float, x: float) -> float:
    """P(F ≤ x) for Fisher's F with df1 over df2 degrees of freedom."""
    _refuse_degrees(df1)
    _refuse_degrees(df2)
    return beta_cdf(df1 / 2, df2 / 2, df1 * x / (df1 * x + df2)) if x > 0 else 0.0


def fisher_tail(df1: float, df2: float, x: float) -> float:
    """P(F > x), exact where it is tiny: the p-value of an analysis of variance."""
    _refuse_degrees(df1)
    _refuse_degrees(df2)
    return beta_cdf(df2 / 2, df1 / 2, df2 / (df1 * x + df2)) if x > 0 else 1.0


def fisher_quantile(df1: float, df2: float, p: float) -> float:
    """The x with P(F ≤ x) = p."""
    return _quantile(lambda x: fisher_cdf(df1, df2, x), p)


def _continued(numerator: Callable[[int], float], denominator: Callable[[int], float]) -> float:
    """b0 + a1/(b1 + a2/(b2 + …)) by Lentz's method."""
    value = denominator(0) or _TINY
    above, below = value, 0.0
    for k in range(1, _STEPS):
        a, b = numerator(k), denominator(k)
        below = 1 / (b + a * below or _TINY)
        above = b + a / above or _TINY
        change = above * below
        value *= change
        if abs(change - 1) < 4 * _CLOSE:
            break
    return value


def _quantile(cdf: Callable[[float], float], p: float) -> float:
    """Bisection for a distribution of positive numbers."""
    _refuse_probability(p)
    low, high = 0.0, 1.0
    while cdf(high) < p:
        low, high = high, 2 * high
    while True:
        middle = (low + high) / 2
        if not low < middle < high:
            return middle
        if cdf(middle) < p:
            low = middle
        else:
            high = middle


def _refuse_probability(p: float) -> None:
    if not 0 < p < 1:
        raise InvalidInputError(
            f"概率 {p} 必须大于 0 且小于 1。", f"The probability {p} must lie between 0 and 1.", ("p",)
        )


def _refuse_degrees(df: float) -> None:
    if not (isfinite(df) and df > 0):
        raise InvalidInputError(
            f"自由度 {df} 必须大于 0。", f"The degrees of freedom {df} must be above 0.", ("df",)
        )
