"""`python -m jingwei.cli`: all commands but the worker's and the engines' own, which are handed over."""

import sys

from jingwei.cli import bundle, db, demo, doctor, engines, imports, serve, web, worker, workspaces
from jingwei.cli.command import Command
from jingwei.cli.program import main

COMMANDS: tuple[Command, ...] = (
    serve.COMMAND,
    web.COMMAND,
    worker.COMMAND,
    db.COMMAND,
    demo.COMMAND,
    workspaces.COMMAND,
    bundle.COMMAND,
    imports.COMMAND,
    doctor.COMMAND,
    *engines.COMMANDS,
)

if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in engines.NAMES:
        engines.hand_over(sys.argv[1:])
    sys.exit(main(sys.argv[1:], COMMANDS))
