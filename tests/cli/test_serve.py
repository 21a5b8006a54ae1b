"""`jingwei serve` as an operator meets it: real processes, real signals, one sentence for each refusal."""

import asyncio
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from jingwei.store import embedded, people, sessions, workspace
from jingwei.store.pool import Pool, PoolSettings
from jingwei.store.sessions import Caller
from jingwei.store.transaction import Transaction, run

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Place:
    """A data directory and a port, and commands run with them."""

    data: Path
    port: int

    def environment(self, **more: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("JINGWEI_")}
        return {**kept, "JINGWEI_DATA": str(self.data), "JINGWEI_PORT": str(self.port), **more}

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "jingwei.cli", *arguments],
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @contextmanager
    def serving(self) -> Iterator["subprocess.Popen[str]"]:
        serving = subprocess.Popen(
            [sys.executable, "-m", "jingwei.cli", "serve"],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            self.until_healthy(serving)
            yield serving
        finally:
            if serving.poll() is None:
                serving.send_signal(signal.SIGINT)
            serving.communicate(timeout=40)

    def until_healthy(self, serving: "subprocess.Popen[str]") -> None:
        deadline = time.monotonic() + 40
        while not self.healthy():
            assert serving.poll() is None, serving.communicate()[0]
            assert time.monotonic() < deadline, "It did not become healthy."
            time.sleep(0.05)

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=3) as answer:
                return bool(json.load(answer)["ok"])
        except (urllib.error.URLError, OSError, ValueError):
            return False

    def events(self) -> urllib.request.Request:
        """A request for live updates with a token made in the database, as an administrator would."""
        running = embedded.running(self.data)
        assert running is not None
        token = asyncio.run(_token(running.url))
        address = f"http://127.0.0.1:{self.port}/api/v1/events"
        return urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})

    def taken(self) -> bool:
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self.port)) == 0


async def _token(url: str, login: str = "watcher", admin: bool = False) -> str:
    pool = Pool(PoolSettings(url))
    factory = await workspace.by_slug(pool, "factory")

    async def work(transaction: Transaction) -> str:
        account = await people.create_account(transaction, login, "no password opens this")
        person = 2 if admin else 1
        await people.join(transaction, account.id, factory.id, person, admin=admin)
        caller = Caller(account.id, login, "zh", factory, person, admin, "page")
        return (await sessions.create_token(transaction, caller, "watch", None, None))[1]

    token = await run(pool, work)
    await pool.close()
    return token


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("serve") / "data"
    yield Place(data, free_port())
    running = embedded.running(data)
    if running is not None:
        embedded.stop(running)


def test_the_first_start_answers_and_ctrl_c_leaves_nothing_running(place: Place) -> None:
    with place.serving() as serving:
        assert serving.stdout is not None
        told = next(line for line in serving.stdout if "http://" in line)
        serving.send_signal(signal.SIGINT)
        said, _ = serving.communicate(timeout=30)
    assert serving.returncode == 0
    assert f"http://127.0.0.1:{place.port}/" in told
    assert "Traceback" not in said
    assert not place.taken()
    assert embedded.running(place.data) is None


def test_the_second_start_takes_less_than_five_seconds(place: Place) -> None:
    begun = time.monotonic()
    with place.serving():
        assert time.monotonic() - begun < 5


def test_after_kill_9_it_starts_again_and_nothing_is_left_over(place: Place) -> None:
    with place.serving() as serving:
        serving.kill()
        serving.wait()
    assert embedded.running(place.data) is not None, "The database outlives the program."
    deadline = time.monotonic() + 10
    while place.taken():
        assert time.monotonic() < deadline, "The web process did not notice that its parent is gone."
        time.sleep(0.05)
    with place.serving():
        assert place.healthy()
    assert embedded.running(place.data) is None


