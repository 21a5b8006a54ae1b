"""The lanes of weave and timeline: departments whose documents or tasks an order meets, outside ones at the edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from jingwei.collab.desk import Desk
from jingwei.collab.sight import departments, see
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.nodes.human import Human

CUSTOMER, SUPPLIER = "customer", "supplier"


@dataclass(frozen=True, slots=True)
class Lane:
    """A department as a column or row; `department` is its record."""

    code: str
    department: int
    title: str


async def lanes(desk: Desk, busy: Iterable[int]) -> tuple[Lane, ...]:
    """Those the forms name by `lane`, in the order of the apps, then outside ones that flows wait for and `busy` ones that have tasks."""
    chart = desk.directory.departments
    codes = [
        *drawn(desk.catalogue),
        *outside(desk.catalogue),
        *sorted(chart[one].code for one in busy if one in chart),
    ]
    known = {code: found for code in codes if (found := desk.directory.by_code(code)) is not None}
    inside = [code for code in known if code not in (CUSTOMER, SUPPLIER)]
    order = [code for code in (CUSTOMER, *inside, SUPPLIER) if code in known]
    sight = await see(desk, departments(desk, (known[code].id for code in order)))
    made: list[Lane] = []
    for code in order:
        shown = sight.department(known[code].id)
        title = shown["title"] if shown is not None else None
        made.append(Lane(code, known[code].id, str(title or code)))
    return tuple(made)


def outside(catalogue: Catalogue) -> list[str]:
    """Customer and supplier where a step of a flow is theirs: their column stands even while nothing waits for them."""
    asked = {
        node.desk.department
        for flow in catalogue.flows.values()
        for node in flow.nodes.values()
        if isinstance(node, Human)
    }
    return [code for code in (CUSTOMER, SUPPLIER) if code in asked]


def drawn(catalogue: Catalogue) -> list[str]:
    """The lanes of the forms; each stands where the app with most of its forms stands."""
    counted: dict[str, Counter[int]] = {}
    for index, app in enumerate(catalogue.apps):
        for form in app.forms:
            if form.lane is not None:
                counted.setdefault(form.lane, Counter())[index] += 1
    home = {code: max(count, key=lambda at: (count[at], -at)) for code, count in counted.items()}
    return sorted(home, key=lambda code: home[code])
