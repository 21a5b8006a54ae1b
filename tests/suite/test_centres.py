"""What a work centre can do on a day: shifts, make-up days, nights, stops, two machines of different speed; what the floor takes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from jingwei.base.calendar import PlantCalendar, Shift
from jingwei.process.plant import Plant
from jingwei.suite.planning.centres import Floor, centres, laid
from jingwei.suite.planning.shop import Machine, Shop, Task, WorkOrder

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)
DAY = Shift(480, 960)
PLANT = Plant(ZONE, PlantCalendar(ZONE, ((DAY,),) * 5 + ((), ()), {SATURDAY: (DAY,), date(2026, 11, 25): ()}))


def machine(identity: int = 1, **more: object) -> Machine:
    plain = {
        "id": identity,
        "name": "M",
        "centre": 7,
        "centre_name": "C",
        "efficiency": Decimal(1),
        "holidays": False,
    }
    return Machine(**{**plain, "shifts": (("12345", DAY),), **more})  # type: ignore[arg-type]


def minutes(*machines: Machine, now: datetime = MONDAY) -> list[int]:
    return centres(Shop(machines, ()), PLANT, now.astimezone(UTC), 7).minutes[1].tolist()


def test_a_holiday_is_free_and_a_make_up_saturday_is_worked() -> None:
    assert minutes(machine()) == [480, 480, 0, 480, 480, 480, 0]
    assert minutes(machine(holidays=True)) == [480, 480, 480, 480, 480, 0, 0]


def test_of_today_what_is_left_of_it() -> None:
    assert minutes(machine(), now=MONDAY + timedelta(hours=6))[0] == 120


def test_a_night_shift_counts_for_both_its_days() -> None:
    assert minutes(machine(shifts=(("1", Shift(1320, 1800)),)), now=MONDAY)[:3] == [120, 360, 0]


def test_stops_are_taken_out_and_speeds_added_up() -> None:
    stop = (MONDAY + timedelta(days=1), MONDAY + timedelta(days=1, hours=3))
    slow = machine(2, efficiency=Decimal("0.5"))
    assert minutes(machine(downtimes=(stop,)), slow)[:2] == [480 + 240, 300 + 240]


def test_work_under_way_takes_the_days_it_is_planned_for_then_those_that_are_left() -> None:
    def task(
        identity: int, order: int, run: int, start: datetime | None = None, started: bool = False
    ) -> Task:
        return Task(identity, "t", "t", order, 7, None, "started" if started else "ready", False, start, None, None, Decimal(60), Decimal(run))  # fmt: skip

    shop = Shop(
        (machine(),),
        (
            WorkOrder(1, "A", SUNDAY, (task(1, 1, 420, MONDAY + timedelta(days=1)), task(2, 1, 60))),
            WorkOrder(2, "B", SATURDAY, (task(3, 2, 300, started=True),)),
        ),
    )
    known = centres(shop, PLANT, MONDAY.astimezone(UTC), 7)
    floor = Floor(known)
    done = laid(floor, shop, MONDAY.date(), PLANT)
    # B runs today without its setup; A is planned for Tuesday with it, and what follows waits until it is done.
    assert done == {1: 3, 2: 0}
    assert floor.left(known).minutes[1].tolist() == [180, 0, 0, 360, 480, 480, 0]
