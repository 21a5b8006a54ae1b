"""Ring 7: the command line. Nothing is loaded here: each kind of command gets a process with what it needs."""

import os
import sys
from typing import NoReturn

from jingwei.cli.engines import MODULES


def main() -> NoReturn:
    """Goes on as the process that knows the command; the engines' need neither server nor database."""
    given = sys.argv[1:]
    module = MODULES.get(given[0], "jingwei.cli") if given else "jingwei.cli"
    # -P: `-m` alone would look for modules in whatever directory the command is called from.
    os.execv(sys.executable, [sys.executable, "-P", "-m", module, *given])
