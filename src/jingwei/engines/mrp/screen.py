"""Items made fit to plan with: one bad item gets a message and a harmless value, the others are untouched."""

import numpy as np

from jingwei.engines.arrays import I64, QUANTITY_LIMIT, Flags
from jingwei.engines.bom.lines import scrap_ratio
from jingwei.engines.compiled import kernel
from jingwei.engines.exact import PER_MILLION, ratio_up, reciprocal
from jingwei.engines.mrp import tables as t
from jingwei.engines.mrp.items import LotRule
from jingwei.engines.mrp.messages import MessageKind, note
from jingwei.engines.mrp.problem import Problem

# With more, a cost times the days of any horizon could leave 64 bits.
COST_LIMIT = 1 << 40


def screened(problem: Problem) -> tuple[I64, tuple[I64, ...]]:
    """The item sheet of the kernels and what was wrong with it."""
    items = problem.items
    every = np.arange(len(items))
    found: list[I64] = []

    def cleared(bad: Flags, values: I64, kind: MessageKind) -> I64:
        if not bad.any():
            return values
        found.append(note(kind, every[bad], quantity=values[bad]))
        return np.where(bad, 0, values)

    sheet = np.zeros((len(items), t.SHEET_WIDTH), np.int64)
    scrap = cleared(
        (items.scrap_ppm < 0) | (items.scrap_ppm >= PER_MILLION), items.scrap_ppm, MessageKind.BAD_SCRAP
    )
    sheet[:, t.FACTOR], sheet[:, t.DIVISOR] = scrap_ratio(problem.bom.scrap_rule, scrap)
    bad_calendar = (items.calendar < 0) | (items.calendar >= len(problem.calendars.working))
    owed = items.on_hand < 0
    if owed.any():
        found.append(note(MessageKind.NEGATIVE_STOCK, every[owed], quantity=-items.on_hand[owed]))
    lead = cleared(items.lead_time < -1, items.lead_time, MessageKind.BAD_LEAD_TIME)
    bad_lot = bad_lots(problem)
    rule = cleared(bad_lot, items.lot_rule, MessageKind.BAD_LOT_RULE)
    bad_days = _bad_days(problem)
    cleared(bad_days, items.fence, MessageKind.BAD_FENCE)
    columns = {
        t.ON_HAND: items.on_hand,
        t.SAFETY: cleared(items.safety_stock < 0, items.safety_stock, MessageKind.BAD_SAFETY_STOCK),
        t.COVER: np.where(bad_days, 0, items.safety_days),
        t.FENCE: np.where(bad_days, 0, items.fence),
        t.RULE: rule,
        t.PERIOD: items.lot_period,
        t.MINIMUM: np.where(bad_lot, 0, items.lot_min),
        t.MULTIPLE: np.where(bad_lot, 1, np.maximum(items.lot_multiple, 1)),
        t.POINT: items.stock_min,
        t.UP_TO: items.stock_max,
        t.ORDER_COST: items.order_cost,
        t.HOLDING: items.holding_cost,
        t.LEAD: np.maximum(lead, 0),
        t.CALENDAR: cleared(bad_calendar, items.calendar, MessageKind.BAD_CALENDAR),
        t.MADE: items.made,
        t.PHANTOM: problem.bom.phantom,
    }
    for column, values in columns.items():
        sheet[:, column] = values
    most = np.where(bad_lot, 0, items.lot_max)
    sheet[:, t.LOT] = np.where(
        rule == LotRule.FIXED, items.lot_fixed, most // sheet[:, t.MULTIPLE] * sheet[:, t.MULTIPLE]
    )
    prepared(sheet)
    return sheet, tuple(found)


@kernel
def prepared(sheet: I64) -> None:
    """Reciprocals of what is divided by, and what is started for a full lot."""
    for item in range(len(sheet)):
        row = sheet[item]
        if row[t.LOT] > 0:
            row[t.LOT_MAGIC], row[t.LOT_SHIFT] = reciprocal(row[t.LOT])
        row[t.MULTIPLE_MAGIC], row[t.MULTIPLE_SHIFT] = reciprocal(row[t.MULTIPLE])
        row[t.SCRAP_MAGIC], row[t.SCRAP_SHIFT] = reciprocal(row[t.DIVISOR])
        row[t.SCRAP_MOST] = QUANTITY_LIMIT // row[t.FACTOR]
        row[t.LOT_STARTED] = ratio_up(row[t.LOT], row[t.FACTOR], row[t.DIVISOR])


def bad_lots(problem: Problem) -> Flags:
    """Rules that cannot be followed: unknown, without their size, negative, or a maximum below any order."""
    items = problem.items
    sizes = (
        items.lot_min, items.lot_max, items.lot_multiple, items.lot_fixed, items.lot_period,
        items.order_cost, items.holding_cost, items.stock_min, items.stock_max,
    )  # fmt: skip
    multiple = np.maximum(items.lot_multiple, 1)
    largest = items.lot_max // multiple * multiple
    costed = np.isin(items.lot_rule, (LotRule.ECONOMIC, LotRule.WAGNER_WHITIN))
    cost, holding = items.order_cost, items.holding_cost
    bad: Flags = (
        ~np.isin(items.lot_rule, [int(rule) for rule in LotRule])
        | np.any([size < 0 for size in sizes], axis=0)
        | ((items.lot_rule == LotRule.FIXED) & (items.lot_fixed == 0))
        | ((items.lot_rule == LotRule.PERIOD) & (items.lot_period == 0))
        | ((items.lot_rule == LotRule.MIN_MAX) & (items.stock_max < np.maximum(items.stock_min, 1)))
        | (costed & ((holding == 0) | (cost == 0) | (np.maximum(cost, holding) > COST_LIMIT)))
        | ((items.lot_max > 0) & (largest < np.maximum(items.lot_min, 1)))
    )
    return bad


def _bad_days(problem: Problem) -> Flags:
    items = problem.items
    days = (items.fence, items.safety_days, items.demand_fence, items.consume_back, items.consume_forward)
    return np.asarray(np.any([one < 0 for one in days], axis=0))


def unusual_rows(problem: Problem) -> tuple[I64, ...]:
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
    return tuple(found)
