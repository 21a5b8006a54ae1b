"""Where the rows of plans are kept: written once, shared by a plan and the plans changed from it."""

from threading import Lock

import numpy as np
import numpy.typing as npt

from jingwei.engines.mrp.tables import MESSAGE_WIDTH, TAKEN_WIDTH

# Untouched memory costs nothing, so there is room for more than most plans have.
FIRST_ORDERS = 1 << 25


class Room:
    """Rows of planned orders, messages and replacements; `used` of each kind are written and never change."""

    def __init__(self, items: int, days: int, relations: int) -> None:
        count = min(items * days, FIRST_ORDERS) + 2 * days
        self.start = np.empty(count, np.int16)
        self.needed = np.empty(count, np.int16)
        self.quantity = np.empty(count, np.int64)
        self.started = np.empty(count, np.int64)
        self.notes = np.empty((count, MESSAGE_WIDTH), np.int64)
        self.taken = np.empty((relations * days, TAKEN_WIDTH), np.int64)
        self.used = (0, 0, 0)
        self.lock = Lock()

    def widen(self, orders: int, notes: int, taken: int) -> None:
        """Twice the room, and at least so many free rows of each kind."""
        used = self.used
        for name, kind, wanted in (
            ("start", 0, orders), ("needed", 0, orders), ("quantity", 0, orders), ("started", 0, orders),
            ("notes", 1, notes), ("taken", 2, taken),
        ):  # fmt: skip
            rows = getattr(self, name)
            if used[kind] + wanted > len(rows):
                setattr(self, name, _wider(rows, used[kind], wanted))


def _wider(rows: npt.NDArray[np.int64], used: int, wanted: int) -> npt.NDArray[np.int64]:
    wider = np.empty((2 * used + wanted, *rows.shape[1:]), rows.dtype)
    wider[:used] = rows[:used]
    return wider
