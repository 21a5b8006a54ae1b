"""Which of the pages that belong to no single form a viewer can use, and what there is to do on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jingwei.spec.catalogue import Catalogue
from jingwei.spec.policy import Viewer


@dataclass(frozen=True, slots=True)
class Need:
    """An action on a form that some grant must allow, with these fields."""

    form: str
    action: str = "read"
    writes: frozenset[str] = frozenset()

    def met(self, catalogue: Catalogue, viewer: Viewer) -> bool:
        if self.form not in catalogue.forms:
            return False
        access = catalogue.access(viewer, self.form)
        return any(self.writes <= grant.write for grant in access.may(self.action))


PLACED = frozenset({"machine", "planned_start", "planned_end"})
SHOWN: Mapping[str, tuple[Need, ...]] = {
    "mrp": (Need("planning.planned_order"),),
    "schedule": (Need("production.operation"), Need("production.machine"), Need("production.order")),
    "bom": (Need("engineering.item"), Need("engineering.bom")),
    "kit": (Need("production.order"),),
    "stock": (Need("engineering.item"), Need("inventory.warehouse")),
    "floor": (Need("production.report", "create"),),
}
"""Page → what opening it takes."""
DONE: Mapping[tuple[str, str], tuple[Need, ...]] = {
    ("mrp", "run"): (Need("planning.run", "create"), Need("planning.run", "start")),
    ("schedule", "plan"): (Need("production.operation", "update", PLACED),),
}
"""(page, what is done there) → what it takes."""


def pages(catalogue: Catalogue, viewer: Viewer) -> dict[str, list[str]]:
    """Page → what the viewer may do there; pages he cannot open are not in it."""
    return {
        page: [what for (at, what), needs in DONE.items() if at == page and _all(needs, catalogue, viewer)]
        for page, needs in SHOWN.items()
        if _all(needs, catalogue, viewer)
    }


def _all(needs: tuple[Need, ...], catalogue: Catalogue, viewer: Viewer) -> bool:
    return all(need.met(catalogue, viewer) for need in needs)
