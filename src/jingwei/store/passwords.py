"""Passwords: argon2id, computed beside the event loop and never many at once."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from jingwei.base.errors import Invalid
from jingwei.base.words import Words

SHORTEST, LONGEST = 8, 200
_hasher = PasswordHasher()
# Verified when the login is unknown, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash("nobody has this password")
_AT_ONCE = 2  # each takes 64 MB while it runs
_places: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


async def hashed(password: str) -> str:
    """The hash to keep; a password that is too short or too long is refused."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid.at(
            ("password",),
            "password_length",
            Words("密码须为 {a} 到 {b} 个字符", "A password has {a} to {b} characters").fill(
                a=SHORTEST, b=LONGEST
            ),
        )
    async with _place():
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password; with None it takes its time and says no."""
    async with _place():
        return await asyncio.to_thread(_verify, kept, password[: LONGEST + 1])


def _verify(kept: str | None, password: str) -> bool:
    try:
        return _hasher.verify(kept or _NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def _place() -> asyncio.Semaphore:
    return _places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE))
