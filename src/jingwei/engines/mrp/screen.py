"""Items made fit to plan with: one bad item gets a message and a harmless value, the others are untouched."""

import numpy as np

from jingwei.engines.arrays import I64, Flags, frozen
from jingwei.engines.bom.lines import scrap_ratio
from jingwei.engines.exact import PER_MILLION
from jingwei.engines.mrp.messages import MessageKind, note
from jingwei.engines.mrp.problem import LotRule, Problem
from jingwei.engines.mrp.tables import Stock


def screened(problem: Problem) -> tuple[Stock, list[I64]]:
    """The item table of the kernels and what was wrong with it."""
    items = problem.items
    every = np.arange(len(items))
    found: list[I64] = []

    def cleared(bad: Flags, values: I64, kind: MessageKind) -> I64:
        if bad.any():
            found.append(note(kind, every[bad], quantity=values[bad]))
        return frozen(np.where(bad, 0, values))

    scrap = cleared(
        (items.scrap_ppm < 0) | (items.scrap_ppm >= PER_MILLION), items.scrap_ppm, MessageKind.BAD_SCRAP
    )
    factor, divisor = scrap_ratio(problem.bom.scrap_rule, scrap)
    bad_lot = _bad_lots(problem)
    rule = cleared(bad_lot, items.lot_rule, MessageKind.BAD_LOT_RULE)
    count = len(problem.calendars.working)
    bad_calendar = (items.calendar < 0) | (items.calendar >= count)
    owed = items.on_hand < 0
    if owed.any():
        found.append(note(MessageKind.NEGATIVE_STOCK, every[owed], quantity=-items.on_hand[owed]))
    lead = cleared(items.lead_time < -1, items.lead_time, MessageKind.BAD_LEAD_TIME)
    stock = Stock(
        on_hand=items.on_hand,
        safety=cleared(items.safety_stock < 0, items.safety_stock, MessageKind.BAD_SAFETY_STOCK),
        rule=rule,
        fixed=items.lot_fixed,
        minimum=frozen(np.where(bad_lot, 0, items.lot_min)),
        maximum=frozen(np.where(bad_lot, 0, items.lot_max)),
        multiple=frozen(np.where(bad_lot, 1, np.maximum(items.lot_multiple, 1))),
        period=items.lot_period,
        lead=frozen(np.maximum(lead, 0)),
        calendar=cleared(bad_calendar, items.calendar, MessageKind.BAD_CALENDAR),
        factor=frozen(factor),
        divisor=frozen(divisor),
        made=items.made,
        phantom=problem.bom.phantom,
    )
    return stock, found


def _bad_lots(problem: Problem) -> Flags:
    """Rules that cannot be followed: unknown, without their size, negative, or a maximum below any order."""
    items = problem.items
    sizes = (items.lot_min, items.lot_max, items.lot_multiple, items.lot_fixed, items.lot_period)
    multiple = np.maximum(items.lot_multiple, 1)
    largest = items.lot_max // multiple * multiple
    bad: Flags = (
        ~np.isin(items.lot_rule, [int(rule) for rule in LotRule])
        | np.any([size < 0 for size in sizes], axis=0)
        | ((items.lot_rule == LotRule.FIXED) & (items.lot_fixed == 0))
        | ((items.lot_rule == LotRule.PERIOD) & (items.lot_period == 0))
        | ((items.lot_max > 0) & (largest < np.maximum(items.lot_min, 1)))
    )
    return bad


def unusual_rows(problem: Problem) -> list[I64]:
    """Messages about demand and receipts that are overdue, after the horizon, or of phantoms."""
    last = problem.calendars.days - 1
    found: list[I64] = []
    for rows, past, beyond in (
        (problem.demands, MessageKind.DEMAND_PAST_DUE, MessageKind.DEMAND_BEYOND_HORIZON),
        (problem.receipts, MessageKind.RECEIPT_PAST_DUE, MessageKind.RECEIPT_BEYOND_HORIZON),
    ):
        for kind, which in ((past, rows.day < 0), (beyond, rows.day > last)):
            at = np.flatnonzero(which)
            found.append(note(kind, rows.item[at], day=rows.day[at], quantity=rows.quantity[at], ref=at))
    phantom = problem.bom.phantom
    unused = phantom & (problem.items.on_hand != 0)
    unused[problem.receipts.item[phantom[problem.receipts.item]]] = True
    found.append(note(MessageKind.PHANTOM_STOCK, np.flatnonzero(unused)))
    return found
