"""What a task holds up: the order its document serves, and how near that order's due date is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from jingwei.base.words import Words, same
from jingwei.collab.desk import Desk, Place
from jingwei.collab.orders import Order, order_from, orders_sql

NEVER = datetime.max.replace(tzinfo=UTC)
LATE = Words("已逾期 {n} 个工作小时", "{n} working {n|hour|hours} late")
DUE_IN = Words("{o} 交期 {d}，还有 {n} 天", "{o} is due on {d}, in {n} {n|day|days}")
DUE_TODAY = Words("{o} 今天到交期", "{o} is due today")
OVERDUE = Words("{o} 已超交期 {n} 天（{d}）", "{o} is {n} {n|day|days} past its due date ({d})")


async def served(desk: Desk, places: Iterable[Place]) -> Mapping[Place, Order]:
    """Document → the open order it serves that is due first, among those the reader may see."""
    wanted = sorted(set(places))
    if not wanted:
        return {}
    frame = desk.frame(3)
    orders = orders_sql(desk, frame, "r.id IN (SELECT h.order_record FROM hit h)")
    sql = (
        "WITH want AS MATERIALIZED (SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS w(form, record)), "
        "hit AS MATERIALIZED (SELECT o.form, o.record, o.order_form, o.order_record FROM want w "
        f"JOIN {desk.schema}.order_object o ON o.form = w.form AND o.record = w.record) "
        f"SELECT o.*, h.form AS doc_form, h.record AS doc FROM ({orders}) o "
        "JOIN hit h ON h.order_form = o.form AND h.order_record = o.id ORDER BY o.due DESC NULLS FIRST, o.id DESC"
    )
    rows = await desk.transaction.fetch(
        sql, [form for form, _ in wanted], [record for _, record in wanted], *desk.arguments(frame)
    )
    # The soonest comes last and so stays.
    return {(row["doc_form"], row["doc"]): order_from(desk, row) for row in rows}


def weight(late: bool, order: Order | None, due: datetime | None) -> tuple[bool, date, datetime]:
    """Sorts tasks by consequence: late ones, then by the due date of their order, then by their own."""
    return (not late, (order.due if order is not None else None) or date.max, due or NEVER)


def sentence(desk: Desk, order: Order | None, minutes_left: int | None) -> str | None:
    """`SO2611-0003 交期 2026-11-28，还有 4 天`, before it how late the task itself is."""
    parts = []
    if minutes_left is not None and minutes_left < 0:
        parts.append(desk.say(LATE.fill(n=f"{-minutes_left / 60:.1f}".removesuffix(".0"))))
    if order is not None and order.due is not None and order.title is not None:
        days = (order.due - desk.now.astimezone(desk.plant.zone).date()).days
        words = OVERDUE if days < 0 else DUE_IN if days else DUE_TODAY
        parts.append(desk.say(words.fill(o=same(order.title), d=order.due.isoformat(), n=abs(days))))
    return ("；" if desk.language == "zh" else "; ").join(parts) or None
