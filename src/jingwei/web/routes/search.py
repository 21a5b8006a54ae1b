"""One search across every form the caller may see."""

from starlette.requests import Request
from starlette.responses import Response

from jingwei.collab.desk import Desk, Json, at_desk
from jingwei.collab.search import search
from jingwei.store.sessions import Caller
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer


async def found(request: Request, caller: Caller) -> Response:
    doors, asked = deps_of(request).doors, request.query_params.get("q", "")

    async def work(desk: Desk) -> Json:
        return await search(desk, asked)

    return answer(await at_desk(doors, caller.workspace, await doors.actor(caller), work))


ROUTES = (route("/api/v1/search", found, "GET"),)
