"""Operations at suppliers: how long one takes is said by it, by the supplier or by his machine, to promises and schedule alike."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import pytest_asyncio
from tests.suite.planned import rows, sources, submit
from tests.suite.test_centres import MONDAY, PLANT, SATURDAY, machine
from tests.suite.test_mrp_rules import day, part, structure
from tests.suite.test_promising import Clerk
from tests.suite.test_schedule_crew import seen, waived

from jingwei.base.errors import Invalid
from jingwei.process.commands import Act, Change, Create
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.centres import Floor, centres, laid
from jingwei.suite.planning.shop import Asks, Shop, Task, WorkOrder, on_machine

OURS, THEIRS, OTHERS = machine(1), machine(2, outside=5, supplier=77), machine(3, outside=2, supplier=88)


def task(identity: int = 1, machine: int | None = None, started: bool = False, **asks: object) -> Task:
    return Task(
        identity, "t", "t", 1, 7, machine, "started" if started else "ready", False, None, None, MONDAY - timedelta(days=1) if started else None,
        Decimal(0), Decimal(60), asks=Asks(**asks),
    )  # fmt: skip


def done(shop: Shop) -> int:
    known = centres(shop, PLANT, MONDAY, 30)
    return laid(Floor(known), shop, MONDAY.date(), PLANT)[1]


def one(*tasks: Task, machines: tuple[object, ...] = (OURS, THEIRS, OTHERS)) -> Shop:
    return Shop(machines, (WorkOrder(1, "A", SATURDAY, tasks),))  # type: ignore[arg-type]


def test_what_is_done_outside_goes_to_a_supplier_of_its_work_centre() -> None:
    shop = one()
    assert set(on_machine(shop, task())) == {1, 2, 3}
    assert set(on_machine(shop, task(outside=True))) == {2, 3}
    assert set(on_machine(shop, task(outside=True, supplier=88))) == {3}
    assert set(on_machine(shop, task(outside=True, supplier=99))) == {2, 3}, "nobody stands for him here"
    assert set(on_machine(shop, task(outside=True, machine=1, started=True))) == {1, 2, 3}


def test_the_operation_says_how_long_before_the_machine_does() -> None:
    assert task(outside=True).minutes(THEIRS) == 5 * 1440
    assert task(outside=True, away=9).minutes(THEIRS) == 9 * 1440
    assert task(outside=True, away=9).minutes(OURS) == 60


def test_promises_count_the_days_at_a_supplier_from_when_it_went_there() -> None:
    assert done(one(task(outside=True, away=9))) == 9
    assert done(one(task(outside=True, supplier=77))) == 5
    assert done(one(task(), machines=(THEIRS,))) == 5, "a supplier's work centre needs no mark"
    assert done(one(task(machine=2, started=True), machines=(THEIRS,))) == 4, "it left yesterday"
    assert done(one(task(1, outside=True), task(2), machines=(OURS, OTHERS))) == 3, "it is back on a holiday"
    assert done(one(task())) == 0


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def plating(living: Told) -> dict[str, int]:
    """A work centre with one supplier, who takes five days, and an item that is only plated."""

    async def made(form: str, **values: object) -> int:
        return (await submit(living, "admin", Create(form, values))).asked[0].id

    supplier = await made("purchasing.supplier", code="T-PLATE", name="电镀厂")
    centre = await made("production.work_centre", code="T-PLATING", name="电镀")
    machine = await made(
        "production.machine", code="T-PLATE-1", name="电镀厂", work_centre=str(centre), outside_days="5", supplier=str(supplier)
    )  # fmt: skip
    raw = await part(living, "T-PLATE-R", lead_time_days="0")
    item = await part(living, "T-PLATE-M", source="make", lead_time_days="0")
    await structure(living, item, {"component": str(raw), "quantity": "1"})
    return {"supplier": supplier, "centre": centre, "machine": machine, "item": item}


async def routed(told: Told, item: int, centre: int, **step: object) -> None:
    values = {"op_no": "10", "name": "镀锌", "work_centre": str(centre), "minutes_per_unit": "1", **step}
    r = (await sources(told)).form("engineering.routing", "r")
    [(count,)] = await rows(told, f"SELECT count(*) FROM {r} WHERE {r['item']} = $1", item)
    made = await submit(
        told, "admin", Create("engineering.routing", {"item": str(item), "version": f"V{int(str(count)) + 1}", "operations": [values]})
    )  # fmt: skip
    await submit(told, "admin", Act("engineering.routing", made.asked[0].id, "release"))


async def both(told: Told, item: int) -> tuple[int, int]:
    """Days until the date promised for one piece, and the days the schedule gives the operation of a work order."""
    promised = (await Clerk(told).line(item, 1))["earliest"]
    made = await submit(
        told,
        "heqiang",
        Create("production.order", {"item": str(item), "quantity": "1", "due": day(told, 60)}),
    )
    order = made.asked[0].id
    await submit(told, "heqiang", Act("production.order", order, "confirm"))
    await submit(told, "heqiang", Act("production.order", order, "check_kit"))
    await told.doors[told.workspace].submit(install.PLATFORM, [waived(order)])
    shop = await seen(told)
    [task] = next(one for one in shop.orders if one.id == order).tasks
    [machine] = on_machine(shop, task).values()
    await submit(told, "heqiang", Act("production.order", order, "cancel"))
    return (date.fromisoformat(promised) - told.today).days, task.minutes(machine) // 1440


async def test_promises_and_schedule_take_the_days_of_the_machine_the_supplier_or_the_operation(
    living: Told, plating: dict[str, int]
) -> None:
    item, centre, supplier = plating["item"], plating["centre"], plating["supplier"]
    await routed(living, item, centre)
    assert await both(living, item) == (soon(living, 5), 5), (
        "nothing is marked: the work centre is a supplier's"
    )
    await submit(living, "admin", Change("purchasing.supplier", supplier, {"outside_days": "8"}))
    await routed(living, item, centre, supplier=str(supplier))
    assert await both(living, item) == (soon(living, 8), 8)
    await routed(living, item, centre, supplier=str(supplier), outside_days="12")
    assert await both(living, item) == (soon(living, 12), 12)


def soon(told: Told, days: int) -> int:
    """What comes back on a day is there on the next, and leaves on a working day."""
    calendar = told.doors.plant.calendar
    return next(n for n in range(days + 1, days + 20) if calendar.shifts_on(told.today + timedelta(days=n)))


async def test_days_at_a_supplier_are_said_where_there_is_one(living: Told, plating: dict[str, int]) -> None:
    item = await part(living, "T-PLATE-X", source="make")
    w, m = (
        (await sources(living)).form("production.work_centre", "w"),
        (await sources(living)).form("production.machine", "m"),
    )
    [(own,)] = await rows(
        living,
        f"SELECT w.id FROM {w} JOIN {m} ON {m['work_centre']} = w.id WHERE {m['outside_days']} IS NULL LIMIT 1",
    )
    with pytest.raises(Invalid) as refused:
        await routed(living, item, int(str(own)), outside_days="4")
    [fault] = refused.value.faults
    assert (fault.path[-1], "没有委外供应商" in fault.message.zh) == ("outside_days", True)
