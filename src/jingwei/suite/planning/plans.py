"""A schedule plan as it is kept with its job: its bars, what it was based on, and what has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from jingwei.base.words import Words
from jingwei.suite.planning.shop import Machine, Shop, Task, WorkOrder

Json = dict[str, object]
Basis = Mapping[str, Mapping[str, list[str]]]
DUE, ROUTE, STATE, PLACE = 1, 2, 3, 4
"""What of an order is remembered, after its number."""

CHANGED = {
    DUE: Words("{o} 的交期变了", "{o} has another due date"),
    ROUTE: Words("{o} 的工序有增减", "{o} has other operations"),
    STATE: Words("{o} 已报工或状态变了", "{o} was reported on or has another state"),
    PLACE: Words("{o} 的排程被改动", "{o} was scheduled otherwise"),
}
NEW = Words("新增工单 {o}", "{o} is new")
GONE = Words("{o} 已完工、取消或收回", "{o} is finished, cancelled or withdrawn")
MACHINES = Words("设备 {m} 的班次、停机或效率变了", "Machine {m} has other shifts, downtimes or efficiency")
MACHINE_NEW = Words("设备 {m} 新增", "Machine {m} is new")
MACHINE_GONE = Words("设备 {m} 停用", "Machine {m} is no longer planned")


class Reason(msgspec.Struct, frozen=True):
    """A sentence that says why, with the bar that is in the way."""

    zh: str
    en: str
    bar: str | None = None

    @property
    def words(self) -> Words:
        return Words(self.zh, self.en)


class Unplaced(msgspec.Struct, frozen=True):
    """An order the plan leaves out, and why."""

    id: str
    title: str
    zh: str
    en: str


class Figures(msgspec.Struct, frozen=True):
    """What a plan is worth: minutes of lateness, orders late, minutes of setup, minutes until all is done."""

    lateness: int
    late: int
    setup_minutes: int
    makespan: int
    bound: int
    gap: float = 0.0


class Plan(msgspec.Struct, frozen=True):
    """The result of a run; a bar is (operation, machine, begin, end)."""

    at: str
    operations: int
    conflicts: int
    bars: list[tuple[str, str, datetime, datetime]]
    figures: Figures
    history: list[tuple[float, int]]
    stopped: bool
    why: dict[str, list[Reason]]
    left_out: list[Unplaced]
    basis: dict[str, dict[str, list[str]]]
    accepted: list[str]
    whole: bool = False
    """Whether everything of it was accepted."""
    staff: dict[str, tuple[int | None, int | None]] = {}
    """Person and tool of operations that ask for them."""


def basis(shop: Shop) -> Json:
    """What a plan rests on, short enough to be kept with it."""
    return {
        "orders": {str(order.id): remembered(order) for order in shop.orders},
        "machines": {
            str(machine.id): [machine.name, digest(equipment(machine))] for machine in shop.machines
        },
    }


def remembered(order: WorkOrder) -> list[str]:
    tasks = order.tasks
    return [
        order.number,
        order.due.isoformat(),
        digest((task.id, task.centre, task.asks) for task in tasks),
        digest((task.state, task.run, task.setup) for task in tasks),
        digest(placement(task) for task in tasks),
    ]


def placement(task: Task) -> tuple[object, ...]:
    return task.machine, _at(task.start), _at(task.end), task.locked, task.operator, task.tool


def equipment(machine: Machine) -> Iterable[object]:
    yield machine.centre, machine.efficiency.normalize(), machine.holidays, machine.outside
    yield from ((days, shift.start, shift.end) for days, shift in machine.shifts)
    yield from ((_at(begin), _at(end)) for begin, end in machine.downtimes)


def digest(parts: Iterable[object]) -> str:
    return hashlib.blake2b("\n".join(map(str, parts)).encode(), digest_size=5).hexdigest()


def _at(instant: datetime | None) -> str:
    return "" if instant is None else instant.astimezone(UTC).isoformat()


def orders_changed(before: Basis, shop: Shop) -> dict[str, Words]:
    """Orders that are no longer what the plan was made for, each with a sentence."""
    found: dict[str, Words] = {}
    now = {str(order.id): remembered(order) for order in shop.orders}
    for order, parts in before["orders"].items():
        if order not in now:
            found[order] = GONE.fill(o=parts[0])
        elif now[order] != parts:
            which = next(part for part in CHANGED if now[order][part] != parts[part])
            found[order] = CHANGED[which].fill(o=parts[0])
    for order in now.keys() - before["orders"].keys():
        found[order] = NEW.fill(o=now[order][0])
    return found


def machines_changed(before: Basis, shop: Shop) -> list[Words]:
    found = []
    now = {str(machine.id): machine for machine in shop.machines}
    for machine, (name, stood) in before["machines"].items():
        if machine not in now:
            found.append(MACHINE_GONE.fill(m=name))
        elif digest(equipment(now[machine])) != stood:
            found.append(MACHINES.fill(m=name))
    found.extend(MACHINE_NEW.fill(m=now[one].name) for one in now.keys() - before["machines"].keys())
    return found


def placed_as(shop: Shop, plan: Plan) -> Shop:
    """The shop as a plan has it; operations the plan does not know stay as they are."""
    places = {int(task): (int(machine), begin, end) for task, machine, begin, end in plan.bars}

    def as_planned(task: Task) -> Task:
        if task.id not in places:
            return task
        machine, begin, end = places[task.id]
        operator, tool = plan.staff.get(str(task.id), (task.operator, task.tool))
        return replace(task, machine=machine, start=begin, end=end, operator=operator, tool=tool)

    orders = tuple(replace(order, tasks=tuple(map(as_planned, order.tasks))) for order in shop.orders)
    return replace(shop, orders=orders)
