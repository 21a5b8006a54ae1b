"""A workspace with the suite's apps in it and the write doors of a process."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from jingwei import wiring
from jingwei.process.doors import Doors
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
