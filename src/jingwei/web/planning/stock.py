"""What lies where: stock by item, warehouse, lot and status, and how an item's stock came to be what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jingwei.base.decimals import plain, subtract
from jingwei.base.errors import Invalid
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.collab.desk import Desk
from jingwei.collab.sight import people, readable, see
from jingwei.query.operands import like
from jingwei.query.request import read_search
from jingwei.store.pool import Row
from jingwei.store.tables import names
from jingwei.suite.planning.sources import Balances
from jingwei.web.planning.desk import Json, fetch, measured, must_read, names_of, shown

STOCK, ITEM, WAREHOUSE = "inventory.stock", "engineering.item", "inventory.warehouse"
CURRENCY = "CNY"
MOST_LINES, MOST_MOVES = 300, 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What stock is looked for; nothing given is everything that lies somewhere."""

    words: tuple[str, ...]
    item: int | None
    warehouse: int | None
    status: str | None
    lot: str | None

    @classmethod
    def of(cls, q: Mapping[str, str], item: int | None = None) -> Asked:
        warehouse, status, named = q.get("warehouse"), q.get("status"), q.get("item")
        if status and status not in STATUSES:
            words = Words("没有这种库存状态", "There is no such stock status")
            raise Invalid.at(("status",), "unknown_status", words)
        number = parse_id(warehouse, ("warehouse",)) if warehouse else None
        item = parse_id(named, ("item",)) if named and item is None else item
        return cls(read_search(q.get("q", "")), item, number, status or None, q.get("lot") or None)

    @property
    def arguments(self) -> tuple[object, ...]:
        """In the order in which `condition` speaks of them."""
        patterns = [like(word, "contains") for word in self.words]
        return patterns, self.item, self.warehouse, self.status, self.lot


STATUSES: Mapping[str, str] = {
    "available": "green", "inspection": "amber", "blocked": "red", "shipped": "blue",
}  # fmt: skip
"""What may be done with stock, in the colours of states."""


async def stock(desk: Desk, asked: Asked) -> Json:
    """`{lines, more, statuses}`: by item, warehouse, lot and status; an empty one only where its lot was asked for."""
    must_read(desk, ITEM, WAREHOUSE)
    source, frame = names_of(desk), desk.frame(6)
    i, w, s = source.form(ITEM, "i"), source.form(WAREHOUSE, "w"), source.ledger(STOCK, "s")
    rows = await fetch(
        desk, frame,
        f"SELECT i.id AS item, {i['code']} AS code, {i['name']} AS name, {i['specification']} AS specification, "
        f"{i['unit']} AS unit, {s['warehouse']} AS warehouse, {s['lot']} AS lot, {s['status']} AS status, "
        f"{s['on_hand']} AS on_hand, {s['reserved']} AS reserved, "
        f"CASE WHEN {shown(frame, i, 'standard_cost')} THEN {s['value']} END AS value "
        f"FROM {s} JOIN {i} ON i.id = {s['item']} JOIN {w} ON w.id = {s['warehouse']} "
        f"WHERE {shown(frame, i, 'code', 'name', 'unit')} AND {shown(frame, w, 'code', 'name')} "
        f"AND (cardinality($1::text[]) = 0 OR i.search LIKE ALL ($1::text[]) OR lower({s['lot']}) LIKE ALL ($1::text[])) "
        f"AND {condition(s)} AND ({s['on_hand']} <> 0 OR {s['reserved']} <> 0 OR $5::text IS NOT NULL) "
        f"ORDER BY {i['code']}, {w['code']}, {s['lot']}, {s['status']} LIMIT {MOST_LINES + 1}",
        *asked.arguments,
    )  # fmt: skip
    places = {(desk.catalogue.forms[WAREHOUSE].id, row["warehouse"]) for row in rows}
    sight = await see(desk, places)
    return {
        "lines": [line(row, sight.ref((desk.catalogue.forms[WAREHOUSE].id, row["warehouse"]))) for row in rows[:MOST_LINES]],
        "more": len(rows) > MOST_LINES, "statuses": statuses(desk),
    }  # fmt: skip


