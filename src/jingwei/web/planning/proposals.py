"""The latest MRP run as a planner works it off: planned orders, messages, and for whom an order is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from jingwei.base.decimals import plain
from jingwei.base.errors import NotFound
from jingwei.base.words import Words
from jingwei.collab.desk import Desk, Place
from jingwei.collab.sight import Sight, see
from jingwei.store.pool import Row
from jingwei.suite.planning.labels import spoken
from jingwei.suite.planning.start import JOB
from jingwei.web.planning.desk import Json, fetch, measured, must_read, names_of, shown

RUN, PLANNED, MESSAGE, ITEM = "planning.run", "planning.planned_order", "planning.message", "engineering.item"
SALES = "sales.order"
MOST = 5_000
SOON = timedelta(days=7)
DEEPEST, MOST_NODES = 20, 500
DOCUMENTS = {
    "work_order": "production.order", "purchase_order": "purchasing.order", "requisition": "purchasing.requisition",
    "sales_order": "sales.order", "forecast": "planning.forecast",
}  # fmt: skip
"""Fields of a message that name the document it is about."""
TO_RELEASE = ("new", "start_in_past", "shortage", "below_safety")
KINDS = {
    "safety": Words("安全库存", "Safety stock"),
    "lot": Words("批量取整多出", "Left over from the lot size"),
    "scrap": Words("预计损耗", "Expected scrap"),
    "work": Words("工单用料", "Work order"),
    "planned": Words("上级计划订单", "Planned order above"),
    "sales": Words("销售订单", "Sales order"),
    "forecast": Words("需求预测", "Forecast"),
    "debt": Words("补足负库存", "Making up negative stock"),
}
INSTEAD = Words("代替 {i}", "instead of {i}")
SHARE = Words("按比例 {n}%", "share of {n}%")


async def latest(desk: Desk) -> Json:
    """What stands to be released, and the open messages, most urgent first."""
    must_read(desk, PLANNED)
    names = names_of(desk)
    r, frame = names.form(RUN, "r"), desk.frame(1)
    runs = await fetch(
        desk, frame,
        f"SELECT r.id, {r['started_at']}, {r['note']}, {r['note_en']} FROM {r} WHERE {shown(frame, r)} AND {r['state']} IN ('done', 'reviewed') "
        "ORDER BY r.id DESC LIMIT 1",
    )  # fmt: skip
    orders, messages = await open_orders(desk), await open_messages(desk)
    places: set[Place] = {
        (form(desk, ITEM), row["item"]) for row in (*orders, *messages) if row["item"] is not None
    }
    places |= {(form(desk, RUN), row[0]) for row in runs}
    places |= {place for row in messages if (place := about(desk, row)) is not None}
    places |= {(form(desk, SALES), row["sales_order"]) for row in orders if row["sales_order"] is not None}
    sight = await see(desk, places)
    return {
        "run": sight.ref((form(desk, RUN), runs[0][0])) if runs else None,
        "at": runs[0][1] if runs else None,
        "note": ((runs[0][3] if desk.language == "en" else None) or runs[0][2]) if runs else None,
        "job": await running(desk),
        "orders": [order(desk, sight, row) for row in orders],
        "messages": [message(desk, sight, row) for row in messages],
    }


async def running(desk: Desk) -> str | None:
    """The reader's job of the run that is under way, so that its progress is shown; an administrator sees everybody's."""
    found = await desk.transaction.fetchval(
        f"SELECT id FROM {desk.schema}.job WHERE kind = $1 AND state IN ('waiting', 'running') "
        "AND ($2::boolean OR created_by = $3) ORDER BY id DESC LIMIT 1",
        JOB,
        desk.viewer.admin,
        desk.viewer.person,
    )
    return None if found is None else str(found)


def form(desk: Desk, slug: str) -> int:
    return desk.catalogue.forms[slug].id


async def open_orders(desk: Desk) -> list[Row]:
    names, frame = names_of(desk), desk.frame(2)
    p, i = names.form(PLANNED, "p"), names.form(ITEM, "i")
    return await fetch(
        desk, frame,
        f"SELECT p.id, {p['item']} AS item, {i['code']} AS code, {p['quantity']} AS quantity, {p['quantity.unit']} AS unit, "
        f"{p['release_on']} AS release, {p['due']} AS due, {p['source']} AS source, {p['state']} AS state, "
        f"{p['priority']} AS priority, {p['sales_order']} AS sales_order FROM {p} "
        f"LEFT JOIN {i} ON i.id = {p['item']} AND {shown(frame, i, 'code')} WHERE {p['state']} IN ('proposed', 'firm') "
        f"AND {shown(frame, p, 'item', 'quantity', 'release_on', 'due', 'source', 'state', 'priority', 'sales_order')} "
        f"ORDER BY {p['release_on']}, {p['due']}, p.id LIMIT $1",
        MOST,
    )  # fmt: skip


async def open_messages(desk: Desk) -> list[Row]:
    names, frame = names_of(desk), desk.frame(2)
    m, p = names.form(MESSAGE, "m"), names.form(PLANNED, "p")
    cells = ", ".join(f"{m[slug]} AS {slug}" for slug in DOCUMENTS)
    return await fetch(
        desk, frame,
        f"SELECT m.id, {m['kind']} AS kind, {m['urgency']} AS urgency, {m['item']} AS item, {m['text']} AS text, {m['text_en']} AS text_en, "
        f"{cells}, p.id AS planned, {p['source']} AS source, {p['state']} AS state, {p['release_on']} AS release FROM {m} "
        f"LEFT JOIN {p} ON p.id = {m['planned_order']} AND {shown(frame, p, 'source', 'state', 'release_on')} "
        f"WHERE {m['state']} = 'open' AND {shown(frame, m, 'kind', 'urgency', 'item', 'text', 'text_en', *DOCUMENTS)} "
        f"ORDER BY {m['urgency']}, {m['due']} NULLS LAST, m.id LIMIT $1",
        MOST,
    )  # fmt: skip


def order(desk: Desk, sight: Sight, row: Row) -> Json:
    sold = row["sales_order"]
    return {
        "id": str(row["id"]), "item": sight.ref((form(desk, ITEM), row["item"])), "code": row["code"] or "",
        "quantity": {"value": plain(row["quantity"]), "unit": row["unit"]}, "release": row["release"], "due": row["due"],
        "make": row["source"] == "make", "state": row["state"], "action": releasing(desk, row["source"]),
        "priority": row["priority"],
        "sales_order": None if sold is None else sight.ref((form(desk, SALES), sold)),
    }  # fmt: skip


def releasing(desk: Desk, source: str) -> str | None:
    """The action that releases a planned order of this source, when the reader may take it."""
    wanted = "to_work_order" if source == "make" else "to_requisition"
    return wanted if desk.catalogue.access(desk.viewer, PLANNED).may(wanted) else None


def about(desk: Desk, row: Row) -> Place | None:
    """The standing document a message speaks of; a planned order it proposes or keeps is its `order`."""
    found = ((form(desk, slug), row[column]) for column, slug in DOCUMENTS.items())
    return next((place for place in found if place[1] is not None), None)


def document(desk: Desk, sight: Sight, row: Row) -> Json | None:
    """It by its form, where the reader may see it."""
    place = about(desk, row)
    if place is None or place not in sight:
        return None
    known = desk.catalogue.by_id[place[0]]
    return {"form": known.slug, "kind": desk.say(known.title), **sight.ref(place)}


def message(desk: Desk, sight: Sight, row: Row) -> Json:
    """With the button that answers it, where one does and the reader may press it, and the document it leads to."""
    action = None
    if row["kind"] in TO_RELEASE and row["state"] in ("proposed", "firm"):
        today = desk.now.astimezone(desk.plant.zone).date()
        action = releasing(desk, row["source"]) if row["release"] <= today + SOON else None
    item = sight.ref((form(desk, ITEM), row["item"])) if row["item"] is not None else None
    return {
        "kind": row["kind"], "urgency": int(row["urgency"]), "item": item,
        "text": (row["text_en"] if desk.language == "en" else None) or row["text"],
        "order": None if row["planned"] is None else str(row["planned"]), "action": action,
        "document": document(desk, sight, row),
    }  # fmt: skip


async def pegging(desk: Desk, identity: int) -> Json:
    """Upwards from one planned order to what it is for, and the arithmetic of its quantity."""
    must_read(desk, PLANNED)
    heads, pegs = await above(desk, identity)
    if identity not in heads:
        raise NotFound(
            "record",
            Words("找不到该计划订单，或无权查看", "There is no such planned order, or you may not see it"),
        )
    places = {(form(desk, PLANNED), one) for one in heads} | {
        (form(desk, ITEM), row["item"]) for row in heads.values()
    }
    for row in (row for rows in pegs.values() for row in rows):
        places |= {
            (form(desk, slug), row[column])
            for slug, column in ((ITEM, "instead"), *ENDS)
            if row[column] is not None
        }
    sight = await see(desk, places)
    head = heads[identity]
    return {
        "tree": node(
            desk, sight, heads, pegs, identity, measured(head["quantity"], head["unit"]), head["due"], 0
        ),
        "why": list(spoken(head["explanation"] or "", desk.language)),
    }


ENDS = ((SALES, "sales_order"), ("production.order", "work_order"), ("planning.forecast", "forecast"))


async def above(desk: Desk, identity: int) -> tuple[dict[int, Row], dict[int, Sequence[Row]]]:
    """The planned orders on the way up, and the pegging rows of each; level by level."""
    names = names_of(desk)
    p, g, i = names.form(PLANNED, "p"), names.form(f"{PLANNED}.pegging", "g"), names.form(ITEM, "i")
    s, c = names.form("sales.order.lines", "s"), names.form("production.order.components", "c")
    heads: dict[int, Row] = {}
    pegs: dict[int, Sequence[Row]] = {}
    wanted = [identity]
    while wanted and len(heads) < MOST_NODES:
        frame = desk.frame(2)
        found = await fetch(
            desk, frame,
            f"SELECT p.id, {p['item']} AS item, {i['unit']} AS unit, {p['quantity.base']} AS quantity, {p['due']} AS due, "
            f"{p['explanation']} AS explanation FROM {p} JOIN {i} ON i.id = {p['item']} WHERE p.id = ANY($1::bigint[]) "
            f"AND {shown(frame, p, 'item', 'quantity', 'due', 'pegging', 'explanation')}",
            wanted,
        )  # fmt: skip
        heads.update({row["id"]: row for row in found})
        rows = await desk.transaction.fetch(
            f"SELECT g.parent, {g['quantity']} AS quantity, {g['due']} AS due, {g['kind']} AS kind, {g['forecast']} AS forecast, "
            f"{g['instead_of']} AS instead, {g['share']} AS share, {g['planned_order']} AS planned, s.parent AS sales_order, c.parent AS work_order FROM {g} "
            f"LEFT JOIN {s} ON s.id = {g['order_line']} LEFT JOIN {c} ON c.id = {g['component']} "
            "WHERE g.parent = ANY($1::bigint[]) ORDER BY g.parent, g.pos",
            [row["id"] for row in found],
        )
        by_head: dict[int, list[Row]] = {}
        for row in rows:
            by_head.setdefault(row["parent"], []).append(row)
        pegs.update(by_head)
        wanted = sorted({row["planned"] for row in rows if row["planned"] is not None} - heads.keys())
    return heads, pegs


def node(
    desk: Desk, sight: Sight, heads: Mapping[int, Row], pegs: Mapping[int, Iterable[Row]], identity: int,
    quantity: Json, due: object, depth: int,
) -> Json:  # fmt: skip
    head = heads[identity]
    children: list[Json] = []
    for row in pegs.get(identity, ()) if depth < DEEPEST else ():
        amount = measured(row["quantity"], head["unit"])
        if row["planned"] in heads:
            child = node(desk, sight, heads, pegs, row["planned"], amount, row["due"], depth + 1)
        else:
            child = leaf(desk, sight, row, amount)
        children.append({**child, "note": note(desk, sight, row)})
    title = f"{sight.title((form(desk, PLANNED), identity))} · {sight.title((form(desk, ITEM), head['item'])) or '—'}"
    return {
        "title": title,
        "form": PLANNED,
        "id": str(identity),
        "quantity": quantity,
        "due": due,
        "note": None,
        "children": children,
    }


def note(desk: Desk, sight: Sight, row: Row) -> str | None:
    """That the order stands in for another item there, or covers its share of a place."""
    if row["share"] is not None:
        return desk.say(SHARE.fill(n=plain(row["share"] * 100)))
    if row["instead"] is None:
        return None
    return desk.say(INSTEAD.fill(i=sight.title((form(desk, ITEM), row["instead"])) or "—"))


def leaf(desk: Desk, sight: Sight, row: Row, amount: Json) -> Json:
    for slug, column in ENDS:
        if row[column] is not None:
            place = (form(desk, slug), row[column])
            kind = desk.say(desk.catalogue.forms[slug].title)
            seen = place in sight
            return {
                "title": f"{kind} {sight.title(place)}" if seen else kind, "form": slug if seen else None,
                "id": str(row[column]) if seen else None, "quantity": amount, "due": row["due"], "children": [],
            }  # fmt: skip
    title = desk.say(KINDS.get(row["kind"], KINDS["planned"]))
    return {"title": title, "form": None, "id": None, "quantity": amount, "due": row["due"], "children": []}
