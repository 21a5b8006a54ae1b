"""A child of `serve` ends when it is told to, and also when its parent is gone without telling."""

import asyncio
import os
import signal
import sys
import threading

GRACE = 5.0
"""Seconds a child has to end; then it is killed, which loses nothing: jobs and timers are taken up again."""


async def until_told() -> None:
    """Waits for SIGTERM or SIGINT, or for the end of the pipe from the parent (kill -9 closes it)."""
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, told.set)
    piped = not sys.stdin.isatty() and os.environ.get("JINGWEI_LIFELINE") == "1"
    if piped:
        loop.add_reader(sys.stdin.fileno(), _read, told)
    await told.wait()
    if piped:
        loop.remove_reader(sys.stdin.fileno())


def _read(told: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        told.set()
        # Nobody is left to kill an orphan, and an engine that computes in a thread would keep it for as long.
        last = threading.Timer(GRACE, os._exit, (1,))
        last.daemon = True
        last.start()
