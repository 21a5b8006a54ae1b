"""`jingwei bundle` says in which file and line a mistake stands, and when there is nothing to do."""

from pathlib import Path

import pytest
from tests.cli.test_workspaces import jingwei
from tests.conftest import FreshDatabase

pytestmark = pytest.mark.slow
FORMS = """app: tooling
title: 工装
forms:
  tool:
    title: 工装
    fields:
      name: {type: text, title: 名称}
      worth:
        type: formula
        title: 净值
        formula: "name & '!'"
        result: text
"""
ROLES = """app: tooling
roles:
  keeper:
    title: 保管员
    grants:
      tool: {do: [read, create]}
"""


@pytest.fixture
async def url(fresh_database: FreshDatabase) -> str:
    return await fresh_database()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "tooling"
    made.mkdir()
    (made / "forms.yaml").write_text(FORMS, encoding="utf-8")
    (made / "roles.yml").write_text(ROLES, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("file", "wrong", "told"),
    [
        ("forms.yaml", ("name & '!'", "nam & '!'"), "forms.yaml:11 tooling.tool.fields.worth.formula: There is no field “nam”; did you mean “name”?"),
        ("forms.yaml", ("type: text,", "type: txt,"), "forms.yaml:7 tooling.forms.tool.fields.name.type: Unknown field type"),
        ("roles.yml", ("create]", "crate]"), 'roles.yml:6 tooling.roles.keeper.grants.tool.0.do: "工装" has no action "crate"'),
        ("roles.yml", ("roles:", "rolls:"), 'roles.yml:2 tooling.rolls: Unknown key "rolls"'),
    ],
)  # fmt: skip
async def test_a_mistake_is_told_with_its_file_and_line(
    url: str, folder: Path, tmp_path: Path, file: str, wrong: tuple[str, str], told: str
) -> None:
    place = folder / file
    place.write_text(place.read_text(encoding="utf-8").replace(*wrong), encoding="utf-8")
    code, _, err = await jingwei(url, tmp_path, "bundle", "check", str(folder))
    assert code == 1
    assert err.splitlines()[0].startswith(told), err


async def test_applying_twice_changes_nothing(url: str, folder: Path, tmp_path: Path) -> None:
    await jingwei(url, tmp_path, "workspace", "create", "factory")
    code, out, _ = await jingwei(url, tmp_path, "bundle", "apply", str(folder))
    assert (code, out.splitlines()[-1]) == (0, "v2")
    for what in ("diff", "check", "apply"):
        code, out, _ = await jingwei(url, tmp_path, "bundle", what, str(folder))
        assert (code, out.splitlines()[0]) == (0, "No difference from version 2 of the workspace factory")


async def test_a_folder_that_is_not_there_is_named_in_full(url: str, tmp_path: Path) -> None:
    code, _, err = await jingwei(url, tmp_path, "bundle", "check", str(tmp_path / "nothing"))
    assert (code, err) == (1, f"There is no folder {tmp_path / 'nothing'}\n")
