"""The overtime that is offered, shift by shift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from jingwei.base.calendar import Shift
from jingwei.base.errors import Invalid
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.suite.planning.choices import OvertimeIf
from jingwei.suite.planning.floor_plan import Ground
from jingwei.suite.planning.shifts import Window, joined
from jingwei.suite.planning.shop import Machine, without

MOST = 200
"""Shifts that may be offered at once: each is decided by itself."""
PAUSE = timedelta(hours=4)
"""A pause so long ends the day of a machine; a shorter one is a break."""
DAY = timedelta(days=1)
TOO_MANY = Words(
    "可加班的时段有 {n} 个，最多 {m} 个：请减少设备或天数",
    "{n} overtime shifts are offered, {m} at most: offer fewer machines or days",
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A shift that may be worked on a machine; it counts for `cost` minutes of lateness."""

    machine: int
    begin: datetime
    end: datetime
    cost: int

    @property
    def window(self) -> Window:
        return self.begin, self.end


def offered(ground: Ground, asked: Sequence[OvertimeIf]) -> tuple[Offered, ...]:
    """The shifts themselves, none over another nor over a shift or a downtime; refused where a row names nothing."""
    found: list[Offered] = []
    for row, one in enumerate(asked):
        place = ("choices", "overtime", row)
        off = day_off(one, place)
        for machine in meant(ground, one, place):
            days_off = () if off is None else on_days_off(ground, machine, one.days, off)
            free = joined(sorted([*behind(ground, machine, one), *days_off]))
            taken = [other.window for other in found if other.machine == machine.id]
            for begin, end in cut(free, [*taken, *machine.downtimes]):
                minutes = (end - begin) // timedelta(minutes=1)
                found.append(Offered(machine.id, begin, end, -(-minutes * one.cost // 60)))
    if len(found) > MOST:
        raise Invalid.at(("choices", "overtime"), "too_many", TOO_MANY.fill(n=len(found), m=MOST))
    return tuple(found)


def day_off(one: OvertimeIf, place: tuple[str | int, ...]) -> Shift | None:
    if one.off is None and not one.after:
        words = Words(
            "请给出班后加班的小时数，或休息日的时段", "Give the hours behind a shift, or those of a day off"
        )
        raise Invalid.at(place, "required", words)
    try:
        return None if one.off is None else Shift.parse(one.off)
    except ValueError:
        words = Words("时段应写成 08:00-16:30", "Hours are written 08:00-16:30")
        raise Invalid.at((*place, "off"), "no_hours", words) from None


def meant(ground: Ground, one: OvertimeIf, place: tuple[str | int, ...]) -> list[Machine]:
    """The machine or those of the work centre; a supplier works no overtime for us."""
    kind = "machine" if one.machine is not None else "centre"
    number = parse_id(one.machine if kind == "machine" else one.centre, (*place, kind))
    machines = [
        m
        for m in ground.shop.machines
        if number == (m.id if kind == "machine" else m.centre) and not m.outside
    ]
    if not machines:
        words = Words("没有这台可排产的设备", "There is no such machine that can be planned")
        raise Invalid.at((*place, kind), "no_such_machine", words)
    return machines


def behind(ground: Ground, machine: Machine, one: OvertimeIf) -> Iterator[Window]:
    """Hours behind the last shift of each day."""
    if not one.after:
        return
    last = ground.now + one.days * DAY
    hours = machine.windows(ground.plant, ground.now - DAY, last + 7 * DAY)
    for (_, end), (begin, _) in pairwise(hours):
        if begin - end >= PAUSE and end < last:
            yield from clipped(ground, end, min(begin, end + timedelta(hours=one.after)))


def on_days_off(ground: Ground, machine: Machine, days: int, off: Shift) -> Iterator[Window]:
    """The hours of each day on which no shift begins."""
    today = ground.now.astimezone(ground.plant.zone).date()
    for ahead in range(days):
        midnight = datetime.combine(today + ahead * DAY, time(), ground.plant.zone)
        hours = machine.windows(ground.plant, midnight - DAY, midnight + 2 * DAY)
        if any(midnight <= begin < midnight + DAY for begin, _ in hours):
            continue
        window = midnight + timedelta(minutes=off.start), midnight + timedelta(minutes=off.end)
        for begin, end in cut([window], hours):
            yield from clipped(ground, begin, end)


def clipped(ground: Ground, begin: datetime, end: datetime) -> Iterator[Window]:
    """What of it is still to come."""
    if end > ground.now:
        yield max(begin, ground.now), end


def cut(windows: Iterable[Window], stops: Iterable[Window]) -> list[Window]:
    """The windows without what lies in the stops."""
    found = list(windows)
    for stop in stops:
        found = [piece for window in found for piece in without(window, stop)]
    return found
