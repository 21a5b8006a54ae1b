"""The result of a run: planned orders, receipts as planned, replacements, messages; read when asked for."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.bom import Bom
from jingwei.engines.mrp import tables as t
from jingwei.engines.mrp.items import LotRule
from jingwei.engines.mrp.messages import (
    ABOUT_ORDERS,
    ABOUT_RECEIPTS,
    MessageKind,
    Messages,
    note,
    sorted_messages,
)
from jingwei.engines.mrp.problem import Problem
from jingwei.engines.mrp.room import Room
from jingwei.engines.mrp.tables import State, Tables


@dataclass(frozen=True)
class Orders:
    """Planned orders, one per item and shortage; those of one item are consecutive and by due day.

    item, quantity  good steps that arrive, in `lots` lots of `lot` steps, the last one taking the rest
    started         steps to start so that `quantity` come out good; components are needed for these
    start, due      days; an order that should have started already starts on day 0
    needed          the day of the shortage it answers
    late            working days by which it should have started before day 0
    """

    item: I64
    quantity: I64
    started: I64
    start: I64
    needed: I64
    sheet: I64
    rank: I64
    nth: I64

    def __len__(self) -> int:
        return len(self.quantity)

    @cached_property
    def lots(self) -> I64:
        """In how many lots each order is written."""
        size = self.sheet[self.item, t.LOT]
        return frozen(np.where(size > 0, -(-self.quantity // np.maximum(size, 1)), 1))

    @cached_property
    def lot(self) -> I64:
        """The size of all lots but the last."""
        fixed = self.sheet[self.item, t.RULE] == LotRule.FIXED
        return frozen(np.where(fixed | (self.lots > 1), self.sheet[self.item, t.LOT], self.quantity))

    @cached_property
    def due(self) -> I64:
        """The working day on which each order arrives."""
        last = self._last
        return frozen(np.where(last >= 0, self.nth[self._calendar, np.maximum(last, 0)], self.needed))

    @cached_property
    def late(self) -> I64:
        """Working days by which each order should have started before day 0."""
        return frozen(np.maximum(self.sheet[self.item, t.LEAD] - self._last, 0) * (self._last < self._lead))

    @property
    def _calendar(self) -> I64:
        return np.asarray(self.sheet[self.item, t.CALENDAR])

    @property
    def _lead(self) -> I64:
        return np.asarray(self.sheet[self.item, t.LEAD])

    @property
    def _last(self) -> I64:
        return np.asarray(self.rank[self._calendar, self.needed])

    def lot_sizes(self, order: int) -> tuple[int, ...]:
        """The quantities to write work or purchase orders for; they sum to the planned quantity."""
        quantity, item = int(self.quantity[order]), int(self.item[order])
        size = int(self.sheet[item, t.LOT])
        if size == 0 or quantity <= size:
            return (quantity,)
        lots = -(-quantity // size)
        return (*[size] * (lots - 1), quantity - (lots - 1) * size)


@dataclass(frozen=True, slots=True)
class Taken:
    """Replacements used: `quantity` steps of `item` on `day` come as `steps` steps of `by`, by row `relation`."""

    item: I64
    day: I64
    quantity: I64
    by: I64
    steps: I64
    relation: I64

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True)
class Plan:
    """A run's answer to `problem`.

    bom      the bill of materials it was planned with: phantoms dissolved (line numbers of the pegging)
    tables   what the kernels read; state: what they wrote
    room     where the rows of `state` are kept, for plans changed from this one
    wrong    messages about master data, found before planning; found: about rows outside the horizon
    changed  items that were planned anew, for a plan changed from another one; None: all
    """

    problem: Problem
    bom: Bom
    tables: Tables
    state: State
    wrong: tuple[I64, ...]
    found: tuple[I64, ...]
    room: Room
    changed: I64 | None = None

    @cached_property
    def span(self) -> I64:
        """span[i] = number of the first and past-last order of item i, items in the order of planning."""
        return frozen(_numbered(self.state.span, self.tables.order))

    @cached_property
    def taken_span(self) -> I64:
        """The same of replacements taken."""
        return frozen(_numbered(self.state.taken_span, self.tables.order))

    @cached_property
    def orders(self) -> Orders:
        """All planned orders by number."""
        state, item, rows = self.state, *_rows(self.state.span, self.tables.order)
        return Orders(
            frozen(item), frozen(state.quantity[rows]), frozen(state.started[rows]),
            frozen(state.start[rows].astype(np.int64)), frozen(state.needed[rows].astype(np.int64)),
            self.tables.sheet, self.tables.rank, self.tables.nth,
        )  # fmt: skip

    @cached_property
    def taken(self) -> Taken:
        """All replacements taken."""
        item, rows = _rows(self.state.taken_span, self.tables.order)
        table = self.state.taken[rows]
        columns = (t.TAKEN_DAY, t.TAKEN, t.TAKEN_BY, t.TAKEN_STEPS, t.TAKEN_RELATION)
        return Taken(frozen(item), *(frozen(table[:, column].copy()) for column in columns))

    @cached_property
    def arrival(self) -> I64:
        """Per row of the receipts the day the plan wants it (brought forward, or overdue = day 0)."""
        days = np.empty(len(self.problem.receipts), np.int64)
        days[self.tables.receipts[:, t.ROW]] = self.state.arrival
        return frozen(days)

    @cached_property
    def messages(self) -> Messages:
        """What a planner has to look at."""
        item, rows = _rows(self.state.note_span, self.tables.order)
        table = self.state.notes[rows]
        kind, ref = table[:, t.KIND], table[:, t.REF].copy()
        about = np.isin(kind, ABOUT_ORDERS)
        ref[about] += self.span[item[about], 0]
        about = np.isin(kind, ABOUT_RECEIPTS)
        ref[about] = self.tables.receipts[self.tables.receipt_first[item[about]] + ref[about], t.ROW]
        told = np.column_stack([kind, item, table[:, t.WHEN], table[:, t.AMOUNT], ref])
        ordered = np.flatnonzero(self.span[:, 0] < self.span[:, 1])
        missing = ordered[self.problem.items.lead_time[ordered] == -1]
        return sorted_messages([*self.wrong, *self.found, told, note(MessageKind.NO_LEAD_TIME, missing)])


def _numbered(span: I64, order: I64) -> I64:
    """Ranges of the same lengths, one after the other in the order of planning."""
    length = (span[:, 1] - span[:, 0])[order]
    last = np.cumsum(length)
    numbered = np.empty_like(span)
    numbered[order, 0], numbered[order, 1] = last - length, last
    return numbered


def _rows(span: I64, order: I64) -> tuple[I64, I64 | slice]:
    """Item and stored row of every entry, in the order of planning; one slice where they are stored so."""
    length = (span[:, 1] - span[:, 0])[order]
    last = np.cumsum(length)
    begin = span[order, 0]
    filled = length > 0
    if bool((begin[filled] == (last - length)[filled]).all()):
        return np.repeat(order, length), slice(0, int(last[-1]) if len(last) else 0)
    return np.repeat(order, length), np.repeat(begin - (last - length), length) + np.arange(int(last[-1]))
