"""Reading what a PostgreSQL server leaves in its directory: whether it lives, and what is stale."""

import os
import socket
import subprocess
import time
from pathlib import Path


def forget_stale(directory: Path, sockets: Path) -> None:
    """Drops what kill -9 left when the number in it belongs to some other program, or to a dead one.

    PostgreSQL does so by itself only when no process of that number exists; in a container one often does:
    another program after a restart, or the killed server itself where nobody collects dead processes.
    """
    locks = (directory / "postmaster.pid", *sockets.glob(".s.PGSQL.*.lock"))
    for path in locks:
        pid = _pid_in(path)
        if pid is not None and "postgres" not in _command_of(pid):
            path.unlink(missing_ok=True)


def answers(directory: Path, sockets: Path) -> bool:
    """Whether the server named in postmaster.pid is alive, ours, and takes connections."""
    path = directory / "postmaster.pid"
    pid = _pid_in(path)
    if pid is None or "postgres" not in _command_of(pid):
        return False
    for _ in range(600):
        state = lines_of(path)
        if len(state) >= 8 and state[7].strip() == "ready":
            return _connects(sockets / f".s.PGSQL.{state[3].strip()}")
        if "postgres" not in _command_of(pid):
            return False
        time.sleep(0.1)
    return False


def _connects(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(path))
        except OSError:
            return False
        return True


def _pid_in(path: Path) -> int | None:
    first = lines_of(path)[:1]
    return int(first[0]) if first and first[0].strip().isdigit() else None


def lines_of(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


def _command_of(pid: int) -> str:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    listed = Path(f"/proc/{pid}/cmdline")
    if listed.exists():
        return listed.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    shown = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout
