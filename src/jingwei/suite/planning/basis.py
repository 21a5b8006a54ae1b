"""What a schedule plan stands on, short enough to be kept with it and to be read by a later program."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from operator import attrgetter

from jingwei.base.calendar import Shift
from jingwei.base.decimals import plain
from jingwei.suite.planning.shop import Asks, Shop, WorkOrder

Basis = Mapping[str, Mapping[str, list[str]]]
Stored = dict[str, dict[str, list[str]]]
MADE = "made"
"""The kind under which a basis keeps how its digests were made."""
ORDERS, MACHINES, PEOPLE, TOOLS, CALENDARS = "orders", "machines", "people", "tools", "calendars"
NUMBER, DUE, ROUTE, STATE, PLACE, QUANTITY, WANTED, PRIORITY, TIMES, SALES, FORM = range(11)
"""What of an order is remembered, in this order; a program may add to its end."""
OF_TASKS: Mapping[int, tuple[str, ...]] = {
    ROUTE: ("id", "centre", *(f"asks.{one.name}" for one in fields(Asks))),
    STATE: ("state", "done"),
    PLACE: ("machine", "start", "end", "locked", "operator", "tool"),
    TIMES: ("id", "setup", "per"),
}
"""The parts that are digests of all operations, and of what of them."""
OF_THINGS: Mapping[str, tuple[str, ...]] = {
    MACHINES: (
        "centre",
        "efficiency",
        "holidays",
        "outside",
        "supplier",
        "oven",
        "shifts",
        "overtime",
        "downtimes",
    ),
    PEOPLE: ("skills", "shifts"),
    TOOLS: ("kind", "life", "service"),
    CALENDARS: ("week", "days"),
}
NAME, DIGEST, ASKED = 0, 1, 2
"""What of a machine, person or tool is remembered; behind it stands what of it may be asked for."""


def basis(shop: Shop) -> Stored:
    """What a plan rests on."""
    orders = {str(order.id): remembered(order) for order in shop.orders}
    return {ORDERS: orders, **standing(shop), MADE: made()}


def standing(shop: Shop) -> Stored:
    """Name and digest of machines and of the plant's calendar; of people and tools also what they may be asked for."""
    people = {str(one.id): [*thing(PEOPLE, one), *sorted(one.skills)] for one in shop.crew.people}
    tools = {str(one.id): [*thing(TOOLS, one), one.kind] for one in shop.crew.tools}
    own = () if shop.calendar.says_nothing else (shop.calendar,)
    return {
        CALENDARS: {str(one.record): thing(CALENDARS, one) for one in own},
        MACHINES: {str(one.id): thing(MACHINES, one) for one in shop.machines},
        PEOPLE: people,
        TOOLS: tools,
    }


def thing(kind: str, one: object) -> list[str]:
    return [str(getattr(one, "name")), digest(traits(one, OF_THINGS[kind]))]  # noqa: B009 - four classes


def remembered(order: WorkOrder) -> list[str]:
    def of_tasks(part: int) -> str:
        return digest(text for task in order.tasks for text in traits(task, OF_TASKS[part]))

    return [
        order.number,
        order.due.isoformat(),
        of_tasks(ROUTE),
        of_tasks(STATE),
        of_tasks(PLACE),
        plain(order.quantity),
        "" if order.wanted is None else order.wanted.isoformat(),
        str(order.priority),
        of_tasks(TIMES),
        "" if order.sales_order is None else str(order.sales_order),
        order.form,
    ]


def made() -> dict[str, list[str]]:
    """Which traits each digest is made of: one that was made of others says nothing about today's."""
    parts = ["", *(digest(OF_TASKS.get(part, ())) for part in range(1, FORM + 1))]
    return {ORDERS: parts, **{kind: ["", digest(names)] for kind, names in OF_THINGS.items()}}


@dataclass(frozen=True, slots=True)
class Comparable:
    """What of a basis can be compared with today's."""

    stored: Mapping[str, list[str]]
    today: Mapping[str, list[str]]

    @classmethod
    def of(cls, before: Basis) -> Comparable:
        return cls(before.get(MADE, {}), made())

    def differs(self, kind: str, part: int, before: Sequence[str], now: Sequence[str]) -> bool:
        """Whether both remember a part of something in the same manner, and not the same."""
        if part >= len(before) or before[part] == now[part]:
            return False
        digested = part in OF_TASKS if kind == ORDERS else part == DIGEST
        return not digested or self.stored.get(kind, [])[part : part + 1] == [self.today[kind][part]]


def traits(one: object, names: Iterable[str]) -> Iterable[str]:
    """Attributes as texts that stay the same as long as they mean the same."""
    return (text(attrgetter(name)(one)) for name in names)


def text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, Shift):
        return f"{value.start}-{value.end}"
    if isinstance(value, frozenset):
        return ",".join(sorted(map(text, value)))
    return ",".join(map(text, value)) if isinstance(value, tuple) else str(value)


def digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=5).hexdigest()
