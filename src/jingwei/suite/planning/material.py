"""When the material of work orders is there: what lies free, then what is on order, served by date; the rest by lead time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from graphlib import CycleError, TopologicalSorter

import numpy as np

from jingwei.base.words import Words
from jingwei.process.plant import Plant
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.columns import Columns, amount, chosen, columns, days, flag, joined, known
from jingwei.suite.planning.open_orders import made, picked, purchased, requested
from jingwei.suite.planning.shop import Shop, Task, Wait, WorkOrder, lots
from jingwei.suite.planning.snapshot import FORMS, ITEM, WORK, labels, places, titles
from jingwei.suite.planning.sources import Names

SUPPLY = ("form", "record", "item", "day", "amount")
NOT_ORDERED = Words("尚未下单，按提前期", "nothing is on order, by lead time")
NOBODY = -1
"""The form of what nobody has ordered yet."""


@dataclass(frozen=True, slots=True)
class Lack:
    """What an operation number of a work order waits for: item, day from today, and the document that brings it."""

    order: int
    op_no: int
    item: int
    day: int
    form: int
    record: int


async def with_material(
    transaction: Transaction, names: Names, seen: Shop, plant: Plant, now: datetime
) -> Shop:
    """The shop with what its operations wait for."""
    today = now.astimezone(plant.zone).date()
    needs = await needed(transaction, names, today)
    if not len(needs["item"]):
        return seen
    items = await leads(transaction, names)
    coming = joined(
        [
            {name: table[name] for name in SUPPLY}
            for table in (
                await purchased(transaction, names, today),
                await requested(transaction, names, today),
                await made(transaction, names, today, items),
            )
        ]
    )
    planned = {order.id for order in seen.orders}
    lying = await free(transaction, names, needs, today)
    lacks = [one for one in lacking(needs, lying, coming, items, plant, today) if one.order in planned]
    return replace(seen, material=by_task(seen, lacks, await called(transaction, names, lacks), today))


async def needed(transaction: Transaction, names: Names, today: date) -> Columns:
    """What confirmed work orders still have to be given, with the operation that takes it; 0: the first."""
    o, c = names.form(FORMS[WORK], "o"), names.form("production.order.components", "c")
    b = names.ledger("production.component_issue", "b")
    open_ = (
        f"coalesce({b['required']}, {c['quantity.base']}) + coalesce({b['extra']}, 0) - coalesce({b['issued']}, 0) "
        f"- coalesce({b['backflushed']}, 0)"
    )
    return await columns(
        transaction,
        {
            "record": "o.id", "item": c["item"], "day": days(f"coalesce({o['starts_on']}, {o['due']})"),
            "amount": amount(open_), "op_no": f"coalesce({c['op_no']}, 0)",
        },
        f"FROM {c} JOIN {o} ON o.id = c.parent LEFT JOIN {b} ON {b['component']} = c.id WHERE o.deleted_at IS NULL "
        f"AND {o['state']} IN ('confirmed', 'released', 'started') AND {c['issue']} <> 'none' AND {open_} > 0 ORDER BY c.id",
        today,
    )  # fmt: skip


async def leads(transaction: Transaction, names: Names) -> Columns:
    i = names.form(ITEM, "i")
    cells = {
        "id": "i.id", "lead": f"coalesce({i['lead_time_days']}, 0)", "natural": flag(f"{i['lead_calendar']} = 'natural'"),
        "scrap": f"trunc(coalesce({i['scrap']}, 0) * 1000000)",
    }  # fmt: skip
    return await columns(transaction, cells, f"FROM {i} WHERE i.deleted_at IS NULL ORDER BY i.id")


async def free(transaction: Transaction, names: Names, needs: Columns, today: date) -> dict[int, int]:
    """What of each item is neither reserved nor already counted as picked."""
    b = names.ledger("inventory.stock", "b")
    rows = await columns(
        transaction, {"item": b["item"], "amount": amount(f"sum({b['on_hand']} - {b['reserved']})")},
        f"FROM {b} WHERE {b['status']} = 'available' AND {b['item']} = ANY($1::bigint[]) GROUP BY {b['item']}",
        np.unique(needs["item"]).tolist(),
    )  # fmt: skip
    found = dict(zip(rows["item"].tolist(), rows["amount"].tolist(), strict=True))
    taken = await picked(transaction, names, today)
    for item, base in zip(taken["item"].tolist(), taken["amount"].tolist(), strict=True):
        found[item] = found.get(item, 0) - base
    return found


def lacking(
    needs: Columns, stock: Mapping[int, int], coming: Columns, items: Columns, plant: Plant, today: date
) -> Iterator[Lack]:
    """Needs in order of their day take what lies free, then what comes first; what is left waits for the lead time."""
    arriving = by_item(coming)
    left = dict(stock)
    order = np.lexsort((needs["record"], needs["day"]))
    for record, item, base, op_no in zip(
        *(needs[name][order].tolist() for name in ("record", "item", "amount", "op_no")), strict=True
    ):
        part = min(base, max(0, left.get(item, 0)))
        left[item] = left.get(item, 0) - part
        open_, last = base - part, None
        for supply in arriving.get(item, ()):
            if open_ <= 0:
                break
            if supply.left <= 0 or (supply.form == WORK and supply.record == record):
                continue
            part = min(open_, supply.left)
            supply.left -= part
            open_, last = open_ - part, supply
        if open_ > 0:
            day = lead_days(items, item, plant, today)
            if day > 0:
                yield Lack(record, op_no, item, day, NOBODY, 0)
        elif last is not None:
            # What is late already is counted on from tomorrow.
            yield Lack(record, op_no, item, last.day if last.day >= 0 else 1, last.form, last.record)


@dataclass(slots=True)
class Supply:
    form: int
    record: int
    day: int
    left: int


def by_item(coming: Columns) -> dict[int, list[Supply]]:
    kept = chosen(coming, coming["amount"] > 0)
    day = known(kept["day"], 0)
    found: dict[int, list[Supply]] = defaultdict(list)
    for at in np.lexsort((kept["record"], day)).tolist():
        supply = Supply(int(kept["form"][at]), int(kept["record"][at]), int(day[at]), int(kept["amount"][at]))
        found[int(kept["item"][at])].append(supply)
    return found


def lead_days(items: Columns, item: int, plant: Plant, today: date) -> int:
    """Days from today until an item is there that is ordered now."""
    at = int(places(items["id"], np.array([item]))[0])
    left = 0 if at < 0 else int(items["lead"][at])
    if at >= 0 and items["natural"][at]:
        return left
    day = today
    while left > 0 and day < today + timedelta(days=3 * 365):
        day += timedelta(days=1)
        left -= bool(plant.calendar.shifts_on(day))
    return (day - today).days


@dataclass(frozen=True, slots=True)
class Called:
    """What items and the documents that bring them are called."""

    items: Mapping[int, str]
    documents: Mapping[tuple[int, int], Words]


async def called(transaction: Transaction, names: Names, lacks: Sequence[Lack]) -> Called:
    documents: dict[tuple[int, int], Words] = {(NOBODY, 0): NOT_ORDERED}
    records: dict[int, set[int]] = defaultdict(set)
    for one in lacks:
        records[one.form].add(one.record)
    for form in sorted(records.keys() - {NOBODY}):
        title = names.catalogue.forms[FORMS[form]].title
        for record, number in (await titles(transaction, names, form, sorted(records[form]))).items():
            documents[form, record] = Words(f"{title.zh} {number}", f"{title.en} {number}")
    found = await labels(transaction, names, sorted({one.item for one in lacks}))
    return Called({item: str(label) for item, label in found.items()}, documents)


def by_task(seen: Shop, lacks: Iterable[Lack], words: Called, today: date) -> dict[int, tuple[Wait, ...]]:
    """What is waited for by the operation that takes it; what has been begun or done waits no more."""
    orders = {order.id: order for order in seen.orders}
    found: dict[int, list[Wait]] = defaultdict(list)
    for one in lacks:
        brings = one.record if one.form == WORK and one.record in orders else None
        day, source = today + timedelta(days=one.day), words.documents[one.form, one.record]
        document = () if one.form == NOBODY else ((FORMS[one.form], one.record, ()),)
        named = ((ITEM, one.item, ("code", "name")), *document)
        for task in taking(orders[one.order], one.op_no):
            if not task.started:
                found[task.id].append(Wait(words.items[one.item], day, source, brings, named))
    return acyclic(orders, {task: tuple(waits) for task, waits in found.items()})


def taking(order: WorkOrder, op_no: int) -> Iterator[Task]:
    """The operations that take it, one of every lot."""
    for lot in lots(order):
        if op_no:
            yield from (task for task in lot.tasks if task.op_no == op_no)
        elif lot.tasks[0].first:
            yield lot.tasks[0]


def acyclic(
    orders: Mapping[int, WorkOrder], found: dict[int, tuple[Wait, ...]]
) -> dict[int, tuple[Wait, ...]]:
    """Orders that wait for each other in a circle wait for dates instead."""
    parent = {task.id: order.id for order in orders.values() for task in order.tasks}
    while True:
        links: dict[int, set[int]] = defaultdict(set)
        for task, waits in found.items():
            links[parent[task]] |= {wait.order for wait in waits if wait.order is not None}
        try:
            TopologicalSorter(links).prepare()
        except CycleError as circle:
            closed = set(circle.args[1])
            found = {
                task: tuple(replace(one, order=None) if one.order in closed else one for one in waits)
                if parent[task] in closed
                else waits
                for task, waits in found.items()
            }
            continue
        return found


def begins(day: date, plant: Plant) -> datetime:
    """The first moment of a day of the plant."""
    return datetime.combine(day, time(), plant.zone)
