"""A command loads what it needs and nothing else, and says why somebody waits."""

import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from jingwei.base.settings import Settings
from jingwei.cli import kernels


def loaded(module: str) -> set[str]:
    """Packages of ours, by their first two names, and all foreign ones."""
    asks = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    names = (name.split(".") for name in done.stdout.split())
    return {".".join(name[:2]) if name[0] == "jingwei" else name[0] for name in names}


@pytest.mark.parametrize("module", ["jingwei.cli", "jingwei.cli.case", "jingwei.cli.schedule"])
def test_a_file_is_planned_without_server_and_database(module: str) -> None:
    assert {name for name in loaded(module) if name.startswith("jingwei.")} <= {
        "jingwei.cli", "jingwei.base", "jingwei.engines",
    }  # fmt: skip


def test_choosing_the_process_loads_nothing_big() -> None:
    assert not {"numpy", "numba", "asyncio", "asyncpg"} & loaded("jingwei.cli")


def test_an_explosion_needs_no_constraint_solver() -> None:
    assert not {"ortools", "pandas"} & loaded("jingwei.cli.case")


def test_the_installed_command_goes_on_as_the_right_process(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('a module of the current directory was taken')")
    jingwei = Path(sys.executable).parent / "jingwei"
    for command, heard in ((["bom", "--help"], "explode"), (["--help"], "doctor")):
        done = subprocess.run([jingwei, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert heard in done.stdout, done.stderr
        assert done.returncode == 0


def test_whoever_waits_for_the_compiler_is_told_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kernels, "PATIENCE", 0.05)
    kernels.ready(lambda: None, Settings())
    assert capsys.readouterr().err == ""
    kernels.ready(lambda: sleep(0.5), Settings(language="en"))
    assert "Compiling the kernels" in capsys.readouterr().err
