"""A clerk's question over HTTP against a large factory: p50 and p95 from the request to the answer, worker included.

`python bench/promises_through_http.py [--orders 2500] [--questions 200]` fills a database of its own – 5,000 items on
four levels, routings through 50 work centres of four machines, work orders of eight operations each under way (20,000
open operations at 2,500), 4,000 effective order lines – starts a web process and a worker, and asks with one line and
with five, quietly and while orders are saved. Writes bench/results/promises_through_http.json, an object a line; `busy`
is the load of the machine when it began, which shares two cores with the server, the database and the client.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from jingwei import wiring
from jingwei.base.words import Words
from jingwei.process.commands import Act, Actor, Create
from jingwei.process.doors import Doors
from jingwei.spec.policy import Viewer
from jingwei.store import people, sessions, system, workspace
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool, PoolSettings
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace
from jingwei.suite.load import load
from jingwei.suite.planning.sources import Names
from mrp_through_database import written
from over_http import Client, served
from reads import database
from recorded import results

RESULTS = results("promises_through_http.json")
PLATFORM = Actor(Viewer(0, 0, (), frozenset(), True), "setup", trusted=True)
LEVELS, CENTRES, BESIDE, STEPS = (1_000, 1_000, 1_500, 1_500), 50, 4, 8
ITEM, BOM, ROUTING, CENTRE, MACHINE, ORDER, OPERATION, SALES, ROW = (n * 10_000_000 for n in range(1, 10))
Rows = list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """What is written into one form or sub-table."""

    form: str
    cells: dict[str, str]
    rows: Rows
    system: str = ""


QUANTITY = {"quantity": "numeric", "quantity.unit": "text", "quantity.base": "numeric"}


def factory(orders: int) -> list[Table]:
    """Everything, by a fixed seed; the last level is bought."""
    random = np.random.default_rng(11)
    ends = np.cumsum((0, *LEVELS))
    count, made = int(ends[-1]), int(ends[-2])
    today = date.today()
    items: Rows = [
        (ITEM + n, f"P{n:05}", f"Part {n}", "个", "make" if n < made else "buy", "active", "lot_for_lot", int(random.integers(1, 4) if n < made else random.integers(5, 20)), False)
        for n in range(count)
    ]  # fmt: skip
    level = np.searchsorted(ends, np.arange(made), "right") - 1
    below: Rows = []
    for n in range(made):
        low, high = int(ends[level[n] + 1]), int(ends[level[n] + 2])
        for turn, part in enumerate(np.unique(random.integers(low, high, 3)).tolist()):
            per = int(random.integers(1, 4))
            below.append((ROW + len(below), BOM + n, turn, ITEM + part, per, "个", per, "pick", 1, 0, False))
    steps: Rows = []
    for n in range(made):
        for turn in range(3):
            steps.append((2 * ROW + len(steps), ROUTING + n, turn, 10 * (turn + 1), "op", CENTRE + int(random.integers(0, CENTRES)), int(random.integers(0, 30)), int(random.integers(1, 6))))  # fmt: skip
    work: Rows = []
    open_: Rows = []
    for n in range(orders):
        item, quantity, due = int(random.integers(0, made)), int(random.integers(5, 40)), today + timedelta(days=int(random.integers(3, 60)))  # fmt: skip
        work.append(
            (
                ORDER + n,
                f"WO{n:05}",
                ITEM + item,
                quantity,
                "个",
                quantity,
                due,
                due - timedelta(days=2),
                "released",
            )
        )
        for step in range(STEPS):
            open_.append((OPERATION + len(open_), f"WO{n:05}-{step}", ORDER + n, ITEM + item, 10 * step, "op", CENTRE + int(random.integers(0, CENTRES)), int(random.integers(5, 30)), int(random.integers(1, 6)), quantity, "个", quantity, "ready"))  # fmt: skip
    sold: Rows = []
    lines: Rows = []
    for n in range(2_000):
        due = today + timedelta(days=int(random.integers(10, 150)))
        sold.append((SALES + n, f"SO{n:05}", due, "effective"))
        for turn in range(2):
            quantity = int(random.integers(1, 15))
            lines.append((3 * ROW + len(lines), SALES + n, turn, ITEM + int(random.integers(0, LEVELS[0])), quantity, "个", quantity, due))  # fmt: skip
    child = "parent bigint, pos int,"
    return [
        Table("engineering.item", {"code": "text", "name": "text", "unit": "text", "source": "text", "state": "text", "lot_rule": "text", "lead_time_days": "numeric", "phantom": "boolean"}, items),
        Table("engineering.bom", {"code": "text", "item": "bigint", "version": "text", "base_quantity": "numeric", "base_quantity.unit": "text", "base_quantity.base": "numeric", "state": "text"},
              [(BOM + n, f"B{n}", ITEM + n, "V1", 1, "个", 1, "released") for n in range(made)]),
        Table("engineering.bom.lines", {"component": "bigint", **QUANTITY, "issue": "text", "priority": "numeric", "scrap": "numeric", "fixed": "boolean"}, below, child),
        Table("engineering.routing", {"code": "text", "item": "bigint", "version": "text", "state": "text"}, [(ROUTING + n, f"R{n}", ITEM + n, "V1", "released") for n in range(made)]),
        Table("engineering.routing.operations", {"op_no": "numeric", "name": "text", "work_centre": "bigint", "setup_minutes": "numeric", "minutes_per_unit": "numeric"}, steps, child),
        Table("production.work_centre", {"code": "text", "name": "text", "active": "boolean"}, [(CENTRE + n, f"C{n}", f"Centre {n}", True) for n in range(CENTRES)]),
        Table("production.machine", {"code": "text", "name": "text", "work_centre": "bigint", "efficiency": "numeric", "active": "boolean"},
              [(MACHINE + n, f"M{n}", f"Machine {n}", CENTRE + n // BESIDE, 1, True) for n in range(CENTRES * BESIDE)]),
        Table("production.machine.shifts", {"weekdays": "text", "begins": "text", "ends": "text"},
              [(4 * ROW + 2 * n + late, MACHINE + n, late, "123456", ("06:00", "14:00")[late], ("14:00", "22:00")[late]) for n in range(CENTRES * BESIDE) for late in (0, 1)], child),
        Table("production.order", {"number": "text", "item": "bigint", **QUANTITY, "due": "date", "starts_on": "date", "state": "text"}, work),
        Table("production.operation", {"code": "text", "order": "bigint", "item": "bigint", "op_no": "numeric", "name": "text", "work_centre": "bigint", "setup_minutes": "numeric",
              "minutes_per_unit": "numeric", **QUANTITY, "state": "text"}, open_),
        Table("sales.order", {"number": "text", "due": "date", "state": "text"}, sold),
        Table("sales.order.lines", {"item": "bigint", **QUANTITY, "due": "date"}, lines, child),
    ]  # fmt: skip


async def filled(pool: Pool, names: Names, orders: int) -> None:
    async with pool.connection() as connection:
        for table in factory(orders):
            await written(connection, names, table.form, table.system, table.cells, table.rows)
        await connection.execute("ANALYZE")


async def key(pool: Pool, doors: Doors, factory_: Workspace) -> str:
    """An API token of an administrator."""
    department = (
        (
            await doors[factory_].submit(
                PLATFORM, (Create("people.department", {"code": "D1", "name": "Sales"}),)
            )
        )
        .asked[0]
        .id
    )
    values = {"name": "Bench", "login": "bench", "department": str(department)}
    person = (await doors[factory_].submit(PLATFORM, (Create("people.person", values),))).asked[0].id

    async def work(transaction: Transaction) -> str:
        account = await people.create_account(transaction, "bench", "no password opens this")
        await people.join(transaction, account.id, factory_.id, person, admin=True)
        caller = Caller(account.id, "bench", "zh", factory_, person, True, "page")
        return (await sessions.create_token(transaction, caller, "bench", None, None))[1]

    return await run(pool, work)


async def post(client: Client, path: str, body: object) -> tuple[int, bytes]:
    """One request on a connection kept alive."""
    reader, writer = (
        client.free.pop() if client.free else await asyncio.open_connection("127.0.0.1", client.port)
    )
    text = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {client.token}\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
    writer.write(head.encode() + text)
    told = await reader.readuntil(b"\r\n\r\n")
    found = await reader.readexactly(int(told.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
    client.free.append((reader, writer))
    return int(told.split(b" ", 2)[1]), found


async def answered(
    client: Client, lines: int, random: np.random.Generator
) -> tuple[float, dict[str, object]]:
    """Milliseconds of one question, and what it was answered."""
    listed = [
        {"item": str(ITEM + int(random.integers(0, LEVELS[0]))), "quantity": str(int(random.integers(1, 60))),
         "wanted": (date.today() + timedelta(days=int(random.integers(5, 90)))).isoformat()}
        for _ in range(lines)
    ]  # fmt: skip
    begun = time.perf_counter()
    status, body = await post(client, "/api/v1/planning/promise", {"form": "sales.order", "lines": listed})
    took = (time.perf_counter() - begun) * 1e3
    told: dict[str, object] = json.loads(body)
    if status == 202:
        return await answered(client, lines, random)
    if status != 200:
        raise SystemExit(f"{status}: {body.decode()}")
    return took, told


def line(name: str, times: list[float], **more: object) -> dict[str, object]:
    p50, p95 = (round(float(np.percentile(times, share)), 1) for share in (50, 95))
    return {
        "name": f"promises_through_http.{name}",
        "p50_ms": p50,
        "p95_ms": p95,
        "questions": len(times),
        **more,
    }


async def asked(
    client: Client, doors: Doors, factory_: Workspace, questions: int, busy: float
) -> list[dict[str, object]]:
    random = np.random.default_rng(3)
    begun = time.perf_counter()
    while True:
        _, told = await answered(client, 1, random)
        if "lines" in told:
            break
    found = [line("first", [(time.perf_counter() - begun) * 1e3], busy=busy)]
    for count in (1, 5):
        times = [(await answered(client, count, random))[0] for _ in range(questions)]
        found.append(line(f"lines_{count}", times))
    times, old = [], 0
    for number in range(questions // 4):
        if number % 10 == 0:
            await saved(doors, factory_, number)
        took, told = await answered(client, 1, random)
        times.append(took)
        old += told["renewing"] is True
    found.append(line("while_orders_are_saved", times, answered_from_the_plan_before=old))
    return found


async def saved(doors: Doors, factory_: Workspace, number: int) -> None:
    """An order takes effect, so that everything has to be planned anew."""
    values = {
        "customer": {"key": "K1"}, "customer_po": f"PO{number}", "due": (date.today() + timedelta(days=40)).isoformat(),
        "lines": [{"item": str(ITEM + number), "quantity": "3", "price": "1"}],
    }  # fmt: skip
    made = await doors[factory_].submit(PLATFORM, (Create("sales.order", values),))
    take = Act("sales.order", made.asked[0].id, "take_over", {"state": "effective"})
    await doors[factory_].submit(PLATFORM, (take,))


async def measured(url: str, options: argparse.Namespace) -> list[dict[str, object]]:
    pool = Pool(PoolSettings(url, size=4))
    await pool.open()
    doors = wiring.doors(pool, lambda _: None, IdsOf())
    try:
        await system.migrate(pool)
        made = await workspace.create(pool, "factory", Words("工厂", "Factory"))
        async with pool.connection() as connection:
            # Beyond what is filled in.
            await connection.execute(f"SELECT setval('{made.schema}.ids', 1000000000)")
        await doors.catalogues.publish(made, tuple(load()), 0)
        await filled(pool, Names(await doors.catalogue(made), made.schema), options.orders)
        await doors[made].submit(PLATFORM, (Create("sales.customer", {"code": "K1", "name": "Customer"}),))
        token = await key(pool, doors, made)
        busy = round(os.getloadavg()[0], 2)
        async with served(["-m", "jingwei.cli", "web"], url) as port:
            own = {**os.environ, "JINGWEI_DATABASE_URL": url, "JINGWEI_DATA": str(Path(options.data))}
            worker = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "jingwei.cli", "worker", env=own
            )
            try:
                await asyncio.sleep(30)  # the kernels are loaded, as on every day but the first
                found = await asked(Client(port, token), doors, made, options.questions, busy)
            finally:
                worker.terminate()
                await worker.wait()
        size = {"operations": options.orders * STEPS, "at": datetime.now(UTC).date().isoformat()}
        return [{**one, **size} for one in found]
    finally:
        await doors.close()
        await pool.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=2_500)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--data", default="/tmp")
    options = parser.parse_args()
    with database() as url:
        found = asyncio.run(measured(url, options))
    text = "".join(json.dumps(one) + "\n" for one in found)
    RESULTS.write_text(text, "utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
