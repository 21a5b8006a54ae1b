"""Bodies that no route should have to think about: refused at their place, never an error of ours."""

import httpx
import pytest


@pytest.mark.parametrize(
    ("address", "body", "path"),
    [
        ("/api/v1/tokens", r'{"title": "a\u0000"}', ["title"]),
        ("/api/v1/tokens", r'{"title": "a", "roles": ["reader", "\u0000"]}', ["roles", 1]),
        ("/api/v1/views/sales/order", r'{"title": "\u0000", "look": {}}', ["title"]),
        ("/api/v1/sales/order", r'{"values": {"lines": [{"a": "b"}, {"a": {"key": "\u0000"}}]}}', ["lines", 1, "a", "key"]),
        ("/api/v1/sales/order", r'{"values": {"no\u0000": 1}}', []),
        ("/api/v1/tasks/5", r'{"do": "approve", "note": "\u0000"}', ["note"]),
        ("/api/v1/session", r'{"login": "\u0000", "password": "x"}', ["login"]),
    ],
)  # fmt: skip
async def test_a_nul_is_told_at_its_place(
    li: httpx.AsyncClient, address: str, body: str, path: list[object]
) -> None:
    answer = await li.post(address, content=body)
    assert answer.status_code == 422, answer.text
    assert (answer.json()["faults"][0]["code"], answer.json()["faults"][0]["path"]) == ("bad_character", path)


async def test_what_only_looks_like_a_nul_passes(li: httpx.AsyncClient) -> None:
    answer = await li.post("/api/v1/tokens", content=r'{"title": "\\u0000"}')
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("address", ["/api/v1/sales/order", "/api/v1/session", "/api/v1/tokens"])
@pytest.mark.parametrize("deep", [b"[" * 100_000, b'{"a":' * 100_000, b'{"values":' + b"[" * 50_000])
async def test_what_is_nested_without_end_is_refused(
    li: httpx.AsyncClient, address: str, deep: bytes
) -> None:
    answer = await li.post(address, content=deep)
    assert (answer.status_code, answer.json()["faults"][0]["code"]) in (
        (400, "too_deep"),
        (400, "not_json"),
        (422, "shape"),
    )


async def test_what_is_nested_deeply_but_whole_is_refused(li: httpx.AsyncClient) -> None:
    body = b'{"values": {"note": ' + b"[" * 5_000 + b"]" * 5_000 + b"}}"
    answer = await li.post("/api/v1/sales/order", content=body)
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (400, "too_deep")
