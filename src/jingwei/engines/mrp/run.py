"""Plan everything from scratch: the same snapshot always gives the same bytes."""

import numpy as np

from jingwei.engines.arrays import frozen
from jingwei.engines.bom import blow_through
from jingwei.engines.mrp.kernel import planned
from jingwei.engines.mrp.messages import MessageKind, note, sorted_messages
from jingwei.engines.mrp.plan import Orders, Plan
from jingwei.engines.mrp.problem import Problem
from jingwei.engines.mrp.screen import screened, unusual_rows
from jingwei.engines.mrp.tables import ITEM, ORDER_WIDTH, tables
from jingwei.engines.refusal import QuantityOverflowError


def run(problem: Problem) -> Plan:
    """Planned orders for every shortage of `problem` within its horizon.

    Items are netted from top to bottom, day by day: stock + receipts − requirements never falls below the
    safety stock without an order, and an order that cannot arrive in time says so in a message. An item with
    senseless master data gets a message and does not stop the run. Raises QuantityOverflowError.
    """
    bom = blow_through(problem.bom)
    stock, found = screened(problem)
    found.extend(unusual_rows(problem))
    grouped = tables(problem, bom, stock)
    arrival = np.maximum(problem.receipts.day, 0)
    settings = problem.settings
    rows, notes, span, failed = planned(grouped, arrival, settings.pull_within, settings.defer_after)
    if failed >= 0:
        raise QuantityOverflowError(int(failed))
    frozen(rows)
    ordered = np.unique(rows[:, ITEM])
    found += [notes, note(MessageKind.NO_LEAD_TIME, ordered[problem.items.lead_time[ordered] == -1])]
    return Plan(
        problem=problem,
        bom=bom,
        orders=Orders(*(rows[:, column] for column in range(ORDER_WIDTH))),
        span=frozen(span),
        arrival=frozen(arrival),
        messages=sorted_messages(found),
        rows=rows,
        tables=grouped,
    )
