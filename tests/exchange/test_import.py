"""A small export through the one write door: once, twice, changed, refused, cut off and rehearsed."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path

import pytest
from tests.exchange import small
from tests.exchange.conftest import Import

from jingwei import wiring
from jingwei.base.errors import Invalid
from jingwei.base.words import Words
from jingwei.exchange.inventree import importer
from jingwei.exchange.inventree.money import Rates
from jingwei.exchange.tally import Tally
from jingwei.process.commands import Change, Create
from jingwei.process.doors import Doors
from jingwei.store import workspace
from jingwei.store.doctor import Report
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.records import load
from jingwei.store.transaction import Transaction, read
from jingwei.store.workspace import Workspace

Doctor = Callable[[], Awaitable[Report]]
Cells = dict[str, object]


class Look:
    """Records of the workspace by external key."""

    def __init__(self, doors: Doors, factory: Workspace) -> None:
        self.doors, self.factory = doors, factory

    async def all(self, form: str) -> dict[str, Cells]:
        made = (await self.doors.catalogue(self.factory)).forms[form]

        async def work(transaction: Transaction) -> dict[str, Cells]:
            ids = await load.where(transaction, self.factory.schema, made, {})
            found = await load.rows(transaction, self.factory.schema, made, ids)
            for item, table in made.tables():
                for cells in found.values():
                    cells[item.slug] = await load.lines(
                        transaction, self.factory.schema, table, [int(str(cells["id"]))]
                    )
            return {str(cells.get("source_key") or cells["id"]): cells for cells in found.values()}

        return await read(self.doors.pool, work)

    async def one(self, form: str, key: str) -> Cells:
        return (await self.all(form))[f"inventree:{key}"]

    async def rows(self, form: str, key: str, table: str) -> list[Cells]:
        found = (await self.one(form, key))[table]
        assert isinstance(found, list)
        return found


@pytest.fixture
def look(doors: Doors, factory: Workspace) -> Look:
    return Look(doors, factory)


def by_title(tally: Tally) -> dict[str, tuple[int, int, int]]:
    return {c.title.en: (c.created, c.changed, c.unchanged) for c in tally.counts}


async def test_a_rehearsal_finds_the_same_and_keeps_nothing(
    run_import: Import, doctor: Doctor, tmp_path: Path
) -> None:
    tally = await run_import(small.written(tmp_path, small.export()), dry=True)
    assert tally.rehearsed
    assert by_title(tally)["Items"] == (8, 0, 0)
    assert by_title(tally)["Opening stock"] == (2, 0, 0)
    assert set((await doctor()).records.values()) == {0}


async def test_everything_arrives_and_the_books_agree(
    run_import: Import, doctor: Doctor, look: Look, tmp_path: Path
) -> None:
    tally = await run_import(small.written(tmp_path, small.export()))
    report = await doctor()
    assert report.faults == ()
    assert report.books is not None
    assert report.books.stock == report.books.ledger > 0
    assert {name: report.records[name] for name in (
        "engineering.item", "engineering.bom", "inventory.lot", "purchasing.order", "sales.order", "production.order",
        "purchasing.supplier", "sales.customer", "inventory.warehouse",
    )} == {
        "engineering.item": 8, "engineering.bom": 4, "inventory.lot": 9, "purchasing.order": 3, "sales.order": 2,
        "production.order": 2, "purchasing.supplier": 2, "sales.customer": 1, "inventory.warehouse": 3,
    }  # fmt: skip
    assert {str(one["state"]) for one in (await look.all("engineering.bom")).values()} == {"released"}
    assert (await look.one("sales.order", "order.salesorder:1"))["state"] == "effective"
    assert (await look.one("sales.order", "order.salesorder:2"))["state"] == "closed"
    assert (await look.one("purchasing.order", "order.purchaseorder:1"))["state"] == "confirmed"
    assert (await look.one("purchasing.order", "order.purchaseorder:2"))["state"] == "draft"
    assert (await look.one("production.order", "build.build:1"))["state"] == "confirmed"
    assert (await look.one("engineering.item", "part.part:7"))["state"] == "stopped"
    assert len(await look.rows("purchasing.supplier", "company.company:1", "prices")) == 3
    assert tally.written > 0


async def test_stock_lies_where_it_lay_by_lot_and_status(
    doors: Doors, factory: Workspace, pool: Pool
) -> None:
    catalogue = await doors.catalogue(factory)
    ledger = catalogue.ledgers["inventory.stock"]
    names = {d.slug: f"d{d.id}" for d in ledger.dimensions}
    on_hand = f"v{ledger.measure('on_hand').id}"
    async with pool.connection() as connection:
        rows = await connection.fetch(
            f"SELECT {names['lot']}, {names['status']}, {on_hand} FROM {factory.schema}.b{ledger.id} ORDER BY 1"
        )
    assert {(row[0], row[1], row[2]) for row in rows} == {
        ("#2", "blocked", Decimal(30)), ("#3", "available", Decimal("2.275")), ("#8", "available", Decimal("3.81")),
        ("B-7 #1", "available", Decimal(400)), ("SN1001 #4", "available", Decimal(1)),
    }  # fmt: skip


async def test_the_same_file_again_changes_nothing(
    run_import: Import, doctor: Doctor, tmp_path: Path
) -> None:
    before = await doctor()
    tally = await run_import(small.written(tmp_path, small.export()))
    assert tally.written == 0
    assert all(created == changed == 0 for created, changed, _ in by_title(tally).values())
    assert await doctor() == before


async def test_what_a_person_has_added_stays_and_what_the_file_says_comes_back(
    run_import: Import, doors: Doors, factory: Workspace, look: Look, tmp_path: Path
) -> None:
    item = await look.one("engineering.item", "part.part:5")
    values = {"name": "Schraube", "lead_time_days": "7", "standard_cost": "9.99"}
    await doors[factory].submit(
        importer.PLATFORM, (Change("engineering.item", int(str(item["id"])), values),)
    )
    tally = await run_import(small.written(tmp_path, small.export()))
    assert by_title(tally)["Items"] == (0, 1, 7)
    after = await look.one("engineering.item", "part.part:5")
    assert (after["name"], after["lead_time_days"], after["standard_cost"]) == (
        "Screw",
        Decimal(7),
        Decimal("9.99"),
    )


async def test_a_changed_file_changes_what_may_change(
    run_import: Import, doctor: Doctor, look: Look, tmp_path: Path
) -> None:
    objects = [
        *small.export(),
        small.part(20, "Felt"),
        small.bom(20, 2, 20),
        small.stock(20, 5, quantity="7.00000"),
    ]
    small.field(objects, "company.company", 1)["name"] = "新螺丝厂"
    small.field(objects, "company.supplierpricebreak", 2)["price"] = "7.000000"
    small.field(objects, "stock.stockitem", 1)["quantity"] = "399.00000"
    small.field(objects, "order.salesorderlineitem", 1)["quantity"] = "11.00000"
    tally = await run_import(small.written(tmp_path, objects))
    counted = by_title(tally)
    assert counted["Suppliers"] == (0, 1, 1)
    assert counted["Supplier prices"] == (0, 1, 0)
    assert counted["Items"] == (1, 0, 8)
    assert counted["Bills of materials"] == (1, 0, 3)
    assert counted["Opening stock"] == (1, 0, 0)
    told = {(notice.path, notice.code) for notice in tally.notices}
    assert (("stock.stockitem", "1", "quantity"), "opened_before") in told
    assert (("order.salesorder", "1"), "under_way") in told
    versions = {str(one["code"]): one["state"] for one in (await look.all("engineering.bom")).values()}
    assert (versions["CH.RED-V1"], versions["CH.RED-V2"]) == ("superseded", "released")
    assert (await doctor()).faults == ()
    # And back: the earlier content is the earlier version again, not a third one.
    await run_import(small.written(tmp_path, small.export()))
    versions = {str(one["code"]): one["state"] for one in (await look.all("engineering.bom")).values()}
    assert (versions["CH.RED-V1"], versions["CH.RED-V2"]) == ("released", "superseded")


async def test_a_refused_batch_leaves_nothing_of_itself_and_names_its_place(
    run_import: Import, doors: Doors, factory: Workspace, doctor: Doctor, tmp_path: Path
) -> None:
    """Somebody has given the code of a company that is to come to another one."""
    taken = Create("purchasing.supplier", {"code": "C-31", "name": "Other", "source_key": "elsewhere:31"})
    await doors[factory].submit(importer.PLATFORM, (taken,))
    before = (await doctor()).records
    objects = small.export()
    for pk in (30, 31, 32):
        objects.append(
            small.one("company.company", pk, **{**small.COMPANY, "name": f"S{pk}", "is_supplier": True})
        )
    objects.append(small.one("stock.stocklocation", 30, name="New", parent=None, description=""))
    for dry in (True, False):
        with pytest.raises(Invalid) as error:
            await run_import(small.written(tmp_path, objects), dry=dry)
        faults = [(f.path, f.code) for f in error.value.faults]
        assert (("company.company", "31", "code"), "not_unique") in faults
        assert (((), "partly") in faults) is not dry
    after = (await doctor()).records
    assert after["purchasing.supplier"] == before["purchasing.supplier"]
    assert after["inventory.warehouse"] == before["inventory.warehouse"] + 1  # the batch before stays
    small.field(objects, "company.company", 31)["is_supplier"] = False
    tally = await run_import(small.written(tmp_path, objects))
    assert by_title(tally)["Suppliers"][0] == 2


class Cut(Exception):  # noqa: N818 - an order, not an error
    """The import is stopped from outside, as by a cancelled job."""


@pytest.mark.parametrize("after", ["Suppliers", "Lots", "Opening stock", "Bills of materials", "Work orders"])
async def test_an_import_cut_off_anywhere_is_completed_by_the_next(
    run_import: Import, doctor: Doctor, tmp_path: Path, after: str
) -> None:
    """Each round brings a factory of its own, cut off when a stage begins, and brings it again."""
    objects = small.export()
    shift = 1000 * (
        1 + ["Suppliers", "Lots", "Opening stock", "Bills of materials", "Work orders"].index(after)
    )
    shifted = [moved(one, shift) for one in objects]
    file = small.written(tmp_path, shifted)

    async def cutting(done: int, total: int, stage: Words) -> None:
        if stage.en == after:
            raise Cut

    with pytest.raises(Cut):
        await run_import(file, progress=cutting)
    assert (await doctor()).faults == ()
    await run_import(file)
    assert (await run_import(file)).written == 0
    report = await doctor()
    assert report.faults == ()


def moved(one: dict[str, object], shift: int) -> dict[str, object]:
    """The same object under other numbers."""
    links = {"part", "sub_part", "variant_of", "category", "parent", "company", "supplier", "customer", "location",
             "belongs_to", "order", "bom_item", "build", "manufacturer", "destination"}  # fmt: skip
    fields = one["fields"]
    assert isinstance(fields, dict)
    changed = {k: v + shift if k in links and isinstance(v, int) else v for k, v in fields.items()}
    if changed.get("IPN"):
        changed["IPN"] = f"{changed['IPN']}.{shift}"
    return {"model": one["model"], "pk": int(str(one["pk"])) + shift, "fields": changed}


async def test_a_workspace_without_the_apps_is_told_so(pool: Pool, tmp_path: Path) -> None:
    bare = await workspace.create(pool, "bare", Words("空", "Bare"))
    made = wiring.doors(pool, lambda _: None, IdsOf())

    async def quiet(done: int, total: int, note: Words) -> None: ...

    with pytest.raises(Invalid) as error:
        await importer.bring_in(
            made[bare], small.written(tmp_path, small.export()), rates=Rates(), progress=quiet, why=""
        )
    assert {fault.code for fault in error.value.faults} == {"app_missing"}
    await made.close()
