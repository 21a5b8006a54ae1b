"""`jingwei web`: one process that answers HTTP; `serve` starts it, a bigger installation starts many."""

import asyncio
from argparse import Namespace

import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server

from jingwei import wiring
from jingwei.base.collecting import settled
from jingwei.base.settings import Settings
from jingwei.cli.command import Command
from jingwei.cli.database import address, opened, pool_settings
from jingwei.cli.lifeline import until_told
from jingwei.store.files import Files
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.queue.notifier import Notifier
from jingwei.store.quota import Quota
from jingwei.web.app import create_app
from jingwei.web.deps import Deps
from jingwei.web.known import Known

POOL = 8
GRACE = 3.0  # seconds for open requests; live updates end at once, pages connect again


def run(arguments: Namespace, settings: Settings) -> int:
    with address(settings) as url:
        uvloop.run(_serve(url, settings))
    return 0


async def _serve(url: str, settings: Settings) -> None:
    async with opened(url, size=1):
        pass  # an unreachable server is told before the port is taken
    pool = Pool(pool_settings(url, POOL))
    notifier, ids = Notifier(pool), IdsOf()
    doors = wiring.doors(pool, notifier.poke, ids)
    known = Known(doors)
    deps = Deps(
        settings,
        pool,
        notifier,
        Files(settings.data, quota=Quota(workspace=settings.files_gb * 2**30)),
        ids,
        doors,
        known.profile,
        known.heard,
        known.may_read_file,
    )
    app = create_app(deps)
    server = Server(
        app, settings.host, settings.port, interface=Interfaces.ASGI, log_enabled=False, websockets=False
    )
    settled()
    serving = asyncio.create_task(server.serve())
    told = asyncio.create_task(until_told())
    await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    notifier.close()
    server.stop()  # type: ignore[no-untyped-call]
    try:
        await asyncio.wait_for(serving, GRACE)
    except TimeoutError:
        await pool.close()


COMMAND = Command("web", "只运行网页进程 / run the web process alone", run)
