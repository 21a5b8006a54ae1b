"""Signing in: what a page is told, what is refused, and what an attacker cannot do."""

import asyncio

import httpx
import pytest
from tests.web.client import PASSWORD, Application

from jingwei.store import people, sessions
from jingwei.store.transaction import run

ME = {
    "person": {"id": "1", "title": "李销售"},
    "login": "li",
    "department": {"id": "2", "title": "销售部"},
    "roles": ["sales", "reader"],
    "admin": False,
    "language": "zh",
    "workspace": {"slug": "factory", "title": "示范工厂"},
    "zone": "Asia/Shanghai",
}


async def test_signing_in_tells_who_one_is_and_sets_a_guarded_cookie(anybody: httpx.AsyncClient) -> None:
    answer = await anybody.post("/api/v1/session", json={"login": "LI ", "password": PASSWORD})
    assert answer.status_code == 200
    assert {k: v for k, v in answer.json().items() if k != "csrf"} == ME
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    again = await anybody.get("/api/v1/session")
    assert again.json() == answer.json()


async def test_the_cookie_is_secure_over_https(application: Application) -> None:
    async with application.browser() as browser:
        answer = await browser.post(
            "https://jingwei/api/v1/session", json={"login": "li", "password": PASSWORD}
        )
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"login": "li", "password": "wrong-password"}, 401, "wrong_password"),
        ({"login": "nobody", "password": PASSWORD}, 401, "wrong_password"),
        ({"login": "li", "password": PASSWORD, "workspace": "elsewhere"}, 401, "no_workspace"),
        ({"login": "li"}, 422, "shape"),
        ({"login": 5, "password": "x"}, 422, "shape"),
        ({"login": "li", "password": PASSWORD, "admin": True}, 422, "shape"),
    ],
)
async def test_what_does_not_sign_in(
    application: Application, body: dict[str, object], status: int, code: str
) -> None:
    async with application.browser("10.0.9.1") as browser:
        answer = await browser.post("/api/v1/session", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:jingwei:error:{code}"
    assert "set-cookie" not in answer.headers


async def test_five_failures_close_the_door_for_that_login_and_address(application: Application) -> None:
    wrong = {"login": "wang", "password": "guess-guess"}
    async with application.browser("10.0.0.66") as attacker:
        for _ in range(5):
            assert (await attacker.post("/api/v1/session", json=wrong)).status_code == 401
        right = await attacker.post("/api/v1/session", json={"login": "wang", "password": PASSWORD})
        assert right.status_code == 429, "Even the right password tells nothing any more."
        assert 1 <= int(right.headers["retry-after"]) <= 60
    async with application.browser("10.0.0.67") as owner:
        await application.sign_in(owner, "wang")


async def test_guessing_side_by_side_gains_nothing(application: Application) -> None:
    async with application.browser("10.0.0.68") as attacker:
        wrong = {"login": "li", "password": "guess-guess"}
        answers = await asyncio.gather(*(attacker.post("/api/v1/session", json=wrong) for _ in range(12)))
    assert sorted(a.status_code for a in answers) == [401] * 5 + [429] * 7


async def test_one_address_cannot_try_many_logins(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "FAILURES_OF_ADDRESS", 6)
    async with application.browser("10.0.0.69") as attacker:
        codes = [
            (await attacker.post("/api/v1/session", json={"login": f"u{n}", "password": "x"})).status_code
            for n in range(8)
        ]
    assert codes == [401] * 6 + [429] * 2


async def test_a_login_is_guessed_from_many_addresses_no_better_and_its_owner_stays_in(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "FAILURES_OF_LOGIN", 8)
    wrong = {"login": "Wang ", "password": "guess-guess"}
    async with application.deps.pool.connection() as connection:
        await connection.execute("delete from jingwei.attempt")
    async with application.browser("10.0.2.1") as owner:
        await application.sign_in(owner, "wang")
    codes = []
    for n in range(5):
        async with application.browser(f"10.0.1.{n}") as attacker:
            codes += [(await attacker.post("/api/v1/session", json=wrong)).status_code for _ in range(2)]
    assert codes == [401] * 10
    async with application.browser("10.0.1.99") as attacker:
        codes = [(await attacker.post("/api/v1/session", json=wrong)).status_code for _ in range(3)]
        assert codes == [401] * 3, "The first of an address are its own."
        right = await attacker.post("/api/v1/session", json={"login": "wang", "password": PASSWORD})
        assert right.status_code == 429, "After them even the right password tells nothing."
        assert int(right.headers["retry-after"]) > 60
        other = await attacker.post("/api/v1/session", json={"login": "li", "password": PASSWORD})
        assert other.status_code == 200, "Other logins are not concerned."
    async with application.browser("10.0.2.1") as owner:
        await application.sign_in(owner, "wang")
    async with application.browser("10.0.3.1") as owner:
        await application.sign_in(owner, "wang")
    monkeypatch.setattr(sessions, "MOST_FAILURES_OF_LOGIN", 13)
    async with application.browser("10.0.1.100") as attacker:
        right = await attacker.post("/api/v1/session", json={"login": "wang", "password": PASSWORD})
        assert right.status_code == 429, "With very many addresses nothing is left to a new one."
    async with application.deps.pool.connection() as connection:
        await connection.execute("delete from jingwei.attempt")


async def test_signing_out_ends_the_session_for_good(application: Application, li: httpx.AsyncClient) -> None:
    stolen = dict(li.cookies)
    assert (await li.delete("/api/v1/session")).status_code == 204
    async with application.browser() as thief:
        thief.cookies.update(stolen)
        assert (await thief.get("/api/v1/session")).status_code == 401


async def test_a_disabled_account_is_out_within_seconds(application: Application) -> None:
    pool = application.deps.pool
    async with application.browser("10.0.0.70") as browser:
        await application.sign_in(browser, "wang")
        token = (await browser.post("/api/v1/tokens", json={"title": "秤"})).json()["token"]
        account = await run(pool, lambda t: people.account_of(t, "wang"))
        await run(pool, lambda t: people.disable(t, account.id))
        application.app.state.remembered.forget_all()  # what five seconds do
        assert (await browser.get("/api/v1/session")).status_code == 401
        answer = await browser.post("/api/v1/session", json={"login": "wang", "password": PASSWORD})
        assert answer.status_code == 401
    async with application.browser("10.0.0.70") as program:
        answer = await program.get("/api/v1/session", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
    async with pool.connection() as connection:
        await connection.execute("update jingwei.account set disabled = false")


async def test_writes_of_pages_need_the_csrf_word(application: Application, li: httpx.AsyncClient) -> None:
    for word in ("", "x" * 32, "中文"):
        answer = await li.patch(
            "/api/v1/session", json={"language": "en"}, headers={"X-CSRF-Token": word.encode()}
        )
        assert answer.status_code == 403
        assert answer.json()["type"].endswith(":csrf")


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH"])
async def test_other_sites_cannot_write_nor_sign_in(li: httpx.AsyncClient, method: str) -> None:
    answer = await li.request(
        method,
        "/api/v1/session",
        json={"login": "li", "password": PASSWORD},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


async def test_the_language_is_chosen_for_good_and_errors_follow_it(
    application: Application, li: httpx.AsyncClient
) -> None:
    assert (await li.patch("/api/v1/session", json={"language": "en"})).json()["language"] == "en"
    refused = await li.get("/api/v1/files/77", headers={"Accept-Language": "zh-CN"})
    assert refused.json()["detail"] == "No such file"
    assert (await li.patch("/api/v1/session", json={"language": "fr"})).status_code == 422
    await li.patch("/api/v1/session", json={"language": "zh"})
    async with application.browser() as browser:
        for asked, title in (("zh-CN,zh;q=0.9", "请先登录"), ("en-GB", "Please sign in"), ("de", "请先登录")):
            answer = await browser.get("/api/v1/session", headers={"Accept-Language": asked})
            assert answer.json()["detail"] == title
