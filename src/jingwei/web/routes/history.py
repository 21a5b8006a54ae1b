"""The history of a record, as far as the caller sees its fields."""

from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.ids import parse_id
from jingwei.collab.desk import Desk, Json, at_desk
from jingwei.collab.history import history
from jingwei.store.sessions import Caller
from jingwei.web.auth import route
from jingwei.web.body import answer
from jingwei.web.routes.records import BASE, opened


async def told(request: Request, caller: Caller) -> Response:
    doors, form, _ = await opened(request, caller)
    identity = parse_id(request.path_params["id"], ("id",))

    async def work(desk: Desk) -> list[Json]:
        return await history(desk, form, identity)

    return answer(await at_desk(doors, caller.workspace, await doors.actor(caller), work))


ROUTES = (route(BASE + "/{id}/history", told, "GET"),)
