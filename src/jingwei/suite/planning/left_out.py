"""What cannot be planned is left out with a sentence, so that everything else can."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jingwei.base.words import Words
from jingwei.process.plant import Plant
from jingwei.suite.planning.reader import Need, machine_named, operation
from jingwei.suite.planning.shop import Machine, Shop, Task, WorkOrder, on_machine

NOWHERE = Words(
    "工序 {t} 所在的工作中心没有可排产的设备",
    "Operation {t}: its work centre has no machine that can be planned",
)
NO_HOURS = Words(
    "工序 {t} 可用的设备（{m}）在 {d} 天内没有班次",
    "Operation {t}: its machines ({m}) have no working time within {d} days",
)
TOO_LONG = Words(
    "工序 {t} 在 {d} 天的展望期内排不下，请检查班次与工时",
    "Operation {t} does not fit into the {d} days looked ahead: check shifts and minutes",
)

NOBODY = Words(
    "工序 {t} 需要技能“{s}”，在岗人员中没有人具备",
    'Operation {t} needs the skill "{s}", which nobody at work has',
)
NO_TOOL = Words(
    "工序 {t} 需要工装“{s}”，没有可用的", 'Operation {t} needs a tool "{s}", of which none can be used'
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An order that has no place, why, and the records the sentence names."""

    order: WorkOrder
    why: Words
    names: tuple[Need, ...]


def placeable(
    shop: Shop, plant: Plant, now: datetime, days: int, longest: int
) -> tuple[Shop, tuple[LeftOut, ...]]:
    """The shop with the orders of which every open operation has a machine that works, and the others.

    Machines are looked at for some `days`; where there is nothing, for the longest time looked ahead.
    """
    working = {machine.id for machine in shop.machines if works(machine, plant, now, days, longest)}
    kept, found = [], []
    for order in shop.orders:
        why = next((said for task in order.tasks if (said := homeless(shop, task, working, longest))), None)
        if why is None:
            kept.append(order)
        else:
            found.append(LeftOut(order, *why))
    return replace(shop, orders=tuple(kept)), tuple(found)


def works(machine: Machine, plant: Plant, now: datetime, days: int, longest: int) -> bool:
    return any(machine.windows(plant, now, now + timedelta(days=ahead)) for ahead in (days, longest))


def homeless(
    shop: Shop, task: Task, working: set[int], longest: int
) -> tuple[Words, tuple[Need, ...]] | None:
    """Why an operation has no place: no machine, nobody, no tool; and what the sentence names."""
    choices, itself = on_machine(shop, task), operation(task)
    if not choices:
        return NOWHERE.fill(t=task.code), (itself,)
    if working.isdisjoint(choices):
        names = "、".join(machine.name for machine in choices.values())
        those = (machine_named(one) for one in choices)
        return NO_HOURS.fill(t=task.code, m=names, d=longest), (itself, *those)
    if task.asks.skill and not shop.crew.skilled(task.asks.skill):
        return NOBODY.fill(t=task.code, s=task.asks.skill), (itself,)
    if task.asks.tool and not shop.crew.tools_of(task.asks.tool):
        return NO_TOOL.fill(t=task.code, s=task.asks.tool), (itself,)
    return None


def without_order(shop: Shop, task: Task, days: int) -> tuple[Shop, LeftOut]:
    """The shop without the order of an operation that does not fit."""
    order = next(one for one in shop.orders if one.id == task.order)
    rest = tuple(one for one in shop.orders if one.id != task.order)
    return replace(shop, orders=rest), LeftOut(order, TOO_LONG.fill(t=task.code, d=days), (operation(task),))
