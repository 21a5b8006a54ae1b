"""What somebody would write by hand to answer one page over HTTP: SQL that builds the JSON, and nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SQL: dict[str, str] = json.loads(os.environ["BENCH_SQL"])


async def page(request: Request) -> Response:
    sql = SQL[request.path_params["case"]]
    args = [request.query_params["centre"]] if "$1" in sql else []
    text: str = await request.app.state.pool.fetchval(sql, *args)
    return Response(text.encode(), media_type="application/json")


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    url = os.environ["JINGWEI_DATABASE_URL"]
    async with asyncpg.create_pool(url, min_size=8, max_size=8) as pool:
        app.state.pool = pool
        yield


def main() -> None:
    app = Starlette(routes=[Route("/{case}", page)], lifespan=lifespan)
    port = int(os.environ["JINGWEI_PORT"])
    server = Server(app, "127.0.0.1", port, interface=Interfaces.ASGI, log_enabled=False, websockets=False)
    uvloop.run(server.serve())


if __name__ == "__main__":
    main()
