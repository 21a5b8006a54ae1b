"""An MRP run through the database, beside a bare COPY of the same columns: first run, nothing changed, one forecast more.

`python bench/mrp_through_database.py [--families 1000] [--wanted 40]` fills a database of its own with families of a
hundred items (a thousand lines each) and writes bench/results/mrp_through_database.json, an object a line.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from datetime import date, timedelta

import numpy as np
import uvloop

from factories import family_problem
from jingwei import wiring
from jingwei.base.collecting import settled
from jingwei.base.words import Words
from jingwei.process.commands import Act, Actor, Create
from jingwei.process.doors import Doors
from jingwei.spec.policy import Viewer
from jingwei.store import system, workspace
from jingwei.store.ids import IdsOf
from jingwei.store.pool import Pool, PoolSettings
from jingwei.store.queue.jobs import Job
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace
from jingwei.suite.load import load
from jingwei.suite.planning.mrp import plan_materials
from jingwei.suite.planning.sources import Names
from jingwei.suite.planning.warm import Warm
from reads import database
from recorded import results

RESULTS = results("mrp_through_database.json")
PLATFORM = Actor(Viewer(0, 0, (), frozenset(), True), "setup", trusted=True)
RULES = ("lot_for_lot", "fixed", "period")
DAYS = 364
FIRST = 10_000_000
"""Ids of the rows that are filled in, beyond those the workspace gives out."""


async def filled(pool: Pool, names: Names, families: int, wanted: int) -> int:
    """Items, structures and forecasts written by SQL alone; the number of lines."""
    problem = family_problem(families, DAYS)
    count, few = len(problem.items), problem.bom.lines
    # Where nothing is wanted the structures are wide; wide ones all the way down would need more than a lorry a piece.
    many = family_problem(families, DAYS, per=36).bom.lines
    near, far = few.parent < wanted * 100, many.parent >= wanted * 100
    parent, component, numerator = (
        np.concatenate([getattr(few, name)[near], getattr(many, name)[far]])
        for name in ("parent", "component", "numerator")
    )
    heads = np.unique(parent)
    rule = problem.items.lot_rule
    soon = {int(one) for one in np.arange(wanted * 100)}
    demand = [
        (int(item), int(day), int(quantity))
        for item, day, quantity in zip(
            problem.demands.item, problem.demands.day, problem.demands.quantity, strict=True
        )
        if int(item) in soon and 150 <= day < 210
    ]
    lead = problem.items.lead_time.tolist()
    tables: dict[str, tuple[dict[str, str], list[tuple[object, ...]]]] = {
        "engineering.item": (
            {"code": "text", "name": "text", "unit": "text", "source": "text", "state": "text", "lot_rule": "text", "lot_size": "numeric",
             "lot_days": "numeric", "lead_time_days": "numeric", "phantom": "boolean"},
            [(FIRST + n, f"I{n:06}", f"Item {n}", "个", "make" if problem.items.made[n] else "buy", "active", RULES[int(rule[n])],
              int(problem.items.lot_fixed[n]), int(problem.items.lot_period[n]), lead[n], False) for n in range(count)],
        ),
        "engineering.bom": (
            {"code": "text", "item": "bigint", "version": "text", "base_quantity": "numeric", "base_quantity.unit": "text",
             "base_quantity.base": "numeric", "state": "text"},
            [(2 * FIRST + n, f"B{n:06}", FIRST + int(n), "V1", 1, "个", 1, "released") for n in heads.tolist()],
        ),
        "planning.forecast": (
            {"number": "text", "item": "bigint", "due": "date", "quantity": "numeric", "quantity.unit": "text", "quantity.base": "numeric",
             "state": "text"},
            [(3 * FIRST + n, f"YC{n}", FIRST + item, names_day(day), quantity, "个", quantity, "active") for n, (item, day, quantity) in enumerate(demand)],
        ),
    }  # fmt: skip
    async with pool.connection() as connection:
        for form, (cells, rows) in tables.items():
            await written(connection, names, form, "", cells, rows)
        cells = {"component": "bigint", "quantity": "numeric", "quantity.unit": "text", "quantity.base": "numeric", "issue": "text",
                 "priority": "numeric", "scrap": "numeric", "fixed": "boolean"}  # fmt: skip
        listed = zip(parent.tolist(), component.tolist(), numerator.tolist(), strict=True)
        rows = [
            (
                4 * FIRST + n,
                2 * FIRST + above,
                n % 10,
                FIRST + below,
                quantity,
                "个",
                quantity,
                "pick",
                1,
                0,
                False,
            )
            for n, (above, below, quantity) in enumerate(listed)
        ]
        await written(connection, names, "engineering.bom.lines", "parent bigint, pos int,", cells, rows)
        await connection.execute("ANALYZE")
    return len(parent)


def names_day(day: int) -> date:
    return date.today() + timedelta(days=day)


async def written(connection, names: Names, form: str, system_: str, cells: dict[str, str], rows: list[tuple[object, ...]]) -> None:  # type: ignore[no-untyped-def]  # fmt: skip
    """By COPY into a table of plain types, then into the form's with its system columns as they are by default."""
    source, given = names.form(form, "x"), f"given_{form.replace('.', '_')}"
    own = [f"c{n}" for n in range(len(cells))]
    typed = ", ".join(
        f"{name} {'bigint' if kind == 'numeric' else kind}"
        for name, kind in zip(own, cells.values(), strict=True)
    )
    await connection.execute(f"CREATE TEMP TABLE {given} (id bigint, {system_} {typed})")
    await connection.copy_records_to_table(given, records=rows)
    extra = [part.split()[0] for part in system_.split(",") if part.strip()]
    more = [] if extra else ["created_at", "updated_at"]
    columns = ["id", *extra, *more, *(source[cell].removeprefix("x.") for cell in cells)]
    values = ["id", *extra, *("now()" for _ in more), *own]
    await connection.execute(
        f"INSERT INTO {str(source).removesuffix(' x')} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {given}"
    )
    await connection.execute(f"DROP TABLE {given}")


