"""Whether this process can do its work."""

import asyncio
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import Response

from jingwei.base.errors import Unavailable
from jingwei.store import workspace
from jingwei.web.auth import deps_of, public
from jingwei.web.body import answer

VERSION = version("jingwei")


async def healthz(request: Request) -> Response:
    """200 with the versions when the database answers and holds a workspace, 503 otherwise."""
    deps = deps_of(request)
    catalogue: int | None = None
    ready = False
    try:
        async with asyncio.timeout(3):
            for each in (await workspace.every(deps.pool))[:1]:
                async with deps.pool.connection() as connection:
                    catalogue = await connection.fetchval(f"select version from {each.schema}.head")
                ready = True
    except (Unavailable, TimeoutError):
        ready = False
    shown = None if catalogue is None else str(catalogue)
    return answer({"ok": ready, "version": VERSION, "catalogue": shown}, 200 if ready else 503)


ROUTES = (public("/healthz", healthz, "GET"),)
