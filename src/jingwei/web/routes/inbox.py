"""The inbox and one task with why it is before me; deciding is a write and lives with the flows."""

from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.ids import parse_id
from jingwei.collab.desk import Desk, Json, at_desk
from jingwei.collab.inbox import box_of, inbox, task_detail
from jingwei.store.sessions import Caller
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer


async def listed(request: Request, caller: Caller) -> Response:
    doors, box = deps_of(request).doors, box_of(request.query_params.get("box", "mine"))

    async def work(desk: Desk) -> Json:
        return {"tasks": await inbox(desk, box)}

    return answer(await at_desk(doors, caller.workspace, await doors.actor(caller), work))


async def task(request: Request, caller: Caller) -> Response:
    doors, identity = deps_of(request).doors, parse_id(request.path_params["id"], ("id",))

    async def work(desk: Desk) -> Json:
        return await task_detail(desk, identity)

    return answer(await at_desk(doors, caller.workspace, await doors.actor(caller), work))


ROUTES = (
    route("/api/v1/inbox", listed, "GET"),
    route("/api/v1/tasks/{id}", task, "GET"),
)
