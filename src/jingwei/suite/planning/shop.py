"""The shop floor as the schedule sees it: machines with their shifts, open operations of released work orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from jingwei.base.calendar import Shift
from jingwei.base.decimals import divide, multiply, subtract
from jingwei.base.words import Words
from jingwei.process.plant import Plant, legible
from jingwei.store.transaction import Transaction
from jingwei.store.workdays import Workdays
from jingwei.suite.planning.crew import Crew
from jingwei.suite.planning.shifts import Window, joined, shift_windows
from jingwei.suite.planning.sources import Names, Source

OPERATION, MACHINE, ORDER = "production.operation", "production.machine", "production.order"
SALES, SUPPLIER = "sales.order", "purchasing.supplier"
MAINTENANCE = "production.maintenance"
CALENDAR = "planning.calendar"
ZERO, ONE = Decimal(0), Decimal(1)
Head = tuple[str, date, str | None, date | None, Decimal, date | None, int | None, int | None]
DAY_MINUTES = 1440
WEIGHTS = {"urgent": 9, "high": 3, "normal": 1}
"""How often a minute of lateness counts, by the priority of a work order."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine that can be planned."""

    id: int
    name: str
    centre: int
    centre_name: str
    efficiency: Decimal
    holidays: bool
    shifts: tuple[tuple[str, Shift], ...] = ()
    downtimes: tuple[Window, ...] = ()
    overtime: tuple[Window, ...] = ()
    oven: int = 0
    """So many pieces of one setup family run together; 0: one operation at a time."""
    reasons: tuple[str, ...] = ()
    """What each downtime is for."""
    outside: int = 0
    """A supplier who takes any number of operations, each for so many days; 0: a machine of our own."""
    supplier: int = 0

    def windows(self, plant: Plant, begin: datetime, end: datetime) -> list[Window]:
        """When it runs between two instants, in order and without overlap."""
        if self.outside:
            return [(begin, end)]
        if not self.shifts:
            planned = list(plant.calendar.windows(begin, end))
        else:
            planned = shift_windows(plant, self.shifts, self.holidays, begin, end)
        if self.overtime:
            planned = joined(sorted([*planned, *self.overtime]))
        for stop in self.downtimes:
            planned = [piece for window in planned for piece in without(window, stop)]
        return [(max(a, begin), min(b, end)) for a, b in planned if a < end and b > begin]


