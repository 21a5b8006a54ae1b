"""Answers are read from both outputs: no word in between about how long a cold compilation takes."""

import pytest

from jingwei.cli import kernels


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "PATIENCE", 600.0)
