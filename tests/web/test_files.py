"""Attachments: kept by content, readable by whom they should, never run by the browser."""

import os

import httpx
import pytest
from tests.web.client import Application

from jingwei.store import files
from jingwei.store.transaction import run
from jingwei.store.workspace import Workspace


async def put(browser: httpx.AsyncClient, content: bytes, name: str, type_: str) -> httpx.Response:
    return await browser.post(
        "/api/v1/files", params={"name": name}, content=content, headers={"Content-Type": type_}
    )


async def test_what_was_uploaded_comes_back(li: httpx.AsyncClient) -> None:
    drawing = os.urandom(100_000)
    made = await put(li, drawing, "齿轮轴 图纸.png", "image/png")
    assert made.status_code == 201
    assert made.json() | {"id": ""} == {
        "id": "",
        "name": "齿轮轴 图纸.png",
        "size": 100_000,
        "type": "image/png",
    }
    back = await li.get(f"/api/v1/files/{made.json()['id']}")
    assert back.content == drawing
    assert back.headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("text/html", "a.html"),
        ("image/svg+xml", "a.svg"),
        ("text/html;image/png", "a.png"),
        ("image/png\x20, text/html", "b.png"),
        ("application/xhtml+xml", "c.xhtml"),
    ],
)
async def test_nothing_uploaded_runs_in_the_browser(li: httpx.AsyncClient, type_: str, name: str) -> None:
    made = await put(li, b"<script>alert(1)</script>", name, type_)
    back = await li.get(f"/api/v1/files/{made.json()['id']}")
    assert back.headers["content-type"] == "application/octet-stream"
    assert back.headers["content-disposition"].startswith("attachment")
    assert back.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert back.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\图.dwg", "图.dwg"),
        ('a"\r\nSet-Cookie: x=1', "aSet-Cookie x=1"),
        ("", "file"),
        ("..", "file"),
        ("x" * 500, "x" * 200),
    ],
)
def test_names_lead_nowhere(name: str, kept: str) -> None:
    assert files.clean_name(name) == kept


async def test_others_do_not_see_a_loose_file(application: Application, li: httpx.AsyncClient) -> None:
    number = (await put(li, b"mine", "a.txt", "text/plain")).json()["id"]
    async with application.browser() as browser:
        await application.sign_in(browser, "wang")
        for asked in (number, "999999", "0", "-1", "1e3", "../1"):
            answer = await browser.get(f"/api/v1/files/{asked}")
            assert answer.status_code in (404, 422), asked


async def test_too_large_a_file_is_refused_and_leaves_nothing(
    application: Application, li: httpx.AsyncClient
) -> None:
    root = application.deps.files.path(b"\0" * 32).parent.parent
    before = sorted(root.rglob("*")) if root.exists() else []
    answer = await put(li, b"x" * 300_000, "big.bin", "application/octet-stream")
    assert answer.status_code == 413
    assert [p for p in root.rglob("*") if p not in before] == []


async def test_linking_takes_loose_files_only_and_the_rest_is_forgotten(
    application: Application, li: httpx.AsyncClient, factory: Workspace
) -> None:
    pool = application.deps.pool
    numbers = [
        int((await put(li, b"x", "a.txt", "text/plain")).json()["id"]),
        int((await put(li, b"y", "b.txt", "text/plain")).json()["id"]),
    ]
    assert await run(pool, lambda t: files.link(t, factory, numbers[:1], 7, 8)) == 1
    assert await run(pool, lambda t: files.link(t, factory, numbers[:1], 7, 8)) == 1
    assert await run(pool, lambda t: files.link(t, factory, numbers[:1], 7, 9)) == 0, "It hangs elsewhere."
    async with pool.connection() as connection:
        await connection.execute(f"update {factory.schema}.file set at = now() - interval '2 days'")
    assert await run(pool, lambda t: files.drop_loose(t, factory)) >= 1
    assert (await run(pool, lambda t: files.find(t, factory, numbers[0]))).record == 8
