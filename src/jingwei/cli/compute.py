"""The commands that need the engines, in a process of their own: `python -m jingwei.cli.compute schedule solve …`."""

import sys

from jingwei.cli import case, main, schedule
from jingwei.cli.command import Command

COMMANDS: tuple[Command, ...] = (schedule.COMMAND, *case.COMMANDS)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], COMMANDS))
