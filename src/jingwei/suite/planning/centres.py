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
from jingwei.suite.planning.shop import DAY_MINUTES, Machine, Shop, Task, days_away, on_machine

DAY = timedelta(days=1)
AWAY, ANY_NUMBER = 0, 1_000_000
"""The work centre of all that is with suppliers, and how much is there at once: nobody waits for another."""
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
    """By the shifts of our own machines, make-up days and downtimes included; of today what is left of it."""
    own = {
        centre: [machine for machine in machines.values() if not machine.outside]
        for centre, machines in shop.centres.items()
    }
    known = sorted(centre for centre, machines in own.items() if machines)
    table = np.zeros((len(known), days), np.int64)
    alike: dict[object, Minutes] = {}
    for row, centre in enumerate(known):
        for machine in own[centre]:
            key = (machine.shifts, machine.holidays, machine.downtimes, machine.overtime)
            if key not in alike:
                alike[key] = minutes_by_day(machine, plant, now, days)
            num, den = machine.efficiency.as_integer_ratio()
            table[row] += np.array(alike[key], np.int64) * num // den
    units = [ANY_NUMBER, *(len(own[centre]) for centre in known)]
    outside = np.full((1, days), ANY_NUMBER * DAY_MINUTES, np.int64)
    return Centres(np.array([AWAY, *known], np.int64), np.vstack([outside, table]), np.array(units, np.int64))


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
        self.days = int(known.minutes.shape[1])

    def worked(self, centre: int, day: int, minutes: int) -> int:
        """The day on which so many minutes, begun on `day` at the earliest, are done; the horizon when they are not."""
        if centre == AWAY:
            return min(day + minutes // DAY_MINUTES, self.days)
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
    reached: dict[tuple[int, int], int] = defaultdict(int)

    def day_of(at: datetime | None) -> int:
        return 0 if at is None else (at.astimezone(plant.zone).date() - today).days

    for task in in_turn(shop):
        lot = task.order, task.lot
        begin = max(reached[lot], day_of(task.start), 0)
        if away := at_supplier(shop, task):
            begin = day_of(task.started_at) if task.started_at is not None else begin
            reached[lot] = max(0, floor.worked(AWAY, begin, away * DAY_MINUTES))
            continue
        centre = machines[task.machine].centre if task.machine in machines else task.centre
        minutes = int(-(-(task.run if task.started else task.setup + task.run) // 1))
        reached[lot] = floor.worked(centre, begin, minutes)
    done: dict[int, int] = {}
    for (order, _), day in reached.items():
        done[order] = max(day, done.get(order, day))
    return done


def at_supplier(shop: Shop, task: Task) -> int:
    """The days for which a task is out of the house."""
    choices = on_machine(shop, task)
    choices = {one: machine for one, machine in choices.items() if one == task.machine} or choices
    return days_away(choices, task.asks.outside and not task.started, task.asks.away, task.asks.supplier)


def in_turn(shop: Shop) -> Iterable[Task]:
    """What has a place first, by its time; then the orders without one, the urgent first."""
    placed = [task for order in shop.orders for task in order.tasks if task.start is not None]
    yield from sorted(placed, key=lambda task: (task.start or datetime.max, task.id))
    for order in sorted(shop.orders, key=lambda one: (-one.priority, one.due, one.id)):
        yield from (task for task in order.tasks if task.start is None)


def worked_through(
    floor: Floor, routed: Mapping[int, list[tuple[int, int, int, int]]], item: int, steps: int, day: int
) -> int:
    """The day on which an order without operations of its own yet is done by the routing of its item."""
    for centre, setup, num, den in routed.get(item, ()):
        day = floor.worked(centre, day, setup - (-steps * num // den))
    return day
