"""Orders at risk: late tasks, promises later than the order, days already over — and the chain of reasons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from jingwei.base.words import Words
from jingwei.collab.desk import Desk, Json, Place
from jingwei.collab.orders import Order, order_from, orders_sql
from jingwei.collab.sight import UNSEEN, Sight, departments, see
from jingwei.collab.worktime import WorkTime
from jingwei.store.pool import Row

MOST, MOST_REASONS = 20, 5

RISKS = """
WITH orders AS MATERIALIZED (SELECT * FROM ({orders}) o),
parts AS (SELECT oo.* FROM orders o JOIN {s}.order_object oo ON oo.order_form = o.form AND oo.order_record = o.id),
found AS (
  SELECT 'task' AS what, m.order_form, m.order_record, t.form, t.record, t.department, t.title::text AS said,
    t.due_at AS late_since, NULL::date AS due
  FROM {s}.task t JOIN parts m ON m.form = t.form AND m.record = t.record WHERE t.due_at < $1
  UNION ALL
  SELECT 'promise', m.order_form, m.order_record, p.form, p.record, p.owes, p.title::text, NULL, coalesce(p.proposed, p.due)
  FROM {s}.promise p JOIN parts m ON m.form = p.form AND m.record = p.record
  JOIN orders o ON o.form = m.order_form AND o.id = m.order_record
  WHERE p.closed_at IS NULL AND (coalesce(p.proposed, p.due) > o.due OR p.due < $2 OR p.state = 'refused'))
SELECT o.*, f.what, f.form AS doc_form, f.record AS doc, f.department, f.said, f.late_since, f.due AS promised
FROM orders o LEFT JOIN found f ON f.order_form = o.form AND f.order_record = o.id
WHERE f.what IS NOT NULL OR o.due < $2 ORDER BY o.due NULLS LAST, o.id, f.late_since, f.due
"""
LATE_TASK = Words("{d}“{t}”逾期 {n} 个工作日{on}", '{d}: "{t}" is {n} working {n|day|days} late{on}')
LATE_TASK_TODAY = Words("{d}“{t}”今天已逾期{on}", '{d}: "{t}" went late today{on}')
LATER = Words(
    "{d}承诺“{t}”{p}，比交期晚 {n} 天{on}", '{d} promised "{t}" for {p}, {n} days after the order is due{on}'
)
BROKEN = Words("{d}未守承诺“{t}”（{p}）{on}", '{d} broke the promise "{t}" of {p}{on}')
REFUSED = Words("{d}拒绝承诺“{t}”（{p}）{on}", '{d} refused "{t}" for {p}{on}')
OVER = Words("已过交期 {d}", "The due date {d} has passed")
NO_DEPARTMENT = Words("未分配部门", "No department")


@dataclass(slots=True)
class Risk:
    """An order and what endangers it."""

    order: Order
    days: int = 0
    rows: list[Row] = field(default_factory=list)


async def at_risk(desk: Desk) -> list[Json]:
    """The worst first."""
    frame = desk.frame(3)
    orders = orders_sql(desk, frame)
    today = desk.now.astimezone(desk.plant.zone).date()
    rows = await desk.transaction.fetch(
        RISKS.format(orders=orders, s=desk.schema), desk.now, today, *desk.arguments(frame)
    )
    risks: dict[Place, Risk] = {}
    for row in rows:
        risk = risks.setdefault((row["form"], row["id"]), Risk(order_from(desk, row)))
        risk.days = max(risk.days, days_late(risk.order, row, today))
        if row["what"] is not None:
            risk.rows.append(row)
    worst = sorted(risks.values(), key=lambda r: (-r.days, r.order.due or date.max, r.order.place))[:MOST]
    return await told(desk, worst, today)


def days_late(order: Order, row: Row, today: date) -> int:
    """How late the order is, or will be when the latest promise comes true."""
    if order.due is None:
        return 0
    known = [today, *([row["promised"]] if row["promised"] is not None else [])]
    latest: date = max(known)
    return max(0, (latest - order.due).days)


async def told(desk: Desk, risks: Sequence[Risk], today: date) -> list[Json]:
    rows = [row for risk in risks for row in risk.rows]
    places = {(row["doc_form"], row["doc"]) for row in rows}
    sight = await see(desk, places | departments(desk, (row["department"] for row in rows)))
    time = WorkTime(desk.plant, desk.now, (row["late_since"] for row in rows))
    return [
        {
            "record": risk.order.ref(), "form": risk.order.form, "customer": risk.order.customer,
            "due": risk.order.due.isoformat() if risk.order.due is not None else "", "days_late": risk.days,
            "reason": reasons(sight, risk, time, today),
        }
        for risk in risks
    ]  # fmt: skip


def reasons(sight: Sight, risk: Risk, time: WorkTime, today: date) -> list[str]:
    """From the consequence back to its causes."""
    due, said = risk.order.due, []
    if due is not None and due < today:
        said.append(sight.desk.say(OVER.fill(d=due.isoformat())))
    for row in risk.rows:
        words = cause(row, due, time, today)
        place = (row["doc_form"], row["doc"])
        shown = sight.department(row["department"])
        title = sight.title(place)
        on = Words(f"（{title}）", f" ({title})") if title and place != risk.order.place else None
        filled: Mapping[str, object] = {
            "d": (shown and shown["title"]) or NO_DEPARTMENT, "t": Words.parse(msgspec.json.decode(row["said"])) if place in sight else UNSEEN,
            "on": on or "", "p": row["promised"] or "",
            "n": time.days_late(row["late_since"]) if row["late_since"] else (row["promised"] - due).days if due and row["promised"] else 0,
        }  # fmt: skip
        said.append(sight.desk.say(words.fill(**filled)))
    return list(dict.fromkeys(said))[:MOST_REASONS]


def cause(row: Row, due: date | None, time: WorkTime, today: date) -> Words:
    if row["what"] == "task":
        return LATE_TASK if time.days_late(row["late_since"]) else LATE_TASK_TODAY
    if row["promised"] is not None and due is not None and row["promised"] > due:
        return LATER
    return BROKEN if row["promised"] is not None and row["promised"] < today else REFUSED
