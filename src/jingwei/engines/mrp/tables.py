"""The arrays the kernels read and write, in two groups, and the names of their columns."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import I64

I16 = npt.NDArray[np.int16]

# columns of the sheet, one row per item, screened
(
    ON_HAND, SAFETY, COVER, RULE, PERIOD, MINIMUM, MULTIPLE, POINT, UP_TO, ORDER_COST, HOLDING, LEAD, CALENDAR,
    FENCE, FACTOR, DIVISOR, SCRAP_MOST, LOT, MADE, PHANTOM, DATED, TRAITS, LOT_MAGIC, LOT_SHIFT, MULTIPLE_MAGIC,
    MULTIPLE_SHIFT, SCRAP_MAGIC, SCRAP_SHIFT, LOT_STARTED,
) = range(29)  # fmt: skip
SHEET_WIDTH = 29

# bits of the sheet's TRAITS: what only few items have
PHASED, YIELDED, REPLACED, REPLACING, YIELDING = 1, 2, 4, 8, 16

# columns of the links: a line of the bill of materials as its component sees it; PLAIN: always valid, nothing fixed
PARENT, NUM, DEN, MAGIC, SHIFT, LINE, PLAIN = range(7)
LINK_WIDTH = 7
# of the terms, one row per line
ONCE, SINCE, UNTIL = range(3)
# of demands and receipts by item
DAY, QUANTITY, FIRM, ROW = range(4)
SOURCE = 2  # of a demand: its row
# of outputs by item
OUT_PARENT, OUT_ITEM, OUT_NUM, OUT_DEN = range(4)
# of replacements by item
# SHARE_OF is the same for all shares of an item
OLD, NEW, NEW_NUM, NEW_DEN, NEW_KIND, FROM_DAY, RELATION, SHARE, SHARE_OF = range(9)
# of what was planned for an item in all: started steps, whether an order has several lots
TOTAL, SEVERAL = range(2)
# of messages of an item; `REF` counts orders and receipts within the item
KIND, WHEN, AMOUNT, REF = range(4)
MESSAGE_WIDTH = 4
# of replacements taken
TAKEN_DAY, TAKEN, TAKEN_BY, TAKEN_STEPS, TAKEN_RELATION = range(5)
TAKEN_WIDTH = 5


class Tables(NamedTuple):
    """Everything a kernel reads; `first` of a group says where the rows of an item begin.

    order, place      items from top to bottom, and where an item stands there
    links, above      lines by component; terms: the rest of a line
    below, below_rows lines by parent
    demands, receipts rows by item; receipts also by day
    outputs           by-products by item
    replacing, replaced  replacements by item in order of priority, and by what replaces it
    levels            time-phased safety stock by item and day
    rank, nth         working day ↔ calendar day, per calendar
    """

    sheet: I64
    order: I64
    place: I64
    links: I64
    above: I64
    terms: I64
    below: I64
    below_rows: I64
    demands: I64
    demand_first: I64
    receipts: I64
    receipt_first: I64
    outputs: I64
    output_first: I64
    replacing: I64
    replacing_first: I64
    replaced: I64
    replaced_first: I64
    levels: I64
    level_first: I64
    rank: I64
    nth: I64


class State(NamedTuple):
    """Everything a kernel writes: rows of planned orders, messages and replacements with the range of each item.

    start, needed  day an order starts, day of the shortage it answers
    quantity       good steps; started: steps to start for them
    arrival        per receipt (in the order of the tables) the day the plan wants it
    """

    start: I16
    needed: I16
    quantity: I64
    started: I64
    span: I64
    brief: I64
    notes: I64
    note_span: I64
    taken: I64
    taken_span: I64
    arrival: I64
