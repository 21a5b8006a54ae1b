"""Two ways through the one write door: for good, batch by batch, or as a rehearsal of which nothing is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

from jingwei.base.errors import Fault, JingweiError
from jingwei.process.commands import Actor, Commands, Outcome
from jingwei.process.refused import explain
from jingwei.process.submission import Submission
from jingwei.process.submit import Door
from jingwei.store.records.refusals import GuardBroken
from jingwei.store.transaction import Transaction, read, run

T = TypeVar("T")
Work = Callable[[Transaction], Awaitable[T]]
Placed = tuple[int, Fault]
"""The number of a command and what is wrong with it."""


class Writer(Protocol):
    """What an import needs of the workspace."""

    @property
    def door(self) -> Door: ...

    async def read(self, work: Work[T]) -> T: ...

    async def submit(self, commands: Commands) -> Outcome: ...

    async def faults(self, commands: Commands) -> list[Placed]: ...


class Live:
    """Each submission is a transaction of its own and stays."""

    def __init__(self, door: Door, actor: Actor, why: str) -> None:
        self.door, self.actor, self.why = door, actor, why

    async def read(self, work: Work[T]) -> T:
        return await read(self.door.pool, work)

    async def submit(self, commands: Commands) -> Outcome:
        return await self.door.submit(self.actor, commands, why=self.why)

    async def faults(self, commands: Commands) -> list[Placed]:
        """Every fault of a refused batch with its command: each command alone, in a transaction that is taken back."""

        async def work(writer: Writer) -> list[Placed]:
            return await writer.faults(commands)

        return await rehearse(self.door, self.actor, self.why, work)


class Rehearsal:
    """Everything in one transaction that is taken back in the end; a refused batch leaves no trace in it."""

    def __init__(self, transaction: Transaction, door: Door, actor: Actor, why: str) -> None:
        self.transaction, self.door, self.actor, self.why = transaction, door, actor, why

    async def read(self, work: Work[T]) -> T:
        return await work(self.transaction)

    async def submit(self, commands: Commands) -> Outcome:
        last: list[Submission] = []
        await self.transaction.execute("SAVEPOINT rehearsal")
        try:
            outcome = await self.door.inside(self.transaction, self.actor, commands, why=self.why, last=last)
        except JingweiError:
            await self.transaction.execute("ROLLBACK TO SAVEPOINT rehearsal")
            raise
        except GuardBroken as broken:
            await self.transaction.execute("ROLLBACK TO SAVEPOINT rehearsal")
            raise await explain(self.transaction, last[0], broken.guard) from broken
        await self.transaction.execute("RELEASE SAVEPOINT rehearsal")
        return outcome

    async def faults(self, commands: Commands) -> list[Placed]:
        """One command after the other; those that pass stand for those that follow."""
        found: list[Placed] = []
        for index, command in enumerate(commands):
            try:
                await self.submit((command,))
            except JingweiError as error:
                found.extend((index, fault) for fault in error.faults)
        return found


class _Enough(Exception, Generic[T]):  # noqa: N818 - an order, not an error
    """Ends a rehearsal so that its transaction is rolled back."""

    def __init__(self, result: T) -> None:
        self.result = result


async def rehearse(door: Door, actor: Actor, why: str, work: Callable[[Writer], Awaitable[T]]) -> T:
    """Runs the work as it would run, answers its result, and keeps nothing of what it wrote."""

    async def inside(transaction: Transaction) -> None:
        raise _Enough(await work(Rehearsal(transaction, door, actor, why)))

    try:
        await run(door.pool, inside)
    except _Enough as enough:
        result: T = enough.result
        return result
    raise RuntimeError("A rehearsal ends by being taken back.")
