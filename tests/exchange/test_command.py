"""`jingwei import` as real processes: figures, refusals on the error output, killed in the middle and run again."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from tests.exchange import small

from jingwei.process.doors import Doors
from jingwei.store.doctor import Report

Doctor = Callable[[], Awaitable[Report]]
Start = Callable[..., Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
def start(database: str, doors: Doors, tmp_path: Path) -> Start:
    """`await start("import", …)` runs the command line on the module's database."""

    async def run(*arguments: str) -> asyncio.subprocess.Process:
        environment = {
            **os.environ,
            "JINGWEI_DATABASE_URL": database,
            "JINGWEI_DATA": str(tmp_path),
            "JINGWEI_LANGUAGE": "en",
        }
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "jingwei.cli", *arguments,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment,
        )  # fmt: skip

    return run


async def said(process: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_a_rehearsal_tells_what_would_come_and_keeps_nothing(
    start: Start, doctor: Doctor, tmp_path: Path
) -> None:
    file = small.written(tmp_path, small.export())
    code, out, _ = await said(await start("import", "inventree", str(file), "--dry-run", "--rate", "USD=7"))
    assert code == 0
    assert "Rehearsal" in out
    assert "part.part.3.IPN" in out
    assert (await doctor()).records["engineering.item"] == 0


async def test_killed_in_the_middle_and_run_again(start: Start, doctor: Doctor, real_file: Path) -> None:
    first = await start("import", "inventree", str(real_file))
    assert first.stderr is not None
    while line := await first.stderr.readline():
        if b"Opening stock" in line:
            first.kill()
            break
    await first.communicate()
    assert first.returncode != 0
    cut = await doctor()
    assert cut.faults == ()
    assert cut.records["engineering.bom"] < 20
    code, out, _ = await said(await start("import", "inventree", str(real_file)))
    assert code == 0, out
    assert "414" in out
    whole = await doctor()
    assert whole.faults == ()
    assert (whole.records["engineering.item"], whole.records["inventory.lot"]) == (414, 1106)
    code, out, _ = await said(await start("import", "inventree", str(real_file)))
    assert (code, out.splitlines()[-1]) == (0, "Nothing has changed, nothing was written")
    assert await doctor() == whole


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("inventree", "nowhere.json"), "There is no file"),
        (("csv", "nowhere.csv", "--form", "sales.customer"), "There is no file"),
    ],
)
async def test_what_is_not_there(start: Start, arguments: tuple[str, ...], sentence: str) -> None:
    code, _, err = await said(await start("import", *arguments))
    assert code == 1
    assert sentence in err


async def test_every_fault_is_printed_with_its_place(start: Start, tmp_path: Path) -> None:
    objects = small.export()
    small.field(objects, "part.part", 5)["units"] = "furlong"
    small.field(objects, "part.bomitem", 3)["overage"] = "much"
    code, _, err = await said(await start("import", "inventree", str(small.written(tmp_path, objects))))
    assert code == 1
    assert "part.part.5.units:" in err
    assert "part.bomitem.3.overage:" in err
    assert err.splitlines()[-1] == "2 errors"


async def test_a_sheet(start: Start, doctor: Doctor, tmp_path: Path) -> None:
    before = (await doctor()).records["sales.customer"]
    file = tmp_path / "customers.csv"
    file.write_text("code,name\nK-1,客户一\nK-2,客户二\n", "utf-8")
    code, out, err = await said(await start("import", "csv", str(file), "--form", "sales.customer"))
    assert (code, "2 records written" in out) == (0, True), err
    assert (await doctor()).records["sales.customer"] == before + 2