def condition(source: Balances) -> str:
    """What was asked of the keys of a balance or of a movement; the search words are the first argument."""
    return (
        f"($2::bigint IS NULL OR {source['item']} = $2) AND ($3::bigint IS NULL OR {source['warehouse']} = $3) "
        f"AND ($4::text IS NULL OR {source['status']} = $4) AND ($5::text IS NULL OR {source['lot']} = $5)"
    )


def line(row: Row, warehouse: Json) -> Json:
    unit = row["unit"]
    return {
        "item": {"id": str(row["item"]), "title": row["name"]}, "code": row["code"],
        "specification": row["specification"], "warehouse": warehouse, "lot": row["lot"], "status": row["status"],
        "on_hand": measured(row["on_hand"], unit), "reserved": measured(row["reserved"], unit),
        "free": measured(subtract(row["on_hand"], row["reserved"]), unit),
        "value": None if row["value"] is None else {"value": plain(row["value"]), "unit": CURRENCY},
    }  # fmt: skip


def statuses(desk: Desk) -> list[Json]:
    known = next(d for d in desk.catalogue.ledgers[STOCK].dimensions if d.slug == "status")
    return [
        {"value": slug, "title": desk.say(known.values[slug]), "colour": colour}
        for slug, colour in STATUSES.items()
        if slug in known.values
    ]


async def moves(desk: Desk, asked: Asked) -> Json:
    """`{item, code, moves}`: every receipt and issue of an item, the newest first, with what then lay in that place, lot and status."""
    must_read(desk, ITEM, WAREHOUSE)
    source, frame = names_of(desk), desk.frame(6)
    i, m = source.form(ITEM, "i"), Movements(desk.catalogue, desk.schema, STOCK, "m")
    number = desk.catalogue.forms[ITEM].id
    if asked.item is not None:
        await readable(desk, (number, asked.item))
    rows = await fetch(
        desk, frame,
        f"SELECT m.at, m.form, m.record, {m['warehouse']} AS warehouse, {m['lot']} AS lot, {m['status']} AS status, "
        f"{m['on_hand']} AS change, {i['unit']} AS unit, {i['code']} AS code, e.actor, "
        f"sum({m['on_hand']}) OVER (PARTITION BY {m['warehouse']}, {m['lot']}, {m['status']} ORDER BY m.at, m.id) AS balance "
        f"FROM {m} JOIN {i} ON i.id = {m['item']} LEFT JOIN {desk.schema}.event e ON e.id = m.event "
        f"WHERE $1::text[] IS NOT NULL AND {shown(frame, i, 'code', 'name', 'unit')} AND {condition(m)} "
        f"AND {m['on_hand']} <> 0 ORDER BY m.at DESC, m.id DESC LIMIT {MOST_MOVES + 1}",
        *asked.arguments,
    )  # fmt: skip
    warehouse = desk.catalogue.forms[WAREHOUSE].id
    wanted = {(row["form"], row["record"]) for row in rows} | {(warehouse, row["warehouse"]) for row in rows}
    sight = await see(
        desk, wanted | people(desk, (row["actor"] for row in rows)) | {(number, asked.item or 0)}
    )
    told: list[Json] = []
    for row in rows[:MOST_MOVES]:
        form = desk.catalogue.by_id.get(row["form"])
        told.append(
            {
                "at": row["at"], "form": form.slug if form else "", "form_title": desk.say(form.title) if form else "",
                "record": sight.ref((row["form"], row["record"])), "actor": sight.person(row["actor"]),
                "warehouse": sight.ref((warehouse, row["warehouse"])), "lot": row["lot"], "status": row["status"],
                "change": measured(row["change"], row["unit"]), "balance": measured(row["balance"], row["unit"]),
            }
        )  # fmt: skip
    known = next(iter(rows), None)
    return {
        "item": sight.ref((number, asked.item or 0)), "code": known["code"] if known is not None else "",
        "moves": told, "more": len(rows) > MOST_MOVES, "statuses": statuses(desk),
    }  # fmt: skip


class Movements(Balances):
    """The movements of a ledger under an alias; its columns are those of the balances."""

    def __str__(self) -> str:
        return f"{self.schema}.{names.movement(self.catalogue.ledgers[self.ledger])} {self.alias}"
