"""Exception messages of a plan: what a planner has to look at, as rows of integers."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from jingwei.engines.arrays import I64, frozen


class MessageKind(IntEnum):
    """The numbers are stable: callers store them. The comment says what `day`, `quantity` and `ref` mean."""

    EXPEDITE = 10  # receipt `ref` is wanted on `day`
    DEFER = 15  # receipt `ref` is not wanted before `day`
    CANCEL = 20  # receipt `ref` is not wanted at all; day it arrives
    RECEIPT_PAST_DUE = 25  # receipt `ref` should have arrived on `day`
    RECEIPT_BEYOND_HORIZON = 26  # receipt `ref` arrives after the plan ends and is left out
    DEMAND_PAST_DUE = 30  # demand `ref` was wanted on `day`
    DEMAND_BEYOND_HORIZON = 31  # demand `ref` is wanted after the plan ends and is left out
    START_IN_PAST = 40  # planned order `ref` should have started already; arrives on `day` at the earliest
    SHORTAGE = 45  # `quantity` missing on `day`, no order can arrive in time; planned order `ref`
    BELOW_SAFETY = 46  # stock `quantity` below safety stock on `day`, no order in time; planned order `ref`
    FENCED = 47  # `quantity` short from `day` on, inside the planning fence; ordered for its end
    NO_BOM = 50  # made, but nothing is known to make it of; planned order `ref`
    NO_LEAD_TIME = 51  # planned with no lead time
    BAD_LEAD_TIME = 52  # negative; planned as 0
    BAD_LOT_RULE = 53  # unknown rule or senseless sizes; planned lot for lot
    BAD_SCRAP = 54  # outside 0 … 99.9999 %; planned as 0
    BAD_SAFETY_STOCK = 55  # negative; planned as 0
    BAD_CALENDAR = 56  # unknown; planned on calendar 0
    BAD_FENCE = 57  # negative fence, window or days of cover; planned as 0
    NEGATIVE_STOCK = 60  # `quantity` less than nothing on hand; planned as a debt to be made up
    PHANTOM_STOCK = 61  # stock or receipts of a phantom, which the plan does not use
    SUBSTITUTED = 70  # `quantity` of the item on `day` is covered by replacement `ref`'s substitute
    SUCCEEDED = 71  # the item is used up: `quantity` on `day` is taken over by replacement `ref`'s successor


# Kinds whose `ref` is a planned order, and a receipt.
ABOUT_ORDERS = (MessageKind.START_IN_PAST, MessageKind.SHORTAGE, MessageKind.BELOW_SAFETY, MessageKind.NO_BOM)
ABOUT_RECEIPTS = (MessageKind.EXPEDITE, MessageKind.DEFER, MessageKind.CANCEL)


@dataclass(frozen=True, slots=True)
class Messages:
    """Rows sorted by item, day, kind, ref; -1 where a column says nothing."""

    kind: I64
    item: I64
    day: I64
    quantity: I64
    ref: I64

    def __len__(self) -> int:
        return len(self.kind)

    def of(self, item: int) -> tuple[MessageKind, ...]:
        """The kinds of message about one item, in order."""
        return tuple(MessageKind(kind) for kind in self.kind[self.item == item].tolist())


def note(
    kind: MessageKind, item: I64, *, day: I64 | int = -1, quantity: I64 | int = -1, ref: I64 | int = -1
) -> I64:
    """One row per entry of `item`: kind, item, day, quantity, ref."""
    rows = np.empty((len(item), 5), np.int64)
    for column, values in enumerate((int(kind), item, day, quantity, ref)):
        rows[:, column] = values
    return rows


def sorted_messages(parts: list[I64]) -> Messages:
    """All rows in reading order, the same whatever order they were found in."""
    rows = np.concatenate(parts)
    rows = rows[np.lexsort((rows[:, 4], rows[:, 0], rows[:, 2], rows[:, 1]))]
    return Messages(*(frozen(rows[:, column]) for column in range(5)))
