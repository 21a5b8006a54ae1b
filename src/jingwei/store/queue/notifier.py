"""Tells listeners of this process what was committed anywhere, losing nothing; and which job got on.

Events are read by transaction horizon and never by id: ids are taken before the commit, so a reader that
remembers the highest id it has seen never sees an event with a lower id that commits later.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from jingwei.store.pool import Connection, Pool
from jingwei.store.queue import jobs
from jingwei.store.queue.rounds import Rounds
from jingwei.store.workspace import Workspace

CHANNEL = "jingwei"
BATCH = 2000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Touched:
    """A record an event is about."""

    form: int
    record: int
    role: str


@dataclass(frozen=True, slots=True)
class Event:
    """One committed event; kind `missed`: the listener was too slow and must read again; `closed`: this process ends.

    Kind `job` is no event of the log: a job got on or ended, which is said once and not said again to who was away.
    """

    id: int
    at: datetime | None
    kind: str
    actor: int | None
    objects: tuple[Touched, ...] = ()
    job: int | None = None


JOB = "job"
MISSED = Event(0, None, "missed", None)
CLOSED = Event(0, None, "closed", None)


class Subscription:
    """The events of one workspace from the moment of subscribing; iterate over it."""

    def __init__(self, size: int) -> None:
        self._queue: asyncio.Queue[Event] = asyncio.Queue(size)

    def put(self, event: Event) -> None:
        if self._queue.full():
            while not self._queue.empty():
                self._queue.get_nowait()
            event = MISSED
        self._queue.put_nowait(event)

    async def next(self) -> Event:
        return await self._queue.get()

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            yield await self._queue.get()


@dataclass(slots=True)
class _Watch:
    """How far one workspace has been read: every event up to (xid, id) was delivered."""

    xid: int
    id: int = 0
    goal: int = 0
    patience: float = 0.0
    listeners: list[Subscription] = field(default_factory=list)


class Notifier:
    """One per process; `run` is its task, `poke` what a commit calls, `subscribe` what a page does."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._watches: dict[int, _Watch] = {}
        self._rounds = Rounds("notifier", self._deliver, pace=0.02, idle=5.0)
        self._announced: set[int] = set()
        self._announce = asyncio.Event()
        self._closed = False
        self.on_poke: list[Callable[[int], None]] = []
        """Called with the workspace's id whenever something was committed there, here or elsewhere."""

    def poke(self, workspace: Workspace) -> None:
        """Something was committed there by this process; cheap, and safe to call after every commit."""
        self._woken(workspace.id)
        self._announced.add(workspace.id)
        self._announce.set()

    @asynccontextmanager
    async def subscribe(self, workspace: Workspace, size: int = 1000) -> AsyncIterator[Subscription]:
        """Everything committed in the workspace from now on; a listener that lags behind gets `MISSED`."""
        watch = self._watches.get(workspace.id)
        if watch is None:
            horizon = await self._horizon()
            watch = self._watches.setdefault(workspace.id, _Watch(horizon))
        subscription = Subscription(size)
        if self._closed:
            subscription.put(CLOSED)
        watch.listeners.append(subscription)
        self._rounds.watch(workspace)
        try:
            yield subscription
        finally:
            watch.listeners.remove(subscription)
            if not watch.listeners and self._watches.get(workspace.id) is watch:
                del self._watches[workspace.id]
                self._rounds.forget(workspace.id)

    def close(self) -> None:
        """Tells every listener, also one who still comes, that nothing more will be said here."""
        self._closed = True
        for watch in self._watches.values():
            for listener in watch.listeners:
                listener.put(CLOSED)

    @property
    def watched(self) -> tuple[int, ...]:
        """The workspaces that are being read now."""
        return tuple(self._watches)

    async def run(self) -> None:
        """Reads, listens to other processes and tells them; for ever, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._rounds.run())
            tasks.create_task(self._line())

    async def _horizon(self) -> int:
        async with self._pool.connection() as connection:
            return int(await connection.fetchval("select pg_snapshot_xmin(pg_current_snapshot())"))

    def _woken(self, workspace_id: int) -> None:
        watch = self._watches.get(workspace_id)
        if watch is not None:
            watch.goal = -1
            self._rounds.poke(workspace_id)
        for told in self.on_poke:
            told(workspace_id)

    async def _deliver(self, workspace: Workspace) -> float:
        """Hands on what became final since the last call; answers when to look again."""
        watch = self._watches.get(workspace.id)
        if watch is None:
            return 5.0
        async with self._pool.connection() as connection:
            rows = await connection.fetch(_NEW.format(s=workspace.schema), watch.xid, watch.id, BATCH)
        horizon, newest = rows[0]["horizon"], rows[0]["newest"]
        events = [row for row in rows if row["id"] is not None]
        for row in events:
            event = Event(row["id"], row["at"], row["kind"], row["actor"], _touched(row["objects"]))
            for listener in watch.listeners:
                listener.put(event)
        if len(events) == BATCH:
            watch.xid, watch.id = events[-1]["xid"], events[-1]["id"]
            return 0.0
        watch.xid, watch.id = horizon, 0
        return _patience(watch, horizon, newest)

    async def _line(self) -> None:
        """Keeps one direct connection for LISTEN and for the batched NOTIFY; makes another when it breaks."""
        while True:
            connection: Connection | None = None
            try:
                connection = await self._pool.direct()
                await connection.add_listener(CHANNEL, self._heard)
                await connection.add_listener(jobs.CHANNEL, self._got_on)
                self._rounds.poke_all()  # what was said while nobody listened
                while not connection.is_closed():
                    await self._speak(connection)
            except Exception as error:
                # A connection cut in the middle of something raises errors of many families, asyncpg's
                # internal ones among them, and none of them may end the task.
                _log.warning("The line for notices broke (%s); events come a little later.", error)
            finally:
                if connection is not None:
                    connection.terminate()
            await asyncio.sleep(1)

    async def _speak(self, connection: Connection) -> None:
        # NOTIFY serialises commits on the whole server, so many commits share one.
        with suppress(TimeoutError):
            await asyncio.wait_for(self._announce.wait(), 5)
        self._announce.clear()
        if self._announced:
            said = ",".join(map(str, sorted(self._announced)))
            self._announced.clear()
            await connection.execute("select pg_notify($1, $2)", CHANNEL, said)
            await asyncio.sleep(0.02)

    def _heard(self, connection: Connection, pid: int, channel: str, said: str) -> None:
        if pid != connection.get_server_pid():
            for part in said.split(","):
                if part.isdigit():
                    self._woken(int(part))

    def _got_on(self, connection: Connection, pid: int, channel: str, said: str) -> None:
        workspace, _, job = said.partition(":")
        watch = self._watches.get(int(workspace)) if workspace.isdigit() and job.isdigit() else None
        if watch is not None:
            event = Event(0, None, JOB, None, job=int(job))
            for listener in watch.listeners:
                listener.put(event)


_NEW = """
with now as materialized (
  select pg_snapshot_xmin(s) as horizon, pg_snapshot_xmax(s) as newest from pg_current_snapshot() s)
select now.horizon, now.newest, e.* from now left join lateral (
  select e.xid, e.id, e.at, e.kind, e.actor,
    (select json_agg(json_build_array(o.form, o.record, o.role)) from {s}.event_object o
      where o.event = e.id)::text as objects
  from {s}.event e where (e.xid, e.id) > ($1, $2) and e.xid < now.horizon
  order by e.xid, e.id limit $3) e on true
"""


def _touched(objects: str | None) -> tuple[Touched, ...]:
    return tuple(Touched(*each) for each in json.loads(objects)) if objects else ()


def _patience(watch: _Watch, horizon: int, newest: int) -> float:
    """After a poke, looks again soon until everything that ran at its time is behind the horizon."""
    if watch.goal == -1:
        watch.goal, watch.patience = newest, 0.01
    if horizon >= watch.goal:
        return 5.0
    watch.patience = min(0.2, watch.patience * 1.5)
    return watch.patience
