"""Two workspaces on one server: nothing of one is visible in or reachable from the other; see docs/reference/attacks.md."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from tests.process.lab import Lab, build
from tests.web.client import PASSWORD, Application

from jingwei.base.settings import Settings
from jingwei.base.words import same
from jingwei.process.commands import Create
from jingwei.store import passwords, people, workspace
from jingwei.store.files import Files
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.queue import jobs
from jingwei.store.queue.notifier import Notifier
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace
from jingwei.web.app import create_app
from jingwei.web.deps import Deps
from jingwei.web.known import Known

SECRET = "只属于北厂"


@dataclass(frozen=True, slots=True)
class Two:
    """A factory in the south and one in the north; `anna` belongs to both, `sven` to the south alone."""

    application: Application
    south: Lab
    north: Lab
    quote: int
    file: int
    job: int


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def two(pool: Pool, factory: Workspace, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Two]:
    """The north holds a secret in a record, in a file and in a job; its ids are far from those of the south."""
    south = await build(pool, factory)
    place = await workspace.create(pool, "north", same("北厂"))
    async with pool.connection() as connection:
        await connection.execute(f"select setval('{place.schema}.ids', 500)")
    north = await build(pool, place)
    kept = await passwords.hashed(PASSWORD)

    async def accounts(transaction: Transaction) -> None:
        for login, labs in (("anna", (south, north)), ("sven", (south,))):
            account = await people.create_account(transaction, login, kept)
            for lab in labs:
                person = lab.persons["boss" if login == "sven" else "admin"]
                await people.join(transaction, account.id, lab.workspace.id, person)

    await run(pool, accounts)
    notifier, known = Notifier(pool), Known(south.doors)
    deps = Deps(
        Settings(), pool, notifier, Files(tmp_path_factory.mktemp("two")), south.doors.ids, south.doors,
        known.profile, known.heard, known.may_read_file,
    )  # fmt: skip
    app = create_app(deps)
    async with app.router.lifespan_context(app):
        application = Application(app, deps)
        async with application.browser() as anna:
            await sign_in(anna, "anna", "north")
            file = int(
                (
                    await anna.post(
                        "/api/v1/files", params={"name": f"{SECRET}.txt"}, content=SECRET.encode()
                    )
                ).json()["id"]
            )
        async with (
            pool.connection() as connection
        ):  # whose number, by chance, is that of a person of the south
            await connection.execute(f"update {place.schema}.file set by = $1", south.persons["admin"])
        quote = (await north.submit("boss", Create("lab.quote", {"note": SECRET, "paper": []}))).asked[0].id
        job = await run(
            pool,
            lambda t: jobs.enqueue(
                t, place, IdsOf()[place], "import.csv", {"name": SECRET}, north.persons["admin"]
            ),
        )
        yield Two(application, south, north, quote, file, job)
    await north.doors.close()
    await south.doors.close()


async def sign_in(browser: httpx.AsyncClient, login: str, where: str) -> None:
    answer = await browser.post(
        "/api/v1/session", json={"login": login, "password": PASSWORD, "workspace": where}
    )
    assert answer.status_code == 200, answer.text
    browser.headers["X-CSRF-Token"] = answer.json()["csrf"]


@pytest_asyncio.fixture(loop_scope="session", params=["sven", "anna"])
async def southerner(two: Two, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in to the south; anna would see everything in the north, but this is not the north."""
    async with two.application.browser() as browser:
        await sign_in(browser, request.param, "factory")
        yield browser


