"""`jingwei serve`: everything on one machine: the database, one web process and one worker, watched over."""

import asyncio
import fcntl
import os
import signal
import socket
import sys
import time
from argparse import Namespace
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

import uvloop

from jingwei.base.errors import Unavailable
from jingwei.base.settings import Settings
from jingwei.base.words import Words
from jingwei.cli.command import Command
from jingwei.cli.database import URL, address, prepare
from jingwei.cli.lifeline import GRACE
from jingwei.store import embedded
from jingwei.suite.demo.install import DemoAccount

CHILDREN = {"web": ("jingwei.cli", "web"), "worker": ("jingwei.cli.work",)}
"""Modules of the children; the worker's own one spares it a second start."""
READY_WITHIN = 60.0


def run(arguments: Namespace, settings: Settings) -> int:
    settings = replace(settings, data=settings.data.absolute())
    _refuse_taken_port(settings)
    # SIGTERM ends the start as Ctrl-C does, so that the server is stopped on the way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _alone(settings), address(settings, keep=False) as url:
        accounts = prepare(url, settings)
        environment = {
            **os.environ,
            URL: url,
            "JINGWEI_DATA": str(settings.data),
            "JINGWEI_LIFELINE": "1",
        }
        return uvloop.run(_watch_over(settings, environment, accounts))


async def _watch_over(
    settings: Settings, environment: dict[str, str], accounts: Sequence[DemoAccount]
) -> int:
    told = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, told.set)
    answering = asyncio.Event()
    children = [
        asyncio.create_task(_keep("web", environment, told)),
        asyncio.create_task(_after(answering, _keep("worker", environment, told))),
    ]
    ready = asyncio.create_task(_announce(settings, accounts, told, answering))
    await told.wait()
    ready.cancel()
    answering.set()
    await asyncio.gather(*children, ready, return_exceptions=True)
    return 0


async def _after(answering: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """The worker loads the engines, which is no company for pages that are just starting."""
    await answering.wait()
    await work


async def _keep(name: str, environment: dict[str, str], told: asyncio.Event) -> None:
    """Runs one child, again if it dies, until it is time to stop."""
    pause = 0.5
    while not told.is_set():
        begun = time.monotonic()
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *CHILDREN[name],
            stdin=asyncio.subprocess.PIPE, env=environment, start_new_session=True,
        )  # fmt: skip
        ended = asyncio.create_task(child.wait())
        stop = asyncio.create_task(told.wait())
        await asyncio.wait({ended, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if told.is_set():
            await _end(child)
            return
        print(f"{name}: exit {child.returncode}, restarting", file=sys.stderr)
        pause = 0.5 if time.monotonic() - begun > 30 else min(30.0, pause * 2)
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), pause)


async def _end(child: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        child.terminate()
        try:
            await asyncio.wait_for(child.wait(), GRACE)
        except TimeoutError:
            child.kill()
            await child.wait()


async def _announce(
    settings: Settings, accounts: Sequence[DemoAccount], told: asyncio.Event, answering: asyncio.Event
) -> None:
    """Says where the pages are as soon as they answer."""
    deadline = time.monotonic() + READY_WITHIN
    while not await _answers(settings):
        if time.monotonic() > deadline:
            print("网页进程没有应答 / the web process does not answer", file=sys.stderr)
            told.set()
            return
        await asyncio.sleep(0.05)
    answering.set()
    print(f"\n  经纬 Jingwei  →  http://{_shown(settings.host)}:{settings.port}/\n", flush=True)
    if accounts:
        print("  示范账号 / demo accounts:")
        for each in accounts:
            print(f"    {each.login:<12} {each.password:<16} {each.title.say(settings.language)}")
    print("  Ctrl-C 停止 / to stop\n", flush=True)


async def _answers(settings: Settings) -> bool:
    try:
        _, writer = await asyncio.open_connection(_shown(settings.host), settings.port)
    except OSError:
        return False
    writer.close()
    return True


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host


def _refuse_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host, settings.port))
        except OSError as error:
            raise Unavailable(
                "port_taken",
                Words(
                    "无法使用 {host}:{port}（{why}）；请用 JINGWEI_PORT 或 JINGWEI_HOST 指定其他地址。",
                    "{host}:{port} cannot be used ({why}); choose another with JINGWEI_PORT or JINGWEI_HOST.",
                ).fill(host=settings.host, port=settings.port, why=error.strerror or "?"),
            ) from error


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One `serve` for a data directory: two would stop each other's server."""
    embedded.make_writable(settings.data)
    with (settings.data / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unavailable(
                "already_running",
                Words(
                    "经纬已在使用数据目录 {path}，请先停止它。",
                    "Jingwei is already running on {path}; stop that one first.",
                ).fill(path=settings.data),
            ) from error
        yield


COMMAND = Command("serve", "启动经纬（数据库、网页、后台）/ start everything", run)
