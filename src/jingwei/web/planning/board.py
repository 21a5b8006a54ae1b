"""The schedule as a board: machines with shifts, bars, and the orders with what makes them late."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from jingwei.base.words import Words
from jingwei.collab.desk import Desk, Place
from jingwei.collab.sight import see
from jingwei.suite.planning.shop import MACHINE, OPERATION, ORDER, Machine, Shop, Task, WorkOrder, shop
from jingwei.suite.planning.start import SCHEDULE
from jingwei.web.planning.desk import Json, must_read, names_of

SHOWN_AT_LEAST, SHOWN_AT_MOST = timedelta(days=7), timedelta(days=60)


async def board(desk: Desk) -> Json:
    """What stands; operations the reader may not see, and those without a time yet, have no bar."""
    must_read(desk, OPERATION, MACHINE, ORDER)
    seen = await shop(desk.transaction, names_of(desk))
    number = {slug: desk.catalogue.forms[slug].id for slug in (OPERATION, MACHINE, ORDER)}
    places: set[Place] = {(number[ORDER], order.id) for order in seen.orders}
    places |= {(number[OPERATION], task.id) for order in seen.orders for task in order.tasks}
    places |= {(number[MACHINE], machine.id) for machine in seen.machines}
    sight = await see(desk, places)
    machines = [one for one in seen.machines if (number[MACHINE], one.id) in sight]
    orders = [one for one in seen.orders if (number[ORDER], one.id) in sight]
    tasks = [
        (order, task) for order in orders for task in order.tasks if (number[OPERATION], task.id) in sight
    ]
    begin, end = span(desk.now, [task for _, task in tasks])
    late = {order.id: minutes_late(desk, order) for order in orders}
    why = await reasons(desk)
    return {
        "from": begin, "to": end,
        "machines": [lane(desk, machine, begin, end) for machine in machines],
        "bars": [bar(order, task, late[order.id] > 0) for order, task in tasks if placed(seen, task)],
        "orders": [
            {"order": ref(order), "due": order.due, "finish": finish(order), "late_minutes": late[order.id],
             "why": why.get(str(order.id), []) if late[order.id] > 0 else []}
            for order in orders
        ],
    }  # fmt: skip


def placed(seen: Shop, task: Task) -> bool:
    known = any(machine.id == task.machine for machine in seen.machines)
    return known and task.start is not None and task.end is not None


def span(now: datetime, tasks: Iterable[Task]) -> tuple[datetime, datetime]:
    """From now or the first bar still shown, to the last one, a week at least."""
    begin = now.replace(second=0, microsecond=0)
    ends = [task.end for task in tasks if task.end is not None]
    starts = [task.start for task in tasks if task.start is not None and task.start > begin - SHOWN_AT_LEAST]
    begin = min([begin, *starts])
    return begin, min(max([begin + SHOWN_AT_LEAST, *ends]), begin + SHOWN_AT_MOST)


def lane(desk: Desk, machine: Machine, begin: datetime, end: datetime) -> Json:
    shifts = [[a.astimezone(UTC), b.astimezone(UTC)] for a, b in machine.windows(desk.plant, begin, end)]
    return {"id": str(machine.id), "title": machine.name, "group": machine.centre_name, "shifts": shifts}


def bar(order: WorkOrder, task: Task, late: bool) -> Json:
    return {
        "id": str(task.id), "operation": {"id": str(task.id), "title": f"{task.code} {task.name}"}, "order": ref(order),
        "machine": str(task.machine), "from": task.start, "to": task.end, "setup_from": None, "late": late,
        "locked": task.locked, "started": task.started, "state": task.state, "colour_key": order.number,
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


async def reasons(desk: Desk) -> Mapping[str, list[str]]:
    """What the last dispatch found to bind each late order."""
    row = await desk.transaction.fetchval(
        f"SELECT result::text FROM {desk.schema}.job WHERE kind = $1 AND state = 'done' AND args->>'do' = 'run' "
        "ORDER BY id DESC LIMIT 1",
        SCHEDULE,
    )
    found = json.loads(row)["why"] if isinstance(row, str) else {}
    return {order: [desk.say(Words(one["zh"], one["en"])) for one in lines] for order, lines in found.items()}
