"""Depreciation as the text books of Chinese accounting compute it, and sums that close to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.engines.assets import Asset, Charge, Method, Revaluation, Usage, depreciate
from jingwei.engines.refusal import InvalidInputError

JANUARY = date(2026, 1, 15)


def asset(cost: str, residual: str, months: int, method: Method = Method.STRAIGHT_LINE) -> Asset:
    return Asset(Decimal(cost), Decimal(residual), JANUARY, method, months=months)


def amounts(charges: tuple[Charge, ...]) -> list[str]:
    return [str(one.amount) for one in charges]


def years(charges: tuple[Charge, ...]) -> list[Decimal]:
    return [
        sum((one.amount for one in charges[at : at + 12]), Decimal(0)) for at in range(0, len(charges), 12)
    ]


def test_a_thousand_with_a_hundred_left_over_two_years() -> None:
    charges = depreciate(asset("1000", "100", 24))
    assert amounts(charges) == ["37.50"] * 24
    assert (charges[0].month, charges[-1].month) == (date(2026, 2, 1), date(2028, 1, 1)), (
        "from the month after"
    )
    assert charges[-1] == Charge(date(2028, 1, 1), Decimal("37.50"), Decimal("900.00"), Decimal("100.00"))


def test_revalued_after_three_months() -> None:
    charges = depreciate(
        asset("1000", "100", 24), revaluations=[Revaluation(date(2026, 4, 30), Decimal(100))]
    )
    assert amounts(charges) == ["37.50"] * 3 + ["42.26"] * 20 + ["42.30"]
    assert charges[2].book == Decimal("887.50")
    assert charges[3].book == Decimal("945.24")  # 987.50 − 42.26
    assert charges[-1].book == Decimal("100.00")


def test_sum_of_years() -> None:
    # cost 60,000, residual 3,000, 5 years: 5/15 … 1/15 of 57,000
    charges = depreciate(asset("60000", "3000", 60, Method.SUM_OF_YEARS))
    assert years(charges) == [Decimal(value) for value in (19000, 15200, 11400, 7600, 3800)]
    assert amounts(charges)[:12] == ["1583.33"] * 11 + ["1583.37"]


def test_double_declining_balance() -> None:
    # cost 60,000, residual 3,000, 5 years: 40 % of the book value, the last two years evenly
    charges = depreciate(asset("60000", "3000", 60, Method.DOUBLE_DECLINING))
    assert years(charges) == [Decimal(value) for value in (24000, 14400, 8640, 4980, 4980)]
    assert charges[-1].book == Decimal("3000.00")


def test_a_high_residual_value_stops_the_declining_balance() -> None:
    charges = depreciate(asset("1000", "500", 60, Method.DOUBLE_DECLINING))
    assert years(charges) == [Decimal(400), Decimal(100), Decimal(0), Decimal(0), Decimal(0)]


def test_units_of_work() -> None:
    truck = Asset(Decimal(200000), Decimal(10000), JANUARY, Method.UNITS, units=Decimal(500000))
    driven = [(2, 4000), (3, 0), (4, 250000), (6, 250000)]
    charges = depreciate(truck, usage=[Usage(date(2026, month, 28), Decimal(km)) for month, km in driven])
    assert amounts(charges) == ["1520.00", "0.00", "95000.00", "93480.00"], "beyond the total nothing is left"
    assert charges[-1].book == Decimal("10000.00")


def test_units_after_an_impairment_spread_the_rest_over_the_work_that_remains() -> None:
    press = Asset(Decimal(1000), Decimal(0), JANUARY, Method.UNITS, units=Decimal(100))
    charges = depreciate(
        press,
        usage=[Usage(date(2026, month, 1), Decimal(25)) for month in (2, 3, 4, 5)],
        revaluations=[Revaluation(date(2026, 3, 31), Decimal(-100))],
    )
    assert amounts(charges) == ["250.00", "250.00", "200.00", "200.00"]


def test_the_month_of_disposal_is_still_charged() -> None:
    charges = depreciate(asset("1000", "100", 24), disposed=date(2026, 5, 2))
    assert [one.month.month for one in charges] == [2, 3, 4, 5]


def test_a_longer_life_and_a_new_residual_value_count_from_the_next_month() -> None:
    change = Revaluation(date(2026, 4, 1), Decimal(0), residual=Decimal("87.50"), months=40)
    charges = depreciate(asset("1000", "100", 24), revaluations=[change])
    assert amounts(charges) == ["37.50"] * 3 + ["20.00"] * 40


def test_an_asset_put_to_use_in_december_begins_in_january() -> None:
    charges = depreciate(Asset(Decimal(12), Decimal(0), date(2026, 12, 31), months=12))
    assert charges[0].month == date(2027, 1, 1)


def test_amounts_too_small_for_every_month_run_out_without_going_below() -> None:
    charges = depreciate(asset("1.00", "0", 150))
    assert amounts(charges) == ["0.01"] * 100 + ["0.00"] * 50


money = st.decimals("0", "1000000", places=2)
by_time = st.sampled_from([Method.STRAIGHT_LINE, Method.DOUBLE_DECLINING, Method.SUM_OF_YEARS])


@given(money, money, st.integers(1, 400), by_time)
def test_every_cent_is_written_off_and_none_twice(
    a: Decimal, b: Decimal, months: int, method: Method
) -> None:
    residual, cost = sorted((a, b))
    charges = depreciate(Asset(cost, residual, JANUARY, method, months=months))
    assert len(charges) == months
    assert charges[-1].book == residual
    assert sum((one.amount for one in charges), Decimal(0)) == cost - residual
    assert all(one.amount >= 0 for one in charges)
    assert all(one.book == cost - one.accumulated for one in charges)


@given(money, st.integers(25, 200), st.integers(0, 24), st.decimals("0", "5000", places=2), by_time)
def test_a_revaluation_keeps_the_equation(
    cost: Decimal, months: int, after: int, rise: Decimal, method: Method
) -> None:
    on = date(2026 + after // 12, after % 12 + 1, 20)  # January 2026 is before the first charge
    charges = depreciate(
        Asset(cost, Decimal(0), JANUARY, method, months=months), revaluations=[Revaluation(on, rise)]
    )
    assert len(charges) == months
    for one in charges:
        assert one.book == cost + (rise if one.month > on else 0) - one.accumulated
    assert charges[-1].book == 0


@given(st.integers(2, 30))
def test_whole_years_weigh_as_the_text_book_says(life: int) -> None:
    digits = life * (life + 1) // 2
    charges = depreciate(asset(str(digits * 12), "0", life * 12, Method.SUM_OF_YEARS))
    assert years(charges) == [Decimal(12 * (life - year)) for year in range(life)]


@pytest.mark.parametrize(
    ("ask", "says", "place"),
    [
        (lambda: asset("100", "200", 12), "residual value 200", ("residual",)),
        (lambda: asset("100.005", "0", 12), "more than 2 decimals", ("cost",)),
        (lambda: asset("100", "0", 0), "life of 0 months", ("months",)),
        (lambda: Asset(Decimal(1), Decimal(0), JANUARY, Method.UNITS), "total units 0", ("units",)),
        (
            lambda: depreciate(asset("100", "0", 3), revaluations=[Revaluation(date(2027, 1, 1), Decimal(5))]),
            "Revaluation 0: the asset is fully depreciated", ("revaluations", 0, "months"),
        ),
        (
            lambda: depreciate(asset("100", "50", 12), revaluations=[Revaluation(JANUARY, Decimal(-60))]),
            "below the residual", ("revaluations", 0),
        ),
        (
            lambda: depreciate(
                Asset(Decimal(1), Decimal(0), JANUARY, Method.UNITS, units=Decimal(9)),
                usage=[Usage(date(2026, 1, 20), Decimal(1))],
            ),
            "depreciation begins in 2026-02", ("usage", 0),
        ),
        (
            lambda: depreciate(
                Asset(Decimal(1), Decimal(0), JANUARY, Method.UNITS, units=Decimal(9)),
                usage=[Usage(date(2026, 3, 2), Decimal(1)), Usage(date(2026, 3, 9), Decimal(1))],
            ),
            "usage, row 1", ("usage", 1),
        ),
    ],
)  # fmt: skip
def test_refusals_name_the_place(ask: object, says: str, place: tuple[str | int, ...]) -> None:
    assert callable(ask)
    with pytest.raises(InvalidInputError, match=says) as refused:
        ask()
    assert refused.value.place == place
