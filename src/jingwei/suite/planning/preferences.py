"""The planner's settings of a schedule: what is frozen, and what lateness, setups and displacement count for, what is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from jingwei.store.transaction import Transaction
from jingwei.suite.planning.sources import Names

FORM = "planning.scheduling"
Starts = Literal["soon", "wip", "due"]
"""`soon`: at once; `wip`: orders end when they would, with the least in progress until then; `due`: nothing is early."""
STARTS: dict[str, Starts] = {"soon": "soon", "wip": "wip", "due": "due"}

Goal = Literal["lateness", "sooner"]
"""What a plan is made for: little lateness, or then the end of everything as early as no order suffers from."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """`frozen`: what starts so soon stays; a minute of lateness or setup and a displaced operation each count so much.

    material  operations wait until their material is there
    planned   orders do not begin before the day they are planned to
    starts    as soon as possible, or as late as nothing suffers from
    """

    frozen: timedelta = timedelta()
    lateness: int = 1
    setup: int = 0
    displacement: int = 15
    material: bool = True
    planned: bool = False
    starts: Starts = "soon"


async def preferences(transaction: Transaction, names: Names) -> Preferences:
    """Those saved last; the usual ones where nobody has saved any."""
    if FORM not in names.catalogue.forms:
        return Preferences()
    s = names.form(FORM, "s")
    row = await transaction.fetchrow(
        f"SELECT {s['frozen_hours']} AS hours, {s['lateness']} AS lateness, {s['setup']} AS setup, "
        f"{s['displacement']} AS displacement, {s['wait_material']} AS material, {s['from_start']} AS planned, {s['starts']} AS starts FROM {s} "
        f"WHERE s.deleted_at IS NULL ORDER BY s.id DESC LIMIT 1"
    )
    if row is None:
        return Preferences()
    return Preferences(
        timedelta(hours=int(row["hours"] or 0)),
        int(row["lateness"] or 1),
        int(row["setup"] or 0),
        int(row["displacement"] or 0),
        row["material"] is not False,
        row["planned"] is True,
        STARTS.get(row["starts"] or "", "soon"),
    )
