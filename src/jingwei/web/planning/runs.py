"""The log of MRP runs, and two of them compared by what the change log has kept between their ends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jingwei.base.errors import Invalid, NotFound
from jingwei.base.words import Words
from jingwei.collab.desk import Desk, Place
from jingwei.collab.sight import Sight, see
from jingwei.store.pool import Row
from jingwei.web.planning.desk import ITEM, Json, fetch, must_read, names_of, shown
from jingwei.web.planning.proposals import MESSAGE, PLANNED, RUN, form

MOST = 200
MOST_ROWS = 2_000
COMPARED = ("quantity", "release_on", "due", "state")
FIGURES = (
    "horizon_days", "orders", "made", "changed", "gone", "messages", "seconds", "seconds_reading", "seconds_computing",
    "seconds_writing", "items_read", "lines_read", "demands_read", "supplies_read",
)  # fmt: skip


async def runs(desk: Desk) -> Json:
    """The newest runs with what they read, how long they took and what they changed."""
    must_read(desk, RUN)
    r, frame = names_of(desk).form(RUN, "r"), desk.frame(1)
    cells = ", ".join(f"{r[slug]}::text AS {slug}" for slug in (*FIGURES, "snapshot", "until"))
    rows = await fetch(
        desk, frame,
        f"SELECT r.id, {r['number']} AS number, {r['started_at']} AS at, {r['state']} AS state, {r['method']} AS method, "
        f"{r['scrap_rule']} AS scrap_rule, {r['note']} AS note, {r['note_en']} AS note_en, r.created_by, {cells} FROM {r} "
        f"WHERE {shown(frame, r)} ORDER BY r.id DESC LIMIT $1",
        MOST,
    )  # fmt: skip
    return {"runs": [run(desk, row) for row in rows]}


def run(desk: Desk, row: Row) -> Json:
    told = {slug: row[slug] for slug in (*FIGURES, "snapshot", "until")}
    return {
        "id": str(row["id"]), "number": row["number"], "at": row["at"], "state": row["state"], "method": row["method"],
        "scrap_rule": row["scrap_rule"], "note": (row["note_en"] if desk.language == "en" else None) or row["note"], **told,
    }  # fmt: skip


async def compare(desk: Desk, first: int, second: int) -> Json:
    """Planned orders and messages that are new, gone or different since the end of the first of two runs."""
    must_read(desk, RUN, PLANNED, MESSAGE)
    first, second = sorted((first, second))
    begin, end = await ended(desk, first), await ended(desk, second)
    orders = [one for one in net(await logged(desk, PLANNED, begin, end)) if one["how"] != "same"]
    messages = [one for one in net(await logged(desk, MESSAGE, begin, end)) if one["how"] in ("new", "gone")]
    places: set[Place] = {(form(desk, RUN), first), (form(desk, RUN), second)}
    places |= {(form(desk, PLANNED), one["record"]) for one in orders}
    places |= {(form(desk, ITEM), one["item"]) for one in (*orders, *messages) if one["item"] is not None}
    sight = await see(desk, places)
    return {
        "from": sight.ref((form(desk, RUN), first)), "to": sight.ref((form(desk, RUN), second)),
        "orders": [order(desk, sight, one) for one in orders[:MOST_ROWS]],
        "messages": [message(desk, sight, one) for one in messages[:MOST_ROWS]],
        "more": max(len(orders), len(messages)) > MOST_ROWS,
    }  # fmt: skip


async def ended(desk: Desk, identity: int) -> int:
    """The event with which a run ended; one that did not has nothing to compare."""
    found = await desk.transaction.fetchval(
        f"SELECT max(event) FROM {desk.schema}.change WHERE form = $1 AND record = $2 AND body->'cells'->'state'->>1 = 'done'",
        form(desk, RUN), identity,
    )  # fmt: skip
    if found is None:
        sight = await see(desk, [(form(desk, RUN), identity)])
        if (form(desk, RUN), identity) not in sight:
            raise NotFound(
                "record", Words("找不到该运算记录，或无权查看", "There is no such run, or you may not see it")
            )
        words = Words("{r} 没有完成，无法比较", "{r} did not finish and cannot be compared")
        raise Invalid.at(("run",), "not_done", words.fill(r=sight.title((form(desk, RUN), identity)) or ""))
    return int(found)


async def logged(desk: Desk, slug: str, begin: int, end: int) -> list[Row]:
    """What was changed in records of a form after one event, up to another or later, where the reader may see the record."""
    frame = desk.frame(3)
    source = names_of(desk).form(slug, "p")
    cells = (
        ("quantity", "release_on", "due", "state", "item")
        if slug == PLANNED
        else ("text", "text_en", "kind", "item")
    )
    return await desk.transaction.fetch(
        f"SELECT c.record, c.kind, c.event > $3 AS later, c.body::text AS body, {source['item']} AS item, {source['quantity.unit']} AS unit, "
        f"coalesce(p.deleted_at IS NULL AND {shown(frame, source, *cells)}, false) OR p.deleted_at IS NOT NULL AS seen, "
        f"{source['text'] if slug == MESSAGE else 'NULL'} AS text, {source['text_en'] if slug == MESSAGE else 'NULL'} AS text_en, "
        f"{source['kind'] if slug == MESSAGE else 'NULL'} AS told, {source['quantity'] if slug == PLANNED else 'NULL'}::text AS quantity, "
        f"{source['release_on'] if slug == PLANNED else 'NULL'}::text AS release_on, {source['due']}::text AS due, {source['state']} AS state "
        f"FROM {desk.schema}.change c JOIN {source} ON p.id = c.record WHERE c.form = $1 AND c.event > $2 "
        "ORDER BY c.record, c.id",
        form(desk, slug), begin, end, *desk.arguments(frame),
    )  # fmt: skip


def net(rows: list[Row]) -> list[dict[str, Any]]:
    """One entry per record: what it was before and what it is after all its changes."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if not row["seen"] or (row["later"] and row["record"] not in found):
            continue
        cells: Mapping[str, list[Any]] = json.loads(row["body"]).get("cells", {})
        if row["later"]:
            # What it was at the end of the second run, where only later changes tell.
            for slug in COMPARED:
                if slug in cells:
                    found[row["record"]]["then"].setdefault(slug, cells[slug][0])
            continue
        one = found.setdefault(
            row["record"],
            {"record": row["record"], "item": row["item"], "unit": row["unit"], "text": row["text"], "text_en": row["text_en"],
             "told": row["told"], "made": row["kind"] == "create", "gone": False, "before": {}, "after": {}, "then": {}, "last": row},
        )  # fmt: skip
        one["gone"] = row["kind"] == "delete" or (cells.get("state") or [None, None])[1] == "cancelled"
        for slug in COMPARED:
            if slug in cells:
                one["before"].setdefault(slug, cells[slug][0])
                one["after"][slug] = cells[slug][1]
    return [judged(one) for one in found.values() if not (one["made"] and one["gone"])]


