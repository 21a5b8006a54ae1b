"""Answering a promise: accept, counter with another date, refuse, agree — by the two departments it binds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from jingwei.base.errors import Conflict, Forbidden, Invalid
from jingwei.base.words import Words
from jingwei.collab.promises import entitled, missing
from jingwei.collab.sight import member
from jingwei.process.commands import Actor
from jingwei.process.submit import Door
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.policy import Viewer
from jingwei.store.changelog.write import Event, Object, journal
from jingwei.store.directory import Directory
from jingwei.store.ids import Fresh
from jingwei.store.pool import Row
from jingwei.store.statement import Statement, to_json
from jingwei.store.transaction import Retry, Transaction, run

Do = Literal["accept", "counter", "refuse", "agree"]
Side = Literal["owe", "owed"]
LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a promise; a counter names a day, a refusal its reason."""

    do: Do
    due: date | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if self.do == "counter" and self.due is None:
            raise Invalid.at(("due",), "required", Words("请填写提议的日期", "Say which date you propose"))
        if self.do != "counter" and self.due is not None:
            raise Invalid.at(
                ("due",), "not_here", Words("只有提议改期才带日期", "Only a counter carries a date")
            )
        if self.do == "refuse" and not (self.note or "").strip():
            raise Invalid.at(("note",), "required", Words("请说明拒绝的原因", "Say why you refuse"))
        if self.note is not None and len(self.note) > LONGEST_NOTE:
            raise Invalid.at(
                ("note",), "too_long", Words("说明最多 1000 字", "A note has at most 1000 characters")
            )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a promise stands; `proposed_by` is the side that countered last."""

    state: str
    due: date | None
    proposed: date | None
    proposed_by: Side | None


@dataclass(frozen=True, slots=True)
class Next:
    """What it becomes."""

    state: str
    due: date | None
    proposed: date | None


def answered(now: Standing, side: Side, answer: Answer) -> Next | None:
    """The whole protocol; None where an answer is not possible just now."""
    other = now.state == "countered" and now.proposed_by != side
    match answer.do:
        case "accept" if side == "owe" and now.state in ("asked", "refused"):
            return Next("accepted", now.due, None)
        case "agree" if other:
            return Next("accepted", now.proposed, None)
        case "counter" if now.state in ("asked", "accepted", "refused", "countered"):
            return Next("countered", now.due, answer.due)
        case "refuse" if other:
            # Whoever is owed falls back on the first date; whoever owes says no to both.
            return Next("asked" if side == "owed" else "refused", now.due, None)
        case "refuse" if side == "owe" and now.state in ("asked", "accepted"):
            return Next("refused", now.due, None)
    return None


def side_for(
    viewer: Viewer, directory: Directory, owes: int, owed: int, answer: Answer, now: Standing
) -> Side | None:
    """For which department the viewer speaks; nobody works in an outside one, so the other side speaks for it."""
    sides: list[Side] = []
    staffed = {p.department for p in directory.persons.values() if p.active}

    def belongs(one: int) -> bool:
        return one in viewer.departments or (
            viewer.department != 0 and member(directory, viewer.department, one)
        )

    def outside(one: int) -> bool:
        return not any(member(directory, department, one) for department in staffed)

    if belongs(owes) or (outside(owes) and belongs(owed)):
        sides.append("owe")
    if belongs(owed) or (outside(owed) and belongs(owes)):
        sides.append("owed")
    fitting = [side for side in sides if answered(now, side, answer) is not None]
    return next(iter([*fitting, *sides]), None)


FIND = """
SELECT form, record, owes, owed, state, due, proposed, closed_at, jsonb_array_length(history) AS length,
  history::text AS history FROM {s}.promise WHERE id = $1
"""
SWAP = """
UPDATE {s}.promise SET state = {state}, due = {due}, proposed = {proposed},
  moves = moves + (due IS DISTINCT FROM {due})::int, history = history || {step}::jsonb
