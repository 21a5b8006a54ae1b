"""The worker process: timers, jobs, deliveries and sealing; any number of them share the work."""

import asyncio
import logging
import sys
import threading
from argparse import Namespace

import uvloop

from jingwei import wiring
from jingwei.base.collecting import settled
from jingwei.base.errors import JingweiError
from jingwei.base.settings import Settings
from jingwei.cli.command import Command
from jingwei.cli.database import address, opened
from jingwei.cli.lifeline import until_told
from jingwei.cli.program import main
from jingwei.store import files, sessions, workspace
from jingwei.store.changelog.seal import Sealer
from jingwei.store.files import Files
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.queue.jobs import Jobs
from jingwei.store.queue.notifier import Notifier
from jingwei.store.queue.outbox import Outbox
from jingwei.store.queue.rounds import Rounds
from jingwei.store.queue.timers import Timers
from jingwei.store.tidy import tidy
from jingwei.store.transaction import run as run_transaction
from jingwei.store.workspace import Workspace
from jingwei.wiring.worker import handlers, warm_up

POOL = 6
LOOK_FOR_WORKSPACES = 10.0
SWEEP = 1800.0
WARM_UP_AFTER = 3.0
_log = logging.getLogger(__name__)


def run(arguments: Namespace, settings: Settings) -> int:
    with address(settings) as url:
        uvloop.run(_work(url, settings))
    return 0


async def _work(url: str, settings: Settings) -> None:
    # A daemon: where nothing is cached yet it compiles for seconds, and stopping must not wait for that.
    warming = threading.Timer(WARM_UP_AFTER, _ready)
    warming.daemon = True
    warming.start()
    async with opened(url, POOL) as pool:
        notifier = Notifier(pool)
        able = handlers(wiring.doors(pool, notifier.poke, IdsOf()), settings.data)
        jobs = Jobs(pool, able.jobs)
        every = (
            Timers(pool, able.timers).rounds,
            jobs.rounds,
            Outbox(pool, able.deliveries).rounds,
            Sealer(pool).rounds,
            _sweeping(pool),
        )
        for rounds in every:
            notifier.on_poke.append(rounds.poke)
        tasks = [
            asyncio.create_task(each)
            for each in (
                notifier.run(),
                _watch(pool, every),
                _tidying(pool, Files(settings.data)),
                *(rounds.run() for rounds in every),
            )
        ]
        told = asyncio.create_task(until_told())
        done, _ = await asyncio.wait({told, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        for task in (told, *tasks):
            task.cancel()
        await jobs.close()
        await asyncio.gather(told, *tasks, return_exceptions=True)
        for task in done - {told}:
            task.result()  # a loop that ended by itself failed: say why


def _ready() -> None:
    warm_up()
    settled()


async def _watch(pool: Pool, every: tuple[Rounds, ...]) -> None:
    """Takes on workspaces made while it runs."""
    while True:
        for each in await workspace.every(pool):
            for rounds in every:
                rounds.watch(each)
        await asyncio.sleep(LOOK_FOR_WORKSPACES)


async def _tidying(pool: Pool, kept: Files) -> None:
    while True:
        try:
            await tidy(pool, kept)
        except (OSError, JingweiError) as error:
            _log.warning("Contents nobody names were not removed (%s).", error)
        await asyncio.sleep(SWEEP)


def _sweeping(pool: Pool) -> Rounds:
    async def sweep(each: Workspace) -> float:
        await run_transaction(pool, lambda t: files.drop_loose(t, each))
        await run_transaction(pool, sessions.sweep)
        return SWEEP

    return Rounds("sweeping", sweep, pace=SWEEP, idle=SWEEP)


COMMAND = Command("worker", "运行后台进程：定时、作业、投递、封存 / run a background worker", run)

if __name__ == "__main__":
    sys.exit(main(["worker"], (COMMAND,)))
