"""Which loss owns which minute: overlapping losses cut so that every moment has one owner at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from jingwei.engines.refusal import InvalidInputError


class Kind(Enum):
    """What a loss takes time from."""

    UNPLANNED = "not planned"
    """Breaks, no orders, planned maintenance: outside planned production time, so it does not lower OEE."""
    STOP = "stop"
    """Breakdowns, waiting, and changeovers where these count: lowers availability."""
    SLOW = "slow"
    """Minor stops and slow cycles: the machine runs, so it explains performance and takes no run time."""


@dataclass(frozen=True, slots=True)
class Category:
    """A class of losses; their order in the list given to `measure` is their priority, the first wins."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Shift:
    """A time the machine is looked at: start ≤ t < end, in whole units of time (seconds, say) since any moment.

    A shift across midnight needs nothing special.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Loss:
    """start ≤ t < end in the units of the shifts; category as its place in the list of categories."""

    start: int
    end: int
    category: int


def owned(shift: Shift, losses: Sequence[Loss], categories: int) -> tuple[int, ...]:
    """Time of `shift` owned by each category; a moment claimed by several belongs to the first of them."""
    within = [
        (max(loss.start, shift.start), min(loss.end, shift.end), loss.category)
        for loss in losses
        if loss.start < shift.end and shift.start < loss.end
    ]
    changes = sorted(
        [(start, 1, category) for start, _, category in within]
        + [(end, -1, category) for _, end, category in within]
    )
    claims, time = [0] * categories, [0] * categories
    for (moment, change, category), (following, _, _) in pairwise([*changes, (shift.end, 0, 0)]):
        claims[category] += change
        if following > moment:
            owner = next((place for place, count in enumerate(claims) if count), None)
            if owner is not None:
                time[owner] += following - moment
    return tuple(time)


def refuse_wrong_shifts(shifts: Sequence[Shift]) -> None:
    """Shifts must be in order, not empty and apart."""
    for row, shift in enumerate(shifts):
        if shift.end <= shift.start:
            raise InvalidInputError(
                f"第 {row} 个班次的结束时间不在开始时间之后。",
                f"Shift {row} does not end after it begins.",
                ("shifts", row),
            )
        if row and shift.start < shifts[row - 1].end:
            raise InvalidInputError(
                f"第 {row} 个班次早于上一班次结束，班次应按时间排列且不重叠。",
                f"Shift {row} begins before the one above it ends; shifts come in order and apart.",
                ("shifts", row),
            )


def refuse_wrong_losses(losses: Sequence[Loss], categories: int) -> None:
    """A loss must not end before it begins, and its category must exist."""
    for row, loss in enumerate(losses):
        if loss.end < loss.start:
            raise InvalidInputError(
                f"第 {row} 条损失的结束时间早于开始时间。",
                f"Loss {row} ends before it begins.",
                ("losses", row),
            )
        if not 0 <= loss.category < categories:
            raise InvalidInputError(
                f"第 {row} 条损失的类别 {loss.category} 不存在。",
                f"Loss {row} names category {loss.category}, which does not exist.",
                ("losses", row, "category"),
            )
