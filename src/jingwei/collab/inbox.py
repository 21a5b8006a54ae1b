"""The inbox: tasks before me, those I wait for, copies and what I have done, ordered by what they hold up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import msgspec

from jingwei.base.errors import Invalid, NotFound
from jingwei.base.words import Words
from jingwei.collab.consequence import sentence, served, weight
from jingwei.collab.desk import Desk, Json, Place
from jingwei.collab.facts import facts
from jingwei.collab.orders import Order
from jingwei.collab.sight import Sight, departments, people, see
from jingwei.collab.why import rule_of
from jingwei.collab.worktime import WorkTime
from jingwei.spec.nodes.human import Human
from jingwei.store.pool import Row

Box = Literal["mine", "started", "copied", "done"]
MOST = 500

OPEN = """
SELECT t.id, t.instance, t.node, t.kind, t.form, t.record, t.department, t.title::text AS title, t.opened_at, t.due_at,
  t.data::text AS data, array(SELECT p.person FROM {s}.task_person p WHERE p.task = t.id ORDER BY 1) AS persons,
  i.flow, i.started_by, NULL::text AS outcome, NULL::bigint AS done_by, NULL::timestamptz AS done_at, NULL::text AS note,
  EXISTS (SELECT FROM {s}.event e WHERE e.root = t.instance AND e.kind = 'flow.urged:' || t.node AND e.at >= t.opened_at)
    AS urged,
  EXISTS (SELECT FROM {s}.task_done d WHERE d.instance = t.instance AND d.kind IN ('approve', 'handle') AND d.done_by IS NOT NULL)
    AS acted
FROM {s}.task t LEFT JOIN {s}.instance i ON i.id = t.instance
"""
DONE = """
SELECT t.id, t.instance, t.node, t.kind, t.form, t.record, t.department, t.title::text AS title, t.opened_at, t.due_at,
  t.data::text AS data, t.persons, i.flow, i.started_by, t.outcome, t.done_by, t.done_at, t.note, false AS urged, true AS acted
FROM {s}.task_done t LEFT JOIN {s}.instance i ON i.id = t.instance
"""
BOXES: Mapping[Box, str] = {
    "mine": OPEN + "WHERE t.id IN (SELECT p.task FROM {s}.task_person p WHERE p.person = $1) "
    "ORDER BY t.due_at NULLS LAST, t.id LIMIT $2",
    "started": OPEN
    + "WHERE i.started_by = $1 AND i.ended_at IS NULL ORDER BY t.due_at NULLS LAST, t.id LIMIT $2",
    "copied": DONE
    + "WHERE t.kind IN ('cc', 'notice') AND $1 = ANY(t.persons) ORDER BY t.done_at DESC, t.id DESC LIMIT $2",
    "done": DONE + "WHERE t.done_by = $1 ORDER BY t.done_at DESC, t.id DESC LIMIT $2",
}
ORPHANS = OPEN + "WHERE NOT EXISTS (SELECT FROM {s}.task_person p WHERE p.task = t.id) ORDER BY t.id LIMIT $1"
"""Tasks nobody was found for wait for an administrator."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A task as it is stored, open or done."""

    id: int
    instance: int
    node: str
    kind: str
    place: Place
    department: int | None
    title: Words
    opened_at: datetime
    due_at: datetime | None
    data: Mapping[str, object]
    persons: tuple[int, ...]
    flow: str
    started_by: int | None
    outcome: str | None
    done_by: int | None
    done_at: datetime | None
    note: str | None
    urged: bool
    acted: bool

    @classmethod
    def of(cls, row: Row) -> Kept:
        return cls(
            row["id"], row["instance"], row["node"], row["kind"], (row["form"], row["record"]), row["department"],
            Words.parse(msgspec.json.decode(row["title"])), row["opened_at"], row["due_at"],
            msgspec.json.decode(row["data"]), tuple(row["persons"]), row["flow"] or "", row["started_by"],
            row["outcome"], row["done_by"], row["done_at"], row["note"], row["urged"], row["acted"],
        )  # fmt: skip

    @property
    def row(self) -> object:
        """The row of a sub-table the task is about, `{table, id}`; None when it is about the record."""
        return self.data.get("row")

    @property
    def sent(self) -> Mapping[str, object] | None:
        """How it came back or was handed on and with what words, `{how, by, note}`."""
        found = self.data.get("sent")
        return found if isinstance(found, Mapping) else None

    @property
    def sender(self) -> int | None:
        return int(str(self.sent["by"])) if self.sent is not None else None

    def listed(self, name: str) -> list[str]:
        found = self.data.get(name)
        return (
            [str(one) for one in found] if isinstance(found, Sequence) and not isinstance(found, str) else []
        )


def box_of(raw: str) -> Box:
    for one in get_args(Box):
        if raw == one:
            return one  # type: ignore[no-any-return]
    words = Words("box 应为 mine、started、copied 或 done", "box is mine, started, copied or done")
    raise Invalid.at(("box",), "unknown_box", words)


async def inbox(desk: Desk, box: Box) -> list[Json]:
    """The tasks of a box; open ones by consequence, others newest first."""
    rows = await desk.transaction.fetch(BOXES[box].replace("{s}", desk.schema), desk.viewer.person, MOST)
    if box == "mine" and desk.viewer.admin:
        rows = [*rows, *await desk.transaction.fetch(ORPHANS.replace("{s}", desk.schema), MOST)]
    return await told(desk, [Kept.of(row) for row in rows])


