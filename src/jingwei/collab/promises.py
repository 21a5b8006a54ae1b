"""Promises (承诺) as they stand: what a department owes and is owed, and how what was promised has moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, get_args

import msgspec

from jingwei.base.decimals import plain
from jingwei.base.errors import Invalid, NotFound
from jingwei.base.words import Words
from jingwei.collab.desk import Desk, Json
from jingwei.collab.sight import Sight, departments, member, people, see
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.policy import Viewer
from jingwei.store.directory import Directory
from jingwei.store.pool import Row

Side = Literal["owe", "owed", "all"]
MOST = 500

SELECT = """
SELECT p.id, p.form, p.record, p.title::text AS title, p.owes, p.owed, p.quantity, p.due, p.proposed, p.state, p.moves,
  p.made_at, p.closed_at, p.history::text AS history FROM {s}.promise p
"""
CURRENT = "p.state <> 'withdrawn' AND (p.closed_at IS NULL OR p.closed_at > $2) ORDER BY p.closed_at IS NOT NULL, p.due, p.id LIMIT $3"
SIDES: Mapping[Side, str] = {
    "owe": "WHERE p.owes = ANY($1::bigint[]) AND " + CURRENT,
    "owed": "WHERE p.owed = ANY($1::bigint[]) AND " + CURRENT,
    "all": "WHERE $1::bigint[] IS NOT NULL AND " + CURRENT,
}
READ = frozenset({"read"})
RECENT = timedelta(days=14)
"""Closed promises stay in the lists for so long."""

STEPS: Mapping[str, Words] = {
    "accept": Words("接受", "Accepted"), "counter": Words("提议改到 {to}", "Proposed {to}"),
    "refuse": Words("拒绝", "Refused"), "agree": Words("同意改到 {to}", "Agreed on {to}"),
    "moved": Words("{from} 改到 {to}", "Moved from {from} to {to}"),
}  # fmt: skip


def side_of(raw: str) -> Side:
    for one in get_args(Side):
        if raw == one:
            return one  # type: ignore[no-any-return]
    raise Invalid.at(
        ("side",), "unknown_side", Words("side 应为 owe、owed 或 all", "side is owe, owed or all")
    )


def mine(desk: Desk) -> list[int]:
    """The departments whose promises are the reader's: their own, those under it and those it lies under."""
    own = desk.viewer.department
    return sorted(
        one for one in desk.directory.departments
        if own and (one in desk.viewer.departments or member(desk.directory, own, one))
    )  # fmt: skip


async def promises(desk: Desk, side: Side) -> list[Json]:
    """Open ones by date, then those closed lately; of other departments only what hangs on readable documents."""
    since = desk.now - RECENT
    sql = (SELECT + SIDES[side]).replace("{s}", desk.schema)
    ours = mine(desk)
    rows = await desk.transaction.fetch(sql, ours, since, MOST)
    sight = await sight_of(desk, rows)
    return [
        shown(sight, row) for row in rows
        if row["owes"] in ours or row["owed"] in ours or (row["form"], row["record"]) in sight
    ]  # fmt: skip


async def promise(desk: Desk, identity: int) -> Json:
    """One promise, for the two departments and whoever may read its document."""
    rows = await desk.transaction.fetch((SELECT + "WHERE p.id = $1").replace("{s}", desk.schema), identity)
    sight, ours = await sight_of(desk, rows), mine(desk)
    for row in rows:
        if row["owes"] in ours or row["owed"] in ours or (row["form"], row["record"]) in sight:
            return shown(sight, row)
    raise missing()


def entitled(
    catalogue: Catalogue, directory: Directory, viewer: Viewer, owes: int, owed: int, form: int
) -> bool:
    """Who may speak for a department: its head, and whoever's roles do more with such documents than read them."""
    known = (directory.departments.get(one) for one in (owes, owed))
    if viewer.admin or viewer.person in {one.head for one in known if one is not None}:
        return True
    found = catalogue.by_id.get(form)
    return found is not None and any(
        grant.do != READ for grant in catalogue.access(viewer, found.slug).grants
    )


def missing() -> NotFound:
    return NotFound(
        "no_such_promise",
        Words("没有这个承诺，或与您无关", "There is no such promise, or it is not yours to see"),
    )


async def sight_of(desk: Desk, rows: Sequence[Row]) -> Sight:
    actors = {step.get("by") for row in rows for step in msgspec.json.decode(row["history"])}
    places = {(row["form"], row["record"]) for row in rows} | people(desk, actors)
    return await see(
        desk, places | departments(desk, (row[name] for row in rows for name in ("owes", "owed")))
    )


def shown(sight: Sight, row: Row) -> Json:
    desk, place = sight.desk, (row["form"], row["record"])
    form = desk.catalogue.by_id.get(row["form"])
    amount = row["quantity"]
    return {
        "id": str(row["id"]), "what": desk.say(Words.parse(msgspec.json.decode(row["title"]))),
        "from": sight.department(row["owes"]), "to": sight.department(row["owed"]),
        "quantity": {"value": plain(amount), "unit": ""} if amount is not None else None,
        "due": row["due"], "proposed": row["proposed"], "state": state_of(desk, row), "moves": row["moves"],
        "record": sight.ref(place), "form": form.slug if form is not None else "",
        "mine": entitled(desk.catalogue, desk.directory, desk.viewer, row["owes"], row["owed"], row["form"]),
        "history": [step(sight, one) for one in msgspec.json.decode(row["history"])],
    }  # fmt: skip


def state_of(desk: Desk, row: Row) -> str:
    """An open promise whose day has passed is broken, though it may still be fulfilled late."""
    today: date = desk.now.astimezone(desk.plant.zone).date()
    overdue = row["closed_at"] is None and row["due"] is not None and row["due"] < today
    return "broken" if overdue and row["state"] in ("asked", "accepted") else str(row["state"])


def step(sight: Sight, one: Mapping[str, object]) -> Json:
    words = STEPS[str(one.get("do") or "moved")]
    said = words.fill(**{"from": one.get("from") or "-", "to": one.get("to") or "-"})
    by = one.get("by")
    return {
        "at": one.get("at"), "actor": sight.person(by if isinstance(by, int) else None),
        "what": sight.desk.say(said), "note": one.get("note"),
    }  # fmt: skip
