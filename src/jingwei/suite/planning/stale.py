"""What a schedule plan stands on, short enough to be kept with it, and what of that has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

from jingwei.base.decimals import plain
from jingwei.base.words import Words
from jingwei.suite.planning.crew import Person
from jingwei.suite.planning.plans import Json
from jingwei.suite.planning.shop import Machine, Shop, Task, WorkOrder

Basis = Mapping[str, Mapping[str, list[str]]]
NUMBER, DUE, ROUTE, STATE, PLACE, QUANTITY, SALES, PRIORITY, TIMES = range(9)
"""What of an order is remembered, in this order; plans made earlier remember the first of these only."""
LIVED = frozenset({STATE, PLACE})
"""What changes while a schedule is carried out as it was meant."""

CHANGED = {
    DUE: Words("{o} 的交期由 {a} 改为 {b}", "{o}: due date changed from {a} to {b}"),
    SALES: Words(
        "{o} 的销售订单交期由 {a} 改为 {b}，工单交期是 {d}",
        "{o}: the sales order is now due {b} instead of {a}; the work order is due {d}",
    ),
    QUANTITY: Words("{o} 的数量由 {a} 改为 {b}", "{o}: quantity changed from {a} to {b}"),
    PRIORITY: Words("{o} 的优先级变了", "{o} has another priority"),
    ROUTE: Words("{o} 的工序有增减或要求变了", "{o} has other operations or they ask for something else"),
    TIMES: Words("{o} 的工序工时变了", "{o}: the minutes of its operations changed"),
    STATE: Words("{o} 已报工或状态变了", "{o} was reported on or has another state"),
    PLACE: Words("{o} 的排程被改动", "{o} was scheduled otherwise"),
}
NEW = Words("新增工单 {o}", "{o} is new")
GONE = Words("{o} 已完工、取消或收回", "{o} is finished, cancelled or withdrawn")
NONE = Words("无", "none")
THINGS = {
    "machines": (
        Words("设备 {m} 的班次、停机或效率变了", "Machine {m} has other shifts, downtimes or efficiency"),
        Words("设备 {m} 新增", "Machine {m} is new"),
        Words("设备 {m} 停用", "Machine {m} is no longer planned"),
    ),
    "people": (
        Words("{m} 的技能或班次变了", "{m} has other skills or shifts"),
        Words("{m} 可以排班了", "{m} can be planned now"),
        Words(
            "{m} 不再可排（离岗或资格到期）", "{m} can no longer be planned: away, or the qualification ended"
        ),
    ),
    "tools": (
        Words("工装 {m} 的类别变了", "Tool {m} is of another kind"),
        Words("工装 {m} 新增", "Tool {m} is new"),
        Words("工装 {m} 停用", "Tool {m} can no longer be used"),
    ),
}
"""How a machine, person or tool has changed, came, or went."""


def basis(shop: Shop) -> Json:
    """What a plan rests on."""
    return {"orders": {str(order.id): remembered(order) for order in shop.orders}, **standing(shop)}


def standing(shop: Shop) -> dict[str, dict[str, list[str]]]:
    """Name and digest of machines; of people and tools also what they may be asked for."""
    return {
        "machines": {str(one.id): [one.name, digest(equipment(one))] for one in shop.machines},
        "people": {
            str(one.id): [one.name, digest(person(one)), *sorted(one.skills)] for one in shop.crew.people
        },
        "tools": {str(one.id): [one.name, digest([one.kind]), one.kind] for one in shop.crew.tools},
    }


def remembered(order: WorkOrder) -> list[str]:
    tasks = order.tasks
    return [
        order.number,
        order.due.isoformat(),
        digest((task.id, task.centre, task.asks) for task in tasks),
        digest((task.state, task.done) for task in tasks),
        digest(placement(task) for task in tasks),
        plain(order.quantity),
        "" if order.wanted is None else order.wanted.isoformat(),
        str(order.priority),
        digest((task.id, task.setup.normalize(), task.per.normalize()) for task in tasks),
    ]


def placement(task: Task) -> tuple[object, ...]:
    return task.machine, _at(task.start), _at(task.end), task.locked, task.operator, task.tool


def equipment(machine: Machine) -> Iterable[object]:
    yield machine.centre, machine.efficiency.normalize(), machine.holidays, machine.outside, machine.oven
    yield from ((days, shift.start, shift.end) for days, shift in machine.shifts)
    yield from ((_at(begin), _at(end)) for begin, end in machine.downtimes)


def person(one: Person) -> Iterable[object]:
    yield from sorted(one.skills)
    yield from ((days, shift.start, shift.end) for days, shift in one.shifts)


def digest(parts: Iterable[object]) -> str:
    return hashlib.blake2b("\n".join(map(str, parts)).encode(), digest_size=5).hexdigest()


def _at(instant: datetime | None) -> str:
    return "" if instant is None else instant.astimezone(UTC).isoformat()


def orders_changed(before: Basis, shop: Shop, lived: Collection[int] = ()) -> dict[str, Words]:
    """Orders that are no longer what the plan was made for, each with a sentence; what is `lived` does not count."""
    found: dict[str, Words] = {}
    now = {str(order.id): remembered(order) for order in shop.orders}
    for order, parts in before["orders"].items():
        if order not in now:
            if not lived:
                found[order] = GONE.fill(o=parts[NUMBER])
            continue
        which = next((one for one in CHANGED if one not in lived and differs(parts, now[order], one)), None)
        if which is not None:
            found[order] = sentence(which, parts, now[order])
    for order in now.keys() - before["orders"].keys():
        found[order] = NEW.fill(o=now[order][NUMBER])
    return found


def differs(before: list[str], now: list[str], which: int) -> bool:
    return which < len(before) and before[which] != now[which]


def sentence(which: int, before: list[str], now: list[str]) -> Words:
    a, b = before[which] or NONE, now[which] or NONE
    return CHANGED[which].fill(o=now[NUMBER], a=a, b=b, d=now[DUE])


def things_changed(before: Basis, shop: Shop) -> list[Words]:
    """Machines, people and tools that are no longer what the plan was made with, as far as operations ask for them."""
    tasks = [task for order in shop.orders for task in order.tasks]
    asked = {task.asks.skill for task in tasks} | {task.asks.tool for task in tasks}
    found = []
    for kind, now in standing(shop).items():
        stood = before.get(kind, now)  # plans made earlier remember machines only
        for one in sorted(now.keys() | stood.keys(), key=int):
            a, b = stood.get(one), now.get(one)
            known = [part for part in (a, b) if part is not None]
            if a != b and (kind == "machines" or not asked.isdisjoint(known[0][2:] + known[-1][2:])):
                other, new, gone = THINGS[kind]
                found.append((new if a is None else gone if b is None else other).fill(m=known[-1][0]))
    return found
