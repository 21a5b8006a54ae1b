"""Shifts typed into rows – of a machine, a person, the plant: weekdays and times that can be read, or a fault at the cell."""

from __future__ import annotations

from collections.abc import Mapping

from jingwei.base.calendar import minute_of
from jingwei.base.errors import Faults
from jingwei.base.words import Words
from jingwei.process.derive import path_of
from jingwei.process.plant import weekdays_of
from jingwei.process.room import Room
from jingwei.process.writeset import Row
from jingwei.store.workdays import WeekRow

NO_WEEKDAYS = Words("星期用 1–7 写，如 12345", "Weekdays are written with 1 to 7, such as 12345")
NO_TIME = Words("时间写成 时:分，如 08:00", "A time is written as hh:mm, such as 08:00")


async def check_shifts(room: Room, row: Row) -> None:
    """The rows that were written; one that is wrong would stop everybody's schedule."""
    faults = Faults()
    for line in row.lines["shifts"]:
        if line.dirty and not line.removed:
            check_row(line, faults)
    faults.refuse()


def check_row(line: Row, faults: Faults) -> bool:
    """Whether a row can be read; else its faults are added."""
    wrong = unreadable(shift_row(line))
    for slug, words in wrong.items():
        faults.add((*path_of(line), slug), "unreadable", words)
    return not wrong


def shift_row(line: Row) -> WeekRow:
    return WeekRow(*(str(line.cells.get(slug) or "") for slug in ("weekdays", "begins", "ends")))


def unreadable(one: WeekRow) -> Mapping[str, Words]:
    """What of a shift cannot be read, by its field."""
    found: dict[str, Words] = {}
    try:
        weekdays_of(one.weekdays)
    except ValueError:
        found["weekdays"] = NO_WEEKDAYS
    for slug, text in (("begins", one.begins), ("ends", one.ends)):
        try:
            minute_of(text)
        except ValueError:
            found[slug] = NO_TIME
    return found
