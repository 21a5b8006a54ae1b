"""The demo factory on its first morning: people, items, structures and opening stock, no order yet; served over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
import yaml
from tests.scenarios.town import Town

from jingwei.base.clock import FixedClock
from jingwei.base.settings import Settings
from jingwei.store import workspace
from jingwei.store.files import Files
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool, PoolSettings
from jingwei.store.queue.jobs import Jobs
from jingwei.store.queue.notifier import Notifier
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.load import load
from jingwei.web.app import create_app
from jingwei.web.deps import Deps
from jingwei.web.known import Known
from jingwei.wiring import doors
from jingwei.wiring.worker import handlers, warm_up

MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
"""Half past eight in the plant."""
OPENING = "story-[1-6]*.yaml"
"""The chapters before the first order."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def first_morning(fresh_database, empty_template: str) -> str:  # type: ignore[no-untyped-def]
    """The name of a template database with master data, stock and accounts; the kernels are there as in a worker."""
    warm_up()
    name = "template_first_morning"
    pool = Pool(PoolSettings(await fresh_database(template=empty_template, name=name), size=4))
    made = doors(pool, lambda _: None, IdsOf(), FixedClock(MONDAY))
    factory = await workspace.by_slug(pool, "factory")
    await made.catalogues.publish(factory, tuple(load()), 0)
    told = Told(made, factory, made.plant.ambient(made.clock.now(), None).today)
    for path in sorted(install.HERE.glob(OPENING)):
        for step in yaml.safe_load(path.read_text("utf-8"))["steps"]:
            await install.carry_out(told, step)
        made.directories.forget(factory)
    await install.make_accounts(made, factory)
    await made.close()
    await pool.close()
    return name


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(  # type: ignore[no-untyped-def]
    fresh_database, first_morning: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """The real application and a worker on a factory of the module's own."""
    pool = Pool(PoolSettings(await fresh_database(template=first_morning), size=8))
    notifier, ids, clock = Notifier(pool), IdsOf(), FixedClock(MONDAY)
    made, root = doors(pool, notifier.poke, ids, clock), tmp_path_factory.mktemp("files")
    known = Known(made)
    deps = Deps(
        Settings(), pool, notifier, Files(root), ids, made, known.profile, known.heard, known.may_read_file
    )
    app = create_app(deps)
    async with app.router.lifespan_context(app):
        factory = await workspace.by_slug(pool, "factory")
        jobs = Jobs(pool, handlers(made, root).jobs)
        jobs.rounds.watch(factory)
        notifier.on_poke.append(jobs.rounds.poke)
        working = asyncio.create_task(jobs.rounds.run())
        place = Town(app, made, factory, clock)
        yield place
        await place.close()
        working.cancel()
        await jobs.close()
        await asyncio.gather(working, return_exceptions=True)
        await made.close()
