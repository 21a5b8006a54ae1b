"""The one write door: load, compute to a fixpoint in memory, check, flush once in a fixed order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from jingwei.base.clock import Clock
from jingwei.base.errors import Invalid, JingweiError
from jingwei.base.words import Words
from jingwei.process.commands import Actor, Commands, Made, Outcome
from jingwei.process.offer import Offer, offer
from jingwei.process.plant import Plant
from jingwei.process.refused import explain
from jingwei.process.room import Call
from jingwei.process.submission import Submission
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.store import workspace as workspaces
from jingwei.store.catalogue import Catalogues
from jingwei.store.directory import Directory
from jingwei.store.ids import Fresh, Ids
from jingwei.store.numbers import Numbers
from jingwei.store.pool import Pool
from jingwei.store.records.refusals import GuardBroken
from jingwei.store.snapshots import Snapshots
from jingwei.store.statement import to_json
from jingwei.store.transaction import Transaction, read, run_late
from jingwei.store.workdays import ROLE, Workdays

TRIES = 12
CHAIN = 8
"""How many times late calls may call for more of their kind."""


@dataclass(frozen=True, slots=True)
class Door:
    """One workspace's way in; everything it needs is handed to it."""

    pool: Pool
    workspace: workspaces.Workspace
    catalogues: Catalogues
    directories: Snapshots[Directory]
    ids: Ids
    numbers: Numbers
    clock: Clock
    plant: Plant
    calendars: Snapshots[Workdays]
    calls: Mapping[str, Call]
    poke: Callable[[], None] = lambda: None
    quiet: set[tuple[int, int]] = field(default_factory=set)
    """(catalogue version, form) on which no case can run."""

    async def submit(
        self, actor: Actor, commands: Commands, *, key: str | None = None, why: str | None = None
    ) -> Outcome:
        """Carries out the commands together or not at all; the same key never does it twice."""
        print_ = fingerprint(commands) if key is not None else b""
        last: list[Submission] = []

        async def work(transaction: Transaction) -> Outcome:
            if (
                key is not None
                and (stored := await self._before(transaction, actor, key, print_)) is not None
            ):
                return stored
            return await self.inside(transaction, actor, commands, key=key, print_=print_, why=why, last=last)

        try:
            return await run_late(self.pool, work, TRIES)
        except (GuardBroken, JingweiError) as refusal:
            # Two taps at once: what stands in the way of the second is what the first has done.
            if key is not None and (stored := await self._meanwhile(actor, key, print_)) is not None:
                return stored
            if not isinstance(refusal, GuardBroken):
                raise
            async with self.pool.connection() as connection:
                raise await explain(Transaction(connection), last[0], refusal.guard) from refusal

    async def inside(
        self, transaction: Transaction, actor: Actor, commands: Commands, *, key: str | None = None,
        print_: bytes = b"", why: str | None = None, last: list[Submission] | None = None,
    ) -> Outcome:  # fmt: skip
        """The same within a transaction of the caller, such as the one that removes a timer."""
        if transaction.attempt > 1:
            await self.catalogues.reload(self.workspace, transaction)
        submission = await self._begin(transaction, actor, why)
        tried = [] if last is None else last
        tried[:] = [submission]
        await submission.prepare(commands)
        outcome = await submission.flush(key, print_)
        changed = set(submission.roles_changed)
        for _ in range(CHAIN):
            later = submission.react.later
            if not later:
                break
            submission = await self._begin(transaction, replace(actor, trusted=True), why)
            tried[:] = [submission]
            await submission.follow(later)
            more = await submission.flush(None, b"")
            changed |= submission.roles_changed
            outcome = replace(
                outcome, followed=(*outcome.followed, *more.followed), tasks=(*outcome.tasks, *more.tasks)
            )
        if submission.react.later:
            words = Words("自动步骤一再引出新的步骤，没有停下来", "Automatic steps keep calling for more")
            raise Invalid.at((), "endless_reactions", words)
        transaction.after_commit.append(self.poke)
        if changed & {"person", "department"}:
            transaction.after_commit.append(lambda: self.directories.forget(self.workspace))
        if ROLE in changed:
            transaction.after_commit.append(lambda: self.calendars.forget(self.workspace))
        return outcome

    async def offer(self, actor: Actor, form: Form, identity: int) -> Offer:
        """What the actor may do with a record just now."""
        catalogue = await self.catalogues.current(self.workspace)
        ambient = self.plant.ambient(self.clock.now(), actor.person)

        async def work(transaction: Transaction) -> Offer:
            return await offer(transaction, self.workspace.schema, catalogue, actor, ambient, form, identity)

        return await read(self.pool, work)

    async def _begin(self, transaction: Transaction, actor: Actor, why: str | None) -> Submission:
        catalogue = await self.catalogues.current(self.workspace, transaction)
        directory = await self.directories.current(self.workspace, catalogue, transaction)
        plant = self.plant.keeping(await self.calendars.current(self.workspace, catalogue, transaction))
        now = self.clock.now()

        async def older(version: int) -> Catalogue:
            return await self.catalogues.at(transaction, self.workspace, version)

        return Submission(
            transaction, self.workspace.schema, catalogue, directory, actor, Fresh(self.ids, transaction), self.numbers,
            plant.ambient(now, actor.person), self.calls, plant, older, why, self.quiet,
        )  # fmt: skip

    async def _meanwhile(self, actor: Actor, key: str, print_: bytes) -> Outcome | None:
        async with self.pool.connection() as connection:
            return await self._before(Transaction(connection), actor, key, print_)

    async def _before(
        self, transaction: Transaction, actor: Actor, key: str, print_: bytes
    ) -> Outcome | None:
        """What the same request was answered the first time."""
        row = await transaction.fetchrow(
            f"SELECT fingerprint, result::text AS result FROM {self.workspace.schema}.idem WHERE actor = $1 AND key = $2",
            actor.viewer.person, key,
        )  # fmt: skip
        if row is None:
            return None
        if row["fingerprint"] != print_:
            words = Words("同一提交标识用于不同内容", "The same key was used for different content")
            raise Invalid.at((), "key_reused", words)
        return revive(json.loads(row["result"]))


def fingerprint(commands: Commands) -> bytes:
    """The same commands give the same bytes."""
    return hashlib.sha256(to_json([[type(c).__name__, c] for c in commands]).encode()).digest()


def revive(stored: Mapping[str, object]) -> Outcome:
    def made(name: str) -> tuple[Made, ...]:
        rows = stored.get(name)
        return (
            tuple(Made(str(r["form"]), int(r["id"]), bool(r["created"])) for r in rows)
            if isinstance(rows, list)
            else ()
        )

    tasks = stored.get("tasks")
    return Outcome(
        int(str(stored["event"])),
        made("asked"),
        made("followed"),
        tuple(tasks) if isinstance(tasks, list) else (),
    )
