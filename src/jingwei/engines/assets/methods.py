"""Monthly charges of each method in whole smallest units of the currency, adding up to what is to be written off.

A month is rounded half up; the last month of a life (and of each asset year of the accelerated methods) takes
what rounding left, so that nothing is lost.
"""

from collections.abc import Callable
from fractions import Fraction
from math import floor

from jingwei.engines.assets.asset import Method

YEAR = 12
LAST_YEARS = 24
"""For its last two years a declining balance is written off evenly (CAS 4 guidance)."""


def straight_line(book: int, residual: int, months: int) -> list[int]:
    """The same every month; what rounding left goes into the last."""
    return _evenly(book - residual, months)


def double_declining(book: int, residual: int, months: int) -> list[int]:
    """Twice the straight rate on the book value at the start of each asset year, never below the residual."""
    charges: list[int] = []
    left = book - residual
    while months - len(charges) > LAST_YEARS:
        year = min(left, rounded(Fraction((residual + left) * 2 * YEAR, months)))
        charges += _evenly(year, YEAR)
        left -= year
    return charges + _evenly(left, months - len(charges))


def sum_of_years(book: int, residual: int, months: int) -> list[int]:
    """Years remaining over the sum of the years; a broken last year weighs by its length."""
    weights = [(months - first) * min(YEAR, months - first) for first in range(0, months, YEAR)]
    charges: list[int] = []
    written = passed = 0
    for year, weight in enumerate(weights):
        passed += weight
        upto = rounded(Fraction((book - residual) * passed, sum(weights)))
        charges += _evenly(upto - written, min(YEAR, months - year * YEAR))
        written = upto
    return charges


BY_TIME: dict[Method, Callable[[int, int, int], list[int]]] = {
    Method.STRAIGHT_LINE: straight_line,
    Method.DOUBLE_DECLINING: double_declining,
    Method.SUM_OF_YEARS: sum_of_years,
}


def rounded(value: Fraction) -> int:
    """Half up, as the books of the country do."""
    return floor(value + Fraction(1, 2))


def _evenly(amount: int, months: int) -> list[int]:
    each, charges = rounded(Fraction(amount, months)), []
    for month in range(months, 0, -1):
        # Rounded up, tiny amounts are gone before the last month.
        charge = amount if month == 1 else min(each, amount)
        charges.append(charge)
        amount -= charge
    return charges
