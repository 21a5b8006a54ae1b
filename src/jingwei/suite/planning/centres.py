"""What work centres can do on each day, and the days on which the work that is already on the floor gets done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from jingwei.engines import promise
from jingwei.process.plant import Plant
from jingwei.suite.planning.columns import I64
from jingwei.suite.planning.shop import Machine, Shop, Task

DAY = timedelta(days=1)
Minutes = list[int]


@dataclass(frozen=True, slots=True)
class Centres:
    """Work centres with machines, by id; minutes at full efficiency by centre and day from today."""

    ids: I64
    minutes: I64
    units: I64

    def capacity(self) -> promise.Capacity:
        return promise.capacity(self.minutes, self.units)


def centres(shop: Shop, plant: Plant, now: datetime, days: int) -> Centres:
    """By the shifts of their machines, make-up days and downtimes included; of today what is left of it."""
    known = sorted(shop.centres)
    table = np.zeros((len(known), days), np.int64)
    alike: dict[object, Minutes] = {}
    for row, centre in enumerate(known):
        for machine in shop.centres[centre].values():
            key = (machine.shifts, machine.holidays, machine.downtimes, machine.overtime)
            if key not in alike:
                alike[key] = minutes_by_day(machine, plant, now, days)
            num, den = machine.efficiency.as_integer_ratio()
            table[row] += np.array(alike[key], np.int64) * num // den
    units = [len(shop.centres[centre]) for centre in known]
    return Centres(np.array(known, np.int64), table, np.array(units, np.int64))


def minutes_by_day(machine: Machine, plant: Plant, now: datetime, days: int) -> Minutes:
    """Worked minutes of each local day; a shift past midnight counts for both."""
    found, first = [0] * days, now.astimezone(plant.zone).date()
    for begin, end in machine.windows(plant, now, now + timedelta(days=days)):
        at, last = begin.astimezone(plant.zone), end.astimezone(plant.zone)
        while at < last:
            midnight = datetime.combine(at.date() + DAY, time(), plant.zone)
            day = (at.date() - first).days
            if day < days:
                found[day] += int((min(last, midnight) - at) / timedelta(minutes=1))
            at = midnight
    return found


class Floor:
    """Capacity that work under way takes away, day by day from the day it can begin."""

    def __init__(self, known: Centres) -> None:
        self.row = {centre: at for at, centre in enumerate(known.ids.tolist())}
        self.free: list[Minutes] = known.minutes.tolist()
        self.longest: list[Minutes] = (-(-known.minutes // known.units[:, None])).tolist()
        self.days = known.minutes.shape[1]

    def worked(self, centre: int, day: int, minutes: int) -> int:
        """The day on which so many minutes, begun on `day` at the earliest, are done; the horizon when they are not."""
        row = self.row.get(centre)
        if row is None or minutes <= 0:
            return day
        free, longest = self.free[row], self.longest[row]
        while day < self.days:
            part = min(minutes, free[day], longest[day])
            free[day] -= part
            minutes -= part
            if minutes <= 0:
                return day
            day += 1
        return day

    def left(self, known: Centres) -> Centres:
        table = np.array(self.free, np.int64).reshape(known.minutes.shape)
        return Centres(known.ids, table, known.units)


def laid(floor: Floor, shop: Shop, today: date, plant: Plant) -> dict[int, int]:
    """The day on which each released order is done: its operations where the schedule has them, else one after the other."""
    machines = {machine.id: machine for machine in shop.machines}
    reached: dict[int, int] = defaultdict(int)
    for task in in_turn(shop):
        planned = 0 if task.start is None else (task.start.astimezone(plant.zone).date() - today).days
        centre = machines[task.machine].centre if task.machine in machines else task.centre
        minutes = int(-(-(task.run if task.started else task.setup + task.run) // 1))
        reached[task.order] = floor.worked(centre, max(reached[task.order], planned, 0), minutes)
    return dict(reached)


def in_turn(shop: Shop) -> Iterable[Task]:
    """What has a place first, by its time; then the orders without one, the urgent first."""
    placed = [task for order in shop.orders for task in order.tasks if task.start is not None]
    yield from sorted(placed, key=lambda task: (task.start or datetime.max, task.id))
    for order in sorted(shop.orders, key=lambda one: (one.due, one.id)):
        yield from (task for task in order.tasks if task.start is None)


def worked_through(
    floor: Floor, routed: Mapping[int, list[tuple[int, int, int, int]]], item: int, steps: int, day: int
) -> int:
    """The day on which an order without operations of its own yet is done by the routing of its item."""
    for centre, setup, num, den in routed.get(item, ()):
        day = floor.worked(centre, day, setup - (-steps * num // den))
    return day
