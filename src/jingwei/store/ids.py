"""Ids of a workspace: taken from its sequence in blocks of a hundred, handed out from memory."""

from collections import deque

from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace

BLOCK = 100


class Ids:
    """Hands out ids that nobody else gets; a block that is not used up is lost, which does no harm.

    Ids are unique and roughly grow with time, but two processes interleave: nothing may rely on their order.
    """

    def __init__(self, schema: str) -> None:
        self._sql = f"select nextval('{schema}.ids') from generate_series(1, $1)"
        self._next = 0
        self._end = 0

    async def take(self, transaction: Transaction, count: int = 1) -> list[int]:
        """`count` fresh ids, mostly without asking the server; they stay taken if the transaction fails."""
        if count < 0:
            raise ValueError("Fewer than no ids cannot be taken.")
        taken = self._from_block(count)
        if len(taken) < count:
            wanted = -(-(count - len(taken)) // BLOCK)
            starts = [row[0] for row in await transaction.fetch(self._sql, wanted)]
            for start in starts[:-1]:
                taken.extend(range(start, start + BLOCK))
            # Somebody else may have refilled meanwhile: what is left of his block is given up.
            self._next, self._end = starts[-1], starts[-1] + BLOCK
            taken.extend(self._from_block(count - len(taken)))
        return taken

    async def one(self, transaction: Transaction) -> int:
        if self._next < self._end:
            self._next += 1
            return self._next - 1
        return (await self.take(transaction))[0]

    def _from_block(self, count: int) -> list[int]:
        some = min(count, self._end - self._next)
        first, self._next = self._next, self._next + some
        return list(range(first, first + some))


class IdsOf:
    """The sources of ids of this process, one per workspace, so that their blocks are shared."""

    def __init__(self) -> None:
        self._made: dict[int, Ids] = {}

    def __getitem__(self, workspace: Workspace) -> Ids:
        found = self._made.get(workspace.id)
        if found is None:
            found = self._made[workspace.id] = Ids(workspace.schema)
        return found


class Fresh:
    """The ids of a workspace as one transaction takes them: one that has used many takes as many again at once."""

    def __init__(self, ids: Ids, transaction: Transaction) -> None:
        self._ids, self._transaction = ids, transaction
        self._used, self._ahead = 0, deque[int]()

    async def one(self) -> int:
        if not self._ahead and self._used < BLOCK:
            self._used += 1
            return await self._ids.one(self._transaction)
        if not self._ahead:
            self._ahead.extend(await self.take(self._used))
        return self._ahead.popleft()

    async def take(self, count: int) -> list[int]:
        self._used += count
        return await self._ids.take(self._transaction, count)
