"""Bundle folders become one mapping per app, and nothing is said twice."""

from pathlib import Path

import pytest

from jingwei.base.errors import Invalid
from jingwei.suite.load import AREAS, load, read_folder


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def test_every_area_is_an_app_in_its_order() -> None:
    assert [raw["app"] for raw in load()] == list(AREAS)


def test_the_files_of_an_app_are_merged(tmp_path: Path) -> None:
    found = read_folder(
        write(tmp_path, a="app: x\ntitle: X\nforms:\n  one: {}\n", b="app: x\nforms:\n  two: {}\n")
    )
    assert found == {"app": "x", "title": "X", "forms": {"one": {}, "two": {}}}


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a": "app: x\nforms: {one: {}}\n", "b": "app: x\nforms: {one: {}}\n"}, "duplicate"),
        ({"a": "app: x\ntitle: A\n", "b": "app: x\ntitle: B\n"}, "duplicate"),
        ({"a": "app: x\n", "b": "app: y\n"}, "duplicate"),
        ({"a": "app: x\nforms:\n  one: {}\n  one: {}\n"}, "duplicate"),
        ({"a": "app: x\nforms: [\n"}, "bad_yaml"),
        ({"a": "- 1\n"}, "not_mapping"),
        ({"a": "forms: {}\n"}, "not_mapping"),
        ({}, "missing"),
    ],
)
def test_refused(tmp_path: Path, files: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_folder(write(tmp_path, **files))
    assert refused.value.faults[0].code == code