def test_after_kill_9_in_the_middle_of_writes_everything_that_was_answered_is_there(place: Place) -> None:
    """Program and database are killed while six writers write; what they were told is kept stands, and the books agree."""
    with place.serving() as serving:
        running = embedded.running(place.data)
        assert running is not None
        token = asyncio.run(_token(running.url, "writer", admin=True))
        told: list[str] = []
        stop = threading.Event()

        def write(n: int) -> None:
            for i in itertools.count():
                values = {"values": {"code": f"K{n}-{i}", "name": f"{n}-{i}"}}
                request = urllib.request.Request(
                    f"http://127.0.0.1:{place.port}/api/v1/inventory/warehouse",
                    json.dumps(values).encode(), {"Authorization": f"Bearer {token}"}, method="POST",
                )  # fmt: skip
                try:
                    with urllib.request.urlopen(request, timeout=5) as answer:
                        told.append(json.load(answer)["values"]["code"])
                except OSError:
                    if stop.is_set():
                        return

        writers = [threading.Thread(target=write, args=(n,)) for n in range(6)]
        for writer in writers:
            writer.start()
        while len(told) < 60:
            time.sleep(0.01)
        os.kill(int((place.data / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        serving.kill()
        stop.set()
        serving.wait()
        for writer in writers:
            writer.join()
    deadline = time.monotonic() + 20
    while place.taken():
        assert time.monotonic() < deadline, "The web process did not notice that its parent is gone."
        time.sleep(0.05)
    with place.serving():
        request = urllib.request.Request(
            f"http://127.0.0.1:{place.port}/api/v1/inventory/warehouse?limit=500&fields=code"
            "&filter=" + urllib.parse.quote('[["code","starts","K"]]'),
            headers={"Authorization": f"Bearer {token}"},
        )
        with urllib.request.urlopen(request) as answer:
            found = json.load(answer)
        there = {row[found["columns"].index("code") - len(found["columns"])] for row in found["rows"]}
        assert len(there) < 500
        assert set(told) <= there
        assert len(there) <= len(told) + 6, "At most one of each writer was kept without being told."
        checked = place.run("doctor", "--json")
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_open_live_updates_do_not_hold_up_the_stop(place: Place) -> None:
    with place.serving() as serving:
        with urllib.request.urlopen(place.events()) as stream:
            assert stream.readline().startswith(b"retry")
            begun = time.monotonic()
            serving.send_signal(signal.SIGINT)
            serving.communicate(timeout=30)
        assert time.monotonic() - begun < 8
    assert serving.returncode == 0
    assert embedded.running(place.data) is None


def test_a_killed_child_is_started_again(place: Place) -> None:
    with place.serving() as serving:
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(serving.pid)], capture_output=True, text=True, check=True
        )
        web = next(line.split()[0] for line in listed.stdout.splitlines() if line.endswith(" web"))
        os.kill(int(web), signal.SIGKILL)
        time.sleep(0.2)
        place.until_healthy(serving)


def test_a_second_serve_on_the_same_data_is_refused_and_disturbs_nobody(place: Place) -> None:
    with place.serving():
        refused = Place(place.data, free_port()).run("serve", JINGWEI_LANGUAGE="en")
        assert refused.returncode == 1
        assert one_sentence(refused).startswith("Jingwei is already running on ")
        assert place.healthy()
        assert place.run("db", "status").returncode == 0
        assert place.healthy(), "A look at the database must not stop the server others use."


def one_sentence(done: "subprocess.CompletedProcess[str]") -> str:
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    assert len(lines) == 1, done.stdout + done.stderr
    return lines[0]


def test_a_taken_port_is_one_sentence(place: Place) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = Place(place.data, port).run("serve", JINGWEI_LANGUAGE="en")
    assert refused.returncode == 1
    assert f"127.0.0.1:{port} cannot be used (Address already in use)" in one_sentence(refused)


def test_a_broken_data_directory_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "other.txt").write_text("x")
    refused = Place(tmp_path, free_port()).run("serve")
    assert refused.returncode == 1
    assert "不是经纬的数据目录" in one_sentence(refused)


def test_a_data_directory_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for data in (tmp_path / "file", tmp_path / "file" / "below"):
        refused = Place(data, free_port()).run("serve")
        assert refused.returncode == 1
        assert "不可写" in one_sentence(refused)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("global/pg_control", "中的数据库无法启动"),
        ("pg_wal", "中的数据库无法启动"),
        ("base", "不能使用"),
        ("PG_VERSION", "不是经纬的数据目录"),
    ],
)
def test_a_damaged_database_is_one_sentence(sound: Path, broken: str, words: str) -> None:
    data = sound.with_name(broken.replace("/", "-"))
    subprocess.run(["cp", "-a", str(sound), str(data)], check=True)  # with its owner
    place = data / "postgres" / broken
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    refused = Place(data, free_port()).run("serve")
    assert refused.returncode == 1
    told = one_sentence(refused)
    assert words in told
    assert "JINGWEI_DATABASE_URL" not in told
    assert embedded.running(data) is None


@pytest.mark.parametrize("first", [0, 16384], ids=["the server's own tables", "our tables alone"])
def test_damaged_pages_are_one_sentence(sound: Path, first: int) -> None:
    data = sound.with_name(f"pages-{first}")
    subprocess.run(["cp", "-a", str(sound), str(data)], check=True)
    for each in (data / "postgres" / "base").glob("*/*"):
        if each.name.isdecimal() and int(each.name) >= first and each.stat().st_size:
            with each.open("r+b") as page:
                page.write(b"x" * 64)
    refused = Place(data, free_port()).run("serve")
    assert refused.returncode == 1
    told = one_sentence(refused)
    assert "不能使用" in told
    assert "invalid page" in told
    assert embedded.running(data) is None


@pytest.fixture(scope="module")
def sound() -> Iterator[Path]:
    """A data directory with an empty database, at rest; not below pytest's own, which it keeps to itself."""
    above = Path(tempfile.mkdtemp(prefix="jingwei-sound-"))
    done = Place(above / "data", free_port()).run("db", "migrate")
    assert done.returncode == 0, done.stderr
    yield above / "data"
    shutil.rmtree(above)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://me:geheim@127.0.0.1:1/factory", "127.0.0.1:1/factory"),
        ("postgresql://me:geheim@no.such.host.invalid/factory", "no.such.host.invalid:5432/factory"),
        ("mysql://x", "JINGWEI_DATABASE_URL 须以 postgresql:// 开头"),
        ("postgresql://me:geheim@host:notaport/x", "JINGWEI_DATABASE_URL 中的主机或端口无法识别"),
        ("postgresql://me:geheim@[::1/x", "JINGWEI_DATABASE_URL 中的主机或端口无法识别"),
    ],
)
def test_an_unreachable_server_is_one_sentence_without_its_password(
    tmp_path: Path, url: str, words: str
) -> None:
    refused = Place(tmp_path, free_port()).run("serve", JINGWEI_DATABASE_URL=url)
    assert refused.returncode == 1
    assert words in one_sentence(refused)
    assert "geheim" not in refused.stderr


def test_ones_own_server_is_used_and_left_alone(server: embedded.Server, tmp_path: Path) -> None:
    own = server.database("jingwei")
    done = Place(tmp_path, free_port()).run("db", "migrate", JINGWEI_DATABASE_URL=own)
    assert (done.returncode, done.stderr) == (0, "")
    assert "factory" in done.stdout
    assert not (tmp_path / "postgres").exists()
    assert embedded.running(server.directory.parent) is not None
