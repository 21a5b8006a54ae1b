"""The weave (经纬图): open orders across, departments down, each cell says whose turn it is; one statement a page.

A cell is *late* or a *turn* when the department has open tasks on documents of the order. A document under way
that has no open task, and from which nothing that is under way was made, is its own department's turn too: nobody
else can move it. Otherwise a department with documents under way is *waiting*, with finished ones *done*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from jingwei.collab.desk import Desk, Json, Place
from jingwei.collab.lanes import Lane, lanes
from jingwei.collab.lifecycle import open_sql
from jingwei.collab.orders import Order, order_from, orders_sql
from jingwei.collab.worktime import WorkTime, hours
from jingwei.query.frame import Frame
from jingwei.spec.catalogue import Catalogue

MOST = 200

CellState = Literal["none", "waiting", "turn", "late", "done"]


@dataclass(frozen=True, slots=True)
class Court:
    """What one department has of one order."""

    tasks: int = 0
    late: int = 0
    first: datetime | None = None
    open: bool = False
    idle: bool = False
    touched: bool = False

    @property
    def state(self) -> CellState:
        if self.late:
            return "late"
        if self.tasks or self.idle:
            return "turn"
        if self.open:
            return "waiting"
        return "done" if self.touched else "none"


@dataclass(frozen=True, slots=True)
class Weft:
    """One order and its cells by the code of the department."""

    order: Order
    courts: dict[str, Court] = field(default_factory=dict)


SHAPE = """
orders AS MATERIALIZED (SELECT * FROM ({orders}) o ORDER BY o.due NULLS LAST, o.id LIMIT {most}),
mine AS MATERIALIZED (SELECT oo.* FROM orders o JOIN {s}.order_object oo ON oo.order_form = o.form AND oo.order_record = o.id),
docs AS MATERIALIZED ({docs}),
tasks AS MATERIALIZED (SELECT m.order_form, m.order_record, m.form, m.record, t.department, t.due_at
  FROM mine m JOIN {s}.task t ON t.form = m.form AND t.record = m.record),
busy AS MATERIALIZED (SELECT form, record FROM docs WHERE living UNION SELECT form, record FROM tasks),
above AS (
  WITH RECURSIVE up AS (
    SELECT t.from_form AS form, t.from_record AS record FROM busy b
      JOIN {s}.trace t ON t.to_form = b.form AND t.to_record = b.record
    UNION
    SELECT t.from_form, t.from_record FROM up u JOIN {s}.trace t ON t.to_form = u.form AND t.to_record = u.record)
  SELECT form, record FROM up),
held AS MATERIALIZED (SELECT form, record FROM above UNION SELECT form, record FROM tasks)
"""
"""The page of orders, their documents and open tasks; `held` are documents that others, or a task, can move."""

CELLS = """
SELECT 'o' AS what, form, id, NULL::text AS lane, NULL::bigint AS department, 0::bigint AS a, 0::bigint AS b,
  NULL::timestamptz AS first, title, state, due, customer, customer_title FROM orders
UNION ALL
SELECT 't', order_form, order_record, NULL, department, count(*), count(*) FILTER (WHERE due_at < $1), min(due_at),
  NULL, NULL, NULL, NULL, NULL FROM tasks GROUP BY order_form, order_record, department
UNION ALL
SELECT 'd', d.order_form, d.order_record, d.lane, NULL, count(*) FILTER (WHERE d.living),
  count(*) FILTER (WHERE d.living AND h.record IS NULL), NULL, NULL, NULL, NULL, NULL, NULL
  FROM docs d LEFT JOIN held h ON h.form = d.form AND h.record = d.record GROUP BY d.order_form, d.order_record, d.lane
UNION ALL
SELECT DISTINCT 'p', m.order_form, m.order_record, NULL, t.department, 0::bigint, 0::bigint, NULL::timestamptz,
  NULL, NULL, NULL::date, NULL::bigint, NULL
  FROM mine m JOIN {s}.task_done t ON t.form = m.form AND t.record = m.record WHERE t.department IS NOT NULL
"""


def documents_sql(catalogue: Catalogue, frame: Frame) -> str:
    """The documents of the orders whose forms have a lane, each with whether it is under way."""
    branches = [
        f"SELECT m.order_form, m.order_record, m.form, m.record, '{form.lane}'::text AS lane, {open_sql(form, 'r')} AS living "
        f"FROM mine m JOIN {frame.table(form)} r ON r.id = m.record WHERE m.form = {form.id} AND r.deleted_at IS NULL"
        for form in catalogue.heads()
        if form.lane
    ]
    nothing = "SELECT order_form, order_record, form, record, ''::text AS lane, false AS living FROM mine WHERE false"
    return "\nUNION ALL ".join(branches) or nothing


async def wefts(
    desk: Desk, only: str = "true", only_open: bool = True
) -> tuple[tuple[Lane, ...], list[Weft]]:
    """The lanes, and the orders the reader may see by due date."""
    frame = desk.frame(2)
    orders = orders_sql(desk, frame, only, only_open)
    shape = SHAPE.format(orders=orders, docs=documents_sql(desk.catalogue, frame), s=desk.schema, most=MOST)
    sql = f"WITH {shape}{CELLS.replace('{s}', desk.schema)}"
    rows = await desk.transaction.fetch(sql, desk.now, *desk.arguments(frame))
    busy = {row["department"] for row in rows if row["department"]}
    found = await lanes(desk, busy)
    codes = {lane.department: lane.code for lane in found}
    courts: dict[Place, dict[str, Court]] = defaultdict(lambda: defaultdict(Court))
    orders_found: list[Order] = []
    for row in rows:
        place = (row["form"], row["id"])
        if row["what"] == "o":
            shown = (*place, *(row[name] for name in ("title", "state", "due", "customer", "customer_title")))
            orders_found.append(order_from(desk, shown))
            continue
        code = row["lane"] if row["what"] == "d" else codes.get(row["department"])
        if code is not None:
            courts[place][code] = met(courts[place][code], row["what"], row["a"], row["b"], row["first"])
    return found, [Weft(order, dict(courts[order.place])) for order in orders_found]


def met(court: Court, what: str, a: int, b: int, first: datetime | None) -> Court:
    """A court with one more finding of the statement."""
    if what == "t":
        return replace(court, tasks=a, late=b, first=first, touched=True)
    if what == "d":
        return replace(court, open=a > 0, idle=b > 0, touched=True)
    return replace(court, touched=True)


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
        "cells": {lane.code: cell(row.courts.get(lane.code, Court()), time) for lane in found},
    }  # fmt: skip


def cell(court: Court, time: WorkTime) -> Json:
    """`hours` of working time left to the first deadline, `days` it is late."""
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
