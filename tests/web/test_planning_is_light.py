"""The web process never loads compiled engines: their compiler costs memory and seconds that only the worker should pay."""

import subprocess
import sys

import pytest

PLAIN = ("costing", "sampling", "effectiveness", "assets")
"""Engines a request may use: they load neither a compiler nor arrays."""


def loaded(module: str) -> set[str]:
    asks = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def heavy(module: str) -> set[str]:
    allowed = tuple(f"jingwei.engines.{name}" for name in (*PLAIN, "refusal", "scrap"))
    return {
        one
        for one in loaded(module)
        if one.split(".")[0] in ("numba", "llvmlite")
        or (one.startswith("jingwei.engines.") and not one.startswith(allowed))
    }


@pytest.mark.parametrize(
    "module", ["jingwei.web.app", "jingwei.wiring", "jingwei.cli.__main__", "jingwei.suite.calls"]
)
def test_it_is_light(module: str) -> None:
    assert heavy(module) == set()


@pytest.mark.parametrize("name", PLAIN)
def test_plain_engines_are_plain(name: str) -> None:
    assert not {"numpy", "numba", "llvmlite"} & loaded(f"jingwei.engines.{name}")


def test_the_worker_has_them() -> None:
    assert {"numba", "jingwei.engines.mrp", "jingwei.engines.schedule"} <= heavy("jingwei.cli.work")
