"""`jingwei workspace` and `import` on an installation that holds nothing yet, as real processes."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest
from tests.conftest import FreshDatabase
from tests.exchange import small

from jingwei.store import people, workspace
from jingwei.store.passwords import matches
from jingwei.store.pool import Pool, PoolSettings
from jingwei.store.transaction import Transaction, read

pytestmark = pytest.mark.slow


@pytest.fixture
async def url(fresh_database: FreshDatabase) -> str:
    return await fresh_database()


async def jingwei(url: str, place: Path, *arguments: str) -> tuple[int | None, str, str]:
    environment = {
        **os.environ,
        "JINGWEI_DATABASE_URL": url,
        "JINGWEI_DATA": str(place),
        "JINGWEI_LANGUAGE": "en",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jingwei.cli", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_a_new_workspace_has_an_administrator_who_can_sign_in(url: str, tmp_path: Path) -> None:
    code, out, err = await jingwei(url, tmp_path, "workspace", "create", "north", "--title", "North works")
    assert code == 0, err
    told = re.search(r"Sign in as (\S+) with password (\S+) ", out)
    assert told is not None, out
    pool = Pool(PoolSettings(url, size=2))

    async def known(transaction: Transaction) -> people.Credentials | None:
        return await people.credentials(transaction, told[1])

    found = await read(pool, known)
    assert found is not None
    assert await matches(found.password, told[2])
    assert [(each.slug, each.title.en) for each in await workspace.every(pool)] == [("north", "North works")]
    await pool.close()
    assert (await jingwei(url, tmp_path, "workspace", "list"))[1].split() == ["north", "North", "works"]


async def test_what_cannot_be_made_is_one_sentence_and_leaves_nothing(url: str, tmp_path: Path) -> None:
    assert (await jingwei(url, tmp_path, "workspace", "create", "north"))[0] == 0
    for arguments, words in (
        (("create", "north"), "There is a workspace north already"),
        (("create", "North!"), "A slug starts with a lower-case letter"),
        (("create", "south", "--login", "admin-north"), "That login exists already"),
    ):
        code, _, err = await jingwei(url, tmp_path, "workspace", *arguments)
        assert code == 1
        assert words in err
        assert len(err.strip().splitlines()) == 1, err
    assert len((await jingwei(url, tmp_path, "workspace", "list"))[1].splitlines()) == 1


async def test_an_import_into_nothing_makes_the_workspace_first(url: str, tmp_path: Path) -> None:
    file = small.written(tmp_path, small.export())
    code, out, err = await jingwei(url, tmp_path, "import", "inventree", str(file), "--rate", "USD=7")
    assert code == 0, err
    assert "Workspace factory is made. Sign in as admin-factory" in out
    code, _, err = await jingwei(url, tmp_path, "import", "inventree", str(file), "--workspace", "nowhere")
    assert code == 1
    assert "`jingwei workspace create nowhere` makes it" in err
    code, out, _ = await jingwei(url, tmp_path, "doctor")
    assert code == 0, out


async def test_the_doctor_of_an_empty_installation_finds_nothing_wrong(url: str, tmp_path: Path) -> None:
    code, out, _ = await jingwei(url, tmp_path, "doctor", "--json")
    assert code == 0
    assert '"workspaces": []' in out
