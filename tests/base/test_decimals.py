"""Numbers are exact, bounded, and read only from what keeps their digits."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.base import decimals
from jingwei.base.errors import Invalid

numbers = st.decimals(min_value=-(10**20), max_value=10**20, places=12, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("12.50", "12.50"),
        (" -3 ", "-3"),
        ("+1", "1"),
        ("007", "7"),
        (5, "5"),
        (Decimal("1E+2"), "100"),
        ("-0.0", "0"),
    ],
)
def test_reads(raw: object, expected: str) -> None:
    read = decimals.parse_decimal(raw)
    assert read == Decimal(expected)
    assert not read.is_signed() or read < 0


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (1.5, "float"),
        (float("nan"), "float"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        (Decimal("NaN"), "not_a_number"),
        (Decimal("sNaN"), "not_a_number"),
        (Decimal("-Infinity"), "not_a_number"),
        ("1e308", "not_a_number"),
        (Decimal("1e308"), "too_many_digits"),
        (Decimal("1e-308"), "too_many_digits"),
        (10**40, "too_many_digits"),
        pytest.param(1 << 10_000_000, "too_many_digits", id="ten million bits"),
        ("9" * 41, "too_many_digits"),
        ("9" * 10_000, "not_a_number"),
        ("0." + "1" * 41, "too_many_digits"),
        ("1,000", "not_a_number"),
        ("１２", "not_a_number"),
        ("", "not_a_number"),
        (".5", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1_000", "not_a_number"),
        (True, "not_a_number"),
        (None, "not_a_number"),
        ([], "not_a_number"),
    ],
)
def test_refuses(raw: object, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        decimals.parse_decimal(raw, path=("price",))
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [(("price",), code)]


def test_shapes_keep_their_room() -> None:
    assert decimals.QUANTITY.parse("9999999999999999.99999999") == Decimal("9999999999999999.99999999")
    assert decimals.MONEY.fit(Decimal("0.00005")) == Decimal("0.0001")
    assert decimals.MONEY.fit(Decimal("0.00005"), "half_even") == 0
    for shape, raw in ((decimals.QUANTITY, "0.000000001"), (decimals.MONEY, "1" + "0" * 16)):
        with pytest.raises(Invalid):
            shape.parse(raw)
    with pytest.raises(Invalid):
        decimals.MONEY.fit(Decimal("9999999999999999.99995"))


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ("half_up", ["3", "-3", "2", "-2"]),
        ("half_even", ["2", "-2", "2", "-2"]),
        ("up", ["3", "-2", "2", "-1"]),
        ("down", ["2", "-3", "1", "-2"]),
        ("truncate", ["2", "-2", "1", "-1"]),
    ],
)
def test_rounds_as_named(rounding: decimals.Rounding, expected: list[str]) -> None:
    values = [Decimal(raw) for raw in ("2.5", "-2.5", "1.5", "-1.5")]
    assert [decimals.plain(decimals.round_to(value, 0, rounding)) for value in values] == expected


def test_rounds_to_tens() -> None:
    assert decimals.plain(decimals.round_to(Decimal(1250), -2)) == "1300"
    assert decimals.plain(decimals.round_to(Decimal(1250), -2, "half_even")) == "1200"


def test_division_is_defined_to_the_last_digit() -> None:
    assert decimals.divide(Decimal(2), Decimal(3)) == Decimal("0.666666666667")
    assert decimals.divide(Decimal(-2), Decimal(3)) == Decimal("-0.666666666667")
    assert decimals.divide(Decimal(1), Decimal("8000000000000")) == 0
    assert decimals.divide(Decimal(1), Decimal("2000000000000")) == Decimal("0.000000000001")


@given(numbers, numbers.filter(bool))
def test_division_is_the_exact_quotient_rounded_once_more(a: Decimal, b: Decimal) -> None:
    quotient = Fraction(a) / Fraction(b)
    once = Fraction(_half_up(quotient * 10**40), 10**40)
    assert Fraction(decimals.divide(a, b)) == Fraction(_half_up(once * 10**12), 10**12)


@given(numbers, numbers)
def test_sums_and_products_are_exact(a: Decimal, b: Decimal) -> None:
    assert Fraction(decimals.add(a, b)) == Fraction(a) + Fraction(b)
    assert Fraction(decimals.subtract(a, b)) == Fraction(a) - Fraction(b)
    if abs(Fraction(a) * Fraction(b)) < 10**40:
        assert Fraction(decimals.multiply(a, b)) == Fraction(a) * Fraction(b)


def test_a_product_too_big_is_refused() -> None:
    with pytest.raises(Invalid, match="number_too_big"):
        decimals.multiply(Decimal(10**20), Decimal(10**20))


@given(numbers)
def test_plain_text_reads_back(value: Decimal) -> None:
    text = decimals.plain(value)
    assert decimals.parse_decimal(text) == value
    assert "E" not in text
    assert text != "-0"


def _half_up(value: Fraction) -> int:
    whole = (abs(value) + Fraction(1, 2)).__floor__()
    return whole if value >= 0 else -whole
