"""Conversions are exact until they are rounded, and an unknown unit comes with a suggestion."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.base.errors import Invalid
from jingwei.base.units import BUILT_IN, UNITS, Catalogue, Direction, to_step


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("1", "t", "kg", "1000"),
        ("1", "lb", "g", "453.59237"),
        ("3", "mm", "m", "3/1000"),
        ("1", "h", "min", "60"),
        ("1", "s", "h", "1/3600"),
        ("2", "打", "个", "24"),
        ("5", "件", "个", "5"),
        ("1", "m³", "mL", "1000000"),
        ("1", "in", "mm", "25.4"),
    ],
)
def test_converts_exactly(value: str, source: str, target: str, expected: str) -> None:
    assert BUILT_IN.convert(Decimal(value), source, target) == Fraction(expected)


@pytest.mark.parametrize(("direction", "expected"), [("up", "0.001"), ("down", "0"), ("half_even", "0")])
def test_rounds_in_the_direction_asked(direction: Direction, expected: str) -> None:
    assert BUILT_IN.convert_to_step(Decimal("0.3"), "g", "kg", direction) == Decimal(expected)


def test_half_steps_go_to_the_even_one() -> None:
    assert to_step(Decimal("2.5"), Decimal(1), "half_even") == 2
    assert to_step(Decimal("3.5"), Decimal(1), "half_even") == 4
    assert to_step(Decimal("-0.1"), Decimal("0.25"), "up") == 0
    assert to_step(Decimal("-0.1"), Decimal("0.25"), "down") == Decimal("-0.25")
    assert to_step(Decimal("101"), Decimal("50"), "up") == 150


@pytest.mark.parametrize(
    ("code", "near"), [("KG", "kg"), ("公斤", "kg"), ("pcs", "个"), ("m2", "m²"), ("kgg", "kg")]
)
def test_an_unknown_unit_comes_with_the_nearest(code: str, near: str) -> None:
    with pytest.raises(Invalid) as caught:
        BUILT_IN.unit(code, ("unit",))
    (fault,) = caught.value.faults
    assert (fault.path, fault.code) == (("unit",), "unknown_unit")
    assert f"是否指“{near}”" in fault.message.zh


def test_a_stranger_is_said_to_be_unknown() -> None:
    with pytest.raises(Invalid, match=r"There is no unit “zzzzzz”$"):
        BUILT_IN.unit("zzzzzz")


@pytest.mark.parametrize(("source", "target"), [("kg", "m"), ("箱", "个"), ("套", "个")])
def test_what_measures_something_else_is_not_converted(source: str, target: str) -> None:
    with pytest.raises(Invalid, match="unit_dimension"):
        BUILT_IN.convert(Decimal(1), source, target)


def test_a_catalogue_refuses_a_code_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        Catalogue((UNITS[0], UNITS[0]))


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=6),
    st.sampled_from([(a.code, b.code) for a in UNITS for b in UNITS if a.dimension == b.dimension]),
)
def test_there_and_back_is_the_same(value: Decimal, pair: tuple[str, str]) -> None:
    a, b = pair
    there = BUILT_IN.convert(value, a, b)
    assert there * BUILT_IN.convert(Decimal(1), b, a) == Fraction(value)


@given(st.fractions(min_value=-1000, max_value=1000), st.sampled_from(["1", "0.001", "0.25", "50"]))
def test_a_step_is_kept_and_never_passed(value: Fraction, step: str) -> None:
    low, high = (to_step(value, Decimal(step), direction) for direction in ("down", "up"))
    assert Fraction(low) <= value <= Fraction(high)
    assert Fraction(high) - Fraction(low) in (0, Fraction(step))
    assert Fraction(low) % Fraction(step) == 0
