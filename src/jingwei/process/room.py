"""What a named call of the suite works with: records opened, made and linked in the write set of the running submission."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jingwei.process.derive import put
from jingwei.process.incoming import Incoming
from jingwei.process.push import PushDown
from jingwei.process.values import Formulas, plain
from jingwei.process.writeset import Row, Traced, WriteSet
from jingwei.spec.catalogue import Catalogue
from jingwei.store.ids import Fresh
from jingwei.store.ledgers import read as ledgers
from jingwei.store.queue.jobs import post_job
from jingwei.store.records import load
from jingwei.store.transaction import Transaction

Start = Callable[[str, Row], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Room:
    """Handed to every call. What it writes is settled, checked and flushed with everything else, or not at all."""

    writes: WriteSet
    formulas: Formulas
    push: PushDown
    incoming: Incoming
    ids: Fresh
    person: int | None
    start: Start

    @property
    def transaction(self) -> Transaction:
        """For reading sets; it sees what stood before this submission, in a late call what has been flushed."""
        return self.writes.transaction

    @property
    def schema(self) -> str:
        return self.writes.schema

    @property
    def catalogue(self) -> Catalogue:
        return self.writes.catalogue

    async def open(self, form: str, ids: Iterable[int]) -> list[Row]:
        """Records with their sub-tables, to be read or changed; missing ones are left out."""
        return await self.writes.open(self.catalogue.forms[form], ids)

    async def find(self, form: str, equals: Mapping[str, object]) -> list[Row]:
        """The living records whose fields have these values, by id."""
        found = await load.where(self.transaction, self.schema, self.catalogue.forms[form], equals)
        return await self.open(form, found)

    async def create(self, form: str, values: Mapping[str, object]) -> Row:
        """A new record; a link may be named by the key of its target."""
        row = await self.incoming.create(self.catalogue.forms[form], {})
        row.commanded = False
        self.put(row, values)
        return row

    async def line(self, row: Row, table: str, values: Mapping[str, object]) -> Row:
        """A new row of a sub-table."""
        item = row.form[table]
        if item.table is None:
            raise TypeError(f"{row.form.slug}.{table} is no sub-table")
        made = await self.incoming.line(row, item, item.table)
        self.put(made, values)
        return made

    def put(self, row: Row, values: Mapping[str, object]) -> None:
        """Sets fields from values or stored cells; an id may be a whole number."""
        for slug, value in values.items():
            put(row, row.form[slug], plain(value))

    def trace(
        self, source: Row, target: Row, kind: str, quantity: Decimal | None = None,
        from_line: int | None = None, to_line: int | None = None,
    ) -> None:  # fmt: skip
        """Remembers that `target` comes from `source`."""
        edge = Traced(
            source.form.id, source.id, from_line, target.form.id, target.id, to_line, kind, quantity
        )
        self.writes.traces.append(edge)

    async def balances(self, ledger: str, where: Mapping[str, object]) -> list[ledgers.Balance]:
        """Balance rows of a guarded ledger whose dimensions have these values."""
        return await ledgers.balances(self.transaction, self.schema, self.catalogue.ledgers[ledger], where)

    async def enqueue(self, kind: str, args: Mapping[str, object]) -> int:
        """A job that begins after the commit; its id."""
        number = await self.ids.one()
        await post_job(self.transaction, self.schema, number, kind, args, self.person)
        return number


@dataclass(frozen=True, slots=True)
class Call:
    """A named command of the suite; a late one runs after the flush, so that it sees all postings of the submission."""

    run: Callable[[Room, Row], Awaitable[None]]
    late: bool = False
