"""The real application on the module's database, spoken to over ASGI, with two accounts in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from tests.web.client import PASSWORD, Application

from jingwei import wiring
from jingwei.base.settings import Settings
from jingwei.store import passwords, people
from jingwei.store.files import Files
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.queue.notifier import Notifier
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace
from jingwei.web.app import create_app
from jingwei.web.deps import Deps, Profile, Ref


async def profile(caller: object) -> Profile:
    return Profile(Ref(1, "李销售"), Ref(2, "销售部"), ("sales", "reader"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def application(
    pool: Pool, factory: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Application]:
    root: Path = tmp_path_factory.mktemp("web")
    static = root / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><title>经纬</title>")
    (static / "assets" / "app-1a2b.js").write_text("console.log(1)\n" * 200)
    (root / "secret.txt").write_text("outside")
    kept = await passwords.hashed(PASSWORD)

    async def work(transaction: Transaction) -> None:
        for person, login in ((11, "li"), (12, "wang")):
            account = await people.create_account(transaction, login, kept)
            await people.join(transaction, account.id, factory.id, person)

    await run(pool, work)
    notifier, ids = Notifier(pool), IdsOf()
    doors = wiring.doors(pool, notifier.poke, ids)
    deps = Deps(Settings(), pool, notifier, Files(root, largest=200_000), ids, doors, profile=profile)
    app = create_app(deps, static)
    async with app.router.lifespan_context(app):
        yield Application(app, deps)


@pytest_asyncio.fixture(loop_scope="session")
async def anybody(application: Application) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which nobody is signed in."""
    async with application.browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def li(application: Application) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which li is signed in."""
    async with application.browser() as browser:
        await application.sign_in(browser, "li")
        yield browser
