"""The HTTP application: its routes, named one by one, behind the edge."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from jingwei.collab.books import Bookkeeper
from jingwei.web import static
from jingwei.web.auth import Remembered, public
from jingwei.web.deps import Deps
from jingwei.web.edge import Edge
from jingwei.web.errors import handle_http
from jingwei.web.routes import (
    catalogue,
    events,
    files,
    health,
    history,
    home,
    imports,
    inbox,
    jobs,
    links,
    mrp,
    planning,
    prints,
    promise,
    promises,
    records,
    schedule,
    search,
    session,
    tasks,
    timeline,
    tokens,
    views,
    weave,
)

ROUTES: tuple[BaseRoute, ...] = (
    *health.ROUTES,
    *session.ROUTES,
    *tokens.ROUTES,
    *events.ROUTES,
    *files.ROUTES,
    *catalogue.ROUTES,
    *tasks.ROUTES,
    *inbox.ROUTES,
    *imports.ROUTES,
    *jobs.ROUTES,
    *home.ROUTES,
    *search.ROUTES,
    *views.ROUTES,
    *weave.ROUTES,
    *promises.ROUTES,
    *history.ROUTES,
    *links.ROUTES,
    *timeline.ROUTES,
    *prints.ROUTES,
    *planning.ROUTES,
    *mrp.ROUTES,
    *promise.ROUTES,
    *schedule.ROUTES,
    *records.ROUTES,
)
PAGES: tuple[BaseRoute, ...] = (public("/{path:path}", static.page, "GET"),)


def create_app(deps: Deps, static_root: Path = static.ROOT) -> Starlette:
    """One application per process; it opens the pool and runs the notifier while it lives."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await deps.pool.open()
        listening = asyncio.create_task(deps.notifier.run())
        try:
            yield
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await deps.pool.close()

    app = Starlette(
        routes=[*ROUTES, *PAGES],
        middleware=[Middleware(Edge)],
        exception_handlers={HTTPException: handle_http},
        lifespan=lifespan,
    )
    app.state.deps = deps
    app.state.remembered = Remembered()
    app.state.bookkeeper = Bookkeeper()
    app.state.streams = Counter[int]()
    app.state.static = static_root
    return app
