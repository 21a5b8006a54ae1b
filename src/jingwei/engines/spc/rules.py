"""Rules for unnatural patterns: the four of Western Electric (1956) and the eight of Nelson (1984)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jingwei.engines.spc.chart import Series
from jingwei.engines.spc.samples import F64

Points: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern; `broken` gives the points of each occurrence, the one that completes it last."""

    name: str
    zh: str
    en: str
    broken: Callable[[Series], Iterator[Points]]


@dataclass(frozen=True, slots=True)
class Violation:
    """Points that together break a rule; `at` is the one at which it was first known."""

    rule: Rule
    points: Points

    @property
    def at(self) -> int:
        return self.points[-1]


def violations(series: Series, rules: tuple[Rule, ...]) -> tuple[Violation, ...]:
    """Every occurrence of every rule, by point, then in the order of the rules."""
    found = [Violation(rule, points) for rule in rules for points in rule.broken(series)]
    return tuple(sorted(found, key=lambda one: one.at))


def zones(series: Series) -> F64:
    """How many standard errors a point lies above its centre; 0 where the centre has no error."""
    known = series.error > 0
    return np.where(known, (series.value - series.centre) / np.where(known, series.error, 1.0), 0.0)


def _beyond(series: Series) -> Iterator[Points]:
    for at in np.flatnonzero(series.beyond).tolist():
        yield (at,)


def _some(count: int, window: int, error: float) -> Callable[[Series], Iterator[Points]]:
    """`count` of `window` points more than `error` standard errors off, on one side; the last is one of them."""

    def broken(series: Series) -> Iterator[Points]:
        height = zones(series)
        for side in (height > error, height < -error):
            for at in np.flatnonzero(side).tolist():
                first = max(0, at - window + 1)
                outside = np.flatnonzero(side[first : at + 1]) + first
                if len(outside) >= count:
                    yield tuple(outside.tolist())

    return broken


def _all(
    count: int, tells: Callable[[F64], tuple[npt.NDArray[np.bool_], ...]]
) -> Callable[[Series], Iterator[Points]]:
    """`count` points in a row for which one of the flags holds."""

    def broken(series: Series) -> Iterator[Points]:
        for flag in tells(zones(series)):
            run = 0
            for at, holds in enumerate(flag.tolist()):
                run = run + 1 if holds else 0
                if run >= count:
                    yield tuple(range(at - count + 1, at + 1))

    return broken


def _steps(count: int, alternating: bool) -> Callable[[Series], Iterator[Points]]:
    """`count` points that rise (fall) all the way, or that go up and down in turn; equal values end it."""

    def broken(series: Series) -> Iterator[Points]:
        step = np.sign(np.diff(series.value)).tolist()
        run, last = 0, 0.0
        for row, direction in enumerate(step):
            goes_on = direction == (-last if alternating else last)
            run = 0 if direction == 0 else run + 1 if goes_on and run else 1
            last = direction
            if run >= count - 1:
                yield tuple(range(row + 2 - count, row + 2))

    return broken


def _one_side(height: F64) -> tuple[npt.NDArray[np.bool_], ...]:
    return height > 0, height < 0


def _in_zone_c(height: F64) -> tuple[npt.NDArray[np.bool_], ...]:
    return (np.abs(height) < 1,)


def _outside_zone_c(height: F64) -> tuple[npt.NDArray[np.bool_], ...]:
    return (np.abs(height) > 1,)


BEYOND = (Rule("beyond", "1 点超出控制限", "1 point beyond the limits", _beyond),)

WESTERN_ELECTRIC = (
    Rule("WE1", "1 点超出控制限", "1 point beyond the limits", _beyond),
    Rule("WE2", "连续 3 点中有 2 点在同侧 2σ 以外", "2 of 3 points beyond 2σ on one side", _some(2, 3, 2.0)),
    Rule("WE3", "连续 5 点中有 4 点在同侧 1σ 以外", "4 of 5 points beyond 1σ on one side", _some(4, 5, 1.0)),
    Rule("WE4", "连续 8 点在中心线同侧", "8 points in a row on one side", _all(8, _one_side)),
)

NELSON = (
    Rule("N1", "1 点超出控制限", "1 point beyond the limits", _beyond),
    Rule("N2", "连续 9 点在中心线同侧", "9 points in a row on one side", _all(9, _one_side)),
    Rule(
        "N3", "连续 6 点持续上升或下降", "6 points in a row rising or falling", _steps(6, alternating=False)
    ),
    Rule(
        "N4", "连续 14 点交替上下", "14 points in a row alternating up and down", _steps(14, alternating=True)
    ),
    Rule("N5", "连续 3 点中有 2 点在同侧 2σ 以外", "2 of 3 points beyond 2σ on one side", _some(2, 3, 2.0)),
    Rule("N6", "连续 5 点中有 4 点在同侧 1σ 以外", "4 of 5 points beyond 1σ on one side", _some(4, 5, 1.0)),
    Rule("N7", "连续 15 点在 1σ 以内", "15 points in a row within 1σ", _all(15, _in_zone_c)),
    Rule(
        "N8",
        "连续 8 点在 1σ 以外（两侧）",
        "8 points in a row beyond 1σ on either side",
        _all(8, _outside_zone_c),
    ),
)
