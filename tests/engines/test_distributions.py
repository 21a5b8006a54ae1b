"""Quantiles against printed tables, and against closed forms where there are some."""

from math import exp, pi, sqrt, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.engines import distributions as d
from jingwei.engines.refusal import InvalidInputError

# NIST/SEMATECH e-Handbook, 1.3.6.7: critical values as printed, three decimals.
CHI_SQUARE = {
    (1, 0.95): 3.841,
    (2, 0.99): 9.210,
    (10, 0.95): 18.307,
    (30, 0.05): 18.493,
    (100, 0.975): 129.561,
}
STUDENT = {(1, 0.975): 12.706, (5, 0.975): 2.571, (10, 0.95): 1.812, (30, 0.995): 2.750, (100, 0.9): 1.290}
FISHER = {(1, 1, 0.95): 161.448, (3, 20, 0.95): 3.098, (10, 10, 0.99): 4.849, (20, 5, 0.9): 3.207}


@pytest.mark.parametrize(("degrees", "value"), CHI_SQUARE.items())
def test_chi_square_as_printed(degrees: tuple[float, float], value: float) -> None:
    assert d.chi_square_quantile(*degrees) == pytest.approx(value, abs=6e-4)


@pytest.mark.parametrize(("degrees", "value"), STUDENT.items())
def test_student_as_printed(degrees: tuple[float, float], value: float) -> None:
    assert d.student_quantile(*degrees) == pytest.approx(value, abs=6e-4)


@pytest.mark.parametrize(("degrees", "value"), FISHER.items())
def test_fisher_as_printed(degrees: tuple[float, float, float], value: float) -> None:
    assert d.fisher_quantile(*degrees) == pytest.approx(value, abs=6e-4)


def test_closed_forms() -> None:
    assert d.normal_cdf(0) == 0.5
    assert d.normal_quantile(0.975) == pytest.approx(1.959963984540054, abs=1e-12)
    assert d.normal_cdf(-6) == pytest.approx(9.865876450376946e-10, rel=1e-12)  # the tail of six sigma
    assert d.chi_square_cdf(2, 3.0) == pytest.approx(1 - exp(-1.5), abs=1e-15)
    assert d.student_quantile(1, 0.975) == pytest.approx(tan(0.475 * pi), rel=1e-12)
    assert d.student_quantile(2, 0.9) == pytest.approx(0.8 * sqrt(2 / (1 - 0.8**2)), rel=1e-12)
    assert d.fisher_cdf(2, 2, 3.0) == pytest.approx(0.75, abs=1e-15)  # x / (1 + x)


@given(st.floats(0.3, 500), st.floats(0.001, 0.999))
def test_a_quantile_is_where_its_distribution_says(degrees: float, share: float) -> None:
    assert d.chi_square_cdf(degrees, d.chi_square_quantile(degrees, share)) == pytest.approx(share, abs=1e-11)
    assert d.student_cdf(degrees, d.student_quantile(degrees, share)) == pytest.approx(share, abs=1e-11)


@given(st.floats(0.5, 200), st.floats(0.5, 200), st.floats(0.01, 100))
def test_fisher_turned_over_is_the_other_tail(df1: float, df2: float, x: float) -> None:
    assert d.fisher_cdf(df1, df2, x) == pytest.approx(d.fisher_tail(df2, df1, 1 / x), abs=1e-12)
    assert d.fisher_cdf(df1, df2, x) + d.fisher_tail(df1, df2, x) == pytest.approx(1, abs=1e-12)


def test_what_has_no_quantile_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="between 0 and 1"):
        d.normal_quantile(1.0)
    with pytest.raises(InvalidInputError, match="above 0"):
        d.chi_square_quantile(0, 0.5)
