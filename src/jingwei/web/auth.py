"""Who is calling: every route but the few declared `public` passes here, so none can forget to ask."""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jingwei.base.errors import Forbidden, Unauthorised
from jingwei.base.words import Words
from jingwei.store import sessions
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction, run
from jingwei.web.deps import Deps

COOKIE = "jingwei"
CSRF_HEADER = "x-csrf-token"
REMEMBERED = 5.0  # seconds a caller is known without asking again; signing out here forgets at once
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SIGN_IN = Words("请先登录", "Please sign in")

Handler: TypeAlias = Callable[[Request, Caller], Awaitable[Response]]
PublicHandler: TypeAlias = Callable[[Request], Awaitable[Response]]


def route(path: str, handler: Handler, *methods: str) -> Route:
    """A route for signed-in callers; unsafe methods of pages need the CSRF header too."""

    async def guarded(request: Request) -> Response:
        return await handler(request, await caller_of(request))

    return Route(path, guarded, methods=list(methods), name=handler.__name__)


def public(path: str, handler: PublicHandler, *methods: str) -> Route:
    """A route for everybody; it checks for itself what it must."""

    async def open_to_all(request: Request) -> Response:
        _same_site(request)
        return await handler(request)

    return Route(path, open_to_all, methods=list(methods), name=f"public:{handler.__name__}")


def deps_of(request: Request) -> Deps:
    deps: Deps = request.app.state.deps
    return deps


async def caller_of(request: Request) -> Caller:
    """The caller, or Unauthorised; a page that writes must show its CSRF word."""
    token, by_cookie = _token_of(request)
    if token is None:
        raise Unauthorised("not_signed_in", _SIGN_IN)
    caller = await remembered_of(request).find(deps_of(request), token, by_cookie)
    if caller is None:
        raise Unauthorised("not_signed_in", _SIGN_IN)
    request.state.language = caller.language
    if by_cookie and request.method not in _SAFE:
        _same_site(request)
        sent = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(sent.encode(), caller.csrf.encode()):
            raise Forbidden(
                "csrf", Words("页面已过期，请刷新后再试", "The page is out of date, please reload it")
            )
    return caller


def session_token(request: Request) -> str | None:
    return request.cookies.get(COOKIE)


class Remembered:
    """Callers asked for within the last seconds, by the hash of their token."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[float, Caller]] = {}

    async def find(self, deps: Deps, token: str, by_cookie: bool) -> Caller | None:
        key = _key(token, by_cookie)
        now = asyncio.get_running_loop().time()
        known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]

        async def work(transaction: Transaction) -> Caller | None:
            find = sessions.by_session if by_cookie else sessions.by_token
            return await find(transaction, token)

        caller = await run(deps.pool, work)
        if caller is None:
            self._known.pop(key, None)
            return None
        if len(self._known) > 5000:
            self._known = {k: v for k, v in self._known.items() if v[0] > now}
        self._known[key] = (now + REMEMBERED, caller)
        return caller

    def forget(self, token: str) -> None:
        for by_cookie in (True, False):
            self._known.pop(_key(token, by_cookie), None)

    def forget_all(self) -> None:
        self._known.clear()


def remembered_of(request: Request) -> Remembered:
    remembered: Remembered = request.app.state.remembered
    return remembered


def _key(token: str, by_cookie: bool) -> bytes:
    # A session's token must not open the API as a bearer token, which needs no CSRF word, nor the reverse.
    return hashlib.sha256(token.encode()).digest() + (b"c" if by_cookie else b"t")


def _token_of(request: Request) -> tuple[str | None, bool]:
    authorization = request.headers.get("authorization", "")
    if authorization:
        scheme, _, token = authorization.partition(" ")
        return (token.strip() or None, False) if scheme.lower() == "bearer" else (None, False)
    return session_token(request), True


def _same_site(request: Request) -> None:
    """Refuses writes that another site makes the browser send, log-ins included."""
    if request.method not in _SAFE and request.headers.get("sec-fetch-site") == "cross-site":
        raise Forbidden(
            "cross_site", Words("不接受其他网站发来的操作", "Other sites may not send this request")
        )
