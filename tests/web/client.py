"""A browser for tests: keeps cookies and sends the CSRF word like the pages do."""

from dataclasses import dataclass

import httpx
from starlette.applications import Starlette

from jingwei.web.deps import Deps

PASSWORD = "Gong-Chang-2026"


@dataclass(frozen=True, slots=True)
class Application:
    app: Starlette
    deps: Deps

    def browser(self, address: str = "10.0.0.1") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(address, 1))
        return httpx.AsyncClient(transport=transport, base_url="http://jingwei")

    async def sign_in(self, browser: httpx.AsyncClient, login: str) -> None:
        answer = await browser.post("/api/v1/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        browser.headers["X-CSRF-Token"] = answer.json()["csrf"]
