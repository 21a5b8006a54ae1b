"""`jingwei doctor`: counts everything twice and says where the counts differ."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from importlib.metadata import version

import uvloop

from jingwei.base.settings import Settings
from jingwei.cli.command import Command
from jingwei.cli.database import address, up_to_date
from jingwei.store import workspace
from jingwei.store.catalogue import Catalogues
from jingwei.store.changelog import seal
from jingwei.store.doctor import examine


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="机器可读 / machine-readable")


def run(arguments: Namespace, settings: Settings) -> int:
    with address(settings) as url:
        found = uvloop.run(examined(url))
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, default=str))
    else:
        tell(found)
    return 0 if found["ok"] else 1


async def examined(url: str) -> dict[str, object]:
    """What stands in every workspace."""
    async with up_to_date(url) as pool:
        places: list[dict[str, object]] = []
        for each in await workspace.every(pool):
            catalogue = await Catalogues(pool).current(each)
            async with pool.connection() as connection:
                report = await examine(connection, each, catalogue)
            verdict = await seal.verify(pool, each)
            books = report.books
            faults = [*report.faults, *([] if verdict.sound else ["the sealed history has been altered"])]
            places.append(
                {
                    "workspace": each.slug, "catalogue": report.version, "records": report.records,
                    "open_tasks": report.open_tasks, "tokens": report.tokens, "ledgers": report.ledgers,
                    "books": None if books is None else {**asdict(books), "equal": books.equal},
                    "sealed": verdict.sound, "faults": faults,
                }
            )  # fmt: skip
        async with pool.connection() as connection:
            server = await connection.fetchval("SELECT current_setting('server_version')")
    ok = all(not place["faults"] for place in places)
    return {"ok": ok, "jingwei": version("jingwei"), "postgresql": server, "workspaces": places}


def tell(found: dict[str, object]) -> None:
    """The same for people."""
    print(f"Jingwei {found['jingwei']}, PostgreSQL {found['postgresql']}")
    places = found["workspaces"]
    for place in places if isinstance(places, list) else []:
        print(f"\n{place['workspace']}: catalogue {place['catalogue']}, {place['open_tasks']} open tasks")
        for form, count in place["records"].items():
            if count:
                print(f"  {form:<32} {count:>8}")
        if place["books"]:
            books = place["books"]
            print(
                f"  stock {books['stock']} = movements {books['movements']} = ledger {books['ledger']}: {books['equal']}"
            )
        for fault in place["faults"]:
            print(f"  ✗ {fault}")
    print("\nOK" if found["ok"] else "\n✗")


COMMAND = Command("doctor", "体检：记录、账实、任务、封存 / check that everything agrees", run, arguments)
