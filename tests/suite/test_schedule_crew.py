"""Machines alone do not make anything: setters, moulds, ovens and lots handed on in parts, on the living factory."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations

from tests.suite.planned import record, rows, sources, submit
from tests.suite.test_schedule_job import scheduled

from jingwei.process.commands import Act, Change, Create
from jingwei.store.transaction import read
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.crew import Tool, services
from jingwei.suite.planning.reading import shop
from jingwei.suite.planning.shop import OPERATION, Shop, Task


async def seen(told: Told) -> Shop:
    names = await sources(told)
    return await read(told.doors.pool, lambda t: shop(t, names))


async def waiting_tasks(told: Told) -> list[Task]:
    """What has not begun, on machines that do one thing at a time."""
    now = await seen(told)
    alone = {centre for centre, machines in now.centres.items() if not any(m.oven for m in machines.values())}
    return [t for order in now.orders for t in order.tasks if not t.started and t.centre in alone]


async def set_(told: Told, form: str, identity: int, **values: object) -> None:
    await told.doors[told.workspace].submit(install.PLATFORM, (Change(form, identity, values),))


async def person(told: Told, login: str) -> int:
    p = (await sources(told)).form("people.person", "p")
    return int(str((await rows(told, f"SELECT p.id FROM {p} WHERE {p['login']} = '{login}'"))[0][0]))


async def spans(told: Told, tasks: list[Task]) -> list[tuple[datetime, datetime]]:
    found = []
    for task in tasks:
        cells = await record(told, OPERATION, task.id)
        found.append(
            (
                datetime.fromisoformat(str(cells["planned_start"])),
                datetime.fromisoformat(str(cells["planned_end"])),
            )
        )
    return found


def apart(spans: list[tuple[datetime, datetime]]) -> bool:
    return all(a[1] <= b[0] or b[1] <= a[0] for a, b in combinations(spans, 2))


async def more_orders(told: Told) -> None:
    """The order that waits for parts begins with what there is, and two more lots of planet wheels are released."""
    door = told.doors[told.workspace]
    short = [told.refs["wo_r60"].id]
    due = (told.doors.clock.now().date() + timedelta(days=30)).isoformat()
    like = await record(told, "production.order", told.refs["wo_planet"].id)
    for quantity in ("40", "80"):
        values = {"item": like["item"], "quantity": quantity, "due": due, "warehouse": like["warehouse"]}
        made = (await submit(told, "heqiang", Create("production.order", values))).asked[0].id
        await submit(told, "heqiang", Act("production.order", made, "confirm"))
        await submit(told, "heqiang", Act("production.order", made, "check_kit"))
        short.append(made)
    for order in short:
        whole = (await record(told, "production.order", order))["kit"] != "short"
        act = Act("production.order", order, "release", {}) if whole else waived(order)
        await door.submit(install.PLATFORM, (act,))


def waived(order: int) -> Act:
    return Act("production.order", order, "release_short", {"waiver": "先做"})


async def test_one_qualified_person_is_with_one_machine_at_a_time(living: Told) -> None:
    """Three operations of three work orders ask for the same skill; only Ma Chao has it."""
    await more_orders(living)
    machao = await person(living, "machao")
    await set_(living, "people.person", machao, skills=[{"skill": "五轴调试", "level": "master"}])
    waiting = await waiting_tasks(living)
    asked = waiting[:3]
    for task in asked:
        await set_(living, OPERATION, task.id, skill="五轴调试", attended="all")
    done = await scheduled(living, do="run", accept=True)
    assert done["left_out"] == []
    for task in asked:
        operator = (await record(living, OPERATION, task.id))["operator"]
        assert isinstance(operator, Mapping)
        assert int(str(operator["id"])) == machao
    assert apart(await spans(living, asked))


async def test_an_operation_waits_for_the_hours_of_its_person(living: Told) -> None:
    """He comes on Saturdays only: the work lies in his hours, not in those of the machine."""
    machao = await person(living, "machao")
    await set_(
        living, "people.person", machao, shifts=[{"weekdays": "6", "begins": "09:00", "ends": "12:00"}]
    )
    for machine in (await seen(living)).machines:
        shifts = [{"weekdays": "1234567", "begins": "06:00", "ends": "22:00"}]
        await set_(living, "production.machine", machine.id, shifts=shifts)
    asked = [t for o in (await seen(living)).orders for t in o.tasks if t.asks.skill == "五轴调试"]
    await scheduled(living, do="run", accept=True)
    for start, _ in await spans(living, asked):
        local = start.astimezone(living.doors.plant.zone)
        assert (local.isoweekday(), 9 <= local.hour < 12) == (6, True)
    await set_(living, "people.person", machao, shifts=[])


async def test_what_nobody_can_do_is_left_out_with_a_sentence(living: Told) -> None:
    waiting = next(
        t for o in (await seen(living)).orders for t in o.tasks if not t.asks.skill and not t.started
    )
    await set_(living, OPERATION, waiting.id, skill="吹玻璃")
    done = await scheduled(living, do="run")
    left = done["left_out"]
    assert isinstance(left, list)
    assert [one["zh"] for one in left] == [f"工序 {waiting.code} 需要技能“吹玻璃”，在岗人员中没有人具备"]
    await set_(living, OPERATION, waiting.id, skill=None)


async def test_a_mould_is_there_once(living: Told) -> None:
    waiting = await waiting_tasks(living)
    asked = [waiting[0], next(t for t in waiting if t.order != waiting[0].order)]
    for task in asked:
        await set_(living, OPERATION, task.id, skill=None, tool_kind="M-100 模具")
    done = await scheduled(living, do="run")
    assert "没有可用的" in str(done["left_out"])
    door = living.doors[living.workspace]
    made = await door.submit(
        await install.actor_of(living, "heqiang"),
        (Create("production.tool", {"code": "T-1", "name": "一号模", "kind": "M-100 模具"}),),
    )
    done = await scheduled(living, do="run", accept=True)
    assert done["left_out"] == []
    for task in asked:
        tool = (await record(living, OPERATION, task.id))["tool"]
        assert isinstance(tool, Mapping)
        assert int(str(tool["id"])) == made.asked[0].id
    assert apart(await spans(living, asked))


async def test_a_mould_is_serviced_between_the_lots_it_has_life_for(living: Told) -> None:
    """Its life is one lot: before the next it is away for a day. Reports count its pieces, a service begins anew."""
    form = (await sources(living)).form("production.tool", "t")
    mould = int(str((await rows(living, f"SELECT t.id FROM {form} WHERE {form['code']} = 'T-1'"))[0][0]))
    asked = [t for o in (await seen(living)).orders for t in o.tasks if t.asks.tool == "M-100 模具"]
    assert len(asked) == 2
    life = int(max(task.quantity for task in asked))
    await set_(living, "production.tool", mould, life=life, service_hours=24)
    await scheduled(living, do="run", accept=True)
    (_, until), (begin, _) = sorted(await spans(living, asked))
    assert begin - until >= timedelta(hours=24)
    begun = next(t for o in (await seen(living)).orders for t in o.tasks if t.started and t.quantity > 1)
    for values in ({"good": "1"}, {"scrap": "1", "reason": "machine"}):
        report = {"operation": str(begun.id), "tool": str(mould), **values}
        await submit(living, "machao", Create("production.report", report))
    assert (await record(living, "production.tool", mould))["worn"] == "2"
    assert [tool.worn for tool in (await seen(living)).crew.tools if tool.id == mould] == [2]
    await submit(living, "heqiang", Act("production.tool", mould, "serviced"))
    assert (await record(living, "production.tool", mould))["worn"] is None
    assert [tool.worn for tool in (await seen(living)).crew.tools if tool.id == mould] == [0]
    await set_(living, "production.tool", mould, life=None)


def test_the_chart_shows_when_a_tool_is_away() -> None:
    """Ten pieces of life, four of them gone: six more, an hour away, and again before nine."""
    day = datetime(2026, 11, 23, tzinfo=UTC)
    uses = [
        (day + timedelta(hours=a), day + timedelta(hours=b), Decimal(pieces))
        for a, b, pieces in ((9, 10, 9), (1, 2, 6), (4, 5, 3))
    ]
    away = list(services(Tool(1, "T", "K", life=10, worn=4, service=60), uses))
    assert away == [(day + timedelta(hours=a), day + timedelta(hours=a + 1)) for a in (2, 5)]
    fresh = Tool(1, "T", "K", life=10, worn=9, service=30)
    assert list(services(fresh, uses[1:2])) == [(day + timedelta(minutes=30), day + timedelta(hours=1))]


async def test_half_a_lot_goes_on_and_paint_dries(living: Told) -> None:
    """The first operation hands its lot on in halves; after the second four hours of drying."""
    orders = (await seen(living)).orders
    order = next(o for o in orders if len(o.tasks) >= 3 and not any(t.started for t in o.tasks))
    first, second, third = order.tasks[:3]
    for task in order.tasks:
        await set_(living, OPERATION, task.id, skill=None, tool_kind=None)
    await set_(living, OPERATION, first.id, transfer=str(first.quantity / 2))
    await set_(living, OPERATION, second.id, wait_minutes=240)
    others = [{"order": str(one.id), "leave_out": True} for one in orders if one.id != order.id]
    done = await scheduled(living, do="run", scenario={"orders": others})
    bars = done["bars"]
    assert isinstance(bars, list)
    times = {int(task): (datetime.fromisoformat(a), datetime.fromisoformat(b)) for task, _, a, b in bars}
    assert times[second.id][0] < times[first.id][1]
    assert (times[third.id][0] - times[second.id][1]).total_seconds() >= 240 * 60


async def test_changing_over_between_families_takes_its_time(living: Told) -> None:
    """On a work centre with a matrix the plan leaves the minutes between one family and the next."""
    everything = await seen(living)
    made = [t for o in everything.orders for t in o.tasks if t.form == OPERATION]
    centre = max(everything.centres, key=lambda one: sum(t.centre == one for t in made))
    there = [t for t in made if t.centre == centre and not t.started]
    assert len(there) >= 2
    for machine in list(everything.centres[centre])[1:]:
        await set_(living, "production.machine", machine, active=False)
    for task, family in zip(there, "AB" * len(there), strict=False):
        await set_(living, OPERATION, task.id, family=family, skill=None)
    pairs = [{"from_family": a, "to_family": b, "minutes": 77} for a, b in ("AB", "BA")]
    await set_(living, "production.work_centre", centre, changeovers=pairs)
    done = await scheduled(living, do="run")
    figures = done["figures"]
    assert isinstance(figures, Mapping)
    changes = int(str(figures["setup_minutes"])) / 77
    assert changes == int(changes) >= 1


async def test_a_supplier_takes_any_number_for_so_many_days(living: Told) -> None:
    """The centre with most to do is a supplier now: everything there takes three days, at the same time if need be."""
    everything = await seen(living)
    waiting = [t for o in everything.orders for t in o.tasks if t.form == OPERATION and not t.started]
    centre = max(everything.centres, key=lambda one: sum(t.centre == one for t in waiting))
    there = [t for t in waiting if t.centre == centre]
    supplier = await record(living, "production.machine", next(iter(everything.centres[centre])))
    assert supplier["active"]
    for machine in everything.centres[centre]:
        await set_(living, "production.machine", machine, outside_days=3)
    for task in there:
        await set_(living, OPERATION, task.id, skill=None, tool_kind=None)
    await scheduled(living, do="run", accept=True)
    times = await spans(living, there)
    assert {b - a for a, b in times} == {timedelta(days=3)}
    assert len(there) > len(everything.centres[centre]) or not apart(times)


async def test_what_a_supplier_has_begun_is_back_after_the_rest_of_his_days(living: Told) -> None:
    everything = await seen(living)
    begun = next(t for o in everything.orders for t in o.tasks if t.started and t.machine)
    assert begun.machine is not None
    assert begun.started_at is not None
    now = living.doors.clock.now().replace(second=0, microsecond=0)
    await set_(living, "production.machine", begun.machine, outside_days=9)
    await scheduled(living, do="run", accept=True)
    ((_, end),) = await spans(living, [begun])
    assert abs(end - max(begun.started_at + timedelta(days=9), now)) <= timedelta(minutes=3)
