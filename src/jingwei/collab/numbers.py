"""The numbers of a department, each computed from its rows and each saying how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from jingwei.base.decimals import ZERO, divide, plain, round_to
from jingwei.base.words import Words
from jingwei.collab.books import may_see
from jingwei.collab.desk import Desk, Json
from jingwei.collab.orders import orders_sql
from jingwei.query import names
from jingwei.query.permission import FALSE, visible
from jingwei.store.ledgers.books import Books

PERIOD, WEEKS = timedelta(days=90), 6

TASKS = """
SELECT count(*) AS open, count(*) FILTER (WHERE due_at < $2) AS late FROM {s}.task WHERE department = ANY($1::bigint[])
"""
DONE = """
SELECT w.n, count(t.id) AS done, count(t.id) FILTER (WHERE t.due_at IS NULL OR t.done_at <= t.due_at) AS in_time
FROM generate_series(0, $4 - 1) AS w(n)
LEFT JOIN {s}.task_done t ON t.department = ANY($1::bigint[]) AND t.kind IN ('approve', 'handle')
  AND t.done_at > $2::timestamptz - (w.n + 1) * $3::interval AND t.done_at <= $2::timestamptz - w.n * $3::interval
GROUP BY w.n ORDER BY w.n DESC
"""
MINE = """
SELECT w.n, count(t.id) AS done, count(t.id) FILTER (WHERE t.due_at IS NULL OR t.done_at <= t.due_at) AS in_time
FROM generate_series(0, $4 - 1) AS w(n)
LEFT JOIN {s}.task_done t ON t.done_by = $1 AND t.kind IN ('approve', 'handle')
  AND t.done_at > $2::timestamptz - (w.n + 1) * $3::interval AND t.done_at <= $2::timestamptz - w.n * $3::interval
GROUP BY w.n ORDER BY w.n DESC
"""
KEPT = """
SELECT count(*) FILTER (WHERE state = 'kept') AS kept, count(*) AS closed FROM {s}.promise
WHERE owes = ANY($1::bigint[]) AND state IN ('kept', 'broken') AND closed_at > $2
"""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure for people."""

    title: Words
    value: str
    how: Words
    unit: Words | None = None
    target: str | None = None
    trend: tuple[str, ...] = ()

    def shown(self, desk: Desk) -> Json:
        return {
            "title": desk.say(self.title), "value": self.value, "unit": desk.say(self.unit.fill(n=self.value)) if self.unit is not None else None,
            "target": self.target, "trend": list(self.trend), "how": desk.say(self.how),
        }  # fmt: skip


PIECES = Words("项", "{n|task|tasks}")


async def numbers(desk: Desk, books: Books | None) -> list[Json]:
    """Of the reader's department and those under it; without a department only what concerns everybody."""
    own = responsible(desk)
    found = [*await of_tasks(desk, own), *await of_promises(desk, own)] if own else []
    found.append(await orders_due(desk))
    if books is not None and may_see(desk):
        found.append(stock_value(books))
    return [one.shown(desk) for one in found]


def responsible(desk: Desk) -> list[int]:
    """The reader's department and those they head, with all under them: the head of the factory answers for the factory."""
    headed = [
        one.id for one in desk.directory.departments.values() if one.head == desk.viewer.person and one.head
    ]
    below = {under for one in headed for under in desk.directory.below.get(one, (one,))}
    return sorted({*desk.viewer.departments, *below})


async def personal(desk: Desk) -> list[Json]:
    """What the reader alone has done; a piece worker sees the wage of the month."""
    weeks = await desk.transaction.fetch(
        MINE.replace("{s}", desk.schema), desk.viewer.person, desk.now, timedelta(days=7), WEEKS
    )
    done, in_time = sum(one["done"] for one in weeks), sum(one["in_time"] for one in weeks)
    found = [
        Number(
            Words("我近 7 天办结", "Done by me in 7 days"), str(weeks[-1]["done"]),
            Words("近 7×24 小时内我办结的审批与办理任务；趋势为近 6 周", "Tasks I have done in the last 7×24 hours; the trend is six weeks"),
            PIECES, None, tuple(str(one["done"]) for one in weeks),
        ),
        Number(
            Words("我的按时率", "Mine in time"), rate(in_time, done),
            Words("近 6 周我办结的任务中不晚于截止时间的：{a} ÷ {b}", "Of the tasks I have done in six weeks those not after their deadline: {a} ÷ {b}").fill(a=in_time, b=done),
            Words("%", "%"), "95",
        ),
    ]  # fmt: skip
    wage = await wage_of_month(desk)
    return [one.shown(desk) for one in ([wage, *found] if wage is not None else found)]


