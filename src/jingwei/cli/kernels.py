"""Kernels made ready before anything is timed; whoever waits for their compilation is told so."""

import sys
from collections.abc import Callable
from threading import Timer

from jingwei.base.settings import Settings
from jingwei.base.words import Words

PATIENCE = 4.0
"""Seconds; from the cache they are loaded in less."""
WAIT = Words(
    "正在编译计算内核：首次使用或更新后各一次，约需一到两分钟……",
    "Compiling the kernels: once, at first use and after an update; a minute or two …",
)


def ready(warm_up: Callable[[], None], settings: Settings) -> None:
    """Loads or compiles; on the error output, so that an answer as JSON stays one object."""
    said = Timer(PATIENCE, lambda: print(WAIT.say(settings.language), file=sys.stderr, flush=True))
    said.daemon = True
    said.start()
    try:
        warm_up()
    finally:
        said.cancel()
