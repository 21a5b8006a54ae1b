"""A machine is maintained: its order is placed by the plan within its window, written on acceptance, dragged, and done."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from tests.scenarios.test_plans import PLANS, SCHEDULE, plan, released, shown
from tests.scenarios.town import Json, Ref, Town

pytestmark = pytest.mark.slow
FORM = "production.maintenance"


def begins(day: date) -> datetime:
    return datetime.combine(day, time(), UTC) - timedelta(hours=8)


async def one(town: Town, job: str | None = None) -> Json:
    """The bar of the maintenance order on the board or in a plan."""
    board = await (town.get("sunli", SCHEDULE) if job is None else shown(town, job))
    [bar] = [bar for bar in board["bars"] if bar["form"] == FORM]
    return dict(bar)


async def planned(town: Town) -> datetime:
    return datetime.fromisoformat(await town.value("heqiang", "oil", "planned_start"))


async def drag(town: Town, bar: Json, machine: str, begin: datetime) -> Any:
    sent = {"do": "move", "bar": bar["id"], "machine": machine, "from": begin.isoformat(), "repair": 0}
    return await town.send("sunli", "POST", SCHEDULE, sent)


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    return {}


async def test_the_plan_places_it_on_its_machine_within_its_window(town: Town, told: dict[str, str]) -> None:
    await released(town, "work", "@F-R40", "60")
    first = await shown(town, await plan(town, seconds=0))
    told["machine"] = first["bars"][0]["machine"]
    machine = {"id": told["machine"]}
    values = {
        "machine": machine,
        "work": "换导轨油",
        "minutes": "90",
        "earliest": town.workday(2),
        "latest": town.workday(4),
    }
    await town.create("heqiang", FORM, "oil", **values)
    told["plan"] = await plan(town, seconds=0.3)
    bar = await one(town, told["plan"])
    assert (bar["machine"], bar["order"]["id"]) == (told["machine"], town.refs["oil"].id)
    start, end = datetime.fromisoformat(bar["from"]), datetime.fromisoformat(bar["to"])
    assert begins(town.workday(2)) <= start < end <= begins(town.workday(4)) + timedelta(days=1)
    assert end - start == timedelta(minutes=90)
    found = await shown(town, told["plan"])
    beside = [
        other for other in found["bars"] if other["machine"] == bar["machine"] and other["id"] != bar["id"]
    ]
    assert all(other["to"] <= bar["from"] or other["from"] >= bar["to"] for other in beside)
    listed = next(order for order in found["orders"] if order["order"]["id"] == bar["order"]["id"])
    assert (listed["form"], listed["due"], listed["late_minutes"]) == (FORM, town.workday(4).isoformat(), 0)


async def test_acceptance_writes_its_start_through_the_door(town: Town, told: dict[str, str]) -> None:
    wanted = await one(town, told["plan"])
    answer = await town.send("sunli", "POST", f"{PLANS}/{told['plan']}", {"do": "accept"})
    assert answer.status_code == 200, answer.text
    assert await planned(town) == datetime.fromisoformat(wanted["from"])
    assert (await one(town))["from"] == wanted["from"]
    # The plan is as it stands, and nothing about it has changed by its own writing.
    assert (await shown(town, told["plan"]))["changed"] == []
    written = await town.sql(
        "SELECT e.why FROM {s}.event e JOIN {s}.change c ON c.event = e.id WHERE c.record = $1 ORDER BY e.id DESC LIMIT 1",
        int(town.refs["oil"].id),
    )
    assert str(written[0][0]).startswith("采纳排程方案")


async def test_it_is_dragged_along_its_machine_and_to_no_other(town: Town, told: dict[str, str]) -> None:
    bar, board = await one(town), await town.get("sunli", SCHEDULE)
    group = next(lane["group"] for lane in board["machines"] if lane["id"] == told["machine"])
    beside = [lane["id"] for lane in board["machines"] if lane["id"] != told["machine"]]
    beside.sort(
        key=lambda lane: next(one["group"] != group for one in board["machines"] if one["id"] == lane)
    )
    begin = begins(town.workday(3)) + timedelta(hours=9)
    refused = await drag(town, bar, beside[0], begin)
    assert refused.status_code == 422
    proposal = (await drag(town, bar, told["machine"], begin)).json()["proposal"]
    mine = next(moved for moved in proposal if moved["bar"] == bar["id"])
    saved = await town.send("sunli", "POST", SCHEDULE, {"do": "save", "bars": [mine]})
    assert saved.status_code == 200, saved.text
    assert await planned(town) == datetime.fromisoformat(mine["from"])
    assert await town.value("heqiang", "oil", "locked") is True


async def test_a_change_of_its_window_makes_the_schedule_old(town: Town, told: dict[str, str]) -> None:
    number = await town.value("heqiang", "oil", "number")
    await town.change("heqiang", "oil", latest=town.workday(5))
    wanted = f"{number} 的交期由 {town.workday(4)} 改为 {town.workday(5)}"
    assert (await town.get("sunli", SCHEDULE))["changed"] == [wanted]


async def test_what_is_done_takes_no_time_any_more(town: Town) -> None:
    await town.press("heqiang", "oil", "done")
    board = await town.get("sunli", SCHEDULE)
    assert [bar for bar in board["bars"] if bar["form"] == FORM] == []
    assert board["changed"] == []


async def test_of_a_machine_that_is_not_planned_nothing_is_placed(town: Town, told: dict[str, str]) -> None:
    values = {"machine": {"id": told["machine"]}, "work": "大修", "minutes": "60", "latest": town.workday(4)}
    await town.create("heqiang", FORM, "idle", **values)
    town.refs["lathe"] = Ref("production.machine", told["machine"])
    await town.change("heqiang", "lathe", active=False)
    found = await shown(town, await plan(town, seconds=0))
    assert [bar for bar in found["bars"] if bar["form"] == FORM] == []