@dataclass(frozen=True, slots=True)
class Asks:
    """What an operation asks for beside a machine, and how the next one follows it."""

    family: str = ""
    skill: str = ""
    attended: str = "all"
    tool: str = ""
    transfer: Decimal | None = None
    wait: int = 0
    within: int | None = None
    unbroken: bool = False
    outside: bool = False
    """Only a supplier does it."""
    away: int = 0
    """The days it takes him; 0: as long as his machine says."""
    supplier: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """An operation that is not finished."""

    id: int
    code: str
    name: str
    order: int
    centre: int
    machine: int | None
    state: str
    locked: bool
    start: datetime | None
    end: datetime | None
    started_at: datetime | None
    setup: Decimal
    run: Decimal
    """Minutes of what is still to be reported, at full efficiency."""
    quantity: Decimal = ONE
    """Pieces still to be reported."""
    operator: int | None = None
    tool: int | None = None
    asks: Asks = Asks()
    op_no: int = 0
    first: bool = True
    """Whether nothing comes before it in its routing."""
    per: Decimal = ZERO
    """Minutes per piece."""
    done: Decimal = ZERO
    """What has been reported, in base units."""
    form: str = OPERATION
    """What kind of record it is: an operation of a work order, or a maintenance order itself."""
    lot: int = 0
    """Which lot of its order; 0 where that is not split."""

    @property
    def started(self) -> bool:
        return self.state == "started"

    def minutes(self, machine: Machine) -> int:
        """Working minutes on a machine, setup included unless that has been done."""
        if machine.outside:
            return (self.asks.away or machine.outside) * DAY_MINUTES
        if self.form == MAINTENANCE:
            return max(1, int(self.run))
        left = self.run if self.started else self.setup + self.run
        return max(1, int(-(-left // machine.efficiency)))


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """A work order with its open operations in routing order."""

    id: int
    number: str
    due: date
    tasks: tuple[Task, ...]
    priority: int = 1
    """How often a minute of its lateness counts."""
    starts_on: date | None = None
    """The day it is planned to begin."""
    quantity: Decimal = ONE
    wanted: date | None = None
    """When its sales order is promised or asked for."""
    sales_order: int | None = None
    routing: int | None = None
    form: str = ORDER
    """What kind of record it is: a work order or a maintenance order."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Material an operation waits for.

    day     when it is there
    source  the document that brings it, in words
    names   the item and that document
    order   the work order of the shop that makes it: then it is there when that is done
    """

    item: str
    day: date
    source: Words
    order: int | None = None
    names: tuple[tuple[str, int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything there is to schedule."""

    machines: tuple[Machine, ...]
    orders: tuple[WorkOrder, ...]
    crew: Crew = field(default_factory=Crew)
    material: Mapping[int, tuple[Wait, ...]] = field(default_factory=dict)
    """By operation."""
    calendar: Workdays = field(default_factory=Workdays)
    """What the plant itself says of its days."""
    centres: Mapping[int, Mapping[int, Machine]] = field(init=False, repr=False, compare=False)
    """The machines of each work centre."""

    def __post_init__(self) -> None:
        found: dict[int, dict[int, Machine]] = defaultdict(dict)
        for machine in self.machines:
            found[machine.centre][machine.id] = machine
        object.__setattr__(self, "centres", dict(found))


async def machines(transaction: Transaction, names: Names) -> tuple[Machine, ...]:
    m, c = names.form(MACHINE, "m"), names.form("production.work_centre", "c")
    s, d = names.form(f"{MACHINE}.shifts", "s"), names.form(f"{MACHINE}.downtimes", "d")
    x = names.form(f"{MACHINE}.overtimes", "x")
    shifts: dict[int, list[tuple[str, Shift]]] = defaultdict(list)
    for parent, days, begins, ends in await transaction.fetch(
        f"SELECT s.parent, {s['weekdays']}, {s['begins']}, {s['ends']} FROM {s} ORDER BY s.parent, s.pos"
    ):
        shift = legible(partial(Shift.parse, f"{begins}-{ends}"))
        shifts[parent] += [] if shift is None else [(days, shift)]
    stops: dict[int, list[tuple[Window, str]]] = defaultdict(list)
    for parent, begins, ends, reason in await transaction.fetch(
        f"SELECT d.parent, {d['begins']}, {d['ends']}, coalesce({d['reason']}, '') FROM {d} WHERE {d['begins']} < {d['ends']} ORDER BY d.parent, d.pos"
    ):
        stops[parent].append(((begins, ends), reason))
    more: dict[int, list[Window]] = defaultdict(list)
    for parent, begins, ends in await transaction.fetch(
        f"SELECT x.parent, {x['begins']}, {x['ends']} FROM {x} WHERE {x['begins']} < {x['ends']} ORDER BY x.parent, {x['begins']}"
    ):
        more[parent].append((begins, ends))
    rows = await transaction.fetch(
        f"SELECT m.id, {m['name']}, {m['work_centre']}, {c['name']}, {m['efficiency']}, {m['works_holidays']}, coalesce({m['oven']}, 0), coalesce({m['outside_days']}, 0), coalesce({m['supplier']}, 0) "
        f"FROM {m} JOIN {c} ON c.id = {m['work_centre']} WHERE m.deleted_at IS NULL AND {m['active']} ORDER BY {m['code']}"
    )
    return tuple(
        Machine(
            one,
            name,
            centre,
            title,
            efficiency or ONE,
            holidays is True,
            tuple(shifts[one]),
            tuple(window for window, _ in stops[one]),
            tuple(more[one]),
            reasons=tuple(reason for _, reason in stops[one]),
            oven=0 if outside else int(oven),
            outside=int(outside),
            supplier=supplier,
        )
        for one, name, centre, title, efficiency, holidays, oven, outside, supplier in rows
    )


async def orders(transaction: Transaction, names: Names) -> tuple[WorkOrder, ...]:
    """Released and started work orders by number; one whose operations are all finished is not among them."""
    p, o, f = (
        names.form(OPERATION, "p"),
        names.form(ORDER, "o"),
        names.ledger("production.operation_flow", "f"),
    )
    s, u = names.form(SALES, "s"), names.form(SUPPLIER, "u")
    rows = await transaction.fetch(
        f"SELECT o.id, {o['number']}, {o['due']}, {o['priority']}, {o['starts_on']}, {o['quantity']}, "
        f"coalesce({s['promised_due']}, {s['due']}), {o['sales_order']}, {o['routing']}, p.id, {p['code']}, {p['name']}, {p['work_centre']}, {p['machine']}, {p['state']}, "
        f"{p['locked']}, {p['planned_start']}, {p['planned_end']}, {p['started_at']}, coalesce({p['setup_minutes']}, 0), "
        f"coalesce({p['minutes_per_unit']}, 0), {p['quantity']}, {p['quantity.base']}, coalesce({f['used']}, 0), {p['operator']}, {p['tool']}, coalesce({p['family']}, ''), "
        f"coalesce({p['skill']}, ''), coalesce({p['attended']}, 'all'), coalesce({p['tool_kind']}, ''), {p['transfer']}, "
        f"coalesce({p['wait_minutes']}, 0), {p['within_minutes']}, coalesce({p['unbroken']}, false), "
        f"{sent_out(p)}, coalesce({p['outside_days']}, {u['outside_days']}, 0), coalesce({p['supplier']}, 0), "
        f"coalesce({p['op_no']}, 0), {p['previous']} IS NULL, coalesce({p['lot']}, 0) "
        f"FROM {p} JOIN {o} ON o.id = {p['order']} LEFT JOIN {f} ON {f['operation']} = p.id "
        f"LEFT JOIN {s} ON s.id = {o['sales_order']} LEFT JOIN {u} ON u.id = {p['supplier']} "
        f"WHERE p.deleted_at IS NULL AND o.deleted_at IS NULL AND {o['state']} IN ('released', 'started') "
        f"AND {p['state']} NOT IN ('finished', 'cancelled') ORDER BY o.id, coalesce({p['lot']}, 0), {p['op_no']}, p.id"
    )
    heads: dict[int, Head] = {}
    tasks: dict[int, list[Task]] = defaultdict(list)
    for order, number, due, priority, starts_on, quantity, wanted, sales_order, routing, *rest in rows:
        heads[order] = (number, due, priority, starts_on, quantity or ZERO, wanted, sales_order, routing)
        tasks[order].append(task_of(order, tuple(rest)))
    return tuple(
        WorkOrder(
            one,
            number,
            due,
            tuple(tasks[one]),
            WEIGHTS.get(priority or "", 1),
            starts_on,
            quantity,
            wanted,
            sales_order,
            routing,
        )
        for one, (number, due, priority, starts_on, quantity, wanted, sales_order, routing) in heads.items()
    )


def task_of(order: int, row: tuple) -> Task:  # type: ignore[type-arg]
    (
        identity,
        code,
        name,
        centre,
        machine,
        state,
        locked,
        start,
        end,
        begun,
        setup,
        per,
        quantity,
        base,
        used,
        operator,
        tool,
        family,
        skill,
        attended,
        kind,
        transfer,
        wait,
        within,
        unbroken,
        outside,
        away,
        supplier,
        op_no,
        first,
        lot,
    ) = row
    left = max(ZERO, divide(subtract(base, used), base)) if base else ONE
    pieces = multiply(quantity or ZERO, left)
    asks = Asks(
        family,
        skill,
        attended,
        kind,
        transfer,
        int(wait),
        None if within is None else int(within),
        unbroken,
        outside,
        int(away),
        supplier,
    )
    return Task(
        identity, code, name, order, centre, machine, state, locked is True, start, end, begun, setup,
        multiply(per, pieces), pieces, operator, tool, asks, int(op_no), first, per, used, lot=int(lot),
    )  # fmt: skip


def lots(order: WorkOrder) -> tuple[WorkOrder, ...]:
    """The lots of an order, each of which goes its own way; the order itself where it is not split."""
    numbers = sorted({task.lot for task in order.tasks})
    if len(numbers) < 2:
        return (order,)
    return tuple(
        replace(order, tasks=tuple(task for task in order.tasks if task.lot == number)) for number in numbers
    )


def without(window: Window, stop: Window) -> list[Window]:
    pieces = [(window[0], min(window[1], stop[0])), (max(window[0], stop[1]), window[1])]
    return [(a, b) for a, b in pieces if a < b]


def sent_out(operation: Source) -> str:
    """Whether an operation, of a routing or of a work order, goes to a supplier."""
    return (
        f"(coalesce({operation['outside']}, false) OR {operation['outside_days']} IS NOT NULL "
        f"OR {operation['supplier']} IS NOT NULL)"
    )


def on_machine(shop: Shop, task: Task) -> Mapping[int, Machine]:
    """Where a task can run: the machines of its work centre, and the one it has been given to; what goes to a supplier only there."""
    here = shop.centres.get(task.centre, {})
    if task.form == MAINTENANCE:
        return {one: machine for one, machine in here.items() if one == task.machine}
    if task.machine is not None and task.machine not in here:
        here = {m.id: m for m in shop.machines if m.centre == task.centre or m.id == task.machine}
    found = outside_of(here, task.asks.supplier) if task.asks.outside else {}
    if found and (task.started or task.locked):
        found |= {one: machine for one, machine in here.items() if one == task.machine}
    return found or here


def outside_of(machines: Mapping[int, Machine], supplier: int) -> dict[int, Machine]:
    """The suppliers among the machines of a work centre: the one named where he is among them, else any."""
    found = {one: machine for one, machine in machines.items() if machine.outside}
    named = {one: machine for one, machine in found.items() if supplier and machine.supplier == supplier}
    return named or found


def days_away(machines: Mapping[int, Machine], outside: bool, away: int, supplier: int) -> int:
    """The days of an operation at a supplier; 0: it is worked here, or nobody says how long he takes."""
    if outside or (machines and all(machine.outside for machine in machines.values())):
        return away or min(
            (machine.outside for machine in outside_of(machines, supplier).values()), default=0
        )
    return 0
