"""The weave (经纬图): open orders across, departments down, each cell says whose turn it is; one statement a page.

A cell is *late* or a *turn* when the department has open tasks on documents of the order. A document under way
that has no open task, and from which nothing that is under way was made, is its own department's turn too: nobody
else can move it. Otherwise a department with documents under way is *waiting*, with finished ones *done*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from jingwei.collab.desk import Desk, Json, Place
from jingwei.collab.lanes import Lane, lanes
from jingwei.collab.loom import loom
from jingwei.collab.orders import Order, order_from, orders_sql
from jingwei.collab.worktime import WorkTime, hours
from jingwei.spec.form import Form

MOST = 200

CellState = Literal["none", "waiting", "turn", "late", "done"]


@dataclass(slots=True)
class Court:
    """What one department has of one order."""

    tasks: int = 0
    late: int = 0
    first: datetime | None = None
    open: int = 0
    idle: int = 0

    @property
    def state(self) -> CellState:
        """A court exists only where the department had a document or a task."""
        if self.late:
            return "late"
        if self.tasks or self.idle:
            return "turn"
        return "waiting" if self.open else "done"


@dataclass(frozen=True, slots=True)
class Weft:
    """One order and its cells by the code of the department."""

    order: Order
    courts: dict[str, Court] = field(default_factory=dict)
    alone: list[str] = field(default_factory=list)
    """Lanes of the order itself, while no task is on it."""


async def wefts(
    desk: Desk, only: str = "true", only_open: bool = True
) -> tuple[tuple[Lane, ...], list[Weft]]:
    """The lanes, and the orders the reader may see by due date."""
    frame = desk.frame(2)
    orders = orders_sql(desk, frame, only, only_open)
    rows = await desk.transaction.fetch(loom(desk, frame, orders, MOST), desk.now, *desk.arguments(frame))
    found = await lanes(desk, {row["lane"] for row in rows if row["what"] in "tp" and row["lane"]})
    codes = {lane.department: lane.code for lane in found}
    rows_of: dict[Place, Weft] = {}
    for row in rows:
        what, place = row[0], (row[1], row[2])
        if what == "o":
            rows_of[place] = Weft(order_from(desk, (*place, *row[7:])))
        elif what == "d":
            meet_documents(rows_of[place], desk.catalogue.by_id.get(row[3]), row[4], row[5])
        elif row[3] in codes:
            court = rows_of[place].courts.setdefault(codes[row[3]], Court())
            if what == "t":
                court.tasks, court.late, court.first = row[4], row[5], row[6]
    for weft in rows_of.values():
        rest_of_order(weft)
    return found, list(rows_of.values())


def meet_documents(weft: Weft, form: Form | None, living: int, idle: int) -> None:
    """The documents of one form; the order itself is judged when everything else is known."""
    if form is None or form.lane is None:
        return
    court = weft.courts.setdefault(form.lane, Court())
    court.open += living
    if not form.order:
        court.idle += idle
    elif idle:
        weft.alone.append(form.lane)


def rest_of_order(weft: Weft) -> None:
    """An order nothing else moves is its own lane's turn."""
    others = sum(court.open + court.tasks for court in weft.courts.values())
    if weft.alone and others == len(weft.alone):
        for lane in weft.alone:
            weft.courts[lane].idle += 1


async def weave(desk: Desk, only_open: bool = True) -> Json:
    found, rows = await wefts(desk, only_open=only_open)
    time = WorkTime(desk.plant, desk.now, (court.first for row in rows for court in row.courts.values()))
    return {
        "departments": [head(lane, rows) for lane in found],
        "orders": [weft(row, found, time) for row in rows],
    }


def head(lane: Lane, rows: Sequence[Weft]) -> Json:
    """A column's head: the open tasks of these orders there, and how many are late."""
    courts = [row.courts[lane.code] for row in rows if lane.code in row.courts]
    return {
        "slug": lane.code, "title": lane.title, "open": sum(c.tasks for c in courts), "late": sum(c.late for c in courts),
    }  # fmt: skip


def weft(row: Weft, found: Sequence[Lane], time: WorkTime) -> Json:
    order = row.order
    return {
        "record": order.ref(), "form": order.form, "state": order.state, "customer": order.customer,
        "due": order.due.isoformat() if order.due is not None else "",
        "cells": {lane.code: cell(row.courts.get(lane.code), time) for lane in found},
    }  # fmt: skip


def cell(court: Court | None, time: WorkTime) -> Json:
    """`hours` of working time left to the first deadline, `days` it is late."""
    if court is None:
        return {"state": "none", "tasks": 0}
    made: Json = {"state": court.state, "tasks": court.tasks}
    if court.first is not None:
        made["hours"] = hours(time.left(court.first))
        if court.late:
            made["days"] = time.days_late(court.first)
    return made


async def weft_of(desk: Desk, place: Place) -> tuple[tuple[Lane, ...], Weft | None]:
    """The single row of one order, open or not."""
    found, rows = await wefts(desk, f"r.id = {place[1]:d}", only_open=False)
    return found, next((row for row in rows if row.order.place == place), None)
