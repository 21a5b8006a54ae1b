"""What has changed since a schedule plan was made, in sentences that say which records they name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from jingwei.base.words import Words
from jingwei.suite.planning.basis import (
    ASKED,
    CALENDARS,
    DIGEST,
    DUE,
    FORM,
    MACHINES,
    NAME,
    NUMBER,
    ORDERS,
    PEOPLE,
    PLACE,
    PRIORITY,
    QUANTITY,
    ROUTE,
    SALES,
    STATE,
    TIMES,
    TOOLS,
    WANTED,
    Basis,
    Comparable,
    Stored,
    basis,
)
from jingwei.suite.planning.crew import PERSON, TOOL
from jingwei.suite.planning.reader import Need, Reader, order_named
from jingwei.suite.planning.shop import CALENDAR, MACHINE, MAINTENANCE, ORDER, Shop
from jingwei.suite.planning.shop import SALES as SALES_ORDER

LIVED = frozenset({STATE, PLACE})
"""What changes while a schedule is carried out as it was meant."""
CHANGED = {
    DUE: Words("{o} 的交期由 {a} 改为 {b}", "{o}: due date changed from {a} to {b}"),
    WANTED: Words(
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
CELLS = {DUE: ("due",), WANTED: ("due",), QUANTITY: ("quantity",)}
"""Whose values the sentence tells."""
UPKEEP = {"due": "latest", "quantity": "minutes"}
"""What these are of a maintenance order."""
NEW = Words("新增工单 {o}", "{o} is new")
GONE = Words("{o} 已完工、取消或收回", "{o} is finished, cancelled or withdrawn")
OTHERWISE = Words("{o} 的要求变了", "{o} is asked for otherwise")
UNSEEN = Words("有您看不到的变化", "Something has changed that you cannot see")
NONE = Words("无", "none")
THINGS = {
    MACHINES: (
        Words(
            "设备 {m} 的班次、加班、停机或效率变了",
            "Machine {m} has other shifts, overtime, downtimes or efficiency",
        ),
        Words("设备 {m} 新增", "Machine {m} is new"),
        Words("设备 {m} 停用", "Machine {m} is no longer planned"),
    ),
    CALENDARS: (
        Words("{m} 改了", "{m} has been changed"),
        Words("{m} 登记了", "{m} has been entered"),
        Words("{m} 删去了", "{m} has been removed"),
    ),
    PEOPLE: (
        Words("{m} 的技能或班次变了", "{m} has other skills or shifts"),
        Words("{m} 可以排班了", "{m} can be planned now"),
        Words(
            "{m} 不再可排（离岗或资格到期）", "{m} can no longer be planned: away, or the qualification ended"
        ),
    ),
    TOOLS: (
        Words("工装 {m} 的类别或保养寿命变了", "Tool {m} has another kind or life"),
        Words("工装 {m} 新增", "Tool {m} is new"),
        Words("工装 {m} 停用", "Tool {m} can no longer be used"),
    ),
}
"""How a machine, the plant's calendar, a person or tool has changed, came, or went."""
ASKED_FOR = (PEOPLE, TOOLS)
NAMED = {
    MACHINES: (MACHINE, ("name",)),
    PEOPLE: (PERSON, ("name",)),
    TOOLS: (TOOL, ("code", "name")),
    CALENDARS: (CALENDAR, ("week", "days")),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """One change.

    names   the record the sentence names; whoever may not see it is not told
    values  records whose values it tells; whoever may not see them all is told `bare`
    """

    words: Words
    names: Need
    values: tuple[Need, ...] = ()
    bare: Words = UNSEEN


@dataclass(frozen=True, slots=True)
class Now:
    """The shop as it is, in the manner of a basis, and what its operations ask for."""

    basis: Stored
    asked: frozenset[str]

    @classmethod
    def of(cls, shop: Shop) -> Now:
        tasks = [task for order in shop.orders for task in order.tasks]
        asked = frozenset({task.asks.skill for task in tasks} | {task.asks.tool for task in tasks})
        return cls(basis(shop), asked)


def orders_changed(before: Basis, now: Now, lived: Collection[int] = ()) -> dict[str, Changed]:
    """Orders that are no longer what the plan was made for; what is `lived` does not count."""
    found: dict[str, Changed] = {}
    comparable, today = Comparable.of(before), now.basis[ORDERS]
    for order, parts in before[ORDERS].items():
        if order not in today:
            if not lived:
                found[order] = Changed(GONE.fill(o=parts[NUMBER]), named(order, parts))
            continue
        here = today[order]
        which = next(
            (one for one in CHANGED if one not in lived and comparable.differs(ORDERS, one, parts, here)),
            None,
        )
        if which is not None:
            found[order] = sentence(order, which, parts, here)
    for order in sorted(today.keys() - before[ORDERS].keys(), key=int):
        found[order] = Changed(NEW.fill(o=today[order][NUMBER]), named(order, today[order]))
    return found


def named(order: str, parts: list[str], *more: str) -> Need:
    """The record by what is remembered of it; earlier plans knew work orders only."""
    return order_named(parts[FORM] if len(parts) > FORM else ORDER, int(order), *more)


def sentence(order: str, which: int, before: list[str], now: list[str]) -> Changed:
    a, b = before[which] or NONE, now[which] or NONE
    words = CHANGED[which].fill(o=now[NUMBER], a=a, b=b, d=now[DUE])
    cells: tuple[str, ...] = CELLS.get(which, ())
    if now[FORM] == MAINTENANCE:
        cells = tuple(UPKEEP[cell] for cell in cells)
    values = [named(order, now, *cells)] if cells else []
    if which == WANTED:
        sources = {parts[SALES] for parts in (before, now) if len(parts) > SALES} - {""}
        # Where nobody knows any more whose date it was, nobody is told it.
        values += [(SALES_ORDER, int(one), ("promised_due", "due")) for one in sources or {"0"}]
    return Changed(words, named(order, now), tuple(values), OTHERWISE.fill(o=now[NUMBER]))


def things_changed(before: Basis, now: Now) -> list[Changed]:
    """Machines, the calendar, people and tools that are no longer what the plan was made with, as far as operations ask for them."""
    comparable, found = Comparable.of(before), []
    for kind, (other, new, gone) in THINGS.items():
        here = now.basis[kind]
        stood = before.get(kind, here)  # plans made earlier remember machines only
        for one in sorted(here.keys() | stood.keys(), key=int):
            a, b = stood.get(one), here.get(one)
            known = [part for part in (a, b) if part is not None]
            if kind in ASKED_FOR and now.asked.isdisjoint(known[0][ASKED:] + known[-1][ASKED:]):
                continue
            words = new if a is None else gone if b is None else other
            if a is None or b is None or comparable.differs(kind, DIGEST, a, b):
                form, cells = NAMED[kind]
                found.append(Changed(words.fill(m=known[-1][NAME]), (form, int(one), cells)))
    return found


async def told(reader: Reader, found: Iterable[Changed]) -> list[Words]:
    """The sentences as a reader may have them; what may not be named is said once."""
    changes = list(found)
    seen = await reader.sees([need for one in changes for need in (one.names, *one.values)])
    said = [one.words if seen.issuperset(one.values) else one.bare for one in changes if one.names in seen]
    return said if len(said) == len(changes) else [*said, UNSEEN]
