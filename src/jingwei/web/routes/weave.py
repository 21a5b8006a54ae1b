"""The weave of all open orders, and the single row of one."""

from starlette.requests import Request
from starlette.responses import Response

from jingwei.collab.desk import Desk, Json, at_desk
from jingwei.collab.weave import weave
from jingwei.store.sessions import Caller
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer


async def shown(request: Request, caller: Caller) -> Response:
    doors, only_open = deps_of(request).doors, request.query_params.get("open", "1") != "0"

    async def work(desk: Desk) -> Json:
        return await weave(desk, only_open)

    return answer(await at_desk(doors, caller.workspace, await doors.actor(caller), work))


ROUTES = (route("/api/v1/weave", shown, "GET"),)
