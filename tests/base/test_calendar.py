"""Working time adds up, goes there and back, and knows the Chinese holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jingwei.base.calendar import PlantCalendar, Shift, china_calendar
from jingwei.base.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY_SHIFT = (Shift.parse("08:00-12:00"), Shift.parse("13:00-17:00"))
NIGHT = (Shift.parse("20:00-08:00"),)

OFFICE = china_calendar(SHANGHAI, DAY_SHIFT, range(2025, 2028))
NIGHTS = PlantCalendar(SHANGHAI, (NIGHT,) * 5 + ((), ()), {}, day_starts=480)
ROUND_THE_CLOCK = PlantCalendar(SHANGHAI, ((Shift(0, 1440),),) * 7, {})
SUMMER_TIME = PlantCalendar(ZoneInfo("Europe/Berlin"), ((Shift(0, 480), Shift(600, 1500)),) * 7, {})
CALENDARS = st.sampled_from([OFFICE, NIGHTS, ROUND_THE_CLOCK, SUMMER_TIME])
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
WORK = st.integers(0, 60_000)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-03-02 08:00", 480, "2026-03-02 17:00"),
        ("2026-03-02 08:00", 481, "2026-03-03 08:01"),
        ("2026-03-02 11:00", 120, "2026-03-02 14:00"),
        ("2026-03-06 16:00", 120, "2026-03-09 09:00"),
        ("2026-03-07 10:00", 60, "2026-03-09 09:00"),
        ("2026-03-02 06:00", 0, "2026-03-02 06:00"),
        # Spring Festival: 15–23 February are free, Saturday 14 and 28 are worked instead.
        ("2026-02-13 16:00", 120, "2026-02-14 09:00"),
        ("2026-02-14 16:00", 120, "2026-02-24 09:00"),
        ("2026-02-27 16:00", 120, "2026-02-28 09:00"),
        # 2027 is not published: Monday to Friday.
        ("2027-10-01 08:00", 60, "2027-10-01 09:00"),
    ],
)
def test_deadlines_of_an_office(start: str, minutes: int, end: str) -> None:
    assert OFFICE.add_working(at(start), minutes) == at(end)


def test_a_night_shift_belongs_to_the_day_it_began() -> None:
    assert NIGHTS.add_working(at("2026-03-06 20:00"), 720) == at("2026-03-07 08:00")
    assert NIGHTS.add_working(at("2026-03-07 07:00"), 120) == at("2026-03-09 21:00")
    assert NIGHTS.is_working(at("2026-03-07 07:59"))
    assert not NIGHTS.is_working(at("2026-03-07 08:00"))
    assert NIGHTS.business_day(at("2026-03-07 07:59")) == date(2026, 3, 6)
    assert NIGHTS.business_day(at("2026-03-07 08:00")) == date(2026, 3, 7)


def test_a_business_day_is_local() -> None:
    assert OFFICE.business_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)


def test_an_own_day_of_the_plant_wins() -> None:
    day = date(2026, 3, 2)
    calendar = china_calendar(SHANGHAI, DAY_SHIFT, [2026], own={day: ()})
    assert calendar.worked_between(at("2026-03-02 00:00"), at("2026-03-03 00:00")) == timedelta(0)


def test_summer_time_takes_and_gives_an_hour() -> None:
    calendar = PlantCalendar(ZoneInfo("Europe/Berlin"), ((Shift(0, 1440),),) * 7, {})
    midnight = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert calendar.worked_between(midnight, midnight + timedelta(hours=23)) == timedelta(hours=23)
    assert [b - a for a, b in calendar.windows_on(date(2026, 3, 29))] == [timedelta(hours=23)]
    assert [b - a for a, b in calendar.windows_on(date(2026, 10, 25))] == [timedelta(hours=25)]


@given(CALENDARS, INSTANTS, WORK, WORK)
def test_a_then_b_is_a_plus_b(calendar: PlantCalendar, start: datetime, a: int, b: int) -> None:
    assert calendar.add_working(calendar.add_working(start, a), b) == calendar.add_working(start, a + b)
    assert calendar.subtract(calendar.subtract(start, a), b) == calendar.subtract(start, a + b)


@given(CALENDARS, INSTANTS, WORK)
def test_forward_and_back_returns_to_a_working_instant(
    calendar: PlantCalendar, start: datetime, work: int
) -> None:
    assume(calendar.is_working(start))
    assert calendar.subtract(calendar.add_working(start, work), work) == start


@given(CALENDARS, INSTANTS, WORK)
def test_what_is_added_is_what_is_counted(calendar: PlantCalendar, start: datetime, work: int) -> None:
    end = calendar.add_working(start, work)
    assert calendar.worked_between(start, end) == timedelta(minutes=work)
    assert calendar.worked_between(end, start) == -timedelta(minutes=work)
    assert calendar.worked_between(calendar.subtract(start, work), start) == timedelta(minutes=work)


@given(CALENDARS, INSTANTS, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_windows_are_the_time_worked_in_order(
    calendar: PlantCalendar, start: datetime, span: timedelta
) -> None:
    windows = list(calendar.windows(start, start + span))
    assert sum((b - a for a, b in windows), timedelta(0)) == calendar.worked_between(start, start + span)
    edges = [edge for window in windows for edge in window]
    assert edges == sorted(edges)


@pytest.mark.parametrize("work", [1, -1])
def test_a_calendar_without_work_refuses_instead_of_looping(work: int) -> None:
    empty = PlantCalendar(SHANGHAI, ((),) * 7, {date(2010, 1, 1): DAY_SHIFT})
    with pytest.raises(Invalid, match="no_working_time"):
        empty.add_working(at("2026-03-02 08:00"), work)
    assert empty.add_working(at("2026-03-02 08:00"), 0) == at("2026-03-02 08:00")
    assert empty.worked_between(at("2026-03-02 08:00"), at("2026-04-02 08:00")) == timedelta(0)
    assert list(empty.windows(at("2026-03-02 08:00"), at("2026-04-02 08:00"))) == []


@pytest.mark.parametrize("text", ["8-17", "08:00", "25:00-26:00", ""])
def test_a_shift_is_read_or_refused(text: str) -> None:
    with pytest.raises(ValueError, match="08:00-17:30"):
        Shift.parse(text)


@pytest.mark.parametrize(("start", "end"), [(-1, 10), (1440, 1500), (10, 10), (10, 1451)])
def test_a_shift_lies_within_a_day(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="shift"):
        Shift(start, end)


def test_shifts_do_not_overlap() -> None:
    with pytest.raises(ValueError, match="overlap"):
        PlantCalendar(SHANGHAI, ((Shift(0, 100), Shift(50, 200)),) * 7, {})


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        OFFICE.add_working(datetime(2026, 3, 2), 1)
