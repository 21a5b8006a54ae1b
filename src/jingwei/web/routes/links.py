"""The documents a record came from and those made from it."""

from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.ids import parse_id
from jingwei.collab.desk import Desk, Json, at_desk
from jingwei.collab.links import links
from jingwei.collab.sight import readable
from jingwei.store.sessions import Caller
from jingwei.web.auth import route
from jingwei.web.body import answer
from jingwei.web.routes.records import BASE, opened


async def listed(request: Request, caller: Caller) -> Response:
    doors, form, _ = await opened(request, caller)
    identity = parse_id(request.path_params["id"], ("id",))

    async def work(desk: Desk) -> Json:
        await readable(desk, (form.id, identity))
        return await links(desk, form, identity)

    return answer(await at_desk(doors, caller.workspace, await doors.actor(caller), work))


ROUTES = (route(BASE + "/{id}/links", listed, "GET"),)
