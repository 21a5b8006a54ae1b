"""The calendar a factory keeps itself: one day of rest entered moves orders, machines, deadlines and promises; removed, they are back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime, timedelta

import pytest
import pytest_asyncio
from tests.suite.planned import record, rows, run_mrp, sources, submit
from tests.suite.test_mrp_rules import PLANNED, expect, part
from tests.suite.test_promising import Clerk, asked
from tests.suite.test_schedule_job import bars, scheduled

from jingwei.base.errors import Invalid
from jingwei.collab.desk import Desk, at_desk
from jingwei.process.commands import Act, Change, Create
from jingwei.process.plant import Plant
from jingwei.store.ids import IdsOf
from jingwei.store.transaction import read
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.reading import shop
from jingwei.wiring import doors

CALENDAR = "planning.calendar"
DAY = timedelta(days=1)
Rows = list[dict[str, object]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def kept(living: Told) -> AsyncIterator[int]:
    """The one calendar of the factory."""
    yield (await submit(living, "sunli", Create(CALENDAR, {}))).asked[0].id


async def enter(told: Told, calendar: int, days: Rows | None = None, week: Rows | None = None) -> None:
    """The rows are these from now on."""
    stands = await record(told, CALENDAR, calendar)
    values: dict[str, object] = {}
    for name, wanted in (("days", days or []), ("week", week or [])):
        before = stands[name]
        assert isinstance(before, list)
        values[name] = [*({"id": one["id"], "$delete": True} for one in before), *wanted]
    await submit(told, "sunli", Change(CALENDAR, calendar, values))


def rest(first: date, last: date | None = None) -> dict[str, object]:
    return {"first": first.isoformat(), "last": last and last.isoformat()}


async def released(told: Told, item: int) -> date:
    p = (await sources(told)).form(PLANNED, "p")
    found = await rows(
        told, f"SELECT {p['release_on']} FROM {p} WHERE {p['item']} = $1 AND p.deleted_at IS NULL", item
    )
    day = found[0][0]
    assert isinstance(day, date)
    return day


def working(plant: Plant, day: date, step: int) -> date:
    """The next day on which the plant works, this one not counted."""
    while True:
        day += step * DAY
        if plant.calendar.shifts_on(day):
            return day


async def test_mrp_orders_a_day_earlier_for_a_day_of_rest(living: Told, kept: int) -> None:
    item = await part(living, "T-REST", lead_time_days="10")
    await expect(living, item, (5, 60))
    await run_mrp(living)
    before, plant = await released(living, item), living.doors.plant
    await enter(living, kept, [rest(working(plant, before, 1))])
    await run_mrp(living)
    assert await released(living, item) == working(plant, before, -1)
    await enter(living, kept)
    await run_mrp(living)
    assert await released(living, item) == before


async def test_a_weekend_worked_lets_it_be_ordered_later(living: Told, kept: int) -> None:
    item = await part(living, "T-SATURDAY", lead_time_days="10")
    await expect(living, item, (5, 60))
    await run_mrp(living)
    before, plant = await released(living, item), living.doors.plant
    free = next(day for n in range(1, 12) if not plant.calendar.shifts_on(day := before + n * DAY))
    await enter(living, kept, [{**rest(free), "kind": "work"}])
    await run_mrp(living)
    assert await released(living, item) == working(await living.doors.plant_of(living.workspace), before, 1)
    await enter(living, kept)


async def test_no_machine_works_while_the_plant_rests(living: Told, kept: int) -> None:
    """Except those that work on holidays, and what suppliers do."""
    short = Act("production.order", living.refs["wo_r60"].id, "release_short", {"waiver": "先做壳体"})
    await living.doors[living.workspace].submit(install.PLATFORM, (short,))
    names = await sources(living)
    seen = await read(living.doors.pool, lambda t: shop(t, names))
    bound = {one.id for one in seen.machines if not one.holidays and not one.outside}
    zone = living.doors.plant.zone

    async def begun() -> set[date]:
        """The days on which something begins that has not begun."""
        await scheduled(living, do="run", accept=True, **{"from": "anew"})
        return {
            start.astimezone(zone).date()
            for _, machine, start, _, _, _, state, _ in await bars(living)
            if machine in bound and state != "started" and isinstance(start, datetime)
        }

    before = await begun()
    first = min(before)
    await enter(living, kept, [rest(first, first + 6 * DAY)])
    assert min(await begun()) > first + 6 * DAY
    await enter(living, kept)
    assert await begun() == before


async def test_the_hours_of_a_review_begin_after_the_rest(living: Told, kept: int) -> None:
    async def due() -> tuple[datetime, datetime]:
        """When the newest review of a run was opened, and by when it is to be done."""
        await run_mrp(living)
        found = await rows(
            living,
            f"SELECT t.opened_at, t.due_at FROM {living.workspace.schema}.task t WHERE t.node = 'review' ORDER BY t.id DESC LIMIT 1",
        )
        opened, until = found[0]
        assert isinstance(opened, datetime)
        assert isinstance(until, datetime)
        return opened, until

    opened, until = await due()
    assert until == living.doors.plant.deadline(opened, 4 * 60)
    today = opened.astimezone(living.doors.plant.zone).date()
    await enter(living, kept, [rest(today - DAY, today + 9 * DAY)])
    opened, until = await due()
    assert until.astimezone(living.doors.plant.zone).date() > today + 9 * DAY
    assert until == (await living.doors.plant_of(living.workspace)).deadline(opened, 4 * 60)
    await enter(living, kept)
    opened, until = await due()
    assert until == living.doors.plant.deadline(opened, 4 * 60)


async def test_a_promise_counts_the_rest(living: Told, kept: int) -> None:
    item, clerk = await part(living, "T-PROMISED", lead_time_days="5"), Clerk(living)

    async def earliest() -> date:
        """A plan that takes long is made anew while the old one answers."""
        answer = await clerk.ask(asked(living, item, 3))
        while answer["renewing"]:
            await asyncio.wait(clerk.standing.renewing.values())
            answer = await clerk.ask(asked(living, item, 3))
        return date.fromisoformat(answer["lines"][0]["earliest"])

    before = await earliest()
    await enter(living, kept, [rest(living.today + DAY, living.today + 14 * DAY)])
    assert await earliest() > max(before, living.today + 14 * DAY)
    await enter(living, kept)
    assert await earliest() == before


async def test_a_week_of_six_days_and_half_a_day_before_the_feast(living: Told, kept: int) -> None:
    """A holiday on a Saturday is free for those as well who work on Saturdays."""
    saturday = next(d for n in range(1, 8) if (d := date(2026, 6, 1) + n * DAY).isoweekday() == 6)
    await enter(
        living, kept, [{**rest(date(2026, 2, 13)), "kind": "work", "shifts": "08：00-12：00"}],
        week=[
            {"weekdays": "123456", "begins": "07:30", "ends": "12:00"},
            {"weekdays": "12345", "begins": "13:00", "ends": "17:00"},
        ],
    )  # fmt: skip

    async def look(desk: Desk) -> Plant:
        return desk.plant

    plant = await at_desk(living.doors, living.workspace, await install.actor_of(living, "sunli"), look)
    assert [len(plant.calendar.shifts_on(saturday + n * DAY)) for n in range(3)] == [1, 0, 2]
    assert plant.calendar.shifts_on(date(2026, 10, 3)) == ()
    assert [(s.start, s.end) for s in plant.calendar.shifts_on(date(2026, 2, 13))] == [(480, 720)]
    assert plant.minutes_a_day == 510
    await enter(living, kept)


async def test_years_nobody_has_entered_are_told(living: Told, kept: int) -> None:
    last = living.today + 1000 * DAY
    years = living.doors.plant.unknown_years(living.today, last)
    assert last.year in years

    async def note() -> Mapping[str, object]:
        run = int(str((await run_mrp(living, horizon_days=1000))["run"]))
        return await record(living, "planning.run", run)

    told = await note()
    assert all(str(year) in str(told["note"]) and str(year) in str(told["note_en"]) for year in years)
    assert "工厂日历" in str(told["note"])
    await enter(living, kept, [rest(date(year, 7, 1)) for year in years])
    assert (await note())["note"] == told["note"], "a day of stocktaking is no year of holidays"
    await enter(living, kept, [rest(date(year, 1, 1), date(year, 1, 12)) for year in years])
    assert "工厂日历" not in str((await note())["note"] or "")
    await enter(living, kept)


async def test_another_process_goes_by_it_in_its_next_job(living: Told, kept: int) -> None:
    item = await part(living, "T-ELSEWHERE", lead_time_days="10")
    await expect(living, item, (5, 60))
    await run_mrp(living)
    before = await released(living, item)
    elsewhere = doors(living.doors.pool, lambda _: None, IdsOf())
    there = Told(elsewhere, living.workspace, living.today, living.refs)
    assert (await elsewhere.plant_of(living.workspace)) is elsewhere.plant
    await enter(living, kept, [rest(working(living.doors.plant, before, 1))])
    await run_mrp(there)
    assert await released(living, item) < before
    await enter(living, kept)
    await elsewhere.close()


async def test_there_is_one_calendar(living: Told, kept: int) -> None:
    with pytest.raises(Invalid) as refusal:
        await submit(living, "sunli", Create(CALENDAR, {"name": "第二份"}))
    assert [(one.path, one.code) for one in refusal.value.faults] == [(("name",), "another")]


WRONG: list[tuple[str, dict[str, object], list[tuple[tuple[str | int, ...], str]]]] = [
    ("end before start", {"days": [{"first": "2027-02-10", "last": "2027-02-05"}]}, [(("days", 0, "last"), "backwards")]),
    ("more than a year", {"days": [{"first": "2027-02-10", "last": "2029-02-05"}]}, [(("days", 0, "last"), "too_long")]),
    ("a day twice", {"days": [{"first": "2027-02-01", "last": "2027-02-05"}, {"first": "2027-02-05"}]}, [(("days", 1, "first"), "twice")]),
    ("no start", {"days": [{"last": "2027-02-05"}]}, [(("days", 0, "first"), "required")]),
    ("shifts on a day of rest", {"days": [{"first": "2027-02-05", "shifts": "08:00-12:00"}]}, [(("days", 0, "shifts"), "rest")]),
    ("shifts nobody can read", {"days": [{"first": "2027-02-05", "kind": "work", "shifts": "早班"}]}, [(("days", 0, "shifts"), "shifts")]),
    ("no hour 25", {"days": [{"first": "2027-02-05", "kind": "work", "shifts": "08:00-25:00"}]}, [(("days", 0, "shifts"), "shifts")]),
    ("shifts that overlap", {"days": [{"first": "2027-02-05", "kind": "work", "shifts": "08:00-12:00, 11:00-15:00"}]}, [(("days", 0, "shifts"), "shifts")]),
    ("only a comma", {"days": [{"first": "2027-02-05", "kind": "work", "shifts": ","}]}, [(("days", 0, "shifts"), "shifts")]),
    ("an unknown weekday", {"week": [{"weekdays": "18", "begins": "08:00", "ends": "12:00"}]}, [(("week", 0, "weekdays"), "unreadable")]),
    ("times nobody can read", {"week": [{"weekdays": "1", "begins": "8点", "ends": "24:00"}]}, [(("week", 0, "begins"), "unreadable"), (("week", 0, "ends"), "unreadable")]),
    ("shifts of a weekday that overlap", {"week": [{"weekdays": "123", "begins": "08:00", "ends": "12:00"}, {"weekdays": "34", "begins": "11:00", "ends": "15:00"}]}, [(("week", 1, "begins"), "overlap")]),
    ("two things at once", {"week": [{"weekdays": "", "begins": "08:00", "ends": "12:00"}], "days": [{"first": "2027-02-10", "last": "2027-02-05"}]}, [(("week", 0, "weekdays"), "required")]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "faults"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
async def test_what_cannot_be_a_calendar_is_refused_at_its_field(
    living: Told, kept: int, values: dict[str, object], faults: list[tuple[tuple[str | int, ...], str]]
) -> None:
    before = await record(living, CALENDAR, kept)
    with pytest.raises(Invalid) as refusal:
        await submit(living, "sunli", Change(CALENDAR, kept, values))
    assert [(one.path, one.code) for one in refusal.value.faults] == faults
    assert all(one.message.zh and one.message.en for one in refusal.value.faults)
    assert await record(living, CALENDAR, kept) == before


async def test_only_planners_keep_it(living: Told, kept: int) -> None:
    with pytest.raises(Exception, match=r"not_allowed|not_found"):
        await submit(living, "lina", Change(CALENDAR, kept, {"note": "我"}))


@pytest.mark.parametrize("form", ["production.machine", "people.person"])
async def test_shifts_nobody_can_read_are_refused_where_they_are_typed(living: Told, form: str) -> None:
    """One of them would stand in the way of everybody's schedule."""
    names = await sources(living)
    source = names.form(form, "x")
    [(one,)] = await rows(living, f"SELECT min(x.id) FROM {source} WHERE x.deleted_at IS NULL")
    identity = int(str(one))
    typed = {"weekdays": "1289", "begins": "8点", "ends": "12:00"}
    with pytest.raises(Invalid) as refusal:
        await submit(living, "admin", Change(form, identity, {"shifts": [typed]}))
    assert [(one.path, one.code) for one in refusal.value.faults] == [
        (("shifts", 0, "weekdays"), "unreadable"),
        (("shifts", 0, "begins"), "unreadable"),
    ]
    typed = {"weekdays": "12", "begins": "08：00", "ends": "12:00"}
    await submit(living, "admin", Change(form, identity, {"shifts": [typed]}))
    assert (await read(living.doors.pool, lambda t: shop(t, names))).machines


async def test_a_fault_names_the_row_among_those_that_were_sent(living: Told, kept: int) -> None:
    """A page sends the rows it changed; counted among all rows the fault would stand at another one."""
    days = [rest(date(2027, month, 1), date(2027, month, 3)) for month in (3, 4, 5)]
    await enter(living, kept, days)
    stands = (await record(living, CALENDAR, kept))["days"]
    assert isinstance(stands, list)
    changed = [
        {"id": stands[1]["id"], "last": "2027-03-31"},
        {"id": stands[2]["id"], "last": "2027-05-04"},
    ]
    with pytest.raises(Invalid) as refusal:
        await submit(living, "sunli", Change(CALENDAR, kept, {"days": changed}))
    assert [(one.path, one.code) for one in refusal.value.faults] == [(("days", 0, "last"), "backwards")]
    await enter(living, kept)
