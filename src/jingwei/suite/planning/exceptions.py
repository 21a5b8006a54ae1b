"""Exception messages of a plan: what to order, bring forward, postpone, cancel or put right, as rows of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from jingwei.engines.mrp import MessageKind as Kind
from jingwei.suite.planning.columns import I64
from jingwei.suite.planning.pegs import Proposed
from jingwei.suite.planning.prints import mixed, shortened
from jingwei.suite.planning.snapshot import MAKE

SOON = 3
"""Days within which an order has to be released to be worth a message."""
NEW, UNROUTED = 100, 101
"""Kinds of ours, beside those of the engine."""
RECEIPTS = (Kind.EXPEDITE, Kind.DEFER, Kind.CANCEL, Kind.RECEIPT_PAST_DUE)
ORDERS = (Kind.START_IN_PAST, Kind.SHORTAGE, Kind.BELOW_SAFETY, Kind.NO_BOM)
REPLACED = (Kind.SUBSTITUTED, Kind.SUCCEEDED)
SILENT = (Kind.RECEIPT_BEYOND_HORIZON, Kind.DEMAND_BEYOND_HORIZON)
"""Told as a number in the note of the run."""


@dataclass(frozen=True, slots=True)
class Messages:
    """One row per message: kind, place of the item, day and quantity as the engine says them, -1 where it says nothing;
    order: a planned order of the plan; supply, want: rows of the snapshot; by: place of what stands in; beyond: how many
    demands and receipts lie after the horizon."""

    beyond: int
    kind: I64
    place: I64
    day: I64
    steps: I64
    order: I64
    supply: I64
    want: I64
    by: I64

    def __len__(self) -> int:
        return len(self.kind)


def messages(proposed: Proposed) -> Messages:
    """The engine's messages, those that say the same of one order once, then what has to be ordered soon."""
    found, plan, posed = proposed.plan.messages, proposed.plan, proposed.posed
    silent = np.isin(found.kind, SILENT)
    short = np.unique(found.ref[np.isin(found.kind, (Kind.SHORTAGE, Kind.BELOW_SAFETY))])
    double = (found.kind == Kind.START_IN_PAST) & np.isin(found.ref, short)
    inner = np.isin(found.kind, REPLACED) & (found.ref >= posed.shared)
    kept = np.flatnonzero(~silent & ~double & ~inner)
    kind, ref, item = found.kind[kept], found.ref[kept], found.item[kept]

    def of(kinds: tuple[Kind, ...]) -> I64:
        return np.where(np.isin(kind, kinds), ref, -1)

    by = of(REPLACED)
    stands_in = posed.nodes.item[plan.problem.replacements.by[by]] if len(plan.problem.replacements) else by
    told = np.column_stack([
        kind, posed.nodes.item[item], found.day[kept], found.quantity[kept], of(ORDERS), of(RECEIPTS),
        of((Kind.DEMAND_PAST_DUE,)), np.where(by >= 0, stands_in, -1),
    ])  # fmt: skip
    rows = np.concatenate([told, due_soon(proposed, told[:, 4]), unrouted(proposed)])
    return Messages(int(silent.sum()), *rows.T)


def due_soon(proposed: Proposed, told: I64) -> I64:
    orders = proposed.plan.orders
    at = np.flatnonzero(orders.start <= SOON)
    at = at[~np.isin(at, told)]
    none = np.full(len(at), -1)
    return np.column_stack(
        [
            np.full(len(at), NEW),
            proposed.place[at],
            orders.start[at],
            orders.started[at],
            at,
            none,
            none,
            none,
        ]
    )


def unrouted(proposed: Proposed) -> I64:
    """Made here without a released routing: planned all the same, but its orders cannot be scheduled or confirmed."""
    items = proposed.posed.seen.items
    at = np.unique(proposed.place)
    at = at[(items["source"][at] == MAKE) & (items["routed"][at] == 0)]
    rows = np.full((len(at), 8), -1)
    rows[:, 0], rows[:, 1] = UNROUTED, at
    return rows


def prints(found: Messages, proposed: Proposed, ids: I64) -> I64:
    """Fingerprints of what the messages say; `ids` are the records of the planned orders."""
    seen, orders = proposed.posed.seen, proposed.plan.orders
    day = seen.today.toordinal()

    def picked(rows: I64, *columns: I64) -> Iterator[I64]:
        for column in columns:
            padded = np.append(column, 0)
            yield padded[np.where(rows >= 0, rows, -1)]

    ordinal = np.where(found.day >= 0, found.day + day, found.day)
    return shortened(
        mixed([
            found.kind, seen.items["id"][found.place], ordinal, found.steps, *picked(found.order, ids, orders.due + day, orders.late),
            *picked(found.supply, seen.supplies["form"], seen.supplies["record"], seen.supplies["day"] + day),
            *picked(found.want, seen.wants["form"], seen.wants["record"], seen.wants["day"] + day), *picked(found.by, seen.items["id"]),
        ])
    )  # fmt: skip
