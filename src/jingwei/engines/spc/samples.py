"""Measurements as arrays that are right once they exist: subgroups, single values, counts over sizes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jingwei.engines.arrays import I64, frozen
from jingwei.engines.refusal import InvalidInputError

F64: TypeAlias = npt.NDArray[np.float64]
Rows: TypeAlias = Sequence[Sequence[float]] | F64

LARGEST_SUBGROUP = 1_000
_MEASURED = (Decimal, int, float, type(None))


@dataclass(frozen=True, slots=True)
class Subgroups:
    """k rational subgroups; they may differ in size.

    values      all measurements in order, float64[Σ size]
    size        int64[k], 2 … 1000
    mean        float64[k]
    spread      max − min, float64[k]
    deviation   sample standard deviation (n − 1), float64[k]
    """

    values: F64
    size: I64
    mean: F64
    spread: F64
    deviation: F64

    def __len__(self) -> int:
        return len(self.size)


def subgroups(rows: Rows) -> Subgroups:
    """Subgroups from a k × n array or from k rows of different lengths."""
    if not len(rows):
        raise InvalidInputError("没有子组。", "There are no subgroups.", ("subgroups",))
    kept = [series(("subgroups", row), values) for row, values in enumerate(rows)]
    for row, values in enumerate(kept):
        if not 2 <= len(values) <= LARGEST_SUBGROUP:
            raise InvalidInputError(
                f"第 {row} 个子组有 {len(values)} 个值，应为 2 到 {LARGEST_SUBGROUP} 个。",
                f"Subgroup {row} has {len(values)} values; 2 to {LARGEST_SUBGROUP} are needed.",
                ("subgroups", row),
            )
    return Subgroups(
        values=frozen(np.concatenate(kept)),
        size=frozen(np.array([len(values) for values in kept], np.int64)),
        mean=frozen(np.array([values.mean() for values in kept])),
        spread=frozen(np.array([np.ptp(values) for values in kept])),
        deviation=frozen(np.array([values.std(ddof=1) for values in kept])),
    )


def series(place: tuple[str | int, ...], values: npt.ArrayLike) -> F64:
    """One row of finite numbers as read-only float64; a value that is missing is named."""
    raw = np.asarray(values)
    if raw.dtype == object and raw.ndim == 1 and all(isinstance(one, _MEASURED) for one in raw.tolist()):
        # Measurements of a document: decimals, and None where nothing was measured.
        raw = np.array([np.nan if one is None else float(one) for one in raw.tolist()])
    if raw.ndim != 1 or (raw.size and raw.dtype.kind not in "iuf"):
        raise InvalidInputError(
            f"{_shown(place)} 应是一行数字。", f"{_shown(place)} should be one row of numbers.", place
        )
    kept = raw.astype(np.float64)
    wrong = np.flatnonzero(~np.isfinite(kept))
    if wrong.size:
        at = int(wrong[0])
        raise InvalidInputError(
            f"{_shown(place)} 的第 {at} 个值缺失或不是有限数。",
            f"{_shown(place)}: value {at} is missing or not finite.",
            (*place, at),
        )
    return frozen(kept)


def counts(name: str, values: npt.ArrayLike) -> F64:
    """A row of whole numbers ≥ 0: nonconforming units or nonconformities."""
    kept = series((name,), values)
    wrong = np.flatnonzero((kept < 0) | (kept != np.floor(kept)))
    if wrong.size:
        at = int(wrong[0])
        raise InvalidInputError(
            f"{name} 第 {at} 个值 {kept[at]:g} 应是不小于 0 的整数。",
            f"{name}, value {at}: {kept[at]:g} is not a whole number of 0 or more.",
            (name, at),
        )
    return kept


def sizes(name: str, values: npt.ArrayLike, length: int) -> F64:
    """Sample sizes or areas above 0, one for all or one each, as float64[length]."""
    raw = np.asarray(values)
    kept = series((name,), np.full(length, raw[()]) if raw.ndim == 0 else raw)
    if len(kept) != length:
        raise InvalidInputError(
            f"{name} 有 {len(kept)} 个值，应为 {length} 个。",
            f"{name} has {len(kept)} values where {length} are needed.",
            (name,),
        )
    wrong = np.flatnonzero(kept <= 0)
    if wrong.size:
        at = int(wrong[0])
        raise InvalidInputError(
            f"{name} 第 {at} 个值 {kept[at]:g} 应大于 0。",
            f"{name}, value {at}: {kept[at]:g} is not above 0.",
            (name, at),
        )
    return kept


def enough(name: str, values: F64, least: int) -> F64:
    """The values, if there are at least so many."""
    if len(values) < least:
        raise InvalidInputError(
            f"{name} 只有 {len(values)} 个值，至少需要 {least} 个。",
            f"{name} has only {len(values)} values; at least {least} are needed.",
            (name,),
        )
    return values


def _shown(place: tuple[str | int, ...]) -> str:
    return " ".join(map(str, place))
