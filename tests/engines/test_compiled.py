"""Machine code is made anew when a source it was made of changed, and only then."""

from pathlib import Path
from shutil import copytree

import pytest

from jingwei.engines import compiled


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the engines' sources that may be changed."""
    copy = copytree(compiled.ENGINES, tmp_path / "engines")
    monkeypatch.setattr(compiled, "ENGINES", copy)
    return copy


def stamp(part: str) -> str:
    return compiled._fingerprint.__wrapped__(part)


@pytest.mark.parametrize(
    ("changed", "concerned", "untouched"),
    [
        ("bom/explode.py", {"bom", "mrp", "case"}, {"schedule"}),
        ("schedule/tabu.py", {"schedule"}, {"bom", "mrp", "case"}),
        ("exact.py", {"schedule", "bom", "mrp"}, {"costing"}),
    ],
)
def test_a_change_concerns_what_is_made_of_it(
    sources: Path, changed: str, concerned: set[str], untouched: set[str]
) -> None:
    before = {part: stamp(part) for part in concerned | untouched}
    with (sources / changed).open("a") as file:
        file.write("\n# changed\n")
    assert {part for part in before if stamp(part) != before[part]} == concerned
