"""When the steps of the story happened: in working hours of the days before today, so that a new factory has a past to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from jingwei.process.plant import Plant

WHEN = re.compile(r"^-(\d{1,2}) (\d{2}):(\d{2})$")
PACE = timedelta(minutes=3)
"""Working time between two steps of which the second does not say when it was."""
Step = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Happened:
    """A step of the story and its instant."""

    at: datetime
    step: Step
    place: str


def dated(steps: Iterable[tuple[str, Step]], plant: Plant, today: date) -> list[Happened]:
    """All steps in the order of time; `when: "-3 09:40"` is three working days before today at 9:40 of the plant's clock.

    Steps without `when` follow the one they stand behind; orders told one after the other thus run side by side.
    """
    return sorted(placed(steps, plant, today), key=lambda one: one.at)


def placed(steps: Iterable[tuple[str, Step]], plant: Plant, today: date) -> Iterator[Happened]:
    last: datetime | None = None
    for place, step in steps:
        told = step.get("when")
        if told is not None:
            at = instant(str(told), plant, today)
        elif last is not None:
            at = plant.calendar.add_working(last, PACE)
        else:
            raise ValueError(f"{place}: the first step of the story must say when it was")
        last = at
        yield Happened(at, step, place)


def instant(text: str, plant: Plant, today: date) -> datetime:
    match = WHEN.match(text)
    if match is None or int(match[1]) == 0:
        raise ValueError(
            f'"{text}" is no moment of the past: write working days before today and the time, "-3 09:40"'
        )
    day, left = today, int(match[1])
    while left:
        day -= timedelta(days=1)
        left -= bool(plant.calendar.shifts_on(day))
    wall = datetime.combine(day, time(int(match[2]), int(match[3])), plant.zone)
    return wall.astimezone(UTC)
