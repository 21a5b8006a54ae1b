"""Whoever types on hangs up on the question before: what nobody waits for any more is not worked at."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
from tests.suite.planned import rows

from jingwei import wiring
from jingwei.base.settings import Settings
from jingwei.store.files import Files
from jingwei.store.ids import IdsOf
from jingwei.store.queue.notifier import Notifier
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.web.app import create_app
from jingwei.web.deps import Deps
from jingwei.web.known import Known

PATH = "/api/v1/planning/promise"


async def test_a_question_that_waits_is_taken_back_when_nobody_waits_for_it(
    living: Told, tmp_path: Path
) -> None:
    """No worker is at hand, so it would wait for ever."""
    notifier, ids = Notifier(living.doors.pool), IdsOf()
    doors = wiring.doors(living.doors.pool, notifier.poke, ids)
    known = Known(doors)
    app = create_app(
        Deps(Settings(), living.doors.pool, notifier, Files(tmp_path), ids, doors, known.profile, known.heard, known.may_read_file), tmp_path
    )  # fmt: skip
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://jingwei") as browser:
        login = await browser.post("/api/v1/session", json={"login": "lina", "password": install.PASSWORD})
        request = browser.build_request(
            "POST", PATH, json={"form": "sales.order", "lines": []}, headers={"X-CSRF-Token": login.json()["csrf"]}
        )  # fmt: skip
        await request.aread()
    count = f"SELECT count(*) FROM {living.workspace.schema}.job"
    before = await rows(living, count)
    statuses = await asyncio.wait_for(hung_up_on(app, request), 10)
    assert statuses == [202]
    assert await rows(living, count) == before


async def hung_up_on(app: Any, request: httpx.Request) -> list[int]:
    """The status of the answer to a browser that is gone as soon as it has asked."""
    sent, statuses = [request.content], list[int]()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http", "path": PATH,
        "raw_path": PATH.encode(), "query_string": b"", "root_path": "", "client": ("test", 1), "server": ("jingwei", 80),
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent.pop()} if sent else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    await app(scope, receive, send)
    return statuses
