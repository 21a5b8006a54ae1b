"""Which tools are serviced before which operation, by the times of a plan."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from jingwei.engines.arrays import I64
from jingwei.engines.schedule.extras import Extras


def services(extras: Extras, unit: I64, start: I64, end: I64) -> dict[int, int]:
    """Real minutes the tool of a need is away right before it; needs without are left out.

    unit per need, start and end per operation.
    """
    owner = np.repeat(np.arange(len(start)), np.diff(extras.need_first))
    order = np.lexsort((end[owner], start[owner], unit)).tolist()
    found: dict[int, int] = {}
    for tool, row in groupby(order, key=lambda need: int(unit[need])):
        if extras.unit_life[tool] > 0:
            found |= _of_one(extras, tool, list(row))
    return found


def _of_one(extras: Extras, tool: int, row: Sequence[int]) -> dict[int, int]:
    life, service = int(extras.unit_life[tool]), int(extras.unit_service[tool])
    worn, found = min(int(extras.unit_worn[tool]), life), {}
    for need in row:
        wear = min(int(extras.need_wear[need]), life)
        if worn + wear > life:
            worn, found[need] = 0, service
        worn += wear
    return {need: away for need, away in found.items() if away}