async def test_no_address_leads_to_a_record_a_file_or_a_job_of_the_other(
    two: Two, southerner: httpx.AsyncClient
) -> None:
    record = f"/api/v1/lab/quote/{two.quote}"
    for address in (
        record, f"{record}/history", f"{record}/links", f"{record}/timeline", f"{record}/qr.svg",
        f"/api/v1/files/{two.file}", f"/api/v1/jobs/{two.job}", f"/api/v1/lab/item/{two.north.items['I0']}",
    ):  # fmt: skip
        answer = await southerner.get(address)
        assert answer.status_code == 404, address
        assert SECRET not in answer.text
    for answer in (
        await southerner.patch(record, json={"values": {"note": "x"}}), await southerner.delete(record),
        await southerner.post(f"{record}/actions/win", json={}), await southerner.post(f"/api/v1/jobs/{two.job}", json={"do": "cancel"}),
        await southerner.post("/api/v1/lab/quote", json={"values": {"item": str(two.north.items["I0"])}}),
        await southerner.post("/api/v1/lab/quote", json={"values": {"note": "f", "paper": [str(two.file)]}}),
    ):  # fmt: skip
        assert answer.status_code in (404, 422), answer.text
    assert (await two.north.cells("quote", two.quote))["note"] == SECRET


async def test_lists_search_and_summaries_know_nothing_of_the_other(
    two: Two, southerner: httpx.AsyncClient
) -> None:
    for address in (
        "/api/v1/lab/quote", "/api/v1/lab/quote?q=" + SECRET, "/api/v1/search?q=" + SECRET, "/api/v1/inbox?box=mine",
        "/api/v1/home", "/api/v1/session", "/api/v1/catalogue", "/api/v1/tokens", "/api/v1/promises", "/api/v1/views/lab/quote",
        f'/api/v1/lab/quote?filter=[["item","eq","{two.north.items["I0"]}"]]', "/api/v1/lab/quote/group?by=note",
    ):  # fmt: skip
        answer = await southerner.get(address)
        assert answer.status_code == 200, (address, answer.text)
        for word in (SECRET, "北厂", "north", str(two.quote)):
            assert word not in answer.text, (address, word)


async def test_a_token_and_a_session_open_the_workspace_they_were_made_in_only(two: Two) -> None:
    async with two.application.browser() as anna:
        await sign_in(anna, "anna", "factory")
        made = (await anna.post("/api/v1/tokens", json={"title": "south"})).json()
    async with two.application.browser() as program:
        program.headers["Authorization"] = f"Bearer {made['token']}"
        for extra in ({}, {"X-Workspace": "north"}, {"Host": "north.jingwei"}):
            answer = await program.get("/api/v1/session", headers=extra, params={"workspace": "north"})
            assert answer.json()["workspace"]["slug"] == "factory"
        assert (await program.get(f"/api/v1/lab/quote/{two.quote}")).status_code == 404
    async with two.application.browser() as north:
        await sign_in(north, "anna", "north")
        assert made["id"] not in [one["id"] for one in (await north.get("/api/v1/tokens")).json()]
        assert (await north.delete(f"/api/v1/tokens/{made['id']}")).status_code == 404
        assert SECRET in (await north.get(f"/api/v1/lab/quote/{two.quote}")).text, "At home it is there."
    async with two.application.browser() as sven:
        answer = await sven.post(
            "/api/v1/session", json={"login": "sven", "password": PASSWORD, "workspace": "north"}
        )
        assert answer.status_code == 401


async def test_live_updates_of_one_say_nothing_in_the_other(two: Two) -> None:
    notifier = two.application.deps.notifier
    async with (
        notifier.subscribe(two.south.workspace) as south,
        notifier.subscribe(two.north.workspace) as north,
    ):
        await two.north.create("boss", "quote", note="heard at home")
        notifier.poke(two.north.workspace)
        assert (await asyncio.wait_for(north.next(), 10)).kind == "create"
        own = await two.south.create("boss", "quote", note="a sign that the line is open")
        notifier.poke(two.south.workspace)
        first = await asyncio.wait_for(south.next(), 10)
        assert own in {one.record for one in first.objects}, "the first that the south hears is its own"


async def test_what_is_known_of_one_is_not_answered_in_the_other(two: Two) -> None:
    """One process serves both: catalogues, plans, directories and remembered callers are kept apart."""
    async with two.application.browser() as browser:
        told: dict[str, str] = {}
        for where in ("factory", "north", "factory"):
            await sign_in(browser, "anna", where)
            told[where] = (await browser.get("/api/v1/lab/quote?limit=500&fields=note")).text
        assert SECRET in told["north"]
        assert SECRET not in told["factory"]
        assert json.loads(told["factory"])["columns"]
