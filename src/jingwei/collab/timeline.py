"""The timeline of one order: who had the ball when, across all departments, customer and supplier included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from jingwei.base.words import Words, same
from jingwei.collab.courts import Cloth, Document, Span, Turn, held, weave
from jingwei.collab.desk import Desk, Json, Place
from jingwei.collab.lanes import Lane, lanes
from jingwei.collab.lifecycle import is_open
from jingwei.collab.sight import UNSEEN, Sight, see
from jingwei.collab.worktime import WorkTime, hours
from jingwei.collab.worth import Worth, worth
from jingwei.query import names
from jingwei.spec.form import Form
from jingwei.store.pool import Row

WHOSE = """
SELECT order_form, order_record FROM {s}.order_object WHERE form = $1 AND record = $2 ORDER BY order_form, order_record
"""
PARTS = "SELECT form, record FROM {s}.order_object WHERE order_form = $1 AND order_record = $2 LIMIT 5000"
TASKS = """
SELECT t.instance, t.form, t.record, t.department, t.title::text AS title, t.opened_at, t.due_at, NULL::timestamptz AS done_at
FROM part p JOIN {s}.task t ON t.form = p.form AND t.record = p.record
UNION ALL
SELECT t.instance, t.form, t.record, t.department, t.title::text, t.opened_at, t.due_at, t.done_at
FROM part p JOIN {s}.task_done t ON t.form = p.form AND t.record = p.record WHERE t.kind NOT IN ('cc', 'notice')
ORDER BY opened_at
"""
TRACES = """
SELECT DISTINCT t.from_form, t.from_record, t.to_form, t.to_record FROM part p
JOIN {s}.trace t ON t.to_form = p.form AND t.to_record = p.record
"""
STATES = """
SELECT c.form, c.record, c.at, c.kind, c.body->'cells' AS cells FROM part p
JOIN {s}.change c ON c.form = p.form AND c.record = p.record
WHERE c.kind = 'create' OR c.body->'cells' ?| $3::text[] ORDER BY c.at, c.id
"""
PROMISES = """
SELECT q.form, q.record, q.title::text AS title, q.owes, q.due, q.state, q.made_at, q.closed_at, q.history::text AS history
FROM part p JOIN {s}.promise q ON q.form = p.form AND q.record = p.record WHERE q.state <> 'withdrawn'
"""
WANT = "WITH part AS (SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS w(form, record)) "

Moves = Mapping[Place, list[tuple[datetime, str | None]]]
"""When a document came into which state, from the change log."""


async def timeline(desk: Desk, form: Form, record: int) -> Json:
    """Of an order, or of the order a document belongs to; a document without an order is followed by itself."""
    order, places = await belongs(desk, (form.id, record))
    sight = await see(desk, {*places, order})
    moves = await states(desk, places)
    documents, turns = await cloth_of(desk, sight, places, moves)
    cloth = weave(documents, turns)
    promises = await part(desk, places, PROMISES)
    busy = {row["owes"] for row in promises} | {d.id for c in cloth.bars if (d := desk.directory.by_code(c))}
    found = await lanes(desk, busy)
    start, end = frame_of(desk, documents, turns, promises)
    time, value = WorkTime(desk.plant, desk.now, (start, end)), await worth(desk, order)
    shown = (lane_shown(sight, lane, cloth, time, value) for lane in found)
    return {
        "order": {**sight.ref(order), "form": desk.catalogue.by_id[order[0]].slug}, "from": start, "to": end,
        "lanes": [lane for lane in shown if lane is not None],
        "handoffs": [
            {"at": one.at, "from": one.source, "to": one.target, "title": one.title} for one in cloth.handoffs
        ],
        "flags": [flag for row in promises for flag in flags(sight, row)],
        "milestones": milestones(sight, order, moves),
    }  # fmt: skip


async def belongs(desk: Desk, place: Place) -> tuple[Place, list[Place]]:
    """The order a document serves, one the reader may see before others, and everything of it."""
    rows = await desk.transaction.fetch(WHOSE.replace("{s}", desk.schema), *place)
    orders = [(row[0], row[1]) for row in rows if row[0] in desk.catalogue.by_id]
    if not orders:
        return place, [place]
    sight = await see(desk, orders)
    order = place if place in orders else next((one for one in orders if one in sight), orders[0])
    found = await desk.transaction.fetch(PARTS.replace("{s}", desk.schema), *order)
    return order, [(row[0], row[1]) for row in found if row[0] in desk.catalogue.by_id]


async def part(desk: Desk, places: Sequence[Place], sql: str, *more: object) -> list[Row]:
    """Rows about the documents of the order."""
    forms, records = [one[0] for one in places], [one[1] for one in places]
    return await desk.transaction.fetch(WANT + sql.replace("{s}", desk.schema), forms, records, *more)


async def states(desk: Desk, places: Sequence[Place]) -> Moves:
    """The state each document began in and every state after it."""
    forms = {one: desk.catalogue.by_id[one] for one, _ in places}
    slugs = sorted({form.state for form in forms.values() if form.state is not None})
    found: dict[Place, list[tuple[datetime, str | None]]] = {}
    for row in await part(desk, places, STATES, slugs):
        slug = forms[row["form"]].state
        cells = msgspec.json.decode(row["cells"]) if row["cells"] else {}
        if slug is None or (slug not in cells and row["kind"] != "create"):
            continue
        value = cells.get(slug, [None, None])[1]
        found.setdefault((row["form"], row["record"]), []).append((row["at"], value))
    return found


async def cloth_of(
    desk: Desk, sight: Sight, places: Sequence[Place], moves: Moves
) -> tuple[list[Document], list[Turn]]:
    sources: dict[Place, list[Place]] = {}
    for row in await part(desk, places, TRACES):
        sources.setdefault((row[2], row[3]), []).append((row[0], row[1]))
    standing = await standing_of(desk, places)
    documents = [
        document(sight, place, standing[place], moves.get(place, []), tuple(sources.get(place, ())))
        for place in places
        if place in standing and desk.catalogue.by_id[place[0]].lane is not None
    ]
    return documents, [
        turn for row in await part(desk, places, TASKS) if (turn := turn_of(sight, row)) is not None
    ]


async def standing_of(desk: Desk, places: Sequence[Place]) -> Mapping[Place, tuple[datetime, str | None]]:
    """When each document was made and its state now; deleted ones are left out."""
    branches = []
    for number in sorted({form for form, _ in places}):
        form = desk.catalogue.by_id[number]
        state = names.column(form[form.state], "r")("") if form.state is not None else "NULL"
        branches.append(
            f"SELECT {number}::bigint, r.id, r.created_at, ({state})::text FROM {names.table(desk.schema, form)} r "
            f"WHERE r.deleted_at IS NULL AND r.id IN (SELECT p.record FROM part p WHERE p.form = {number})"
        )
    rows = await part(desk, places, "\nUNION ALL ".join(branches)) if branches else []
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def document(
    sight: Sight, place: Place, standing: tuple[datetime, str | None], moves: list[tuple[datetime, str | None]],
    sources: tuple[Place, ...],
) -> Document:  # fmt: skip
    form, (made, state) = sight.desk.catalogue.by_id[place[0]], standing
    told = moves or [(made, state)]
    return Document(
        form.lane or "",
        place,
        masked(sight, place, form.title),
        life(form, told, sight.desk.now),
        sources,
        made,
    )


def life(form: Form, moves: list[tuple[datetime, str | None]], now: datetime) -> tuple[Span, ...]:
    """The stretches in which the document was under way, the last one until now."""
    found: list[Span] = []
    since: datetime | None = None
    for at, state in moves:
        if is_open(form, state):
            since = since or at
        elif since is not None:
            found.append((since, at))
            since = None
    return (*found, (since, now)) if since is not None else tuple(found)


def turn_of(sight: Sight, row: Row) -> Turn | None:
    """A task as its department's turn; one of no department belongs to no lane."""
    department = sight.desk.directory.departments.get(row["department"] or 0)
    if department is None:
        return None
    place, end = (row["form"], row["record"]), row["done_at"] or sight.desk.now
    title = masked(sight, place, Words.parse(msgspec.json.decode(row["title"])))
    late = row["due_at"] is not None and row["due_at"] < end
    return Turn(
        department.code, place, title, row["opened_at"], max(end, row["opened_at"]), late, row["instance"]
    )


