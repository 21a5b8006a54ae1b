"""Live updates: what was just committed, as far as the caller may know; the page then reads again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from jingwei.base.errors import JingweiError, TooMany
from jingwei.base.words import Words
from jingwei.store.queue.notifier import CLOSED, Subscription
from jingwei.store.sessions import Caller
from jingwei.web.auth import caller_of, deps_of, route

BEAT = 15.0  # seconds; keeps proxies from closing, and asks again who is calling
STREAMS_EACH = 30


async def events(request: Request, caller: Caller) -> Response:
    """Server-sent events, until the page goes or the session ends."""
    open_now: Counter[int] = request.app.state.streams
    if open_now[caller.account] >= STREAMS_EACH:
        raise TooMany(
            "too_many_streams",
            Words("打开的页面过多", "Too many pages are open"),
            retry_after=30,
        )
    return StreamingResponse(
        _stream(request, caller, open_now),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(request: Request, caller: Caller, open_now: Counter[int]) -> AsyncIterator[bytes]:
    deps = deps_of(request)
    open_now[caller.account] += 1
    try:
        async with deps.notifier.subscribe(caller.workspace) as subscription:
            yield b"retry: 2000\n: connected\n\n"
            while True:
                said = await _next(request, caller, subscription)
                if said is None:
                    return
                if said:
                    yield said
    finally:
        open_now[caller.account] -= 1


async def _next(request: Request, caller: Caller, subscription: Subscription) -> bytes | None:
    """The next message; empty when the caller may not hear it, None when the session or this process ends."""
    try:
        event = await asyncio.wait_for(subscription.next(), BEAT)
    except TimeoutError:
        try:
            await caller_of(request)
        except JingweiError:
            return None
        return b": beat\n\n"
    if event is CLOSED:
        return None
    said = await deps_of(request).heard(caller, event)
    if said is None:
        return b""
    return b"data: " + msgspec.json.encode({**said, "at": event.at}) + b"\n\n"


ROUTES = (route("/api/v1/events", events, "GET"),)
