"""Waiting for what happens in the background, without sleeping longer than needed."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest


async def eventually(check: Callable[[], Awaitable[bool]], seconds: float = 20.0) -> None:
    """Waits until the check holds, and fails when it does not within the time."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await check():
        if asyncio.get_running_loop().time() > deadline:
            pytest.fail("It did not happen in time.")
        await asyncio.sleep(0.02)
