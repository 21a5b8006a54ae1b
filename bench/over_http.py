"""The same pages of 50 as `reads.py`, asked of the real web process over HTTP, beside a hand-written endpoint.

`python bench/over_http.py [--rows 1000000] [--seconds 0.5] [--rounds 11] [--connections 16]` starts a server of its
own, or uses an empty database named by JINGWEI_DATABASE_URL, and writes bench/results/over_http.json, an object a
line. `raw` is a Starlette route of a dozen lines on the same kind of server: it runs hand-written SQL and returns its
text; no session, no permission, no paging.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import lab
from jingwei.query.compile import Plans
from jingwei.store import people, sessions
from jingwei.store.pool import Pool, PoolSettings
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction, run
from lab import Lab
from reads import FIELDS, PLAIN, Ask, Bench, Rounds, database, hand_written, line, measure, with_titles
from recorded import results

RESULTS = results("over_http.json")


@dataclass(slots=True)
class Client:
    """Keep-alive connections to one server, lent one at a time; as little Python as a client can have."""

    port: int
    token: str = ""
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def get(self, path: str) -> bytes:
        reader, writer = (
            self.free.pop() if self.free else await asyncio.open_connection("127.0.0.1", self.port)
        )
        said = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token}\r\n\r\n"
        writer.write(said.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.decode())
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        self.free.append((reader, writer))
        return body


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@asynccontextmanager
async def served(module: list[str], url: str, **environment: str) -> AsyncIterator[int]:
    """A server as a process of its own, once it answers."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="jingwei-bench-") as data:
        own = {"JINGWEI_DATABASE_URL": url, "JINGWEI_PORT": str(port), "JINGWEI_DATA": data, **environment}
        child = await asyncio.create_subprocess_exec(sys.executable, *module, env={**os.environ, **own})
        try:
            for _ in range(200):
                await asyncio.sleep(0.1)
                with socket.socket() as trial:
                    if trial.connect_ex(("127.0.0.1", port)) == 0:
                        break
            yield port
        finally:
            child.terminate()
            await child.wait()


async def token(pool: Pool, made: Lab, login: str, person: int) -> str:
    """An API token, as an administrator would make it."""

    async def work(transaction: Transaction) -> str:
        account = await people.create_account(transaction, f"bench-{login}", "no password opens this")
        await people.join(transaction, account.id, made.workspace.id, person)
        caller = Caller(account.id, login, "en", made.workspace, person, False, "page")
        return (await sessions.create_token(transaction, caller, "bench", None, None))[1]

    return await run(pool, work)


def pages(random: Random) -> dict[str, Callable[[tuple[str, ...]], str]]:
    """Case → the path of our page with these fields."""

    def filtered(fields: tuple[str, ...]) -> str:
        picked = [["work_centre", "eq", f"WC{random.randint(1, 38):02d}"], ["status", "eq", "approved"]]
        asked = {"fields": ",".join(fields), "filter": json.dumps(picked), "sort": "-report_date"}
        return f"/api/v1/bench/report?{urlencode(asked)}"

    return {
        "page_filtered_sorted": filtered,
        "default_list": lambda fields: f"/api/v1/bench/report?{urlencode({'fields': ','.join(fields)})}",
    }


def cases(made: Lab, clients: dict[str, Client], bench: Bench) -> dict[str, dict[str, Ask]]:
    random, found = Random(42), dict[str, dict[str, Ask]]()
    for name, path in pages(random).items():
        for suffix, fields in (("", PLAIN), ("_with_relations", tuple(FIELDS))):

            def ask(
                who: str, path: Callable[[tuple[str, ...]], str] = path, fields: tuple[str, ...] = fields
            ) -> Ask:
                return lambda: clients[who].get(path(fields))

            def raw(case: str = f"{name}{suffix}") -> Awaitable[object]:
                return clients["raw"].get(f"/{case}?centre=WC{random.randint(1, 38):02d}")

            found[f"{name}{suffix}"] = {"raw": raw, "admin": ask("admin"), "member": ask("member")}
    return found


def twin(bench: Bench) -> dict[str, str]:
    """Case → the SQL of the hand-written endpoint; `$1` is the work centre where there is one."""
    centre, status, day = (bench.column(slug) for slug in ("work_centre", "status", "report_date"))
    where = f"WHERE r.{centre} = $1 AND r.{status} = 'approved'"
    return {
        "page_filtered_sorted": hand_written(bench, PLAIN, where, f"r.{day} DESC"),
        "page_filtered_sorted_with_relations": with_titles(bench, where, f"{day} DESC"),
        "default_list": hand_written(bench, PLAIN, "", "r.id DESC"),
        "default_list_with_relations": with_titles(bench, "", "id DESC"),
    }


async def compare(
    asked: dict[str, dict[str, Ask]], seconds: float, rounds: int, many: int
) -> list[dict[str, object]]:
    found: Rounds = {}
    for turn in range(rounds + 1):
        for name, ways in asked.items():
            for who, ask in ways.items():
                measured = await measure(ask, seconds, many)
                if turn:  # the first round warms up
                    found.setdefault((name, who, many), []).append(measured)
    made = []
    for (name, who, _), own in found.items():
        if who == "raw":
            continue
        raw, admin = found[(name, "raw", many)], found[(name, "admin", many)]
        at = f"over_http.{name}.{who}.c{many}"
        made.append(line(at, "1/s", [r for r, _ in own], [r for r, _ in raw]))
        made.append(line(f"{at}.p50", "ms", [p for _, p in own], [p for _, p in raw]))
        if who == "member":
            made.append(line(f"{at}.over_admin", "ms", [p for _, p in own], [p for _, p in admin]))
    return made


async def measured(options: argparse.Namespace, url: str) -> None:
    pool = Pool(PoolSettings(url, size=4))
    await pool.open()
    made = await lab.build(pool, options.rows)
    bench = Bench(pool, made.workspace, made.catalogue, Plans(made.schema))
    where = ", ".join(bench.column(slug) for slug in ("work_centre", "status", "report_date"))
    async with pool.connection() as connection:
        await connection.execute(f"CREATE INDEX bench_page ON {bench.table('bench.report')} ({where})")
        await connection.execute("VACUUM ANALYZE")
    sql = json.dumps(twin(bench))
    here = Path(__file__).parent
    async with (
        served(["-m", "jingwei.cli", "web"], url) as ours,
        served([str(here / "hand_web.py")], url, BENCH_SQL=sql) as raw,
    ):
        clients = {"raw": Client(raw)}
        for login, actor in (("admin", made.admin), ("member", made.member)):
            clients[login] = Client(ours, await token(pool, made, login, actor.viewer.person))
        found = await compare(
            cases(made, clients, bench), options.seconds, options.rounds, options.connections
        )
    RESULTS.write_text("".join(json.dumps(one) + "\n" for one in found), "utf-8")
    print("".join(f"{one['name']:64} {one['value']:>10} {one['unit']:4} {one['ratio']}\n" for one in found))
    await made.doors.close()
    await pool.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    with database() as url:
        asyncio.run(measured(options, url))


if __name__ == "__main__":
    main()
