"""The history of a record, as far as the caller sees its fields."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.ids import parse_id
from jingwei.collab.desk import Desk, Json, at_desk
from jingwei.collab.history import history
from jingwei.process.doors import Doors
from jingwei.query.request import record_request
from jingwei.spec.form import Form
from jingwei.store.sessions import Caller
from jingwei.web.auth import route
from jingwei.web.body import answer
from jingwei.web.routes.records import BASE, opened


async def told(request: Request, caller: Caller) -> Response:
    doors, form, _ = await opened(request, caller)
    actor = await doors.actor(caller)
    asked = record_request(form.slug, request.path_params["id"])
    # The record itself is asked for first: whoever may not read it learns nothing of its past either.
    found = await doors.ask(caller.workspace, actor, asked)
    record: Json = msgspec.json.decode(found.body)
    values = record["values"] if isinstance(record["values"], dict) else {}
    hidden = record["hidden"] if isinstance(record["hidden"], list) else []
    reads = (values.keys() - set(hidden)) | await columns(doors, caller, form)
    units = {slug: str(v["unit"]) for slug, v in values.items() if isinstance(v, dict) and v.get("unit")}
    identity = parse_id(request.path_params["id"], ("id",))

    async def work(desk: Desk) -> list[Json]:
        return await history(desk, form, identity, reads, units)

    return answer(await at_desk(doors, caller.workspace, actor, work))


async def columns(doors: Doors, caller: Caller, form: Form) -> frozenset[str]:
    """The columns of sub-tables that every grant of the caller opens, so that no row decides otherwise."""
    viewer = (await doors.actor(caller)).viewer
    grants = (await doors.catalogue(caller.workspace)).access(viewer, form.slug).may("read")
    opened_by_all = frozenset[str]().union(*(grant.read for grant in grants[:1]))
    for grant in grants[1:]:
        opened_by_all &= grant.read
    return frozenset(name for name in opened_by_all if "." in name)


ROUTES = (route(BASE + "/{id}/history", told, "GET"),)
