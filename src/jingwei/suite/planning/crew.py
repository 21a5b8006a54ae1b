"""People with their skills and shifts, tools by kind, changeovers between setup families."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import partial

from jingwei.base.calendar import Shift
from jingwei.base.words import Words
from jingwei.process.plant import legible
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.shifts import Shifts
from jingwei.suite.planning.sources import Names

PERSON, TOOL, CENTRE = "people.person", "production.tool", "production.work_centre"
REPORT = "production.report"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be planned; without shifts he comes when the machine runs."""

    id: int
    name: str
    skills: frozenset[str]
    shifts: Shifts = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool or mould: there once.

    life     pieces after which it is serviced, 0: never;  worn: pieces since it was
    service  minutes it is away for that
    """

    id: int
    name: str
    kind: str
    life: int = 0
    worn: int = 0
    service: int = 0


@dataclass(frozen=True, slots=True)
class Crew:
    """Who and what operations may ask for beside machines.

    changeovers  work centre → (family before, family after) → minutes on top of the setup
    """

    people: tuple[Person, ...] = ()
    tools: tuple[Tool, ...] = ()
    changeovers: Mapping[int, Mapping[tuple[str, str], int]] = field(default_factory=dict)

    def skilled(self, skill: str) -> list[int]:
        """Numbers of those who have a skill, people first, as the engine counts them."""
        return [at for at, person in enumerate(self.people) if skill in person.skills]

    def tools_of(self, kind: str) -> list[int]:
        """Numbers of the tools of a kind, counted on behind the people."""
        return [len(self.people) + at for at, tool in enumerate(self.tools) if tool.kind == kind]


SERVICE = Words("保养", "Service")


def services(
    tool: Tool, uses: Iterable[tuple[datetime, datetime, Decimal]]
) -> Iterator[tuple[datetime, datetime]]:
    """When a tool is away to be serviced: right behind the use that leaves too little life for the next.

    Begin, end and pieces of every use; before the first one it is away right ahead of it.
    """
    worn, away, free = min(tool.worn, tool.life), timedelta(minutes=tool.service), None
    for begin, end, pieces in sorted(uses):
        wear = min(int(pieces.to_integral_value(ROUND_CEILING)), tool.life)
        if worn + wear > tool.life:
            since = begin - away if free is None else free
            yield since, since + away
            worn = 0
        worn, free = worn + wear, end


async def crew(transaction: Transaction, names: Names) -> Crew:
    """Those at work with a valid qualification, usable tools, the changeovers of work centres."""
    c = names.form(f"{CENTRE}.changeovers", "c")
    changeovers: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    for centre, before, after, minutes in await transaction.fetch(
        f"SELECT c.parent, {c['from_family']}, {c['to_family']}, {c['minutes']} FROM {c} ORDER BY c.parent, c.pos"
    ):
        changeovers[centre][before, after] = int(minutes)
    return Crew(await people(transaction, names), await tools(transaction, names), dict(changeovers))


async def tools(transaction: Transaction, names: Names) -> tuple[Tool, ...]:
    t, r = names.form(TOOL, "t"), names.form(REPORT, "r")
    rows = await transaction.fetch(
        f"SELECT t.id, {t['code']} || ' ' || {t['name']}, {t['kind']}, coalesce({t['life']}, 0)::bigint, "
        f"CASE WHEN {t['life']} > 0 THEN (SELECT ceil(coalesce(sum({r['pieces']}), 0)) FROM {r} "
        f"WHERE r.deleted_at IS NULL AND {r['tool']} = t.id AND {r['state']} <> 'void' "
        f"AND coalesce({r['reported_at']} > {t['serviced_at']}, true)) ELSE 0 END::bigint, "
        f"round(coalesce({t['service_hours']}, 0) * 60)::bigint "
        f"FROM {t} WHERE t.deleted_at IS NULL AND {t['active']} ORDER BY {t['code']}"
    )
    return tuple(Tool(*row) for row in rows)


async def people(transaction: Transaction, names: Names) -> tuple[Person, ...]:
    p, k = names.form(PERSON, "p"), names.form(f"{PERSON}.skills", "k")
    s = names.form(f"{PERSON}.shifts", "s")
    shifts: dict[int, list[tuple[str, Shift]]] = defaultdict(list)
    for parent, days, begins, ends in await transaction.fetch(
        f"SELECT s.parent, {s['weekdays']}, {s['begins']}, {s['ends']} FROM {s} ORDER BY s.parent, s.pos"
    ):
        shift = legible(partial(Shift.parse, f"{begins}-{ends}"))
        shifts[parent] += [] if shift is None else [(days, shift)]
    rows = await transaction.fetch(
        f"SELECT p.id, {p['name']}, array_agg({k['skill']}) FROM {p} JOIN {k} ON k.parent = p.id "
        f"WHERE p.deleted_at IS NULL AND {p['active']} AND {k['level']} <> 'trainee' "
        f"AND coalesce({k['expires_on']} >= current_date, true) GROUP BY p.id, {p['name']} ORDER BY p.id"
    )
    return tuple(Person(one, name, frozenset(skills), tuple(shifts[one])) for one, name, skills in rows)
