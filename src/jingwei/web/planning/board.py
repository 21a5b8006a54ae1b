"""The schedule as a board: machines with shifts, bars, and the orders with what makes them late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec

from jingwei.base.words import Words
from jingwei.collab.desk import Desk, Place
from jingwei.collab.sight import see
from jingwei.suite.planning.crew import PERSON, SERVICE, TOOL, Crew, Tool, services
from jingwei.suite.planning.plans import NAMED, Reason
from jingwei.suite.planning.preferences import preferences
from jingwei.suite.planning.reading import shop
from jingwei.suite.planning.shifts import Window, shift_windows
from jingwei.suite.planning.shop import MACHINE, MAINTENANCE, OPERATION, ORDER, Machine, Shop, Task, WorkOrder
from jingwei.suite.planning.stale import LIVED, Now, orders_changed, things_changed, told
from jingwei.suite.planning.start import SCHEDULE
from jingwei.web.planning.desk import Json, must_read, names_of, reader_of

SHOWN_AT_LEAST, SHOWN_AT_MOST = timedelta(days=7), timedelta(days=60)
SOMETHING = Words("在等您无权查看的内容", "It waits for something you may not see")
SEEN = (MACHINE, ORDER, OPERATION, PERSON, TOOL)
Why = Mapping[str, Sequence[Reason]]


@dataclass(frozen=True, slots=True)
class Sight:
    """What of the shop a reader may see."""

    machines: frozenset[int]
    orders: frozenset[int]
    tasks: frozenset[int]
    people: frozenset[int]
    tools: frozenset[int]


async def board(desk: Desk) -> Json:
    """What stands; operations the reader may not see, and those without a time yet, have no bar."""
    must_read(desk, OPERATION, MACHINE, ORDER)
    seen = await shop(desk.transaction, names_of(desk))
    visible = await sight(desk, seen)
    return {
        **drawn(desk, seen, visible, await allowed(desk, await reasons(desk))),
        "frozen_until": await frozen_until(desk),
        "starts": (await preferences(desk.transaction, names_of(desk))).starts,
        "changed": await changed(desk, seen),
    }


async def frozen_until(desk: Desk) -> datetime | None:
    """Until when the schedule stays as it is; None where nothing is frozen."""
    frozen = (await preferences(desk.transaction, names_of(desk))).frozen
    return desk.now.replace(second=0, microsecond=0) + frozen if frozen else None


async def sight(desk: Desk, seen: Shop) -> Sight:
    number = {slug: desk.catalogue.forms[slug].id for slug in SEEN}
    places: set[Place] = {(number[ORDER], order.id) for order in seen.orders}
    steps = [(order.id, task.id) for order in seen.orders for task in order.tasks]
    places |= {(number[OPERATION], task) for _, task in steps}
    places |= {(number[MACHINE], machine.id) for machine in seen.machines}
    places |= {(number[PERSON], person.id) for person in seen.crew.people}
    places |= {(number[TOOL], tool.id) for tool in seen.crew.tools}
    form = desk.catalogue.forms[MAINTENANCE].id
    places |= {(form, order.id) for order in seen.orders if order.form == MAINTENANCE}
    visible = await see(desk, places)
    found = Sight(
        *(
            frozenset(record for form, record in places if form == number[slug] and (form, record) in visible)
            for slug in SEEN
        )
    )
    # Operations a plan would make are no records yet: whoever sees the order sees them.
    made = {task for order, task in steps if task < 0 and order in found.orders}
    # A maintenance order is its own operation.
    upkeep = frozenset(record for kind, record in places if kind == form and (kind, record) in visible)
    return replace(found, orders=found.orders | upkeep, tasks=found.tasks | made | upkeep)


def drawn(desk: Desk, seen: Shop, sight: Sight, why: Why) -> Json:
    """A shop as a board, whether it stands or is planned."""
    machines = [one for one in seen.machines if one.id in sight.machines]
    orders = [one for one in seen.orders if one.id in sight.orders]
    crew = Crew(
        tuple(one for one in seen.crew.people if one.id in sight.people),
        tuple(one for one in seen.crew.tools if one.id in sight.tools),
    )
    known = {machine.id for machine in seen.machines}
    tasks = [(order, task) for order in orders for task in order.tasks if task.id in sight.tasks]
    begin, end = span(desk.now, [task for _, task in tasks])
    late = {order.id: minutes_late(desk, order) for order in orders}
    setups = setups_from(desk, seen, begin, end)
    return {
        "from": begin, "to": end,
        "machines": [lane(desk, machine, begin, end) for machine in machines],
        "people": people(desk, crew, [task for _, task in tasks], begin, end),
        "tools": tools(desk, crew, [task for _, task in tasks], begin, end),
        "bars": [
            bar(order, task, late[order.id] > 0, setups.get(task.id)) for order, task in tasks if placed(known, task)
        ],
        "orders": [
            {"order": ref(order), "form": order.form, "due": order.due, "finish": finish(order), "late_minutes": late[order.id],
             "priority": order.priority, "why": said(desk, why.get(str(order.id), ())) if late[order.id] > 0 else []}
            for order in orders
        ],
    }  # fmt: skip


def said(desk: Desk, why: Sequence[Reason]) -> list[Json]:
    return [{"text": desk.say(one.words), "bar": one.bar} for one in why]


def placed(known: set[int], task: Task) -> bool:
    return task.machine in known and task.start is not None and task.end is not None


def span(now: datetime, tasks: Iterable[Task]) -> tuple[datetime, datetime]:
    """From now or the first bar still shown, to the last one, a week at least."""
    begin = now.replace(second=0, microsecond=0)
    ends, starts = [], []
    for task in tasks:
        if task.end is not None:
            ends.append(task.end)
        if task.start is not None and task.start > begin - SHOWN_AT_LEAST:
            starts.append(task.start)
    begin = min([begin, *starts])
    return begin, min(max([begin + SHOWN_AT_LEAST, *ends]), begin + SHOWN_AT_MOST)


def lane(desk: Desk, machine: Machine, begin: datetime, end: datetime) -> Json:
    shifts = [[a.astimezone(UTC), b.astimezone(UTC)] for a, b in machine.windows(desk.plant, begin, end)]
    return {
        "id": str(machine.id),
        "title": machine.name,
        "group": machine.centre_name,
        "centre": str(machine.centre),
        "outside": machine.outside > 0,
        "shifts": shifts,
        "overtime": [
            [max(a, begin).astimezone(UTC), min(b, end).astimezone(UTC)]
            for a, b in machine.overtime
            if a < end and b > begin
        ],
        "stops": stops(machine, begin, end),
    }


def stops(machine: Machine, begin: datetime, end: datetime) -> list[Json]:
    """When it is planned to stand still, and what for."""
    reasons = dict(
        zip(machine.downtimes, machine.reasons, strict=False)
    )  # a scenario adds times without words
    return [
        {"from": a, "to": b, "reason": reasons.get((a, b)) or None}
        for a, b in machine.downtimes
        if a < end and b > begin
    ]


def people(desk: Desk, crew: Crew, tasks: Sequence[Task], begin: datetime, end: datetime) -> list[Json]:
    """Those who can be asked for, or are with an operation shown; without shifts of their own there all the time."""
    wanted = {task.asks.skill for task in tasks}
    with_one = {task.operator for task in tasks if task.asks.skill}
    shown = [one for one in crew.people if one.skills & wanted or one.id in with_one]
    return [
        row(one.id, one.name, "、".join(sorted(one.skills & wanted)),
            shift_windows(desk.plant, one.shifts, False, begin, end) if one.shifts else [(begin, end)])
        for one in shown
    ]  # fmt: skip


def tools(desk: Desk, crew: Crew, tasks: Sequence[Task], begin: datetime, end: datetime) -> list[Json]:
    """Tools of the kinds that operations shown ask for, and when they are serviced."""
    wanted = {task.asks.tool for task in tasks}
    return [
        row(one.id, one.name, one.kind, [(begin, end)]) | {"stops": serviced(desk, one, tasks)}
        for one in crew.tools
        if one.kind in wanted
    ]


def serviced(desk: Desk, tool: Tool, tasks: Sequence[Task]) -> list[Json]:
    uses = [
        (task.start, task.end, task.quantity)
        for task in tasks
        if task.tool == tool.id and task.start is not None and task.end is not None
    ]
    found = services(tool, uses) if tool.life else ()
    return [{"from": a, "to": b, "reason": desk.say(SERVICE)} for a, b in found]


def row(identity: int, title: str, group: str, hours: Sequence[Window]) -> Json:
    shifts = [[a.astimezone(UTC), b.astimezone(UTC)] for a, b in hours]
    return {"id": str(identity), "title": title, "group": group, "shifts": shifts}


def setups_from(desk: Desk, seen: Shop, begin: datetime, end: datetime) -> dict[int, datetime]:
    """When the changeover before an operation begins, where its machine comes from another family."""
    rows: dict[int, list[Task]] = defaultdict(list)
    machines = {machine.id: machine for machine in seen.machines if machine.centre in seen.crew.changeovers}
    for task in (task for order in seen.orders for task in order.tasks):
        if task.machine in machines and task.start is not None and task.end is not None:
            rows[task.machine].append(task)
    found: dict[int, datetime] = {}
    for number, row in rows.items():
        machine = machines[number]
        hours = machine.windows(desk.plant, begin, end)
        for before, after in pairwise(sorted(row, key=lambda task: task.start or begin)):
            pair = (before.asks.family, after.asks.family)
            minutes = seen.crew.changeovers[machine.centre].get(pair, 0)
            if minutes and after.start is not None:
                found[after.id] = worked_back(hours, after.start, timedelta(minutes=minutes))
    return found


def worked_back(hours: Sequence[Window], until: datetime, work: timedelta) -> datetime:
    """The moment from which `work` fits before `until` in working hours."""
    for first, last in reversed(hours):
        if first >= until:
            continue
        worked = min(last, until) - first
        if worked >= work:
            return min(last, until) - work
        work -= worked
    return until


def bar(order: WorkOrder, task: Task, late: bool, setup_from: datetime | None) -> Json:
    return {
        "id": str(task.id), "operation": {"id": str(task.id), "title": f"{task.code} {task.name}"}, "order": ref(order),
        "machine": str(task.machine), "from": task.start, "to": task.end, "setup_from": setup_from, "late": late,
        "locked": task.locked, "started": task.started, "state": task.state, "colour_key": order.number,
        "form": task.form, "family": task.asks.family or None, "centre": str(task.centre),
        "operator": None if task.operator is None else str(task.operator),
        "tool": None if task.tool is None else str(task.tool),
    }  # fmt: skip


def ref(order: WorkOrder) -> Json:
    return {"id": str(order.id), "title": order.number}


def finish(order: WorkOrder) -> datetime | None:
    """When its last operation ends; unknown while one of them has no time."""
    ends = [task.end for task in order.tasks]
    return max((end for end in ends if end is not None), default=None) if None not in ends else None


def minutes_late(desk: Desk, order: WorkOrder) -> int:
    """What is still open does not end before now, whether it has been scheduled or not."""
    due, ends = desk.plant.instant(order.due), max(finish(order) or desk.now, desk.now)
    if due is None or ends <= due:
        return 0
    return (ends - due) // timedelta(minutes=1)


async def changed(desk: Desk, seen: Shop) -> list[str]:
    """What the schedule that stands did not know when it was made; that it is carried out is no change."""
    row = await desk.transaction.fetchval(
        f"SELECT (result->'basis')::text FROM {desk.schema}.job WHERE kind = $1 AND state = 'done' "
        "AND result ? 'stands' AND result ? 'basis' ORDER BY id DESC LIMIT 1",
        SCHEDULE,
    )
    if not isinstance(row, str):
        return []
    before = msgspec.json.decode(row, type=dict[str, dict[str, list[str]]])
    now = Now.of(seen)
    found = [*things_changed(before, now), *orders_changed(before, now, LIVED).values()]
    return [desk.say(one) for one in await told(reader_of(desk), found)]


async def allowed(desk: Desk, why: Why) -> Why:
    """Reasons as the reader may have them."""
    names = {need for found in why.values() for one in found for need in one.names or ()}
    reader = reader_of(desk)
    seen, everything = await reader.sees(names), reader.all_of(NAMED)

    def shown(one: Reason) -> Reason:
        may = everything if one.names is None else seen.issuperset(one.names)
        return one if may else Reason(SOMETHING.zh, SOMETHING.en)

    return {order: [shown(one) for one in found] for order, found in why.items()}


async def reasons(desk: Desk) -> Why:
    """What the plan accepted last found to bind each late order."""
    row = await desk.transaction.fetchval(
        f"SELECT (result->'stands')::text FROM {desk.schema}.job WHERE kind = $1 AND state = 'done' "
        "AND result ? 'stands' ORDER BY id DESC LIMIT 1",
        SCHEDULE,
    )
    return msgspec.json.decode(row, type=dict[str, list[Reason]]) if isinstance(row, str) else {}
