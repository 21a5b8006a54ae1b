"""Signing in and out, and what a signed-in person is told about himself."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import Unauthorised
from jingwei.base.words import Language, Words
from jingwei.store import passwords, people, sessions
from jingwei.store.people import Credentials
from jingwei.store.sessions import Attempts, Caller, OpenedSession
from jingwei.store.transaction import Transaction, run
from jingwei.web.auth import COOKIE, caller_of, deps_of, public, remembered_of, route, session_token
from jingwei.web.body import answer, nothing, read
from jingwei.web.deps import Deps

_WRONG = Words("账号或密码不正确", "Login or password is wrong")


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    login: str
    password: str
    workspace: str | None = None


class Change(msgspec.Struct, forbid_unknown_fields=True):
    language: Language


async def sign_in(request: Request) -> Response:
    """Counts the attempt, looks at the password, opens a session; slow and alike for every failure."""
    sent = await read(request, SignIn)
    deps, address = deps_of(request), address_of(request)
    attempts = Attempts(sent.login, address)

    async def find(transaction: Transaction) -> Credentials | None:
        await attempts.begin(transaction)
        return await people.credentials(transaction, sent.login)

    found = await run(deps.pool, find)
    right = await passwords.matches(None if found is None else found.password, sent.password)
    if found is None or found.account.disabled or not right:
        raise Unauthorised("wrong_password", _WRONG)
    account = found.account.id

    async def open_session(transaction: Transaction) -> tuple[OpenedSession, Caller]:
        opened = await sessions.open_session(transaction, account, sent.workspace, address)
        caller = None if opened is None else await sessions.by_session(transaction, opened.token)
        if opened is None or caller is None:
            raise Unauthorised(
                "no_workspace", Words("该账号不属于任何工作区", "This account belongs to no workspace")
            )
        await attempts.succeeded(transaction)
        await sessions.sweep(transaction)
        return opened, caller

    opened, caller = await run(deps.pool, open_session)
    response = answer(await _me(deps, caller))
    response.set_cookie(
        COOKIE,
        opened.token,
        max_age=int(sessions.LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


async def me(request: Request, caller: Caller) -> Response:
    return answer(await _me(deps_of(request), caller))


async def change(request: Request, caller: Caller) -> Response:
    """Chooses the language, for this and every later session of the account."""
    sent = await read(request, Change)
    deps = deps_of(request)
    await run(deps.pool, lambda t: people.set_language(t, caller.account, sent.language))
    remembered_of(request).forget_all()
    return answer(await _me(deps, await caller_of(request)))


async def sign_out(request: Request, caller: Caller) -> Response:
    token = session_token(request)
    if token is not None and caller.via == "page":
        await run(deps_of(request).pool, lambda t: sessions.close_session(t, token))
        remembered_of(request).forget(token)
    response = nothing()
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return response


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


async def _me(deps: Deps, caller: Caller) -> dict[str, object]:
    profile = await deps.profile(caller)
    return {
        "person": profile.person.shown(),
        "login": caller.login,
        "department": profile.department and profile.department.shown(),
        "roles": profile.roles,
        "admin": (await deps.doors.actor(caller)).viewer.admin,
        "language": caller.language,
        "workspace": {"slug": caller.workspace.slug, "title": caller.workspace.title.say(caller.language)},
        "zone": str(deps.doors.plant.zone),
        "csrf": caller.csrf,
    }


ROUTES = (
    public("/api/v1/session", sign_in, "POST"),
    route("/api/v1/session", me, "GET"),
    route("/api/v1/session", change, "PATCH"),
    route("/api/v1/session", sign_out, "DELETE"),
)
