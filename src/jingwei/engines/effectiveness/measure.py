"""OEE = availability × performance × quality, per shift and in all, as exact fractions (ISO 22400-2 in its terms)."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jingwei.engines.effectiveness.losses import (
    Category,
    Kind,
    Loss,
    Shift,
    owned,
    refuse_wrong_losses,
    refuse_wrong_shifts,
)
from jingwei.engines.refusal import InvalidInputError

Share = Fraction | None
"""A ratio, or None where nothing was planned, run or made to divide by."""


@dataclass(frozen=True, slots=True)
class Output:
    """What was reported at a moment: pieces made, good among them, and the ideal time per piece.

    ideal is in the units of the shifts and exact: Fraction(1, 60) minutes, or a Decimal turned into one.
    """

    at: int
    made: Fraction
    good: Fraction
    ideal: Fraction


@dataclass(frozen=True, slots=True)
class Effectiveness:
    """How one stretch of time was used; lost[c] is the time owned by category c.

    total     the whole shift
    planned   total − what was not planned
    run       planned − stops
    ideal     Σ ideal time × made: what a perfect machine would have needed
    valuable  Σ ideal time × good: fully productive time
    """

    total: int
    planned: int
    run: int
    ideal: Fraction
    valuable: Fraction
    made: Fraction
    good: Fraction
    lost: tuple[int, ...]

    @property
    def availability(self) -> Share:
        return _ratio(self.run, self.planned)

    @property
    def performance(self) -> Share:
        """Above 1 where an ideal time is set too long; it is shown, not cut, so that somebody mends it."""
        return _ratio(self.ideal, self.run)

    @property
    def quality(self) -> Share:
        """Good ÷ made, each piece weighted by its ideal time; with one product simply the share of pieces."""
        return _ratio(self.valuable, self.ideal)

    @property
    def oee(self) -> Share:
        """Fully productive ÷ planned time, which is availability × performance × quality."""
        return _ratio(self.valuable, self.planned)

    @property
    def teep(self) -> Share:
        """Fully productive ÷ all the time there was."""
        return _ratio(self.valuable, self.total)


@dataclass(frozen=True, slots=True)
class Measured:
    """By shift in the order given, and all together; `astray` are the rows of outputs outside every shift."""

    shifts: tuple[Effectiveness, ...]
    whole: Effectiveness
    astray: tuple[int, ...]


def measure(
    shifts: Sequence[Shift],
    categories: Sequence[Category],
    losses: Sequence[Loss],
    outputs: Sequence[Output],
) -> Measured:
    """Losses may overlap each other and the ends of shifts; each moment counts once, for the first category."""
    refuse_wrong_shifts(shifts)
    refuse_wrong_losses(losses, len(categories))
    starts = [shift.start for shift in shifts]
    made_in: list[list[Output]] = [[] for _ in shifts]
    astray: list[int] = []
    for row, output in enumerate(outputs):
        _refuse_wrong_output(row, output)
        at = bisect_right(starts, output.at) - 1
        if at >= 0 and output.at < shifts[at].end:
            made_in[at].append(output)
        else:
            astray.append(row)
    each = tuple(
        _used(shift, categories, owned(shift, losses, len(categories)), made)
        for shift, made in zip(shifts, made_in, strict=True)
    )
    return Measured(each, summed(each, len(categories)), tuple(astray))


def summed(parts: Sequence[Effectiveness], categories: int) -> Effectiveness:
    """Several stretches as one: times and pieces add up, ratios follow from the sums and are never averaged."""
    return Effectiveness(
        total=sum(part.total for part in parts),
        planned=sum(part.planned for part in parts),
        run=sum(part.run for part in parts),
        ideal=sum((part.ideal for part in parts), Fraction(0)),
        valuable=sum((part.valuable for part in parts), Fraction(0)),
        made=sum((part.made for part in parts), Fraction(0)),
        good=sum((part.good for part in parts), Fraction(0)),
        lost=tuple(sum(part.lost[category] for part in parts) for category in range(categories)),
    )


def _used(
    shift: Shift, categories: Sequence[Category], lost: tuple[int, ...], made: Sequence[Output]
) -> Effectiveness:
    def time(kind: Kind) -> int:
        return sum(spent for spent, category in zip(lost, categories, strict=True) if category.kind is kind)

    total = shift.end - shift.start
    planned = total - time(Kind.UNPLANNED)
    return Effectiveness(
        total=total,
        planned=planned,
        run=planned - time(Kind.STOP),
        ideal=sum((one.ideal * one.made for one in made), Fraction(0)),
        valuable=sum((one.ideal * one.good for one in made), Fraction(0)),
        made=sum((one.made for one in made), Fraction(0)),
        good=sum((one.good for one in made), Fraction(0)),
        lost=lost,
    )


def _ratio(part: Fraction | int, whole: Fraction | int) -> Share:
    return Fraction(part) / whole if whole else None


def _refuse_wrong_output(row: int, output: Output) -> None:
    if not 0 <= output.good <= output.made:
        raise InvalidInputError(
            f"第 {row} 条产出的合格数 {output.good} 不在 0 与产出数 {output.made} 之间。",
            f"Output {row}: {output.good} good is not between 0 and {output.made} made.",
            ("outputs", row, "good"),
        )
    if output.ideal <= 0:
        raise InvalidInputError(
            f"第 {row} 条产出的理想节拍 {output.ideal} 应大于 0。",
            f"Output {row}: the ideal time {output.ideal} must be above 0.",
            ("outputs", row, "ideal"),
        )
