"""Looking minutes up gives what counting them gives."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.collab.worktime import WorkTime, hours
from jingwei.wiring import plant

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
PLANT = plant(NOW)
moments = st.integers(-60 * 24 * 60, 60 * 24 * 60).map(lambda m: NOW + timedelta(minutes=m))


@settings(max_examples=60, deadline=None)
@given(moments, moments)
def test_minutes_are_those_of_the_plant(start: datetime, end: datetime) -> None:
    assert WorkTime(PLANT, NOW, (start, end)).minutes(start, end) == PLANT.worked(start, end)


def test_time_left_skips_the_night_and_the_weekend() -> None:
    friday_evening, monday_ten = datetime(2026, 11, 27, 8, tzinfo=UTC), datetime(2026, 11, 30, 2, tzinfo=UTC)
    time = WorkTime(PLANT, friday_evening, (monday_ten,))
    assert hours(time.left(monday_ten)) == 3.0


def test_days_late_count_working_days() -> None:
    friday = datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert WorkTime(PLANT, NOW, (friday,)).days_late(friday) == 1
    assert WorkTime(PLANT, NOW, (NOW,)).days_late(NOW) == 0


def test_what_lies_centuries_away_counts_as_far_away() -> None:
    ancient = datetime(1900, 1, 1, tzinfo=UTC)
    assert WorkTime(PLANT, NOW, (ancient,)).left(ancient) < -60 * 8 * 500
