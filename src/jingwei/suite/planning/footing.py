"""What a promise stands on: stock, orders and forecasts as MRP reads them, routings, and what the floor has left of each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from jingwei.engines import mrp, promise
from jingwei.process.plant import Plant
from jingwei.store.transaction import Transaction
from jingwei.suite.planning import problem as posing
from jingwei.suite.planning.centres import AWAY, Centres, Floor, centres, laid, worked_through
from jingwei.suite.planning.columns import I64, Columns, columns
from jingwei.suite.planning.open_orders import snapshot
from jingwei.suite.planning.projects import Nodes
from jingwei.suite.planning.reading import shop
from jingwei.suite.planning.routings import away, routings, steps
from jingwei.suite.planning.shop import ORDER, Shop
from jingwei.suite.planning.snapshot import FORECAST, PLANNED, SALES, WORK, Snapshot
from jingwei.suite.planning.sources import Names

DAYS = 365
"""How far promises look ahead."""
FIRST, LATER = 0, 1
"""What has been begun is served before what has only been sold; of that the more urgent first."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One moment of the factory; two are equal when a plan made of the one holds for the other."""

    seen: Snapshot
    shop: Shop
    routed: Columns
    waiting: Columns
    """Work orders without operations on the floor yet."""

    def same(self, other: Sight) -> bool:
        mine, theirs = self.seen, other.seen
        return (
            mine.today == theirs.today
            and self.shop == other.shop
            and all(
                alike(a, b)
                for a, b in (
                    (self.routed, other.routed), (self.waiting, other.waiting), (mine.items, theirs.items),
                    (mine.lines, theirs.lines), (mine.outputs, theirs.outputs), (mine.substitutes, theirs.substitutes),
                    (mine.levels, theirs.levels), (mine.wants, theirs.wants), (mine.supplies, theirs.supplies),
                )
            )
        )  # fmt: skip


def alike(a: Columns, b: Columns) -> bool:
    return a is b or all(np.array_equal(a[name], b[name]) for name in a)


async def sight(
    transaction: Transaction, names: Names, today: date, inspection: bool, before: Sight | None = None
) -> Sight:
    """One moment only inside `read_at_once`."""
    seen = await snapshot(transaction, names, today, inspection, before.seen if before is not None else None)
    o = names.form(ORDER, "o")
    waiting = await columns(
        transaction, {"id": "o.id"},
        f"FROM {o} WHERE o.deleted_at IS NULL AND {o['state']} IN ('draft', 'confirmed') ORDER BY o.id",
    )  # fmt: skip
    return Sight(seen, await shop(transaction, names), await routings(transaction, names), waiting)


@dataclass(frozen=True, slots=True)
class Footing:
    """The problem of the promising engine with what its numbers stand for: an item is its place, a day counts from today.

    arrival   the day on which each row of the supplies is counted on
    working   whether the plant works on each day
    """

    sight: Sight
    known: Centres
    away: I64
    """Days of each operation of the routings at a supplier."""
    problem: promise.Problem
    arrival: I64
    working: np.ndarray

    def without(self, record: int) -> promise.Problem | None:
        """The problem without what a sales order already asks for; None where it asks for nothing."""
        wants = self.sight.seen.wants
        rows = asked(wants)
        kept = (wants["form"][rows] != SALES) | (wants["record"][rows] != record)
        return None if bool(kept.all()) else posed(self, rows[kept])


def footing(sight: Sight, plant: Plant, now: datetime) -> Footing:
    """Heavy: for a thread of its own. What is late already is counted on from the next working day."""
    seen = sight.seen
    calendars = posing.calendars(seen, plant.calendar, DAYS - 1)
    working = calendars.working[0]
    known = centres(sight.shop, plant, now, DAYS)
    floor = Floor(known)
    done = laid(floor, sight.shop, seen.today, plant)
    days = away(sight.routed, sight.shop)
    arrival = arrivals(sight, floor, done, working, days)
    left = floor.left(known)
    plain = Nodes(np.arange(len(seen.items["id"])), np.zeros(len(seen.items["id"]), np.int64), {}, {})
    rows = asked(seen.wants)
    materials = mrp.Problem(
        posing.items(seen, plain, False), posing.structured(seen, plain, False), wanted(seen, rows),
        mrp.Receipts(
            seen.places(seen.supplies["item"]), arrival, seen.supplies["steps"], np.arange(len(arrival)),
            np.zeros(len(arrival), np.bool_),
        ),
        calendars,
    )  # fmt: skip
    made = promise.problem(
        materials, steps(sight.routed, days, seen.items, known.ids), left.capacity(), priority(seen, rows)
    )
    return Footing(sight, left, days, made, arrival, working)


def posed(found: Footing, rows: I64) -> promise.Problem:
    seen = found.sight.seen
    materials = replace(found.problem.materials, demands=wanted(seen, rows))
    return replace(found.problem, materials=materials, priority=priority(seen, rows))


def asked(wants: Columns) -> I64:
    """The rows that are promised; a forecast is nobody's order."""
    return np.flatnonzero((wants["form"] != FORECAST) & (wants["day"] < DAYS))


def wanted(seen: Snapshot, rows: I64) -> mrp.Demands:
    w = seen.wants
    return mrp.Demands(
        seen.places(w["item"][rows]), w["day"][rows], w["steps"][rows], rows,
        np.zeros(len(rows), np.bool_), w["form"][rows] == SALES,
    )  # fmt: skip


def priority(seen: Snapshot, rows: I64) -> I64:
    return np.where(seen.wants["form"][rows] == SALES, LATER + seen.wants["rank"][rows], FIRST)


def arrivals(sight: Sight, floor: Floor, done: Mapping[int, int], working: np.ndarray, days: I64) -> I64:
    """A work order is not before its date, nor before the floor gets it done; nothing that is late is there today."""
    seen = sight.seen
    s, found = seen.supplies, seen.supplies["day"].copy()
    late = found < 0
    waiting = set(sight.waiting["id"].tolist())
    routed = by_item(sight, days)
    places = seen.places(s["item"])
    for row in np.argsort(found, kind="stable").tolist():
        form, record = int(s["form"][row]), int(s["record"][row])
        if form == WORK and record in done:
            found[row] = max(int(found[row]), done[record] + 1)
        elif form == PLANNED or (form == WORK and record in waiting):
            begin = max(0, int(found[row]) - max(0, int(seen.items["lead"][places[row]])))
            last = worked_through(floor, routed, int(s["item"][row]), int(s["steps"][row]), begin)
            found[row] = max(int(found[row]), last + 1) if int(s["item"][row]) in routed else found[row]
    next_day = int(np.argmax(working[1:])) + 1
    return np.where(late, np.maximum(found, next_day), np.maximum(found, 0))


def by_item(sight: Sight, days: I64) -> dict[int, list[tuple[int, int, int, int]]]:
    """Item → (work centre, setup minutes, minutes per step as a ratio) of its operations."""
    centres = np.unique(np.append(sight.routed["centre"], AWAY))
    listed = steps(sight.routed, days, sight.seen.items, centres)
    found: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for item, resource, setup, num, den in zip(
        sight.seen.items["id"][listed.item].tolist(), centres[listed.resource].tolist(), listed.setup.tolist(),
        listed.numerator.tolist(), listed.denominator.tolist(), strict=True,
    ):  # fmt: skip
        found[item].append((resource, setup, num, den))
    return found
