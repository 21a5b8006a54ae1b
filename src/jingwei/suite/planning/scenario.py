"""What if: machines down or working overtime, orders due otherwise, more urgent or left out; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

import msgspec

from jingwei.base.errors import Invalid
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.suite.planning.shifts import Window
from jingwei.suite.planning.shop import Machine, Shop, WorkOrder

Span = tuple[datetime, datetime]


class MachineIf(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Times in which a machine stands still, or works beyond its shifts."""

    machine: str
    down: list[Span] = []
    overtime: list[Span] = []


class OrderIf(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Another due date, a lateness that counts so many times, or not to be made at all."""

    order: str
    due: date | None = None
    priority: Annotated[int, msgspec.Meta(ge=1, le=100)] | None = None
    leave_out: bool = False


class Scenario(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Everything a what-if copy supposes."""

    machines: list[MachineIf] = []
    orders: list[OrderIf] = []

    def __bool__(self) -> bool:
        return bool(self.machines or self.orders)


def supposed(shop: Shop, scenario: Scenario) -> Shop:
    """The shop as the scenario has it; refused where it names what is not there."""
    machines = {machine.id: machine for machine in shop.machines}
    for row, one in enumerate(scenario.machines):
        place = ("scenario", "machines", row)
        found = machines.get(parse_id(one.machine, (*place, "machine")))
        if found is None:
            words = Words("没有这台可排产的设备", "There is no such machine that can be planned")
            raise Invalid.at((*place, "machine"), "no_such_machine", words)
        machines[found.id] = otherwise(found, one, place)
    orders = {order.id: order for order in shop.orders}
    for row, asked in enumerate(scenario.orders):
        path = ("scenario", "orders", row, "order")
        order = orders.get(parse_id(asked.order, path))
        if order is None:
            raise Invalid.at(
                path, "no_such_order", Words("该工单不在排程中", "The work order is not in the schedule")
            )
        if asked.leave_out:
            del orders[order.id]
        else:
            orders[order.id] = urged(order, asked)
    return replace(shop, machines=tuple(machines.values()), orders=tuple(orders.values()))


def otherwise(machine: Machine, one: MachineIf, place: tuple[str | int, ...]) -> Machine:
    down, overtime = spans(one.down, (*place, "down")), spans(one.overtime, (*place, "overtime"))
    return replace(
        machine,
        downtimes=(*machine.downtimes, *down),
        overtime=(*machine.overtime, *overtime),
    )


def urged(order: WorkOrder, asked: OrderIf) -> WorkOrder:
    return replace(order, due=asked.due or order.due, priority=asked.priority or order.priority)


def spans(given: Iterable[Span], place: tuple[str | int, ...]) -> Iterable[Window]:
    """Windows with an order and a zone."""
    for row, (begin, end) in enumerate(given):
        if begin.tzinfo is None or end.tzinfo is None:
            raise Invalid.at(
                (*place, row), "no_zone", Words("时间应带时区", "The instant must carry its zone")
            )
        if begin >= end:
            raise Invalid.at((*place, row), "backwards", Words("结束应晚于开始", "The end follows the begin"))
        yield begin, end
