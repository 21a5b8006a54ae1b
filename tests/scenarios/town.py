"""People of a factory at their browsers: what they press goes over HTTP, and after every step the books are examined."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx
from starlette.applications import Starlette
from tests.waiting import eventually

from jingwei.base.clock import FixedClock
from jingwei.process.doors import Doors
from jingwei.store import doctor
from jingwei.store.tables import names
from jingwei.store.workspace import Workspace
from jingwei.suite.demo import install
from jingwei.suite.demo.install import PASSWORD

Json = dict[str, Any]
UNPEGGED = (
    "SELECT p.id FROM {s}.{planned} p LEFT JOIN {s}.{pegging} n ON n.parent = p.id WHERE p.deleted_at IS NULL "
    "GROUP BY p.id, p.{quantity} HAVING p.{quantity} IS DISTINCT FROM sum(n.{part})"
)


@dataclass(frozen=True, slots=True)
class Ref:
    """A document the story speaks of by a name of its own."""

    form: str
    id: str

    @property
    def address(self) -> str:
        return f"/api/v1/{self.form.replace('.', '/', 1)}/{self.id}"


@dataclass(slots=True)
class Town:
    """Everybody's browser, what the story's names stand for, and the examiner of the books."""

    app: Starlette
    doors: Doors
    workspace: Workspace
    clock: FixedClock
    refs: dict[str, Ref] = field(default_factory=dict)
    browsers: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    steps: int = 0
    keys: itertools.count[int] = field(default_factory=itertools.count)

    async def close(self) -> None:
        for browser in self.browsers.values():
            await browser.aclose()

    async def at(self, login: str) -> httpx.AsyncClient:
        """The browser of a person, signed in once."""
        if login not in self.browsers:
            client = (f"10.1.0.{len(self.browsers) + 1}", 1)
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=client)
            browser = httpx.AsyncClient(transport=transport, base_url="http://jingwei")
            self.browsers[login] = browser
            answer = await browser.post("/api/v1/session", json={"login": login, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            browser.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return self.browsers[login]

    # What people do. Each answers what HTTP answered; `refused` is the same with a refusal expected.

    async def create(self, login: str, form: str, ref: str | None = None, **values: object) -> Json:
        answer = await self.send(
            login, "POST", f"/api/v1/{form.replace('.', '/', 1)}", {"values": self.filled(values)}
        )
        record = await self.done(answer)
        self.refs[ref or form] = Ref(form, record["id"])
        return record

    async def press(self, login: str, ref: str, action: str, **values: object) -> Json:
        sent = {"values": self.filled(values)}
        return await self.done(
            await self.send(login, "POST", f"{self.refs[ref].address}/actions/{action}", sent)
        )

    async def change(self, login: str, ref: str, **values: object) -> Json:
        """Changes what the person has just read: version and row ids are the read ones."""
        before = await self.read(login, ref)
        sent = {"ver": before["ver"], "values": placed(self.filled(values), before["values"])}
        return await self.done(await self.send(login, "PATCH", self.refs[ref].address, sent))

    async def decide(
        self, login: str, ref: str, node: str, do: str = "complete", note: str | None = None, **values: object
    ) -> Json:
        return await self.done(await self.decision(login, ref, node, do, note, **values))

    async def decision(
        self, login: str, ref: str, node: str, do: str = "complete", note: str | None = None, **values: object
    ) -> httpx.Response:
        """Decides the task that lies in the person's own inbox."""
        task = await self.task(login, ref, node)
        sent = self.filled(values)
        if any(isinstance(one, list) for one in sent.values()):
            sent = placed(sent, (await self.read(login, ref))["values"])
        return await self.send(
            login, "POST", f"/api/v1/tasks/{task['id']}", {"do": do, "note": note, "values": sent}
        )

    async def send(self, login: str, method: str, address: str, sent: Json, key: str = "") -> httpx.Response:
        browser = await self.at(login)
        headers = {"Idempotency-Key": key or f"week-{next(self.keys):06}"}
        return await browser.request(method, address, json=sent, headers=headers)

    async def done(self, answer: httpx.Response) -> Json:
        """A step that must have succeeded, after which everything agrees."""
        assert answer.is_success, f"{answer.request.method} {answer.request.url.path}: {answer.text}"
        self.steps += 1
        await self.examine()
        found: Json = answer.json()
        return found

    async def hire(self, login: str, department: str, *roles: str) -> None:
        """A new person with an account."""
        told = install.Told(self.doors, self.workspace, self.today)
        values = {"login": login, "name": login, "department": f"@{department}"}
        rows = [{"role": role} for role in ("people.employee", *roles)]
        await install.carry_out(told, {"create": "people.person", "values": {**values, "roles": rows}})
        self.doors.directories.forget(self.workspace)
        await install.make_accounts(self.doors, self.workspace)

    # What people see.

    async def get(self, login: str, address: str, status: int = 200, **query: str) -> Any:
        answer = await (await self.at(login)).get(address, params=query)
        assert answer.status_code == status, f"{address}: {answer.status_code} {answer.text}"
        return answer.json()

    async def read(self, login: str, ref: str) -> Json:
        found: Json = await self.get(login, self.refs[ref].address)
        return found

    async def value(self, login: str, ref: str, field: str) -> Any:
        return (await self.read(login, ref))["values"][field]

    async def inbox(self, login: str, box: str = "mine") -> list[Json]:
        tasks: list[Json] = (await self.get(login, "/api/v1/inbox", box=box))["tasks"]
        return tasks

    async def task(self, login: str, ref: str, node: str) -> Json:
        wanted = (self.refs[ref].form, self.refs[ref].id, node)
        tasks = await self.inbox(login)
        found = [t for t in tasks if (t["form"], t["record"]["id"], t["node"]) == wanted]
        assert len(found) == 1, f"{login} has {len(found)} tasks at {node} of {ref}; the inbox: " + ", ".join(
            f"{t['form']} {t['node']}" for t in tasks
        )
        return found[0]

    async def follow(self, ref: str, **made: str) -> None:
        """Names documents pushed down from one: `follow("order", notice="sales.notice")`; the newest of a form."""
        origin = self.refs[ref]
        for name, form in made.items():
            rows = await self.sql(
                "SELECT max(to_record) FROM {s}.trace WHERE from_form = $1 AND from_record = $2 AND to_form = $3",
                await self.number(origin.form), int(origin.id), await self.number(form),
            )  # fmt: skip
            assert rows[0][0] is not None, f"{ref} has no {form}"
            self.refs[name] = Ref(form, str(rows[0][0]))

    # The factory behind them.

    async def examine(self) -> doctor.Report:
        """Stock = movements = general ledger, balances = movements, open tasks = tokens, Σ pegging = planned quantity."""
        catalogue = await self.doors.catalogue(self.workspace)
        async with self.doors.pool.connection() as connection:
            report = await doctor.examine(connection, self.workspace, catalogue)
        assert report.faults == (), f"after step {self.steps}: {report.faults}"
        assert report.books is not None
        assert report.books.stock > 0
        planned, pegging = (
            catalogue.forms[f] for f in ("planning.planned_order", "planning.planned_order.pegging")
        )
        unpegged = UNPEGGED.replace("{planned}", names.table(planned)).replace(
            "{pegging}", names.table(pegging)
        )
        unpegged = unpegged.replace("{quantity}", f"{names.column(planned['quantity'])}_base")
        rows = await self.sql(unpegged.replace("{part}", names.column(pegging["quantity"])))
        assert rows == [], f"after step {self.steps}: planned orders whose pegging does not sum up"
        return report

    async def account(self, code: str) -> Any:
        """Debit less credit of an account in the general ledger."""
        catalogue = await self.doors.catalogue(self.workspace)
        ledger, form = catalogue.ledgers["finance.gl"], catalogue.forms["finance.account"]
        debit, credit = (names.measure(ledger.measure(m)) for m in ("debit", "credit"))
        by = names.dimension(next(d for d in ledger.dimensions if d.slug == "account"))
        rows = await self.sql(
            f"SELECT coalesce(sum(g.{debit} - g.{credit}), 0) FROM {{s}}.{names.movement(ledger)} g "
            f"JOIN {{s}}.{names.table(form)} a ON a.id = g.{by} WHERE a.{names.column(form['code'])} = $1",
            code,
        )
        return rows[0][0]

    async def sql(self, text: str, *args: object) -> list[tuple[Any, ...]]:
        async with self.doors.pool.connection() as connection:
            rows = await connection.fetch(text.replace("{s}", self.workspace.schema), *args)
        return [tuple(row) for row in rows]

    async def number(self, form: str) -> int:
        return (await self.doors.catalogue(self.workspace)).forms[form].id

    async def written(self) -> dict[str, int]:
        """Rows in every table of the workspace; the counters apart, whose numbers are taken outside and may have gaps."""
        tables = await self.sql(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = $1 AND table_type = 'BASE TABLE' "
            "AND table_name <> 'counter'",
            self.workspace.schema,
        )
        return {
            name: (await self.sql(f'SELECT count(*) FROM {{s}}."{name}"'))[0][0] for (name,) in sorted(tables)
        }

    async def until(self, login: str, ref: str, field: str, wanted: str) -> None:
        """Waits for the worker."""

        async def reached() -> bool:
            return bool(await self.value(login, ref, field) == wanted)

        await eventually(reached, 60)

    def tomorrow(self) -> None:
        """The next working morning."""
        today = self.today
        self.clock.advance(timedelta(days=(self.workday(1) - today).days))

    @property
    def today(self) -> date:
        return self.doors.plant.ambient(self.clock.now(), None).today

    def workday(self, days: int) -> date:
        day = self.today
        while days:
            day += timedelta(days=1)
            days -= bool(self.doors.plant.calendar.shifts_on(day))
        return day

    def filled(self, values: Mapping[str, object]) -> Json:
        return {name: self.one(value) for name, value in values.items()}

    def one(self, value: object) -> Any:
        """`@CODE` is the record with that key, `$name` a document of the story."""
        if isinstance(value, Mapping):
            return self.filled(value)
        if isinstance(value, str) and value[:1] == "@":
            return {"key": value[1:]}
        if isinstance(value, str) and value[:1] == "$":
            return self.refs[value[1:]].id
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [self.one(each) for each in value]
        return value


def placed(sent: Json, shown: Json) -> Json:
    """`row: 2` in the rows of a sub-table becomes the id of the second row shown."""
    return {
        name: [
            {"id": shown[name][row.pop("row") - 1]["id"], **row}
            if isinstance(row, dict) and "row" in row
            else row
            for row in map(dict, value)
        ]
        if isinstance(value, list)
        else value
        for name, value in sent.items()
    }