async def told(desk: Desk, tasks: Sequence[Kept]) -> list[Json]:
    """Tasks as the API shows them, open ones sorted by consequence."""
    sight = await sight_of(desk, tasks)
    orders = await served(desk, {task.place for task in tasks if task.outcome is None})
    known = await facts(desk, {meant(task) for task in tasks if task.place in sight})
    time = WorkTime(desk.plant, desk.now, (task.due_at for task in tasks))
    ranked = sorted(
        tasks,
        key=lambda t: weight(late(desk, t), orders.get(t.place), t.due_at) if t.outcome is None else weight(True, None, None),
    )  # fmt: skip
    return [
        {**shown(sight, task, orders.get(task.place), time), "facts": known.get(meant(task), [])}
        for task in ranked
    ]


def meant(task: Kept) -> tuple[Place, int]:
    """The record and the row of it that a task is about."""
    line = task.row.get("id") if isinstance(task.row, Mapping) else None
    return task.place, int(str(line or 0))


async def sight_of(desk: Desk, tasks: Sequence[Kept]) -> Sight:
    persons = {one for task in tasks for one in (*task.persons, task.done_by, task.sender)}
    places = {task.place for task in tasks} | people(desk, persons)
    return await see(desk, places | departments(desk, (task.department for task in tasks)))


def late(desk: Desk, task: Kept) -> bool:
    return task.outcome is None and task.due_at is not None and task.due_at < desk.now


def shown(sight: Sight, task: Kept, order: Order | None, time: WorkTime) -> Json:
    """`reason` says what hangs on it; of a document one may not read only the step is named."""
    desk, form = sight.desk, sight.desk.catalogue.by_id.get(task.place[0])
    flow = desk.catalogue.flows.get(task.flow)
    left = time.left(task.due_at) if task.due_at is not None and task.outcome is None else None
    required = set(task.listed("require"))
    drawn = flow.nodes.get(task.node) if flow is not None else None
    step = drawn.desk if isinstance(drawn, Human) else None
    button, hint = (step.button, step.help) if step is not None else (None, None)
    return {
        "id": str(task.id), "kind": "cc" if task.kind == "notice" else task.kind, "title": desk.say(task.title),
        "node": task.node, "flow": str(task.instance), "flow_title": desk.say(flow.title) if flow is not None else "",
        "form": form.slug if form is not None else "", "form_title": desk.say(form.title) if form is not None else "",
        "record": sight.ref(task.place), "assignees": [sight.person(one) for one in task.persons],
        "department": sight.department(task.department), "opened_at": task.opened_at, "due_at": task.due_at,
        "minutes_left": left, "late": late(desk, task), "urgent": task.urged,
        "reason": sentence(desk, order, left) if task.outcome is None else task.note, "can": can(desk, task),
        "button": desk.say(button) if button is not None else None, "help": desk.say(hint) if hint is not None else None,
        "show": list(step.show) if step is not None else [],
        "preset": {one.field: one.value.text for one in step.preset} if step is not None else {},
        "row": task.row, "sent": sent(sight, task), "edit": task.listed("edit"),
        "ask": [{"field": slug, "required": slug in required} for slug in dict.fromkeys((*task.listed("edit"), *required))],
        "waiting_for": waiting_for(sight, task), "outcome": task.outcome, "done_at": task.done_at,
        "order": {**order.ref(), "form": order.form, "due": order.due} if order is not None else None,
    }  # fmt: skip


def sent(sight: Sight, task: Kept) -> Json | None:
    """Who rejected, returned or transferred an open task, and the reason given."""
    if task.sent is None or task.outcome is not None:
        return None
    return {"how": task.sent["how"], "by": sight.person(task.sender), "note": task.sent["note"]}


def can(desk: Desk, task: Kept) -> list[str]:
    """What the reader may do with it now; the write door judges again."""
    if task.outcome is not None:
        return []
    me, found = desk.viewer.person, []
    flow = desk.catalogue.flows.get(task.flow)
    policy = flow.withdraw if flow is not None else "never"
    if me in task.persons or (desk.viewer.admin and not task.persons):
        back = ["return"] if task.acted or policy != "never" else []
        found = [*task.listed("can"), *back, "transfer"]
    if me == task.started_by and (policy == "any" or (policy == "before_first" and not task.acted)):
        found.append("withdraw")
    if me not in task.persons and (me == task.started_by or desk.viewer.admin):
        found.append("urge")
    return list(dict.fromkeys(found))


def waiting_for(sight: Sight, task: Kept) -> str:
    """Whom an open task waits for, when that is somebody else."""
    if task.outcome is not None or sight.desk.viewer.person in task.persons:
        return ""
    names = [str(one["title"]) for p in task.persons if (one := sight.person(p)) is not None and one["title"]]
    where = sight.department(task.department)
    if not names:
        return str(where["title"] or "") if where is not None else ""
    return ("、" if sight.desk.language == "zh" else ", ").join(names[:5])


async def task_detail(desk: Desk, identity: int) -> Json:
    """One task with why it is before these people; for them, whoever started or did it, and readers of its record."""
    for sql in (OPEN, DONE):
        rows = await desk.transaction.fetch(sql.replace("{s}", desk.schema) + "WHERE t.id = $1", identity)
        if rows:
            task = Kept.of(rows[0])
            sight = await sight_of(desk, [task])
            involved = {*task.persons, task.started_by, task.done_by}
            if desk.viewer.person in involved or desk.viewer.admin or task.place in sight:
                found = (await told(desk, [task]))[0]
                rule = rule_of(desk, task.flow, task.node, task.data.get("reason"))
                return {**found, "why": {"rule": rule, "persons": found["assignees"]}}
    raise NotFound(
        "no_such_task", Words("没有这个任务，或与您无关", "There is no such task, or it is not yours to see")
    )
