"""The history of a record: who did what when and why, and every changed field the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import cast

import msgspec

from jingwei.base.words import Words, same
from jingwei.collab.desk import Desk, Json, Place
from jingwei.collab.reads import Units, reads_of, units_of
from jingwei.collab.sight import Sight, people, see
from jingwei.collab.spoken import Cells, Said, places_in, said
from jingwei.spec.form import Form
from jingwei.store.pool import Row

MOST = 300

KINDS: Mapping[str, Words] = {
    "create": Words("新建", "Created"), "change": Words("修改", "Changed"), "delete": Words("删除", "Deleted"),
    "approve": Words("同意", "Approved"), "reject": Words("驳回", "Rejected"),
    "complete": Words("办理", "Done"), "withdraw": Words("撤回", "Withdrawn"), "timer": Words("到时", "Timer"),
    "flow.started": Words("流程开始", "Flow started"), "flow.finished": Words("流程结束", "Flow ended"),
    "flow.opened": Words("到达", "Reached"), "flow.approved": Words("同意", "Approved"),
    "flow.rejected": Words("驳回", "Rejected"), "flow.completed": Words("办理", "Done"),
    "flow.returned": Words("退回", "Returned"), "flow.withdrawn": Words("撤回", "Withdrawn"),
    "flow.cancelled": Words("终止", "Cancelled"), "flow.transferred": Words("转交", "Transferred"),
    "flow.urged": Words("催办", "Urged"), "flow.reminded": Words("提醒", "Reminded"),
    "flow.late": Words("逾期", "Late"), "flow.escalated": Words("升级", "Escalated"),
    "flow.settled": Words("已在单据上办完", "Done on the document"), "flow.passed": Words("自动通过", "Passed"), "flow.ended": Words("结束", "Ended"),
    "promise.accept": Words("接受承诺", "Promise accepted"), "promise.counter": Words("承诺改期提议", "Promise countered"),
    "promise.refuse": Words("拒绝承诺", "Promise refused"), "promise.agree": Words("同意改期", "New date agreed"),
}  # fmt: skip

EVENTS = """
SELECT e.at, e.kind, e.actor, e.via, e.why, o.roles, c.kind AS change, c.body::text AS body
FROM (SELECT event, array_agg(role) AS roles FROM {s}.event_object WHERE form = $1 AND record = $2 GROUP BY event) o
JOIN {s}.event e ON e.id = o.event
LEFT JOIN {s}.change c ON c.form = $1 AND c.record = $2 AND c.event = e.id
ORDER BY e.at DESC, e.id DESC LIMIT $3
"""
OWN = frozenset({"subject", "case", "promise"})


async def history(desk: Desk, form: Form, record: int) -> list[Json]:
    """Newest first, for readers of the record as it now stands: they see the past of what they see."""
    reads = await reads_of(desk, form, record)
    units = await units_of(desk, form, record)
    rows = await desk.transaction.fetch(EVENTS.replace("{s}", desk.schema), form.id, record, MOST)
    told = [(row, decoded(row)) for row in rows if row["body"] is not None or OWN & set(row["roles"])]
    places = {place for _, body in told for place in mentioned(desk, form, body)}
    sight = await see(desk, places | people(desk, (row["actor"] for row, _ in told)))
    return [
        entry(sight, form, row, list(changes(sight, form, record, body, reads, units))) for row, body in told
    ]


def decoded(row: Row) -> Json:
    return cast(Json, msgspec.json.decode(row["body"])) if row["body"] is not None else {}


def entry(sight: Sight, form: Form, row: Row, changed: Iterable[Said]) -> Json:
    kind = row["kind"] if OWN & set(row["roles"]) or row["change"] is None else row["change"]
    return {
        "at": row["at"], "actor": sight.person(row["actor"]), "kind": kind,
        "title": sight.desk.say(kind_title(sight.desk, form, kind)), "via": row["via"], "why": row["why"],
        "changes": [
            {"field": one.field, "title": one.title, "before": one.before, "after": one.after} for one in changed
        ],
    }  # fmt: skip


def kind_title(desk: Desk, form: Form, kind: str) -> Words:
    """What happened, in words; a step of a flow is named with it."""
    what, _, node = kind.partition(":")
    action = form.action(what)
    words = action.title if action is not None else KINDS.get(what, same(what or "-"))
    drawn = [
        flow.nodes[node]
        for flow in desk.catalogue.flows.values()
        if node in flow.nodes and flow.form == form.slug
    ]
    return Words("{s}：{w}", "{s}: {w}").fill(s=drawn[0].head.title, w=words) if drawn else words


def mentioned(desk: Desk, form: Form, body: Mapping[str, object]) -> Iterator[Place]:
    yield from places_in(desk, form, own_cells(body))
    for table, rows in lines(body).items():
        item = form.by_slug.get(table)
        if item is not None and item.table is not None:
            for line in rows.values():
                yield from places_in(desk, item.table, own_cells(line))


def changes(
    sight: Sight, form: Form, record: int, body: Mapping[str, object], reads: Set[str], units: Units
) -> Iterator[Said]:
    """Fields one may not see are left out, whatever they became; rows of a sub-table are told one by one."""
    head = said(sight, form, own_cells(body), units.get(record, {}))
    yield from (one for one in head if one.field in reads)
    for table, rows in lines(body).items():
        item = form.by_slug.get(table)
        if item is None or item.table is None or table not in reads:
            continue
        title = sight.desk.say(item.title)
        for number, line in rows.items():
            cells = said(sight, item.table, own_cells(line), units.get(int(number), {}))
            told = [one for one in cells if f"{table}.{one.field}" in reads]
            if line.get("new") or line.get("removed"):
                yield whole_row(table, title, told, bool(line.get("removed")))
            else:
                yield from (
                    Said(f"{table}.{one.field}", f"{title} · {one.title}", one.before, one.after)
                    for one in told
                )


def whole_row(table: str, title: str, told: list[Said], removed: bool) -> Said:
    """A row that came or went, as one line."""
    parts = [(one.title, one.before if removed else one.after) for one in told]
    line = "，".join(f"{name} {value}" for name, value in parts if value is not None)
    return Said(table, title, line or None if removed else None, None if removed else line or None)


def own_cells(body: Mapping[str, object]) -> Cells:
    return cast(Cells, body.get("cells") or {})


def lines(body: Mapping[str, object]) -> Mapping[str, Mapping[str, Mapping[str, object]]]:
    return cast(Mapping[str, Mapping[str, Mapping[str, object]]], body.get("rows") or {})
