"""The lanes of weave and timeline: departments whose documents or tasks an order meets, outside ones at the edges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jingwei.collab.desk import Desk
from jingwei.collab.sight import departments, see

CUSTOMER, SUPPLIER = "customer", "supplier"


@dataclass(frozen=True, slots=True)
class Lane:
    """A department as a column or row; `department` is its record."""

    code: str
    department: int
    title: str


async def lanes(desk: Desk, busy: Iterable[int]) -> tuple[Lane, ...]:
    """Those the forms name by `lane`, in the order of the apps, then `busy` ones that have tasks."""
    codes = [form.lane for app in desk.catalogue.apps for form in app.forms if form.lane]
    chart = desk.directory.departments
    codes.extend(sorted(chart[one].code for one in busy if one in chart))
    known = {code: found for code in dict.fromkeys(codes) if (found := desk.directory.by_code(code))}
    inside = [code for code in known if code not in (CUSTOMER, SUPPLIER)]
    edges = ([CUSTOMER] if CUSTOMER in known else [], [SUPPLIER] if SUPPLIER in known else [])
    order = [*edges[0], *inside, *edges[1]]
    sight = await see(desk, departments(desk, (known[code].id for code in order)))
    made: list[Lane] = []
    for code in order:
        shown = sight.department(known[code].id)
        title = shown["title"] if shown is not None else None
        made.append(Lane(code, known[code].id, str(title or code)))
    return tuple(made)
