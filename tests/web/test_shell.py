"""The shell around every route: who may pass, how much, how long, and with what headers."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tests.waiting import eventually
from tests.web.client import Application

from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace
from jingwei.web import edge
from jingwei.web.app import PAGES, ROUTES, create_app
from jingwei.web.auth import public

OPEN = {"/healthz GET", "/api/v1/session POST", "/{path:path} GET"}


def addresses() -> list[tuple[str, str, bool]]:
    """Every address the application names, its method, and whether it is open to all."""
    routes = [each for each in (*ROUTES, *PAGES) if isinstance(each, Route)]
    assert len(routes) == len(ROUTES) + len(PAGES)
    return [
        (each.path, method, str(each.name).startswith("public:"))
        for each in routes
        for method in sorted((each.methods or set()) - {"HEAD"})
    ]


def test_exactly_these_addresses_are_open_to_all() -> None:
    assert {f"{path} {method}" for path, method, is_open in addresses() if is_open} == OPEN


@pytest.mark.parametrize(
    ("path", "method"), [(path, method) for path, method, is_open in addresses() if not is_open]
)
async def test_every_other_address_refuses_strangers(
    anybody: httpx.AsyncClient, path: str, method: str
) -> None:
    path = re.sub(r"\{[^}]+\}", "5", path)
    for dressed in (path, f"{path}?x=/healthz", f"{path}?/api/v1/session"):
        answer = await anybody.request(method, dressed)
        assert answer.status_code == 401, dressed
    for token in ("Bearer jwt_x", "Bearer", "Basic abc", "Bearer " + "é"):
        answer = await anybody.request(method, path, headers={"Authorization": token.encode()})
        assert answer.status_code == 401, token


async def test_a_session_is_no_bearer_token_and_a_token_no_session(
    application: Application, li: httpx.AsyncClient
) -> None:
    cookie = li.cookies["jingwei"]
    token = (await li.post("/api/v1/tokens", json={"title": "秤"})).json()["token"]
    async with application.browser() as other:
        answer = await other.get("/api/v1/session", headers={"Authorization": f"Bearer {cookie}"})
        assert answer.status_code == 401
        other.cookies.set("jingwei", token)
        assert (await other.get("/api/v1/session")).status_code == 401


async def test_tokens_act_for_the_person_are_listed_without_secret_and_can_be_dropped(
    application: Application, li: httpx.AsyncClient
) -> None:
    made = (await li.post("/api/v1/tokens", json={"title": "看板", "roles": ["reader"]})).json()
    listed = next(t for t in (await li.get("/api/v1/tokens")).json() if t["id"] == made["id"])
    assert (listed["title"], listed["roles"]) == ("看板", ["reader"])
    assert made["token"] not in json.dumps(listed)
    async with application.browser() as program:
        program.headers["Authorization"] = f"Bearer {made['token']}"
        assert (await program.get("/api/v1/session")).json()["login"] == "li"
        widening = await program.post("/api/v1/tokens", json={"title": "more"})
        assert widening.status_code == 403, "A narrowed token must not make itself a wide one."
        assert (await li.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204
        assert (await program.get("/api/v1/session")).status_code == 401
    assert (await li.delete(f"/api/v1/tokens/{made['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"title": "t", "roles": ["sales", "boss"]}, ["roles", 1]),
        ({"title": "t", "expires": (datetime.now(UTC) - timedelta(days=1)).isoformat()}, ["expires"]),
        ({"title": "  "}, ["title"]),
        ({"title": "t", "roles": "sales"}, ["roles"]),
    ],
)
async def test_tokens_that_are_refused(
    li: httpx.AsyncClient, body: dict[str, object], path: list[object]
) -> None:
    answer = await li.post("/api/v1/tokens", json=body)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["path"] == path


async def test_an_expired_token_opens_nothing(application: Application, li: httpx.AsyncClient) -> None:
    made = (
        await li.post(
            "/api/v1/tokens",
            json={"title": "t", "expires": (datetime.now(UTC) + timedelta(days=1)).isoformat()},
        )
    ).json()
    async with application.deps.pool.connection() as connection:
        await connection.execute(
            "update jingwei.token set expires = now() - interval '1 s' where id = $1", int(made["id"])
        )
    async with application.browser() as program:
        program.headers["Authorization"] = f"Bearer {made['token']}"
        assert (await program.get("/api/v1/session")).status_code == 401


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/session", "/api/v1/none", "/assets/app-1a2b.js"])
async def test_every_answer_carries_the_security_headers(anybody: httpx.AsyncClient, path: str) -> None:
    headers = (await anybody.get(path)).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    if path.startswith("/api/"):
        assert headers["cache-control"] == "no-store"


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 2**20


async def test_too_much_is_refused_announced_or_not(li: httpx.AsyncClient) -> None:
    announced = await li.post("/api/v1/tokens", content=b"x" * (edge.BODY + 1))
    hidden = await li.post("/api/v1/tokens", content=chunks(13))
    for answer in (announced, hidden):
        assert answer.status_code == 413
        assert answer.json()["type"].endswith(":too_large")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"title": 1e999}', b"null"])
async def test_broken_json_is_refused(li: httpx.AsyncClient, body: bytes) -> None:
    assert (await li.post("/api/v1/tokens", content=body)).status_code in (400, 422)


async def test_unknown_addresses_and_methods_are_problems_too(anybody: httpx.AsyncClient) -> None:
    missing, wrong = await anybody.get("/api/v1/none"), await anybody.put("/api/v1/session")
    assert (missing.status_code, wrong.status_code) == (404, 405)
    for answer in (missing, wrong):
        assert answer.headers["content-type"] == "application/problem+json"


async def test_our_own_mistakes_tell_a_number_and_nothing_else(
    application: Application, anybody: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(request: Request) -> Response:
        async def work(transaction: Transaction) -> None:
            await transaction.execute("select secret_column from jingwei.nothing")

        await run(application.deps.pool, work)
        raise AssertionError("unreachable")

    async def slow(request: Request) -> Response:
        await asyncio.sleep(5)
        raise AssertionError("unreachable")

    app = create_app(application.deps)
    app.router.routes.insert(0, public("/api/v1/broken", broken, "GET"))
    app.router.routes.insert(0, public("/api/v1/slow", slow, "GET"))
    monkeypatch.setattr(edge, "SECONDS", 0.05)
    async with Application(app, application.deps).browser() as browser:
        answer = await browser.get("/api/v1/broken")
        late = await browser.get("/api/v1/slow")
    assert answer.status_code == 500
    for word in ("secret_column", "select", "jingwei.nothing", "Traceback", ".py"):
        assert word not in answer.text
    assert (late.status_code, late.json()["type"]) == (503, "urn:jingwei:error:timeout")


async def test_health(anybody: httpx.AsyncClient, application: Application) -> None:
    answer = await anybody.get("/healthz")
    assert (answer.status_code, answer.json()["ok"]) == (200, True)


async def test_the_page_answers_for_its_own_addresses_and_files_for_theirs(
    anybody: httpx.AsyncClient,
) -> None:
    for path in ("/", "/inbox", "/sales/order/17"):
        answer = await anybody.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
        assert "经纬" in answer.text
    script = await anybody.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"})
    assert script.headers["content-encoding"] == "gzip"
    assert "immutable" in script.headers["cache-control"]
    again = await anybody.get("/assets/app-1a2b.js", headers={"If-None-Match": script.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/assets/%00.js", "/x.js"],
)
async def test_files_outside_the_pages_cannot_be_had(anybody: httpx.AsyncClient, path: str) -> None:
    answer = await anybody.get(path)
    assert "outside" not in answer.text
    assert answer.status_code == 404


async def test_live_updates_reach_the_page(
    application: Application, li: httpx.AsyncClient, factory: Workspace
) -> None:
    deps = application.deps
    told: list[str] = []

    async def listen() -> None:
        # The transport of the tests buffers whole answers, so the stream is driven by hand.
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/api/v1/events",
            "raw_path": b"/api/v1/events",
            "query_string": b"",
            "headers": [(b"cookie", f"jingwei={li.cookies['jingwei']}".encode())],
            "client": ("10.0.0.1", 1),
            "server": ("jingwei", 80),
            "scheme": "http",
            "http_version": "1.1",
            "root_path": "",
        }

        async def receive() -> dict[str, object]:
            await asyncio.sleep(3600)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            body = message.get("body", b"")
            assert isinstance(body, bytes)
            told.append(body.decode())

        await application.app(scope, receive, send)  # type: ignore[arg-type]

    async def arrived(mark: str) -> bool:
        return any(mark in line for line in told)

    listening = asyncio.create_task(listen())
    await eventually(lambda: arrived("connected"))

    async def work(transaction: Transaction) -> None:
        number = await deps.ids[factory].one(transaction)
        await transaction.execute(
            f"insert into {factory.schema}.event (id, kind, via) values ($1, 'created', 'page')", number
        )
        transaction.after_commit.append(lambda: deps.notifier.poke(factory))

    await run(deps.pool, work)
    await eventually(lambda: arrived('"kind":"created"'), 2)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    assert application.app.state.streams.total() == 0
