"""`jingwei worker`: hands the process over to `jingwei.cli.work`.

The planning engines bring a compiler of 100 MB with them; only the worker is to load it, so no module that
the other commands import may name it.
"""

import os
import sys
from argparse import Namespace

from jingwei.base.settings import Settings
from jingwei.cli.command import Command


def run(arguments: Namespace, settings: Settings) -> int:
    os.execv(sys.executable, [sys.executable, "-m", "jingwei.cli.work"])


COMMAND = Command("worker", "运行后台进程：定时、作业、投递、封存 / run a background worker", run)
