"""All benchmarks, each in a process of its own: `python -m bench [--quick] [--only reads,engines,…]`.

--quick runs everything in small, minutes in all, into a folder of its own: whether it runs, not how fast. What needs something
that is not given – published instances (--data), a server (--address) – is left out with a word.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
SMALL = {
    "reads": "--rows 20000 --rounds 3 --seconds 0.1",
    "over_http": "--rows 20000 --rounds 3 --seconds 0.1",
    "writes": "--rows 5000 --rounds 3 --seconds 0.1",
    "engines": "",
    "scheduling": "--seconds 1 --with ours,dispatch",
    "drags": "--operations 2000 --drags 20",
    "promise": "",
    "mrp_through_database": "--families 50 --wanted 5",
    "promises_through_http": "--orders 200 --questions 20",
    "frames": "--bars 1000",
}
"""Every benchmark, and with what it runs in small."""
SIZED = ("reads", "over_http", "writes")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="everything in small")
    parser.add_argument("--only", default=",".join(SMALL), help="some of them, with a comma between")
    parser.add_argument(
        "--data",
        default=os.environ.get("JINGWEI_BENCH_DATA"),
        help="folder with the published instances in sched/",
    )
    parser.add_argument("--address", help="of a server with the demo factory, for the frames of its pages")
    parser.add_argument("--rows", type=int, help=f"rows of the big table: {', '.join(SIZED)}")
    parser.add_argument("--rounds", type=int, help="interleaved rounds of the same")
    options = parser.parse_args()
    if wrong := [name for name in options.only.split(",") if name not in SMALL]:
        parser.error(f"There is no benchmark {wrong[0]}; there are {', '.join(SMALL)}.")
    failed = list(run(options))
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def run(options: argparse.Namespace) -> Iterator[str]:
    """One after the other; answers which of them failed."""
    environment = dict(os.environ)
    if options.quick:
        environment["JINGWEI_BENCH_RESULTS"] = tempfile.mkdtemp(prefix="bench-quick-")
        print(f"results: {environment['JINGWEI_BENCH_RESULTS']}")
    for name in options.only.split(","):
        arguments = arguments_of(name, options)
        print(
            f"== {name}" + (" left out: nothing given to run it on" if arguments is None else ""), flush=True
        )
        if arguments is None:
            continue
        command = [sys.executable, str(HERE / f"{name}.py"), *arguments]
        if subprocess.run(command, env=environment, check=False).returncode:
            yield name


def arguments_of(name: str, options: argparse.Namespace) -> list[str] | None:
    """None where a benchmark lacks what it runs on."""
    given = {"scheduling": options.data and str(Path(options.data) / "sched"), "frames": options.address}
    if name in given and not given[name]:
        return None
    places = [given[name]] if name in given else [options.data] if name == "engines" and options.data else []
    sizes = {"--rows": options.rows, "--rounds": options.rounds} if name in SIZED else {}
    more = [text for key, value in sizes.items() if value is not None for text in (key, str(value))]
    return [*places, *(SMALL[name].split() if options.quick else ()), *more]


if __name__ == "__main__":
    main()
