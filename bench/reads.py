"""Reading a page of 50 from a million rows, as member and as administrator, beside hand-written SQL.

`python bench/reads.py [--rows 1000000] [--seconds 0.3] [--rounds 21] [--connections 16]` fills a database of
its own, or an empty one named by JINGWEI_DATABASE_URL, and writes bench/results/reads.json, an object a line.
Everybody is asked in turn in the same rounds. `measure` takes any way to ask, so the same cases may be asked
over HTTP.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from jingwei.base.words import Words
from jingwei.query.compile import Plans
from jingwei.query.request import list_request
from jingwei.spec.catalogue import EMPTY, Catalogue, build
from jingwei.spec.form import Form
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import Viewer
from jingwei.store import embedded, system, workspace
from jingwei.store.pool import Pool, PoolSettings
from jingwei.store.records import read
from jingwei.store.tables import names
from jingwei.store.tables.change import statements
from jingwei.store.workspace import Workspace
from recorded import results

RESULTS = results("reads.json")
AMBIENT = Ambient(datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 22), 7, ZoneInfo("Asia/Shanghai"))
ADMIN = Viewer(1, 1, (1,), frozenset(), True)
MEMBER = Viewer(7, 3, (1, 2, 3, 4, 5, 6, 7, 8), frozenset({"bench.member"}))
NARROW = Viewer(7, 3, (3, 4), frozenset({"bench.member"}))
"""Members of eight departments of ten and of two: through a filter the latter reads five rows to keep one."""
Ask = Callable[[], Awaitable[object]]

STATES = ("draft", "submitted", "approved", "rejected", "closed")
FIELDS: Mapping[str, Mapping[str, object]] = {
    "report_no": {"type": "text"},
    "report_date": {"type": "date"},
    "shift": {"type": "text"},
    "status": {
        "type": "choice",
        "options": {s: s for s in STATES},
    },
    "work_centre": {"type": "text"},
    "operation": {"type": "text"},
    "work_order": {"type": "link", "to": "bench.work_order"},
    "operator": {"type": "person"},
    **{name: {"type": "number"} for name in ("good", "scrap", "rework", "run", "setup")},
    "started": {"type": "datetime"},
    "ended": {"type": "datetime"},
    "lot": {"type": "text"},
    "note": {"type": "text"},
}
PLAIN = tuple(name for name in FIELDS if name not in ("work_order", "operator"))
TITLED = {"type": "text", "title": "Name"}
BUNDLE: dict[str, Any] = {
    "app": "bench",
    "title": "Bench",
    "forms": {
        "person": {"title": "Person", "role": "person", "fields": {"name": TITLED}},
        "department": {"title": "Department", "role": "department", "fields": {"name": TITLED}},
        "work_order": {"title": "Work order", "fields": {"number": TITLED}},
        "report": {
            "title": "Report",
            "list": list(FIELDS),
            "fields": {name: {"title": name, **field} for name, field in FIELDS.items()},
        },
    },
    "roles": {
        "member": {
            "title": "Member",
            "grants": {
                "report": [
                    {"rows": "own", "do": ["read"]},
                    {"rows": "departments", "do": ["read"], "hide": ["note"]},
                ],
                "work_order": {"do": ["read"]},
                "person": {"do": ["read"]},
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class Bench:
    """The filled workspace and how to ask it."""

    pool: Pool
    workspace: Workspace
    catalogue: Catalogue
    plans: Plans

    def column(self, slug: str) -> str:
        return names.column(self.report[slug])

    @property
    def report(self) -> Form:
        return self.catalogue.form("bench.report")

    def table(self, form: str) -> str:
        return f"{self.workspace.schema}.{names.table(self.catalogue.form(form))}"

    async def ours(self, viewer: Viewer, **query: str) -> bytes:
        """A page exactly as the web route asks for it, query string included."""

        async def load(_: bool) -> Catalogue:
            return self.catalogue

        async with self.pool.connection() as connection:
            request = list_request("bench.report", **query)
            return (await read.ask(connection, self.plans, load, viewer, request, AMBIENT)).body

    async def raw(self, sql: str, *args: object) -> bytes:
        async with self.pool.connection() as connection:
            found: str = await connection.fetchval(sql, *args)
            return found.encode()


async def fill(pool: Pool, rows: int) -> Bench:
    """The tables of the catalogue with rows as in the comparison of data engines."""
    await system.migrate(pool)
    place = await workspace.create(pool, "bench", Words("测试", "Bench"))
    catalogue = build((BUNDLE,), EMPTY)
    bench = Bench(pool, place, catalogue, Plans(place.schema))
    async with pool.connection() as connection:
        for statement in statements(place.schema, EMPTY, catalogue):
            await connection.execute(statement)
        await connection.execute(f"INSERT INTO {place.schema}.head (version) VALUES ({catalogue.version})")
        for form, count, title in (
            ("person", 200, "User "),
            ("department", 10, "D"),
            ("work_order", 50_000, "WO-"),
        ):
            named = names.column(catalogue.form(f"bench.{form}").fields[0])
            await connection.execute(
                f"INSERT INTO {bench.table(f'bench.{form}')} (id, ver, {named}) "
                f"SELECT g, 1, '{title}' || g FROM generate_series(1, {count}) g"
            )
        await connection.execute("SELECT setseed(0.42)")
        await connection.execute(filling(bench, rows))
        report, where = (
            bench.table("bench.report"),
            [bench.column(f) for f in ("work_centre", "status", "report_date")],
        )
        await connection.execute(f"CREATE INDEX bench_page ON {report} ({', '.join(where)})")
        await connection.execute(f"CREATE INDEX bench_date ON {report} ({where[2]})")
        await connection.execute(f"VACUUM (ANALYZE) {report}")
        await connection.execute("VACUUM ANALYZE")
    return bench


def filling(bench: Bench, rows: int) -> str:
    """The INSERT of the reports; `o` is the operator, whose department is o mod 10."""
    values = {
        "report_no": "'WR-' || lpad(g::text, 9, '0')",
        "report_date": "date '2025-01-01' + (g / 1400)::int",
        "shift": "(array['A','B','C'])[1 + g % 3]",
        "status": f"(array{list(STATES)})[1 + (random() * 4.999)::int % 5]",
        "work_centre": "'WC' || lpad((1 + (random() * 39.999)::int % 40)::text, 2, '0')",
        "operation": "'OP' || (10 * (1 + g % 12))",
        "work_order": "1 + (random() * 49999)::int",
        "operator": "o",
        "good": "(random() * 500)::numeric(14,3)",
        "scrap": "(random() * 10)::numeric(14,3)",
        "rework": "(random() * 5)::numeric(14,3)",
        "run": "(random() * 480)::numeric(10,2)",
        "setup": "(random() * 60)::numeric(10,2)",
        "started": "timestamptz '2025-01-01 06:00+00' + g * interval '1 minute'",
        "ended": "timestamptz '2025-01-01 07:00+00' + g * interval '1 minute'",
        "lot": "'LOT' || (g % 9973)",
        "note": "'Run ' || g || ' completed, tool ' || (g % 37) || ' checked, temperature ' || (g % 55)",
    }
    columns = ", ".join(bench.column(slug) for slug in values)
    return (
        f"INSERT INTO {bench.table('bench.report')} "
        f"(id, ver, created_at, created_by, updated_at, updated_by, owner, dept, search, {columns}) "
        "SELECT g, 1, now(), o, now(), o, o, 1 + o % 10, 'wr-' || lpad(g::text, 9, '0'), "
        f"{', '.join(values.values())} "
        f"FROM (SELECT g, 1 + (random() * 199)::int AS o FROM generate_series(1, {rows}) g OFFSET 0) s"
    )


def hand_written(bench: Bench, slugs: tuple[str, ...], where: str, order: str) -> str:
    """What somebody who knows the tables would write: JSON objects, no permission, no cursor, no version."""
    inner = ", ".join(f"r.{bench.column(slug)} AS {slug}" for slug in slugs)
    return (
        f"SELECT coalesce(json_agg(row_to_json(p)), '[]')::text FROM (SELECT r.id, r.ver, {inner} "
        f"FROM {bench.table('bench.report')} r {where} ORDER BY {order} LIMIT 50) p"
    )


def with_titles(bench: Bench, where: str, order: str) -> str:
    """The same with both links joined and built as objects."""
    inner = ", ".join(f"r.{bench.column(slug)} AS {slug}" for slug in PLAIN)
    order_title = names.column(bench.catalogue.form("bench.work_order").fields[0])
    person_title = names.column(bench.catalogue.form("bench.person").fields[0])
    return (
        f"SELECT coalesce(json_agg(row_to_json(p)), '[]')::text FROM (SELECT r.id, r.ver, {inner}, "
        f"json_build_object('id', w.id, 'title', w.{order_title}) AS work_order, "
        f"json_build_object('id', o.id, 'title', o.{person_title}) AS operator "
        f"FROM {bench.table('bench.report')} r "
        f"LEFT JOIN {bench.table('bench.work_order')} w ON w.id = r.{bench.column('work_order')} "
        f"LEFT JOIN {bench.table('bench.person')} o ON o.id = r.{bench.column('operator')} "
        f"{where} ORDER BY r.{order} LIMIT 50) p"
    )


def cases(bench: Bench) -> dict[str, dict[str, Ask]]:
    """Case → who asks → how; `raw` is what the others are compared with."""
    random = Random(42)
    centre, status, day = (bench.column(slug) for slug in ("work_centre", "status", "report_date"))
    where = f"WHERE r.{centre} = $1 AND r.{status} = $2"
    plain, joined = ",".join(PLAIN), ",".join(FIELDS)

    def picked() -> str:
        return f"WC{random.randint(1, 38):02d}"

    def filtered(viewer: Viewer, fields: str) -> Ask:
        def ask() -> Awaitable[object]:
            text = json.dumps([["work_centre", "eq", picked()], ["status", "eq", "approved"]])
            return bench.ours(viewer, fields=fields, filter=text, sort="-report_date")

        return ask

    def listed(viewer: Viewer, fields: str) -> Ask:
        return lambda: bench.ours(viewer, fields=fields)

    page = hand_written(bench, PLAIN, where, f"r.{day} DESC")
    page_joined = with_titles(bench, where, f"{day} DESC")
    default, default_joined = hand_written(bench, PLAIN, "", "r.id DESC"), with_titles(bench, "", "id DESC")
    return {
        name: {
            "raw": raw,
            "admin": make(ADMIN, fields),
            "member": make(MEMBER, fields),
            "narrow": make(NARROW, fields),
        }
        for name, raw, make, fields in (
            ("page_filtered_sorted", lambda: bench.raw(page, picked(), "approved"), filtered, plain),
            ("page_with_relations", lambda: bench.raw(page_joined, picked(), "approved"), filtered, joined),
            ("default_list", lambda: bench.raw(default), listed, plain),
            ("default_list_with_relations", lambda: bench.raw(default_joined), listed, joined),
        )
    }


async def measure(ask: Ask, seconds: float, connections: int) -> tuple[float, float]:
    """Answers a second with so many askers at once, and the median of their milliseconds."""
    taken: list[float] = []
    end = time.perf_counter() + seconds

    async def one() -> None:
        while (began := time.perf_counter()) < end:
            await ask()
            taken.append(time.perf_counter() - began)

    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return len(taken) / (time.perf_counter() - started), statistics.median(taken) * 1000


Rounds = dict[tuple[str, str, int], list[tuple[float, float]]]


async def compare(bench: Bench, seconds: float, rounds: int, connections: int) -> Iterator[dict[str, object]]:
    """Every case in short interleaved rounds, so that what else the machine does meets all of them alike."""
    asked = cases(bench)
    found: Rounds = {}
    for many in dict.fromkeys((connections, 1)):
        for ways in asked.values():
            for ask in ways.values():
                await measure(ask, 0.5, many)
        for _ in range(rounds):
            for name, ways in asked.items():
                for who, ask in ways.items():
                    found.setdefault((name, who, many), []).append(await measure(ask, seconds, many))
    return lines(found)


def lines(found: Rounds) -> Iterator[dict[str, object]]:
    """A line a measure: the median over the rounds, and of its ratios to the other round by round."""
    for (name, who, many), own in found.items():
        if who == "raw":
            continue
        raw, at = found[(name, "raw", many)], f"reads.{name}.{who}.c{many}"
        yield line(at, "1/s", [r for r, _ in own], [r for r, _ in raw])
        yield line(f"{at}.p50", "ms", [p for _, p in own], [p for _, p in raw])
        if who != "admin":
            admin = found[(name, "admin", many)]
            yield line(f"{at}.over_admin", "ms", [p for _, p in own], [p for _, p in admin])


def line(name: str, unit: str, values: list[float], others: list[float]) -> dict[str, object]:
    ratio = statistics.median(value / other for value, other in zip(values, others, strict=True))
    return {
        "name": name,
        "value": round(statistics.median(values), 3),
        "unit": unit,
        "versus": round(statistics.median(others), 3),
        "ratio": round(ratio, 3),
    }


@contextmanager
def database() -> Iterator[str]:
    """The database of the environment, or a server of its own for the time of the run."""
    if url := os.environ.get("JINGWEI_DATABASE_URL"):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="jingwei-bench-") as data:
        Path(data).chmod(0o755)
        server = embedded.start(Path(data))
        try:
            yield server.url
        finally:
            embedded.stop(server)


async def run(options: argparse.Namespace, url: str) -> None:
    pool = Pool(PoolSettings(url, size=options.connections))
    await pool.open()
    try:
        bench = await fill(pool, options.rows)
        found = list(await compare(bench, options.seconds, options.rounds, options.connections))
    finally:
        await pool.close()
    RESULTS.write_text("".join(json.dumps(one) + "\n" for one in found), "utf-8")
    print("".join(f"{one['name']:58} {one['value']:>10} {one['unit']:4} {one['ratio']}\n" for one in found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=0.3)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    with database() as url:
        asyncio.run(run(options, url))


if __name__ == "__main__":
    main()
