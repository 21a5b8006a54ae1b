"""`jingwei db`: look at the database, bring it up to date, or open psql on it."""

import os
import subprocess
from argparse import ArgumentParser, Namespace

import uvloop

from jingwei.base.settings import Settings
from jingwei.cli.command import Command
from jingwei.cli.database import address, opened, prepare
from jingwei.store import embedded, workspace


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("status", "migrate", "url", "psql"))


def run(arguments: Namespace, settings: Settings) -> int:
    with address(settings) as url:
        if arguments.what == "url":
            print(url)
        elif arguments.what == "migrate":
            prepare(url, settings)
        elif arguments.what == "psql":
            return _psql(url)
        if arguments.what in ("status", "migrate"):
            uvloop.run(_status(url))
    return 0


def _psql(url: str) -> int:
    program = embedded.BINARIES / "psql"
    # The password goes by the environment, where a list of processes does not show it.
    return subprocess.run([str(program)], env={**os.environ, **_for_psql(url)}, check=False).returncode


def _for_psql(url: str) -> dict[str, str]:
    server, _, query = url.partition("?")
    user, _, place = server.removeprefix("postgresql://").removeprefix("postgres://").rpartition("@")
    name, _, password = user.partition(":")
    host, _, database = place.partition("/")
    values = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
    plain_host, _, port = host.partition(":")
    wanted = {
        "PGHOST": values.get("host", plain_host),
        "PGPORT": values.get("port", port),
        "PGUSER": name,
        "PGPASSWORD": password,
        "PGDATABASE": database,
    }
    return {key: value for key, value in wanted.items() if value}


async def _status(url: str) -> None:
    async with opened(url) as pool:
        async with pool.connection() as connection:
            row = await connection.fetchrow(
                "select current_setting('server_version') as version, "
                "pg_size_pretty(pg_database_size(current_database())) as size, "
                "to_regclass('jingwei.step') is not null as made"
            )
        print(f"PostgreSQL {row['version']}, {row['size']}")
        if not row["made"]:
            print("尚未建立，请运行 jingwei db migrate / not set up yet, run jingwei db migrate")
            return
        for each in await workspace.every(pool):
            print(f"{each.schema}  {each.slug}  {each.title.zh}")


COMMAND = Command("db", "数据库：状态、升级、地址、psql / status, migrate, url, psql", run, arguments)
