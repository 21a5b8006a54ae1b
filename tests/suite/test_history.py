"""The demo's past: every step in working hours before today, orders told one after the other run side by side."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jingwei.suite.demo import install
from jingwei.suite.demo.history import Step, dated, instant
from jingwei.wiring import plant

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PLANT = plant(NOW)


def test_orders_told_one_after_the_other_are_played_side_by_side() -> None:
    told: list[tuple[str, Step]] = [
        ("1", {"when": "-3 09:00", "n": 1}), ("2", {"n": 2}), ("3", {"when": "-1 14:00", "n": 5}),
        ("4", {"when": "-2 16:59", "n": 3}), ("5", {"n": 4}),
    ]  # fmt: skip
    played = dated(told, PLANT, TODAY)
    assert [one.step["n"] for one in played] == [1, 2, 3, 4, 5]
    assert [one.at.astimezone(PLANT.zone).strftime("%m-%d %H:%M") for one in played] == [
        "11-18 09:00", "11-18 09:03", "11-19 16:59", "11-20 08:02", "11-20 14:00",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["0 09:00", "-0 09:00", "+1 09:00", "-1", "gestern", "-1 25:00"])
def test_only_moments_of_the_past_are_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"no moment of the past|hour must be"):
        instant(text, PLANT, TODAY)


def test_the_first_step_says_when() -> None:
    with pytest.raises(ValueError, match="must say when"):
        dated([("1", {"n": 1})], PLANT, TODAY)


def test_the_whole_story_lies_in_working_hours_before_today() -> None:
    played = dated(install.steps(), PLANT, TODAY)
    second = timedelta(seconds=1)
    assert all(PLANT.calendar.worked_between(one.at - second, one.at + second) for one in played)
    assert played[-1].at.astimezone(PLANT.zone).date() < TODAY
    assert (played[-1].at - played[0].at).days > 14