WHERE id = {id} AND state = {was} AND jsonb_array_length(history) = {length} AND closed_at IS NULL RETURNING id
"""


async def answer_promise(
    door: Door, actor: Actor, directory: Directory, identity: int, answer: Answer, key: str | None = None
) -> None:
    """Compare-and-swap on the state; a promise that moved meanwhile is judged again as it now stands."""
    print_ = hashlib.sha256(to_json([identity, answer]).encode()).digest()

    async def work(transaction: Transaction) -> None:
        if key is not None and await known(transaction, door.workspace.schema, actor, key, print_):
            return
        await write(door, transaction, actor, directory, identity, answer, key, print_)
        transaction.after_commit.append(door.poke)

    await run(door.pool, work)


async def known(transaction: Transaction, schema: str, actor: Actor, key: str, print_: bytes) -> bool:
    """Whether the same request was carried out before."""
    found = await transaction.fetchval(
        f"SELECT fingerprint FROM {schema}.idem WHERE actor = $1 AND key = $2", actor.viewer.person, key
    )
    if found is not None and found != print_:
        words = Words("同一提交标识用于不同内容", "The same key was used for different content")
        raise Invalid.at((), "key_reused", words)
    return found is not None


async def write(
    door: Door, transaction: Transaction, actor: Actor, directory: Directory, identity: int, answer: Answer,
    key: str | None, print_: bytes,
) -> None:  # fmt: skip
    schema = door.workspace.schema
    row = await transaction.fetchrow(FIND.replace("{s}", schema), identity)
    if row is None:
        raise missing()
    catalogue = await door.catalogues.current(door.workspace, transaction)
    side, after = judged(catalogue, actor.viewer, directory, row, answer)
    statement = Statement()
    b = statement.bind
    step = {"at": door.clock.now(), "by": actor.person, "do": answer.do, "side": side, "note": answer.note,
            "from": row["due"], "to": after.proposed if answer.do == "counter" else after.due}  # fmt: skip
    part = statement.add(
        SWAP.format(
            s=schema,
            state=b(after.state, "text"),
            due=b(after.due, "date"),
            proposed=b(after.proposed, "date"),
            step=b(to_json(step), "text"),
            id=b(identity, "bigint"),
            was=b(row["state"], "text"),
            length=b(row["length"], "int"),
        )
    )
    event = Event(
        await Fresh(door.ids, transaction).one(),
        door.clock.now(),
        f"promise.{answer.do}",
        actor.person,
        actor.via,
        answer.note,
    )
    journal(statement, schema, event, [], [Object(row["form"], row["record"], "promise")])
    if key is not None:
        statement.add(
            f"INSERT INTO {schema}.idem (actor, key, fingerprint, result) VALUES ({b(actor.viewer.person, 'bigint')}, "
            f"{b(key, 'text')}, {b(print_, 'bytea')}, '{{}}'::jsonb)"
        )
    got = await transaction.fetchrow(
        f"WITH {', '.join(statement.parts)} SELECT count(*) FROM {part}", *statement.args
    )
    if got is None or got[0] != 1:
        raise Retry


def judged(
    catalogue: Catalogue, viewer: Viewer, directory: Directory, row: Row, answer: Answer
) -> tuple[Side, Next]:
    """Who speaks and what becomes of it, or why not."""
    now = Standing(row["state"], row["due"], row["proposed"], proposed_by(row["history"]))
    side = side_for(viewer, directory, row["owes"], row["owed"], answer, now)
    if side is None:
        words = Words("只有承诺双方部门的人员可以答复", "Only people of the two departments can answer")
        raise Forbidden("not_a_party", words)
    if not entitled(catalogue, directory, viewer, row["owes"], row["owed"], row["form"]):
        words = Words(
            "只有部门负责人，或经办此类单据的人，可以代表部门答复",
            "Only the head of the department, or who handles such documents, can answer for it",
        )
        raise Forbidden("not_entitled", words)
    if row["closed_at"] is not None:
        raise Conflict("promise_closed", Words("该承诺已了结", "This promise is closed"))
    after = answered(now, side, answer)
    if after is None:
        words = Words(
            "承诺当前状态下不能这样答复，请刷新", "That answer is not possible as it now stands; reload"
        )
        raise Conflict("not_now", words)
    if answer.do == "counter" and answer.due in (now.due, now.proposed):
        raise Invalid.at(
            ("due",), "same_date", Words("提议的日期与现有日期相同", "That date is the one already named")
        )
    return side, after


def proposed_by(history: str) -> Side | None:
    steps: list[Mapping[str, object]] = msgspec.json.decode(history)
    last = next((one for one in reversed(steps) if one.get("do") == "counter"), None)
    if last is None:
        return None
    return "owe" if last.get("side") == "owe" else "owed"


def day(raw: str | None) -> date | None:
    """A date as the API sends it."""
    if raw is None:
        return None
    try:
        found = date.fromisoformat(raw)
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2200:
        raise Invalid.at(
            ("due",), "not_date", Words("应为日期，如 2026-11-22", "This must be a date such as 2026-11-22")
        )
    return found
