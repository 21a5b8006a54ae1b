"""Proposals and messages of earlier runs as they stand, as columns, and which of them the new plan is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jingwei.store.records import load
from jingwei.store.transaction import Transaction
from jingwei.suite.planning.columns import I64, Columns, amount, columns, days
from jingwei.suite.planning.measures import BASE
from jingwei.suite.planning.needed import MESSAGE, PEGGING, PLANNED, RUN
from jingwei.suite.planning.pegs import PARENT, WANT, Proposed
from jingwei.suite.planning.prints import mixed
from jingwei.suite.planning.snapshot import FORMS, Snapshot, absent
from jingwei.suite.planning.sources import Names

Keys = Sequence[I64]


@dataclass(frozen=True, slots=True)
class Standing:
    """Planned orders that are still only proposed, and the documents each was traced to, by order."""

    orders: Columns
    traces: Columns

    def origins(self, identity: int) -> set[tuple[int, int]]:
        """(form, record) of the documents an order was traced to."""
        first, last = np.searchsorted(self.traces["owner"], [identity, identity + 1])
        rows = zip(
            self.traces["form"][first:last].tolist(), self.traces["record"][first:last].tolist(), strict=True
        )
        return set(rows)


async def standing_orders(transaction: Transaction, names: Names, seen: Snapshot) -> Standing:
    p = names.form(PLANNED, "p")
    cells = {
        "id": "p.id", "item": p["item"], "start": days(p["release_on"]), "due": days(p["due"]),
        "amount": amount(p["quantity.base"]), "root": p["sales_order"], "print": f"CASE WHEN {p['explanation_en']} IS NOT NULL THEN {p['print']} END",
    }  # fmt: skip
    alive = f"FROM {p} WHERE p.deleted_at IS NULL AND {p['state']} = 'proposed'"
    orders = await columns(transaction, cells, f"{alive} ORDER BY p.id", seen.today)
    orders["root"] = absent(orders["root"])
    traces = await columns(
        transaction, {"owner": "t.to_record", "form": "t.from_form", "record": "t.from_record"},
        f"FROM {names.schema}.trace t WHERE t.to_form = $1 AND t.kind = '{PEGGING}' AND t.to_record IN (SELECT p.id {alive}) "
        "ORDER BY t.to_record",
        names.catalogue.forms[PLANNED].id,
    )  # fmt: skip
    return Standing(orders, traces)


def matched(standing: Standing, proposed: Proposed, names: Names) -> I64:
    """The standing record of each planned order, below 0 where a new one has to be made.

    First those that are the same in item, days, quantity and sales order, then by day, then by turn; never one that
    has been traced to a document the order is no longer for, or its weave would go on naming it.
    """
    mine, theirs = keys(proposed), standing.orders
    found = np.full(len(proposed), -1, np.int64)
    free = np.ones(len(theirs["id"]), np.bool_)
    for names_ in (("item", "root", "due", "start", "amount"), ("item", "root", "due"), ("item", "root")):
        ours, open_ = np.flatnonzero(found < 0), np.flatnonzero(free)
        a, b = paired([mine[name][ours] for name in names_], [theirs[name][open_] for name in names_])
        found[ours[a]] = theirs["id"][open_[b]]
        free[open_[b]] = False
    fresh = -1 - np.arange(len(found))
    found = np.where(found < 0, fresh, found)
    while True:
        stale = outlived(standing, proposed, names, found)
        if not stale.any():
            return found
        found = np.where(stale, fresh, found)


def keys(proposed: Proposed) -> Columns:
    seen, orders = proposed.posed.seen, proposed.plan.orders
    unit = seen.items["unit"][proposed.place]
    return {
        "item": seen.items["id"][proposed.place], "root": np.maximum(proposed.root, 0), "due": orders.due,
        "start": orders.start, "amount": orders.started * BASE.num[unit - 1] // BASE.den[unit - 1],
    }  # fmt: skip


def paired(ours: Keys, theirs: Keys) -> tuple[I64, I64]:
    """Rows with the same keys, one to one, in the order in which they stand."""
    n, m = len(ours[0]), len(theirs[0])
    table = [np.concatenate(pair) for pair in zip(ours, theirs, strict=True)]
    side = np.repeat([0, 1], [n, m])
    order = np.lexsort((side, *table[::-1]))
    differs = np.zeros(n + m, np.bool_)
    for column in table:
        differs[1:] |= column[order][1:] != column[order][:-1]
    group, sided = np.cumsum(differs), side[order]
    run = np.concatenate([[True], differs[1:] | (sided[1:] != sided[:-1])]) if n + m else differs
    begin = np.flatnonzero(run)
    turn = np.arange(n + m) - np.repeat(begin, np.diff([*begin, n + m]))
    second = np.lexsort((sided, turn, group))
    same = (
        (group[second][1:] == group[second][:-1])
        & (turn[second][1:] == turn[second][:-1])
        & (sided[second][1:] != sided[second][:-1])
    )
    at = np.flatnonzero(same)
    return order[second[at]], order[second[at + 1]] - n


def outlived(standing: Standing, proposed: Proposed, names: Names, ids: I64) -> np.ndarray:
    """Planned orders whose record was traced to something it would no longer be for."""
    owner, form, record = origins(proposed, names, ids)
    served = mixed([owner, form, record])
    traces = standing.traces
    used = np.isin(traces["owner"], ids)
    lost = ~np.isin(mixed([traces["owner"], traces["form"], traces["record"]]), served) & used
    return np.isin(ids, np.unique(traces["owner"][lost]))


def origins(proposed: Proposed, names: Names, ids: I64) -> tuple[I64, I64, I64]:
    """(planned order's record, form, record) of every document behind a planned order."""
    pegs, wants = proposed.pegs, proposed.posed.seen.wants
    numbers = np.array([names.catalogue.forms[slug].id for slug in FORMS])
    want, parent = pegs.kind == WANT, pegs.kind == PARENT
    target = pegs.target[want]
    return (
        np.concatenate([ids[pegs.order[want]], ids[pegs.order[parent]]]),
        np.concatenate(
            [numbers[wants["form"][target]], np.full(int(parent.sum()), names.catalogue.forms[PLANNED].id)]
        ),
        np.concatenate([wants["record"][target], ids[pegs.target[parent]]]),
    )


async def standing_messages(transaction: Transaction, names: Names) -> Columns:
    """Every message of earlier runs that has not been withdrawn, those worked off included, and whether it is told in English."""
    m = names.form(MESSAGE, "m")
    return await columns(
        transaction,
        {"id": "m.id", "print": m["print"], "english": f"({m['text_en']} IS NOT NULL)::int"},
        f"FROM {m} WHERE m.deleted_at IS NULL ORDER BY m.id",
    )


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
