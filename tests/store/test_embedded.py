"""The embedded server: quick, private, adopted after a crash, one sentence for every broken directory."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from jingwei.base.errors import Unavailable
from jingwei.store import embedded
from jingwei.store.embedded import Server


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped cluster to copy from."""
    data = tmp_path_factory.mktemp("made")
    embedded.stop(embedded.start(data, durable=False))
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A stopped cluster of one's own; whatever runs there afterwards is stopped."""
    copy = tmp_path / "data"
    subprocess.run(["cp", "-a", str(made), str(copy)], check=True)
    yield copy
    running = embedded.running(copy)
    if running is not None:
        embedded.stop(running)


def ask(url: str, question: str) -> object:
    async def work() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(work())


def test_it_speaks_unicode_orders_by_code_and_gives_the_product_no_superuser(data: Path) -> None:
    server = embedded.start(data, durable=False)
    assert (
        ask(
            server.url,
            "select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = current_user",
        )
        is False
    )
    assert (
        ask(server.url, "select datlocprovider::text || datlocale from pg_database where datname = 'jingwei'")
        == "bC.UTF-8"
    )
    assert ask(server.url, "select upper('é') || '经'") == "É经"
    assert ask(server.url, "show jit") == "off"
    assert ask(server.url, "show listen_addresses") == ""


def test_a_wrong_password_does_not_enter(data: Path) -> None:
    server = embedded.start(data, durable=False)
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(server.url.replace("jingwei:", "jingwei:x"), "select 1")


def test_the_second_start_is_quick_and_keeps_the_data(data: Path) -> None:
    server = embedded.start(data)
    ask(server.admin_url.replace("/postgres?", "/jingwei?"), "create table kept as select 7 as n")
    embedded.stop(server)
    begun = time.monotonic()
    again = embedded.start(data)
    assert time.monotonic() - begun < 2
    assert not again.adopted
    assert ask(again.admin_url.replace("/postgres?", "/jingwei?"), "select n from kept") == 7


def test_the_server_outlives_the_program_and_is_adopted(data: Path) -> None:
    program = (
        "import os; from pathlib import Path; from jingwei.store import embedded; "
        f"embedded.start(Path({str(data)!r})); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    server = embedded.start(data)
    assert server.adopted
    assert ask(server.url, "select 1") == 1


def postmaster(server: Server) -> int:
    return int((server.directory / "postmaster.pid").read_text().split()[0])


def test_a_killed_server_is_started_again(data: Path) -> None:
    os.kill(postmaster(embedded.start(data)), signal.SIGKILL)
    time.sleep(0.2)
    server = embedded.start(data)
    assert not server.adopted
    assert ask(server.url, "select 1") == 1


def test_a_stale_pid_of_another_program_does_not_stop_it(data: Path) -> None:
    """As in a container that was restarted: the number in postmaster.pid now belongs to somebody else."""
    server = embedded.start(data)
    lines = (server.directory / "postmaster.pid").read_text().splitlines()
    embedded.stop(server)
    left = server.directory / "postmaster.pid"
    left.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    if server.directory.stat().st_uid != os.geteuid():
        os.chown(left, server.directory.stat().st_uid, server.directory.stat().st_gid)
    assert ask(embedded.start(data).url, "select 1") == 1


def test_a_cut_first_start_begins_afresh(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    server = embedded.start(tmp_path, durable=False)
    assert ask(server.url, "select 1") == 1
    embedded.stop(server)


def test_a_long_path_has_its_socket_elsewhere(made: Path, tmp_path: Path) -> None:
    data = tmp_path / ("很长的目录名" * 8)
    subprocess.run(["cp", "-a", str(made), str(data)], check=True)
    server = embedded.start(data, durable=False)
    assert ask(server.url, "select 1") == 1
    assert embedded.start(data).adopted
    embedded.stop(server)


def spoil_version(directory: Path) -> None:
    (directory / "PG_VERSION").write_text("16\n")


def spoil_control(directory: Path) -> None:
    (directory / "global" / "pg_control").unlink()


def spoil_secret(directory: Path) -> None:
    (directory / "jingwei.secret").write_text("{")


def spoil_settings(directory: Path) -> None:
    with (directory / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 5\n")


def spoil_log(directory: Path) -> None:
    shutil.rmtree(directory / "pg_wal")


def make_foreign(directory: Path) -> None:
    shutil.rmtree(directory)
    directory.mkdir()
    (directory / "thesis.doc").write_text("do not touch")


def make_file(directory: Path) -> None:
    shutil.rmtree(directory)
    directory.write_text("")


@pytest.mark.parametrize(
    ("spoil", "code", "word"),
    [
        (spoil_version, "data_directory_version", "PostgreSQL 16"),
        (spoil_control, "data_directory_broken", "pg_control"),
        (spoil_secret, "data_directory_broken", "jingwei.secret"),
        (spoil_settings, "data_directory_broken", "no_such_setting"),
        (spoil_log, "data_directory_broken", "pg_wal"),
        (make_foreign, "data_directory_foreign", "left untouched"),
        (make_file, "data_directory_broken", "it is a file"),
    ],
)
def test_a_broken_directory_is_one_sentence(data: Path, spoil: object, code: str, word: str) -> None:
    assert callable(spoil)
    spoil(data / "postgres")
    with pytest.raises(Unavailable) as refused:
        embedded.start(data, durable=False)
    assert refused.value.code == code
    assert word in refused.value.message.en
    assert "\n" not in refused.value.message.zh + refused.value.message.en
    if spoil is make_foreign:
        assert [p.name for p in (data / "postgres").iterdir()] == ["thesis.doc"]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for data in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(Unavailable, match="data_directory_not_writable"):
            embedded.start(data)


def test_the_secret_is_for_its_owner_only(data: Path) -> None:
    secret = data / "postgres" / "jingwei.secret"
    assert secret.stat().st_mode & 0o077 == 0
    assert len(json.loads(secret.read_text())["product"]) >= 32
