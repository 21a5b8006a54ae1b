"""What a plan is left to choose: another routing, overtime, lots; nothing is written before it is accepted, then through the door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tests.scenarios.test_plans import SCHEDULE, nothing_overlaps, places, plan, settle, shown
from tests.scenarios.town import Json, Ref, Town

pytestmark = pytest.mark.slow
STEP = {"op_no": "10", "name": "铣削", "work_centre": "@WC-MILL", "piece_rate": "1"}
OVERTIME = {"after": 4, "days": 5, "cost": 10}
"""Hours of it that count for ten minutes of lateness each."""


async def made(town: Town, code: str, *routings: list[Json]) -> None:
    """A product of one part with its routings, the first of them the main one."""
    values = {"code": code, "name": code, "unit": "个", "kind": "semi", "source": "make"}
    await town.create("zhoutao", "engineering.item", code, **values)
    lines = [{"component": "@R-PLATE", "quantity": "1"}]
    await town.create("chengong", "engineering.bom", f"bom {code}", item=f"@{code}", lines=lines)
    await town.press("zhoutao", f"bom {code}", "release")
    for number, steps in enumerate(routings, 1):
        ref = f"routing {code} {number}"
        values = {"version": f"V{number}", "priority": str(number)}
        await town.create("chengong", "engineering.routing", ref, item=f"@{code}", operations=steps, **values)
        await town.press("chengong", ref, "release")


async def released(town: Town, ref: str, item: str, quantity: str, days: int) -> str:
    values = {"item": f"@{item}", "quantity": quantity, "due": town.workday(days)}
    await town.create("heqiang", "production.order", ref, **values)
    await town.press("heqiang", ref, "confirm")
    await town.press("heqiang", ref, "check_kit")
    short = await town.value("heqiang", ref, "kit") == "short"
    waiver = {"waiver": "先排程"} if short else {}
    await town.press("heqiang", ref, "release_short" if short else "release", **waiver)
    return town.refs[ref].id


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return {}


async def test_an_order_takes_the_routing_by_which_it_is_in_time(town: Town, told: dict[str, Any]) -> None:
    await town.create("sunli", "planning.scheduling", "wishes", wait_material=False)
    slow = [{**STEP, "minutes_per_unit": "60"}]
    fast = [
        {**STEP, "work_centre": "@WC-TURN", "name": "车削", "minutes_per_unit": "30"},
        {**STEP, "op_no": "20", "name": "去毛刺", "minutes_per_unit": "0.1"},
    ]
    await made(town, "X-AXLE", slow, fast)
    order = await released(town, "axle", "X-AXLE", "40", 1)
    before = await town.written()
    told["routed"] = await plan(town, seconds=1.5, choices={"routes": True}, title="换工艺")
    after = await town.written()
    assert {name for name in after if after[name] != before[name]} <= {"job"}
    found = await shown(town, told["routed"])
    routing = [
        {
            "order": {"id": order, "title": await town.value("sunli", "axle", "number")},
            "from": "P-X-AXLE-V1",
            "to": "P-X-AXLE-V2",
        }
    ]
    assert found["chosen"]["routes"] == routing
    assert found["chosen"]["without"]["late"] == 1
    assert (found["figures"]["late"], found["figures"]["bound"]) == (0, None)
    assert [bar["operation"]["title"].split()[1] for bar in found["bars"]] == ["车削", "去毛刺"]
    assert [one["moved"] for one in found["orders"]] == [2]


async def test_accepted_the_order_has_the_operations_of_its_other_routing(
    town: Town, told: dict[str, Any]
) -> None:
    planned = await shown(town, told["routed"])
    answer = await settle(town, told["routed"], do="accept", orders=[town.refs["axle"].id])
    assert answer.status_code == 200, answer.text
    routing = await town.value("sunli", "axle", "routing")
    assert routing["id"] == town.refs["routing X-AXLE 2"].id
    board = await town.get("sunli", SCHEDULE)
    found = await shown(town, told["routed"])
    assert places(board) == places(found), "the plan has the operations there are now"
    assert sorted(places(found).values()) == sorted(places(planned).values())
    assert (found["state"], found["stale"], found["orders"][0]["moved"]) == ("accepted", False, 0)
    events = await town.sql("SELECT DISTINCT e.why FROM {s}.event e WHERE e.why LIKE '采纳排程方案“换工艺”%'")
    assert len(events) == 1
    await nothing_overlaps(town)
    assert (await settle(town, told["routed"], do="accept")).status_code == 200, "nothing is made twice"
    assert places(await town.get("sunli", SCHEDULE)) == places(found)


async def test_an_order_begun_or_locked_keeps_its_routing(town: Town) -> None:
    bar = (await town.get("sunli", SCHEDULE))["bars"][0]
    sent = {**{name: bar[name] for name in ("machine", "from", "to")}, "bar": bar["id"], "locked": True}
    assert (await town.send("sunli", "POST", SCHEDULE, {"do": "save", "bars": [sent]})).status_code == 200
    found = await shown(town, await plan(town, seconds=0.5, choices={"routes": True}))
    assert (found["chosen"]["orders"], found["chosen"]["routes"]) == (0, [])


async def test_overtime_is_worked_where_it_saves_more_than_it_costs(town: Town, told: dict[str, Any]) -> None:
    await made(town, "X-RING", [{**STEP, "work_centre": "@WC-GRIND", "minutes_per_unit": "60"}])
    await released(town, "ring", "X-RING", "60", 1)
    centre = (await centres(town))["外圆磨床"]
    asked = {"overtime": [{"centre": centre, **OVERTIME}]}
    told["dear"] = await plan(
        town, seconds=1, choices={"overtime": [{**asked["overtime"][0], "cost": 10_000}]}
    )
    dear = await shown(town, told["dear"])
    assert dear["chosen"]["shifts"] > 4
    assert dear["chosen"]["overtime"] == []
    told["worked"] = await plan(town, seconds=2, choices=asked, title="磨床加班")
    found = await shown(town, told["worked"])
    worked, without = found["chosen"]["overtime"], found["chosen"]["without"]
    assert worked
    assert found["figures"]["lateness"] + sum(one["cost"] for one in worked) < without["lateness"]
    lane = {one["id"]: one["shifts"] for one in found["machines"]}
    stands = {one["id"]: one["shifts"] for one in (await town.get("sunli", SCHEDULE))["machines"]}
    for one in worked:
        assert covered(lane[one["machine"]["id"]], one)
        assert not covered(stands[one["machine"]["id"]], one), "nothing is written yet"
    drawn = [span for one in found["machines"] for span in one["overtime"]]
    assert sorted(map(instant, (span[0] for span in drawn))) == sorted(instant(one["from"]) for one in worked)
    assert not any(one["overtime"] for one in (await town.get("sunli", SCHEDULE))["machines"])


async def test_accepted_the_overtime_is_in_the_calendar_of_its_machine(
    town: Town, told: dict[str, Any]
) -> None:
    planned = await shown(town, told["worked"])
    answer = await settle(town, told["worked"], do="accept")
    assert answer.status_code == 200, answer.text
    lane = {one["id"]: one["shifts"] for one in answer.json()["machines"]}
    for one in planned["chosen"]["overtime"]:
        assert covered(lane[one["machine"]["id"]], one)
        machine = await town.get("sunli", f"/api/v1/production/machine/{one['machine']['id']}")
        rows = machine["values"]["overtimes"]
        assert any(instant(row["begins"]) == instant(one["from"]) for row in rows)
        assert all(row["reason"] == "排程方案“磨床加班”" for row in rows)
    assert places(await town.get("sunli", SCHEDULE)) == places(planned)
    assert (await shown(town, told["worked"]))["stale"] is False
    dear = await shown(town, told["dear"])
    assert dear["stale"] is True
    assert any("加班" in one for one in dear["changed"]), "other plans did not know of it"


async def test_a_late_order_is_made_in_lots_beside_each_other(town: Town, told: dict[str, Any]) -> None:
    await made(town, "X-BLOCK", [{**STEP, "minutes_per_unit": "60", "setup_minutes": "20"}])
    await released(town, "block", "X-BLOCK", "41", 1)
    asked = {"split": {"lots": 3, "orders": [town.refs["block"].id]}}
    few = await shown(town, await plan(town, seconds=0.6, choices={"split": {"lots": 3, "above": 60}}))
    assert (few["chosen"]["splittable"], few["chosen"]["splits"]) == (0, [])
    told["lots"] = await plan(town, seconds=1, choices=asked, title="拆批")
    found = await shown(town, told["lots"])
    [split] = found["chosen"]["splits"]
    assert split["lots"] == ["21", "20"], "no more lots than machines beside each other"
    mine = [bar for bar in found["bars"] if bar["order"]["id"] == town.refs["block"].id]
    assert len({bar["machine"] for bar in mine}) == 2
    number = await town.value("sunli", "block", "number")
    assert [bar["operation"]["title"] for bar in mine] == [f"{number}-010.1 铣削", f"{number}-010.2 铣削"]
    assert found["figures"]["lateness"] < found["chosen"]["without"]["lateness"]


async def test_accepted_the_order_has_operations_of_every_lot(town: Town, told: dict[str, Any]) -> None:
    planned = await shown(town, told["lots"])
    answer = await settle(town, told["lots"], do="accept")
    assert answer.status_code == 200, answer.text
    assert await town.value("sunli", "block", "lots") == "2"
    board, found = await town.get("sunli", SCHEDULE), await shown(town, told["lots"])
    assert places(board) == places(found)
    assert sorted(places(found).values()) == sorted(places(planned).values())
    assert (found["state"], found["stale"]) == ("accepted", False)
    again = await town.send("sunli", "POST", SCHEDULE, {"do": "run", "seconds": 0, "accept": True})
    mine = [bar for bar in again.json()["bars"] if bar["order"]["id"] == town.refs["block"].id]
    assert len({bar["machine"] for bar in mine}) == 2, "every lot is planned by itself from now on"


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"overtime": [{"machine": "1", "after": 2}]}, "没有这台"),
        ({"overtime": [{"centre": "@", "after": 0}]}, "小时数"),
        ({"overtime": [{"centre": "@", "off": "morning"}]}, "08:00-16:30"),
        ({"overtime": [{"centre": "@", "after": 2, "days": 60}] * 9}, "最多 200 个"),
    ],
)
async def test_overtime_of_nothing_is_said_on_the_plan(town: Town, choices: Json, said: str) -> None:
    known = list(dict.fromkeys((await centres(town)).values()))
    rows = [
        {**row, "centre": known[at % len(known)]} if row.get("centre") else row
        for at, row in enumerate(choices["overtime"])
    ]
    found = await shown(town, await plan(town, seconds=0, choices={"overtime": rows}))
    assert found["state"] == "failed"
    assert said in found["faults"][0]


async def test_a_plan_with_choices_is_looked_at_before_it_is_accepted(town: Town) -> None:
    sent = {"do": "run", "accept": True, "choices": {"routes": True}}
    assert (await town.send("sunli", "POST", SCHEDULE, sent)).status_code == 422


async def centres(town: Town) -> dict[str, str]:
    """The work centre of each machine."""
    board = await town.get("sunli", SCHEDULE)
    return {machine["title"]: machine["centre"] for machine in board["machines"]}


def covered(shifts: list[list[str]], one: Json) -> bool:
    return any(instant(a) <= instant(one["from"]) and instant(one["to"]) <= instant(b) for a, b in shifts)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_an_order_in_lots_ends_with_the_last_of_them(town: Town) -> None:
    steps = [
        {**STEP, "minutes_per_unit": "5"},
        {**STEP, "op_no": "20", "name": "钻孔", "minutes_per_unit": "2"},
    ]
    await made(town, "X-PIN", steps)
    values = {"item": "@X-PIN", "quantity": "3", "due": town.workday(9), "warehouse": "@W-SEMI"}
    await town.create("heqiang", "production.order", "pin", **values)
    await town.press("heqiang", "pin", "confirm")
    await town.press("heqiang", "pin", "split", lots="2")
    await town.decide("heqiang", "pin", "kit")
    await town.follow("pin", picking="inventory.picking")
    await town.decide("qiankun", "picking", "pick")
    for lot, good in ((1, "2"), (2, "1")):
        query = f'["and",["order","eq","{town.refs["pin"].id}"],["lot","eq","{lot}"]]'
        found = await town.get(
            "fengbin", "/api/v1/production/operation", fields="code", sort="op_no", filter=query
        )
        assert len(found["rows"]) == 2
        for row in found["rows"]:
            town.refs["op"] = Ref("production.operation", row[0])
            await town.decide("fengbin", "op", "assign", operator="@tangyan")
            await town.press("tangyan", "op", "begin")
            await town.create("tangyan", "production.report", "report", operation="$op", good=good)
            await town.decide("fengbin", "report", "leader", "approve")
            assert await town.value("fengbin", "op", "state") == "finished"
        await town.follow("report", fqc="quality.fqc")
        await town.decide("gaomin", "fqc", "inspect", accepted=good, rejected="0")
        await town.follow("fqc", receipt="inventory.finished_receipt")
        await town.decide("qiankun", "receipt", "store")
        wanted = "started" if lot == 1 else "finished"
        assert await town.value("heqiang", "pin", "state") == wanted, f"lot {lot} is in stock"
    assert (await town.value("heqiang", "pin", "finished"))["value"] == "3"
