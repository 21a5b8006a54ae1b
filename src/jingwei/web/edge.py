"""The outermost layer: limits of size and time, security headers, and an answer for every error."""

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jingwei.base.errors import TooLarge, Unavailable
from jingwei.base.words import Words
from jingwei.store.files import LARGEST
from jingwei.web.errors import problem

BODY = 12 * 2**20
SECONDS, SECONDS_OF_UPLOADS = 30.0, 300.0
UPLOADS = ("/api/v1/files", "/api/v1/imports/")
STREAMS = ("/api/v1/events",)

_CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",  # the barcode reader is WebAssembly
        "style-src 'self' 'unsafe-inline'",  # the component library writes its styles at run time
        "img-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class Edge:
    """Wraps the whole application, so that no route can be without these."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False
        # Servers may hand every request the same state, and one caller's language must not reach another.
        scope["state"] = dict(scope.get("state") or {})

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = _dressed(scope, message.get("headers", []))
            await send(message)

        try:
            limit = _too_long(scope)
            async with asyncio.timeout(_seconds(scope["path"])):
                await self._app(scope, _limited(receive, limit), sending)
        except ClientDisconnect:
            return
        except TimeoutError:
            await self._refuse(_too_slow(), scope, receive, sending, begun)
        except Exception as error:
            await self._refuse(error, scope, receive, sending, begun)

    async def _refuse(
        self, error: Exception, scope: Scope, receive: Receive, send: Send, begun: bool
    ) -> None:
        if begun:
            raise error  # half an answer is out: the connection must break, or it would look whole
        request = Request(scope)
        await problem(error, request)(scope, receive, send)


def _dressed(scope: Scope, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    dressed = [*headers, *(pair for pair in _HEADERS if pair[0] not in present)]
    if b"cache-control" not in present and scope["path"].startswith("/api/"):
        dressed.append((b"cache-control", b"no-store"))
    return dressed


def _too_long(scope: Scope) -> int:
    """The limit for this address; a length announced beyond it is refused before a byte is read."""
    limit = LARGEST if scope["path"].startswith(UPLOADS) else BODY
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > limit):
            raise _too_large(limit)
    return limit


def _limited(receive: Receive, limit: int) -> Receive:
    """Counts what arrives, because a length need not be announced."""
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise _too_large(limit)
        return message

    return receiving


def _seconds(path: str) -> float | None:
    if path.startswith(STREAMS):
        return None
    return SECONDS_OF_UPLOADS if path.startswith(UPLOADS) else SECONDS


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        "too_large", Words("内容不能超过 {n} MB", "At most {n} MB can be sent").fill(n=limit // 2**20)
    )


def _too_slow() -> Unavailable:
    return Unavailable("timeout", Words("处理超时，请稍后再试", "It took too long, please try again"))
