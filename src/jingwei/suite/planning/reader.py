"""Whoever is told something about a schedule: which of the records a sentence names they may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from jingwei.query.frame import Frame, Given, Rights
from jingwei.query.permission import FALSE, Reach, visible
from jingwei.query.request import RecordRequest
from jingwei.spec.formula import Ambient
from jingwei.spec.policy import ALL_ROWS, Viewer
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.shop import MACHINE, OPERATION, ORDER, Task
from jingwei.suite.planning.sources import Names

Need = tuple[str, int, tuple[str, ...]]
"""A record by form and id, and the cells of it that are told."""


def operation(task: Task) -> Need:
    if task.id < 0:
        # Of a routing the order would take: it is no record yet, and called after the order.
        return ORDER, task.order, ("number",)
    return (task.form, task.id, ("code",)) if task.form == OPERATION else order_named(task.form, task.id)


def order_named(form: str, identity: int, *cells: str) -> Need:
    """A work order or a maintenance order."""
    return form, identity, ("number", *cells)


def machine_named(identity: int) -> Need:
    return MACHINE, identity, ("name",)


@dataclass(frozen=True, slots=True)
class Reader:
    """A reading under somebody's rights."""

    transaction: Transaction
    names: Names
    viewer: Viewer
    ambient: Ambient

    async def sees(self, wanted: Iterable[Need]) -> set[Need]:
        """Those that are there and may be read, these cells included."""
        records: dict[tuple[str, tuple[str, ...]], set[int]] = defaultdict(set)
        for form, record, cells in wanted:
            records[form, cells].add(record)
        found: set[Need] = set()
        for (form, cells), those in records.items():
            found |= {(form, one, cells) for one in await self._of_form(form, those, cells)}
        return found

    def all_of(self, forms: Iterable[str]) -> bool:
        """Whether every record of some forms may be read: of a sentence that does not say which it names."""
        reach = (Reach.of(self.names.catalogue.access(self.viewer, form)) for form in forms)
        return all(ALL_ROWS in one.rows for one in reach)

    async def _of_form(self, slug: str, records: Collection[int], cells: tuple[str, ...]) -> list[int]:
        form = self.names.catalogue.forms[slug]
        frame = Frame(self.names.catalogue, self.names.schema, Rights.of(self.viewer), 2)
        condition = visible(frame, form, "r", *cells)
        if condition == FALSE:
            return []
        condition, sources = frame.settle(condition)
        sql = f"SELECT r.id FROM {frame.table(form)} r WHERE r.id = ANY($1::bigint[]) AND {condition}"
        given = Given(self.viewer, RecordRequest("", 0), self.ambient)
        rows = await self.transaction.fetch(sql, list(records), *(source.of(given) for source in sources))
        return [row[0] for row in rows]
