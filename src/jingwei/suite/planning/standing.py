"""Proposals and messages of earlier runs as they stand, to be compared with the new ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from jingwei.store.records import load
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.sources import Names

PLANNED, MESSAGE, RUN = "planning.planned_order", "planning.message", "planning.run"
PEGGING = "pegging"

Origin = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A proposed order in the books with the documents it was traced to."""

    id: int
    cells: Mapping[str, object]
    lines: tuple[Mapping[str, object], ...]
    origins: frozenset[Origin]


async def standing_orders(transaction: Transaction, names: Names) -> list[Standing]:
    """Every planned order that is still only proposed, by due date."""
    form, schema = names.catalogue.forms[PLANNED], names.schema
    ids = await load.where(transaction, schema, form, {"state": "proposed"})
    cells = await load.rows(transaction, schema, form, ids)
    lines: dict[int, list[load.Cells]] = defaultdict(list)
    for line in await load.lines(transaction, schema, names.catalogue.forms[f"{PLANNED}.pegging"], ids):
        lines[int(str(line["parent"]))].append(line)
    traces = await transaction.fetch(
        f"SELECT to_record, from_form, from_record FROM {schema}.trace "
        "WHERE to_form = $1 AND kind = $2 AND to_record = ANY($3::bigint[])",
        form.id, PEGGING, ids,
    )  # fmt: skip
    origins: dict[int, set[Origin]] = defaultdict(set)
    for target, source, record in traces:
        known = names.catalogue.by_id.get(source)
        if known is not None:
            origins[target].add((known.slug, record))
    found = [Standing(one, row, tuple(lines[one]), frozenset(origins[one])) for one, row in cells.items()]
    return sorted(found, key=lambda one: (str(one.cells["due"]), one.id))


async def standing_messages(transaction: Transaction, names: Names) -> dict[int, load.Cells]:
    """Every message of earlier runs that has not been withdrawn, those worked off included."""
    form = names.catalogue.forms[MESSAGE]
    ids = await load.where(transaction, names.schema, form, {})
    return await load.rows(transaction, names.schema, form, ids)


async def runs_to_review(transaction: Transaction, names: Names) -> list[int]:
    """Earlier runs nobody has reviewed: their proposals are this run's now."""
    return await load.where(transaction, names.schema, names.catalogue.forms[RUN], {"state": "done"})


async def still_proposed(transaction: Transaction, names: Names, ids: list[int]) -> set[int]:
    """Those a planner has not confirmed or released meanwhile."""
    p = names.form(PLANNED, "p")
    rows = await transaction.fetch(
        f"SELECT p.id FROM {p} WHERE p.id = ANY($1::bigint[]) AND {p['state']} = 'proposed' AND p.deleted_at IS NULL",
        ids,
    )
    return {row[0] for row in rows}
