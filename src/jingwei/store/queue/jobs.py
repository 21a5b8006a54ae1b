"""Jobs: long work with progress that a worker takes, that can be stopped, and that outlives its worker."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from jingwei.base.errors import JingweiError, NotFound
from jingwei.base.words import Words
from jingwei.store.ids import Ids
from jingwei.store.pool import Pool, Row
from jingwei.store.queue.rounds import Rounds
from jingwei.store.statement import to_json
from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace

TRIES = 3
HEARTBEAT = 3.0
CHANNEL = "jingwei_job"
"""Says `workspace:job` whenever a job got on or ended, for pages that watch it."""
_log = logging.getLogger(__name__)
_SHOWN = "id, kind, state, done, total, note::text, result::text, faults::text, created_by"


class Stopped(Exception):  # noqa: N818 - an order, not an error
    """Raised inside a job that somebody cancelled or that another worker has taken over."""


@dataclass(slots=True)
class Job:
    """A job while it runs, as its handler sees it."""

    id: int
    kind: str
    workspace: Workspace
    args: dict[str, object]
    created_by: int | None
    tries: int
    pool: Pool
    stopped: bool = False
    _shown_at: float = field(default=0.0, repr=False)

    async def progress(
        self, done: int, total: int | None = None, note: Words | None = None,
        figures: Mapping[str, object] | None = None,
    ) -> None:  # fmt: skip
        """Shows how far it is, twice a second at most, and raises `Stopped` when it should end.

        `figures` are kept beside the note, for pages that draw them.
        """
        if self.stopped:
            raise Stopped
        now = asyncio.get_running_loop().time()
        if now - self._shown_at < 0.5 and done != total:
            return
        self._shown_at = now
        async with self.pool.connection() as connection:
            await connection.execute(
                f"update {self.workspace.schema}.job set done = $3, total = coalesce($4, total), "
                "note = coalesce($5, note) where id = $1 and tries = $2 and state = 'running' "
                "returning pg_notify($6, $7)",
                self.id,
                self.tries,
                done,
                total,
                None
                if note is None
                else kept({"zh": note.zh, "en": note.en, **({"figures": figures} if figures else {})}),
                CHANNEL,
                said(self.workspace, self.id),
            )


def said(workspace: Workspace, job: int) -> str:
    return f"{workspace.id}:{job}"


Handler = Callable[[Job], Awaitable[object]]
"""Does the job and answers its result (JSON); a job cut off by a crash runs again from its beginning."""


async def enqueue(
    transaction: Transaction,
    workspace: Workspace,
    ids: Ids,
    kind: str,
    args: Mapping[str, object],
    by: int | None = None,
) -> int:
    """Writes the job; it begins after the commit. Poke afterwards so that it begins at once."""
    number = await ids.one(transaction)
    await post_job(transaction, workspace.schema, number, kind, args, by)
    return number


async def post_job(
    transaction: Transaction, schema: str, number: int, kind: str, args: Mapping[str, object], by: int | None
) -> None:
    """The same with an id already taken."""
    await transaction.execute(
        f"insert into {schema}.job (id, kind, args, created_by) values ($1, $2, $3, $4)",
        number,
        kind,
        kept(dict(args)),
        by,
    )


async def begun(transaction: Transaction, workspace: Workspace, by: int | None, key: str) -> int | None:
    """The job that the same request of the same person has started before; without a key there is none."""
    if not key:
        return None
    number: int | None = await transaction.fetchval(
        f"select id from {workspace.schema}.job where created_by is not distinct from $1 and args->>'key' = $2 "
        "order by id limit 1",
        by,
        key,
    )
    return number


async def look(transaction: Transaction, workspace: Workspace, number: int) -> Row:
    """The state of a job as it is shown; `note`, `result`, `faults` are JSON text."""
    row = await transaction.fetchrow(f"select {_SHOWN} from {workspace.schema}.job where id = $1", number)
    if row is None:
        raise NotFound("job", Words("没有这个任务", "No such job"))
    return row


async def cancel(transaction: Transaction, workspace: Workspace, number: int) -> Row:
    """Ends a waiting job now and asks a running one to end; one that has ended stays as it is."""
    await transaction.execute(
        f"update {workspace.schema}.job set cancel = true, "
        "state = case when state = 'waiting' then 'cancelled' else state end, "
        "ended_at = case when state = 'waiting' then now() end "
        "where id = $1 and state in ('waiting', 'running') returning pg_notify($2, $3)",
        number,
        CHANNEL,
        said(workspace, number),
    )
    return await look(transaction, workspace, number)


async def forget(transaction: Transaction, workspace: Workspace, number: int) -> None:
    """Takes away a question that has been answered; nobody would look for it."""
    await transaction.execute(
        f"delete from {workspace.schema}.job where id = $1 and state not in ('waiting', 'running')", number
    )


class Jobs:
    """Takes jobs in every watched workspace, a few at a time, and runs their handlers."""

    def __init__(
        self, pool: Pool, handlers: Mapping[str, Handler], *, at_once: int = 2, stale: float = 15.0
    ) -> None:
        self._pool, self._handlers, self._stale = pool, handlers, stale
        self._places = asyncio.Semaphore(at_once)
        self._running: set[asyncio.Task[None]] = set()
        self.rounds = Rounds("jobs", self.claim, pace=0.02, idle=1.0)

    async def claim(self, workspace: Workspace) -> float:
        """Takes one job if there is one and a place for it; answers when to look again."""
        if self._places.locked():
            return 0.2
        async with self._pool.connection() as connection:
            row = await connection.fetchrow(_CLAIM.format(s=workspace.schema), self._stale, TRIES)
        if row is None:
            return 1.0
        job = Job(
            row["id"],
            row["kind"],
            workspace,
            json.loads(row["args"]),
            row["created_by"],
            row["tries"],
            self._pool,
        )
        await self._places.acquire()
        task = asyncio.create_task(self._work(job, row["state"] == "failed"))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return 0.0

    async def close(self) -> None:
        """Stops what runs; it is taken up again by the next worker."""
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _work(self, job: Job, given_up: bool) -> None:
        try:
            if given_up:
                await self._end(job, "failed", faults=[_fault("job_died", _DIED)])
                return
            await self._guarded(job)
        finally:
            self._places.release()

    async def _guarded(self, job: Job) -> None:
        handler = self._handlers.get(job.kind)
        beating: asyncio.Task[None] | None = None
        try:
            if handler is None:
                raise LookupError(f"No handler does jobs of kind {job.kind!r}.")
            doing = asyncio.ensure_future(handler(job))
            beating = asyncio.create_task(self._beat(job, doing))
            try:
                result = await doing
            except asyncio.CancelledError:
                if not job.stopped:  # the worker itself is stopping
                    doing.cancel()
                    await self._put_back(job)
                    raise
                raise Stopped from None
        except Stopped:
            await self._end(job, "cancelled")
        except JingweiError as error:
            faults = [
                {"path": list(f.path), "code": f.code, "message": {"zh": f.message.zh, "en": f.message.en}}
                for f in error.faults
            ]
            await self._end(job, "failed", faults=faults)
        except Exception:
            _log.exception("Job %s (%s) of workspace %s failed.", job.id, job.kind, job.workspace.slug)
            await self._end(job, "failed", faults=[_fault("internal", _INTERNAL)])
        else:
            await self._end(job, "done", result=result)
        finally:
            if beating is not None:
                beating.cancel()

    async def _beat(self, job: Job, doing: "asyncio.Future[object]") -> None:
        """Says every few seconds that the job is alive, and hears whether it should end."""
        while True:
            async with self._pool.connection() as connection:
                state = await connection.fetchval(
                    f"update {job.workspace.schema}.job set heartbeat = clock_timestamp() "
                    "where id = $1 and tries = $2 and state = 'running' returning cancel",
                    job.id,
                    job.tries,
                )
            if state is not False:
                job.stopped = True
                doing.cancel()
                return
            await asyncio.sleep(min(HEARTBEAT, self._stale / 5))

    async def _end(
        self, job: Job, state: str, result: object = None, faults: Sequence[Mapping[str, object]] = ()
    ) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                f"update {job.workspace.schema}.job set state = $3, result = $4, faults = $5, "
                "done = case when $3 = 'done' then coalesce(total, done) else done end, "
                "ended_at = clock_timestamp() where id = $1 and tries = $2 and state = 'running' "
                "returning pg_notify($6, $7)",
                job.id,
                job.tries,
                state,
                None if result is None else kept(result),
                kept(list(faults)) if faults else None,
                CHANNEL,
                said(job.workspace, job.id),
            )

    async def _put_back(self, job: Job) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                f"update {job.workspace.schema}.job set state = 'waiting', tries = tries - 1 "
                "where id = $1 and tries = $2 and state = 'running'",
                job.id,
                job.tries,
            )


_DIED = Words("任务多次中断，已放弃", "The job was cut off several times and is given up")
_INTERNAL = Words("任务因系统内部错误失败", "The job failed by an internal error")


def kept(value: object) -> str:
    """As JSON; a NUL quoted from a file would keep the job from ever ending, as PostgreSQL stores none."""
    return to_json(value).replace("\\u0000", "\ufffd")


def _fault(code: str, message: Words) -> dict[str, object]:
    return {"path": [], "code": code, "message": {"zh": message.zh, "en": message.en}}


_CLAIM = """
update {s}.job j set state = 'running', heartbeat = clock_timestamp(),
  started_at = coalesce(started_at, clock_timestamp()), tries = tries + 1
where id = (
  select id from {s}.job where state = 'waiting'
    or (state = 'running' and heartbeat < clock_timestamp() - $1 * interval '1 second')
  order by id limit 1 for update skip locked)
returning id, kind, args::text as args, created_by, tries,
  case when tries > $2 then 'failed' else state end as state
"""
