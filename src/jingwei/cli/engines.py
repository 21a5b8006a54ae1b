"""The commands that need the engines: which module to go on as, and how they are listed with the others.

The engines bring a compiler of 100 MB with them, so no module that the other commands import may name them.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import NoReturn

from jingwei.base.settings import Settings
from jingwei.cli.command import Command

NAMES = {
    "schedule": "排产：求解文件中的问题 / solve a scheduling problem from a file",
    "mrp": "MRP：计划文件中的需求 / plan the demands of a file",
    "promise": "答交：文件中的计划最早何时能交 / the earliest day a plan in a file could deliver",
    "bom": "BOM：展开文件中的物料 / explode an item of a file",
}
MODULES = {name: f"jingwei.cli.{'schedule' if name == 'schedule' else 'case'}" for name in NAMES}


def hand_over(arguments: Sequence[str]) -> NoReturn:
    """Go on as the process that knows the engines, with the same arguments."""
    os.execv(sys.executable, [sys.executable, "-P", "-m", MODULES[arguments[0]], *arguments])


def run(arguments: Namespace, settings: Settings) -> int:
    """Not reached: the arguments are handed over before they are looked at."""
    hand_over(sys.argv[1:])


COMMANDS = tuple(Command(name, help, run) for name, help in NAMES.items())
