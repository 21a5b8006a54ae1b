"""A workspace with the suite's apps in it, the write doors of a process, and what was written counted."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from jingwei import wiring
from jingwei.base.words import Words
from jingwei.exchange.inventree.importer import bring_in
from jingwei.exchange.inventree.money import Rates
from jingwei.exchange.tally import Tally
from jingwei.process.doors import Doors
from jingwei.store.doctor import Report, examine
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.workspace import Workspace
from jingwei.suite.load import load

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "inventree" / "inventree_data.json"


@pytest.fixture(scope="session")
def real_file() -> Path:
    """The export of a real small manufacturer, which lies beside the project and not in it."""
    if not REAL.is_file():
        pytest.skip("shared/data/inventree/inventree_data.json is not there")
    return REAL


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def doors(pool: Pool, factory: Workspace) -> AsyncIterator[Doors]:
    made = wiring.doors(pool, lambda _: None, IdsOf())
    await made.catalogues.publish(factory, tuple(load()), 0)
    yield made
    await made.close()


Import = Callable[..., Awaitable[Tally]]


@pytest.fixture
def run_import(doors: Doors, factory: Workspace) -> Import:
    """`await run_import(file, dry=False, progress=None)` imports an InvenTree export."""

    async def quiet(done: int, total: int, note: Words) -> None:
        assert 0 <= done <= total, (done, total, note)

    async def run(file: Path, dry: bool = False, progress: object = None) -> Tally:
        told = quiet if progress is None else progress
        return await bring_in(doors[factory], file, rates=Rates(), progress=told, why="test", dry=dry)  # type: ignore[arg-type]

    return run


@pytest.fixture
def doctor(doors: Doors, factory: Workspace, pool: Pool) -> Callable[[], Awaitable[Report]]:
    """Everything counted, as `jingwei doctor` does."""

    async def look() -> Report:
        async with pool.connection() as connection:
            return await examine(connection, factory, await doors.catalogue(factory))

    return look
