"""Imports over HTTP with a worker beside: upload, watch, stop, be refused; and what a job keeps of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.exchange import small
from tests.waiting import eventually
from tests.web.client import PASSWORD, Application

from jingwei import wiring
from jingwei.base.settings import Settings
from jingwei.exchange.inventree.importer import PLATFORM
from jingwei.process.commands import Create
from jingwei.process.doors import Doors
from jingwei.store import passwords, people
from jingwei.store.doctor import Report
from jingwei.store.files import Files
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.queue.jobs import Jobs
from jingwei.store.queue.notifier import Notifier
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace
from jingwei.web.app import create_app
from jingwei.web.deps import Deps
from jingwei.wiring.worker import handlers

Doctor = Callable[[], Awaitable[Report]]
PEOPLE = {"admin": ["admin"], "keeper": ["inventory.keeper"], "manager": ["production.manager"]}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def application(
    pool: Pool, factory: Workspace, doors: Doors, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Application]:
    """The application with three accounts; its files lie where the worker looks for them."""
    root: Path = tmp_path_factory.mktemp("imports")
    kept = await passwords.hashed(PASSWORD)
    await doors[factory].submit(PLATFORM, (Create("people.department", {"code": "works", "name": "工厂"}),))
    for login, roles in PEOPLE.items():
        values = {
            "login": login,
            "name": login,
            "department": {"key": "works"},
            "roles": [{"role": r} for r in roles],
        }
        made = (await doors[factory].submit(PLATFORM, (Create("people.person", values),))).asked[0]

        async def work(transaction: Transaction, login: str = login, person: int = made.id) -> None:
            account = await people.create_account(transaction, login, kept)
            await people.join(transaction, account.id, factory.id, person)

        await run(pool, work)
    doors.directories.forget(factory)
    notifier, ids = Notifier(pool), IdsOf()
    deps = Deps(Settings(data=root), pool, notifier, Files(root), ids, wiring.doors(pool, notifier.poke, ids))
    app = create_app(deps)
    async with app.router.lifespan_context(app):
        yield Application(app, deps)


@pytest_asyncio.fixture(loop_scope="session")
async def worker(application: Application, factory: Workspace) -> AsyncIterator[Jobs]:
    """A worker that runs jobs while a test lasts."""
    deps = application.deps
    jobs = Jobs(deps.pool, handlers(deps.doors, deps.settings.data).jobs)
    jobs.rounds.watch(factory)
    running = asyncio.create_task(jobs.rounds.run())
    yield jobs
    running.cancel()
    await jobs.close()
    await asyncio.gather(running, return_exceptions=True)


Browser = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest_asyncio.fixture(loop_scope="session")
async def browser(application: Application) -> AsyncIterator[Browser]:
    """`await browser("admin")` is a browser in which that person is signed in."""
    opened: list[httpx.AsyncClient] = []

    async def open_(login: str) -> httpx.AsyncClient:
        one = application.browser()
        opened.append(one)
        await application.sign_in(one, login)
        return one

    yield open_
    for one in opened:
        await one.aclose()


async def sent(
    browser: httpx.AsyncClient, source: str, content: object, query: str = "", **headers: str
) -> httpx.Response:
    body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return await browser.post(f"/api/v1/imports/{source}?{query}", content=body, headers=headers)


async def ended(browser: httpx.AsyncClient, job: str) -> dict[str, Any]:
    """The job once it has ended."""
    found: dict[str, Any] = {}

    async def over() -> bool:
        found.update((await browser.get(f"/api/v1/jobs/{job}")).json())
        return found["state"] not in ("waiting", "running")

    await eventually(over, 30)
    return found


async def test_an_upload_becomes_a_job_that_ends_with_figures(
    browser: Browser, worker: Jobs, doctor: Doctor
) -> None:
    admin = await browser("admin")
    answer = await sent(admin, "inventree", small.export(), "name=demo.json&rate=USD%3D7")
    assert answer.status_code == 202
    job = await ended(admin, answer.json()["job"])
    assert job["state"] == "done", job
    assert job["done"] == job["total"] > 0
    assert job["result"]["物料"] == "新增 8，更新 0，未变 0"
    assert job["result"]["BOM 行（part.bomitem）"] == 6
    assert {"path", "code", "message"} == set(job["notices"][0])
    assert (await doctor()).records["engineering.item"] == 8
    again = await ended(admin, (await sent(admin, "inventree", small.export(), "rate=USD%3D7")).json()["job"])
    assert again["result"]["物料"] == "未变 8"


async def test_the_same_key_starts_one_job(browser: Browser) -> None:
    admin = await browser("admin")
    first = await sent(admin, "inventree", small.export(), **{"Idempotency-Key": "12345678"})
    second = await sent(admin, "inventree", small.export(), **{"Idempotency-Key": "12345678"})
    assert first.json() == second.json()


async def test_a_rehearsal_over_http_keeps_nothing(browser: Browser, worker: Jobs, doctor: Doctor) -> None:
    admin = await browser("admin")
    before = (await doctor()).records
    objects = [*small.export(), small.part(70, "New")]
    job = await ended(admin, (await sent(admin, "inventree", objects, "dry=1")).json()["job"])
    assert (job["state"], job["result"]["试运行"]) == ("done", "未写入任何内容")
    assert job["result"]["物料"] == "新增 1，更新 0，未变 8"
    assert (await doctor()).records == before


async def test_a_bad_file_fails_with_every_place(browser: Browser, worker: Jobs, doctor: Doctor) -> None:
    admin = await browser("admin")
    before = (await doctor()).records
    objects = small.export()
    small.field(objects, "part.part", 5)["units"] = "furlong"
    small.field(objects, "part.bomitem", 3)["overage"] = "much"
    job = await ended(admin, (await sent(admin, "inventree", objects)).json()["job"])
    assert job["state"] == "failed"
    assert {tuple(f["path"]) for f in job["faults"]} == {
        ("part.part", "5", "units"),
        ("part.bomitem", "3", "overage"),
    }
    assert all(isinstance(f["message"], str) and f["message"] for f in job["faults"])
    cut = await ended(admin, (await sent(admin, "inventree", b'[{"model": "part.pa')).json()["job"])
    assert [f["code"] for f in cut["faults"]] == ["cut_off"]
    assert (await doctor()).records == before


@pytest.mark.parametrize("rate", ["USD", "USD=-1", "USD=NaN", "USD=%00", "%00=7"])
async def test_a_bad_rate_is_refused_before_a_job_begins(browser: Browser, rate: str) -> None:
    admin = await browser("admin")
    answer = await sent(admin, "inventree", small.export(), f"rate={rate}")
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["code"] == "bad_rate"


async def test_who_may_import_and_who_may_watch(browser: Browser, worker: Jobs) -> None:
    admin, keeper, manager = await browser("admin"), await browser("keeper"), await browser("manager")
    assert (await sent(keeper, "inventree", small.export())).status_code == 403
    assert (await sent(admin, "excel", b"")).status_code == 404
    job = (await sent(keeper, "csv", b"code,name\nK1,x\n", "form=inventory.warehouse")).json()["job"]
    told = await ended(admin, job)
    assert (told["state"], told["faults"][0]["code"]) == ("failed", "not_allowed")
    assert (await keeper.get(f"/api/v1/jobs/{job}")).status_code == 200
    assert (await manager.get(f"/api/v1/jobs/{job}")).status_code == 404
    assert (await manager.post(f"/api/v1/jobs/{job}", json={"do": "cancel"})).status_code == 404
    assert (await admin.get("/api/v1/jobs/1")).status_code == 404


async def test_a_sheet_goes_into_the_form_its_name_says(
    browser: Browser, worker: Jobs, doctor: Doctor
) -> None:
    manager = await browser("manager")
    before = (await doctor()).records["production.work_centre"]
    body = "code,name\nWC-1,车床组\nWC-2,铣床组\n".encode()
    job = await ended(
        manager, (await sent(manager, "csv", body, "name=production.work_centre.csv")).json()["job"]
    )
    assert job["state"] == "done", job
    assert (await doctor()).records["production.work_centre"] == before + 2
    unnamed = await sent(manager, "csv", body, "name=sheet.csv")
    assert (unnamed.status_code, unnamed.json()["faults"][0]["code"]) == (422, "unknown_form")


async def test_a_waiting_job_is_cancelled_at_once(browser: Browser) -> None:
    admin = await browser("admin")
    job = (await sent(admin, "inventree", small.export())).json()["job"]
    answer = await admin.post(f"/api/v1/jobs/{job}", json={"do": "cancel"})
    assert answer.json()["state"] == "cancelled"
    assert (await admin.post(f"/api/v1/jobs/{job}", json={"do": "begin"})).status_code == 422
