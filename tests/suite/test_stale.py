"""What a plan stood on: each thing that changes is named, and what has nothing to do with it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from jingwei.base.calendar import Shift
from jingwei.store.workdays import DaysRow, Workdays
from jingwei.suite.planning.accepting import moved
from jingwei.suite.planning.basis import MADE, PLACE, Basis, basis
from jingwei.suite.planning.crew import Crew, Person, Tool
from jingwei.suite.planning.shop import Asks, Machine, Shop, Task, WorkOrder
from jingwei.suite.planning.stale import LIVED, Now, orders_changed, things_changed

MORNING = ("12345", Shift.parse("08:00-16:00"))
TASK = Task(
    11, "WO1-010", "车", 1, 7, 3, "dispatched", False, None, None, None, Decimal(10), Decimal(60),
    asks=Asks(skill="车工", tool="夹具"), per=Decimal(2),
)  # fmt: skip
ORDER = WorkOrder(1, "WO1", date(2026, 12, 1), (TASK,), quantity=Decimal(30), wanted=date(2026, 12, 3))
SHOP = Shop(
    (Machine(3, "车床", 7, "数控车", Decimal(1), False, (MORNING,)),),
    (ORDER,),
    Crew(
        (Person(5, "马超", frozenset({"车工"})), Person(6, "陆毅", frozenset({"焊工"}))),
        (Tool(8, "夹具 1", "夹具"),),
    ),
)

RESTS = Workdays(days=(DaysRow(date(2026, 12, 1), date(2026, 12, 1), False, ""),), record=9, name="工厂日历")


def kept(shop: Shop) -> Basis:
    """As it comes back from the job it was kept with."""
    return msgspec.json.decode(msgspec.json.encode(basis(shop)), type=dict[str, dict[str, list[str]]])


def said(now: Shop, lived: Any = ()) -> list[str]:
    return changes(kept(SHOP), now, lived)


def changes(before: Basis, now: Shop, lived: Any = ()) -> list[str]:
    found = (*things_changed(before, Now.of(now)), *orders_changed(before, Now.of(now), lived).values())
    return [one.words.zh for one in found]


def ordered(**values: Any) -> Shop:
    return replace(SHOP, orders=(replace(ORDER, **values),))


def tasked(**values: Any) -> Shop:
    return ordered(tasks=(replace(TASK, **values),))


def crewed(**values: Any) -> Shop:
    return replace(SHOP, crew=replace(SHOP.crew, **values))


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (ordered(due=date(2026, 12, 4)), "WO1 的交期由 2026-12-01 改为 2026-12-04"),
        (
            ordered(wanted=date(2026, 11, 30)),
            "WO1 的销售订单交期由 2026-12-03 改为 2026-11-30，工单交期是 2026-12-01",
        ),
        (ordered(wanted=None), "WO1 的销售订单交期由 2026-12-03 改为 无，工单交期是 2026-12-01"),
        (ordered(quantity=Decimal(40)), "WO1 的数量由 30 改为 40"),
        (ordered(priority=9), "WO1 的优先级变了"),
        (tasked(asks=Asks(skill="车工", tool="")), "WO1 的工序有增减或要求变了"),
        (ordered(tasks=(TASK, replace(TASK, id=12))), "WO1 的工序有增减或要求变了"),
        (tasked(per=Decimal(3)), "WO1 的工序工时变了"),
        (tasked(state="started"), "WO1 已报工或状态变了"),
        (tasked(done=Decimal(5)), "WO1 已报工或状态变了"),
        (tasked(start=datetime(2026, 12, 1, tzinfo=UTC)), "WO1 的排程被改动"),
        (replace(SHOP, orders=(ORDER, replace(ORDER, id=2, number="WO2"))), "新增工单 WO2"),
        (replace(SHOP, orders=()), "WO1 已完工、取消或收回"),
        (replace(SHOP, machines=(replace(SHOP.machines[0], shifts=()),)), "设备 车床 的班次、加班、停机或效率变了"),
        (replace(SHOP, machines=(*SHOP.machines, replace(SHOP.machines[0], id=4, name="车床 2"))), "设备 车床 2 新增"),
        (crewed(people=(replace(SHOP.crew.people[0], shifts=(MORNING,)), SHOP.crew.people[1])), "马超 的技能或班次变了"),
        (crewed(people=SHOP.crew.people[1:]), "马超 不再可排（离岗或资格到期）"),
        (crewed(tools=()), "工装 夹具 1 停用"),
        (replace(SHOP, calendar=RESTS), "工厂日历 登记了"),
    ],
)  # fmt: skip
def test_what_changed_is_named(now: Shop, sentence: str) -> None:
    assert said(now) == [sentence]


@pytest.mark.parametrize(
    "now",
    [
        SHOP,
        # Nothing of his is asked for.
        crewed(people=(SHOP.crew.people[0], replace(SHOP.crew.people[1], shifts=(MORNING,)))),
        # The same figure written otherwise.
        tasked(per=Decimal("2.00")),
        # A calendar without rows.
        replace(SHOP, calendar=Workdays(record=9, name="工厂日历")),
    ],
)
def test_what_has_nothing_to_do_with_it_is_not_said(now: Shop) -> None:
    assert said(now) == []


def test_another_day_of_rest_makes_a_plan_out_of_date() -> None:
    later = replace(RESTS, days=(replace(RESTS.days[0], last=date(2026, 12, 2)),))
    assert changes(kept(replace(SHOP, calendar=RESTS)), replace(SHOP, calendar=later)) == ["工厂日历 改了"]
    assert changes(kept(replace(SHOP, calendar=RESTS)), SHOP) == ["工厂日历 删去了"]


@pytest.mark.parametrize(
    "now",
    [tasked(state="started"), tasked(start=datetime(2026, 12, 1, tzinfo=UTC)), replace(SHOP, orders=())],
)
def test_a_schedule_that_is_carried_out_is_not_out_of_date(now: Shop) -> None:
    assert said(now, LIVED) == []
    assert said(ordered(due=date(2026, 12, 4)), LIVED)


def test_a_plan_made_before_people_were_remembered_is_still_read() -> None:
    before: dict[str, Any] = dict(kept(SHOP))
    old = {"orders": {"1": before["orders"]["1"][:5]}, "machines": before["machines"]}
    assert changes(old, SHOP) == []
    assert changes(old, ordered(due=date(2026, 12, 4))) == ["WO1 的交期由 2026-12-01 改为 2026-12-04"]


def test_a_digest_of_other_traits_says_nothing() -> None:
    """An earlier program looked at less of a machine or an operation; that is no change of either."""
    old: Any = kept(SHOP)
    for kind, (identity, part) in {"orders": ("1", 2), "machines": ("3", 1), "people": ("5", 1)}.items():
        old[kind][identity][part] = "made otherwise"
    assert len(changes(old, SHOP)) == 3
    old[MADE] = {"orders": ["", "", "other", *old[MADE]["orders"][3:]], "machines": ["", "other"]}
    assert changes(old, SHOP) == []
    assert changes(old, tasked(start=datetime(2026, 12, 1, tzinfo=UTC))) == ["WO1 的排程被改动"]
    del old[MADE]
    assert changes(old, SHOP) == []
    assert changes(old, replace(SHOP, machines=())) == ["设备 车床 停用"]


def test_new_orders_are_named_in_the_order_in_which_they_came() -> None:
    fresh = tuple(replace(ORDER, id=one, number=f"WO{one}") for one in (2, 10, 11, 9))
    assert said(replace(SHOP, orders=(ORDER, *fresh))) == [f"新增工单 WO{one}" for one in (2, 9, 10, 11)]


def test_what_is_accepted_moves_on_and_what_else_has_changed_stays_said() -> None:
    """Its own acceptance does not make a plan old; an order somebody else moved, or whose due date changed, still is."""
    there = tasked(start=datetime(2026, 12, 1, tzinfo=UTC))
    parts = kept(SHOP)["orders"]["1"]
    known = {**kept(SHOP), "orders": {"1": moved(parts, "1", Now.of(SHOP), Now.of(there))}}
    assert changes(known, there) == []
    late = replace(there, orders=(replace(there.orders[0], due=date(2026, 12, 4)),))
    assert changes(known, late) == ["WO1 的交期由 2026-12-01 改为 2026-12-04"]
    elsewhere = tasked(start=datetime(2026, 12, 2, tzinfo=UTC))
    assert moved(parts, "1", Now.of(elsewhere), Now.of(there))[PLACE] == parts[PLACE]
    assert moved(parts, "1", Now.of(replace(SHOP, orders=())), Now.of(there)) == parts
