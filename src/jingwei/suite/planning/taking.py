"""What an accepted plan chose is written first: routings and lots of its orders, overtime of machines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import msgspec

from jingwei.base.words import Words
from jingwei.process.commands import Act, Change, Command
from jingwei.suite.planning.basis import MACHINES, ORDERS, Stored, basis
from jingwei.suite.planning.plans import Chosen, Extra, Plan, Reason, placed_as
from jingwei.suite.planning.shop import MACHINE, ORDER, Shop

REASON = Words("排程方案“{t}”", 'Schedule plan "{t}"')


def taken(chosen: Chosen, wanted: Collection[str]) -> list[str]:
    """Of the orders wanted those whose operations are made anew."""
    return [one for one in wanted if chosen.tasks(one)]


def needed(plan: Plan, chosen: Chosen, seen: Shop, wanted: Collection[str], *, whole: bool) -> list[Extra]:
    """The overtime still to be written: all of it, or that in which the orders wanted are made."""
    orders = placed_as(seen, plan).orders
    made = [task for order in orders if str(order.id) in wanted for task in order.tasks]

    def used(extra: Extra) -> bool:
        return any(
            task.machine == int(extra.machine) and task.start is not None and task.end is not None
            and task.start < extra.end and task.end > extra.begin
            for task in made
        )  # fmt: skip

    return [extra for extra in chosen.overtime if not extra.written and (whole or used(extra))]


def commands(chosen: Chosen, routed: Sequence[str], worked: Sequence[Extra], title: str) -> list[Command]:
    """Orders are rerouted and split; shifts are put into the calendars of their machines."""
    reason = REASON.fill(t=title).zh if title else None
    shifts: dict[str, list[dict[str, object]]] = defaultdict(list)
    for one in worked:
        row: dict[str, object] = {
            "begins": one.begin.isoformat(),
            "ends": one.end.isoformat(),
            "reason": reason,
        }
        shifts[one.machine].append(row)
    return [
        *(anew(chosen, one) for one in routed),
        *(Change(MACHINE, int(machine), {"overtimes": rows}) for machine, rows in shifts.items()),
    ]


def anew(chosen: Chosen, order: str) -> Act:
    if order in chosen.splits:
        return Act(ORDER, int(order), "split", {"lots": str(len(chosen.splits[order].lots))})
    return Act(ORDER, int(order), "reroute", {"routing": chosen.routes[order].routing})


def settled(
    plan: Plan, chosen: Chosen, seen: Shop, routed: Collection[str], worked: Collection[Extra]
) -> Plan:
    """The plan after that: with the operations there are now, its overtime in the calendars."""
    ids = fresh(chosen, seen, routed)
    routes = {
        one: msgspec.structs.replace(route, tasks=[]) if one in routed else route
        for one, route in chosen.routes.items()
    }
    splits = {
        one: msgspec.structs.replace(those, tasks=[]) if one in routed else those
        for one, those in chosen.splits.items()
    }
    overtime = [
        msgspec.structs.replace(one, written=True) if one in worked else one for one in chosen.overtime
    ]
    return msgspec.structs.replace(
        plan,
        bars=[(ids.get(task, task), *rest) for task, *rest in plan.bars],
        staff={ids.get(task, task): given for task, given in plan.staff.items()},
        why={order: [known(reason, ids) for reason in said] for order, said in plan.why.items()},
        chosen=msgspec.structs.replace(chosen, routes=routes, splits=splits, overtime=overtime),
        basis=rested(plan, basis(seen), routed, {one.machine for one in worked}),
    )


def rested(plan: Plan, now: Stored, routed: Collection[str], machines: Collection[str]) -> Stored:
    """What the plan rests on after that: the orders and machines it has changed itself do not make it old."""
    return {
        **plan.basis,
        ORDERS: {**plan.basis[ORDERS], **{one: now[ORDERS][one] for one in routed if one in now[ORDERS]}},
        MACHINES: {
            **plan.basis[MACHINES],
            **{one: now[MACHINES][one] for one in machines if one in now[MACHINES]},
        },
    }


def fresh(chosen: Chosen, seen: Shop, routed: Collection[str]) -> Mapping[str, str]:
    """The operations there are now, by the numbers they had in the plan."""
    orders = {str(order.id): order for order in seen.orders}
    found: dict[str, str] = {}
    for one in routed:
        there = {(task.lot, task.op_no): task.id for task in orders[one].tasks} if one in orders else {}
        made = [(task, there.get((task.lot, task.op_no))) for task in chosen.tasks(one)]
        found |= {str(task.id): str(now) for task, now in made if now is not None}
    return found


def known(reason: Reason, ids: Mapping[str, str]) -> Reason:
    return (
        reason if reason.bar is None else msgspec.structs.replace(reason, bar=ids.get(reason.bar, reason.bar))
    )
