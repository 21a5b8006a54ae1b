"""Reading: a compiled statement goes in, PostgreSQL's bytes come out; a stale catalogue is noticed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from jingwei.base.errors import NotFound, Unavailable
from jingwei.base.words import Words
from jingwei.query.compile import Compiled, Plans
from jingwei.query.request import Request
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import Viewer

TRIES = 3


class Connection(Protocol):
    """What reading needs of a connection, a pool or a transaction."""

    async def fetchrow(self, sql: str, *args: Any) -> Any: ...


class Stale(Exception):  # noqa: N818 - an order, not an error
    """The statement was made from a catalogue that is no longer published: load the newest and ask again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The JSON as it goes to the client, and the version of the catalogue it follows."""

    body: bytes
    version: int


async def page(connection: Connection, compiled: Compiled, args: Sequence[object]) -> bytes | None:
    """The bytes of an answer; None where a hopeful statement was in vain or there is no record to be seen."""
    row = await connection.fetchrow(compiled.sql, *args)
    if row["version"] != compiled.version:
        raise Stale
    body: bytes | None = row["body"]
    return body


Load = Callable[[bool], Awaitable[Catalogue]]
"""Gives the catalogue; True asks for the newest one, whatever is known already."""


async def ask(
    connection: Connection, plans: Plans, load: Load, viewer: Viewer, request: Request, ambient: Ambient
) -> Answer:
    """Answers a request; a catalogue published meanwhile is loaded and the request asked again.

    Raises NotFound for a record that is not there or may not be seen.
    """
    for attempt in range(TRIES):
        catalogue = await load(attempt > 0)
        compiled, args = plans.ask(catalogue, viewer, request, ambient)
        try:
            body = await page(connection, compiled, args)
            if body is None and compiled.hopeful:
                compiled, args = plans.ask(catalogue, viewer, request, ambient, whole=True)
                body = await page(connection, compiled, args)
        except Stale:
            continue
        if body is None:
            words = Words("找不到该记录，或无权查看", "There is no such record, or you may not see it")
            raise NotFound("record", words)
        return Answer(body, compiled.version)
    raise Unavailable(
        "publishing", Words("应用正在发布，请稍后再试", "Apps are being published, please try again")
    )
