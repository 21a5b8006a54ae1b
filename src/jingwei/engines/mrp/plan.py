"""The result of a run: planned orders, receipts as planned, messages."""

from dataclasses import dataclass

from jingwei.engines.arrays import I64
from jingwei.engines.bom import Bom
from jingwei.engines.mrp.messages import Messages
from jingwei.engines.mrp.problem import Problem
from jingwei.engines.mrp.tables import Tables


@dataclass(frozen=True, slots=True)
class Orders:
    """Planned orders, one per item and shortage; those of one item are consecutive and by due day.

    item, quantity  good steps that arrive, in `lots` lots of `lot` steps, the last one taking the rest
    started         steps to start so that `quantity` come out good (`lot_started` for a full lot);
                    components are needed for these
    start, due      days; an order that should have started already starts on day 0
    needed, net     the day of the shortage it answers and the size of that shortage (before the lot rule)
    late            working days by which it should have started before day 0
    """

    item: I64
    quantity: I64
    lots: I64
    lot: I64
    started: I64
    lot_started: I64
    start: I64
    due: I64
    needed: I64
    net: I64
    late: I64

    def __len__(self) -> int:
        return len(self.item)

    def lot_sizes(self, order: int) -> tuple[int, ...]:
        """The quantities to write work or purchase orders for; they sum to the planned quantity."""
        lots, lot = int(self.lots[order]), int(self.lot[order])
        return (*[lot] * (lots - 1), int(self.quantity[order]) - (lots - 1) * lot)


@dataclass(frozen=True, slots=True)
class Plan:
    """A run's answer to `problem`.

    bom       the bill of materials it was planned with: phantoms dissolved (line numbers of the pegging)
    orders    planned orders; span[i] = first and past-last order of item i
    arrival   per receipt: the day the plan wants it (brought forward, or overdue = day 0)
    messages  what a planner has to look at
    rows      orders as the kernels read them; tables likewise
    """

    problem: Problem
    bom: Bom
    orders: Orders
    span: I64
    arrival: I64
    messages: Messages
    rows: I64
    tables: Tables