def judged(one: dict[str, Any]) -> dict[str, Any]:
    differs = any(str(one["before"].get(slug)) != str(one["after"].get(slug)) for slug in one["after"])
    how = "new" if one["made"] else "gone" if one["gone"] else "changed" if differs else "same"
    return {**one, "how": how}


def order(desk: Desk, sight: Sight, one: dict[str, Any]) -> Json:
    def at(values: Mapping[str, Any]) -> Json:
        told = {
            slug: values.get(slug, one["after"].get(slug, one["then"].get(slug, one["last"][slug])))
            for slug in COMPARED
        }
        return {**told, "quantity": {"value": str(told["quantity"]), "unit": one["unit"]}}

    before = None if one["how"] == "new" else at(one["before"])
    after = None if one["how"] == "gone" else at(one["after"])
    return {
        "how": one["how"], "order": sight.ref((form(desk, PLANNED), one["record"])),
        "item": sight.ref((form(desk, ITEM), one["item"])), "before": before, "after": after,
    }  # fmt: skip


def message(desk: Desk, sight: Sight, one: dict[str, Any]) -> Json:
    text = (one["text_en"] if desk.language == "en" else None) or one["text"]
    return {
        "how": one["how"],
        "kind": one["told"],
        "text": text,
        "item": sight.ref((form(desk, ITEM), one["item"])),
    }
