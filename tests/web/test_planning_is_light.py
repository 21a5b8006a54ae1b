"""The web process never loads the engines: their compiler costs memory and seconds that only the worker should pay."""

import subprocess
import sys

import pytest

ASKS = (
    "import sys, {module}\n"
    "heavy = sorted(m for m in sys.modules if m.split('.')[0] in ('numba', 'llvmlite') or m.startswith('jingwei.engines'))\n"
    "print(len(heavy))"
)


def heavy(module: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", ASKS.format(module=module)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.parametrize(
    "module", ["jingwei.web.app", "jingwei.wiring", "jingwei.cli", "jingwei.suite.calls"]
)
def test_it_is_light(module: str) -> None:
    assert heavy(module) == 0


def test_the_worker_has_them() -> None:
    assert heavy("jingwei.cli.work") > 0
