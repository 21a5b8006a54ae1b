"""Plan everything from scratch, or only what a change reaches: the same snapshot always gives the same plan."""

from collections.abc import Callable

import numpy as np

from jingwei.engines.arrays import I64, Flags
from jingwei.engines.bom import Bom, blow_through
from jingwei.engines.mrp.gather import gathered
from jingwei.engines.mrp.kernel import DONE, TOO_LARGE, planned
from jingwei.engines.mrp.plan import Plan
from jingwei.engines.mrp.problem import Problem, Settings
from jingwei.engines.mrp.room import Room
from jingwei.engines.mrp.screen import screened, unusual_rows
from jingwei.engines.mrp.tables import DAY, State, Tables
from jingwei.engines.refusal import QuantityOverflowError

Heard = Callable[[int, int], None]
"""Told how many items of how many are planned; what it raises ends the run."""

STRIDE = 8192


def run(problem: Problem, heard: Heard | None = None) -> Plan:
    """Planned orders for every shortage of `problem` within its horizon.

    Items are netted from top to bottom, day by day: stock + receipts − requirements never falls below the
    safety stock without an order, and an order that cannot arrive in time says so in a message. An item with
    senseless master data gets a message and does not stop the run. Raises QuantityOverflowError, CycleError.
    """
    bom = blow_through(problem.bom)
    sheet, wrong = screened(problem)
    return planned_afresh(problem, bom, gathered(problem, bom, sheet), wrong, heard)


def planned_afresh(
    problem: Problem, bom: Bom, tables: Tables, wrong: tuple[I64, ...], heard: Heard | None = None
) -> Plan:
    """Plan every item from the tables of `problem`."""
    n = bom.n_items
    room = Room(n, problem.calendars.days, len(problem.replacements))
    spans = [np.zeros((n, 2), np.int64) for _ in range(4)]
    everything = np.ones(n, np.bool_)
    state = carried_out(
        tables, room, spans, np.maximum(tables.receipts[:, DAY], 0), bom.lines.component, everything,
        problem.settings, whole=True, heard=heard,
    )  # fmt: skip
    return Plan(problem, bom, tables, state, wrong, unusual_rows(problem), room)


def carried_out(
    tables: Tables, room: Room, spans: list[I64], arrival: I64, component: I64, touched: Flags,
    settings: Settings, *, whole: bool, heard: Heard | None = None,
) -> State:  # fmt: skip
    """Plan the touched items and those below them into `room`."""
    n, days = len(tables.order), tables.nth.shape[1]
    span, brief, note_span, taken_span = spans
    relations = len(tables.replacing)
    at = 0
    while True:
        state = State(
            room.start, room.needed, room.quantity, room.started, span, brief, room.notes, note_span,
            room.taken, taken_span, arrival,
        )  # fmt: skip
        if at == n:
            return state
        end = min(n, at + STRIDE)
        at, why, *used = planned(
            tables,
            state,
            component,
            touched,
            whole,
            settings.pull_within,
            settings.defer_after,
            at,
            end,
            *room.used,
        )
        room.used = (used[0], used[1], used[2])
        if why == TOO_LARGE:
            raise QuantityOverflowError(int(tables.order[at]))
        if why != DONE:
            most = int(np.diff(tables.receipt_first).max())
            room.widen(days, (2 + relations) * days + 2 * most + 4, relations * days)
        elif heard is not None:
            heard(at, n)
