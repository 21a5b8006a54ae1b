"""Promises between departments: the lists, one of them, and the answers to it."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import Invalid
from jingwei.base.ids import parse_id
from jingwei.base.words import Words
from jingwei.collab.answer import Answer, Do, answer_promise, day
from jingwei.collab.desk import Desk, Json, at_desk
from jingwei.collab.promises import promise, promises, side_of
from jingwei.store.sessions import Caller
from jingwei.web.auth import deps_of, route
from jingwei.web.body import answer, read


class Said(msgspec.Struct, forbid_unknown_fields=True):
    do: Do
    due: str | None = None
    note: str | None = None


async def listed(request: Request, caller: Caller) -> Response:
    doors, side = deps_of(request).doors, side_of(request.query_params.get("side", "all"))

    async def work(desk: Desk) -> Json:
        return {"promises": await promises(desk, side)}

    return answer(await at_desk(doors, caller.workspace, await doors.actor(caller), work))


async def one(request: Request, caller: Caller) -> Response:
    return await shown(request, caller, parse_id(request.path_params["id"], ("id",)))


async def answered(request: Request, caller: Caller) -> Response:
    sent = await read(request, Said)
    identity = parse_id(request.path_params["id"], ("id",))
    doors, key = deps_of(request).doors, request.headers.get("idempotency-key")
    if key is not None and not 8 <= len(key) <= 200:
        words = Words("提交标识应为 8 到 200 个字符", "The key has 8 to 200 characters")
        raise Invalid.at(("Idempotency-Key",), "bad_key", words)
    said = Answer(sent.do, day(sent.due), sent.note)
    directory, actor = await doors.directory(caller.workspace), await doors.actor(caller)
    await answer_promise(doors[caller.workspace], actor, directory, identity, said, key)
    return await shown(request, caller, identity)


async def shown(request: Request, caller: Caller, identity: int) -> Response:
    doors = deps_of(request).doors

    async def work(desk: Desk) -> Json:
        return await promise(desk, identity)

    return answer(await at_desk(doors, caller.workspace, await doors.actor(caller), work))


ROUTES = (
    route("/api/v1/promises", listed, "GET"),
    route("/api/v1/promises/{id}", one, "GET"),
    route("/api/v1/promises/{id}", answered, "POST"),
)
