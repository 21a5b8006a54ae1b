"""For a home page without a turn: which steps usually come to this person, and which documents they may begin."""

from __future__ import annotations

from collections.abc import Iterator

from jingwei.collab.desk import Desk, Json
from jingwei.spec.flow.drawing import Flow
from jingwei.spec.form import Form
from jingwei.spec.nodes.human import Human
from jingwei.spec.nodes.start import Start
from jingwei.spec.who import HeadOf, Member, Who

MOST_STEPS, MOST_STARTS = 6, 5

MINE = """
SELECT i.flow, t.node, count(*) AS done, max(t.done_at) AS last FROM {s}.task_done t JOIN {s}.instance i ON i.id = t.instance
WHERE t.done_by = $1 AND t.kind IN ('approve', 'handle') AND t.done_at > $2::timestamptz - interval '90 days' GROUP BY 1, 2
"""
NEXT = """
SELECT i.flow, count(*) AS running FROM {s}.instance i WHERE i.ended_at IS NULL AND i.flow = ANY($1::text[]) GROUP BY 1
"""


async def coming(desk: Desk) -> list[Json]:
    """Steps drawn for the reader's roles, department or headship; what they did most often lately stands first."""
    drawn = list(mine(desk))
    done = {
        (row["flow"], row["node"]): row
        for row in await desk.transaction.fetch(
            MINE.replace("{s}", desk.schema), desk.viewer.person, desk.now
        )
    }
    under_way = {
        row["flow"]: row["running"]
        for row in await desk.transaction.fetch(
            NEXT.replace("{s}", desk.schema), sorted({flow.slug for flow, _ in drawn})
        )
    }
    found: list[tuple[int, Json]] = []
    for flow, node in drawn:
        known = done.get((flow.slug, node.head.slug))
        times = known["done"] if known is not None else 0
        shown: Json = {
            "title": desk.say(node.head.title), "flow_title": desk.say(flow.title), "done": times,
            "last": known["last"] if known is not None else None, "under_way": under_way.get(flow.slug, 0),
        }  # fmt: skip
        found.append((-times, shown))
    return [shown for _, shown in sorted(found, key=lambda one: one[0])][:MOST_STEPS]


def mine(desk: Desk) -> Iterator[tuple[Flow, Human]]:
    for flow in desk.catalogue.flows.values():
        for node in flow.nodes.values():
            if (
                isinstance(node, Human)
                and not isinstance(node, Start)
                and any(fits(desk, rule) for rule in node.desk.who)
            ):
                yield flow, node


def fits(desk: Desk, rule: Who) -> bool:
    """Whether a rule of the organisation names the reader; what depends on a record is not foreseen."""
    viewer, directory = desk.viewer, desk.directory
    if isinstance(rule, Member):
        department = directory.by_code(rule.department) if rule.department else None
        inside = not rule.department or (
            department is not None and viewer.department in directory.below.get(department.id, ())
        )
        return inside and (not rule.role or rule.role in viewer.roles)
    if isinstance(rule, HeadOf):
        named = directory.by_code(rule.department)
        return named is not None and directory.head(named.id, rule.up) == viewer.person
    return False


def starts(desk: Desk) -> list[Json]:
    """Documents the reader may begin, those of their own lane first."""
    own = desk.directory.departments.get(desk.viewer.department)
    lane = own.code if own is not None else ""
    forms = [form for form in desk.catalogue.heads() if form.state is not None and begun(desk, form)]
    forms.sort(key=lambda form: form.lane != lane)
    return [{"form": form.slug, "title": desk.say(form.title)} for form in forms[:MOST_STARTS]]


def begun(desk: Desk, form: Form) -> bool:
    """A person may begin it by hand; a document whose lines come from another one is not begun but pushed."""
    tables = [item.table for item in form.fields if item.table is not None]
    pushed = any(table.fields[0].set_by == "flow" for table in tables if table.fields)
    return not pushed and bool(desk.catalogue.access(desk.viewer, form.slug).may("create"))
