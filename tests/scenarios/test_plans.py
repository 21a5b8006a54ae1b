"""The planner's week of plans: proposed, compared, accepted order by order, supposed otherwise, out of date, explained."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from tests.scenarios.town import Json, Ref, Town
from tests.waiting import eventually

pytestmark = pytest.mark.slow
SCHEDULE, PLANS = "/api/v1/planning/schedule", "/api/v1/planning/plans"
ORDERS = (("big", "@F-R40", "60"), ("middle", "@F-R60", "40"), ("small", "@S-STA-80", "30"))


async def released(town: Town, ref: str, item: str, quantity: str) -> str:
    """A work order released although material is short."""
    values = {"item": item, "quantity": quantity, "due": town.workday(3)}
    await town.create("heqiang", "production.order", ref, **values)
    await town.press("heqiang", ref, "confirm")
    if await town.value("heqiang", ref, "state") == "confirmed":
        await town.press("heqiang", ref, "check_kit")
        short = await town.value("heqiang", ref, "kit") == "short"
        await town.press(
            "heqiang", ref, "release_short" if short else "release", **({"waiver": "先排程"} if short else {})
        )
    return town.refs[ref].id


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """Plans of earlier steps by name."""
    return {}


async def plan(town: Town, **asked: object) -> str:
    """A plan as the worker has made it."""
    answer = await town.send("sunli", "POST", SCHEDULE, {"do": "run", **asked})
    assert answer.status_code == 202, answer.text
    job = str(answer.json()["job"])

    async def ended() -> bool:
        return bool((await shown(town, job))["state"] != "running")

    await eventually(ended, 60)
    return job


async def shown(town: Town, job: str, **query: str) -> Json:
    found: Json = await town.get("sunli", f"{PLANS}/{job}", **query)
    return found


async def settle(town: Town, job: str, **asked: object) -> Any:
    return await town.send("sunli", "POST", f"{PLANS}/{job}", dict(asked))


def places(board: Json) -> dict[str, tuple[str, str, str]]:
    return {bar["id"]: (bar["machine"], bar["from"], bar["to"]) for bar in board["bars"]}


async def test_a_run_is_a_plan_and_changes_nothing(town: Town, told: dict[str, str]) -> None:
    for ref, item, quantity in ORDERS:
        await released(town, ref, item, quantity)
    before = await town.written()
    told["first"] = await plan(town, seconds=0.5, title="第一版")
    after = await town.written()
    assert {name for name in after if after[name] != before[name]} <= {"job"}
    first = await shown(town, told["first"])
    assert (first["state"], first["stale"], first["title"]) == ("done", False, "第一版")
    assert len(first["bars"]) >= 6
    assert all(one["new"] for one in first["bars"])
    assert {one["order"]["id"] for one in first["orders"]} == {town.refs[ref].id for ref, *_ in ORDERS}
    assert all(one["before"] is None and one["after"] and one["moved"] for one in first["orders"])
    assert first["figures"]["lateness"] >= first["figures"]["bound"]
    listed = await town.get("sunli", PLANS)
    assert [one["id"] for one in listed] == ["standing", told["first"]]
    assert listed[1]["by"] == "孙丽"
    assert (await town.get("sunli", SCHEDULE))["bars"] == []


async def test_one_order_is_accepted_and_the_rest_is_timed_around_it(
    town: Town, told: dict[str, str]
) -> None:
    order = town.refs["big"].id
    answer = await settle(town, told["first"], do="accept", orders=[order])
    assert answer.status_code == 200, answer.text
    first = await shown(town, told["first"])
    board = await town.get("sunli", SCHEDULE)
    wanted, stands = places(first), places(board)
    mine = {bar["id"] for bar in first["bars"] if bar["order"]["id"] == order}
    assert mine
    assert {bar: stands[bar] for bar in mine} == {bar: wanted[bar] for bar in mine}
    assert {one["order"]["id"] for one in first["orders"] if one["accepted"]} == {order}
    assert (first["state"], first["stale"]) == ("done", False)
    await nothing_overlaps(town)
    events = await town.sql(
        "SELECT e.why, e.actor FROM {s}.event e WHERE e.why LIKE '采纳%' ORDER BY e.id DESC LIMIT 1"
    )
    number = await town.value("sunli", "big", "number")
    assert events[0][0] == f"采纳排程方案“第一版”：{number}"
    assert events[0][1] == await person(town, "sunli")


async def test_the_rest_is_accepted_as_it_was_planned(town: Town, told: dict[str, str]) -> None:
    answer = await settle(town, told["first"], do="accept")
    assert answer.status_code == 200, answer.text
    first = await shown(town, told["first"])
    assert places(await town.get("sunli", SCHEDULE)) == places(first)
    assert all(one["accepted"] and one["moved"] == 0 for one in first["orders"])
    assert (first["state"], first["ghost"], first["stale"]) == ("accepted", [], False)
    await nothing_overlaps(town)


async def test_a_machine_down_is_a_copy_that_keeps_off_it(town: Town, told: dict[str, str]) -> None:
    board = await town.get("sunli", SCHEDULE)
    bar = max(board["bars"], key=lambda one: one["to"])
    down = [town.clock.now(), datetime.fromisoformat(bar["to"]) + timedelta(days=3)]
    window = [at.isoformat() for at in down]
    scenario = {"machines": [{"machine": bar["machine"], "down": [window]}]}
    told["down"] = await plan(town, seconds=0.5, scenario=scenario)
    found = await shown(town, told["down"])
    for one in found["bars"]:
        if one["machine"] == bar["machine"]:
            assert datetime.fromisoformat(one["from"]) >= down[1]
    assert found["supposes"]["machines"][0]["machine"] == bar["machine"]
    assert sum(one["moved"] for one in found["orders"]) == len(found["ghost"]) > 0
    assert not any(one["new"] for one in found["bars"])
    stood = places(board)
    assert {ghost["bar"]: (ghost["machine"], ghost["from"], ghost["to"]) for ghost in found["ghost"]} == {
        one: place for one, place in stood.items() if place != places(found)[one]
    }
    assert await town.get("sunli", SCHEDULE) == board


async def test_any_two_plans_are_compared(town: Town, told: dict[str, str]) -> None:
    order = town.refs["middle"].id
    told["urgent"] = await plan(
        town,
        seconds=0.5,
        scenario={"orders": [{"order": order, "due": town.workday(1).isoformat(), "priority": 9}]},
    )
    two = await shown(town, told["urgent"], against=told["down"])
    other = await shown(town, told["down"])
    finish = {one["order"]["id"]: one["finish"] for one in other["orders"]}
    assert {one["order"]["id"]: one["before"] for one in two["orders"]} == finish
    hurried = next(one for one in two["orders"] if one["order"]["id"] == order)
    assert hurried["due"] == town.workday(1).isoformat()
    assert await town.value("sunli", "middle", "due") != town.workday(1).isoformat()


async def test_what_is_supposed_not_to_be_made_is_compared_but_not_accepted(
    town: Town, told: dict[str, str]
) -> None:
    order = town.refs["small"].id
    job = await plan(town, seconds=0, scenario={"orders": [{"order": order, "leave_out": True}]})
    assert order not in {one["order"]["id"] for one in (await shown(town, job))["orders"]}
    answer = await settle(town, job, do="accept")
    assert answer.status_code == 422
    assert "只能对比" in answer.json()["detail"]
    assert (await settle(town, job, do="drop")).status_code == 200
    assert job not in {one["id"] for one in await town.get("sunli", PLANS)}
    await town.get("sunli", f"{PLANS}/{job}", 404)


async def test_a_plan_whose_basis_changed_says_what_and_is_refused(town: Town, told: dict[str, str]) -> None:
    await released(town, "late_comer", "@S-STA-80", "2")
    number = await town.value("sunli", "late_comer", "number")
    found = await shown(town, told["urgent"])
    assert found["stale"]
    assert found["changed"] == [f"新增工单 {number}"]
    answer = await settle(town, told["urgent"], do="accept")
    assert answer.status_code == 422
    assert f"新增工单 {number}" in answer.text
    # An order nothing has happened to can still be taken from it.
    one = await settle(town, told["urgent"], do="accept", orders=[town.refs["middle"].id])
    assert one.status_code == 200, one.text
    # What was not asked for stays as out of date as it was.
    after = await shown(town, told["urgent"])
    assert {one["order"]["id"] for one in after["orders"] if one["accepted"]} == {town.refs["middle"].id}
    assert after["changed"] == found["changed"]


@pytest.mark.parametrize("starts", ["wip", "due"])
async def test_starts_are_put_off_as_long_as_nothing_suffers(town: Town, starts: str) -> None:
    soon = await shown(town, await plan(town, seconds=0))
    assert soon["later"] is None
    found = await shown(town, await plan(town, seconds=0, starts=starts))
    before, after = found["later"], found["figures"]
    assert before == {"starts": starts, **{name: soon["figures"][name] for name in ("in_progress", "early")}}
    for name in ("lateness", "late", "setup_minutes"):
        assert after[name] == soon["figures"][name]
    if starts == "wip":
        assert (after["early"], after["in_progress"] <= before["in_progress"]) == (before["early"], True)
    else:
        assert after["early"] < before["early"]
    begin = {bar["id"]: bar["from"] for bar in soon["bars"]}
    assert any(bar["from"] > begin[bar["id"]] for bar in found["bars"])
    assert all(bar["from"] >= begin[bar["id"]] for bar in found["bars"])
    refused = await town.send("sunli", "POST", SCHEDULE, {"do": "run", "starts": "never"})
    assert refused.status_code == 422


async def test_everything_is_done_sooner_with_no_order_later(town: Town) -> None:
    late = await shown(town, await plan(town, seconds=0.4))
    found = await shown(town, await plan(town, seconds=1, goal="sooner"))
    assert (late["goal"], late["shorter"], found["goal"]) == ("lateness", None, "sooner")
    assert found["figures"]["makespan"] <= found["shorter"]["makespan"]
    assert found["figures"]["lateness"] <= late["figures"]["lateness"]
    both = await shown(town, await plan(town, seconds=0, goal="sooner", starts="due"))
    assert both["state"] == "failed"
    assert "互相矛盾" in both["faults"][0]


async def test_a_drag_leaves_put_off_starts_where_they_are(town: Town) -> None:
    """Later it pushes what it must, earlier it pulls no more than the operations before it, and nothing else moves."""
    run = await town.send(
        "sunli", "POST", SCHEDULE, {"do": "run", "seconds": 0, "starts": "due", "accept": True}
    )
    assert run.status_code == 200, run.text
    stands = {bar["id"]: bar for bar in run.json()["bars"]}
    tried = 0
    for bar in stands.values():
        if bar["started"] or bar["locked"]:
            continue
        for by in (timedelta(hours=1), timedelta(hours=-3)):
            begin = datetime.fromisoformat(bar["from"]) + by
            if begin <= town.clock.now():
                continue
            answer = await town.send(
                "sunli", "POST", SCHEDULE,
                {"do": "move", "bar": bar["id"], "machine": bar["machine"], "from": begin.isoformat(), "repair": 0},
            )  # fmt: skip
            assert answer.status_code == 200, answer.text
            for one in answer.json()["proposal"]:
                stood, earliest = stands[one["bar"]], datetime.fromisoformat(one["from"])
                if by < timedelta() and stood["order"] == bar["order"]:
                    assert earliest >= datetime.fromisoformat(stood["from"]) + by
                elif one["bar"] != bar["id"]:
                    assert earliest >= datetime.fromisoformat(stood["from"]), (bar, one)
            tried += 1
    assert tried >= 6


async def test_a_schedule_says_what_it_did_not_know(town: Town) -> None:
    """Scheduled again it knows everything; then an order becomes urgent, and a machine is serviced."""
    run = await town.send("sunli", "POST", SCHEDULE, {"do": "run", "seconds": 0, "accept": True})
    assert run.status_code == 200, run.text
    assert run.json()["changed"] == []
    newest = (await town.get("sunli", PLANS))[1]
    assert (newest["state"], newest["stale"]) == ("accepted", False)
    job = await plan(town, seconds=0)
    number = await town.value("heqiang", "small", "number")
    await town.press("heqiang", "small", "prioritize", priority="urgent")
    machine = run.json()["bars"][0]["machine"]
    title = next(one["title"] for one in run.json()["machines"] if one["id"] == machine)
    begin = town.clock.now() + timedelta(days=5)
    stop = {"begins": begin.isoformat(), "ends": (begin + timedelta(hours=2)).isoformat(), "reason": "保养"}
    town.refs["machine"] = Ref("production.machine", machine)
    await town.change("heqiang", "machine", downtimes=[stop])
    wanted = [
        f"设备 {title} 的班次、加班、停机或效率变了",
        f"{number} 的优先级变了",
    ]
    board = await town.get("sunli", SCHEDULE)
    assert board["changed"] == wanted
    [drawn] = next(one["stops"] for one in board["machines"] if one["id"] == machine)
    assert (datetime.fromisoformat(drawn["from"]), drawn["reason"]) == (begin, "保养")
    assert (await shown(town, job))["changed"] == wanted
    again = await town.send("sunli", "POST", SCHEDULE, {"do": "run", "seconds": 0, "accept": True})
    assert again.json()["changed"] == []


async def test_a_search_is_stopped_with_the_best_so_far_or_cancelled(town: Town) -> None:
    answer = await town.send("sunli", "POST", SCHEDULE, {"do": "run", "seconds": 300, "from": "anew"})
    job = str(answer.json()["job"])

    async def searching() -> bool:
        found = await shown(town, job)
        return found["state"] != "running" or bool(found["progress"])

    await eventually(searching, 30)
    found = await shown(town, job)
    if found["state"] == "running":
        assert set(found["progress"]) == {"what", "share", "value", "bound", "gap", "seconds", "history"}
        assert (await settle(town, job, do="stop")).status_code == 200

    async def ended() -> bool:
        return bool((await shown(town, job))["state"] != "running")

    await eventually(ended, 20)
    found = await shown(town, job)
    assert found["figures"] is not None
    assert found["history"]


async def test_what_has_no_machine_is_left_out_with_a_sentence(town: Town) -> None:
    board = await town.get("sunli", SCHEDULE)
    bar = board["bars"][0]
    lane = next(one for one in board["machines"] if one["id"] == bar["machine"])
    beside = [one["id"] for one in board["machines"] if one["group"] == lane["group"]]
    window = ["2026-11-01T00:00:00+08:00", "2030-01-01T00:00:00+08:00"]
    scenario = {"machines": [{"machine": one, "down": [window]} for one in beside]}
    found = await shown(town, await plan(town, seconds=0, scenario=scenario))
    left = {one["order"]["id"]: one["text"] for one in found["left_out"]}
    assert bar["order"]["id"] in left
    assert lane["title"] in left[bar["order"]["id"]]
    assert "没有班次" in left[bar["order"]["id"]]


async def test_the_frozen_hours_of_the_planner_hold_what_begins_within_them(town: Town) -> None:
    board = await town.get("sunli", SCHEDULE)
    soon = town.clock.now() + timedelta(hours=24)
    near = {one for one, (_, begin, _) in places(board).items() if datetime.fromisoformat(begin) < soon}
    assert near
    await town.create("sunli", "planning.scheduling", "wishes", frozen_hours="24", displacement="0")
    found = places(await shown(town, await plan(town, seconds=0.3, **{"from": "anew"})))
    stood = places(board)
    assert {one: found[one][:2] for one in near} == {one: stood[one][:2] for one in near}


async def test_a_plan_without_put_off_starts_is_accepted_without(town: Town) -> None:
    """Whatever the planner has come to like since: the orders not asked for are timed as the plan was."""
    job = await plan(town, seconds=0, starts="soon")
    await town.create("sunli", "planning.scheduling", "later", starts="due", displacement="0")
    answer = await settle(town, job, do="accept", orders=[town.refs["big"].id])
    assert answer.status_code == 200, answer.text
    again = await shown(town, await plan(town, seconds=0, starts="soon"))
    assert places(again) == places(answer.json())
    put_off = await shown(town, await plan(town, seconds=0))
    assert places(put_off) != places(again)


async def test_whoever_may_not_plan_may_not_settle_plans(town: Town, told: dict[str, str]) -> None:
    for asked in ({"do": "accept"}, {"do": "drop"}, {"do": "stop"}):
        answer = await town.send("tangyan", "POST", f"{PLANS}/{told['down']}", asked)
        assert answer.status_code == 403
    assert (await shown(town, told["down"]))["state"] == "done"


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"scenario": {"machines": [{"machine": "1"}]}}, ["scenario", "machines", 0, "machine"]),
        ({"scenario": {"orders": [{"order": "1"}]}}, ["scenario", "orders", 0, "order"]),
    ],
)
async def test_a_supposition_about_nothing_is_said_on_the_plan(
    town: Town, asked: Json, place: list[str]
) -> None:
    found = await shown(town, await plan(town, seconds=0, **asked))
    assert found["state"] == "failed"
    assert found["faults"]


async def person(town: Town, login: str) -> int:
    return next(
        one.id for one in (await town.doors.directory(town.workspace)).persons.values() if one.login == login
    )


async def nothing_overlaps(town: Town) -> None:
    """On every machine one after the other, in every order too."""
    board = await town.get("sunli", SCHEDULE)
    for key in (lambda bar: bar["machine"], lambda bar: bar["order"]["id"]):
        rows: dict[str, list[Json]] = {}
        for bar in board["bars"]:
            rows.setdefault(key(bar), []).append(bar)
        for row in rows.values():
            row.sort(key=lambda bar: bar["from"])
            for before, after in pairwise(row):
                assert before["to"] <= after["from"], (before, after)
