"""The home page of the caller."""

from starlette.requests import Request
from starlette.responses import Response

from jingwei.collab.books import Bookkeeper
from jingwei.collab.desk import Desk, Json, at_desk
from jingwei.collab.home import home
from jingwei.store.sessions import Caller
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer


async def shown(request: Request, caller: Caller) -> Response:
    doors = deps_of(request).doors
    keeper: Bookkeeper = request.app.state.bookkeeper

    async def work(desk: Desk) -> Json:
        return await home(desk, keeper)

    return answer(await at_desk(doors, caller.workspace, await doors.actor(caller), work))


ROUTES = (route("/api/v1/home", shown, "GET"),)
