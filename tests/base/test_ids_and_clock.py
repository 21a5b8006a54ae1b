"""Ids keep all their digits in JSON; a clock is handed over."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jingwei.base.clock import Clock, FixedClock, SystemClock
from jingwei.base.errors import Invalid
from jingwei.base.ids import LARGEST, parse_id, show_id


@pytest.mark.parametrize("number", [1, 2**53 + 1, LARGEST])
def test_ids_there_and_back(number: int) -> None:
    assert parse_id(show_id(number)) == number
    assert parse_id(number) == number


@pytest.mark.parametrize(
    "raw",
    ["0", "-1", "01", "1.0", "１", "", " 1", str(LARGEST + 1), 0, LARGEST + 1, 1.0, True, None, "1; drop"],
)
def test_refuses_what_is_no_id(raw: object) -> None:
    with pytest.raises(Invalid, match="not_an_id"):
        parse_id(raw, ("customer",))


@pytest.mark.parametrize("number", [0, -1, LARGEST + 1])
def test_shows_only_ids(number: int) -> None:
    with pytest.raises(ValueError, match="no id"):
        show_id(number)


def test_clocks_speak_utc() -> None:
    system: Clock = SystemClock()
    assert system.now().tzinfo is UTC
    fixed = FixedClock(datetime(2026, 3, 2, 8, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert fixed.now() == datetime(2026, 3, 2, 0, tzinfo=UTC)
    fixed.advance(timedelta(hours=1))
    assert fixed.now() == datetime(2026, 3, 2, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="backwards"):
        fixed.advance(timedelta(hours=-1))
    with pytest.raises(ValueError, match="zone"):
        FixedClock(datetime(2026, 3, 2))
