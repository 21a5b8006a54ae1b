"""The write set: one final image per row of everything a submission touches, held in memory until the flush."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jingwei.base.errors import Path
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Form
from jingwei.store.records import load
from jingwei.store.transaction import Transaction

Cells = dict[str, object]

PUSHED = "pushed"
"""A cell that exists only while a push-down is computed."""


@dataclass(eq=False, slots=True)
class Row:
    """One record or one row of its sub-table: `before` as loaded (None when new), `cells` as it will be."""

    form: Form
    id: int
    before: Mapping[str, object] | None
    cells: Cells
    head: Row | None = None
    lines: dict[str, list[Row]] = field(default_factory=dict)
    removed: bool = False
    asked: set[str] = field(default_factory=set)
    """Fields a person or program sent, as against those that follow."""
    fired: set[str] = field(default_factory=set)
    commanded: bool = False
    at: Path = ()
    """Of a head: where the person's request holds it, such as (3,) for the fourth command."""
    sent: int | None = None
    """Of a line: the place in what the person sent, which names only the lines that are changed."""
    named: dict[str, str] = field(default_factory=dict)
    """Links that were named by the key of their target, and by which."""

    @property
    def new(self) -> bool:
        return self.before is None

    @property
    def top(self) -> Row:
        return self if self.head is None else self.head

    def every(self) -> Iterator[Row]:
        """This row and its living lines."""
        yield self
        for rows in self.lines.values():
            yield from (row for row in rows if not row.removed)

    def changes(self) -> dict[str, object]:
        """Cells that differ from what was loaded."""
        was = self.before
        if was is None:
            return self.cells
        return {
            key: value
            for key, value in self.cells.items()
            if key != PUSHED and (key not in was or was[key] != value)
        }

    @property
    def dirty(self) -> bool:
        was = self.before
        if self.removed or was is None:
            return True
        for key, value in self.cells.items():
            if (key not in was or was[key] != value) and key != PUSHED:
                return True
        return False

    @property
    def moved(self) -> bool:
        """Whether this row or one of its lines is dirty."""
        return self.dirty or any(one.dirty for rows in self.lines.values() for one in rows)

    def past(self) -> Past | None:
        """The row as it was loaded, None when it is new."""
        return None if self.before is None else Past(self)


@dataclass(frozen=True, slots=True)
class Past:
    """A row seen as it was before this submission."""

    row: Row


@dataclass(frozen=True, slots=True)
class Traced:
    """Where a line came from: one edge of the weave."""

    from_form: int
    from_record: int
    from_line: int | None
    to_form: int
    to_record: int
    to_line: int | None
    kind: str
    quantity: Decimal | None


class WriteSet:
    """Everything one submission has loaded and changed."""

    def __init__(self, transaction: Transaction, schema: str, catalogue: Catalogue) -> None:
        self.transaction, self.schema, self.catalogue = transaction, schema, catalogue
        self.rows: dict[tuple[int, int], Row] = {}
        self.seen: dict[tuple[int, int], Cells | None] = {}
        """Records only looked at, through links; None when there is none."""
        self.alive: dict[tuple[int, int], bool] = {}
        """Of records only linked to: whether they exist."""
        self.traces: list[Traced] = []
        self.untraced: list[Row] = []
        self.pushed: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
        self.refs: dict[str, Row] = {}

    def add(self, row: Row) -> Row:
        """A row that is to be written if it turns out changed."""
        self.rows[(row.form.id, row.id)] = row
        return row

    def heads(self) -> list[Row]:
        """Records in the order they came in."""
        return [row for row in self.rows.values() if row.head is None]

    async def open(self, form: Form, ids: Iterable[int]) -> list[Row]:
        """Records to be changed, with their sub-tables; missing or deleted ones are left out."""
        wanted = list(dict.fromkeys(ids))
        missing = [one for one in wanted if (form.id, one) not in self.rows]
        if missing:
            await self._opened(form, await load.rows(self.transaction, self.schema, form, missing))
        return [self.rows[(form.id, one)] for one in wanted if (form.id, one) in self.rows]

    async def open_judged(
        self, form: Form, identity: int, rules: tuple[str, ...], args: Sequence[object]
    ) -> tuple[list[Row], tuple[bool, ...]]:
        """One record not opened yet, and which rules hold for it as it stands; nothing when it is missing or deleted."""
        found = await load.judged(self.transaction, self.schema, form, identity, rules, args)
        if found is None:
            return [], ()
        cells, held = found
        await self._opened(form, {identity: cells})
        row = self.rows.get((form.id, identity))
        return ([] if row is None else [row]), held

    async def _opened(self, form: Form, found: Mapping[int, Cells]) -> None:
        for identity, cells in found.items():
            if cells["deleted_at"] is None:
                row = self.add(Row(form, identity, dict(cells), dict(cells)))
                row.lines = {f.slug: [] for f, _ in form.tables()}
        for item, table in form.tables():
            for cells in await load.lines(self.transaction, self.schema, table, found):
                head = self.rows.get((form.id, int(str(cells["parent"]))))
                if head is not None:
                    line = self.add(Row(table, int(str(cells["id"])), dict(cells), dict(cells), head))
                    head.lines[item.slug].append(line)

    async def look(self, form: Form, ids: Iterable[int]) -> None:
        """Makes records visible to formulas without opening them for change."""
        missing = [
            one for one in set(ids) if (form.id, one) not in self.rows and (form.id, one) not in self.seen
        ]
        if missing:
            found = await load.rows(self.transaction, self.schema, form, missing)
            for one in missing:
                self.seen[(form.id, one)] = found.get(one)

    def living(self, form: Form, identity: int) -> bool | None:
        """Whether a record exists and is not deleted; None when that is not known yet."""
        place = (form.id, identity)
        if place not in self.rows and place not in self.seen:
            return self.alive.get(place)
        cells = self.peek(form, identity)
        return cells is not None and cells.get("deleted_at") is None

    def peek(self, form: Form, identity: int) -> Mapping[str, object] | None:
        """Cells of a record opened or looked at; KeyError when it is neither."""
        row = self.rows.get((form.id, identity))
        return row.cells if row is not None else self.seen[(form.id, identity)]
