"""A schedule plan as it is kept with its job: its bars, its figures, and what it was based on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import msgspec

from jingwei.base.words import Words
from jingwei.suite.planning.crew import PERSON, TOOL
from jingwei.suite.planning.preferences import Starts
from jingwei.suite.planning.reader import Need
from jingwei.suite.planning.shop import MACHINE, OPERATION, ORDER, Machine, Shop, Task, WorkOrder

Json = dict[str, object]
NAMED = (
    OPERATION,
    MACHINE,
    ORDER,
    PERSON,
    TOOL,
    "engineering.item",
    "purchasing.order",
    "purchasing.requisition",
)
"""What sentences of a plan may name; earlier ones do not say which records."""


class Reason(msgspec.Struct, frozen=True):
    """A sentence that says why, with the bar that is in the way and the records it names.

    names  not known of plans made earlier
    """

    zh: str
    en: str
    bar: str | None = None
    names: list[Need] | None = None

    @property
    def words(self) -> Words:
        return Words(self.zh, self.en)


class Unplaced(msgspec.Struct, frozen=True):
    """An order the plan leaves out, why, and the records the sentence names."""

    id: str
    title: str
    zh: str
    en: str
    names: list[Need] | None = None
    form: str = ORDER

    @property
    def words(self) -> Words:
        return Words(self.zh, self.en)


class Figures(msgspec.Struct, frozen=True):
    """What a plan is worth: minutes of lateness, orders late, minutes of setup, minutes until all is done.

    in_progress  minutes from the first start of each order to its end, all together
    early        minutes orders end before they are due
    """

    lateness: int
    late: int
    setup_minutes: int
    makespan: int
    bound: int | None
    gap: float | None = 0.0
    in_progress: int | None = None
    early: int | None = None


class Later(msgspec.Struct, frozen=True):
    """Which starts were put off, and what the plan was before in minutes in progress and early."""

    starts: Starts
    in_progress: int
    early: int


class Shorter(msgspec.Struct, frozen=True):
    """Minutes until all was done before the plan was made shorter."""

    makespan: int


class Without(msgspec.Struct, frozen=True):
    """The best plan found that chooses nothing: minutes of lateness, orders late."""

    lateness: int
    late: int


class Rerouted(msgspec.Struct, frozen=True, rename={"before": "from", "after": "to"}):
    """The routing an order takes, what its own is called and what the other; operations until they are made."""

    routing: str
    before: str
    after: str
    tasks: list[Task] = []


class Extra(msgspec.Struct, frozen=True, rename={"begin": "from", "end": "to"}):
    """Overtime of a machine that is worked, and for how many minutes of lateness it counts; whether it is in its calendar."""

    machine: str
    begin: datetime
    end: datetime
    cost: int
    written: bool = False


class Divided(msgspec.Struct, frozen=True):
    """The lots an order is split into; operations until they are made."""

    lots: list[Decimal]
    tasks: list[Task] = []


class Chosen(msgspec.Struct, frozen=True):
    """What a plan chose of what it was left: of so many orders with other routings, so many shifts, so many late orders to split."""

    without: Without
    orders: int
    shifts: int
    routes: dict[str, Rerouted] = {}
    """By order."""
    overtime: list[Extra] = []
    splittable: int = 0
    splits: dict[str, Divided] = {}
    """By order."""

    def tasks(self, order: str) -> list[Task]:
        """The operations of an order that are to be made anew; none where it keeps those it has."""
        found = self.routes.get(order) or self.splits.get(order)
        return [] if found is None else found.tasks


class Plan(msgspec.Struct, frozen=True):
    """The result of a run; a bar is (operation, machine, begin, end)."""

    at: str
    operations: int
    conflicts: int
    bars: list[tuple[str, str, datetime, datetime]]
    figures: Figures
    history: list[tuple[float, int]]
    stopped: bool
    why: dict[str, list[Reason]]
    left_out: list[Unplaced]
    basis: dict[str, dict[str, list[str]]]
    accepted: list[str]
    whole: bool = False
    """Whether everything of it was accepted."""
    staff: dict[str, tuple[int | None, int | None]] = {}
    """Person and tool of operations that ask for them."""
    later: Later | None = None
    shorter: Shorter | None = None
    chosen: Chosen | None = None


def placed_as(shop: Shop, plan: Plan) -> Shop:
    """The shop as a plan has it; operations the plan does not know stay as they are."""
    chosen, worked = plan.chosen, [] if plan.chosen is None else plan.chosen.overtime
    places = {int(task): (int(machine), begin, end) for task, machine, begin, end in plan.bars}

    def as_planned(task: Task) -> Task:
        if task.id not in places:
            return task
        machine, begin, end = places[task.id]
        operator, tool = plan.staff.get(str(task.id), (task.operator, task.tool))
        return replace(task, machine=machine, start=begin, end=end, operator=operator, tool=tool)

    def tasks(order: WorkOrder) -> Sequence[Task]:
        return order.tasks if chosen is None else chosen.tasks(str(order.id)) or order.tasks

    def machine(one: Machine) -> Machine:
        more = [
            (extra.begin, extra.end) for extra in worked if int(extra.machine) == one.id and not extra.written
        ]
        return replace(one, overtime=(*one.overtime, *more)) if more else one

    orders = tuple(replace(order, tasks=tuple(map(as_planned, tasks(order)))) for order in shop.orders)
    return replace(shop, orders=orders, machines=tuple(map(machine, shop.machines)))