async def one_run(doors: Doors, factory: Workspace, warm: Warm) -> dict[str, object]:
    door = doors[factory]
    number = (await door.submit(PLATFORM, (Create("planning.run", {"horizon_days": DAYS}),))).asked[0].id
    await door.submit(PLATFORM, (Act("planning.run", number, "start"),))
    async with doors.pool.connection() as connection:
        identity = await connection.fetchval(
            f"UPDATE {factory.schema}.job SET state = 'running', tries = 1 WHERE state = 'waiting' RETURNING id"
        )
    job = Job(identity, "planning.mrp", factory, {"run": str(number)}, None, 1, doors.pool)
    begin, cpu = time.perf_counter(), time.process_time()
    done = await plan_materials(doors, warm, job)
    took, used = time.perf_counter() - begin, time.process_time() - cpu
    async with doors.pool.connection() as connection:
        await connection.execute(f"UPDATE {factory.schema}.job SET state = 'done' WHERE id = $1", identity)
    return {**done, "wall": took, "cpu": used}


async def bare(pool: Pool, names: Names) -> float:
    """What a program would do by hand: COPY of the same columns, nothing made of them."""
    i, ln, p = (
        names.form("engineering.item", "i"),
        names.form("engineering.bom.lines", "l"),
        names.form("planning.planned_order", "p"),
    )
    asked = (
        f"SELECT i.id, {', '.join(i[slug] for slug in ('unit', 'source', 'lot_rule', 'lot_size', 'lot_days', 'lead_time_days', 'scrap', 'safety_stock'))} FROM {i}",
        f"SELECT l.id, l.parent, {', '.join(ln[slug] for slug in ('component', 'quantity', 'quantity.unit', 'scrap', 'fixed', 'valid_from', 'valid_to'))} FROM {ln}",
        f"SELECT p.id, {', '.join(p[slug] for slug in ('item', 'release_on', 'due', 'quantity.base', 'sales_order'))} FROM {p}",
    )  # fmt: skip
    begin = time.perf_counter()

    async def work(transaction: Transaction) -> None:
        for sql in asked:
            await transaction.copied(sql)

    await run(pool, work)
    return time.perf_counter() - begin


def line(name: str, done: dict[str, object], raw: float) -> dict[str, object]:
    keys = (
        "method",
        "orders",
        "made",
        "changed",
        "gone",
        "seconds_reading",
        "seconds_computing",
        "seconds_writing",
    )
    return {
        "name": f"mrp_through_database.{name}", "value": round(float(str(done["wall"])), 3), "unit": "s", "versus": round(raw, 3),
        "ratio": round(float(str(done["wall"])) / raw, 2), "cpu_s": round(float(str(done["cpu"])), 2), **{key: done[key] for key in keys},
    }  # fmt: skip


async def measured(url: str, families: int, wanted: int) -> list[dict[str, object]]:
    pool = Pool(PoolSettings(url, size=4))
    await pool.open()
    doors = wiring.doors(pool, lambda _: None, IdsOf())
    try:
        await system.migrate(pool)
        factory = await workspace.create(pool, "factory", Words("工厂", "Factory"))
        async with pool.connection() as connection:
            await connection.execute(
                f"SELECT setval('{factory.schema}.ids', 100000000)"
            )  # beyond what is filled in
        await doors.catalogues.publish(factory, tuple(load()), 0)
        names = Names(await doors.catalogue(factory), factory.schema)
        lines = await filled(pool, names, families, wanted)
        settled()  # as the worker does
        warm = Warm()
        raw = 0.0
        found: list[dict[str, object]] = []
        for name in ("first", "same_warm", "same_cold", "one_forecast_more"):
            if name == "same_cold":
                warm = Warm()
            if name == "one_forecast_more":
                due = names_day(180).isoformat()
                await doors[factory].submit(
                    PLATFORM,
                    (Create("planning.forecast", {"item": str(FIRST), "quantity": "7", "due": due}),),
                )
            done = await one_run(doors, factory, warm)
            raw = await bare(pool, names)
            found.append({**line(name, done, raw), "items": families * 100, "lines": lines})
            print(found[-1], flush=True)
        found.append(
            {
                "name": "mrp_through_database.memory",
                "value": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "unit": "MB",
            }
        )
        return found
    finally:
        await doors.close()
        await pool.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=1000)
    parser.add_argument("--wanted", type=int, default=40, help="families of which anything is wanted")
    options = parser.parse_args()
    with database() as url:
        found = uvloop.run(measured(url, options.families, options.wanted))
    RESULTS.write_text("".join(json.dumps(one) + "\n" for one in found), "utf-8")


if __name__ == "__main__":
    main()
