"""Midnight, the month's end and the clocks of other zones: numbers and days are the plant's; see docs/reference/attacks.md."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from tests.process.lab import BUNDLE, PLATFORM, Lab

from jingwei import wiring
from jingwei.base.calendar import china_calendar
from jingwei.base.clock import FixedClock
from jingwei.process.commands import Create
from jingwei.process.doors import Doors
from jingwei.process.plant import Plant
from jingwei.process.submit import Door
from jingwei.store.ids import IdsOf
from jingwei.wiring import SHIFTS

LAST_MINUTE = datetime(2026, 11, 30, 15, 59, 30, tzinfo=UTC)
"""Half a minute before December begins in the plant; in UTC the month has eight hours more."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clock() -> FixedClock:
    return FixedClock(LAST_MINUTE)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def doors(lab: Lab, clock: FixedClock) -> AsyncIterator[Doors]:
    """The plant's doors with a clock of their own, and forms that number by day and by month."""
    bundle = copy.deepcopy(BUNDLE)
    serial = {"type": "serial", "title": "单号"}
    day = {"type": "date", "title": "日期", "default": "TODAY()"}
    check = {"type": "number", "title": "数", "min": 0}
    for name, number in (
        ("daily", {**serial, "pattern": "D{yyyy}{mm}{dd}-{n:3}"}),
        ("monthly", {**serial, "pattern": "V{yy}{mm}-{n:3}", "gapless": True}),
    ):
        bundle["forms"][name] = {"title": name, "fields": {"number": number, "on": day, "n": check}}
    await lab.doors.catalogues.publish(lab.workspace, (bundle,), (await lab.catalogue()).version)
    made = wiring.doors(lab.pool, lambda _: None, IdsOf(), clock)
    yield made
    await made.close()


async def made(lab: Lab, door: Door, form: str) -> tuple[str, date]:
    identity = (await door.submit(PLATFORM, (Create(f"lab.{form}", {"n": "1"}),))).asked[0].id
    cells = await lab.cells(form, identity)
    return cells["number"], cells["on"]


async def test_the_day_and_the_month_turn_at_the_plants_midnight(
    lab: Lab, doors: Doors, clock: FixedClock
) -> None:
    door = doors[lab.workspace]
    assert await made(lab, door, "daily") == ("D20261130-001", date(2026, 11, 30))
    assert await made(lab, door, "monthly") == ("V2611-001", date(2026, 11, 30))
    clock.at = LAST_MINUTE + timedelta(seconds=30)
    assert await made(lab, door, "daily") == ("D20261201-001", date(2026, 12, 1))
    assert await made(lab, door, "monthly") == ("V2612-001", date(2026, 12, 1))
    clock.at = datetime(2026, 12, 1, 0, 0, 5, tzinfo=UTC)
    assert (await made(lab, door, "daily"))[0] == "D20261201-002", "Midnight of UTC turns nothing."
    clock.at = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert (await made(lab, door, "monthly"))[0] == "V2701-001"


async def test_many_at_midnight_from_two_processes_get_numbers_of_their_own(
    lab: Lab, doors: Doors, clock: FixedClock
) -> None:
    """Half of them, with clocks that are apart, still write yesterday's numbers; nothing stands twice, vouchers have no gap."""
    late = wiring.doors(
        lab.pool, lambda _: None, IdsOf(), FixedClock(datetime(2027, 2, 28, 15, 59, 59, tzinfo=UTC))
    )
    clock.at = datetime(2027, 2, 28, 16, 0, 1, tzinfo=UTC)
    for form, before, after in (("daily", "D20270228-", "D20270301-"), ("monthly", "V2702-", "V2703-")):
        found = await asyncio.gather(
            *(made(lab, (doors if n % 2 else late)[lab.workspace], form) for n in range(50))
        )
        for prefix, day in ((before, date(2027, 2, 28)), (after, date(2027, 3, 1))):
            mine = sorted(number for number, on in found if on == day)
            assert mine == [f"{prefix}{n:03d}" for n in range(1, 26)]
    await late.close()


async def test_what_was_refused_takes_no_voucher_number_with_it(
    lab: Lab, doors: Doors, clock: FixedClock
) -> None:
    clock.at = datetime(2027, 5, 3, 4, tzinfo=UTC)
    door = doors[lab.workspace]

    async def bad() -> object:
        return await door.submit(
            PLATFORM, (Create("lab.monthly", {"n": "1"}), Create("lab.monthly", {"n": "-1"}))
        )

    answers = await asyncio.gather(
        *(bad() if n % 3 == 0 else made(lab, door, "monthly") for n in range(18)), return_exceptions=True
    )
    numbers = sorted(one[0] for one in answers if isinstance(one, tuple))
    assert numbers == [f"V2705-{n:03d}" for n in range(1, 13)]


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("Asia/Shanghai", "2026-11-30T16:00:00+00:00", "2026-12-01"),
        ("America/New_York", "2026-11-30T16:00:00+00:00", "2026-11-30"),
        ("America/New_York", "2026-12-01T04:59:59+00:00", "2026-11-30"),
        ("Europe/Berlin", "2026-10-24T22:30:00+00:00", "2026-10-25"),  # summer time, its last night
        (
            "Europe/Berlin",
            "2026-10-25T22:30:00+00:00",
            "2026-10-25",
        ),  # the same hour of the clock, winter time
        ("Pacific/Kiritimati", "2026-12-30T10:00:00+00:00", "2026-12-31"),
    ],
)
def test_the_day_is_that_of_the_plants_zone(zone: str, instant: str, day: str) -> None:
    place = ZoneInfo(zone)
    plant = Plant(place, china_calendar(place, SHIFTS, range(2025, 2028)))
    assert plant.ambient(datetime.fromisoformat(instant), None).today.isoformat() == day


def test_a_deadline_of_a_night_with_two_hours_more_or_less_is_working_time_all_the_same() -> None:
    """The clocks change in the night from Saturday to Sunday: Friday 16:00 and two hours is Monday 9:00."""
    place = ZoneInfo("Europe/Berlin")
    plant = Plant(place, china_calendar(place, SHIFTS, range(2025, 2028)))
    for friday in (datetime(2026, 3, 27, 16, tzinfo=place), datetime(2026, 10, 23, 16, tzinfo=place)):
        found = plant.deadline(friday.astimezone(UTC), 120).astimezone(place)
        assert (found.weekday(), found.hour, found.minute) == (0, 9, 0)
        assert plant.worked(friday.astimezone(UTC), found.astimezone(UTC)) == 120
