"""All benchmarks, each in a process of its own: `python -m bench [--rows N] [--rounds N] [--only reads,over_http,writes,engines,mrp_through_database,promise]`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ALL = ("reads", "over_http", "writes", "engines", "mrp_through_database", "promise")
UNSIZED = ("engines", "mrp_through_database", "promise")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, help="rows of the big table of all but the engines")
    parser.add_argument("--rounds", type=int, help="interleaved rounds of all but the engines")
    parser.add_argument("--only", default=",".join(ALL), help="some of them, with a comma between")
    options = parser.parse_args()
    given = {"--rows": options.rows, "--rounds": options.rounds}
    sizes = [text for name, value in given.items() if value is not None for text in (name, str(value))]
    for name in options.only.split(","):
        if name not in ALL:
            parser.error(f"There is no benchmark {name}; there are {', '.join(ALL)}.")
        print(f"== {name}", flush=True)
        arguments = [] if name in UNSIZED else sizes
        subprocess.run([sys.executable, str(HERE / f"{name}.py"), *arguments], check=True)


if __name__ == "__main__":
    main()
