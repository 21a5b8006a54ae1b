"""A small factory on the real suite: departments, people with accounts, a customer, an item; orders as tests need them."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from jingwei.base.clock import FixedClock
from jingwei.base.settings import Settings
from jingwei.collab.desk import Desk, at_desk
from jingwei.process.commands import Act, Actor, Create, Outcome
from jingwei.process.doors import Doors
from jingwei.spec.policy import Viewer
from jingwei.store import passwords, people
from jingwei.store.files import Files
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool
from jingwei.store.queue.notifier import Notifier
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace
from jingwei.suite.load import load
from jingwei.web.app import create_app
from jingwei.web.deps import Deps
from jingwei.wiring import doors

T = TypeVar("T")
PASSWORD = "Gong-Chang-2026"
PLATFORM = Actor(Viewer(0, 0, (), frozenset(), True), "demo", trusted=True)

DEPARTMENTS = {
    "management": "总经办", "sales": "销售部", "engineering": "技术部", "planning": "计划部", "purchasing": "采购部",
    "warehouse": "仓库", "production": "生产部", "quality": "质量部", "finance": "财务部", "customer": "客户", "supplier": "供应商",
}  # fmt: skip
PEOPLE = {
    "li": ("李销售", "sales", ["people.employee", "sales.clerk"]),
    "zhou": ("周主管", "sales", ["people.employee", "sales.manager"]),
    "ma": ("马计划", "planning", ["people.employee", "planning.planner"]),
    "cai": ("蔡采购", "purchasing", ["people.employee", "purchasing.buyer"]),
    "wu": ("吴检验", "quality", ["people.employee", "quality.inspector"]),
    "qian": ("钱会计", "finance", ["people.employee", "finance.accountant"]),
    "he": ("何无权", "warehouse", []),
    "zong": ("总经理", "management", ["people.employee", "people.general_manager"]),
    "admin": ("管理员", "management", ["admin"]),
}


@dataclass(slots=True)
class Works:
    """The factory and shortcuts to it."""

    pool: Pool
    workspace: Workspace
    doors: Doors
    clock: FixedClock
    persons: dict[str, int] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    refs: dict[str, int] = field(default_factory=dict)
    next: int = 10_000_000

    @property
    def schema(self) -> str:
        return self.workspace.schema

    async def create(self, form: str, actor: Actor = PLATFORM, **values: object) -> int:
        outcome = await self.doors[self.workspace].submit(actor, (Create(form, values),))
        return outcome.asked[0].id

    async def act(
        self, form: str, identity: int, action: str, who: str = "admin", **values: object
    ) -> Outcome:
        actor = await self.actor(who)
        return await self.doors[self.workspace].submit(actor, (Act(form, identity, action, values),))

    async def actor(self, login: str) -> Actor:
        directory = await self.doors.directory(self.workspace)
        return Actor(directory.viewer(self.persons[login]))

    async def read(self, login: str, work: Callable[[Desk], Awaitable[T]]) -> T:
        return await at_desk(self.doors, self.workspace, await self.actor(login), work)

    async def form(self, slug: str) -> int:
        return (await self.doors.catalogue(self.workspace)).forms[slug].id

    async def sql(self, text: str, *args: object) -> list[Any]:
        async with self.pool.connection() as connection:
            rows: list[Any] = await connection.fetch(text.replace("{s}", self.schema), *args)
            return rows

    def id(self) -> int:
        self.next += 1
        return self.next

    async def order(self, due: date, who: str = "li", **values: object) -> int:
        """A draft sales order of one line."""
        lines = [{"item": str(self.refs["item"]), "quantity": "10", "price": "113"}]
        given = {"customer": str(self.refs["customer"]), "due": due.isoformat(), "lines": lines, **values}
        return await self.create("sales.order", await self.actor(who), **given)

    async def task(
        self, form: str, record: int, *persons: str, department: str | None = None, due: datetime | None = None,
        opened: datetime | None = None, done: datetime | None = None, by: str | None = None, title: str = "评审",
        kind: str = "approve", instance: int | None = None, node: str = "step", outcome: str = "approved", data: object = None,
    ) -> int:  # fmt: skip
        """A task as the flows leave it, open or done."""
        identity, place = self.id(), await self.form(form)
        where = self.departments[department] if department else None
        kept = (
            {"edit": [], "require": [], "can": ["approve", "reject"], "reason": "who"}
            if data is None
            else data
        )
        values = (
            identity, instance or identity, "1", node, kind, place, record, where,
            json.dumps({"zh": title, "en": f"{title} (en)"}), opened or self.clock.now(), due, json.dumps(kept),
        )  # fmt: skip
        columns = "id, instance, token, node, kind, form, record, department, title, opened_at, due_at, data"
        places = "$1,$2,$3,$4,$5,$6,$7,$8,$9::text::jsonb,$10,$11,$12::text::jsonb"
        ids = [self.persons[one] for one in persons]
        if done is None:
            await self.sql(f"INSERT INTO {{s}}.task ({columns}) VALUES ({places})", *values)
            for one in ids:
                await self.sql("INSERT INTO {s}.task_person (person, task) VALUES ($1, $2)", one, identity)
        else:
            await self.sql(
                f"INSERT INTO {{s}}.task_done ({columns}, persons, outcome, done_by, done_at) VALUES ({places},$13,$14,$15,$16)",
                *values, ids, outcome, self.persons[by] if by else None, done,
            )  # fmt: skip
        return identity

    async def trace(
        self, source: tuple[str, int], target: tuple[str, int], kind: str = "push", quantity: object = None
    ) -> None:
        """One document comes from another, and serves the same orders."""
        ends = (await self.form(source[0]), source[1], await self.form(target[0]), target[1])
        await self.sql(
            "INSERT INTO {s}.trace (id, from_form, from_record, to_form, to_record, kind, quantity) VALUES ($1,$2,$3,$4,$5,$6,$7)",
            self.id(), *ends, kind, quantity,
        )  # fmt: skip
        await self.sql(
            "INSERT INTO {s}.order_object SELECT order_form, order_record, $3, $4 FROM {s}.order_object "
            "WHERE form = $1 AND record = $2 ON CONFLICT DO NOTHING",
            *ends,
        )

    async def promise(
        self,
        form: str,
        record: int,
        owes: str,
        owed: str,
        due: date,
        state: str = "asked",
        closed: datetime | None = None,
    ) -> int:
        identity = self.id()
        await self.sql(
            "INSERT INTO {s}.promise (id, form, record, rule, title, owes, owed, due, state, closed_at) "
            "VALUES ($1,$2,$3,$4,$5::text::jsonb,$6,$7,$8,$9,$10)",
            identity, await self.form(form), record, f"r{identity}", json.dumps({"zh": "到货", "en": "Delivery"}),
            self.departments[owes], self.departments[owed], due, state, closed,
        )  # fmt: skip
        return identity

    async def set_state(self, form: str, record: int, state: str) -> None:
        """A state as a flow would set it, without what follows from it."""
        catalogue = await self.doors.catalogue(self.workspace)
        found = catalogue.forms[form]
        column = f"f{found[found.state or ''].id}"
        await self.sql(f"UPDATE {{s}}.t{found.id} SET {column} = $2 WHERE id = $1", record, state)

    async def changed(self, form: str, record: int, at: datetime, before: str | None, after: str) -> None:
        """A change of state at a moment, in table and log."""
        kind = "create" if before is None else "change"
        number = await self.form(form)
        if before is None:
            await self.sql("DELETE FROM {s}.change WHERE form = $1 AND record = $2", number, record)
            await self.sql(f"UPDATE {{s}}.t{number} SET created_at = $2 WHERE id = $1", record, at)
        await self.sql(
            "INSERT INTO {s}.change (id, at, event, form, record, kind, via, body) VALUES ($1,$2,NULL,$3,$4,$5,'page',$6::text::jsonb)",
            self.id(), at, number, record, kind, json.dumps({"cells": {"state": [before, after]}}),
        )  # fmt: skip
        await self.set_state(form, record, after)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def works(pool: Pool, factory: Workspace) -> AsyncIterator[Works]:
    # A Monday morning of the plant, 09:00 in Shanghai.
    clock = FixedClock(datetime(2026, 11, 23, 1, tzinfo=UTC))
    made = doors(pool, lambda _: None, IdsOf(), clock)
    await made.catalogues.publish(factory, tuple(load()), 0)
    found = Works(pool, factory, made, clock)
    for code, name in DEPARTMENTS.items():
        found.departments[code] = await found.create("people.department", code=code, name=name)
    for login, (name, department, roles) in PEOPLE.items():
        found.persons[login] = await found.create(
            "people.person", name=name, login=login, department=str(found.departments[department]),
            roles=[{"role": role} for role in roles],
        )  # fmt: skip
    found.refs["account"] = await found.create(
        "finance.account", code="1405", name="库存商品", kind="asset", inventory=True
    )
    found.refs["customer"] = await found.create("sales.customer", code="C01", name="江南泵业")
    found.refs["item"] = await found.create(
        "engineering.item", code="P100", name="水泵", unit="台", kind="finished", source="make"
    )
    yield found
    await made.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(works: Works, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Starlette]:
    """The real application over the factory; everybody may sign in."""
    kept = await passwords.hashed(PASSWORD)

    async def work(transaction: Transaction) -> None:
        for login, person in works.persons.items():
            account = await people.create_account(transaction, login, kept)
            await people.join(transaction, account.id, works.workspace.id, person)

    await run(works.pool, work)
    root = tmp_path_factory.mktemp("files")
    deps = Deps(Settings(), works.pool, Notifier(works.pool), Files(root), IdsOf(), works.doors)
    yield create_app(deps)


SignIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest_asyncio.fixture(loop_scope="session")
async def browser(app: Starlette) -> AsyncIterator[SignIn]:
    """`await browser("li")` gives a browser in which li is signed in."""
    opened: list[httpx.AsyncClient] = []

    async def sign_in(login: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(
            app, raise_app_exceptions=False, client=(f"10.0.0.{len(opened) + 1}", 1)
        )
        client = httpx.AsyncClient(transport=transport, base_url="http://jingwei")
        opened.append(client)
        answer = await client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return client

    yield sign_in
    for client in opened:
        await client.aclose()


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
