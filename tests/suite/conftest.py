"""The catalogue of the whole suite, and the demo factory told once and copied for every module that asks."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from jingwei.process.commands import Made
from jingwei.spec.catalogue import Catalogue, build
from jingwei.store import workspace
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool, PoolSettings
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.load import load
from jingwei.wiring import doors


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return build(load())


@dataclass(frozen=True, slots=True)
class Story:
    """A database in which the demo factory lives, and what its refs stand for."""

    template: str
    refs: dict[str, Made]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def story(fresh_database, empty_template: str) -> Story:  # type: ignore[no-untyped-def]
    """The whole story with its accounts, told once a session."""
    name = "template_story"
    pool = Pool(PoolSettings(await fresh_database(template=empty_template, name=name), size=4))
    made = doors(pool, lambda _: None, IdsOf())
    factory = await workspace.by_slug(pool, "factory")
    await made.catalogues.publish(factory, tuple(load()), 0)
    told = await install.tell(made, factory)
    await install.make_accounts(made, factory)
    await made.close()
    await pool.close()
    return Story(name, told.refs)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def living(fresh_database, story: Story) -> AsyncIterator[Told]:  # type: ignore[no-untyped-def]
    """The demo factory, one for each module."""
    pool = Pool(PoolSettings(await fresh_database(template=story.template), size=8))
    await pool.open()
    factory = await workspace.by_slug(pool, "factory")
    made = doors(pool, lambda _: None, IdsOf())
    yield Told(made, factory, made.plant.ambient(made.clock.now(), None).today, dict(story.refs))
    await made.close()
    await pool.close()
