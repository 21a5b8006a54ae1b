"""Nothing begins before its material is there: deliveries, work orders for components, lead times, priorities."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
from tests.suite.planned import item, record, sources, submit
from tests.suite.test_schedule_crew import set_, waived
from tests.suite.test_schedule_job import scheduled

from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.process.commands import Act, Create
from jingwei.store.transaction import read
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.floor_plan import Ground, as_planned
from jingwei.suite.planning.grounds import standing_ground
from jingwei.suite.planning.material import acyclic
from jingwei.suite.planning.shop import ZERO, Task, Wait, WorkOrder

FAR = 40
"""Days until the only delivery."""


async def ground(told: Told) -> Ground:
    names = await sources(told)
    now = told.doors.clock.now().replace(second=0, microsecond=0)
    return await read(told.doors.pool, lambda t: standing_ground(t, names, told.doors.plant, now))


async def times(told: Told) -> Mapping[int, datetime]:
    """When each operation begins in a plan nobody searched for."""
    seen = await ground(told)
    plan, schedule = as_planned(seen)
    return {task.id: plan.at(int(schedule.start[at])) for at, task in enumerate(plan.tasks)}


async def released(told: Told, code: str, quantity: str = "500") -> int:
    """A work order that lacks most of what it needs, released although short."""
    due = (told.doors.clock.now().date() + timedelta(days=20)).isoformat()
    values = {"item": await item(told, code), "quantity": quantity, "due": due}
    made = (await submit(told, "heqiang", Create("production.order", values))).asked[0].id
    await submit(told, "heqiang", Act("production.order", made, "confirm"))
    await submit(told, "heqiang", Act("production.order", made, "check_kit"))
    door = told.doors[told.workspace]
    act = Act("production.order", made, "release_short", {"waiver": "先排"})
    await door.submit(install.PLATFORM, (act,))
    return made


async def first_of(told: Told, order: int) -> int:
    return next(one.tasks[0].id for one in (await ground(told)).shop.orders if one.id == order)


async def waits(told: Told, order: int) -> Mapping[str, Wait]:
    """What the first operation of an order waits for, by item."""
    found = (await ground(told)).shop.material.get(await first_of(told, order), ())
    return {wait.item.split()[0]: wait for wait in found}


async def test_without_an_order_it_waits_for_the_lead_time(living: Told) -> None:
    zone = living.doors.plant.zone
    today = living.doors.clock.now().astimezone(zone).date()
    await set_(
        living,
        "engineering.item",
        await item(living, "R-SEAL-25"),
        lead_time_days=12,
        lead_calendar="natural",
    )
    order = await released(living, "F-R60")
    wait = (await waits(living, order))["R-SEAL-25"]
    assert (wait.day, wait.source.zh) == (today + timedelta(days=12), "尚未下单，按提前期")
    assert (await times(living))[await first_of(living, order)].astimezone(zone).date() >= wait.day


async def test_a_delivery_sets_the_date_and_is_named(living: Told) -> None:
    zone = living.doors.plant.zone
    arrives = living.doors.clock.now().astimezone(zone).date() + timedelta(days=FAR)
    door = living.doors[living.workspace]
    lines = [
        {"item": {"key": "R-BRG-6203"}, "quantity": "100000", "price": "1", "needed_on": arrives.isoformat()}
    ]
    values = {"supplier": {"key": "S001"}, "lines": lines}
    bought = await door.submit(install.PLATFORM, (Create("purchasing.order", values),))
    number = str((await record(living, "purchasing.order", bought.asked[0].id))["number"])
    order = await released(living, "F-R40", "3000")
    first = await first_of(living, order)
    assert (await times(living))[first].astimezone(zone).date() >= arrives
    others = [
        {"order": str(one.id), "leave_out": True}
        for one in (await ground(living)).shop.orders
        if one.id != order
    ]
    done = await scheduled(living, do="run", seconds=1, scenario={"orders": others})
    why = done["why"]
    assert isinstance(why, Mapping)
    said = [one["zh"] for one in why[str(order)]]
    assert any(
        "等料 R-BRG-6203" in one and f"采购订单 {number}，{arrives:%m-%d} 到" in one for one in said
    ), said
    await submit(living, "heqiang", Act("production.order", order, "cancel"))


async def test_switched_off_nothing_waits(living: Told) -> None:
    waiting = (await ground(living)).shop.material
    assert waiting
    made = await submit(
        living, "sunli", Create("planning.scheduling", {"name": "不等料", "wait_material": False})
    )
    assert (await ground(living)).shop.material == {}
    first = next(iter(waiting))
    assert (await times(living))[first] - living.doors.clock.now() < timedelta(days=10)
    await set_(living, "planning.scheduling", made.asked[0].id, wait_material=True)


async def test_an_assembly_waits_for_the_work_order_of_its_part(living: Told) -> None:
    child = await released(living, "S-HSG-60", "2000")
    seen = await ground(living)
    order = next(one.id for one in seen.shop.orders if one.id != child and one.tasks[0].id in waiting(seen))
    first = await first_of(living, order)
    assert (await waits(living, order))["S-HSG-60"].order == child
    plan, schedule = as_planned(await ground(living))
    at = {task.id: number for number, task in enumerate(plan.tasks)}
    last = next(one.tasks[-1].id for one in plan.orders if one.id == child)
    assert schedule.start[at[first]] >= schedule.end[at[last]] > 0
    assert schedule.problem.extras is not None
    assert (at[last], at[first]) in set(
        zip(schedule.problem.extras.arc_from.tolist(), schedule.problem.extras.arc_to.tolist(), strict=True)
    )


def waiting(seen: Ground) -> Mapping[int, tuple[Wait, ...]]:
    return {
        task: found
        for task, found in seen.shop.material.items()
        if any("S-HSG-60" in one.item for one in found)
    }


def test_orders_that_wait_for_each_other_wait_for_dates() -> None:
    day = date(2026, 1, 5)

    def order(number: int) -> WorkOrder:
        task = Task(number * 10, "", "", number, 1, None, "ready", False, None, None, None, ZERO, ZERO)
        return WorkOrder(number, str(number), day, (task,))

    def wait(number: int) -> tuple[Wait, ...]:
        return (Wait("x", day, Words("单", "order"), number),)

    found = acyclic({n: order(n) for n in (1, 2, 3)}, {10: wait(2), 20: wait(1), 30: wait(1)})
    assert {task: waits[0].order for task, waits in found.items()} == {10: None, 20: None, 30: 1}


async def test_not_before_the_planned_start_where_that_is_asked_for(living: Told) -> None:
    day = living.doors.clock.now().astimezone(living.doors.plant.zone).date() + timedelta(days=50)
    values = {
        "item": await item(living, "S-CVR-60"),
        "quantity": "1",
        "due": (day + timedelta(days=9)).isoformat(),
        "starts_on": day.isoformat(),
    }
    order = (await submit(living, "heqiang", Create("production.order", values))).asked[0].id
    await submit(living, "heqiang", Act("production.order", order, "confirm"))
    await submit(living, "heqiang", Act("production.order", order, "check_kit"))
    whole = (await record(living, "production.order", order))["kit"] != "short"
    act = Act("production.order", order, "release", {}) if whole else waived(order)
    await living.doors[living.workspace].submit(install.PLATFORM, (act,))
    first = await first_of(living, order)
    assert (await times(living))[first].astimezone(living.doors.plant.zone).date() < day
    made = await submit(
        living, "sunli", Create("planning.scheduling", {"name": "按开工日", "from_start": True})
    )
    assert (await times(living))[first].astimezone(living.doors.plant.zone).date() >= day
    await set_(living, "planning.scheduling", made.asked[0].id, from_start=False)


async def test_an_urgent_order_counts_nine_times(living: Told) -> None:
    seen = await ground(living)
    order = seen.shop.orders[0]
    assert order.priority == 1
    await submit(living, "sunli", Act("production.order", order.id, "prioritize", {"priority": "urgent"}))
    urgent = next(one for one in (await ground(living)).shop.orders if one.id == order.id)
    plan, _ = as_planned(await ground(living))
    at = next(number for number, one in enumerate(plan.orders) if one.id == order.id)
    assert (urgent.priority, int(plan.problem.weight[at])) == (9, 9)


async def test_work_orders_take_the_priority_of_their_sales_order(living: Told) -> None:
    door = living.doors[living.workspace]
    lines = [{"item": {"key": "F-R60"}, "quantity": 1, "price": "820"}]
    sold = await door.submit(
        install.PLATFORM,
        (Create("sales.order", {"customer": {"key": "C001"}, "priority": "high", "lines": lines}),),
    )
    values = {"item": {"key": "F-R60"}, "quantity": "1", "due": "2030-01-01", "sales_order": sold.asked[0].id}
    made = await door.submit(install.PLATFORM, (Create("production.order", values),))
    assert (await record(living, "production.order", made.asked[0].id))["priority"] == "high"


async def test_what_is_frozen_is_neither_moved_nor_moved_into(living: Told) -> None:
    await scheduled(living, do="run", accept=True)
    made = await submit(living, "sunli", Create("planning.scheduling", {"name": "冻结", "frozen_hours": 48}))
    seen = await ground(living)
    free = next(
        task for order in seen.shop.orders for task in order.tasks
        if task.start is not None and seen.now + timedelta(hours=48) < task.start < seen.now + timedelta(hours=720) and not task.started
    )  # fmt: skip
    asked = {"do": "move", "bar": str(free.id), "machine": str(free.machine)}
    with pytest.raises(Invalid) as error:
        await scheduled(living, **asked, **{"from": (seen.now + timedelta(hours=2)).isoformat()})
    assert "移入冻结期" in str(error.value.problem("zh"))
    await set_(living, "planning.scheduling", made.asked[0].id, frozen_hours=720)
    with pytest.raises(Invalid) as error:
        await scheduled(living, **asked, **{"from": (seen.now + timedelta(days=40)).isoformat()})
    assert "在冻结期内" in str(error.value.problem("zh"))
