"""OEE by the example everybody computes, with overlaps, at midnight and against a count minute by minute."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.engines import effectiveness as oee
from jingwei.engines.refusal import InvalidInputError

BREAK = oee.Category("休息", oee.Kind.UNPLANNED)
BREAKDOWN = oee.Category("故障", oee.Kind.STOP)
CHANGEOVER = oee.Category("换型", oee.Kind.STOP)
IDLING = oee.Category("空转", oee.Kind.SLOW)
ALL = (BREAK, BREAKDOWN, CHANGEOVER, IDLING)


def made(at: int, pieces: int, good: int, ideal: Fraction = Fraction(1)) -> oee.Output:
    return oee.Output(at, Fraction(pieces), Fraction(good), ideal)


def test_420_of_480_minutes_400_made_380_good() -> None:
    day = oee.measure([oee.Shift(0, 480)], [BREAKDOWN], [oee.Loss(100, 160, 0)], [made(479, 400, 380)]).whole
    assert (day.availability, day.performance, day.quality) == (
        Fraction(420, 480), Fraction(400, 420), Fraction(380, 400),
    )  # fmt: skip
    assert day.oee == Fraction(380, 480)
    assert round(100 * float(day.oee), 1) == 79.2  # 79.1 where it is cut instead of rounded
    assert int(1000 * float(day.oee)) == 791


def test_the_fast_guide_example() -> None:
    # Vorne, "The Fast Guide to OEE": 8 hours, 60 min of breaks, 47 min down, 60 pieces/min, 19,271 made, 423 rejected
    shift = oee.measure(
        [oee.Shift(0, 480)],
        [BREAK, BREAKDOWN],
        [oee.Loss(240, 300, 0), oee.Loss(300, 347, 1)],
        [made(400, 19271, 19271 - 423, Fraction(1, 60))],
    ).whole
    factors = (shift.availability, shift.performance, shift.quality, shift.oee, shift.teep)
    assert [round(float(factor), 4) for factor in factors if factor] == [
        0.8881,
        0.8611,
        0.9780,
        0.7479,
        0.6544,
    ]


def test_an_overlap_counts_once_and_the_first_category_owns_it() -> None:
    losses = [oee.Loss(10, 30, 2), oee.Loss(20, 50, 1), oee.Loss(25, 28, 0), oee.Loss(45, 60, 1)]
    shift = oee.measure([oee.Shift(0, 100)], ALL, losses, []).whole
    assert shift.lost == (3, 37, 10, 0)
    assert (shift.planned, shift.run) == (97, 50)


def test_slow_running_takes_no_run_time() -> None:
    shift = oee.measure([oee.Shift(0, 100)], ALL, [oee.Loss(0, 40, 3)], [made(50, 60, 60)]).whole
    assert (shift.availability, shift.performance) == (Fraction(1), Fraction(60, 100))
    assert shift.lost[3] == 40


def test_a_loss_across_shifts_is_split_and_midnight_means_nothing() -> None:
    minutes = 24 * 60
    night, morning = oee.Shift(22 * 60, minutes + 6 * 60), oee.Shift(minutes + 6 * 60, minutes + 14 * 60)
    seen = oee.measure(
        [night, morning],
        [BREAKDOWN],
        [oee.Loss(minutes + 5 * 60 + 30, minutes + 6 * 60 + 15, 0), oee.Loss(0, 22 * 60 + 5, 0)],
        [made(minutes - 1, 100, 90), made(minutes + 6 * 60, 50, 50), made(minutes + 14 * 60, 7, 7)],
    )
    assert [one.lost for one in seen.shifts] == [(35,), (15,)]
    assert [one.made for one in seen.shifts] == [100, 50]
    assert seen.astray == (2,), "reported as the shift was over"
    assert seen.whole.lost == (50,)


def test_nothing_planned_has_no_oee() -> None:
    idle = oee.measure([oee.Shift(0, 60)], [BREAK], [oee.Loss(0, 60, 0)], []).whole
    assert (idle.planned, idle.availability, idle.oee, idle.teep) == (0, None, None, Fraction(0))


def test_products_of_different_pace_weigh_by_their_ideal_time() -> None:
    mixed = oee.measure(
        [oee.Shift(0, 100)], [], [], [made(1, 10, 5, Fraction(4)), made(2, 40, 40, Fraction(1))]
    ).whole
    assert mixed.quality == Fraction(20 + 40, 40 + 40)
    assert mixed.oee == Fraction(60, 100)


intervals = st.tuples(st.integers(-20, 140), st.integers(0, 60), st.integers(0, 3))


@given(st.lists(intervals, max_size=8), st.lists(st.integers(1, 50), min_size=1, max_size=4))
def test_every_minute_has_one_owner(drawn: list[tuple[int, int, int]], lengths: list[int]) -> None:
    losses = [oee.Loss(start, start + length, category) for start, length, category in drawn]
    shifts, start = [], 0
    for length in lengths:
        shifts.append(oee.Shift(start, start + length))
        start += length + 3
    seen = oee.measure(shifts, ALL, losses, [])
    for shift, one in zip(shifts, seen.shifts, strict=True):
        counted = [0] * len(ALL)
        for minute in range(shift.start, shift.end):
            claims = [loss.category for loss in losses if loss.start <= minute < loss.end]
            if claims:
                counted[min(claims)] += 1
        assert one.lost == tuple(counted)
        assert 0 <= one.run <= one.planned <= one.total
    assert seen.whole.run == sum(one.run for one in seen.shifts)


@given(
    st.lists(intervals, max_size=5),
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=6),
)
def test_the_product_of_the_factors_is_valuable_over_planned(
    drawn: list[tuple[int, int, int]], reports: list[tuple[int, int, int]]
) -> None:
    losses = [oee.Loss(start, start + length, category) for start, length, category in drawn]
    outputs = [made(at, good + bad, good, Fraction(1, 3)) for at, good, bad in reports]
    whole = oee.measure([oee.Shift(0, 50), oee.Shift(50, 100)], ALL, losses, outputs).whole
    if whole.availability and whole.performance and whole.quality:
        assert whole.availability * whole.performance * whole.quality == whole.oee


@pytest.mark.parametrize(
    ("shifts", "losses", "outputs", "says", "place"),
    [
        ([oee.Shift(5, 5)], [], [], "Shift 0 does not end", ("shifts", 0)),
        ([oee.Shift(0, 9), oee.Shift(8, 12)], [], [], "Shift 1 begins before", ("shifts", 1)),
        ([oee.Shift(0, 9)], [oee.Loss(3, 2, 0)], [], "Loss 0 ends before", ("losses", 0)),
        ([oee.Shift(0, 9)], [oee.Loss(2, 3, 4)], [], "category 4", ("losses", 0, "category")),
        ([oee.Shift(0, 9)], [], [made(1, 5, 6)], "6 good is not between", ("outputs", 0, "good")),
        ([oee.Shift(0, 9)], [], [made(1, 5, 5, Fraction(0))], "ideal time 0", ("outputs", 0, "ideal")),
    ],
)
def test_refusals_name_the_row(
    shifts: list[oee.Shift],
    losses: list[oee.Loss],
    outputs: list[oee.Output],
    says: str,
    place: tuple[str, int],
) -> None:
    with pytest.raises(InvalidInputError, match=says) as refused:
        oee.measure(shifts, ALL, losses, outputs)
    assert refused.value.place == place