async def wage_of_month(desk: Desk) -> Number | None:
    """Piece wages of the calendar month, for whoever has ever earned one and may read them."""
    form = desk.catalogue.by_role.get("wage")
    if form is None:
        return None
    frame = desk.frame(3)
    allowed = visible(frame, form, "r")
    if allowed == FALSE:
        return None
    person, day, amount, state = (
        names.column(form[slug], "r")("") for slug in ("person", "day", "amount", "state")
    )
    row = await desk.transaction.fetchrow(
        f"SELECT count(*) AS lines, sum({amount}) FILTER (WHERE {day} >= $2::date) AS wage FROM {names.table(desk.schema, form)} r "
        f"WHERE r.deleted_at IS NULL AND {state} <> 'void' AND {person} = $1 AND {allowed}",
        desk.viewer.person, desk.now.astimezone(desk.plant.zone).date().replace(day=1), *desk.arguments(frame),
    )  # fmt: skip
    if row is None or row["lines"] == 0:
        return None
    return Number(
        Words("本月计件", "Piece wage this month"), f"{row['wage'] or ZERO:.2f}",
        Words("本月 1 日以来我的计件工资单合计，已冲销的不计", "My piece wages since the first of the month without those reversed"),
        Words("元", "CNY"),
    )  # fmt: skip


async def of_tasks(desk: Desk, own: list[int]) -> list[Number]:
    [row] = await desk.transaction.fetch(TASKS.replace("{s}", desk.schema), own, desk.now)
    weeks = await desk.transaction.fetch(
        DONE.replace("{s}", desk.schema), own, desk.now, timedelta(days=7), WEEKS
    )
    now, done = weeks[-1], sum(one["done"] for one in weeks)
    in_time = sum(one["in_time"] for one in weeks)
    return [
        Number(
            Words("部门待办", "Tasks of the department"), str(row["open"]),
            Words("本部门（含下级）此刻未完成的任务数", "Tasks of the department and those under it that are open now"),
            PIECES,
        ),
        Number(
            Words("逾期任务", "Late tasks"), str(row["late"]),
            Words("其中截止时间早于此刻的任务数", "Those whose deadline lies before this moment"), PIECES, "0",
        ),
        Number(
            Words("近 7 天办结", "Done in 7 days"), str(now["done"]),
            Words("近 7×24 小时内本部门办结的审批与办理任务；趋势为近 6 周", "Tasks done in the last 7×24 hours; the trend is six weeks"),
            PIECES, None, tuple(str(one["done"]) for one in weeks),
        ),
        Number(
            Words("任务按时率", "Tasks in time"), rate(in_time, done),
            Words("近 6 周办结任务中不晚于截止时间的：{a} ÷ {b}", "Of the tasks done in six weeks those not after their deadline: {a} ÷ {b}").fill(a=in_time, b=done),
            Words("%", "%"), "95", tuple(rate(one["in_time"], one["done"]) for one in weeks if one["done"]),
        ),
    ]  # fmt: skip


async def of_promises(desk: Desk, own: list[int]) -> list[Number]:
    [row] = await desk.transaction.fetch(KEPT.replace("{s}", desk.schema), own, desk.now - PERIOD)
    how = Words(
        "近 90 天了结的本部门承诺中守约的：{a} ÷ {b}",
        "Of the department's promises closed in 90 days those kept: {a} ÷ {b}",
    )
    return [
        Number(
            Words("守诺率", "Promises kept"), rate(row["kept"], row["closed"]), how.fill(a=row["kept"], b=row["closed"]),
            Words("%", "%"), "90",
        )
    ]  # fmt: skip


async def orders_due(desk: Desk) -> Number:
    """Within the calendar week of the plant, those already past included."""
    today = desk.now.astimezone(desk.plant.zone).date()
    sunday = today + timedelta(days=6 - today.weekday())
    frame = desk.frame(2)
    sql = f"SELECT count(*) FROM ({orders_sql(desk, frame)}) o WHERE o.due <= $1"
    count = await desk.transaction.fetchval(sql, sunday, *desk.arguments(frame))
    how = Words(
        "您可查看的未完成订单中，交期不晚于本周日（{d}）的",
        "Open orders you may see that are due by this Sunday ({d})",
    )
    return Number(
        Words("本周到期订单", "Orders due this week"), str(count), how.fill(d=sunday), Words("单", "orders")
    )


def stock_value(books: Books) -> Number:
    state = (
        Words("一致", "they agree")
        if books.equal
        else Words("不一致，相差 {d}", "they differ by {d}").fill(d=plain(books.difference))
    )
    how = Words(
        "库存台账金额合计；与总账存货科目核对：{s}",
        "The value of all stock balances; against the inventory accounts: {s}",
    )
    return Number(
        Words("库存金额", "Stock value"), f"{books.stock:.2f}", how.fill(s=state), Words("元", "CNY")
    )


def rate(part: int, whole: int) -> str:
    """A share in per cent to one place; a dash where there is nothing to count."""
    if whole == 0:
        return "–"
    share = divide(Decimal(part * 100), Decimal(whole)) or ZERO
    return plain(round_to(share, 1))
