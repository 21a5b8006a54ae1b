"""What promising needs to know: the material, who works how long at it, and how much each resource can do a day."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import I64, QUANTITY_LIMIT, frozen, integers
from jingwei.engines.mrp import Problem as Materials
from jingwei.engines.refusal import InvalidInputError

MINUTES_LIMIT = 1 << 40


@dataclass(frozen=True, slots=True)
class Steps:
    """Operations of items, in the order in which they are listed for an item; what has operations is made here.

    resource     row of the capacity table
    setup        minutes once per order
    numerator/_denominator  minutes per step of what is started
    """

    item: I64
    resource: I64
    setup: I64
    numerator: I64
    denominator: I64

    def __post_init__(self) -> None:
        count = len(np.atleast_1d(self.item))
        ranges = {
            "item": (0, QUANTITY_LIMIT), "resource": (0, QUANTITY_LIMIT), "setup": (0, MINUTES_LIMIT),
            "numerator": (0, MINUTES_LIMIT), "denominator": (1, QUANTITY_LIMIT),
        }  # fmt: skip
        for name, (low, high) in ranges.items():
            object.__setattr__(self, name, integers(f"steps.{name}", getattr(self, name), count, low, high))

    def __len__(self) -> int:
        return len(self.item)


def steps(rows: Sequence[Sequence[int]]) -> Steps:
    """Operations from rows (item, resource, setup minutes, minutes numerator, denominator)."""
    table = np.array(rows, np.int64).reshape(-1, 5)
    return Steps(table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4])


@dataclass(frozen=True, slots=True)
class Capacity:
    """Minutes each resource still has on each day, and how many of one kind work side by side in it.

    One operation gets at most the minutes of one of them a day: five lathes do not turn one part five times as fast.
    """

    minutes: I64
    units: I64

    def __post_init__(self) -> None:
        table = np.asarray(self.minutes)
        if table.ndim != 2 or table.dtype.kind not in "iu":
            raise InvalidInputError(
                "产能必须是“资源 × 天”的整数表（分钟）。",
                "Capacity must be a table of whole minutes, resources × days.",
                ("capacity.minutes",),
            )
        low = np.argwhere((table < 0) | (table > MINUTES_LIMIT))
        if len(low):
            resource, day = (int(one) for one in low[0])
            raise InvalidInputError(
                f"资源 {resource} 第 {day} 天的产能 {table[resource, day]} 不合理。",
                f"Resource {resource} has {table[resource, day]} minutes on day {day}, which makes no sense.",
                ("capacity.minutes", resource, day),
            )
        object.__setattr__(self, "minutes", frozen(table.astype(np.int64, copy=True)))
        object.__setattr__(
            self, "units", integers("capacity.units", self.units, len(table), 1, MINUTES_LIMIT)
        )


def capacity(minutes: npt.ArrayLike, units: npt.ArrayLike | None = None) -> Capacity:
    """The table of minutes; without `units` each resource is one machine or one person."""
    table = np.asarray(minutes)
    return Capacity(table, np.ones(len(table), np.int64) if units is None else np.asarray(units))


@dataclass(frozen=True, slots=True)
class Problem:
    """Whom to promise what: `priority` has a number per demand, the smallest is served first, then the earliest due.

    Of the materials these count: stock, receipts, lead times, calendars, scrap, minimum and multiple of a lot and the structure
    as it holds on the day a demand is due. Safety stock is for what nobody foresaw: a promise may use it.
    """

    materials: Materials
    steps: Steps
    capacity: Capacity
    priority: I64

    def __post_init__(self) -> None:
        known, days = len(self.materials.items), self.materials.calendars.days
        for name, column, limit in (("item", self.steps.item, known), ("resource", self.steps.resource, len(self.capacity.minutes))):  # fmt: skip
            unknown = np.flatnonzero(column >= limit)
            if unknown.size:
                row = int(unknown[0])
                raise InvalidInputError(
                    f"steps 第 {row} 行的 {name} {column[row]} 不存在。",
                    f"steps, row {row}: {name} {column[row]} does not exist.",
                    ("steps", row, name),
                )
        if self.capacity.minutes.shape[1] != days:
            raise InvalidInputError(
                f"产能表有 {self.capacity.minutes.shape[1]} 天，计划期有 {days} 天。",
                f"The table of capacity has {self.capacity.minutes.shape[1]} days, the plan {days}.",
                ("capacity.minutes",),
            )
        object.__setattr__(
            self,
            "priority",
            integers("priority", self.priority, len(self.materials.demands), -QUANTITY_LIMIT, QUANTITY_LIMIT),
        )


def problem(
    materials: Materials, made_by: Steps, minutes: Capacity, priority: npt.ArrayLike | None = None
) -> Problem:
    """A problem; without `priority` whoever is due first is served first."""
    count = len(materials.demands)
    return Problem(
        materials, made_by, minutes, np.zeros(count, np.int64) if priority is None else np.asarray(priority)
    )
