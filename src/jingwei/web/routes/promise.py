"""When the lines of an order can be had, asked while it is typed: a job of the worker that writes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import Invalid
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.collab.desk import Desk, at_desk
from jingwei.collab.sight import readable, see
from jingwei.store.queue import jobs
from jingwei.store.sessions import Caller
from jingwei.store.transaction import run
from jingwei.suite.planning.start import PROMISE
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer, read
from jingwei.web.planning import promised
from jingwei.web.planning.desk import ITEM, must_read
from jingwei.web.planning.promised import seen_items
from jingwei.web.planning.proposals import form as number_of
from jingwei.web.routes.planning import BASE
from jingwei.web.routes.schedule import waited

Json = dict[str, object]
MOST = 200
"""Lines that are asked about at once."""
PANEL, SALES_ORDER = "promise", "sales.order"


class Line(msgspec.Struct, forbid_unknown_fields=True):
    """As it stands in the form, half typed; what is wrong with it is answered, not refused."""

    item: object = None
    quantity: object = None
    wanted: object = None
    line: object = None


class Question(msgspec.Struct, forbid_unknown_fields=True):
    """`form` is one with the panel; `record` the order that is edited, whose own demand is not counted twice."""

    form: str
    lines: list[Line]
    record: str | None = None


class Wrong(Exception):  # noqa: N818 - told with the answers of the other lines
    """Why one line cannot be asked about."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code, field)
        self.code, self.field = code, field


async def promise(request: Request, caller: Caller) -> Response:
    sent = await read(request, Question)
    if len(sent.lines) > MOST:
        words = Words("一次最多测算 {n} 行", "No more than {n} lines at once").fill(n=MOST)
        raise Invalid.at(("lines",), "too_many", words)
    doors = deps_of(request).doors
    actor = await doors.actor(caller)
    args = await at_desk(doors, caller.workspace, actor, lambda desk: asked(desk, sent))
    row = await waited(request, caller, args, PROMISE)
    # One is asked at every pause of somebody's typing: they are not kept.
    if row["state"] in ("done", "cancelled"):
        await run(deps_of(request).pool, lambda t: jobs.forget(t, caller.workspace, row["id"]))
    if row["state"] != "done":
        return answer({"job": str(row["id"])}, 202)
    told = json.loads(row["result"])
    return answer(await at_desk(doors, caller.workspace, actor, lambda desk: promised.shown(desk, told)))


async def asked(desk: Desk, sent: Question) -> Json:
    """What the worker is asked; refuses whoever may not read the form, the order or anything like it."""
    form = desk.catalogue.forms.get(sent.form)
    if form is None or form.panel(PANEL) is None:
        words = Words("该表单没有交期测算", "The form has no promise panel")
        raise Invalid.at(("form",), "no_panel", words)
    must_read(desk, form.slug)
    record = None
    if sent.record is not None:
        record = parse_id(sent.record, ("record",))
        await readable(desk, (form.id, record))
    lines = [line_of(one) for one in sent.lines]
    visible = await see(
        desk, seen_items(desk, (one["item"] for one in lines if isinstance(one["item"], int)))
    )
    for one in lines:
        if "wrong" not in one and (number_of(desk, ITEM), one["item"]) not in visible:
            one |= {"wrong": "no_item", "field": "item"}
    # Only a sales order is a demand already; a quotation asks for nothing.
    return {"lines": lines, **({"record": str(record)} if record and form.slug == SALES_ORDER else {})}


def line_of(line: Line) -> Json:
    found: Json = {"item": None}
    try:
        found["item"] = item_of(line.item)
        found["quantity"], found["unit"] = amount_of(line.quantity)
        found["line"] = str(parse_id(line.line, ("line",))) if line.line is not None else None
        found["wanted"] = day_of(line.wanted)
    except Wrong as wrong:
        found |= {"wrong": wrong.code, "field": wrong.field}
    return found


def item_of(value: object) -> int:
    """A reference `{id}` or the id itself."""
    identity = value.get("id") if isinstance(value, Mapping) else value
    if identity in (None, ""):
        raise Wrong("required", "item")
    try:
        return parse_id(str(identity), ("item",))
    except Invalid:
        raise Wrong("no_item", "item") from None


def amount_of(value: object) -> tuple[str, str | None]:
    """`{value, unit}`, or a number in the item's own unit."""
    amount, unit = (value.get("value"), value.get("unit")) if isinstance(value, Mapping) else (value, None)
    if amount in (None, "") or not isinstance(amount, str | int | float):
        raise Wrong("no_number", "quantity")
    return str(amount), str(unit) if unit else None


def day_of(value: object) -> str | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Wrong("no_date", "date") from None


ROUTES = (route(f"{BASE}/promise", promise, "POST"),)
