"""Tokens for programs that act as a person; a token can never do more than the person, and may do less."""

from datetime import UTC, datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import Forbidden, Invalid, NotFound
from jingwei.base.ids import parse_id, show_id
from jingwei.base.words import Words
from jingwei.store import sessions
from jingwei.store.sessions import Caller
from jingwei.store.transaction import run
from jingwei.web.auth import deps_of, remembered_of, route
from jingwei.web.body import answer, nothing, read


class NewToken(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    roles: list[str] | None = None
    expires: datetime | None = None


async def create(request: Request, caller: Caller) -> Response:
    """A token with all of the person's roles or with some of them; shown this once."""
    _pages_only(caller)
    sent = await read(request, NewToken)
    await _check(request, caller, sent)
    deps = deps_of(request)
    number, token = await run(
        deps.pool, lambda t: sessions.create_token(t, caller, sent.title.strip(), sent.roles, sent.expires)
    )
    return answer({"id": show_id(number), "token": token}, 201)


async def listed(request: Request, caller: Caller) -> Response:
    rows = await run(deps_of(request).pool, lambda t: sessions.tokens_of(t, caller))
    return answer([{**dict(row), "id": show_id(row["id"])} for row in rows])


async def drop(request: Request, caller: Caller) -> Response:
    _pages_only(caller)
    number = parse_id(request.path_params["id"], ("id",))
    if not await run(deps_of(request).pool, lambda t: sessions.drop_token(t, caller, number)):
        raise NotFound("token", Words("没有这个令牌", "No such token"))
    remembered_of(request).forget_all()
    return nothing()


def _pages_only(caller: Caller) -> None:
    # Else a token narrowed to a few roles could make itself one that is not.
    if caller.via != "page":
        raise Forbidden(
            "token_by_token",
            Words("令牌不能管理令牌，请在页面上操作", "Tokens are managed in the pages only"),
        )


async def _check(request: Request, caller: Caller, sent: NewToken) -> None:
    if not 1 <= len(sent.title.strip()) <= 80:
        raise Invalid.at(
            ("title",), "title", Words("名称须为 1 到 80 个字符", "A title has 1 to 80 characters")
        )
    if sent.expires is not None and (sent.expires.tzinfo is None or sent.expires <= datetime.now(UTC)):
        raise Invalid.at(
            ("expires",), "expires", Words("到期时间须在将来", "It must expire in the future, with a zone")
        )
    has = (await deps_of(request).profile(caller)).roles
    for place, role in enumerate(sent.roles or ()):
        if role not in has:
            raise Invalid.at(
                ("roles", place),
                "role",
                Words("您没有角色 {role}", "You do not have the role {role}").fill(role=role),
            )


ROUTES = (
    route("/api/v1/tokens", create, "POST"),
    route("/api/v1/tokens", listed, "GET"),
    route("/api/v1/tokens/{id}", drop, "DELETE"),
)
