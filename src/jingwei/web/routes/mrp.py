"""MRP over HTTP beside starting it: the log of runs, two of them compared, why a planned order is there."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.ids import parse_id
from jingwei.collab.desk import Desk, at_desk
from jingwei.store.sessions import Caller
from jingwei.suite.planning.start import EXPLAIN
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer
from jingwei.web.planning import derivation
from jingwei.web.planning.proposals import pegging
from jingwei.web.planning.runs import compare, runs
from jingwei.web.routes.planning import BASE, number, reader
from jingwei.web.routes.schedule import waited

Json = dict[str, object]


async def derived(request: Request, caller: Caller) -> Response:
    """Why a planned order is there, by the worker's plan; while it has to plan anew first, its job is answered."""
    doors, identity = deps_of(request).doors, number(request)
    actor = await doors.actor(caller)
    # Refuses whoever may not see the order before the worker speaks of it.
    await at_desk(doors, caller.workspace, actor, lambda desk: pegging(desk, identity))
    row = await waited(request, caller, {"order": str(identity)}, EXPLAIN)
    if row["state"] != "done":
        return answer({"job": str(row["id"])}, 202)
    told = json.loads(row["result"])
    return answer(await at_desk(doors, caller.workspace, actor, lambda desk: derivation.shown(desk, told)))


async def compared(desk: Desk, request: Request) -> Json:
    first, second = (parse_id(request.query_params.get(name), (name,)) for name in ("from", "to"))
    return await compare(desk, first, second)


ROUTES = (
    route(f"{BASE}/mrp/runs", reader(lambda desk, request: runs(desk)), "GET"),
    route(f"{BASE}/mrp/compare", reader(compared), "GET"),
    route(f"{BASE}/orders/{{id}}/derivation", derived, "GET"),
)
