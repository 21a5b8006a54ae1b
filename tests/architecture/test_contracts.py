"""The direction of imports holds, and every contract catches a deliberate violation of it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """import-linter on the tree under `root`, whichever copy of the package is installed."""
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200"}
    return subprocess.run(
        [str(LINT), "--no-cache"], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the product that a test may spoil."""
    ignored = shutil.ignore_patterns("__pycache__", "static")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("base/words.py", "import jingwei.spec", "rings"),
        ("spec/form.py", "import jingwei.store.pool", "rings"),
        ("store/pool.py", "import jingwei.process", "rings"),
        ("suite/__init__.py", "import jingwei.collab", "rings"),
        ("process/__init__.py", "import jingwei.web.app", "rings"),
        ("web/app.py", "import jingwei.cli", "rings"),
        ("engines/__init__.py", "import jingwei.base.words", "rings"),
        ("engines/__init__.py", "import asyncio", "engines are pure"),
        ("query/__init__.py", "import asyncpg", "no input or output"),
        ("web/app.py", "import asyncpg", "only store speaks to PostgreSQL"),
        ("web/app.py", "import jingwei.store.records.flush", "only process writes records"),
    ],
)
def test_a_violation_is_caught(copy: Path, module: str, line: str, contract: str) -> None:
    with (copy / "src" / "jingwei" / module).open("a") as file:
        file.write(f"\n{line}\n")
    done = lint(copy)
    broken = [said for said in done.stdout.splitlines() if said.endswith("BROKEN")]
    assert done.returncode == 1, done.stdout[-4000:]
    assert any(contract in said for said in broken), done.stdout[-4000:]


def test_a_new_package_without_a_ring_is_caught(copy: Path) -> None:
    (copy / "src" / "jingwei" / "extras").mkdir()
    (copy / "src" / "jingwei" / "extras" / "__init__.py").write_text("")
    assert lint(copy).returncode != 0
