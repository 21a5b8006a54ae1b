"""Sheets into any form by its key: what is read, what is refused and where, what a second time does."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from jingwei.base.errors import Invalid, NotFound
from jingwei.base.words import Words
from jingwei.exchange.csv.columns import day, percent
from jingwei.exchange.csv.importer import bring_in
from jingwei.exchange.inventree.importer import PLATFORM
from jingwei.exchange.tally import Tally
from jingwei.process.commands import Actor, Create
from jingwei.process.doors import Doors
from jingwei.spec.policy import Viewer
from jingwei.store.doctor import Report
from jingwei.store.records import load
from jingwei.store.transaction import Transaction, read
from jingwei.store.workspace import Workspace

Doctor = Callable[[], Awaitable[Report]]
Sheet = Callable[..., Awaitable[Tally]]


@pytest.fixture
def sheet(doors: Doors, factory: Workspace, tmp_path: Path) -> Sheet:
    """`await sheet(form, text)` imports the text."""

    async def quiet(done: int, total: int, note: Words) -> None: ...

    async def run(form: str, text: str | bytes, actor: Actor = PLATFORM, dry: bool = False) -> Tally:
        path = tmp_path / "sheet.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return await bring_in(doors[factory], actor, path, form, progress=quiet, why="test", dry=dry)

    return run


async def refused(work: Awaitable[Tally]) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(Invalid) as error:
        await work
    return [(fault.path, fault.code) for fault in error.value.faults]


async def warehouse(doors: Doors, factory: Workspace, code: str) -> dict[str, object]:
    form = (await doors.catalogue(factory)).forms["inventory.warehouse"]

    async def work(transaction: Transaction) -> dict[str, object]:
        ids = await load.where(transaction, factory.schema, form, {"code": code})
        return (await load.rows(transaction, factory.schema, form, ids))[ids[0]]

    return await read(doors.pool, work)


def counts(tally: Tally) -> tuple[int, int, int]:
    (count,) = tally.counts
    return count.created, count.changed, count.unchanged


async def test_rows_are_made_changed_and_left_alone_by_their_key(
    sheet: Sheet, doors: Doors, factory: Workspace
) -> None:
    text = "code,name,kind,active\nW1,一号仓,raw,true\nW2,二号仓,finished,\n"
    assert counts(await sheet("inventory.warehouse", text)) == (2, 0, 0)
    assert counts(await sheet("inventory.warehouse", text)) == (0, 0, 2)
    assert counts(await sheet("inventory.warehouse", "编码;名称;在用\nW1;一号;否\nW3;三号仓;是\n")) == (
        1,
        1,
        0,
    )
    one, two = (await warehouse(doors, factory, "W1")), (await warehouse(doors, factory, "W2"))
    assert (one["name"], one["kind"], one["active"]) == ("一号", "raw", False)
    assert two["active"] is True  # an empty cell says nothing, so the default stands


@pytest.mark.parametrize(
    "raw",
    [
        "编码,名称\nG1,国标仓\n".encode("gb18030"), "编码\t名称\r\nG1\t国标仓\r\n".encode("utf-8-sig"),
        "编码,名称\nG1,国标仓\n".encode("utf-16"), '"编码";"名称"\n"G1";"国标仓"\n\n;\n'.encode(),
    ],
)  # fmt: skip
async def test_what_spreadsheet_programs_write(
    sheet: Sheet, doors: Doors, factory: Workspace, raw: bytes
) -> None:
    await sheet("inventory.warehouse", raw)
    assert (await warehouse(doors, factory, "G1"))["name"] == "国标仓"


async def test_links_quantities_and_percentages(sheet: Sheet, doors: Doors, factory: Workspace) -> None:
    account = Create("finance.account", {"code": "1403", "name": "原材料", "kind": "asset"})
    await doors[factory].submit(PLATFORM, (account,))
    text = (
        "物料编码,名称,类别,计量单位,默认仓库,税率,采购参考价（不含税）,安全库存\n"
        "I1,螺丝,原材料,pcs,W1,13%,0.25 CNY,100\nI2,油漆,raw,升,W1,0.06,,\n"
    )
    assert counts(await sheet("engineering.item", text)) == (2, 0, 0)
    assert counts(await sheet("engineering.item", text)) == (0, 0, 2)


@pytest.mark.parametrize(
    ("form", "text", "place", "code"),
    [
        ("inventory.warehouse", "", ("1",), "no_header"),
        ("inventory.warehouse", "name\nx\n", ("1",), "no_key_column"),
        ("inventory.warehouse", "code,colour\nA,red\n", ("1", "colour"), "unknown_column"),
        ("inventory.warehouse", "code,编码\nA,B\n", ("1", "编码"), "duplicate"),
        ("inventory.warehouse", "code,code\nA,B\n", ("1",), "bad_header"),
        ("inventory.warehouse", "code,name\nA,x\nB,y\x00z\n", ("3",), "not_text"),
        ("inventory.warehouse", "code,na\x00me\nA,x\n", ("1",), "not_text"),
        ("inventory.warehouse", "code,name\n,x\n", ("2", "code"), "required"),
        ("inventory.warehouse", "code,name\nA,x\nB,y\nA,z\n", ("4", "code"), "duplicate"),
        ("inventory.warehouse", "code,name,kind\nA,x,huge\n", ("2", "kind"), "not_an_option"),
        ("inventory.warehouse", "code,name,active\nA,x,perhaps\n", ("2", "active"), "not_switch"),
        ("inventory.warehouse", "code,name\nA,x,y\n", ("2",), "too_many_cells"),
        ("inventory.warehouse", 'code,name\nA,"x\n', ("2",), "bad_csv"),
        ("inventory.warehouse", "code,name\nA,x\n" + f"B,{'長' * 200_000}\n", ("3",), "bad_csv"),
        ("inventory.warehouse", "code,name\nA," + "x" * 81 + "\n", ("2", "name"), "too_long"),
        ("engineering.item", "code,name,safety_stock\nA,x,1e308\n", ("2", "safety_stock"), "not_a_number"),
        ("engineering.item", "code,name,state\nA,x,active\n", ("1", "state"), "not_writable"),
        ("engineering.item", "code,name,drawings\nA,x,f\n", ("1", "drawings"), "not_in_csv"),
        ("sales.order", "number,due\nSO1,2026-01-05\n", (), "no_key"),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_refused_with_line_and_column(
    sheet: Sheet, doctor: Doctor, form: str, text: str, place: tuple[str, ...], code: str
) -> None:
    before = (await doctor()).records
    assert (place, code) in await refused(sheet(form, text))
    assert (await doctor()).records == before


async def test_every_fault_is_listed_and_a_rehearsal_finds_those_of_the_door(
    sheet: Sheet, doctor: Doctor
) -> None:
    text = "code,name,kind,warehouse,lot_rule,lot_size\nX1,a,raw,W1,fixed,0\nX2,b,raw,NOWHERE,,\nX3,c,raw,W1,,\nX4,,raw,W1,,\n"
    before = (await doctor()).records
    for dry in (True, False):
        found = await refused(sheet("engineering.item", text, dry=dry))
        assert (("2", "lot_size"), "check") in found
        assert (("3", "warehouse"), "no_such_key") in found
        assert (("5", "name"), "required") in found
        assert not any(path[:1] == ("4",) for path, _ in found)
        assert (await doctor()).records == before


async def test_a_rehearsal_lists_unreadable_cells_and_what_the_door_refuses_together(sheet: Sheet) -> None:
    text = "编码,名称,账期（天）\nC1,甲,六十\nC2,,15\nC3,丙,30\nC3,丁,5\n"
    found = await refused(sheet("sales.customer", text, dry=True))
    assert [path for path, _ in found] == [("2", "账期（天）"), ("3", "名称"), ("5", "编码")], found
    assert await refused(sheet("sales.customer", text)) == [one for one in found if one[0][0] != "3"]


async def test_a_rehearsal_keeps_nothing(sheet: Sheet, doctor: Doctor) -> None:
    before = (await doctor()).records
    tally = await sheet("inventory.warehouse", "code,name\nR1,x\nR2,y\n", dry=True)
    assert (counts(tally), tally.rehearsed) == ((2, 0, 0), True)
    assert (await doctor()).records == before


async def test_the_roles_of_the_person_hold(sheet: Sheet, doctor: Doctor) -> None:
    keeper = Actor(Viewer(5, 0, (), frozenset({"inventory.keeper"})), "import")
    before = (await doctor()).records
    found = await refused(sheet("inventory.warehouse", "code,name\nP1,x\n", keeper))
    assert (("2",), "not_allowed") in found
    assert (await doctor()).records == before


async def test_an_unknown_form_is_refused(sheet: Sheet) -> None:
    for form in ("nothing.here", "engineering.bom.lines"):
        with pytest.raises(NotFound):
            await sheet(form, "code\nA\n")


@pytest.mark.parametrize(
    ("text", "value"), [("13%", "0.13"), ("0.5%", "0.005"), ("-7%", "-0.07"), ("120%", "1.20"), ("x%", "x%")]
)
def test_percentages(text: str, value: str) -> None:
    assert percent(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("2026/1/5", "2026-01-05"), ("2026年1月5日", "2026-01-05"), ("2026/13/5", "2026/13/5")],
)
def test_days(text: str, value: str) -> None:
    assert day(text) == value