def masked(sight: Sight, place: Place, words: Words) -> str:
    """That something goes on is told to everybody who follows the order, what it is only to its readers."""
    return sight.desk.say(words if place in sight else UNSEEN)


def frame_of(
    desk: Desk, documents: Sequence[Document], turns: Sequence[Turn], promises: Sequence[Row]
) -> tuple[datetime, datetime]:
    """From the first thing that happened to the last that is known, now while anything is under way."""
    spans = [*(span for one in documents for span in one.life), *((t.start, t.end) for t in turns)]
    made = [one.made_at for one in documents if one.made_at is not None]
    starts = [*(a for a, _ in spans), *made, *(row["made_at"] for row in promises)]
    ends = [*(b for _, b in spans), *(at for row in promises if (at := noon(desk, row["due"])) is not None)]
    start = min(starts, default=desk.now)
    return start, max([*ends, start + timedelta(hours=1)])


def lane_shown(sight: Sight, lane: Lane, cloth: Cloth, time: WorkTime, value: Worth | None) -> Json | None:
    bars = cloth.bars.get(lane.code)
    if not bars:
        return None
    forms = sight.desk.catalogue.by_id
    return {
        "slug": lane.code, "title": lane.title,
        "bars": [
            {"from": bar.start, "to": bar.end, "kind": bar.kind, "title": bar.title, "form": forms[bar.place[0]].slug,
             "record": sight.ref(bar.place), "late": bar.late}
            for bar in bars
        ],
        "hours": hours(sum(time.minutes(a, b) for a, b in held(bars))),
        "cost": None if value is None else value.bound(held(bars)),
    }  # fmt: skip


