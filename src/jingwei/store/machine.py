"""What the machine lends an embedded server: a user to run as, a way to its files, memory."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

ACCOUNT = "jingwei-postgres"  # PostgreSQL refuses to run as root; then it runs as this user


def account() -> pwd.struct_passwd | None:
    """The user the server runs as when we are root; None when we may run it ourselves."""
    if os.geteuid() != 0:
        return None
    if shutil.which("useradd") and not _known(ACCOUNT):
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", ACCOUNT],
            capture_output=True,
            check=False,
        )
    return _known(ACCOUNT) or pwd.getpwnam("nobody")


def _known(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def let_through(*paths: Path) -> None:
    """Lets the server's own user pass through (not read) the directories above its files."""
    for path in paths:
        for parent in path.parents:
            mode = parent.stat().st_mode
            if not mode & 0o001:
                parent.chmod(mode | 0o001)


def memory() -> int:
    """Bytes this process may count on, within its container."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdigit() else total


def shared_memory_is_small() -> bool:
    """Whether /dev/shm is too small for parallel queries, as in containers by default."""
    try:
        place = os.statvfs("/dev/shm")
    except OSError:
        return False
    return place.f_blocks * place.f_frsize < 256 * 2**20
