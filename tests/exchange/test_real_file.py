"""The export of a real small manufacturer: its own figures, the books, and the time and memory it takes."""

import asyncio
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
from tests.exchange.conftest import Import
from tests.waiting import eventually

from jingwei.engines.bom import build, lines, node_count
from jingwei.exchange.inventree.export import take_in
from jingwei.exchange.inventree.importer import PLATFORM, planned
from jingwei.exchange.inventree.money import Rates
from jingwei.exchange.tally import Tally
from jingwei.process.commands import Act, Create
from jingwei.process.doors import Doors
from jingwei.store.doctor import Report
from jingwei.store.pool import Pool
from jingwei.store.queue.jobs import Jobs
from jingwei.store.tables import names
from jingwei.store.workspace import Workspace
from jingwei.wiring.worker import handlers

Doctor = Callable[[], Awaitable[Report]]


def test_reading_and_mapping_hold_little(real_file: Path) -> None:
    """Twenty times the file would still fit: what is kept is a fraction of the text."""
    tracemalloc.start()
    try:
        planned(take_in(real_file), Rates(), Tally())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40 * 2**20


async def test_the_whole_file_within_a_minute(run_import: Import, doctor: Doctor, real_file: Path) -> None:
    began = time.perf_counter()
    tally = await run_import(real_file)
    assert time.perf_counter() - began < 60
    records = (report := await doctor()).records
    assert records["engineering.item"] == 414
    assert records["inventory.lot"] == 1106
    assert records["purchasing.supplier"] + records["sales.customer"] == 36
    assert records["purchasing.order"] == 12
    assert records["sales.order"] == 6
    assert records["production.order"] == 16
    assert report.faults == ()
    assert report.books is not None
    assert report.books.equal
    assert report.books.stock > 0
    assert {title.en: n for title, n in tally.source}["BOM lines (part.bomitem)"] == 228


async def test_again_it_changes_nothing(run_import: Import, doctor: Doctor, real_file: Path) -> None:
    before = await doctor()
    assert (await run_import(real_file)).written == 0
    assert await doctor() == before


async def test_structures_and_the_217_nodes_of_the_master_assembly(
    doors: Doors, factory: Workspace, pool: Pool, real_file: Path
) -> None:
    """228 lines of the file, 27 copies for variants of templates; the top itself is one of the 217 nodes."""
    catalogue = await doors.catalogue(factory)
    bom, item = catalogue.forms["engineering.bom"], catalogue.forms["engineering.item"]
    table = bom["lines"].table
    assert table is not None
    inherited, priority = names.column(table["inherited_from"]), names.column(table["priority"])
    async with pool.connection() as connection:
        rows = await connection.fetch(
            f"SELECT b.{names.column(bom['item'])}, l.{names.column(table['component'])}, l.{inherited} FROM "
            f"{factory.schema}.{names.table(bom)} b JOIN {factory.schema}.{names.table(table)} l ON l.parent = b.id "
            f"WHERE b.{names.column(bom['state'])} = 'released' AND l.{priority} = 1"
        )
        top = await connection.fetchval(
            f"SELECT id FROM {factory.schema}.{names.table(item)} WHERE {names.column(item['name'])} = 'Master Assembly'"
        )
        prices = await connection.fetchval(
            f"SELECT count(*) FROM {factory.schema}.{names.table(catalogue.forms['purchasing.supplier.prices'])}"
        )
    assert sum(row[2] is None for row in rows) == 228
    assert sum(row[2] is not None for row in rows) == 27
    assert prices == 1001 + 266  # every price break, and the supplier parts that have none
    ids = sorted({row[0] for row in rows} | {row[1] for row in rows})
    at = {identity: index for index, identity in enumerate(ids)}
    parents, children = [at[row[0]] for row in rows], [at[row[1]] for row in rows]
    structure = build(len(ids), lines(parents, children, np.ones(len(rows), np.int64)))
    assert node_count(structure, at[top]) == 217


async def test_material_planning_runs_on_it(
    doors: Doors, factory: Workspace, pool: Pool, doctor: Doctor, real_file: Path, tmp_path: Path
) -> None:
    """The open sales orders and builds become planned orders down to bought parts."""
    door = doors[factory]
    made = (await door.submit(PLATFORM, (Create("planning.run", {}),))).asked[0]
    await door.submit(PLATFORM, (Act("planning.run", made.id, "start"),))
    jobs = Jobs(pool, handlers(doors, tmp_path).jobs)
    jobs.rounds.watch(factory)
    running = asyncio.create_task(jobs.rounds.run())

    async def planned_() -> bool:
        async with pool.connection() as connection:
            states = await connection.fetch(f"SELECT state, faults::text FROM {factory.schema}.job")
        assert not any(row[0] == "failed" for row in states), states
        return all(row[0] == "done" for row in states)

    await eventually(planned_, 60)
    running.cancel()
    await jobs.close()
    await asyncio.gather(running, return_exceptions=True)
    catalogue = await doors.catalogue(factory)
    form, message = catalogue.forms["planning.planned_order"], catalogue.forms["planning.message"]
    async with pool.connection() as connection:
        sources = await connection.fetch(
            f"SELECT {names.column(form['source'])}, count(*) FROM {factory.schema}.{names.table(form)} GROUP BY 1"
        )
        unrouted = await connection.fetchval(
            f"SELECT count(*) FROM {factory.schema}.{names.table(message)} WHERE {names.column(message['text'])} LIKE '%没有已发布的工艺路线%'"
        )
        made_here = await connection.fetchval(
            f"SELECT count(DISTINCT {names.column(form['item'])}) FROM {factory.schema}.{names.table(form)} "
            f"WHERE {names.column(form['source'])} = 'make'"
        )
    assert {row[0] for row in sources} == {"make", "buy"}
    assert unrouted == made_here > 0, "The file knows no routings: planning runs all the same and says so."
    assert (await doctor()).faults == ()