def noon(desk: Desk, day: date | None) -> datetime | None:
    """Where a day's flag stands."""
    return None if day is None else datetime(day.year, day.month, day.day, 12, tzinfo=desk.plant.zone)


def flags(sight: Sight, row: Row) -> Iterable[Json]:
    """What was promised, each time it moved, and how it ended."""
    desk, place = sight.desk, (row["form"], row["record"])
    owes = desk.directory.departments.get(row["owes"])
    if owes is None:
        return
    title = masked(sight, place, Words.parse(msgspec.json.decode(row["title"])))
    due = noon(desk, row["due"])
    today = desk.now.astimezone(desk.plant.zone).date()

    def flag(at: datetime, kind: str, said: str) -> Json:
        return {"lane": owes.code, "at": at, "kind": kind, "title": said}

    for step in msgspec.json.decode(row["history"]):
        if step.get("to") and step.get("do") in (None, "agree"):
            moved = f"{title} {step.get('from') or ''} → {step['to']}"
            yield flag(datetime.fromisoformat(step["at"]), "moved", moved)
    if row["state"] == "kept" and row["closed_at"] is not None:
        yield flag(row["closed_at"], "kept", title)
    elif due is not None and (row["state"] == "broken" or (row["closed_at"] is None and row["due"] < today)):
        yield flag(due, "broken", f"{title} {row['due']}")
    elif due is not None:
        yield flag(due, "promised", f"{title} {row['due']}")


def milestones(sight: Sight, order: Place, moves: Moves) -> list[Json]:
    """The order's own states, for readers who see its state."""
    form = sight.desk.catalogue.by_id[order[0]]
    if form.state is None or sight.state(order) is None:
        return []
    titles = {choice.value: choice.title for choice in form[form.state].choices}
    return [
        {"at": at, "title": sight.desk.say(titles.get(state, same(state)))}
        for at, state in moves.get(order, ())
        if state is not None
    ]
